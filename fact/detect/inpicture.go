// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/text"
)

// What a picture shows can be read before anybody looks at it, where the text says so: "ignore the whiteboard behind me".
var _ = add(Detector{
	Name: "in-picture",
	Kinds: Kinds{
		"record-visible":      "The words say that a record, list, board, label or screen with patients' details is in the picture.",
		"record-covered":      "The words say that such a record is blurred, covered or cropped.",
		"record-half-covered": "The words doubt the cover themselves: a thumb, a biro, blurred they think.",
		"bystander":           "The words say that patients, relatives or strangers are in the picture.",
		"nobody-shown":        "The words say that nobody, or only people who agreed, can be seen.",
	},
	Needs: []fact.Kind{"practice-ground"},
	Lists: []string{"record", "record-visible", "record-guard", "cover-cue", "cover-doubt", "bystander", "bystander-guard"},
	Read: func(r *Reader) {
		guards := append(FactSpans(r.Facts("practice-ground")), Spans(r.Phrases("record-guard"))...)
		cover, doubt := Spans(r.Phrases("cover-cue")), Spans(r.Phrases("cover-doubt"))
		for _, m := range r.Phrases("record") {
			if !r.Near(m.Span, 8, cover) || r.Near(m.Span, 4, guards) {
				continue
			}
			if r.Near(m.Span, 12, doubt) {
				r.Found("record-half-covered", m.Span)
			} else {
				r.Found("record-covered", m.Span)
			}
		}
		for _, s := range meantSpans(r, r.Phrases("record-visible"), guards, 5) {
			r.Found("record-visible", s)
		}
		alone := append(FactSpans(r.Facts("practice-ground")), Spans(r.Phrases("bystander-guard"))...)
		for _, m := range r.Phrases("bystander") {
			if w := text.Fold(m.Span.Of(r.Text())); strings.Contains(w, "n't ") || strings.Contains(w, "n’t ") || strings.Contains(w, " not ") || strings.Contains(w, " no ") {
				continue
			}
			if r.Near(m.Span, 6, alone) {
				r.Found("nobody-shown", m.Span)
			} else {
				r.Found("bystander", m.Span)
			}
		}
	},
})

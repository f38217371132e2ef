// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/text"
)

var _ = add(Detector{
	Name: "statistic",
	Kinds: Kinds{
		"statistic":           "A figure about health: a percentage, so many in so many, so many times.",
		"figure-alone":        "A share or multiple is claimed of people, a treatment or a habit, in a sentence about health, with no source and no hedge.",
		"relative-risk-alone": "A change of risk is given in relation only: per cent more, doubled, with no absolute number beside it.",
	},
	Needs: []fact.Kind{"refutes", "hedge", "source-cited"},
	Lists: append([]string{"statistic", "evidence-relative", "figure-claim", "own-figures", "own-figures", "evidence-absolute-number"}, medical...),
	Read: func(r *Reader) {
		for _, m := range r.Phrases("statistic") {
			if aboutHealth(r, m.Span, 1) {
				r.Found("statistic", m.Span)
			}
			if bold(r, m) && !r.Has("source-cited") && claimed(r, m.Span, false) && !hedged(r, m.Span) && aboutHealth(r, m.Span, 0) {
				r.Found("figure-alone", m.Span)
			}
		}
		for _, m := range r.Phrases("figure-claim") {
			if len(r.Phrases("own-figures")) == 0 && !r.Has("source-cited") && claimed(r, m.Span, false) && !hedged(r, m.Span) && aboutHealth(r, m.Span, 0) {
				r.Found("figure-alone", m.Span)
			}
		}
		if len(r.Phrases("evidence-absolute-number")) > 0 {
			return
		}
		for _, m := range r.Phrases("evidence-relative") {
			if claimed(r, m.Span, false) {
				r.Found("relative-risk-alone", m.Span)
			}
		}
	},
})

// bold tells whether a figure is a whole percentage of some size, in a post that isn't about the author's own audit.
func bold(r *Reader, m text.Match) bool {
	n := r.Doc.Tokens[m.First]
	return n.Class == text.Number && strings.HasSuffix(m.Span.Of(r.Text()), "%") && len(n.Fold) == 2 && n.Fold >= "20" && len(r.Phrases("own-figures")) == 0 &&
		!r.Before(m.Span, 2, "about", "around", "roughly", "nearly", "almost", "approximately", "~", "some", "circa") && !r.After(m.Span, 1, "off", "discount", "up", "of")
}

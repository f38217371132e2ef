// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
)

// A dose is an amount or a schedule beside a medicine. Told to all readers with an instruction it is dose-public; what stands on the
// packet, in a guideline or in teaching for colleagues is dose-printed.
var _ = add(Detector{
	Name: "dose",
	Kinds: Kinds{
		"dose":         "An amount or schedule of a medicine.",
		"dose-public":  "Readers are told how much of a medicine to take, how to inject, split or taper it.",
		"dose-printed": "A dose as printed on the pack, in a guideline, for colleagues, or in first aid.",
	},
	Lists: []string{"adv-dose-amount", "adv-dose-schedule", "adv-dose-do", "adv-dose-trick", "adv-dose-printed", "adv-med", "supplement"},
	Needs: []fact.Kind{"advice-declined", "is-reply", "emergency-direction"},
	Read: func(r *Reader) {
		meds := Spans(r.Phrases("adv-med"))
		amounts, schedules := r.Phrases("adv-dose-amount"), r.Phrases("adv-dose-schedule")
		var near []post.Span
		for _, m := range amounts {
			if r.Near(m.Span, 6, meds) {
				r.Found("dose", m.Span)
				near = append(near, m.Span)
			}
		}
		for _, m := range schedules {
			if r.Near(m.Span, 5, meds) && !r.Near(m.Span, 1, near) {
				near = append(near, m.Span)
			}
		}
		printed := r.Phrases("adv-dose-printed")
		for _, m := range printed {
			r.Found("dose-printed", m.Span)
		}
		if len(printed) > 0 || r.Has("emergency-direction") || r.Has("advice-declined") {
			return
		}
		for _, m := range r.Phrases("adv-dose-trick") {
			if !r.advDenied(m.Span) && !r.Before(m.Span, 3, "i", "we", "my", "she", "he", "they", "patient", "patients") && len(meds) > 0 {
				r.Found("dose-public", m.Span)
			}
		}
		for _, m := range r.Phrases("adv-dose-do") {
			if r.advDenied(m.Span) || r.Before(m.Span, 3, "i", "i'm", "i've", "we", "my", "she", "he", "they", "patient", "patients", "was", "to", "people", "women", "men", "who", "mum", "had", "been", "on", "if", "when") {
				continue
			}
			for _, d := range near {
				if d.Start >= m.End && r.SameSentence(m.Span, d) && r.Doc.At(d.Start)-m.Last <= 7 {
					r.Found("dose-public", post.Span{Start: m.Start, End: d.End})
					return
				}
			}
		}
	},
})

var _ = phrases("signposting", "Readers are sent to a GP, pharmacist, midwife, helpline or emergency service, or told that advice can't be given here.")

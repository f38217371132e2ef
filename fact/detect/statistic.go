// SPDX-License-Identifier: Apache-2.0

package detect

import "chaperone/fact"

var _ = add(Detector{
	Name: "statistic",
	Kinds: Kinds{
		"statistic":           "A figure about health: a percentage, so many in so many, so many times.",
		"figure-alone":        "A share or multiple is claimed of people, a treatment or a habit, in a sentence about health, with no source and no hedge.",
		"relative-risk-alone": "A change of risk is given in relation only: per cent more, doubled, with no absolute number beside it.",
	},
	Needs: []fact.Kind{"refutes", "hedge", "source-cited"},
	Lists: append([]string{"statistic", "ev-relative", "ev-absolute-number"}, medical...),
	Read: func(r *Reader) {
		for _, m := range r.Phrases("statistic") {
			if aboutHealth(r, m.Span, 1) {
				r.Found("statistic", m.Span)
			}
			if !r.Has("source-cited") && claimed(r, m.Span, false) && !hedged(r, m.Span) && aboutHealth(r, m.Span, 0) {
				r.Found("figure-alone", m.Span)
			}
		}
		if len(r.Phrases("ev-absolute-number")) > 0 {
			return
		}
		for _, m := range r.Phrases("ev-relative") {
			if claimed(r, m.Span, false) {
				r.Found("relative-risk-alone", m.Span)
			}
		}
	},
})

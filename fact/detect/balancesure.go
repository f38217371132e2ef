// SPDX-License-Identifier: Apache-2.0

package detect

import "chaperone/fact"

// One study seldom settles a thing; words that settle it beside one say more than it can bear.
var _ = add(Detector{
	Name:  "balance-sure",
	Kinds: Kinds{"certainty-beyond": "A study, trial or survey is said to prove or settle something about health."},
	Needs: []fact.Kind{"refutes", "hedge"},
	Lists: append([]string{"balance-sure", "balance-study"}, medical...),
	Read: func(r *Reader) {
		for _, m := range r.Phrases("balance-sure") {
			if !claimed(r, m.Span, false) || hedged(r, m.Span) || !aboutHealth(r, m.Span, 0) {
				continue
			}
			for _, s := range r.Phrases("balance-study") {
				if r.SameSentence(s.Span, m.Span) && r.Near(m.Span, 6, Spans(r.Phrases("balance-study"))) {
					r.Found("certainty-beyond", m.Span)
					break
				}
			}
		}
	},
})

// SPDX-License-Identifier: Apache-2.0

package detect

import "chaperone/fact"

var _ = add(Detector{
	Name:  "risk-denied",
	Kinds: Kinds{"risk-denied": "Risk is denied or made light of: no side effects, risk-free, totally safe, can't hurt."},
	Needs: []fact.Kind{"refutes", "claim-sold"},
	Lists: append([]string{"evidence-norisk"}, medical...),
	Read: func(r *Reader) {
		for _, m := range r.Phrases("evidence-norisk") {
			if !r.Before(m.Span, 4, "me", "i", "i've", "i'd", "my", "mine") && claimed(r, m.Span, true) && !negatedBefore(r, m.Span, 3) && (r.Has("claim-sold") || aboutHealth(r, m.Span, 1)) {
				r.Found("risk-denied", m.Span).Value = m.Value
			}
		}
	},
})

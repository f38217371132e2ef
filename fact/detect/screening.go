// SPDX-License-Identifier: Apache-2.0

package detect

import "chaperone/fact"

var _ = add(Detector{
	Name:  "screening-overuse",
	Kinds: Kinds{"screening-overuse": "A test is urged on people who are well, or credited with finding everything, and no harm or limit is named."},
	Needs: []fact.Kind{"refutes"},
	Lists: []string{"overused-test", "overuse-cue", "overuse-caveat"},
	Read: func(r *Reader) {
		tests := r.Phrases("overused-test")
		if len(tests) == 0 {
			return
		}
		for _, m := range r.Phrases("overuse-caveat") {
			if !negatedBefore(r, m.Span, 3) {
				return
			}
		}
		for _, m := range r.Phrases("overuse-cue") {
			if r.Near(m.Span, 60, Spans(tests)) && claimed(r, m.Span, true) && !negatedBefore(r, m.Span, 3) {
				r.Found("screening-overuse", m.Span)
			}
		}
	},
})

// SPDX-License-Identifier: Apache-2.0

package detect

import "chaperone/fact"

var _ = add(Detector{
	Name: "fear-appeal",
	Kinds: Kinds{
		"fear-appeal":  "Words that work on fear, shame or secret knowledge: silent killer, your GP won't test this.",
		"made-trivial": "A treatment is made light of: ten minutes, a cheeky top-up, no appointment needed.",
	},
	Needs: []fact.Kind{"refutes"},
	Lists: append([]string{"evidence-fear", "evidence-trivial"}, medical...),
	Read: func(r *Reader) {
		for _, m := range r.Phrases("evidence-fear") {
			if claimed(r, m.Span, true) {
				r.Found("fear-appeal", m.Span)
			}
		}
		for _, m := range r.Phrases("evidence-trivial") {
			if claimed(r, m.Span, true) && aboutHealth(r, m.Span, 2) {
				r.Found("made-trivial", m.Span)
			}
		}
	},
})

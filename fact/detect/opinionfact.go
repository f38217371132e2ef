// SPDX-License-Identifier: Apache-2.0

package detect

import "chaperone/fact"

var _ = add(Detector{
	Name:  "opinion-as-fact",
	Kinds: Kinds{"opinion-as-fact": "Wording that dresses a view as settled, or as hidden from readers: the truth is, they don't want you to know."},
	Needs: []fact.Kind{"refutes"},
	Lists: []string{"opinion-fact"},
	Read: func(r *Reader) {
		for _, m := range r.Phrases("opinion-fact") {
			if claimed(r, m.Span, true) {
				r.Found("opinion-as-fact", m.Span)
			}
		}
	},
})

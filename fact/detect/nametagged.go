// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"

	"chaperone/fact"
)

// fromTagger adds the people the tagger proposes where the lists found nobody, and makes sure of those the lists were not sure of.
func (n *nameReader) fromTagger() {
	found := n.Facts("likely-person")
	if len(found) == 0 {
		return
	}
	for i := range found {
		n.proposed(&found[i])
	}
	slices.SortStableFunc(n.out, func(a, b person) int { return a.first - b.first })
}

func (n *nameReader) proposed(f *fact.Fact) {
	first, last := n.Doc.At(f.Start), n.Doc.At(f.End-1)
	for i := range n.out {
		p := &n.out[i]
		if p.first <= last && first <= p.last {
			if f.Confidence >= surelyNamed && !p.initials && p.core >= first {
				p.sure, p.tagged = true, p.tagged || !p.sure
			}
			return
		}
	}
	for i := first; i <= last; i++ {
		if n.blocked[i] || n.Tokens()[i].Hash {
			return
		}
	}
	if n.tail(last) {
		return
	}
	n.add(person{first: first, core: first, last: last, full: last > first, sure: f.Confidence >= surelyNamed, tagged: true})
}

// surelyNamed is the tagger's probability from which a name needs no other word to be one.
const surelyNamed = 0.6

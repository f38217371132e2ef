// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
)

// Names stand in tags and account names run together: #justiceformargaretholloway, @margaretholloway84. Only a given name with a family
// name behind it counts there, both of them hardly anything else: either alone is a brand, a place or a football club too often.

// taggedName reads a name in a hashtag from token i on. It gives the name's last token, or -1.
func (n *nameReader) taggedName(i int) int {
	t := n.Tokens()
	j := i + 1
	if j >= len(t) || !t[j].Hash || t[j].Start != t[i].End || n.blocked[i] || !n.flags(i).plainGiven() || !n.flags(j).has(isFamily) || n.flags(j).has(isCommon) {
		return -1
	}
	n.add(person{first: i, core: i, last: j, full: true, sure: true})
	return j
}

// handleName reads an account's name that is a person's: given and family name, and digits or signs at most.
func (n *nameReader) handleName(i int) bool {
	t := &n.Tokens()[i]
	w := strings.Trim(t.Fold, "@_.0123456789")
	ok := func(a, b string) bool {
		return n.table[a].plainGiven() && n.table[b].plainFamily() && len(a) > 2 && len(b) > 3
	}
	if k := strings.IndexAny(w, "_."); k > 0 {
		return ok(w[:k], w[k+1:]) && n.handled(i)
	}
	for k := 3; k+3 < len(w) && len(w) < 40; k++ {
		if ok(w[:k], w[k:]) {
			return n.handled(i)
		}
	}
	return false
}

func (n *nameReader) handled(i int) bool {
	n.add(person{first: i, core: i, last: i, full: true, sure: true})
	return true
}

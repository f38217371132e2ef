// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/text"
)

// Relatives. Whose they are stands before them, mostly; a word for somebody's place at work or in the street is a relation only with an
// owner ("her neighbour"), and one word is read once.
var _ = add(Detector{
	Name: "clue-relation",
	Kinds: Kinds{
		"clue-relation": "A relative of somebody.",
		"own-relation":  "A relative of the author's: whoever knows the author knows who is meant.",
	},
	Lists: []string{"relation", "told-relation"},
	Read: func(r *Reader) {
		seen := map[string]bool{}
		for _, m := range r.Phrases("relation") {
			t := r.Tokens()
			w := t[m.Last].Fold
			if t[m.First].Hash || r.After(m.Span, 2, "day") && !r.After(m.Span, 1, "on") {
				continue
			}
			if own := ownedByMe(r, m); own >= 0 {
				if m.Value == "family" {
					r.Found("own-relation", r.Doc.Span(own, m.Last)).Told = true
				}
				continue
			}
			if clueOwn(r, m) || seen[w] || !somebodysRelative(r, m, w) {
				continue
			}
			seen[w] = true
			r.Found("clue-relation", m.Span).Value = m.Value
		}
		for _, m := range r.Phrases("told-relation") {
			w := r.Tokens()[m.Last].Fold
			if r.foundAt("clue-relation", m.Span) || r.foundAt("own-relation", m.Span) || seen[w] || r.Tokens()[m.First].Hash || r.Before(m.Span, 2, "other", "every", "many", "all", "most", "some", "any") {
				continue
			}
			if own := ownedByMe(r, m); own >= 0 {
				r.Found("own-relation", r.Doc.Span(own, m.Last)).Told = true
				continue
			}
			seen[w] = true
			r.Found("clue-relation", m.Span).Told = true
		}
	},
})

// ownedByMe gives the token of the "my" or "our" a relative belongs to, two words back at most; -1 where there is none.
func ownedByMe(r *Reader, m text.Match) int {
	t := r.Tokens()
	for i := m.First - 1; i >= 0 && i >= m.First-3 && t[i].Sent == t[m.First].Sent; i-- {
		switch t[i].Fold {
		case "my":
			return i
		case "our":
			if i == m.First-1 && m.Value == "family" {
				return i
			}
		case "own", "lovely", "late", "dear", "poor", "old", "late-", "eldest", "youngest", "wee", "little", "big", "older", "younger", "two", "three":
			continue
		}
		break
	}
	return -1
}

// loneRelatives need somebody they belong to: without, they are a child, a crowd or a manner of speaking.
var loneRelatives = wordSet("family relative relatives child children kid kids baby bairn wean youngest eldest firstborn ex ma da pops lover mistress half partner twin triplets siblings sibling grandchildren grandchild nana spouse pa")

// somebodysRelative tells whether a word of relation means one person's relative.
func somebodysRelative(r *Reader, m text.Match, w string) bool {
	owned := r.Before(m.Span, 3, "his", "her", "their", "'s", "s", "whose", "patient's") || r.Before(m.Span, 2, "your") && !r.Before(m.Span, 5, "if", "when", "tell", "ask", "take", "bring") || r.After(m.Span, 1, "of") && (w != "family" || m.Last+2 < len(r.Tokens()) && r.Tokens()[m.Last+2].Cap)
	if m.Value != "family" || loneRelatives[w] {
		return owned
	}
	return owned || !r.Before(m.Span, 2, "other", "every", "any", "each", "most", "some", "all", "new", "many", "fellow", "dear", "for", "like", "no", "to")
}

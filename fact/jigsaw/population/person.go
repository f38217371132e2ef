// SPDX-License-Identifier: Apache-2.0

package population

import (
	"math"
	"slices"
	"strings"

	"chaperone/fact/jigsaw"
	"chaperone/post"
)

const (
	ageVar   = 0.15 * 0.15
	sexVar   = 0.10 * 0.10
	groupVar = 0.198
)

// age makes the clue of age: all stretches said, cut with one another.
func (b *builder) age(rs []jigsaw.Reading) {
	if len(rs) == 0 {
		return
	}
	a := ages{0, oldest}
	for _, r := range rs {
		lo, hi := max(a.lo, r.Value.Lo), min(a.hi, r.Value.Hi)
		if lo <= hi {
			a = ages{lo, hi}
		}
	}
	if slices.Contains(b.kinds, births) && a.hi < 12 {
		b.unseen = append(b.unseen, rs...) // the babies' age, in a crowd of mothers
		return
	}
	c := b.clue(jigsaw.Age, rs)
	b.level(c, rs[0].Words, b.ageShares(a), 0, nil, cell{ages: a})
	for _, w := range a.coarser() {
		edits := b.reworded(rs, func(r jigsaw.Reading) (post.Edit, bool) {
			words, more, ok := w.instead(r.Words, b.text[:r.Start], b.text[r.End:], b.whose)
			if !ok {
				return post.Edit{}, false
			}
			return replace(b.text, r.Start, r.End+more, words), true
		})
		b.level(c, w.name(b.whose), b.ageShares(w), 0, edits, cell{ages: w})
	}
	b.dropped(c, "no age", 0, b.reworded(rs, func(r jigsaw.Reading) (post.Edit, bool) {
		w := strings.ToLower(r.Words)
		next, _ := nextWord(b.text[r.End:])
		switch {
		case yearsOld(w) && person(next):
			return leaveOut(b.text, r.Start, r.End), true
		case yearsOld(w):
			return replace(b.text, r.Start, r.End, "patient"), true
		case strings.HasPrefix(w, "aged ") || strings.HasPrefix(w, "in his ") || strings.HasPrefix(w, "in her ") || strings.HasPrefix(w, "in their "):
			return leaveOut(b.text, r.Start, r.End), true
		}
		return post.Edit{}, false
	}))
	costs(c)
}

func (b *builder) ageShares(a ages) []jigsaw.Share {
	out := make([]jigsaw.Share, len(b.kinds))
	for i, k := range b.kinds {
		s, f := b.ageShare(k, a)
		out[i] = jigsaw.Share{Log: math.Log(math.Max(s, 1e-9)), Var: ageVar, Figures: f}
	}
	return out
}

// sex makes the clue of sex. Its words stand all over a story ("she", "her"), so wider ones are offered only where one noun is all there is.
func (b *builder) sex(rs []jigsaw.Reading) {
	if len(rs) == 0 {
		return
	}
	code := rs[0].Value.Code
	c := b.clue(jigsaw.Sex, rs[:1])
	shares := make([]jigsaw.Share, len(b.kinds))
	for i, k := range b.kinds {
		if k == births {
			continue // who gives birth is a woman
		}
		s, f := b.sexShare(k, code)
		shares[i] = jigsaw.Share{Log: math.Log(s), Var: sexVar, Figures: f}
	}
	b.level(c, map[string]string{"f": "a woman or girl", "m": "a man or boy"}[code], shares, 0, nil, cell{code: code})
	b.dropped(c, "no sex", 0, nil)
	costs(c)
}

// group makes clues of what the census counts: origin, faith, work, marriage; and of given names.
func (b *builder) group(sort jigsaw.Sort, rs []jigsaw.Reading) {
	if len(rs) == 0 {
		return
	}
	code := rs[0].Value.Code
	shares := make([]jigsaw.Share, len(b.kinds))
	for i := range b.kinds {
		s, f, ok := b.groupShare(sort, code)
		if !ok {
			b.unseen = append(b.unseen, rs...)
			return
		}
		shares[i] = jigsaw.Share{Log: math.Log(s), Var: 0.3 * 0.3, Figures: f}
	}
	c := b.clue(sort, rs)
	b.level(c, rs[0].Words, shares, 0, nil, cell{code: code})
	b.dropped(c, "left out", 0, b.reworded(rs, func(r jigsaw.Reading) (post.Edit, bool) {
		if sort == jigsaw.Occupation {
			return replace(b.text, r.Start, r.End, "patient"), !person(firstWord(b.text[r.End:]))
		}
		return leaveOut(b.text, r.Start, r.End), sort != jigsaw.GivenName && firstWord(b.text[r.End:]) != ""
	}))
	costs(c)
}

func firstWord(s string) string {
	w, _ := nextWord(s)
	return w
}

// SPDX-License-Identifier: Apache-2.0

package population

import (
	"testing"

	"chaperone/post"
)

func TestWiderAgesReadWellWhereTheOldOnesStood(t *testing.T) {
	for _, c := range []struct {
		before, words, after string
		to                   ages
		want                 string
	}{
		{"My ", "104-year-old", " walked out", ages{90, oldest}, "My patient in their nineties walked out"},
		{"A ", "74-year-old", " woman wished", ages{70, 79}, "A woman in her seventies wished"},
		{"A ", "74-year-old", " woman wished", ages{65, oldest}, "An older woman wished"},
		{"She was ", "43", " and tired", ages{40, 49}, "She was in their forties and tired"},
		{"the teacher (", "34", ")", ages{30, 39}, "the teacher (in their thirties)"},
		{"a man ", "aged 61", " with", ages{60, 64}, "a man in their early sixties with"},
		{"a ", "6-year-old", " girl had", ages{5, 11}, "a girl of primary-school age had"},
		{"An ", "84-year-old", " had", ages{80, 89}, "A patient in their eighties had"},
		{"a ", "6-year-old", " had", ages{0, 17}, "a child had"},
	} {
		got := ""
		if s, more, ok := c.to.instead(c.words, c.before, c.after, "their"); ok {
			e := replace(c.before+c.words+c.after, len(c.before), len(c.before+c.words)+more, s)
			got = post.Apply(c.before+c.words+c.after, []post.Edit{e})
		}
		if got != c.want {
			t.Errorf("%q for %v: %q, want %q", c.words, c.to, got, c.want)
		}
	}
}

func TestEachWiderStretchHoldsTheOneBefore(t *testing.T) {
	for lo := 0; lo <= 110; lo++ {
		for _, hi := range []int{lo, lo + 4, lo + 9} {
			last := ages{lo, hi}
			for _, b := range last.coarser() {
				if b.lo > last.lo || b.hi < last.hi || b == last {
					t.Errorf("%v: %v does not hold %v", ages{lo, hi}, b, last)
				}
				last = b
			}
		}
	}
}

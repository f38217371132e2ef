// SPDX-License-Identifier: Apache-2.0

package link_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/link"
)

// A made-up account as in the design's measurement C: a specialty, patients in order of time, one in three told of again within a fortnight,
// half of those with words that point back; 2 % of the others have such words as well. Clues are told more or less finely or not at all.
type person struct {
	age, job, town, people int
	sex, code              string
}

func zipf(r *rand.Rand, n int) int {
	total := 0.0
	for i := range n {
		total += 1 / float64(i+1)
	}
	x := r.Float64() * total
	for i := range n {
		if x -= 1 / float64(i+1); x < 0 {
			return i
		}
	}
	return n - 1
}

func somebody(r *rand.Rand, specialty int) person {
	p := person{job: r.IntN(9) + 1, town: zipf(r, 15), people: zipf(r, 8), sex: "m"}
	if r.IntN(2) == 0 {
		p.sex = "f"
	}
	if p.age = r.IntN(65); r.IntN(2) == 0 {
		p.age = 60 + r.IntN(35)
	}
	p.code = fmt.Sprintf("%c%02d.%d", 'A'+specialty, zipf(r, 25), zipf(r, 5))
	return p
}

func said(r *rand.Rand, p person) []jigsaw.Reading {
	var rs []jigsaw.Reading
	often := func(share float64) bool { return r.Float64() < share }
	if often(0.7) {
		switch x := r.Float64(); {
		case x < 0.4:
			rs = append(rs, age(p.age, p.age))
		case x < 0.5:
			rs = append(rs, age(p.age/5*5, p.age/5*5+4))
		case x < 0.8:
			rs = append(rs, age(p.age/10*10, p.age/10*10+9))
		case p.age < 16:
			rs = append(rs, age(0, 15))
		case p.age < 65:
			rs = append(rs, age(16, 64))
		default:
			rs = append(rs, age(65, 120))
		}
	}
	if often(0.8) {
		rs = append(rs, code(jigsaw.Sex, p.sex))
	}
	if often(0.75) {
		c := p.code
		if often(0.5) {
			c = c[:3]
		}
		rs = append(rs, code(jigsaw.Condition, c))
	}
	if often(0.15) {
		rs = append(rs, code(jigsaw.Ethnicity, fmt.Sprint("people", p.people)))
	}
	if often(0.2) && p.age > 17 && p.age < 70 {
		rs = append(rs, code(jigsaw.Occupation, fmt.Sprint("soc", p.job)))
	}
	if often(0.15) {
		rs = append(rs, jigsaw.Reading{Sort: jigsaw.Home, Words: "home", Value: jigsaw.Value{Place: fmt.Sprintf("Town %02d", p.town)}, Kind: "clue-home"})
	}
	return rs
}

// pairs counts, over accounts, pairs of posts that were put together: right, wrong, and missed.
func pairs(accounts int) (right, wrong, missed, asked, askedRight int) {
	r := rand.New(rand.NewPCG(99, 1))
	for range accounts {
		type made struct {
			who, day int
			t        *link.Telling
		}
		var posts []made
		specialty := r.IntN(9)
		for who := range 8 + r.IntN(17) {
			p, first := somebody(r, specialty), r.IntN(365)
			times := 1
			if r.Float64() < 0.25 {
				times++
			}
			if r.Float64() < 0.08 {
				times++
			}
			for n := range times {
				day := first
				if n > 0 {
					day += 1 + r.IntN(14)
				}
				m := made{who: who, day: day, t: telling("", monday.AddDate(0, 0, day), said(r, p)...)}
				if n > 0 && r.Float64() < 0.5 || r.Float64() < 0.02 {
					m.t.Cues = []link.Cue{{Sort: link.Explicit}}
				}
				posts = append(posts, m)
			}
		}
		slices.SortStableFunc(posts, func(a, b made) int { return a.day - b.day })
		var h link.History
		group := map[string]int{} // by post, the number of its story
		for i, p := range posts {
			id := fmt.Sprint(i)
			p.t.Name(id)
			group[id] = i
			o := h.Next(p.t)
			if l := o.Same(); l != nil {
				group[id] = group[l.Posts[0]]
			}
			if l := o.Maybe(); l != nil {
				asked++
				var n int
				fmt.Sscan(l.Posts[0], &n)
				if posts[n].who == p.who {
					askedRight++
				}
			}
		}
		for i := range posts {
			for j := range i {
				same, linked := posts[i].who == posts[j].who, group[fmt.Sprint(i)] == group[fmt.Sprint(j)]
				switch {
				case same && linked:
					right++
				case linked:
					wrong++
				case same:
					missed++
				}
			}
		}
	}
	return right, wrong, missed, asked, askedRight
}

// issue 4: on made-up accounts what is put together is mostly right. The design's prototype had 0.81 of pairs right and 0.48 found at this
// threshold, on other made-up accounts.
func TestMadeUpAccounts(t *testing.T) {
	right, wrong, missed, asked, askedRight := pairs(250)
	precision, recall := float64(right)/float64(right+wrong), float64(right)/float64(right+missed)
	t.Logf("pairs: %d right, %d wrong, %d missed; precision %.2f, recall %.2f; asked %d, rightly %.2f", right, wrong, missed, precision, recall, asked, float64(askedRight)/float64(asked))
	if precision < 0.75 || recall < 0.4 {
		t.Errorf("precision %.2f, recall %.2f", precision, recall)
	}
}

// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"cmp"
	"slices"
)

// Explain says what each counted clue does as the clues stand, the one that does most first: by the number without it, then by its share.
func (m *Model) Explain() []Contribution { return m.explain(m.estimate(&m.at)) }

func (m *Model) explain(now Estimate) []Contribution {
	if !now.Known {
		return nil
	}
	f := &m.frames[slices.IndexFunc(m.frames, func(f frame) bool { return f.at == now.Frame })]
	shares, beside := f.shares(m, &m.at)
	out := make([]Contribution, 0, m.n)
	for i := range m.n {
		if !m.counts(i, &m.at) {
			continue
		}
		lv := m.at
		lv[i] = m.top[i]
		c := Contribution{Clue: m.clue[i], Without: m.estimate(&lv), Share: shares[i], Beside: beside[i]}
		c.AddsNothing = c.Share == 0 && c.Without.K <= now.K*(1+1e-9)
		if l := &m.p.Clues[c.Clue].Levels[m.widen(i, m.at[i])]; f.at < len(l.Shares) {
			c.Figures = l.Shares[f.at].Figures
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Contribution) int {
		return cmp.Or(cmp.Compare(b.Without.K, a.Without.K), cmp.Compare(b.Share, a.Share))
	})
	return out
}

// shares gives each counted clue's part of the narrowing in this frame: its Shapley value in the game whose worth is the log lambda of a
// set of clues on the tree as it stands. That worth is a sum of terms of one clue and of pairs, so the value is the clue's own term and
// half of each lift it takes part in. A clue on which others hang can come out below 0; it shows 0, and the others share the whole.
// beside names, by index in Problem.Clues, the neighbour that takes most from a clue where that is over half of its own term, else -1.
func (f *frame) shares(m *Model, at *levels) (shares [MaxClues]float64, beside [MaxClues]int) {
	var t tree
	f.grow(m, at, &t)
	g := guard{f: f, m: m, best: t.ll}
	lv := *at
	if g.search(&lv, &t, 0); g.moved { // what is counted is a part of the story; the clues that are not in it add nothing
		f.grow(m, &g.at, &t)
	}
	for i := range beside {
		beside[i] = -1
	}
	var worth, taken [MaxClues]float64
	for k := range t.n {
		worth[k] -= f.log[t.cell[k]]
		if p := int(t.par[k]); p >= 0 {
			worth[k] -= t.lift[k] / 2
			worth[p] -= t.lift[k] / 2
			for _, e := range [2][2]int{{k, p}, {p, k}} {
				a, b := e[0], e[1]
				if own := -f.log[t.cell[a]]; t.lift[k] > own/2 && t.lift[k] > taken[a] {
					taken[a], beside[t.clue[a]] = t.lift[k], m.clue[t.clue[b]]
				}
			}
		}
	}
	sum := 0.0
	for k := range t.n {
		sum += max(0, worth[k])
	}
	for k := range t.n {
		if sum > 0 {
			shares[t.clue[k]] = max(0, worth[k]) / sum
		}
	}
	return shares, beside
}

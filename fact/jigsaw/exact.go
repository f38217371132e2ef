// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"math"
	"slices"
)

// branch is a depth-first branch and bound over the levels of the clues that may move. A branch ends where
//   - it costs as much as the best plan known;
//   - even with all clues still open at their loosest it stays below the target (saying less hardly ever lowers the lower end: a test
//     counts how seldom);
//   - the cheapest fraction of moves that could gain what is lacking costs too much. What a clue narrows is at least its share given
//     whichever other clue makes it commonest, and log lambda no more than the sum of these: a bound that holds for every tree.
type branch struct {
	*search
	order []int // clues that may move, those that gain most for their cost first
	best  levels
	least float64 // its cost
	cur   levels
	left  int // nodes
	bound []relaxed
}

// relaxed is one frame with each clue on its own, for bounds.
type relaxed struct {
	logN, v float64
	narrow  [MaxClues][MaxLevels]float64 // the most a clue at a level leaves of log lambda, 0 or less
	vs      [MaxClues][MaxLevels]float64
	gain    [MaxClues]float64 // by clue: what its moves can gain
	rate    [MaxClues]float64 // by clue: least cost for one of gain
	cheap   []int             // clues that may move, by rate
}

// exact searches from a plan, if one is known; proven is false where the nodes ran out.
func (s *search) exact(plan levels, known bool) (best levels, found, proven bool) {
	b := branch{search: s, best: plan, least: math.Inf(1), cur: s.m.at, left: s.nodes}
	if known {
		b.least = s.total(&plan)
	}
	var worth [MaxClues]float64
	for i := range s.m.n {
		if s.loose[i] != s.m.at[i] {
			b.order = append(b.order, i)
		}
	}
	b.bound = make([]relaxed, len(s.m.frames))
	for f := range b.bound {
		b.relax(f)
		for _, i := range b.order {
			worth[i] = max(worth[i], b.bound[f].gain[i]/s.cost[i][s.loose[i]])
		}
	}
	slices.SortStableFunc(b.order, func(x, y int) int {
		switch {
		case worth[x] > worth[y]:
			return -1
		case worth[x] < worth[y]:
			return 1
		}
		return 0
	})
	b.run(0, 0, false)
	return b.best, !math.IsInf(b.least, 1), b.left > 0
}

func (b *branch) relax(at int) {
	m, f, r := b.m, &b.m.frames[at], &b.bound[at]
	r.logN, r.v = f.logN, f.v
	for i := range m.n {
		for l := m.at[i]; l <= b.loose[i]; l++ {
			c := m.first[i] + int(l)
			if f.log[c] >= 0 {
				continue
			}
			up, row := 0.0, f.pair[c*m.cells:]
			for j := range m.n {
				for k := m.at[j]; j != i && k <= b.loose[j]; k++ {
					up = max(up, row[m.first[j]+int(k)].lift)
				}
			}
			r.narrow[i][l], r.vs[i][l] = min(0, f.log[c]+up), f.vs[c]
		}
		r.rate[i] = math.Inf(1)
		for l := m.at[i] + 1; l <= b.loose[i]; l++ {
			if g := r.narrow[i][l] - r.narrow[i][m.at[i]]; b.may[i]&(1<<l) != 0 && g > 0 {
				r.gain[i] = max(r.gain[i], g)
				r.rate[i] = min(r.rate[i], b.cost[i][l]/g)
			}
		}
	}
	r.cheap = slices.Clone(b.order)
	slices.SortStableFunc(r.cheap, func(x, y int) int {
		switch {
		case r.rate[x] < r.rate[y]:
			return -1
		case r.rate[x] > r.rate[y]:
			return 1
		}
		return 0
	})
}

// run decides the clues of order from d on. failed says that the levels as they are with the rest unmoved are known to stay below.
func (b *branch) run(d int, cost float64, failed bool) {
	if cost >= b.least || b.left <= 0 {
		return
	}
	b.left--
	if !failed && b.holds(&b.cur) {
		b.best, b.least = b.cur, cost
		return
	}
	if d == len(b.order) || cost+b.atLeast(d) >= b.least {
		return
	}
	open := b.cur
	for _, i := range b.order[d:] {
		open[i] = b.loose[i]
	}
	if !b.near(&open) {
		return
	}
	i := b.order[d]
	for l := b.m.at[i]; l <= b.loose[i]; l++ {
		if b.may[i]&(1<<l) != 0 && b.fits(&b.cur, i, l) {
			b.cur[i] = l
			b.run(d+1, cost+b.cost[i][l], l == b.m.at[i])
			b.cur[i] = b.m.at[i]
		}
	}
}

// atLeast is a lower bound on what the open clues must still cost.
func (b *branch) atLeast(d int) float64 {
	var open [MaxClues]bool
	for _, i := range b.order[d:] {
		open[i] = true
	}
	most := 0.0
	for f := range b.bound {
		r := &b.bound[f]
		have, v := r.logN, r.v
		for i := range b.m.n {
			have += r.narrow[i][b.cur[i]]
			if !open[i] {
				v += r.vs[i][b.cur[i]]
			}
		}
		need, sum := b.target+z80*math.Sqrt(min(v, varMost))-have, 0.0
		for _, i := range r.cheap {
			if need <= 0 {
				break
			}
			if !open[i] || r.gain[i] <= 0 {
				continue
			}
			g := min(need, r.gain[i])
			sum += g * r.rate[i]
			need -= g
		}
		if need > 1e-9 {
			return math.Inf(1)
		}
		most = max(most, sum)
	}
	return most
}

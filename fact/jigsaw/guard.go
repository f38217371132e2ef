// SPDX-License-Identifier: Apache-2.0

package jigsaw

// The guard keeps the estimate monotone: one more clue never leaves more people. All whom a story holds for, the story with fewer clues
// holds for too; so log lambda is the least over all parts of the story. The tree alone breaks this: a clue inside it, on which others
// hang because it makes them common, can raise the number by being said.
//
// Few parts have to be tried. A clue that is a leaf of the tree, or stands alone, only takes people away: the tree without it is the same
// less that leaf. By induction on the number of clues it is enough to leave out clues inside the tree, again and again. And of these
// only such as can gain anything: a clue that goes gives back its own share and the lifts of its edges; the other edges stay, and fewer
// new ones come than it had.

// guardSteps bounds the search where figures contradict one another wildly.
const guardSteps = 512

// slack is what is taken for equal in a log, so that rounding starts no search.
const slack = 1e-11

type guard struct {
	f     *frame
	m     *Model
	best  float64
	at    levels // where best was found
	moved bool
	steps int
}

// search tries to leave out clues inside tree t, which was grown at lv; fixed clues (by bit) stay. It leaves lv as it was.
func (g *guard) search(lv *levels, t *tree, fixed uint32) {
	var gain [MaxClues]float64 // by position: the most that leaving it out can lower log lambda, as a number of 0 or less
	total, deep := 0.0, 1.0
	for k := range t.n {
		if t.deg[k] < 2 || fixed&(1<<t.clue[k]) != 0 {
			continue
		}
		if deep > 0 {
			deep = g.f.deepest(g.m, t)
		}
		gain[k] = min(0, t.up[k]-g.f.log[t.cell[k]]+float64(t.deg[k]-1)*deep)
		total += gain[k]
	}
	if t.ll+total >= g.best-slack {
		return
	}
	var inner tree
	for k := range t.n {
		if gain[k] >= 0 {
			continue
		}
		fixed |= 1 << t.clue[k]
		if g.steps++; t.ll+total >= g.best-slack || g.steps > guardSteps {
			return
		}
		total -= gain[k]
		i := t.clue[k]
		was := lv[i]
		lv[i] = g.m.top[i]
		g.f.grow(g.m, lv, &inner)
		if inner.ll < g.best {
			g.best, g.at, g.moved = inner.ll, *lv, true
		}
		g.search(lv, &inner, fixed)
		lv[i] = was
	}
}

// deepest is the least lift an edge can have that is not in the tree now.
func (f *frame) deepest(m *Model, t *tree) float64 {
	least := 0.0
	for a := range t.n {
		row := f.pair[int(t.cell[a])*m.cells:]
		for b := range a {
			if l := row[t.cell[b]].lift; l < least && int(t.par[a]) != b && int(t.par[b]) != a {
				least = l
			}
		}
	}
	return least
}

// logLambda gives the guarded log lambda and its variance at the given levels, and whether the guard changed it. The variance is that
// of the story as said.
func (f *frame) logLambda(m *Model, lv *levels) (ll, v float64, guarded bool) {
	var t tree
	f.grow(m, lv, &t)
	g := guard{f: f, m: m, best: t.ll}
	at := *lv
	g.search(&at, &t, 0)
	return g.best, t.v, g.moved
}

// SPDX-License-Identifier: Apache-2.0

package jigsaw

// tree is a maximum spanning forest over the clues present in a frame, weighted by mutual information: the best approximation of
// their joint distribution by pairs (Chow and Liu 1968). Clues no table connects stand in trees of their own and join as if independent.
type tree struct {
	n    int               // clues present
	clue [MaxClues]uint8   // position -> counted clue
	cell [MaxClues]int32   // position -> cell
	par  [MaxClues]int8    // position -> position of the clue it hangs on; -1: none
	lift [MaxClues]float64 // position -> lift of that edge
	deg  [MaxClues]uint8   // position -> edges it takes part in
	up   [MaxClues]float64 // position -> negated sum of their lifts above 0
	ll   float64           // log lambda
	v    float64           // its variance
}

// grow builds the tree at the given levels (Prim). The order of clues breaks ties, so that the tree without one of its leaves is the
// same tree less that leaf; the guard rests on it.
func (f *frame) grow(m *Model, lv *levels, t *tree) {
	n, ll, v, others := 0, f.logN, f.v, 0
	for i := range m.n {
		c := m.first[i] + int(lv[i])
		if f.log[c] < 0 {
			t.clue[n], t.cell[n], t.par[n], t.lift[n], t.deg[n], t.up[n] = uint8(i), int32(c), -1, 0, 0, 0
			ll += f.log[c]
			v += f.vs[c]
			n++
			if !f.own[c] {
				others++
			}
		}
	}
	t.n = n
	if n > 1 {
		v += varFloor
		var trees int
		ll, trees = f.span(m, t, ll)
		// Clues counted in the frame's own table cost nothing to join. Of the others, the first of each tree is joined to the rest without
		// a table, every further one by a table.
		if trees > 1 {
			v += varJoin * float64(trees-1)
		}
		if edges := others - trees; edges > 1 {
			v += varEdge * float64(edges-1)
		}
	}
	t.ll, t.v = max(ll, logLeast), min(v, varMost)
}

// span hangs the clues on one another and gives log lambda with the lifts, and in how many trees there are clues from outside the frame's table.
func (f *frame) span(m *Model, t *tree, ll float64) (float64, int) {
	// The clues still to hang, with the best edge to the tree each has so far; kept dense, since this loop is where the time goes.
	var todo [MaxClues]struct {
		mi       float64
		cell     int32
		pos, par int8
	}
	left := t.n - 1
	for k := range left {
		w := &todo[k&(MaxClues-1)]
		w.mi, w.cell, w.pos, w.par = -1, t.cell[k+1], int8(k+1), -1
	}
	trees, cur := 0, 0
	counted := false // the tree being grown holds a clue from outside the frame's table
	if !f.own[t.cell[0]] {
		trees, counted = 1, true
	}
	for left > 0 {
		row := f.pair[int(t.cell[cur])*m.cells:][:m.cells]
		pick, best := 0, -2.0
		for k := range left {
			w := &todo[k&(MaxClues-1)]
			mi := row[w.cell].mi
			if mi > w.mi || mi == w.mi && mi >= 0 && before(cur, int(w.pos), int(w.par), int(w.pos)) {
				w.mi, w.par = mi, int8(cur)
			}
			if w.mi > best || w.mi == best && best >= 0 && before(int(w.par), int(w.pos), int(todo[pick].par), int(todo[pick].pos)) {
				pick, best = k, w.mi
			}
		}
		w := todo[pick&(MaxClues-1)]
		left--
		todo[pick&(MaxClues-1)] = todo[left&(MaxClues-1)]
		j := int(w.pos)
		if p := int(w.par); p >= 0 {
			lift := f.pair[int(t.cell[p])*m.cells+int(w.cell)].lift
			ll += lift
			t.par[j], t.lift[j] = w.par, lift
			t.deg[p]++
			t.deg[j]++
			if lift > 0 {
				t.up[p] -= lift
				t.up[j] -= lift
			}
		} else {
			counted = false
		}
		if !counted && !f.own[w.cell] {
			trees++
			counted = true
		}
		cur = j
	}
	return ll, trees
}

// before orders the edges a-b and c-d by their ends.
func before(a, b, c, d int) bool {
	if a > b {
		a, b = b, a
	}
	if c > d {
		c, d = d, c
	}
	return a < c || a == c && b < d
}

// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"sync"

	"chaperone/post"
)

// The random problems of the tests. A world is a small population of made-up records, in which things hang together as they do among
// people; a problem takes one of its records and says some of what it is. So shares, lifts and mutual information are those of a real
// joint distribution, and a coarser level really holds for more.

const records = 1024

type set [records / 64]uint64

func (s *set) and(o *set) (n int) {
	for i := range s {
		n += bits.OnesCount64(s[i] & o[i])
	}
	return n
}

type world struct {
	state [][]int // by variable and record
	many  []int   // states of each variable
	upTo  [][]set // by variable and state: the records of that state or a lower one
	mi    [][]float64
}

// worlds are made once for all tests.
var worlds = sync.OnceValue(func() (all [100]*world) {
	r := rand.New(rand.NewPCG(2026, 11))
	for i := range all {
		all[i] = newWorld(r, 14)
	}
	return all
})

func newWorld(r *rand.Rand, variables int) *world {
	w := &world{state: make([][]int, variables), many: make([]int, variables), mi: make([][]float64, variables)}
	class := make([]int, records)
	for i := range class {
		class[i] = r.IntN(4)
	}
	for v := range variables {
		w.many[v] = []int{2, 3, 5, 9, 9, 20, 60}[r.IntN(7)]
		n, x := w.many[v], make([]int, records)
		parent, tied, classed := r.IntN(v+1), r.Float64()*r.Float64(), r.Float64()*0.5
		shift, skew := r.IntN(n), 1+2*r.Float64()
		for i := range x {
			x[i] = int(math.Pow(r.Float64(), skew) * float64(n))
			if r.Float64() < classed {
				x[i] = (x[i]/3 + class[i]*n/4) % n
			}
			if parent < v && r.Float64() < tied {
				x[i] = (w.state[parent][i]*n/w.many[parent] + shift + r.IntN(1+n/8)) % n
			}
		}
		w.state[v] = x
		w.upTo = append(w.upTo, make([]set, n))
		for i, state := range x {
			for ; state < n; state++ {
				w.upTo[v][state][i/64] |= 1 << (i % 64)
			}
		}
	}
	for a := range variables {
		w.mi[a] = make([]float64, variables)
		for b := range a {
			w.mi[a][b] = w.information(a, b)
			w.mi[b][a] = w.mi[a][b]
		}
	}
	return w
}

func (w *world) information(a, b int) float64 {
	both, pa, pb := make([]float64, w.many[a]*w.many[b]), make([]float64, w.many[a]), make([]float64, w.many[b])
	for i := range records {
		x, y := w.state[a][i], w.state[b][i]
		both[x*w.many[b]+y] += 1. / records
		pa[x] += 1. / records
		pb[y] += 1. / records
	}
	sum := 0.0
	for x := range pa {
		for y := range pb {
			if p := both[x*w.many[b]+y]; p > 0 {
				sum += p * math.Log(p/(pa[x]*pb[y]))
			}
		}
	}
	return sum
}

// among are the records for which a variable lies in a range, both ends included.
func (w *world) among(v, lo, hi int) *set {
	s := w.upTo[v][hi]
	for i := range s {
		if lo > 0 {
			s[i] &^= w.upTo[v][lo-1][i]
		}
	}
	return &s
}

// counted answers for the pairs of one problem from the world's records. Level.Cell leads to a level's records.
type counted struct {
	sets  []*set
	of    []int     // variable of each
	logs  []float64 // log share of each
	w     *world
	known [][]bool // by variable
}

func (t *counted) Lift(_ int, a Clue, la int, b Clue, lb int) (lift, mi float64, known bool) {
	x, y := a.Levels[la].Cell, b.Levels[lb].Cell
	if x < 0 || y < 0 || !t.known[t.of[x]][t.of[y]] {
		return 0, 0, false
	}
	return math.Log(float64(t.sets[x].and(t.sets[y]))/records) - t.logs[x] - t.logs[y], t.w.mi[t.of[x]][t.of[y]], true
}

var someSorts = []Sort{Age, Sex, Condition, Mechanism, Procedure, Home, Ethnicity, Religion, Born, Occupation, Marital, Multiple, GivenName}

// story makes a problem of n clues about one record: one of time and one of place, the rest variables of the world.
func (w *world) story(r *rand.Rand, n int) *Problem {
	t := &counted{w: w, known: make([][]bool, len(w.state))}
	part := []float64{0, 0.3, 0.6, 1}[r.IntN(4)]
	for a := range w.state {
		t.known[a] = make([]bool, len(w.state))
		for b := range a {
			t.known[a][b] = r.Float64() < part
			t.known[b][a] = t.known[a][b]
		}
	}
	p := &Problem{Lifts: t, Grave: r.IntN(4) == 0}
	for f := range 1 + r.IntN(4) {
		p.Frames = append(p.Frames, Frame{Name: fmt.Sprint("frame ", f), LogN: 4 + 10*r.Float64(), Var: 0.1 * r.Float64()})
	}
	who := r.IntN(records)
	order := r.Perm(len(w.state))
	for i := range n {
		c := Clue{Sort: someSorts[i%len(someSorts)], Words: fmt.Sprint("word", i), Locked: r.IntN(10) == 0}
		if i < 2 && n > 2 {
			c.Sort = []Sort{When, Care}[i]
			c.Levels = free(r, len(p.Frames))
		} else {
			c.Levels = t.levels(r, order[i%len(order)], who, len(p.Frames))
		}
		putInWords(r, &c, i)
		p.Clues = append(p.Clues, c)
	}
	return p
}

// free are levels that hang together with nothing: a time or place, counted in the frame.
func free(r *rand.Rand, frames int) []Level {
	var out []Level
	for log := -1 - 6*r.Float64(); log < -0.3; log *= 0.3 + 0.4*r.Float64() {
		l := Level{Cell: -1, Shares: make([]Share, frames)}
		for f := range frames {
			l.Shares[f] = Share{Log: log, Var: 0.01, InFrame: true}
		}
		out = append(out, l)
	}
	return append(out, Level{Cell: -1, Shares: make([]Share, frames)})
}

// levels says the variable's value for one record more and more coarsely.
func (t *counted) levels(r *rand.Rand, v, who, frames int) []Level {
	silent := make([]bool, frames)
	for f := range silent {
		silent[f] = r.IntN(5) == 0
	}
	x := t.w.state[v][who]
	lo, hi, wide := x, x, 0.02+0.2*r.Float64()
	var out []Level
	for len(out) < 5 && hi-lo+1 < t.w.many[v] {
		s := t.w.among(v, lo, hi)
		log := math.Log(float64(s.and(s)) / records)
		if log < 0 {
			l := Level{Cell: len(t.sets), Shares: make([]Share, frames)}
			t.sets, t.of, t.logs = append(t.sets, s), append(t.of, v), append(t.logs, log)
			for f := range frames {
				if !silent[f] {
					l.Shares[f] = Share{Log: log, Var: wide}
				}
			}
			out = append(out, l)
		}
		lo, hi = max(0, lo-1-r.IntN(1+hi-lo)), min(t.w.many[v]-1, hi+1+r.IntN(1+hi-lo))
		wide *= 0.8
	}
	return append(out, Level{Cell: -1, Shares: make([]Share, frames)})
}

// putInWords gives costs and edits; now and then none, or such as get in the way of the clue before.
func putInWords(r *rand.Rand, c *Clue, i int) {
	at := 20 * i
	if i > 0 && r.IntN(8) == 0 {
		at -= 12
	}
	weight, whole := 0.5+4*r.Float64(), c.Levels[0].Shares
	for l := range c.Levels {
		lv := &c.Levels[l]
		lv.Label = fmt.Sprint(c.Words, " at ", l)
		if l == 0 {
			continue
		}
		bits, gone := 1e-9, 1e-9
		for f := range whole {
			bits -= whole[f].Log
			gone += lv.Shares[f].Log - whole[f].Log
		}
		lv.Cost = weight * gone / bits * (0.8 + 0.4*r.Float64())
		lv.Attest = c.Sort == When && r.IntN(4) == 0
		if r.IntN(12) > 0 {
			lv.Edits = []Edit{{Edit: post.Edit{Span: post.Span{Start: at, End: at + 10}, Text: fmt.Sprint("coarse", i, l)}}}
		}
	}
}

// problems gives n random problems (or the share of them) of at most most clues.
func problems(seed uint64, n, most int) func(func(*Problem, *rand.Rand) bool) {
	return func(yield func(*Problem, *rand.Rand) bool) {
		r := rand.New(rand.NewPCG(seed, 1))
		for range n / share {
			if !yield(worlds()[r.IntN(100)].story(r, 1+r.IntN(most)), r) {
				return
			}
		}
	}
}

// stories gives n random problems of exactly so many clues.
func stories(n, clues int) []*Problem {
	r := rand.New(rand.NewPCG(9, 9))
	out := make([]*Problem, n)
	for i := range out {
		out[i] = worlds()[r.IntN(100)].story(r, clues)
	}
	return out
}

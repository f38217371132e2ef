// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"fmt"
	"math"
	"slices"
)

// Limits of what is counted. MaxClues is far above what a post says; MaxLevels above what any clue has.
const (
	MaxClues  = 16
	MaxLevels = 12
)

// levels is the level each counted clue stands at.
type levels [MaxClues]uint8

// Model is a problem made ready for many estimates: figures checked, tables asked once and laid out flat. It is read only: any number
// of goroutines may use it. The problem must not change while it is used.
type Model struct {
	p      *Problem
	n      int           // counted clues
	clue   [MaxClues]int // counted clue -> index in p.Clues
	first  [MaxClues]int // its first cell
	top    levels        // its last level, where it is dropped
	at     levels        // where it stands
	cells  int
	frames []frame
	faults []string
	over   []int // clues left out because more than MaxClues would count
}

// frame is one population at risk, in cells. A cell is one level of one counted clue.
type frame struct {
	at      int // index in p.Frames
	logN, v float64
	log     []float64 // by cell: log share; 0: the clue says nothing here at this level
	vs      []float64 // by cell: variance
	own     []bool    // by cell: Share.InFrame
	pair    []pair    // by cell and cell
}

// pair is what a table tells of two cells; mi is negative where there is none.
type pair struct{ lift, mi float64 }

// Prepare makes a problem ready. Figures that are no numbers are left out and named by Faults: a frame without a size counts nobody, a
// share that is no number says nothing.
func Prepare(p *Problem) *Model {
	m := &Model{p: p}
	m.choose()
	m.frames = make([]frame, 0, len(p.Frames))
	for i := range p.Frames {
		if f, ok := m.frame(i); ok {
			m.frames = append(m.frames, f)
		}
	}
	return m
}

// Faults says in plain words which figures could not be used.
func (m *Model) Faults() []string { return m.faults }

func (m *Model) fault(format string, args ...any) {
	m.faults = append(m.faults, fmt.Sprintf(format, args...))
}

// choose takes the clues that can count: all that narrow at some level, or of too many those that narrow most as they stand.
func (m *Model) choose() {
	type ranked struct {
		clue  int
		worth float64
	}
	var all []ranked
	for i := range m.p.Clues {
		c := &m.p.Clues[i]
		if len(c.Levels) < 2 {
			if len(c.Levels) == 1 && narrows(&c.Levels[0]) < 0 {
				m.fault("clue %d (%s) has no level at which it is dropped, so it counts for nothing", i, c.Sort)
			}
			continue
		}
		any := 0.0
		for l := range c.Levels {
			any = min(any, narrows(&c.Levels[l]))
		}
		if any < 0 {
			all = append(all, ranked{i, narrows(&c.Levels[stands(c)])})
		}
	}
	if len(all) > MaxClues {
		slices.SortStableFunc(all, func(a, b ranked) int {
			switch {
			case a.worth < b.worth:
				return -1
			case a.worth > b.worth:
				return 1
			}
			return 0
		})
		for _, r := range all[MaxClues:] {
			m.over = append(m.over, r.clue)
		}
		all = all[:MaxClues]
		slices.SortFunc(all, func(a, b ranked) int { return a.clue - b.clue })
		slices.Sort(m.over)
	}
	for _, r := range all {
		c := &m.p.Clues[r.clue]
		nl := len(c.Levels)
		if nl > MaxLevels {
			m.fault("clue %d (%s) has %d levels; the last %d before it is dropped are not offered", r.clue, c.Sort, nl, nl-MaxLevels)
			nl = MaxLevels
		}
		m.clue[m.n], m.first[m.n] = r.clue, m.cells
		m.top[m.n] = uint8(nl - 1)
		m.at[m.n] = uint8(m.squeeze(m.n, stands(c)))
		m.cells += nl
		m.n++
	}
}

// stands is the level a clue stands at, within its levels.
func stands(c *Clue) int { return min(max(c.At, 0), len(c.Levels)-1) }

// narrows is the most a level narrows any frame: the least log share.
func narrows(l *Level) float64 {
	least := 0.0
	for _, s := range l.Shares {
		if s.Log < least { // never for NaN
			least = s.Log
		}
	}
	return least
}

// squeeze and widen translate levels where a clue has more than MaxLevels: the last is always the one that drops it. A level that is
// not kept becomes the coarsest kept one below it, which holds for no more people.
func (m *Model) squeeze(i, l int) int {
	if l >= len(m.p.Clues[m.clue[i]].Levels)-1 {
		return int(m.top[i])
	}
	return min(l, int(m.top[i])-1)
}

func (m *Model) widen(i int, l uint8) int {
	if l == m.top[i] {
		return len(m.p.Clues[m.clue[i]].Levels) - 1
	}
	return int(l)
}

// frame lays one frame out in cells.
func (m *Model) frame(at int) (frame, bool) {
	pf := &m.p.Frames[at]
	if math.IsNaN(pf.LogN) || math.IsInf(pf.LogN, 0) {
		m.fault("frame %q is left out: its size is not a number", pf.Name)
		return frame{}, false
	}
	f := frame{at: at, logN: bound(pf.LogN, logLeast, logMost), v: m.variance(pf.Var, "frame", pf.Name)}
	f.log, f.vs = make([]float64, m.cells), make([]float64, m.cells)
	f.own = make([]bool, m.cells)
	for i := range m.n {
		c := &m.p.Clues[m.clue[i]]
		coarser := 0.0 // a finer level never holds for more people than a coarser one
		for l := int(m.top[i]) - 1; l >= 0; l-- {
			lv := &c.Levels[l]
			if at >= len(lv.Shares) {
				continue
			}
			s := lv.Shares[at]
			if math.IsNaN(s.Log) {
				m.fault("clue %d (%s) says nothing of %q: its share is not a number", m.clue[i], c.Sort, pf.Name)
				continue
			}
			cell := m.first[i] + l
			coarser = min(coarser, max(s.Log, logLeast))
			f.log[cell] = coarser
			if coarser < 0 {
				f.vs[cell], f.own[cell] = m.variance(s.Var, "clue", lv.Label), s.InFrame
			}
		}
	}
	f.tables(m)
	return f, true
}

// variance gives a variance that can be reckoned with. One that is no number is as wide as any: nothing is known of the figure.
func (m *Model) variance(v float64, what, name string) float64 {
	if math.IsNaN(v) || v < 0 {
		m.fault("%s %q: its variance is not a number of 0 or more; the widest is taken", what, name)
		return varMost
	}
	return min(v, varMost)
}

// tables asks the tables of pairs. What they give is made consistent: two clues together never hold for more people than they do when
// one of them is said more coarsely, nor than either alone. Where a table breaks this, the smaller number stands.
func (f *frame) tables(m *Model) {
	f.pair = make([]pair, m.cells*m.cells)
	for i := range f.pair {
		f.pair[i].mi = -1
	}
	if m.p.Lifts == nil {
		return
	}
	for i := range m.n {
		for j := i + 1; j < m.n; j++ {
			f.table(m, i, j)
		}
	}
}

func (f *frame) table(m *Model, i, j int) {
	a, b := m.p.Clues[m.clue[i]], m.p.Clues[m.clue[j]]
	for la := int(m.top[i]) - 1; la >= 0; la-- {
		ca := m.first[i] + la
		if f.log[ca] >= 0 {
			continue
		}
		for lb := int(m.top[j]) - 1; lb >= 0; lb-- {
			cb := m.first[j] + lb
			if f.log[cb] >= 0 {
				continue
			}
			lift, mi, known := m.p.Lifts.Lift(f.at, a, la, b, lb)
			if !known || math.IsNaN(lift) || math.IsNaN(mi) {
				continue
			}
			both := min(f.log[ca]+f.log[cb]+lift, f.log[ca], f.log[cb])
			if wider := f.pair[(ca+1)*m.cells+cb]; wider.mi >= 0 {
				both = min(both, f.log[ca+1]+f.log[cb]+wider.lift)
			}
			if wider := f.pair[ca*m.cells+cb+1]; wider.mi >= 0 {
				both = min(both, f.log[ca]+f.log[cb+1]+wider.lift)
			}
			pr := pair{max(both, logLeast) - f.log[ca] - f.log[cb], bound(mi, 0, 1e9)}
			f.pair[ca*m.cells+cb], f.pair[cb*m.cells+ca] = pr, pr
		}
	}
}

func bound(x, lo, hi float64) float64 { return min(max(x, lo), hi) }

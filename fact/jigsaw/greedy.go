// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"math"
	"math/bits"
	"slices"
)

// fewer is what each move costs besides its own cost: of plans that cost the same, the one with fewer moves.
const fewer = 1e-6

// search looks for the cheapest levels that bring the lower end of every frame to a target.
type search struct {
	m      *Model
	w      *wordings
	any    bool                         // edits may be at odds
	may    [MaxClues]uint16             // by clue: the levels it may stand at, by bit
	loose  levels                       // the coarsest of them
	cost   [MaxClues][MaxLevels]float64 // from where the clue stands
	target float64                      // log of (people - 1) the lower end must reach
	nodes  int                          // of the exact search; 0: none
	proven bool
}

// newSearch lays down which clues may move, and where to; nil where none may.
func newSearch(m *Model, w *wordings, name string, any bool) *search {
	s := &search{m: m, w: w, any: any, loose: m.at}
	moves := false
	for i := range m.n {
		s.may[i] = 1 << m.at[i]
		c := &m.p.Clues[m.clue[i]]
		if c.Locked || name == DelayOnly && c.Sort != When ||
			name == KeepsPoint && clinical(c.Sort) {
			continue
		}
		from := price(m.level(i, m.at[i]).Cost)
		for l := m.at[i] + 1; l <= m.top[i]; l++ {
			cell := m.first[i] + int(l)
			cost := price(m.level(i, l).Cost)
			if math.IsInf(cost, 1) || !any && (!w.worded.has(cell) || w.attest.has(cell) && name != DelayOnly) {
				continue
			}
			s.may[i] |= 1 << l
			s.loose[i] = l
			s.cost[i][l] = max(0, cost-from) + fewer
			moves = true
		}
	}
	if !moves {
		return nil
	}
	return s
}

// price is a cost one can reckon with: what is no number of 0 or more costs nothing, and what is out of all bounds can't be had.
func price(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < 0:
		return 0
	case x > 1e9:
		return math.Inf(1)
	}
	return x
}

// most finds levels that reach nearly what the loosest do: a hundredth of the log is not worth a word.
func (s *search) most() (levels, bool) {
	s.target, s.proven = math.Inf(1), false
	for i := range s.m.frames {
		s.target = min(s.target, s.m.frames[i].lowest(s.m, &s.loose)-0.01)
	}
	return s.down()
}

// reach finds levels that reach the target, by greedy steps from where the clues stand and from the loosest, then exactly.
func (s *search) reach(target float64) (levels, bool) {
	s.target, s.proven = target, false
	if !s.holds(&s.loose) {
		return levels{}, false
	}
	lv, ok := s.up()
	if down, good := s.down(); good && (!ok || s.total(&down) < s.total(&lv)) {
		lv, ok = down, true
	}
	if s.nodes > 0 {
		lv, ok, s.proven = s.exact(lv, ok)
	}
	return lv, ok
}

func (s *search) total(lv *levels) float64 {
	sum := 0.0
	for i := range s.m.n {
		sum += s.cost[i][lv[i]]
	}
	return sum
}

// lack is how far the frames are below the target, in logs, taken together. Without the guard it can only be too small.
func (s *search) lack(lv *levels, guarded bool) float64 {
	sum := 0.0
	for i := range s.m.frames {
		if f := &s.m.frames[i]; guarded {
			sum += max(0, s.target-f.lowest(s.m, lv))
		} else {
			sum += max(0, s.target-f.plain(s.m, lv))
		}
	}
	return sum
}

// near tells whether levels reach the target but for the guard, holds whether they do with it. Most that fail fail the first.
func (s *search) near(lv *levels) bool {
	for i := range s.m.frames {
		if s.m.frames[i].plain(s.m, lv) < s.target {
			return false
		}
	}
	return true
}

func (s *search) holds(lv *levels) bool {
	if !s.near(lv) {
		return false
	}
	for i := range s.m.frames {
		if s.m.frames[i].lowest(s.m, lv) < s.target {
			return false
		}
	}
	return true
}

func (s *search) fits(lv *levels, i int, l uint8) bool { return s.any || s.w.fits(s.m, lv, i, l) }

// step is a move the greedy search can make, and what it gained for its cost when last reckoned.
type step struct {
	clue, level uint8
	round       uint8
	gain        float64
}

// up starts from the story as it stands, takes the step that gains most for its cost until the target is reached, then takes back what
// was not needed. A step's gain seldom grows when others are taken, so only those are reckoned anew that would be taken by their old one.
func (s *search) up() (levels, bool) {
	var all [MaxClues * MaxLevels]step
	steps := all[:0]
	lv := s.m.at
	lack, guarded := s.lack(&lv, false), false
	for i := range s.m.n {
		for l := s.m.at[i] + 1; l <= s.loose[i]; l++ {
			if s.may[i]&(1<<l) != 0 {
				st := step{clue: uint8(i), level: l}
				s.reckon(&st, &lv, lack, guarded)
				steps = append(steps, st)
			}
		}
	}
	stuck := false
	for round := uint8(0); ; {
		if lack == 0 {
			if guarded || s.lack(&lv, true) == 0 {
				s.back(&lv)
				return lv, true
			}
			lack, guarded = s.lack(&lv, true), true
			round++
		}
		best := -1
		for k := range steps {
			if steps[k].gain > 0 && steps[k].level > lv[steps[k].clue] && (best < 0 || steps[k].gain > steps[best].gain) {
				best = k
			}
		}
		switch {
		case best < 0 && stuck:
			return lv, false
		case best < 0: // old gains may all be too small: look once more at each
			stuck = true
			for k := range steps {
				s.reckon(&steps[k], &lv, lack, guarded)
				steps[k].round = round
			}
		case steps[best].round != round:
			s.reckon(&steps[best], &lv, lack, guarded)
			steps[best].round = round
		default:
			lv[steps[best].clue] = steps[best].level
			lack, stuck = s.lack(&lv, guarded), false
			round++
		}
	}
}

// reckon sets what a step gains for its cost at the given levels.
func (s *search) reckon(st *step, lv *levels, lack float64, guarded bool) {
	was := lv[st.clue]
	if st.gain = 0; st.level <= was || !s.fits(lv, int(st.clue), st.level) {
		return
	}
	lv[st.clue] = st.level
	st.gain = (lack - s.lack(lv, guarded)) / max(fewer, s.cost[st.clue][st.level]-s.cost[st.clue][was])
	lv[st.clue] = was
}

// down starts from the loosest levels, where all reach it, and takes the dearest moves back.
func (s *search) down() (levels, bool) {
	lv := s.loose
	if !s.any {
		for i := range s.m.n {
			if !s.fits(&lv, i, lv[i]) {
				return lv, false
			}
		}
	}
	s.back(&lv)
	return lv, true
}

// back takes moves back, the dearest first, each as far as the target allows.
func (s *search) back(lv *levels) {
	var order [MaxClues]int
	moved := order[:0]
	for i := range s.m.n {
		if lv[i] != s.m.at[i] {
			moved = append(moved, i)
		}
	}
	slices.SortStableFunc(moved, func(a, b int) int {
		switch d := s.cost[b][lv[b]] - s.cost[a][lv[a]]; {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	for _, i := range moved {
		was := lv[i]
		for rest := s.may[i] & (1<<was - 1); rest != 0; rest &= rest - 1 {
			l := uint8(bits.TrailingZeros16(rest))
			if s.cost[i][l] >= s.cost[i][was] || !s.fits(lv, i, l) {
				continue
			}
			if lv[i] = l; s.holds(lv) {
				break
			}
			lv[i] = was
		}
	}
}

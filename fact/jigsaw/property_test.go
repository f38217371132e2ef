// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// without is the problem as if one clue had never been said.
func without(p *Problem, c int) *Problem {
	q := *p
	q.Clues = slices.Delete(slices.Clone(p.Clues), c, c+1)
	return &q
}

func stand(p *Problem, r *rand.Rand, random bool) []int {
	at := make([]int, len(p.Clues))
	for c := range at {
		if at[c] = p.Clues[c].At; random {
			at[c] = r.IntN(len(p.Clues[c].Levels))
		}
	}
	return at
}

func TestOneMoreClueNeverRaisesTheNumber(t *testing.T) {
	worse, guarded, lower := 0, 0, 0
	for p, r := range problems(1, 10000, 12) {
		e := Prepare(p).Estimate(nil)
		if e.Guarded {
			guarded++
		}
		o := Prepare(without(p, r.IntN(len(p.Clues)))).Estimate(nil)
		if e.K > o.K*(1+1e-12) {
			worse++
		}
		if e.Lo > o.Lo*1.01 {
			lower++
		}
	}
	t.Logf("guard changed %d of 10000; one clue more raised Lo by over 1 %% in %d", guarded, lower)
	if worse > 0 {
		t.Errorf("one more clue raised the number in %d of 10000 problems", worse)
	}
	if lower > 50 {
		t.Errorf("one more clue raised the lower end by over 1 %% in %d of 10000 problems", lower)
	}
}

func TestSayingItMoreCoarselyHardlyEverLowersTheLowerEnd(t *testing.T) {
	steps, fell, k := 0, 0, 0
	for p, r := range problems(2, 10000, 12) {
		m := Prepare(p)
		at := stand(p, r, true)
		c := r.IntN(len(at))
		if at[c]+1 >= len(p.Clues[c].Levels) {
			continue
		}
		before := m.Estimate(at)
		at[c]++
		after := m.Estimate(at)
		steps++
		if after.Lo < before.Lo*0.99 {
			fell++
		}
		if after.K < before.K*(1-1e-12) {
			k++
		}
	}
	t.Logf("of %d steps to a coarser level %d lowered Lo by over 1 %%, %d lowered K", steps, fell, k)
	if fell*200 > steps {
		t.Errorf("of %d steps to a coarser level %d lowered Lo by over 1 %%, %d lowered K", steps, fell, k)
	}
}

// Every part of the story, tried one by one, is what the guard's few tries have to equal.
func TestTheGuardFindsTheLeastOfAllParts(t *testing.T) {
	guarded := 0
	for _, p := range stories(1000, 10) {
		m := Prepare(p)
		for i := range m.frames {
			f := &m.frames[i]
			lv, least := m.at, math.Inf(1)
			for more := true; more; {
				var tr tree
				f.grow(m, &lv, &tr)
				least = min(least, tr.ll)
				more = false
				for c := 0; c < m.n && !more; c++ {
					if more = lv[c] < m.top[c]; more {
						lv[c] = m.top[c]
					} else {
						lv[c] = m.at[c]
					}
				}
			}
			got, _, moved := f.logLambda(m, &m.at)
			if math.Abs(got-least) > 1e-9 {
				t.Fatalf("the guard gives %.9g, the least is %.9g", got, least)
			}
			if moved {
				guarded++
			}
		}
	}
	if guarded < 20 {
		t.Errorf("the guard was needed only %d times: the problems don't test it", guarded)
	}
}

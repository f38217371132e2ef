// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"math"
	"testing"
)

// pairs is a table of lifts by the sorts of two clues as written; it holds nothing for coarser levels.
type pairs map[[2]Sort]pair

func (t pairs) Lift(_ int, a Clue, la int, b Clue, lb int) (lift, mi float64, known bool) {
	p, ok := t[[2]Sort{a.Sort, b.Sort}]
	return p.lift, p.mi, ok && la == 0 && lb == 0
}

// said is a clue with one share as written, the same in every frame, that can be dropped.
func said(sort Sort, share, v float64, frames int) Clue {
	s := make([]Share, frames)
	for i := range s {
		s[i] = Share{Log: math.Log(share), Var: v}
	}
	return Clue{Sort: sort, Levels: []Level{{Label: string(sort), Shares: s}, {Label: "dropped", Shares: make([]Share, frames), Cost: 1}}}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want))) {
		t.Errorf("%s is %.9g, want %.9g", what, got, want)
	}
}

func TestEstimateFollowsTheTreeByHand(t *testing.T) {
	p := &Problem{
		Frames: []Frame{{Name: "all", LogN: math.Log(1e6), Var: 0.01}},
		Clues:  []Clue{said(Age, 0.1, 0.02, 1), said(Occupation, 0.2, 0.03, 1), said(Marital, 0.5, 0, 1), said(Care, 0.01, 0.04, 1)},
		Lifts: pairs{{Age, Occupation}: {lift: math.Log(2), mi: 0.5}, {Occupation, Marital}: {lift: math.Log(1.5), mi: 0.1},
			{Age, Marital}: {lift: math.Log(1.2), mi: 0.3}}, // the tree takes the two with the most information: 0.5 and 0.3
	}
	e := Prepare(p).Estimate(nil)
	near(t, "lambda", e.Lambda, 1e6*0.1*0.2*0.5*0.01*2*1.2)
	near(t, "variance", e.Var, 0.01+0.02+0.03+0.04+varFloor+varEdge+varJoin)
	p.Clues[3].Levels[0].Shares[0].InFrame = true
	near(t, "variance with the place in the frame", Prepare(p).Estimate(nil).Var, 0.01+0.02+0.03+0.04+varFloor+varEdge)
	one := Prepare(p).Estimate([]int{1, 1, 1, 0})
	near(t, "variance of one clue", one.Var, 0.05)
	near(t, "people with one clue", one.K, 1+1e4)
}

func TestTwoCluesNeverHoldForMorePeopleThanOne(t *testing.T) {
	p := &Problem{
		Frames: []Frame{{Name: "all", LogN: math.Log(1e6)}},
		Clues:  []Clue{said(Age, 0.1, 0, 1), said(Occupation, 0.2, 0, 1)},
		Lifts:  pairs{{Age, Occupation}: {lift: math.Log(100), mi: 1}},
	}
	near(t, "lambda", Prepare(p).Estimate(nil).Lambda, 1e5)
}

// Retired and widowed hang on age, which is what makes them common; where age says little itself, leaving it out would leave fewer.
func TestSayingMoreNeverLeavesMorePeople(t *testing.T) {
	p := &Problem{
		Frames: []Frame{{Name: "all", LogN: math.Log(1e6)}},
		Clues:  []Clue{said(Age, 0.5, 0, 1), said(Occupation, 0.2, 0, 1), said(Marital, 0.1, 0, 1)},
		Lifts:  pairs{{Age, Occupation}: {lift: math.Log(2), mi: 0.5}, {Age, Marital}: {lift: math.Log(2), mi: 0.4}, {Occupation, Marital}: {lift: math.Log(0.5), mi: 0.1}},
	}
	m := Prepare(p)
	all, two := m.Estimate(nil), m.Estimate([]int{1, 0, 0})
	near(t, "without the age", two.Lambda, 1e6*0.2*0.1*0.5)
	near(t, "with it", all.Lambda, two.Lambda) // by the tree alone 2e4
	if !all.Guarded || two.Guarded {
		t.Errorf("guarded with the age %v, without %v", all.Guarded, two.Guarded)
	}
}

func TestTheSmallestOfEachNumberOverTheFramesStands(t *testing.T) {
	wide, narrow := Frame{Name: "wide", LogN: math.Log(100), Var: 2}, Frame{Name: "narrow", LogN: math.Log(40), Var: 0.01}
	for _, frames := range [][]Frame{{wide, narrow}, {narrow, wide}} {
		m := Prepare(&Problem{Frames: frames})
		e, by := m.Estimate(nil), m.Frames(nil)
		w, n := by[0], by[1]
		if frames[0].Name == narrow.Name {
			w, n = n, w
		}
		if e.Frame != w.Frame || e.Lambda != w.Lambda || e.Lo != w.Lo || e.K != n.K || e.Hi != n.Hi || e.Risk != max(w.Risk, n.Risk) || e.Lo > e.K {
			t.Errorf("%+v of %+v", e, by)
		}
	}
}

// Example 5 of testdata/interval.csv as a problem: "this winter", at one trust, a woman in her seventies with a chest infection. What the
// admission tables count themselves (place, time, sex in the block) is InFrame and costs no variance of joining.
func TestAWorkedExampleComesOutOfItsFigures(t *testing.T) {
	inFrame := func(c Clue) Clue {
		c.Levels[0].Shares[0].InFrame = true
		return c
	}
	p := &Problem{
		Frames: []Frame{{Name: "emergency admissions, England, a year", LogN: math.Log(6571013)}},
		Clues: []Clue{
			inFrame(said(Care, 59260./6571013, 0.005, 1)), inFrame(said(When, 120./365, 0.005, 1)), inFrame(said(Sex, 0.53, 0, 1)),
			said(Condition, 284700./6571013, 0.09, 1), said(Age, 0.16, 0.0225, 1),
		},
		Lifts: pairs{{Sex, Condition}: {math.Log(0.50262 / 0.53), 0.01}, {Condition, Age}: {math.Log(0.24516 / 0.16), 0.2}},
	}
	e := Prepare(p).Estimate(nil)
	for _, n := range []struct {
		what      string
		got, want float64
	}{{"lambda", e.Lambda, 104.015}, {"variance", e.Var, 0.2105}, {"k", e.K, 105}, {"lo", e.Lo, 58.02}, {"hi", e.Hi, 190.8}, {"risk", e.Risk, 0.0107}} {
		if math.Abs(n.got-n.want) > 0.02*n.want {
			t.Errorf("%s is %.4g, worked out by hand %.4g", n.what, n.got, n.want)
		}
	}
}

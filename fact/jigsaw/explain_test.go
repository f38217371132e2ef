// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"math"
	"testing"
)

func TestSharesOfTheNarrowingSumToOne(t *testing.T) {
	nothing := 0
	for p, _ := range problems(6, 10000, 12) {
		m := Prepare(p)
		now := m.Estimate(nil)
		all := m.Explain()
		sum, last := 0.0, math.Inf(1)
		for _, c := range all {
			if !(c.Share >= 0 && c.Share <= 1) || c.Without.K < now.K*(1-1e-12) || c.Without.K > last {
				t.Fatalf("share %g, without it %g of %g, after %g", c.Share, c.Without.K, now.K, last)
			}
			if c.AddsNothing {
				nothing++
			}
			sum += c.Share
			last = c.Without.K
		}
		if f := m.Frames(nil)[now.Frame]; f.Lambda < math.Exp(p.Frames[now.Frame].LogN)*(1-1e-9) && math.Abs(sum-1) > 1e-9 {
			t.Fatalf("shares sum to %g in a frame narrowed to %g", sum, f.Lambda)
		}
	}
	t.Logf("%d clues add nothing", nothing)
	if nothing == 0 {
		t.Error("no clue of any problem added nothing: the test tests little")
	}
}

// The value of Shapley is the mean, over all orders, of what a clue adds to those before it.
func TestSharesAreShapleyValues(t *testing.T) {
	p := &Problem{
		Frames: []Frame{{LogN: math.Log(1e6)}},
		Clues:  []Clue{said(Age, 0.02, 0, 1), said(Occupation, 0.2, 0, 1), said(Marital, 0.1, 0, 1), said(Care, 0.01, 0, 1)},
		Lifts:  pairs{{Age, Occupation}: {math.Log(3), 0.5}, {Age, Marital}: {math.Log(0.5), 0.4}},
	}
	own := []float64{math.Log(0.02), math.Log(0.2), math.Log(0.1), math.Log(0.01)}
	worth := func(set int) (sum float64) {
		for i := range own {
			if set&(1<<i) != 0 {
				sum += own[i]
			}
		}
		if set&3 == 3 {
			sum += math.Log(3)
		}
		if set&5 == 5 {
			sum += math.Log(0.5)
		}
		return sum
	}
	want, orders := make([]float64, 4), 0.0
	var walk func(set int, put func([]int), order []int)
	walk = func(set int, put func([]int), order []int) {
		if len(order) == 4 {
			put(order)
		}
		for i := range 4 {
			if set&(1<<i) == 0 {
				walk(set|1<<i, put, append(order, i))
			}
		}
	}
	walk(0, func(order []int) {
		orders++
		set := 0
		for _, i := range order {
			want[i] += worth(set|1<<i) - worth(set)
			set |= 1 << i
		}
	}, nil)
	for _, c := range Prepare(p).Explain() {
		near(t, string(p.Clues[c.Clue].Sort), c.Share, want[c.Clue]/orders/worth(15))
	}
}

func TestAClueThatAddsNothingSaysBesideWhich(t *testing.T) {
	p := &Problem{
		Frames: []Frame{{LogN: math.Log(1e6)}},
		Clues:  []Clue{said(Age, 0.01, 0, 1), said(Occupation, 0.2, 0, 1)},
		Lifts:  pairs{{Age, Occupation}: {math.Log(5), 0.5}},
	}
	p.Clues[0].Levels[0].Shares[0].Figures = []Figure{{Table: "ages", Row: "84"}}
	all := Prepare(p).Explain()
	if len(all) != 2 || all[0].Clue != 0 || all[0].Beside != -1 || len(all[0].Figures) != 1 || all[1].Beside != 0 || all[1].Without.K != Prepare(p).Estimate(nil).K {
		t.Errorf("%+v", all)
	}
}

// On the first clue three others hang; its own term is less than half of what they take back. It has no share then, but that it adds
// nothing is said only where the number without it agrees.
func TestAShareBelowNothingIsShownAsNothing(t *testing.T) {
	p := &Problem{
		Frames: []Frame{{LogN: math.Log(1e6)}},
		Clues:  []Clue{said(Age, 0.5, 0, 1), said(Occupation, 0.2, 0, 1), said(Marital, 0.1, 0, 1), said(Condition, 0.1, 0, 1)},
		Lifts: pairs{{Age, Occupation}: {math.Log(2), 0.5}, {Age, Marital}: {math.Log(2), 0.5}, {Age, Condition}: {math.Log(2), 0.5},
			{Occupation, Marital}: {math.Log(3), 0.4}, {Marital, Condition}: {math.Log(6), 0.3}},
	}
	sum := 0.0
	for _, c := range Prepare(p).Explain() {
		if c.Clue == 0 && (c.Share != 0 || c.AddsNothing) {
			t.Errorf("the age: %+v", c)
		}
		sum += c.Share
	}
	near(t, "sum", sum, 1)
	p.Lifts = pairs{{Age, Occupation}: {math.Log(2), 0.5}, {Age, Marital}: {math.Log(2), 0.5}, {Age, Condition}: {math.Log(2), 0.5}}
	for _, c := range Prepare(p).Explain() {
		if c.AddsNothing != (c.Clue == 0) {
			t.Errorf("where the others hang together only by the age: %+v", c)
		}
	}
}

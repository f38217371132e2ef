// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"math"
	"slices"
	"testing"
)

func TestThresholdsCanOnlyBeRaised(t *testing.T) {
	d := DefaultPolicy()
	if d != (Policy{Thresholds{11, 20}, Thresholds{20, 40}}) {
		t.Fatalf("the defaults are %+v", d)
	}
	up, err := d.Raise(Policy{Ordinary: Thresholds{Red: 15}, Grave: Thresholds{Clear: 100}})
	if err != nil || up != (Policy{Thresholds{15, 20}, Thresholds{20, 100}}) {
		t.Errorf("%+v, %v", up, err)
	}
	if same, err := d.Raise(Policy{}); err != nil || same != d {
		t.Errorf("nothing asked for: %+v, %v", same, err)
	}
	for _, by := range []Policy{
		{Ordinary: Thresholds{Red: 10}}, {Ordinary: Thresholds{Clear: 19.9}}, {Grave: Thresholds{Red: 11}}, {Grave: Thresholds{Clear: 20}},
		{Ordinary: Thresholds{Red: 25}}, {Ordinary: Thresholds{Red: math.NaN()}}, {Grave: Thresholds{Clear: math.Inf(1)}}, {Ordinary: Thresholds{Red: -1}},
	} {
		if got, err := d.Raise(by); err == nil {
			t.Errorf("%+v was taken: %+v", by, got)
		}
	}
	if _, err := up.Raise(Policy{Ordinary: Thresholds{Red: 14}}); err == nil {
		t.Error("lowered what had been raised")
	}
}

func TestVerdictGoesByTheLowerEnd(t *testing.T) {
	for _, c := range []struct {
		lo      float64
		problem Problem
		left    []Uncounted
		want    Verdict
		causes  []Cause
	}{
		{lo: 10.99, want: Red, causes: []Cause{TooFew}},
		{lo: 11, want: Amber, causes: []Cause{RatherFew}},
		{lo: 20, want: Clear},
		{lo: 19, problem: Problem{Grave: true}, want: Red, causes: []Cause{TooFew}},
		{lo: 39.9, problem: Problem{Grave: true}, want: Amber, causes: []Cause{RatherFew}},
		{lo: 40, problem: Problem{Grave: true}, want: Clear},
		{lo: 500, problem: Problem{News: true}, want: Amber, causes: []Cause{NewsOpen}},
		{lo: 500, left: []Uncounted{{0, NoFigure}, {1, Distinctive}}, want: Amber, causes: []Cause{HasDetail}},
		{lo: 500, left: []Uncounted{{0, NoFigure}, {1, TooMany}}, want: Clear},
		{lo: 5, problem: Problem{News: true}, left: []Uncounted{{1, Distinctive}}, want: Red, causes: []Cause{TooFew, HasDetail, NewsOpen}},
	} {
		v, why := DefaultPolicy().Judge(&c.problem, Estimate{Known: true, Lo: c.lo, K: c.lo + 5, Hi: c.lo + 9}, c.left)
		var causes []Cause
		for _, r := range why {
			causes = append(causes, r.Cause)
		}
		if v != c.want || !slices.Equal(causes, c.causes) {
			t.Errorf("lower end %g: %s for %v, want %s for %v", c.lo, v, causes, c.want, c.causes)
		}
	}
	if v, why := (Policy{}).Judge(&Problem{}, Estimate{}, nil); v != Amber || why[0].Cause != NoEstimate {
		t.Errorf("no estimate: %s %v", v, why)
	}
	low := Policy{Ordinary: Thresholds{2, 3}, Grave: Thresholds{math.NaN(), -4}}
	for _, grave := range []bool{false, true} {
		if low.thresholds(grave) != DefaultPolicy().thresholds(grave) {
			t.Errorf("a policy below the defaults holds: %+v", low.thresholds(grave))
		}
	}
}

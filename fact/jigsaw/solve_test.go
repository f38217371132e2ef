// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"chaperone/post"
)

func TestWhatIsNotCountedIsListedWithItsReason(t *testing.T) {
	p := &Problem{Frames: []Frame{{LogN: math.Log(1e6)}}}
	for i := range MaxClues + 3 {
		p.Clues = append(p.Clues, said(Age, 0.9-0.02*float64(i), 0, 1))
	}
	p.Clues = append(p.Clues, Clue{Sort: Detail, Words: "the pink tractor", Distinctive: true}, Clue{Sort: Detail, Words: "died"}, said(Home, 1, 0, 1))
	dropped := said(Sex, 0.5, 0, 1)
	dropped.At = 1
	p.Clues = append(p.Clues, dropped)
	r := Solve(p, Policy{})
	want := []Uncounted{{0, TooMany}, {1, TooMany}, {2, TooMany}, {MaxClues + 3, Distinctive}, {MaxClues + 4, NoFigure}, {MaxClues + 5, NoFigure}}
	if !reflect.DeepEqual(r.Uncounted, want) {
		t.Errorf("%v, want %v", r.Uncounted, want)
	}
	if len(r.Clues) != MaxClues {
		t.Errorf("%d clues counted", len(r.Clues))
	}
}

func TestNothingToCountWithIsNeverClear(t *testing.T) {
	for _, p := range []*Problem{{}, {Frames: []Frame{{Name: "x", LogN: math.NaN()}}}, {Clues: []Clue{said(Age, 0.5, 0, 1)}}} {
		r := Solve(p, Policy{})
		if r.Known || r.Verdict != Amber || r.Frame != -1 || len(r.Faults) != len(p.Frames) {
			t.Errorf("%+v", r)
		}
	}
}

func TestAnEstimateTakesNoMemory(t *testing.T) {
	m := Prepare(stories(1, 12)[0])
	if n := testing.AllocsPerRun(100, func() { m.estimate(&m.at) }); n != 0 {
		t.Errorf("%g allocations an estimate", n)
	}
	s := newSearch(m, m.wordings(), FewestWords, true)
	if n := testing.AllocsPerRun(100, func() { s.lack(&m.at, true) }); n != 0 {
		t.Errorf("%g allocations a step of the search", n)
	}
}

func TestClueWithManyLevelsKeepsItsEnds(t *testing.T) {
	c := Clue{Sort: Age}
	for i := range MaxLevels + 5 {
		c.Levels = append(c.Levels, Level{Label: fmt.Sprint(i), Shares: []Share{{Log: float64(i)/2 - 9}}})
	}
	c.Levels = append(c.Levels, Level{Label: "dropped", Shares: []Share{{}}})
	m := Prepare(&Problem{Frames: []Frame{{LogN: 10}}, Clues: []Clue{c}})
	last := len(c.Levels) - 1
	near(t, "as written", m.Estimate([]int{0}).Lambda, math.Exp(1))
	near(t, "dropped", m.Estimate([]int{last}).Lambda, math.Exp(10))
	if e := m.Estimate([]int{last - 1}); e.Lambda > math.Exp(10+c.Levels[last-1].Shares[0].Log) {
		t.Errorf("a level that is not kept counts %g people", e.Lambda)
	}
	if len(m.Faults()) != 1 {
		t.Errorf("faults: %q", m.Faults())
	}
}

// bytesOf reads numbers off a fuzzer's bytes; at the end all are 0.
type bytesOf []byte

func (b *bytesOf) next() byte {
	if len(*b) == 0 {
		return 0
	}
	x := (*b)[0]
	*b = (*b)[1:]
	return x
}

func (b *bytesOf) number() float64 {
	switch x := b.next(); x {
	case 255:
		return math.NaN()
	case 254:
		return math.Inf(1)
	case 253:
		return math.Inf(-1)
	case 252:
		return 1e300
	case 251:
		return -1e300
	case 250:
		return 5e-324
	default:
		return (float64(x) - 125) / 10
	}
}

func (b *bytesOf) Lift(int, Clue, int, Clue, int) (lift, mi float64, known bool) {
	return b.number(), b.number(), b.next()%2 == 0
}

func (b *bytesOf) problem() *Problem {
	p := &Problem{Grave: b.next()%2 == 0, News: b.next()%4 == 0}
	for range b.next() % 4 {
		p.Frames = append(p.Frames, Frame{LogN: b.number(), Var: b.number()})
	}
	for range b.next() % 20 {
		c := Clue{Sort: append(someSorts, When, Detail)[b.next()%15], At: int(b.next()%8) - 2, Locked: b.next()%4 == 0, Distinctive: b.next()%2 == 0}
		for range b.next() % 16 {
			l := Level{Cost: b.number(), Attest: b.next()%8 == 0}
			for range b.next() % 5 {
				l.Shares = append(l.Shares, Share{Log: b.number(), Var: b.number(), InFrame: b.next()%2 == 0})
			}
			for range b.next() % 3 {
				start := int(b.next()) - 3
				l.Edits = append(l.Edits, Edit{Edit: post.Edit{Span: post.Span{Start: start, End: start + int(b.next()%16) - 2}, Text: fmt.Sprint(b.next() % 3)}})
			}
			c.Levels = append(c.Levels, l)
		}
		p.Clues = append(p.Clues, c)
	}
	if b.next()%4 > 0 {
		p.Lifts = b
	}
	return p
}

// checkNumbers walks a result: no number in it is NaN or without bound.
func checkNumbers(t *testing.T, path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Float64:
		if x := v.Float(); math.IsNaN(x) || math.IsInf(x, 0) {
			t.Errorf("%s is %g", path, x)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			checkNumbers(t, path+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			checkNumbers(t, fmt.Sprint(path, "[", i, "]"), v.Index(i))
		}
	}
}

// Whatever the figures are, there is a result, and it makes sense.
func FuzzSolve(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{1, 1, 1, 200, 130, 3, 0, 2, 1, 0, 3, 130, 1, 1, 110, 130, 0, 0, 140, 1, 1, 120, 130, 1, 0, 150, 1, 0, 2, 2, 1, 1, 2, 130, 1, 1, 90, 130, 0, 1, 5, 5, 1})
	f.Add([]byte{0, 0, 3, 255, 254, 253, 252, 251, 250, 19, 255, 255, 255, 255, 255, 255, 255, 255, 254, 253})
	f.Fuzz(func(t *testing.T, data []byte) {
		b := bytesOf(data)
		p := b.problem()
		r := Solve(p, Policy{Ordinary: Thresholds{Red: b.number(), Clear: b.number()}})
		checkNumbers(t, "result", reflect.ValueOf(*r))
		if r.Known && !(1 <= r.Lo && r.Lo <= r.K && r.K <= r.Hi && r.Risk >= 0 && r.Risk <= 1) {
			t.Errorf("%+v", r.Estimate)
		}
		if r.Known != (r.Frame >= 0) || r.Verdict == Clear && !r.Known || (r.Verdict == Clear) != (len(r.Reasons) == 0) {
			t.Errorf("%s for %v of %+v", r.Verdict, r.Reasons, r.Estimate)
		}
		for _, pl := range r.Plans {
			if pl.After.Lo <= pl.Before.Lo || len(pl.Moves) == 0 {
				t.Errorf("a plan that gains nothing: %+v", pl)
			}
			for i, e := range pl.Edits {
				if e.Start < 0 || e.End < e.Start || i > 0 && pl.Edits[i-1].Overlaps(e.Span) {
					t.Errorf("edits %v", pl.Edits)
				}
			}
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

package jigsaw

import "math"

// Estimate is a number of people with its interval. Each frame holds everybody the story can be about, so of each number the smallest
// over the frames stands: K, Lo and Hi of one estimate can come from different frames.
type Estimate struct {
	Known bool // false: no frame could be used, and the numbers mean nothing
	Frame int  // index in Problem.Frames of the frame with the smallest Lo; of equals, the one with the smallest Lambda; -1 where not Known

	Lambda float64 // OTHER people expected to fit, by that frame
	Var    float64 // variance of the log of Lambda, by that frame

	K      float64 // people who fit, at most: 1 + the least Lambda. At least 1
	Lo, Hi float64 // 80 % interval, Lo <= K <= Hi. Every verdict goes by Lo
	Risk   float64 // chance that a random pick among those who fit is the patient, 0 to 1; the greatest over the frames

	Guarded bool // saying more would have left more people, so the story said more coarsely was counted
}

// Estimate counts at the given levels, one for each clue of the problem; nil: as they stand. A level that does not exist counts as
// the nearest that does.
func (m *Model) Estimate(at []int) Estimate {
	lv := m.levels(at)
	return m.estimate(&lv)
}

// Frames gives the estimate of each usable frame by itself, at the given levels, in the order of the problem's frames.
func (m *Model) Frames(at []int) []Estimate {
	lv := m.levels(at)
	out := make([]Estimate, len(m.frames))
	for i := range m.frames {
		out[i] = none()
		m.frames[i].join(m, &lv, &out[i])
	}
	return out
}

func (m *Model) levels(at []int) levels {
	lv := m.at
	for i := range m.n {
		if c := m.clue[i]; c < len(at) {
			lv[i] = uint8(m.squeeze(i, max(at[c], 0)))
		}
	}
	return lv
}

func none() Estimate { return Estimate{Frame: -1} }

func (m *Model) estimate(lv *levels) Estimate {
	e := none()
	for i := range m.frames {
		m.frames[i].join(m, lv, &e)
	}
	return e
}

// join takes one more frame into an estimate.
func (f *frame) join(m *Model, lv *levels, e *Estimate) {
	ll, v, guarded := f.logLambda(m, lv)
	lambda := math.Exp(ll)
	k, lo, hi := Interval(lambda, v)
	risk := Risk(lambda, v)
	if !e.Known {
		*e = Estimate{true, f.at, lambda, v, k, lo, hi, risk, guarded}
		return
	}
	if lo < e.Lo || lo == e.Lo && lambda < e.Lambda {
		e.Frame, e.Lambda, e.Var = f.at, lambda, v
	}
	e.K, e.Lo, e.Hi, e.Risk = min(e.K, k), min(e.Lo, lo), min(e.Hi, hi), max(e.Risk, risk)
	e.Guarded = e.Guarded || guarded
}

// lowest gives the log of (Lo - 1) of one frame: what searches compare, without the cost of the rest.
func (f *frame) lowest(m *Model, lv *levels) float64 {
	ll, v, _ := f.logLambda(m, lv)
	return ll - z80*spread(math.Exp(ll), v)
}

// plain is lowest without the guard, and never below it.
func (f *frame) plain(m *Model, lv *levels) float64 {
	var t tree
	f.grow(m, lv, &t)
	return t.ll - z80*spread(math.Exp(t.ll), t.v)
}

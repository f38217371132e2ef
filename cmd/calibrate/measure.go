// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math"
	"slices"
)

// small is the number of people below which a story is too close to one person: the threshold of a red verdict.
const small = 11

// outcome is one estimate beside the count it should have come to.
type outcome struct {
	k, lo, hi float64
	truth     int // people who fit, the one the story is about among them
	clues     int
}

// covered tells whether the truth lies in the 80 % interval, whole people.
func (o outcome) covered() bool {
	return float64(o.truth) >= math.Floor(o.lo) && float64(o.truth) <= math.Ceil(o.hi)
}

func (o outcome) below() bool { return float64(o.truth) < math.Floor(o.lo) }

// summary is what a set of outcomes comes to. Shares of nothing are NaN.
type summary struct {
	n               int
	mean, sd        float64 // of log(k/truth)
	spearman        float64 // of k and truth
	covered         float64
	below           float64 // truth below Lo
	smallShare      float64 // of all: truly below 11
	safeMid, safeLo float64 // of those: called 11 or more, by the middle and by Lo
	alarm           float64 // of those truly 11 or more: Lo below 11
	auc             float64 // of k, for "truly below 11"
	aucClues        float64 // of the number of clues, for the same
}

func summarise(os []outcome) summary {
	s := summary{n: len(os)}
	var ks, truths, clues []float64
	var isSmall []bool
	nSmall, mid, lo, alarm, cover, below := 0, 0, 0, 0, 0, 0
	sum, squares := 0.0, 0.0
	for _, o := range os {
		r := math.Log(o.k / float64(o.truth))
		sum += r
		squares += r * r
		ks, truths, clues = append(ks, o.k), append(truths, float64(o.truth)), append(clues, -float64(o.clues))
		isSmall = append(isSmall, o.truth < small)
		cover += one(o.covered())
		below += one(o.below())
		if o.truth < small {
			nSmall++
			mid += one(o.k >= small)
			lo += one(o.lo >= small)
		} else {
			alarm += one(o.lo < small)
		}
	}
	n := float64(len(os))
	s.mean = sum / n
	s.sd = math.Sqrt(math.Max(0, squares/n-s.mean*s.mean))
	s.spearman = spearman(ks, truths)
	s.covered, s.below, s.smallShare = float64(cover)/n, float64(below)/n, float64(nSmall)/n
	s.safeMid, s.safeLo = float64(mid)/float64(nSmall), float64(lo)/float64(nSmall)
	s.alarm = float64(alarm) / (n - float64(nSmall))
	s.auc, s.aucClues = auc(ks, isSmall), auc(clues, isSmall)
	return s
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// ranks gives each value's rank from 1; equal values share the mean of theirs.
func ranks(xs []float64) []float64 {
	at := make([]int, len(xs))
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(a, b int) int {
		switch {
		case xs[a] < xs[b]:
			return -1
		case xs[a] > xs[b]:
			return 1
		}
		return a - b
	})
	out := make([]float64, len(xs))
	for i := 0; i < len(at); {
		j := i
		for j < len(at) && xs[at[j]] == xs[at[i]] {
			j++
		}
		for _, k := range at[i:j] {
			out[k] = float64(i+j+1) / 2
		}
		i = j
	}
	return out
}

// spearman is the correlation of ranks; NaN where one of them does not vary.
func spearman(a, b []float64) float64 {
	x, y := ranks(a), ranks(b)
	mean := float64(len(a)+1) / 2
	var xy, xx, yy float64
	for i := range x {
		xy += (x[i] - mean) * (y[i] - mean)
		xx += (x[i] - mean) * (x[i] - mean)
		yy += (y[i] - mean) * (y[i] - mean)
	}
	return xy / math.Sqrt(xx*yy)
}

// auc is the chance that of one story that is small and one that is not, the small one has the smaller score; ties count half.
func auc(scores []float64, isSmall []bool) float64 {
	r := ranks(scores)
	sum, n := 0.0, 0
	for i, s := range isSmall {
		if s {
			sum += r[i]
			n++
		}
	}
	m := len(scores) - n
	return 1 - (sum-float64(n)*float64(n+1)/2)/(float64(n)*float64(m))
}

// SPDX-License-Identifier: Apache-2.0

package model

import (
	"math"
	"math/rand/v2"
)

// Sample is one labelled text.
type Sample struct {
	Features []Feature
	Labels   []bool // one for each class
	Weight   float32
}

// Fit trains the classes together: logistic loss, rare labels weighted up, plain
// stochastic gradient descent, L2. (AdaGrad was measured and is much worse here: it trusts words seen once.) The same seed gives the same weights on one
// machine. Calibration and cuts are left to whoever holds texts to measure on.
func Fit(classes []string, samples []Sample, epochs int, rate, l2 float64, seed uint64) *Linear {
	n := len(classes)
	w := make([]float64, slots*n)
	bias := make([]float64, n)
	pos := make([]float64, n)
	for _, s := range samples {
		for c, y := range s.Labels {
			if y {
				pos[c]++
			}
		}
	}
	up := make([]float64, n)
	for c := range up {
		up[c] = math.Sqrt((float64(len(samples)) - pos[c] + 1) / (pos[c] + 1)) // half way to balance: full balance shouts
	}
	rng := rand.New(rand.NewPCG(seed, 2026))
	order := rng.Perm(len(samples))
	for e := range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		step := rate / (1 + 0.1*float64(e))
		for _, i := range order {
			s := &samples[i]
			for c := range n {
				z := bias[c]
				for _, f := range s.Features {
					z += w[int(f.Slot)*n+c] * float64(f.Value)
				}
				p, y, k := 1/(1+math.Exp(-z)), 0.0, 1.0
				if s.Labels[c] {
					y, k = 1, up[c]
				}
				d := (p - y) * k * float64(s.Weight)
				bias[c] -= step * 0.05 * d
				for _, f := range s.Features {
					j := int(f.Slot)*n + c
					g := d*float64(f.Value) + l2*w[j]
					w[j] -= step * g
				}
			}
		}
	}
	return quantise(classes, w, bias)
}

func quantise(classes []string, w, bias []float64) *Linear {
	n := len(classes)
	m := &Linear{Classes: classes, Weights: make([]int8, slots*n)}
	for c := range n {
		top := 0.0
		for i := c; i < len(w); i += n {
			top = math.Max(top, math.Abs(w[i]))
		}
		scale := top / 127
		if scale == 0 {
			scale = 1
		}
		for i := c; i < len(w); i += n {
			m.Weights[i] = int8(math.Round(w[i] / scale))
		}
		m.Bias = append(m.Bias, float32(bias[c]))
		m.Scale = append(m.Scale, float32(scale))
		m.Slope, m.Shift, m.Cut = append(m.Slope, -1), append(m.Shift, 0), append(m.Cut, 0.5)
		m.Low, m.Mid = append(m.Low, 0), append(m.Mid, 0)
	}
	return m
}

// Platt fits slope and shift so that 1/(1+exp(slope*score+shift)) is a probability (Platt 1999, with his smoothed targets), by Newton's
// method with backtracking left out: two parameters and a convex loss need none at these sizes, a small ridge keeps it steady.
func Platt(scores []float64, labels []bool) (slope, shift float64) {
	pos, neg := 0.0, 0.0
	for _, y := range labels {
		if y {
			pos++
		} else {
			neg++
		}
	}
	hi, lo := (pos+1)/(pos+2), 1/(neg+2)
	slope, shift = -1, math.Log((neg+1)/(pos+1))
	for range 100 {
		var ga, gb, haa, hab, hbb float64
		for i, s := range scores {
			p := 1 / (1 + math.Exp(slope*s+shift))
			t := lo
			if labels[i] {
				t = hi
			}
			d, v := t-p, p*(1-p)
			ga += s * d
			gb += d
			haa += s * s * v
			hab += s * v
			hbb += v
		}
		haa, hbb = haa+1e-6, hbb+1e-6
		det := haa*hbb - hab*hab
		if det < 1e-12 {
			break
		}
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		da, db = math.Max(-1, math.Min(1, da)), math.Max(-1, math.Min(1, db))
		slope, shift = slope-da, shift-db
		if math.Abs(da)+math.Abs(db) < 1e-7 {
			break
		}
	}
	return slope, shift
}

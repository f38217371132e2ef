// SPDX-License-Identifier: Apache-2.0

package jigsaw

import "math"

// Parts of the variance of log lambda, fitted on census records and held on another country's survey (doc/jigsaw.md).
const (
	varFloor = 0.088 // once two clues are present
	varEdge  = 0.080 // each clue joined by a table, beyond the first
	varJoin  = 0.198 // each clue joined as if independent
)

// z80 is the normal quantile that leaves a tenth on either side.
const z80 = 1.2816

// Log lambda is kept within these bounds: from "nobody else, surely" to more people than ever lived.
const logLeast, logMost = -60, 26

// varMost bounds a variance of a log; beyond it a number says nothing anyway.
const varMost = 64

// spread is the standard deviation of the log of a count whose rate has log-variance v and mean lambda. The half keeps it finite at 0.
func spread(lambda, v float64) float64 { return math.Sqrt(v + 1/(lambda+0.5)) }

// Interval gives the number of people who fit and its 80 % interval, when lambda OTHER people are expected to fit and the log of
// lambda has variance v. The patient fits by construction, so none of them is below 1. It takes a log-normal rate with a Poisson count
// on top; where fewer than one other is expected, 2.3 is the 90 % upper end of a count of which none was seen.
func Interval(lambda, v float64) (k, lo, hi float64) {
	t := z80 * spread(lambda, v)
	k, lo, hi = 1+lambda, 1+lambda*math.Exp(-t), 1+lambda*math.Exp(t)
	if lambda < 1 {
		hi += 2.3
	}
	return k, lo, hi
}

// Nodes and weights of Gauss-Hermite quadrature with five points (Abramowitz and Stegun, table 25.10).
var hermite = [5][2]float64{
	{-2.020182870456086, 0.01995324205904591},
	{-0.9585724646138185, 0.3936193231522412},
	{0, 0.9453087204829419},
	{0.9585724646138185, 0.3936193231522412},
	{2.020182870456086, 0.01995324205904591},
}

// Risk is the chance that a random pick among those who fit is the patient: the mean of 1/(1 + others) over a Poisson number of others
// whose rate L is log-normal about lambda with log-variance v, which is the mean of (1 - exp(-L))/L.
func Risk(lambda, v float64) float64 {
	sum := 0.0
	for _, h := range hermite {
		l := lambda * math.Exp(math.Sqrt(2*v)*h[0])
		one := 1.0
		if l > 1e-9 {
			one = -math.Expm1(-l) / l
		}
		sum += h[1] * one
	}
	return min(1, sum/math.SqrtPi)
}

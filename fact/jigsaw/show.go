// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"math"
	"strconv"
)

// Shown is a number as it may be shown: to two significant figures, since no estimate is good for more. What is shown is never what a
// verdict goes by.
func Shown(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) || x == 0 {
		return x
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(x)))-1)
	if unit < 1 { // tenths and less are no binary fractions: divided, not multiplied, they come out as one writes them
		per := math.Round(1 / unit)
		return math.Round(x*per) / per
	}
	return math.Round(x/unit) * unit
}

// Count is Shown of a number of people, with commas and without a fraction.
func Count(people float64) string {
	digits := strconv.FormatFloat(math.Round(Shown(people)), 'f', -1, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// People is a number of people in words, rounded: "1 or 2 people" below 3, where a figure would claim more than is known.
func People(k float64) string {
	if k < 3 {
		return "1 or 2 people"
	}
	return Count(k) + " people"
}

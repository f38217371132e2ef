// SPDX-License-Identifier: Apache-2.0

package jigsaw

import "testing"

func TestNumbersAreShownToTwoFigures(t *testing.T) {
	for k, want := range map[float64]string{1: "1 or 2 people", 2.99: "1 or 2 people", 3: "3 people", 8.42: "8 people", 10.93: "11 people", 33.88: "34 people",
		99.6: "100 people", 174.1: "170 people", 1026: "1,000 people", 330900: "330,000 people", 1.2e9: "1,200,000,000 people"} {
		if got := People(k); got != want {
			t.Errorf("%g: %s, want %s", k, got, want)
		}
	}
	for x, want := range map[float64]float64{0: 0, 0.0765: 0.077, 0.5316: 0.53, 1.649: 1.6, 190.8: 190, -34.5: -35} {
		if got := Shown(x); got != want {
			t.Errorf("%g: %g, want %g", x, got, want)
		}
	}
}

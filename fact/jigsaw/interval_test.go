// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

// The table holds every worked example of the design: lambda and variance in, the four numbers out.
func TestWorkedExamplesComeOutWithinTwoPercent(t *testing.T) {
	file, err := os.Open("testdata/interval.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 27 {
		t.Fatalf("%d lines, want 26 examples and a heading", len(rows))
	}
	for _, row := range rows[1:] {
		var n [6]float64
		for i := range n {
			if n[i], err = strconv.ParseFloat(row[2+i], 64); err != nil {
				t.Fatal(err)
			}
		}
		k, lo, hi := Interval(n[0], n[1])
		for i, got := range []float64{k, lo, hi, Risk(n[0], n[1])} {
			if want := n[2+i]; math.Abs(got-want) > 0.02*want {
				t.Errorf("%s: %s is %.4g, the table says %.4g", row[1], rows[0][4+i], got, want)
			}
		}
	}
}

func TestNumbersStayInOrderAndInBounds(t *testing.T) {
	for _, lambda := range []float64{0, 1e-30, 1e-9, 0.3, 0.999, 1, 7, 1e4, 1e11} {
		for _, v := range []float64{0, 0.088, 1, 8, varMost} {
			k, lo, hi := Interval(lambda, v)
			risk := Risk(lambda, v)
			if !(1 <= lo && lo <= k && k <= hi && hi <= math.MaxFloat64) || !(risk >= 0 && risk <= 1) {
				t.Errorf("lambda %g, variance %g: %g [%g, %g], risk %g", lambda, v, k, lo, hi, risk)
			}
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package link

import (
	"strings"

	"chaperone/fact/jigsaw"
)

// codeRange is a range of classification codes, without stops, both ends included.
type codeRange struct{ lo, hi string }

// ranges reads "S72.0-S72.2,I60".
func ranges(code string) []codeRange {
	var out []codeRange
	for part := range strings.SplitSeq(code, ",") {
		lo, hi, two := strings.Cut(strings.ReplaceAll(strings.TrimSpace(part), ".", ""), "-")
		if !two {
			hi = lo
		}
		if lo != "" && lo <= hi {
			out = append(out, codeRange{lo, hi})
		}
	}
	return out
}

// overlaps compares as far as both are written: S72 holds S72.0.
func (a codeRange) overlaps(b codeRange) bool {
	return before(a.lo, b.hi) && before(b.lo, a.hi)
}

// before tells whether a comes before b or one begins with the other.
func before(a, b string) bool { return a <= b || strings.HasPrefix(a, b) }

// sharedCode gives the coarser of two readings whose codes overlap. Rare diseases are equal or not.
func sharedCode(a, b jigsaw.Reading) (jigsaw.Reading, bool) {
	if a.Value.Code == "" || b.Value.Code == "" {
		return a, false
	}
	if strings.HasPrefix(a.Value.Code, "ORPHA:") || strings.HasPrefix(b.Value.Code, "ORPHA:") {
		return b, a.Value.Code == b.Value.Code
	}
	for _, x := range ranges(a.Value.Code) {
		for _, y := range ranges(b.Value.Code) {
			if x.overlaps(y) {
				if coarser(a.Value.Code, b.Value.Code) {
					return a, true
				}
				return b, true
			}
		}
	}
	return a, false
}

// coarser tells whether code a leaves more open than b.
func coarser(a, b string) bool {
	x, y := ranges(a), ranges(b)
	if len(x) != len(y) {
		return len(x) > len(y)
	}
	wx, wy := x[0].lo != x[0].hi, y[0].lo != y[0].hi
	if wx != wy {
		return wx
	}
	return len(x[0].lo) < len(y[0].lo)
}

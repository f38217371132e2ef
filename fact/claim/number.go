// SPDX-License-Identifier: Apache-2.0

package claim

import (
	"slices"
	"strconv"
	"strings"

	"chaperone/text"
)

// number is an amount a claim names. A ratio is a share: 25 %, a quarter and 1 in 4 are the same one.
type number struct {
	of    float64
	ratio bool
	unit  string // the word that follows at once, without its ending; "" for a ratio
}

var numberWords = map[string]float64{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
	"seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "million": 1e6, "billion": 1e9, "dozen": 12, "twice": 2, "thrice": 3}

var parts = map[string]float64{"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10, "tenths": 10}

// amount reads the number at token i: how much it is, and the index behind it; the index is i where there is none.
func amount(toks []text.Token, i int) (number, int) {
	v, ok := value(&toks[i])
	if !ok {
		if d := parts[toks[i].Fold]; d > 0 && toks[i].Fold != "second" {
			return number{of: 1 / d, ratio: true}, i + 1
		}
		return number{}, i
	}
	i++
	for i < len(toks) { // "nineteen hundred", "four million"
		m, more := numberWords[toks[i].Fold]
		if !more || m < 100 {
			break
		}
		v *= m
		i++
	}
	at := func(k int) string {
		if k < len(toks) {
			return toks[k].Fold
		}
		return ""
	}
	if at(i) == "-" && parts[at(i+1)] > 0 {
		i++
	}
	switch {
	case parts[at(i)] > 0:
		return number{of: v / parts[at(i)], ratio: true}, i + 1
	case at(i) == "%" || at(i) == "percent":
		return number{of: v / 100, ratio: true}, i + 1
	case at(i) == "per" && at(i+1) == "cent":
		return number{of: v / 100, ratio: true}, i + 2
	case (at(i) == "in" || at(i) == "of" || at(i) == "out") && i+1 < len(toks):
		j := i + 1
		if at(i) == "out" {
			if at(j) != "of" || j+1 >= len(toks) {
				return number{of: v}, i
			}
			j++
		}
		if at(j) == "every" && j+1 < len(toks) {
			j++
		}
		if w, ok := value(&toks[j]); ok && w > v {
			return number{of: v / w, ratio: true}, j + 1
		}
	}
	n := number{of: v}
	if i < len(toks) && toks[i].Class == text.Word && !vocab().stop[toks[i].Fold] {
		n.unit = stem(toks[i].Fold)
	}
	return n, i
}

// sortNumbers puts numbers in the order of their units: those of one unit keep theirs, since from 2 to 3 is not from 3 to 2.
func sortNumbers(ns []number) {
	slices.SortStableFunc(ns, func(a, b number) int { return strings.Compare(a.unit, b.unit) })
}

func value(t *text.Token) (float64, bool) {
	if t.Class == text.Number {
		v, err := strconv.ParseFloat(strings.ReplaceAll(t.Fold, ",", ""), 64)
		return v, err == nil
	}
	v, ok := numberWords[t.Fold]
	return v, ok
}

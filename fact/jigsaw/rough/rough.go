// SPDX-License-Identifier: Apache-2.0

// Package rough estimates how far the clues of a story narrow down whom it can be about. It stands alone: clues and a frame in, a
// crowd out, no clock and no list behind it.
//
// The estimate here is a rough one. Each kind of clue is worth a fixed surprisal in bits (a clue that one person in 64 has is worth
// 6 bits), taken from what such clues are commonly worth, not from figures for this place; clues are joined as if they were
// independent. It is good enough to tell "thousands" from "a handful" and must not be shown as a number of people.
package rough

import "math"

// Kind is a sort of clue.
type Kind string

// Clue is one thing a reader can hold on to.
type Clue struct {
	Kind Kind
	Bits float64 // 0: the usual worth of its kind
}

// Frame is the crowd before any clue counts: who could have met this author through care, where and when.
type Frame struct {
	Workplace bool    // readers can tell where the author works
	People    float64 // population of a place named in the story; 0: none
	Days      float64 // length of the window the story points to; 0: no word of time
	Years     bool    // the author says it was years ago
}

// Crowd is what is left.
type Crowd struct {
	Bits  float64 // log2 of the people who fit
	Start float64 // log2 of the crowd before the clues
}

// Usual is what a clue of each kind is worth, in bits.
var Usual = map[Kind]float64{
	"age":         6, // one year of age: about 1 in 70
	"age-band":    3, // a decade, a child
	"sex":         1,
	"job":         5,  // a common trade: 1 in 30 or fewer
	"role":        10, // few in any one town: the vicar, the lollipop man
	"ethnicity":   4,
	"body":        5, // tattoo, prosthesis, build
	"animal":      4,
	"relation":    1, // "his wife": many have one
	"household":   4, // mother of three, farmer's wife
	"date":        3, // beyond what the window says
	"hour":        4,
	"ward":        4, // bed, bay or ward
	"venue":       6, // a road, school or single place
	"rare":        9, // a unit sees one in years
	"condition":   3,
	"procedure":   2,
	"injury":      4,
	"event":       7, // an event others know of
	"mechanism":   6, // an object or way of being hurt that people retell
	"death":       4,
	"child":       3,
	"quote":       3, // own words
	"named":       10,
	"celebrity":   12,
	"unique":      12, // the text itself says readers will know who
	"superlative": 4,  // youngest, longest, first
}

// Estimate joins clues and frame. One more clue never enlarges the crowd; of one kind only the strongest two count, since a second
// detail of the same kind is seldom independent.
func Estimate(f Frame, clues []Clue) Crowd {
	people := 2_000_000.0 // a region: readers know the country and little else
	if f.Workplace {
		people = 300_000 // the catchment of a hospital trust
	}
	if f.People > 0 {
		people = min(people, f.People)
	}
	start := math.Log2(people)
	days := 365.0 // no word of time: readers take it for recent
	if f.Days > 0 {
		days = min(days, f.Days)
	}
	if f.Years {
		days = 3650
	}
	start -= math.Log2(3650 / days) // people pass through care over years, few of them on one day
	used := map[Kind]int{}
	left := start
	for _, c := range clues {
		if used[c.Kind]++; used[c.Kind] > 2 {
			continue
		}
		b := c.Bits
		if b == 0 {
			b = Usual[c.Kind]
		}
		if used[c.Kind] == 2 {
			b /= 2
		}
		left -= b
	}
	return Crowd{Bits: left, Start: start}
}

// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"
	"math"
	"strings"

	"chaperone/fact/jigsaw"
)

//go:embed table/orphanet.tsv
var orphanetText string

//go:embed table/orphanet-name.tsv
var orphanetNameText string

var (
	orphanet      = open("orphanet", orphanetText)
	orphanetNames = open("orphanet-name", orphanetNameText)
)

// Measure is what a frequency of a rare disease counts.
type Measure int

// The measures, as the columns of the table stand. Each has three columns: United Kingdom, Europe, world.
const (
	Living   Measure = iota // people alive with it, of all people
	AtBirth                 // of those born
	NewCases                // of all people, newly in a year
)

// Rare is how frequent a rare disease is: Orphanet gives a class, which is an interval.
type Rare struct {
	Code    string // ORPHA code, digits only
	Measure Measure
	Area    string        // "United Kingdom", "Europe" or "Worldwide"
	Share   jigsaw.Figure // the middle of the interval on a log scale; unit: share. A default where the class has an open end
	Lo, Hi  float64       // the interval, as shares
	Var     float64       // variance of the log of Share, taking the class for an 80 % interval
}

var rareAreas = [...]string{"United Kingdom", "Europe", "Worldwide"}

// RareOf gives the frequencies of a disease by its ORPHA code ("399", "ORPHA:399"), the best first: living people before births before new
// cases, and of each only the nearest area there is, the United Kingdom before Europe before the world.
func RareOf(code string) []Rare {
	code = strings.TrimPrefix(code, "ORPHA:")
	r, ok := orphanet.find(code)
	if !ok {
		return nil
	}
	var all []Rare
	for m := Living; m <= NewCases; m++ {
		for i, area := range rareAreas {
			class := r.field(1 + int(m)*len(rareAreas) + i)
			if class == "" {
				continue
			}
			lo, hi, open := interval(class)
			f := r.figure(math.Sqrt(lo*hi), "share")
			f.Default = open
			sd := math.Log(hi/lo) / (2 * 1.2816)
			all = append(all, Rare{code, m, area, f, lo, hi, sd * sd})
			break
		}
	}
	return all
}

// interval gives the ends of a class as shares, and whether one of them is an assumption.
func interval(class string) (lo, hi float64, open bool) {
	const million = 1e6
	switch {
	case strings.HasPrefix(class, "<"):
		return Assumed("orphanet-least").Value / million, number(class[1:]) / million, true
	case strings.HasPrefix(class, ">"):
		return number(class[1:]) / million, Assumed("orphanet-most").Value / million, true
	}
	from, to, _ := strings.Cut(class, "-")
	return number(from) / million, number(to) / million, false
}

// RareNamed gives the ORPHA codes of the diseases that go by a name or synonym. Short forms can stand for several.
func RareNamed(name string) []string {
	var codes []string
	key := Fold(name) + "/"
	for r := range orphanetNames.under(key) {
		codes = append(codes, r.key()[len(key):])
	}
	return codes
}

// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"

	"chaperone/fact/jigsaw"
)

//go:embed table/fact.tsv
var factText string

//go:embed table/a-default.tsv
var defaultText string

var (
	facts    = open("fact", factText)
	assumed  = open("a-default", defaultText)
	noAssume = jigsaw.Figure{Table: "a-default", Default: true}
)

// Fact gives a single figure by its name in the table fact: "population_90_plus", "local_sd_log_prevalence_median".
func Fact(name string) (jigsaw.Figure, bool) {
	r, ok := facts.find(name)
	if !ok {
		return jigsaw.Figure{}, false
	}
	return r.figure(r.count(1), r.field(2)), true
}

func fact(name string) float64 {
	f, _ := Fact(name)
	return f.Value
}

// Assumed gives an assumption by its name in the table a-default: "night-weight", "town-unknown". A name that does not exist is a
// mistake of the caller and gives a Figure without a Row.
func Assumed(name string) jigsaw.Figure {
	r, ok := assumed.find(name)
	if !ok {
		return noAssume
	}
	f := r.figure(r.count(1), r.field(2))
	f.Default = true
	return f
}

// Reason says why an assumption is what it is.
func Reason(name string) string {
	r, ok := assumed.find(name)
	if !ok {
		return ""
	}
	return r.field(3)
}

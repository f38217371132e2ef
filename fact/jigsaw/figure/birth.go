// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"
	"strconv"
	"strings"

	"chaperone/fact/jigsaw"
)

//go:embed table/given-name.tsv
var givenNameText string

var givenNames = open("given-name", givenNameText)

// Maternities gives the maternities a year that end in so many babies, all born alive: 0 any number, dead or alive, 1, 2, or 3 for three
// and more, in hospitals of England. 4 gives four and more, in England and Wales in 2013: nothing later is at hand. Unit: maternities a year.
func Maternities(babies int) (jigsaw.Figure, bool) {
	var f jigsaw.Figure
	ok := true
	switch babies {
	case 0:
		f, ok = Mentions("Z37")
	case 1:
		f, ok = Mentions("Z37.0")
	case 2:
		f, ok = Mentions("Z37.2")
	case 3:
		f, ok = Mentions("Z37.5")
	case 4:
		f, ok = Fact("maternities_quads_plus")
	default:
		return jigsaw.Figure{}, false
	}
	f.Unit = "maternities a year"
	return f, ok
}

// GivenName gives the part of the births of a sex ("f", "m"; "" for the sex most bear the name) in the years from to until, both included,
// that were given a name. Years outside the table count as the nearest in it. False if the name was rare in all of these years: then
// fewer than 100 in five years bear it. Unit: share.
func GivenName(name, sex string, from, until int) (jigsaw.Figure, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" || name == "*" {
		return jigsaw.Figure{}, false
	}
	if sex == "" {
		f, isF := GivenName(name, "f", from, until)
		m, isM := GivenName(name, "m", from, until)
		if isM && (!isF || m.Value > f.Value) {
			return m, true
		}
		return f, isF
	}
	r, ok := givenNames.find(name + "/" + sex)
	all, _ := givenNames.find("*/" + sex)
	if !ok || !all.ok() {
		return jigsaw.Figure{}, false
	}
	first, last := cohort(from), cohort(max(from, until))
	some, births := r.sum(first, last), all.sum(first, last)
	if some == 0 || births == 0 {
		return jigsaw.Figure{}, false
	}
	return r.figure(some/births, "share"), true
}

// cohort gives the column of the five years a year lies in.
func cohort(year int) int {
	at, i := 1, 0
	for head := range strings.SplitSeq(givenNames.heads, "\t") {
		if h, _, ok := strings.Cut(head, " ("); ok {
			if start, err := strconv.Atoi(h); err == nil && (i == 1 || start <= year) {
				at = i
			}
		}
		i++
	}
	return at
}

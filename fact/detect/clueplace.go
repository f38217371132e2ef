// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strconv"
	"strings"

	"chaperone/text"
)

// smallPlace is the population under which a place counts as small: the usual convention of 20,000 people.
const smallPlace = 20000

// cluePlace reads the value of a place list: population and country ("8900 GB"), or how many such venues there are.
func cluePlace(list, value string) (pop, kind string) {
	switch list {
	case "venue":
		switch value {
		case "few", "address", "road":
			return value, "small"
		}
		return value, "many"
	case "hospital", "trust":
		return "hospital", "hospital"
	}
	n, _, _ := strings.Cut(value, " ")
	if v, err := strconv.Atoi(n); err == nil && v < smallPlace {
		return n, "small"
	}
	return n, "town"
}

// clueEponym guards against towns that are words or part of a name: "Bath time", "Mr York".
func clueEponym(r *Reader, m text.Match) bool {
	switch r.Tokens()[m.First].Fold {
	case "bay", "bed", "cubicle", "side", "theatre", "ward": // a place in a hospital; clue-ward reads it
		return true
	}
	if calendar[r.Tokens()[m.First].Fold] { // March is a town in the Fens
		return true
	}
	for _, e := range r.Phrases("eponym") { // the Wells score is no place
		if e.Overlaps(m.Span) {
			return true
		}
	}
	if m.Value == "road" && r.After(m.Span, 1, "yo", "y", "year", "yr", "month", "week", "day") { // "A 43yo", not the A43
		return true
	}
	return r.Before(m.Span, 1, "mr", "mrs", "miss", "ms", "dr", "prof", "professor", "sir", "dame", "nurse", "sister") || m.First == 0 && m.First == m.Last && len(r.Tokens()[m.First].Fold) < 6
}

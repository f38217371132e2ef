// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strconv"
	"strings"

	"chaperone/post"
	"chaperone/text"
)

// A small place narrows more than a city: the value is its population where the list knows it.
var _ = add(Detector{
	Name:  "clue-place",
	Kinds: Kinds{"clue-place": "A town, village, hospital, road, school or venue by name; the value is the population, or what sort of place, the code a town's name.", "small-place": "A village, ward, school, street or single venue.", "clue-ward": "A ward, bed, bay, room or clinic by number or name."},
	Lists: []string{"town", "hospital", "trust", "venue", "story-ward", "told-ward"},
	Read: func(r *Reader) {
		clueWards(r)
		for _, l := range []string{"town", "hospital", "trust", "venue"} {
			for _, m := range r.Phrases(l) {
				if r.foundAt("clue-place", m.Span) || clueEponym(r, m) {
					continue
				}
				pop, kind := cluePlace(l, m.Value)
				if kind == "many" {
					continue
				}
				f := r.Found("clue-place", m.Span)
				f.Value = pop
				if l == "town" {
					f.Code = "town:" + r.folded(m.Span)
				}
				if kind == "small" {
					f.Instead = "a small place"
					r.Found("small-place", m.Span).Value = pop
				}
			}
		}
	},
})

// clueWards reads wards, beds and chairs. "B6" alone is a bed only where the post speaks of others: it is a vitamin as well.
func clueWards(r *Reader) {
	for _, m := range r.Phrases("story-ward") {
		r.Found("clue-ward", m.Span).Instead = "our ward"
	}
	for _, m := range r.Phrases("told-ward") {
		if !r.foundAt("clue-ward", m.Span) && !clueOwn(r, m) {
			r.Found("clue-ward", m.Span).Told = true
		}
	}
	if len(r.buf) == 0 {
		return
	}
	for i := range r.Tokens() {
		t := &r.Tokens()[i]
		if len(t.Fold) == 2 && t.Cap && t.Fold[0] >= 'a' && t.Fold[0] <= 'f' && t.Fold[1] >= '1' && t.Fold[1] <= '9' && !r.foundAt("clue-ward", t.Span) && !r.Before(t.Span, 2, "vitamin", "vit", "vitamins") {
			r.Found("clue-ward", t.Span).Told = true
		}
	}
}

// folded gives words as the lists write them: folded, with single spaces.
func (r *Reader) folded(s post.Span) string {
	var b strings.Builder
	for i := r.Doc.At(s.Start); i < len(r.Tokens()) && r.Tokens()[i].Start < s.End; i++ {
		if t := &r.Tokens()[i]; t.Class == text.Word || t.Class == text.Number {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(t.Fold)
		}
	}
	return b.String()
}

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
	if m.Value == "road" && r.After(m.Span, 2, "yo", "y", "m", "f", "male", "female", "year", "yr", "month", "week", "day", "-") { // "A 43yo", not the A43
		return true
	}
	return r.Before(m.Span, 1, "mr", "mrs", "miss", "ms", "dr", "prof", "professor", "sir", "dame", "nurse", "sister") || m.First == 0 && m.First == m.Last && len(r.Tokens()[m.First].Fold) < 6
}

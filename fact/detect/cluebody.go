// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strconv"
	"strings"

	"chaperone/text"
)

// What one would know somebody by, and where somebody comes from. Words that only the list of told things holds count for the estimate.
var (
	_ = add(Detector{
		Name:  "clue-body",
		Kinds: Kinds{"clue-body": "A mark, build, hair, voice, aid or clothing by which a person is known."},
		Lists: []string{"body-feature", "told-body"},
		Read: func(r *Reader) {
			for _, l := range []string{"body-feature", "told-body"} {
				for _, m := range r.Phrases(l) {
					if clueOwn(r, m) || r.foundAt("clue-body", m.Span) || m.Value == "weight" && !newbornWeight(r, m) {
						continue
					}
					f := r.Found("clue-body", m.Span)
					f.Value, f.Told = m.Value, l == "told-body"
				}
			}
		},
	})
	_ = add(Detector{
		Name:  "clue-ethnicity",
		Kinds: Kinds{"clue-ethnicity": "A people, nationality, language or faith; the code is a group of the 2021 census of England and Wales, where one is likely."},
		Lists: []string{"ethnicity", "told-group"},
		Read: func(r *Reader) {
			for _, m := range r.Phrases("ethnicity") {
				if clueOwn(r, m) || r.foundAt("clue-ethnicity", m.Span) {
					continue
				}
				f := r.Found("clue-ethnicity", m.Span)
				f.Value = m.Value
				if m.Value != "language" { // who speaks English may be anybody
					f.Code = r.code(m.Span, []string{"told-group"})
				}
			}
		},
	})
	_ = add(Detector{
		Name:  "clue-time",
		Kinds: Kinds{"clue-time": "A time of day."},
		Lists: []string{"clue-time", "told-hour"},
		Read: func(r *Reader) {
			for _, m := range r.Phrases("clue-time") {
				if !clueOwn(r, m) && !r.foundAt("clue-time", m.Span) {
					r.Found("clue-time", m.Span).Value = m.Value
				}
			}
			for _, m := range r.Phrases("told-hour") {
				if !clueOwn(r, m) && !r.foundAt("clue-time", m.Span) {
					r.Found("clue-time", m.Span).Told = true
				}
			}
			for i := range r.Tokens() {
				t := &r.Tokens()[i]
				if t.Class == text.Number && clockTime(t.Fold) && r.Before(t.Span, 1, "at", "around", "about", "by", "till", "until", "from", "past", "after", "before") && !r.foundAt("clue-time", t.Span) {
					r.Found("clue-time", t.Span).Told = true
				}
			}
		},
	})
)

// clockTime tells whether a number is hours and minutes: "8:01", "3.20".
func clockTime(w string) bool {
	i := strings.IndexAny(w, ":.")
	if i < 1 || len(w) != i+3 {
		return false
	}
	h, err1 := strconv.Atoi(w[:i])
	m, err2 := strconv.Atoi(w[i+1:])
	return err1 == nil && err2 == nil && h < 24 && m < 60
}

// newbornWeight tells whether a weight can only be a small baby's: 400 to 5,500 grams, or as many kilograms, and no medicine or shopping.
func newbornWeight(r *Reader, m text.Match) bool {
	w := strings.ReplaceAll(r.Tokens()[m.First].Fold, ",", "")
	n, err := strconv.ParseFloat(w, 64)
	if err != nil || r.After(m.Span, 2, "of", "bag", "a") {
		return false
	}
	if last := r.Tokens()[m.Last].Fold; last == "kilos" || last == "kg" {
		n *= 1000
	}
	return n >= 400 && n <= 5500
}

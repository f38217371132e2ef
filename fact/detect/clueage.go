// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strconv"
	"strings"

	"chaperone/text"
)

// Ages in digits, words and bands. Age 90 and over is a clue by itself: few reach it, and the usual convention groups them.
var _ = add(Detector{
	Name:  "clue-age",
	Kinds: Kinds{"clue-age": "An age of somebody other than the author; the value is the years where they can be told.", "age-over-89": "An exact age of 90 or more."},
	Lists: []string{"story-age", "age-word"},
	Read: func(r *Reader) {
		for _, m := range storyAges(r) {
			f := r.Found("clue-age", m.Span)
			years, ok := clueYears(r, m)
			if !ok {
				continue
			}
			f.Value = strconv.Itoa(years)
			f.Instead = clueBand(r, m, years)
			if years >= 90 && years < 125 {
				g := r.Found("age-over-89", m.Span)
				g.Value, g.Instead = f.Value, f.Instead
			}
		}
		for _, m := range r.Phrases("age-word") {
			if !clueOwn(r, m) && !r.foundAt("clue-age", m.Span) {
				r.Found("clue-age", m.Span).Value = m.Value
			}
		}
	},
})

var clueNumbers = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
	"forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}

// clueYears reads the number in an age; babies counted in days, weeks or months are 0 years old.
func clueYears(r *Reader, m text.Match) (int, bool) {
	n, ok := 0, false
	for _, t := range r.Tokens()[m.First : m.Last+1] {
		if v, err := strconv.Atoi(t.Fold); err == nil {
			n, ok = v, true
			continue
		}
		if v, is := clueNumbers[t.Fold]; is {
			if v == 100 && n < 10 {
				n = max(n, 1) * 100
			} else {
				n += v
			}
			ok = true
			continue
		}
		if strings.HasPrefix(t.Fold, "day") || strings.HasPrefix(t.Fold, "week") || strings.HasPrefix(t.Fold, "month") || t.Fold == "wk" || t.Fold == "mth" {
			return 0, ok
		}
	}
	return n, ok && n < 125
}

// clueBand gives wider words that fit the place: "43-year-old" before a noun becomes "middle-aged", "she's 61" "she's in her sixties".
func clueBand(r *Reader, m text.Match, years int) string {
	toks := r.Tokens()[m.First : m.Last+1]
	first, last := toks[0].Fold, toks[len(toks)-1].Fold
	decade := ""
	if years >= 20 {
		d := min(years/10, 9)
		decade = []string{"", "", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"}[d]
	}
	his := "their"
	switch {
	case first == "he" || first == "he's":
		his = "his"
	case first == "she" || first == "she's":
		his = "her"
	}
	if his != "their" && decade != "" {
		lead := r.Doc.Text[m.Start:toks[0].End]
		if len(toks) > 2 {
			lead = r.Doc.Text[m.Start:toks[len(toks)-2].End]
		}
		return lead + " in " + his + " " + decade
	}
	if last == "old" || last == "yo" || last == "yrs" || last == "yr" {
		if years == 0 {
			return "baby"
		}
		if last == "old" && m.Last+1 < len(r.Tokens()) && storyNoun(r.Tokens()[m.Last+1].Fold) {
			switch {
			case years < 13:
				return "young"
			case years < 18:
				return "teenage"
			case years < 40:
				return "young"
			case years < 65:
				return "middle-aged"
			}
			return "older"
		}
		switch {
		case years < 13:
			return "child"
		case years < 18:
			return "teenager"
		case decade != "":
			return "person in their " + decade
		}
		return "young adult"
	}
	if (first == "aged" || first == "age") && decade != "" {
		return "in their " + decade
	}
	return ""
}

// storyNoun tells whether the word behind an age is the person, so that the age stands as an adjective.
func storyNoun(w string) bool {
	switch w {
	case "man", "woman", "lady", "gentleman", "gent", "chap", "bloke", "boy", "girl", "lad", "lass", "guy", "patient", "mum", "mom", "dad", "male", "female", "farmer", "teacher", "child", "kid":
		return true
	}
	return false
}

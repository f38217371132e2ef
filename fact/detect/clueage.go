// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chaperone/text"
)

// Ages in digits, words and bands. Age 90 and over is a clue by itself: few reach it, and the usual convention groups them.
var _ = add(Detector{
	Name:  "clue-age",
	Kinds: Kinds{"clue-age": "An age of somebody other than the author; the value is the years where they can be told, the code the years it spans.", "age-over-89": "An exact age of 90 or more."},
	Lists: []string{"story-age", "told-age", "age-word", "sex-word", "relation", "occupation"},
	Needs: nameKindsRead,
	Read: func(r *Reader) {
		told := r.Phrases("told-age")
		for _, m := range storyAges(r) {
			if vaguer(r, m, told) {
				continue
			}
			r.foundAge(m, clueBand)
		}
		for _, m := range told {
			if !r.foundAt("clue-age", m.Span) && !ageElsewhere(r, m) {
				r.foundAge(m, clueBand)
			}
		}
		for _, m := range bareAges(r) {
			if !r.foundAt("clue-age", m.Span) {
				r.foundAge(m, bareBand)
			}
		}
		for _, m := range r.Phrases("age-word") {
			if clueOwn(r, m) || r.foundAt("clue-age", m.Span) || ageWordElsewhere(r, m) {
				continue
			}
			f := r.Found("clue-age", m.Span)
			f.Value, f.Code = m.Value, m.Value
		}
	},
})

// vaguer tells whether a word of age stands where others tell the years: "old boy" in "old boy of 97".
func vaguer(r *Reader, m text.Match, told []text.Match) bool {
	return !tellsYears(r, m, 0) && slices.ContainsFunc(told, func(o text.Match) bool { return o.Overlaps(m.Span) && tellsYears(r, o, 0) })
}

// tellsYears tells whether a number of years stands among the words, at least so many.
func tellsYears(r *Reader, m text.Match, least int) bool {
	return slices.ContainsFunc(r.Tokens()[m.First:m.Last+1], func(t text.Token) bool {
		years, ok := ageNumber(t.Fold)
		return ok && years >= least
	})
}

// foundAge notes an age. The value is the years where the words tell them exactly, so that a band can stand in their place.
func (r *Reader) foundAge(m text.Match, band func(*Reader, text.Match, int) string) {
	m = wholeNumber(r, m)
	f := r.Found("clue-age", m.Span)
	if m.Value == "gestation" { // of a pregnancy: known to many, and nobody's years
		f.Value = m.Value
		return
	}
	age, ok := readAgeSpan(r.Tokens()[m.First:m.Last+1], m.Value)
	if ok {
		f.Code = fmt.Sprintf("%d-%d", age.lo, age.hi)
	}
	if !ok || !age.exact {
		return
	}
	f.Value = strconv.Itoa(age.lo)
	f.Instead = band(r, m, age.lo)
	if age.lo >= 90 {
		g := r.Found("age-over-89", m.Span)
		g.Value, g.Code, g.Instead = f.Value, f.Code, f.Instead
	}
}

var clueNumbers = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
	"forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}

// wholeNumber lets a match that ends at "twenty" go on to the "-nine" behind it.
func wholeNumber(r *Reader, m text.Match) text.Match {
	toks := r.Tokens()
	if n := clueNumbers[toks[m.Last].Fold]; n < 20 || n > 90 {
		return m
	}
	at := m.Last + 1
	if at < len(toks) && toks[at].Fold == "-" {
		at++
	}
	if at < len(toks) && toks[at].Sent == toks[m.Last].Sent {
		if n := clueNumbers[toks[at].Fold]; n > 0 && n < 10 {
			m.Last, m.Span = at, r.Doc.Span(m.First, at)
		}
	}
	return m
}

// ageSpan is the completed years some words give, both included; exact where they name one number of years.
type ageSpan struct {
	lo, hi int
	exact  bool
}

// ageDecades are the first years of decades by the word for them.
var ageDecades = map[string]int{"teens": 13, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
	"octogenarian": 80, "nonagenarian": 90, "septuagenarian": 70}

// readAgeSpan reads the words of an age: "a hundred and four", "3 week old", "18 months old", "ninety-odd", "late forties", "Y9", "pushing 80".
func readAgeSpan(toks []text.Token, value string) (ageSpan, bool) {
	if value == "birth" {
		return ageSpan{}, true
	}
	if value == "grade" { // American: the first grade is six or seven
		n := map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}[toks[0].Fold]
		return ageSpan{n + 5, n + 6, false}, true
	}
	n, seen, unit, loose, about, third := 0, false, "", "", 0, ""
	for i := range toks {
		w := toks[i].Fold
		if v, ok := schoolYear(w); ok {
			return v, true
		}
		if d, ok := ageDecades[w]; ok {
			return ageThird(d, third), true
		}
		if v, ok := ageNumber(w); ok {
			switch {
			case v == 100 && n < 10 && w == "hundred":
				n = max(n, 1) * 100
			case seen && v < 10 && n >= 20 && n%10 == 0 || seen && n >= 100 && v < 25: // seventy one; a hundred and four
				n += v
			case !seen:
				n = v
			}
			seen = true
			continue
		}
		for tens, v := range clueNumbers { // sixtysomething
			if tail, ok := strings.CutPrefix(w, tens); ok && v >= 20 && (tail == "something" || tail == "odd" || tail == "ish") {
				n, seen, loose = v, true, tail
			}
		}
		switch w {
		case "early", "mid", "late":
			third = w
		case "s":
			if seen && n >= 20 && n%10 == 0 {
				return ageThird(n, third), true
			}
		case "odd", "something", "summat", "ish":
			loose = w
		case "nearly", "almost", "pushing", "rising", "coming":
			about = 1
		case "into":
			loose = "odd"
		case "day", "days", "hour", "hours", "minute", "week", "weeks", "wk", "wks":
			unit = "baby"
		case "month", "months", "mth", "mths":
			unit = "month"
		case "year", "yr":
			if !seen && i+1 < len(toks) {
				if v, ok := ageNumber(toks[i+1].Fold); ok && v <= 13 && i == 0 {
					return ageSpan{v + 4, v + 5, false}, true
				}
			}
		case "centenarian":
			return ageSpan{100, 115, false}, true
		case "wee", "little", "littlie":
			return ageSpan{0, 12, false}, true
		case "young":
			return ageSpan{5, 18, false}, true
		case "old", "auld", "elderly":
			if i == 0 {
				return ageSpan{65, 110, false}, true
			}
		case "or":
			loose = "ish"
		}
	}
	switch {
	case !seen || n > 124:
		return ageSpan{}, false
	case unit == "baby":
		return ageSpan{0, 0, true}, true
	case unit == "month":
		return ageSpan{n / 12, n / 12, true}, true
	case loose == "ish":
		return ageSpan{max(0, n-2), n + 2, false}, true
	case loose != "":
		return ageSpan{n, n + 9, false}, true
	case about > 0:
		return ageSpan{max(0, n-1), n, false}, true
	}
	return ageSpan{n, n, true}, true
}

func ageThird(from int, third string) ageSpan {
	if from == 13 {
		switch third {
		case "early":
			return ageSpan{13, 15, false}
		case "late":
			return ageSpan{17, 19, false}
		}
		return ageSpan{13, 19, false}
	}
	switch third {
	case "early":
		return ageSpan{from, from + 3, false}
	case "mid":
		return ageSpan{from + 4, from + 6, false}
	case "late":
		return ageSpan{from + 7, from + 9, false}
	}
	return ageSpan{from, from + 9, false}
}

// ageNumber reads "43", "90th" or "seventy".
func ageNumber(w string) (int, bool) {
	if v, ok := clueNumbers[w]; ok {
		return v, true
	}
	if w == "" || len(w) > 5 || w[0] < '0' || w[0] > '9' {
		return 0, false
	}
	for _, tail := range []string{"st", "nd", "rd", "th"} {
		w = strings.TrimSuffix(w, tail)
	}
	v, err := strconv.Atoi(w)
	return v, err == nil && v >= 0
}

// schoolYear reads "y9" (England and Wales) and "p4", "s2" (Scotland).
func schoolYear(w string) (ageSpan, bool) {
	if len(w) < 2 || len(w) > 3 {
		return ageSpan{}, false
	}
	n, err := strconv.Atoi(w[1:])
	if err != nil || n < 1 || n > 13 {
		return ageSpan{}, false
	}
	switch {
	case w[0] == 'y', w[0] == 'p' && n <= 7:
		return ageSpan{n + 4, n + 5, false}, true
	case w[0] == 's' && n <= 6:
		return ageSpan{n + 11, n + 12, false}, true
	}
	return ageSpan{}, false
}

// ageElsewhere tells whether words of the list told-age are no age of a patient: the author's, a limit, or a number of something else.
func ageElsewhere(r *Reader, m text.Match) bool {
	toks := r.Tokens()
	if ageOfPatient(r, m) {
		return false
	}
	if r.Before(m.Span, 2, "i'm") {
		return true
	}
	if toks[m.Last].Fold == "old" && r.Before(m.Span, 1, "a", "an", "the", "our", "this", "that") || storyNoun(toks[m.First].Fold) {
		return false // "I remember a fifteen-year-old", "I saw a woman of eighty"
	}
	if clueOwn(r, m) || r.Before(m.Span, 3, "i", "i've", "we", "over", "under", "every", "each", "most", "than", "like") {
		return true
	}
	if first := r.Tokens()[m.First].Fold; slices.Contains([]string{"nearly", "almost", "coming", "pushing", "rising", "getting", "well", "about", "just", "barely", "not", "only"}, first) {
		// "nearly 90" is an age where nothing is counted behind it
		if m.First == 0 || toks[m.First-1].Sent != toks[m.First].Sent {
			return !ageEnds(r.Tokens(), m.Last) || !r.Has("patient-case")
		}
		return !ageEnds(r.Tokens(), m.Last) || !r.Before(m.Span, 3, "is", "was", "he's", "she's", "'s", "he", "she", "they're", "man", "woman", "lady", "gentleman", "chap", "bloke")
	}
	if toks[m.First].Fold == "turned" || toks[m.First].Fold == "turns" || toks[m.First].Fold == "turning" || toks[m.Last].Fold == "so" {
		v, ok := readAgeSpan(toks[m.First:m.Last+1], m.Value)
		return !ok || v.lo < 13 || !ageEnds(toks, m.Last) || toks[m.Last].Fold == "so" && v.lo%5 > 3
	}
	n := m.Last - m.First
	if last := r.Tokens()[m.Last].Fold; n == 1 && (last == "f" || last == "m" || last == "odd" || last == "ish" || last == "something" || last == "summat") {
		v, ok := ageNumber(toks[m.First].Fold)
		if (last == "f" || last == "m") && (!toks[m.Last].Cap || toks[m.Last].Start != toks[m.First].End || m.First > 0 && strings.ContainsAny(toks[m.First-1].Fold, "£$€")) {
			return true // degrees, metres, millions
		}
		return !ok || v < 14 && last == "m" || v > 110 || v < 2 || last != "f" && last != "m" && (v < 20 || v%10 != 0) || r.After(m.Span, 1, "followers", "views", "people", "patients", "quid", "pounds", "of", "likes", "steps", "miles", "days", "weeks", "minutes", "hours")
	}
	return false
}

// patientWords are how clinicians call whom they look after.
var (
	patientWords = []string{"patient", "pt", "px", "client", "resident"}
	patientNouns = wordSet(strings.Join(patientWords, " "))
)

// ageOfPatient tells whether a patient is named right behind an age, so that "my" before it doesn't make it the author's: "my 70-year-old patient".
func ageOfPatient(r *Reader, m text.Match) bool {
	toks := r.Tokens()
	for i := m.Last + 1; i < len(toks) && i <= m.Last+3 && toks[i].Sent == toks[m.Last].Sent && toks[i].Class == text.Word; i++ {
		if patientNouns[toks[i].Fold] {
			return !r.Before(m.Span, 2, "i'm", "over", "under", "every", "all", "any")
		}
	}
	return false
}

// ageWordElsewhere tells whether a word of age tells nobody's: "a neck like a pensioner", a sign up in reception, "in year nine she hung the coat".
func ageWordElsewhere(r *Reader, m text.Match) bool {
	if r.Before(m.Span, 2, "like") || r.Tokens()[m.First].Hash {
		return true
	}
	switch first := r.Tokens()[m.First].Fold; {
	case first == "in" && r.Tokens()[m.Last].Fold == "reception":
		return !r.Before(m.Span, 3, "he's", "she's", "son", "daughter", "boy", "girl", "kid", "child", "little", "just", "she", "he")
	case first == "year" && r.Before(m.Span, 1, "in", "my"):
		return !r.Before(m.Span, 4, "he's", "she's", "boy", "girl", "kid", "lad", "child", "is", "was", "son", "daughter")
	}
	return false
}

// clueBand gives wider words that fit the place: "43-year-old" before a noun becomes "middle-aged", "she's 61" "she's in her sixties".
func clueBand(r *Reader, m text.Match, years int) string {
	toks := r.Tokens()[m.First : m.Last+1]
	first, last := toks[0].Fold, toks[len(toks)-1].Fold
	decade := ageDecade(years)
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

// ageDecade names the decade of an age from 20 on.
func ageDecade(years int) string {
	if years < 20 {
		return ""
	}
	return []string{"twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"}[min(years/10, 9)-2]
}

// storyNoun tells whether the word behind an age is the person, so that the age stands as an adjective.
func storyNoun(w string) bool {
	switch w {
	case "man", "woman", "lady", "gentleman", "gent", "chap", "bloke", "boy", "girl", "lad", "lass", "guy", "patient", "mum", "mom", "dad", "male", "female", "farmer", "teacher", "child", "kid":
		return true
	}
	return false
}

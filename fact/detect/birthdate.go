// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strconv"
	"strings"

	"chaperone/post"
	"chaperone/text"
)

// A full date of birth, or a birthday next to an exact age, is as good as a name to whoever holds a list.
var _ = add(Detector{
	Name: "birth-date",
	Kinds: Kinds{
		"birth-date":   "The full date on which somebody was born, the author and historic people excepted.",
		"numeric-date": "A full date written in numbers.",
	},
	Lists: []string{"birth-cue", "birth-own", "historic"},
	Read: func(r *Reader) {
		if !manyDigits(r.Text(), 2) {
			return
		}
		r.numericDates()
		for _, m := range r.Phrases("birth-cue") {
			cue := r.Doc.Tokens[m.First].Fold
			d, ok := r.dateAfter(m.Last)
			if !ok || r.cueBefore(m.Span, 3, "birth-own") || r.sentenceHas(d.Span, "historic") {
				continue
			}
			if cue == "b" && d.year == 0 {
				continue
			}
			if d.year == 0 && cue != "dob" || d.year > 0 && d.year < 1905 || d.year > r.Now.Year() {
				continue
			}
			r.Found("birth-date", d.Span).Value = strconv.Itoa(d.year)
		}
	},
})

// numericDates reads 04/11/2022, 4.11.22 and 2022-11-04, years between 1900 and 2099.
func (r *Reader) numericDates() {
	t := r.Tokens()
	for i := range t {
		if t[i].Class != text.Number {
			continue
		}
		if y, ok := numericDate(t[i].Fold, r.Now.Year()+1); ok && y > 1900 && y < 2100 {
			r.Found("numeric-date", t[i].Span)
			continue
		}
		if i+4 < len(t) && t[i+1].Fold == "-" && t[i+3].Fold == "-" && t[i+2].Class == text.Number && t[i+4].Class == text.Number && t[i+4].End-t[i].Start <= 10 {
			if y, ok := numericDate(t[i].Fold+"/"+t[i+2].Fold+"/"+t[i+4].Fold, r.Now.Year()+1); ok && y > 1900 && y < 2100 {
				r.Found("numeric-date", r.Doc.Span(i, i+4))
			}
		}
	}
}

type readDate struct {
	post.Span
	year int // 0: not given
}

var birthFillers = map[string]bool{":": true, "is": true, "was": true, "-": true, "on": true, "the": true, "(": true, "of": true, "=": true, "=>": true, "his": true, "her": true, "–": true, "day": true, "date": true, ".": true}

// dateAfter reads a date within a few fillers behind token last: 04/11/41, 4.11.1941, 1941-11-04, 4 Nov 1941, November 4th, 1941.
func (r *Reader) dateAfter(last int) (readDate, bool) {
	t := r.Tokens()
	i := last + 1
	for n := 0; i < len(t) && n < 4 && birthFillers[t[i].Fold]; n++ {
		i++
	}
	if i >= len(t) {
		return readDate{}, false
	}
	if t[i].Class == text.Number {
		if y, ok := numericDate(t[i].Fold, r.Now.Year()); ok {
			return readDate{t[i].Span, y}, true
		}
		if i+4 < len(t) && t[i+1].End-t[i+1].Start == 1 && t[i+2].Class == text.Number && t[i+1].Fold == t[i+3].Fold && strings.Contains("-. ", t[i+1].Fold) { // 04-11-1941
			if y, ok := numericDate(t[i].Fold+"/"+t[i+2].Fold+"/"+t[i+4].Fold, r.Now.Year()); ok {
				return readDate{r.Doc.Span(i, i+4), y}, true
			}
		}
	}
	return r.writtenDate(i)
}

// writtenDate reads "4th of November 1941" and "November 4, 1941" from token i on.
func (r *Reader) writtenDate(i int) (readDate, bool) {
	t := r.Tokens()
	day, month, year, end := 0, false, 0, i
	for j := i; j < len(t) && j < i+6; j++ {
		f := t[j].Fold
		switch {
		case t[j].Class == text.Number && day == 0 && year == 0 && len(strings.TrimRight(f, "stndrh")) <= 2:
			n, err := strconv.Atoi(strings.TrimRight(f, "stndrh"))
			if err != nil || n < 1 || n > 31 {
				return readDate{}, false
			}
			day, end = n, j
		case monthNames[f] > 0 && !month:
			month, end = true, j
		case t[j].Class == text.Number && (day > 0 || month) && len(f) == 4:
			year, _ = strconv.Atoi(f)
			end = j
		case t[j].Class == text.Number && day > 0 && month && len(f) == 2 && year == 0:
			year = shortYear(f, r.Now.Year())
			end = j
		case f == "of" || f == "," || f == "the" || f == ".":
			continue
		default:
			j = len(t)
		}
	}
	if day == 0 || !month {
		return readDate{}, false
	}
	return readDate{r.Doc.Span(i, end), year}, true
}

func shortYear(s string, now int) int {
	y, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	if y += 2000; y > now {
		y -= 100
	}
	return y
}

// numericDate reads 04/11/41, 4.11.1941 and 1941/11/04 in one token.
func numericDate(s string, now int) (int, bool) {
	sep := "/"
	if strings.Contains(s, ".") {
		sep = "."
	}
	p := strings.Split(s, sep)
	if len(p) != 3 {
		return 0, false
	}
	var n [3]int
	for i := range p {
		v, err := strconv.Atoi(p[i])
		if err != nil || len(p[i]) == 0 || len(p[i]) > 4 {
			return 0, false
		}
		n[i] = v
	}
	if len(p[0]) == 4 {
		return n[0], n[1] >= 1 && n[1] <= 12 && n[2] >= 1 && n[2] <= 31
	}
	ok := n[0] >= 1 && n[1] >= 1 && n[0] <= 31 && n[1] <= 31 && (n[0] <= 12 || n[1] <= 12)
	if len(p[2]) == 2 {
		return shortYear(p[2], now), ok
	}
	return n[2], ok && len(p[2]) == 4
}

var monthNames = map[string]int{"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7,
	"august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12}

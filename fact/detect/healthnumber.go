// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strconv"

	"chaperone/post"
)

// Numbers that stand for one person in a health service: NHS number (England, Wales, Isle of Man), Health and Care number (Northern
// Ireland) and CHI number (Scotland) share ten digits and one check; identifiers/nhs-number, /chi and /hc-number give the ranges. In
// a hundred random ten-digit numbers three or four pass check and range, so ten bare digits alone are only a question.
var _ = add(Detector{
	Name: "health-number",
	Kinds: Kinds{
		"nhs-number":      "An NHS or Health and Care number, told by its grouping and check or by a word next to it.",
		"nhs-number-bare": "Ten bare digits that pass the check of an NHS number, with no word that says so.",
		"chi-number":      "A CHI number, told by its grouping and check or by a word next to it.",
		"chi-number-bare": "Ten bare digits that pass the check of a CHI number, with no word that says so.",
	},
	Lists: []string{"nhs-number-cue", "nhs-word", "chi-number-cue", "number-example", "not-a-record", "phone-cue", "record-cue", "plan-cue", "account-cue", "ssn-cue"},
	Read: func(r *Reader) {
		for _, run := range r.digitRuns(10) {
			r.healthNumber(run)
		}
	},
})

func (r *Reader) healthNumber(run digitRun) {
	for a := range run.groups {
		n := 0
		for b := a; b < len(run.groups) && n <= 10; b++ {
			n += len(run.groups[b].digits)
			if n == 10 {
				if r.tenDigits(run, a, b) {
					return
				}
				break
			}
		}
	}
}

// tenDigits judges groups a to b of a run, ten digits together. It tells whether a number was found.
func (r *Reader) tenDigits(run digitRun, a, b int) bool {
	var d string
	single := b-a == 9
	for i := a; i <= b; i++ {
		d += run.groups[i].digits
		if i > a && len(run.seps[i-1]) > 2 {
			return false
		}
	}
	if sameDigits(d) {
		return false
	}
	s := run.span(a, b)
	if letterBefore(run, a) || letterAfter(run, b) {
		return false
	}
	nhs := r.cueBefore(s, 6, "nhs-number-cue") || r.cueAfter(s, 4, "nhs-number-cue") || r.cueBefore(s, 2, "nhs-word") && d[0] != '0'
	chi := r.cueBefore(s, 5, "chi-number-cue") || r.cueAfter(s, 3, "chi-number-cue")
	if (nhs || chi) && !(a == 0 && b < len(run.groups)-1 && !single && len(run.all()) == 11 && run.groups[0].digits[0] == '0') {
		if d == dummyNHS && r.cueNear(s, 12, "number-example") || testRange(d) && healthCheck(d) && r.Near(s, 14, Spans(r.Phrases("number-example"))) {
			return false
		}
		if chi && !r.cueBefore(s, 6, "nhs-number-cue") {
			r.Found("chi-number", s).Value = d
		} else {
			f := r.Found("nhs-number", s)
			f.Value = d
			if testRange(d) {
				f.Confidence = 0.9
			}
		}
		return true
	}
	if !healthCheck(d) || phoneShaped(run, a, b) {
		return false
	}
	date := ddmmyy(d[:6])
	shape := groups(run, a, b)
	grouped := shape == "334" || single || run.hidden && len(shape) <= 3
	if dotsOnly(run, a, b) && r.cueNear(s, 4, "phone-cue") {
		return false
	}
	if !grouped && shape != "64" && shape != "2224" && shape != "37" && shape != "A" {
		return false
	}
	if r.cueBefore(s, 5, "not-a-record", "record-cue", "plan-cue", "account-cue", "ssn-cue") {
		return false
	}
	n, _ := strconv.Atoi(d[:9])
	live := n >= 400_000_000 && n <= 499_999_999 || n >= 600_000_000 && n <= 799_999_999 || n >= 320_000_000 && n <= 399_999_999
	american := r.Practice.Country() == "US" || r.Practice.Country() == "CA"
	phone := r.cueBefore(s, 4, "phone-cue") || american && (run.seps != nil && b > a)
	switch {
	case date && (shape == "64" || shape == "2224" || grouped) && !phone:
		r.Found("chi-number", s).Value = d
	case live && (grouped || shape == "37") && !phone:
		r.Found("nhs-number", s).Value = d
	case phone || money(r.Text(), s) || a != b || len(run.groups) > 1:
		return false
	case date:
		r.Found("chi-number-bare", s).Value = d
	case live && r.Practice.Country() != "IN" && !american:
		r.Found("nhs-number-bare", s).Value = d
	default:
		return false
	}
	return true
}

const dummyNHS = "9434765919"

func testRange(d string) bool { return d[0] == '5' || d[0] == '9' }

func sameDigits(d string) bool {
	for i := 1; i < len(d); i++ {
		if d[i] != d[0] {
			return false
		}
	}
	return true
}

// healthCheck is the check all three numbers share: weights 10 to 2, 11 less the rest by 11; 10 is never issued.
func healthCheck(d string) bool {
	sum := 0
	for i := 0; i < 9; i++ {
		sum += int(d[i]-'0') * (10 - i)
	}
	c := 11 - sum%11
	if c == 11 {
		c = 0
	}
	return c != 10 && c == int(d[9]-'0')
}

// ddmmyy tells whether six digits can be a date; a leap day is allowed in every year, since the century is not known.
func ddmmyy(d string) bool {
	day, _ := strconv.Atoi(d[:2])
	month, _ := strconv.Atoi(d[2:4])
	days := [...]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	return month >= 1 && month <= 12 && day >= 1 && day <= days[month]
}

// groups gives the lengths of groups a to b as a string: "334"; "A" for ten in one.
func groups(run digitRun, a, b int) string {
	if a == b {
		return "A"
	}
	out := make([]byte, 0, 10)
	for i := a; i <= b; i++ {
		out = append(out, byte('0'+min(9, len(run.groups[i].digits))))
	}
	return string(out)
}

// phoneShaped tells a telephone number: a leading 0 with ten or eleven digits, a country code before it, or brackets.
func phoneShaped(run digitRun, a, b int) bool {
	all := run.all()
	if run.before == '+' || run.before == '(' && a == 0 && len(run.seps) > 0 && len(run.seps[0]) > 0 && run.seps[0][0] == ')' {
		return true
	}
	if len(all) == 11 && all[0] == '0' || len(all) >= 12 && all[:2] == "00" {
		return true
	}
	if a > 0 {
		switch run.groups[a-1].digits {
		case "0", "44", "0044", "1", "001", "91", "353", "61", "64":
			return true
		}
	}
	if len(all) > 10 && len(all) <= 16 && a == 0 && b < len(run.groups)-1 && len(run.groups[b+1].digits) >= 3 { // part of a longer number
		return true
	}
	for i := a; i < b; i++ {
		for _, c := range run.seps[i] {
			if c == '(' || c == ')' || c == '/' {
				return true
			}
		}
	}
	return false
}

func dotsOnly(run digitRun, a, b int) bool {
	for i := a; i < b; i++ {
		if run.seps[i] != "." {
			return false
		}
	}
	return b > a
}

func letterBefore(run digitRun, a int) bool { return a == 0 && isAlnum(run.before) }

func letterAfter(run digitRun, b int) bool { return b == len(run.groups)-1 && isAlnum(run.after) }

// money tells whether a sign of money stands right before a place.
func money(s string, at post.Span) bool {
	for i := at.Start - 1; i >= 0 && i >= at.Start-3; i-- {
		switch s[i] {
		case '$', 0xA3, 0xAC: // £ and € end in these bytes
			return true
		case ' ':
		default:
			return false
		}
	}
	return false
}

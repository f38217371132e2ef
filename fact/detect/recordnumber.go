// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"chaperone/fact"
	"chaperone/post"
)

// Numbers that stand for one person elsewhere. Most have no check, so a word next to them has to say what they are; National
// Insurance numbers, cards and bank accounts carry enough in themselves.
var _ = add(Detector{
	Name: "record-number",
	Kinds: Kinds{
		"hospital-number": "A hospital, laboratory, record or device number.",
		"ni-number":       "A UK National Insurance number.",
		"social-number":   "A social security, tax or national identity number of another country.",
		"plan-number":     "A number of a health plan, policy or member.",
		"account-number":  "A bank account, IBAN or payment card number.",
		"passport-number": "A passport or driving licence number.",
	},
	Needs: []fact.Kind{"nhs-number", "chi-number"},
	Lists: []string{"record-cue", "plan-cue", "account-cue", "ssn-cue", "ni-cue", "passport-cue", "not-a-record", "card-cue"},
	Read: func(r *Reader) {
		if !manyDigits(r.Text(), 3) {
			return
		}
		var found []post.Span
		found = r.insuranceNumbers(found)
		found = r.cardNumbers(found)
		for _, c := range []struct {
			list   string
			kind   fact.Kind
			digits int
		}{
			{"ssn-cue", "social-number", 4}, {"ni-cue", "ni-number", 6}, {"passport-cue", "passport-number", 5}, {"plan-cue", "plan-number", 4},
			{"account-cue", "account-number", 5}, {"record-cue", "hospital-number", 3},
		} {
			for _, m := range r.Phrases(c.list) {
				s, ok := r.codeAfter(m.Last, c.digits)
				if !ok || overlapsAny(s, found) || r.taken(s, "nhs-number", "chi-number") {
					continue
				}
				if c.kind == "hospital-number" && (r.cueBefore(s, 4, "not-a-record") || len(m.Value) == 0 && weakCode(s.Of(r.Text()), r.Doc.Tokens[m.Last].Fold)) {
					continue
				}
				if strings.EqualFold(strings.ReplaceAll(s.Of(r.Text()), " ", ""), "QQ123456A") || strings.EqualFold(strings.ReplaceAll(s.Of(r.Text()), " ", ""), "QQ123456C") {
					continue
				}
				found = append(found, s)
				r.Found(c.kind, s)
			}
		}
		r.loneCodes(found)
	},
})

// weakCode tells codes too short to stand behind a cue that is an everyday word as well.
func weakCode(code, cue string) bool {
	digits := 0
	for _, c := range code {
		if unicode.IsDigit(c) {
			digits++
		}
	}
	switch cue {
	case "chart", "serial", "accession", "urn", "identifier", "record", "case", "show", "emr", "ehr", "id", "code", "reference":
		return digits < 5
	}
	return digits < 4 && digits == len(code)
}

// fillers stand between a cue and its number: "MRN is: #00482913".
var fillers = map[string]bool{"is": true, "was": true, "no": true, "number": true, "num": true, "id": true, "of": true, "the": true, "ending": true, "#": true, ":": true, "-": true,
	"=": true, "(": true, "\"": true, "'": true, ".": true, "–": true, "—": true, "his": true, "her": true, "ref": true, "code": true, "as": true, "under": true, "[": true, "*": true, "_": true, "card": true, "and": false}

// codeAfter reads the code behind token last: letters and digits with hyphens or slashes, at least so many digits, going on over
// single spaces while groups of digits follow.
func (r *Reader) codeAfter(last, digits int) (post.Span, bool) {
	t := r.Tokens()
	i := last + 1
	for n := 0; i < len(t) && n < 4 && fillers[t[i].Fold]; n++ {
		i++
	}
	if i >= len(t) {
		return post.Span{}, false
	}
	s := r.Text()
	start := t[i].Start
	if s[start] == '#' { // the reader takes "#SG-920311" for a hashtag
		start++
	}
	end, n := start, 0
	for end < len(s) {
		c, size := utf8.DecodeRuneInString(s[end:])
		switch {
		case unicode.IsDigit(c):
			n++
		case unicode.IsLetter(c), hiddenRune(c):
		case (c == '-' || c == '/' || c == '_' || c == '.' || c == '*') && end > start && end+size < len(s) && isAlnum(runeAt(s, end+size)):
		case c == ' ' && end > start && end+1 < len(s) && unicode.IsDigit(runeAt(s, end+1)) && (n > 0 || end-start <= 3 && upperCode(s[start:end])):
		case c == ' ' && n >= digits-1 && end+2 <= len(s) && upperCode(s[end+1:end+2]) && (end+2 == len(s) || !isAlnum(runeAt(s, end+2))): // NI's last letter
		default:
			goto done
		}
		end += size
	}
done:
	code := s[start:end]
	if n < digits || end-start > 40 || !codeLike(code) {
		return post.Span{}, false
	}
	return post.Span{Start: start, End: end}, true
}

func runeAt(s string, at int) rune {
	c, _ := utf8.DecodeRuneInString(s[at:])
	return c
}

func upperCode(s string) bool {
	for _, c := range s {
		if !unicode.IsUpper(c) {
			return false
		}
	}
	return s != ""
}

// codeLike rejects words with a number in them that are no code: dates, times, doses.
func codeLike(s string) bool {
	letters, digits, signs := 0, 0, 0
	for _, c := range s {
		switch {
		case unicode.IsLetter(c):
			letters++
		case unicode.IsDigit(c):
			digits++
		default:
			signs++
		}
	}
	if letters > 0 && digits > 0 && letters > digits*2+2 {
		return false
	}
	return !(signs == 2 && strings.Count(s, "/") == 2)
}

var niPattern = regexp.MustCompile(`(?i)\b([A-Z])([A-Z])[ \-.]?(\d\d)[ \-.]?(\d\d)[ \-.]?(\d\d)[ \-.]?([A-D])\b`)

func (r *Reader) insuranceNumbers(found []post.Span) []post.Span {
	s := r.Text()
	if !manyDigits(s, 6) {
		return found
	}
	for _, m := range niPattern.FindAllStringSubmatchIndex(s, -1) {
		a, b := upperByte(s[m[2]]), upperByte(s[m[4]])
		span := post.Span{Start: m[0], End: m[1]}
		if strings.IndexByte("DFIQUV", a) >= 0 || strings.IndexByte("DFIQUVO", b) >= 0 || r.insideAddress(m[0]) > 0 {
			continue
		}
		switch string([]byte{a, b}) {
		case "BG", "GB", "KN", "NK", "NT", "TN", "ZZ":
			continue
		}
		if s[m[2]] != a && !r.cueBefore(span, 5, "ni-cue") {
			continue // in small letters it needs a word that says so
		}
		if r.cueBefore(span, 4, "record-cue", "not-a-record") {
			continue
		}
		r.Found("ni-number", span)
		found = append(found, span)
	}
	return found
}

func upperByte(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 32
	}
	return c
}

var ibanPattern = regexp.MustCompile(`\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b`)

func (r *Reader) cardNumbers(found []post.Span) []post.Span {
	s := r.Text()
	if !manyDigits(s, 11) {
		return found
	}
	for _, m := range ibanPattern.FindAllStringIndex(s, -1) {
		if ibanCheck(strings.ReplaceAll(s[m[0]:m[1]], " ", "")) {
			found = append(found, post.Span{Start: m[0], End: m[1]})
			r.Found("account-number", found[len(found)-1])
		}
	}
	for _, run := range r.digitRuns(11) {
		d := run.all()
		span := run.span(0, len(run.groups)-1)
		if len(d) > 19 || isAlnum(run.before) || isAlnum(run.after) || run.before == '+' || overlapsAny(span, found) || sameDigits(d) || d[0] == '0' {
			continue
		}
		if luhn(d) && (len(d) >= 15 || len(d) == 13 && d[0] == '4' || len(d) == 14 && d[0] == '3' || r.cueNear(span, 6, "account-cue", "card-cue")) {
			found = append(found, span)
			r.Found("account-number", span).Value = "card"
		}
	}
	return found
}

func luhn(d string) bool {
	sum := 0
	for i := range d {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

func ibanCheck(s string) bool {
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, c := range s[4:] + s[:4] {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		default:
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest == 1
}

var ssnPattern = regexp.MustCompile(`\b\d{3}-\d{2}-\d{4}\b`)

// loneCodes are codes whose shape says enough: a US social security number with its hyphens.
func (r *Reader) loneCodes(found []post.Span) {
	s := r.Text()
	if strings.Count(s, "-") < 2 || !manyDigits(s, 9) {
		return
	}
	for _, m := range ssnPattern.FindAllStringIndex(s, -1) {
		span := post.Span{Start: m[0], End: m[1]}
		if s[m[0]:m[0]+3] != "000" && s[m[0]:m[0]+3] != "666" && !overlapsAny(span, found) && r.insideAddress(m[0]) == 0 {
			r.Found("social-number", span)
		}
	}
}

func overlapsAny(s post.Span, others []post.Span) bool {
	for _, o := range others {
		if o.Overlaps(s) {
			return true
		}
	}
	return false
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"chaperone/post"
	"chaperone/text"
)

// Where somebody lives. Whether it is a patient's home is decided in contact.go, which knows the words around it.
var _ = add(Detector{
	Name: "address",
	Kinds: Kinds{
		"postcode":       "A full UK postcode.",
		"street-address": "A house number or name with its street.",
		"vehicle-plate":  "The number plate of a vehicle.",
	},
	Lists: []string{"plate-cue", "street-type", "postcode-cue", "dwelling"},
	Read: func(r *Reader) {
		if !manyDigits(r.Text(), 1) {
			return
		}
		r.postcodes()
		r.streets()
		r.plates()
	},
})

// identifiers/postcode: A9, A99, AA9, AA99, A9A, AA9A then 9AA; no Q V X first, no I J Z second; third and fourth letters from short
// lists; no C I K M O V inward.
var postcodePattern = regexp.MustCompile(`(?i)\b([A-PR-UWYZ](?:[A-HK-Y]?\d\d?|\d[A-HJKSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY]))([ \x{00A0}]{0,2})(\d[ABD-HJLNP-UW-Z]{2})\b`)

// postcodeAreas are all letters a UK postcode may begin with.
var postcodeAreas = areaSet("AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE")

func areaSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, a := range strings.Fields(s) {
		m[a] = true
	}
	return m
}

func (r *Reader) postcodes() {
	s := r.Text()
	if !digitBehindLetter(s) {
		return
	}
	for _, m := range postcodePattern.FindAllStringSubmatchIndex(s, -1) {
		out, in := s[m[2]:m[3]], s[m[6]:m[7]]
		area := strings.ToUpper(strings.TrimRight(out, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
		for i := 0; i < len(out) && (out[i] < '0' || out[i] > '9'); i++ {
			area += strings.ToUpper(out[i : i+1])
		}
		span := post.Span{Start: m[0], End: m[1]}
		if !postcodeAreas[area] || r.insideAddress(m[0]) > 0 {
			continue
		}
		upper := strings.ToUpper(out+in) == out+in
		spaced := m[4] != m[5]
		cue := r.cueBefore(span, 4, "postcode-cue")
		if !cue && (!upper || !spaced && len(out) < 3) {
			// without a word that says so: capitals, as people write them; in a text all in capitals "ST3 4TH" stays in doubt
			if !r.Doc.Lower || !spaced || ordinal(in) || len(out) < 3 {
				continue
			}
		}
		if !cue && r.Doc.Upper && ordinal(in) {
			continue
		}
		r.Found("postcode", span).Value = strings.ToUpper(out + " " + in)
	}
}

// digitBehindLetter tells whether a text may hold a postcode at all: most hold no digit right behind a letter.
func digitBehindLetter(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			continue
		}
		if c := s[i-1] | 0x20; c >= 'a' && c <= 'z' || c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

func ordinal(s string) bool {
	s = strings.ToLower(s)
	return s == "1st" || s == "2nd" || s == "3rd" || strings.HasSuffix(s, "th")
}

// streets reads "14 Hawthorn Close", "Flat 3, 27a High St": a number, one to three words with a capital, and a kind of street.
func (r *Reader) streets() {
	t := r.Tokens()
	var last int
	for _, m := range r.Phrases("street-type") {
		if m.Last < last {
			continue
		}
		i := m.First - 1
		words := 0
		for i >= 0 && words < 4 && t[i].Sent == t[m.First].Sent && t[i].Class == text.Word && !t[i].Hash && (t[i].Cap || r.Doc.Lower || t[i].Fold == "the" || t[i].Fold == "'s" || t[i].Fold == "of") && !streetStop[t[i].Fold] {
			i--
			words++
		}
		if words == 0 || i < 0 || t[i].Sent != t[m.First].Sent || t[m.First].Hash {
			continue
		}
		if !t[m.First].Cap && !r.Doc.Lower {
			continue
		}
		first := i
		switch {
		case t[i].Class == text.Number && houseNumber(t[i].Fold):
		case t[i].Class == text.Word && len(t[i].Fold) == 1 && i > 0 && t[i-1].Class == text.Number && t[i-1].End == t[i].Start: // 27a
			first = i - 1
		default:
			continue
		}
		for _, d := range r.Phrases("dwelling") { // Flat 3, …
			if d.Last < first && d.Last >= first-2 {
				first = d.First
				break
			}
		}
		last = m.Last
		r.Found("street-address", r.Doc.Span(first, m.Last))
	}
}

var streetStop = map[string]bool{"in": true, "on": true, "at": true, "and": true, "to": true, "with": true, "for": true, "i": true}

func houseNumber(s string) bool {
	return len(s) <= 5 && strings.Trim(s, "0123456789") == ""
}

var platePattern = regexp.MustCompile(`\b(?:[A-HJ-PR-Y]{2}\d{2} ?[A-HJ-PR-Z]{3}|[A-HJ-NP-Y]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-HJ-NP-Y])\b`)

func (r *Reader) plates() {
	if len(r.Phrases("plate-cue")) == 0 {
		return
	}
	s := r.Text()
	for _, m := range platePattern.FindAllStringIndex(s, -1) {
		span := post.Span{Start: m[0], End: m[1]}
		if r.cueNear(span, 6, "plate-cue") && r.insideAddress(m[0]) == 0 {
			r.Found("vehicle-plate", span)
		}
	}
}

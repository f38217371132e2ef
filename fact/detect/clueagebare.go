// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/text"
)

// nameKindsRead are the kinds of names that stand for a person whose age may follow.
var nameKindsRead = []fact.Kind{"person-name", "patient-name", "patient-initials", "patient-case"}

// bareAges finds ages that are nothing but a number: "a farmer's wife, 38, first pregnancy", "Debs, 52,", "Earl is 88.", "Glad she made 90.", "Man 54,",
// and a sentence of its own ("29."). Somebody has to stand before them, and nothing they could count behind.
func bareAges(r *Reader) []text.Match {
	toks := r.Tokens()
	var out []text.Match
	var who []bool // by token: part of a word or name for a person
	for i := 0; i < len(toks); i++ {
		n, ok := ageNumber(toks[i].Fold)
		if !ok || n == 0 || n > 112 || toks[i].Hash {
			continue
		}
		last := i
		if n >= 20 && n%10 == 0 && i+1 < len(toks) && toks[i].Class == text.Word {
			at := i + 1
			if toks[at].Fold == "-" && at+1 < len(toks) {
				at++
			}
			if v := clueNumbers[toks[at].Fold]; v > 0 && v < 10 {
				n, last = n+v, at
			}
		}
		if !ageEnds(toks, last) && !ageOrdinal(toks, i) {
			i = last
			continue
		}
		if who == nil {
			who = r.people()
		}
		if ageStands(r, who, i, last, n) {
			if last+1 < len(toks) && toks[last+1].Fold == "in" { // "Fifteen in May"
				last += 2
			}
			out = append(out, text.Match{First: i, Last: last, Span: r.Doc.Span(i, last)})
		}
		i = last
	}
	return out
}

// ageEnds tells whether nothing behind a number says what it counts.
func ageEnds(toks []text.Token, last int) bool {
	if last+1 >= len(toks) || toks[last+1].Sent != toks[last].Sent {
		return true
	}
	next := &toks[last+1]
	if next.Class == text.Word {
		switch next.Fold {
		case "today", "tomorrow", "tonight", "on", "now", "and", "but", "next", "this", "who", "yet", "bless", "in", "so", "when", "with":
			return next.Fold != "in" || last+2 < len(toks) && isMonth(toks[last+2].Fold)
		}
		return false
	}
	switch next.Fold {
	case ",", ")", ".", "!", "?", ";", ":", "…", "-", "–", "—", "\"", "”":
		return next.Fold != "-" || next.Start > toks[last].End
	}
	return next.Class == text.Emoji
}

func isMonth(w string) bool { _, ok := timeMonths[w[:min(3, len(w))]]; return ok }

// people marks the tokens of words and names for somebody.
func (r *Reader) people() []bool {
	who := make([]bool, len(r.Tokens())+1)
	mark := func(first, last int) {
		for i := first; i <= last; i++ {
			who[i] = true
		}
	}
	for _, l := range []string{"sex-word", "relation", "occupation"} {
		for _, m := range r.Phrases(l) {
			mark(m.First, m.Last)
		}
	}
	for i := range r.Tokens() {
		if patientNouns[r.Tokens()[i].Fold] {
			who[i] = true
		}
	}
	for _, k := range nameKindsRead[:3] {
		for _, f := range r.Facts(k) {
			mark(r.Doc.At(f.Start), r.Doc.At(max(f.Start, f.End-1)))
		}
	}
	return who
}

// vitals are what else is "at 90".
var vitals = wordSet("sats sat spo2 bp pulse hr rate rr bpm temp temperature weight gcs map ph lactate sugar bm glucose dose mg volume speed mph resp resps sodium potassium hb crp score percent level bed ward room bay number no page step day week")

func ageStands(r *Reader, who []bool, first, last, n int) bool {
	toks := r.Tokens()
	sent := toks[first].Sent
	word := func(i int) string {
		if i < 0 || toks[i].Sent != sent {
			return ""
		}
		return toks[i].Fold
	}
	alone := first == 0 || toks[first-1].Sent != sent || toks[first-1].Class == text.Emoji
	spelt := toks[first].Class == text.Word && !toks[first].Upper // few lists count in words
	if alone {
		if last+1 < len(toks) && toks[last+1].Sent == sent && word(last+1) == "in" {
			return true // "Fifteen in May." ageEnds saw the month
		}
		end := last + 1
		for end < len(toks) && toks[end].Sent == sent && toks[end].Class != text.Word && toks[end].Class != text.Number {
			end++
		}
		whole := end == len(toks) || toks[end].Sent != sent
		if whole {
			return (n >= 13 || n >= 3 && spelt && r.Has("patient-case")) && first > 0 && strings.ContainsAny(r.Doc.Text[toks[last].End:min(len(r.Doc.Text), toks[last].End+2)], ".!")
		}
		// "Seventy-eight, mole catcher": of the one the post tells of, unless it is the author's own story
		follows := toks[last+1].Fold == "," || toks[last+1].Fold == "and" && n >= 18
		return n >= 3 && follows && (n >= 13 && spelt || r.Has("patient-case")) && !r.Has("own-illness") && end < len(toks) && toks[end].Class == text.Word && toks[end].Fold != "i" && !isUnit(toks[end].Fold)
	}
	before := word(first - 1)
	switch before {
	case ",", "(":
		if first > 1 && n >= 13 && toks[first-2].Class == text.Word && toks[first-2].Sent == sent && last+1 < len(toks) && (spelt || r.Has("patient-case")) && !ageList(toks, last) && !ownAge(r, first, 5) {
			return true
		}
		return first > 1 && toks[first-2].Sent == sent && who[first-2] && !plural(toks[first-2].Fold) && !ownAge(r, first, 6)
	case "is", "was", "turned", "turns":
		if n >= 3 && (word(first-2) == "who" || who[max(0, first-2)] && !plural(word(first-2))) && !ownAge(r, first, 5) && !r.Before(toks[first].Span, 5, "if") {
			return true
		}
		fallthrough
	case "made", "reached", "hit", "'s", "only", "just", "now", "aged":
		at := first - 2
		for at > 0 && (word(at) == "is" || word(at) == "was" || word(at) == "only" || word(at) == "just" || word(at) == "now") {
			at--
		}
		if at < 0 || toks[at].Sent != sent || before == "'s" && !toks[at].Cap {
			return false
		}
		return who[at] && !plural(toks[at].Fold) && n > 1 && !ownAge(r, first, 5) && !r.Before(toks[first].Span, 5, "if")
	case "at":
		if first < 2 || n < 60 && (n < 14 || !lostAt[word(first-2)] && !lostAt[word(first-3)]) {
			return false
		}
		for i := first - 2; i >= 0 && i > first-8 && toks[i].Sent == sent; i-- {
			if vitals[toks[i].Fold] {
				return false
			}
		}
		return !r.Before(toks[first].Span, 8, "i", "i'm", "my")
	case ":":
		// "The youngest we ever bypassed: 19."
		return r.Before(toks[first].Span, 12, "youngest", "oldest") && !ownAge(r, first, 12) || who[max(0, first-2)] && spelt
	case "his", "her", "their": // "her eightieth", "his 21st"
		return n >= 18 && ageOrdinal(toks, first)
	case "man", "woman", "male", "female", "lady", "boy", "girl", "lad", "gentleman", "patient", "pt", "px":
		return n >= 2 && n != 1 && word(last+1) != "and"
	}
	return false
}

// ageOrdinal tells whether a number is "21st" and stands for a birthday: no noun follows that it could count.
func ageOrdinal(toks []text.Token, at int) bool {
	w := toks[at].Fold
	if len(w) < 4 || !strings.HasSuffix(w, "st") && !strings.HasSuffix(w, "nd") && !strings.HasSuffix(w, "rd") && !strings.HasSuffix(w, "th") {
		return false
	}
	if ageEnds(toks, at) {
		return true
	}
	switch toks[at+1].Fold {
	case "on", "in", "at", "was", "is", "here", "last", "yesterday", "today", "tonight", "birthday", "party":
		return true
	}
	return false
}

// ownAge tells whether one of the n words before a number makes it the author's own age, or that of somebody of theirs who is no patient.
func ownAge(r *Reader, at, n int) bool {
	toks := r.Tokens()
	span := toks[at].Span
	if r.Before(span, n, patientWords...) {
		return false
	}
	if r.Before(span, n, "i'm", "me", "my", "myself") {
		return true
	}
	for i := at - 1; i >= max(0, at-n); i-- {
		if toks[i].Fold == "i" && toks[i].Sent == toks[at].Sent {
			switch toks[i+1].Fold {
			case "am", "was", "turn", "turned", "turns", "became", "have", "had", "only", "just", "reached", "hit":
				return true
			}
		}
	}
	return false
}

// lostAt are words before "at 22" that make it an age.
var lostAt = wordSet("died lost dead diagnosed widowed paralysed orphaned gone dies dying transplanted menopausal pregnant")

func plural(w string) bool {
	return w == "men" || w == "women" || w == "people" || len(w) > 3 && strings.HasSuffix(w, "s") && w != "his" && !strings.HasSuffix(w, "ss") && w != "debs" && w != "boss"
}

// bareBand gives a decade for a number that stands behind somebody: "in their thirties" fits after a comma and after "is".
func bareBand(r *Reader, m text.Match, years int) string {
	if years < 20 || m.First == 0 {
		return ""
	}
	switch r.Tokens()[m.First-1].Fold {
	case ",", "is", "was":
		return "in their " + ageDecade(years)
	}
	return ""
}

// ageList tells whether a number stands in a row of numbers.
func ageList(toks []text.Token, last int) bool {
	for i := last + 1; i < len(toks) && i <= last+3; i++ {
		if toks[i].Class == text.Number {
			return true
		}
	}
	return false
}

func isUnit(w string) bool { return timeUnit([]string{w}) != "" || vitals[w] }

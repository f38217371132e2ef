// SPDX-License-Identifier: Apache-2.0

package register

import (
	"unicode"
	"unicode/utf8"
)

// choiceNames are words of the registers, by field, as people say them; others are said as they stand.
var choiceNames = map[string]string{
	"form/written": "In writing", "form/oral": "By word of mouth", "form/video": "On film",
	"obtained/link": "By a link", "obtained/device": "On this device, handed over", "obtained/paper": "On paper", "obtained/page": "By a page sent by mail", "obtained/in person": "In person",
	"signature/paper": "On paper", "signature/code": "By an answer code", "signature/none": "No signature",
	"audience/public": "Anybody", "audience/followers": "Followers", "audience/group": "A group", "audience/private": "Nobody but the author",
	"capacity/had": "They could", "capacity/lacked": "They couldn’t", "capacity/unknown": "Nobody knows",
	"kind/paid": "Paid by them", "kind/gift": "A gift", "kind/shares": "Shares", "kind/own": "My own business", "kind/family": "Family", "kind/research": "Research", "kind/speaker": "Speaker", "kind/past": "A tie of the past",
	"for/hours": "Working hours", "for/uniform": "Uniform or badge", "for/case": "A case met at work", "for/speaking": "Speaking for the employer",
}

// ChoiceName says a word of a register's field as people do: "In writing" for "written".
func ChoiceName(field, word string) string {
	if field == "platforms" {
		return platformName(word)
	}
	if n := choiceNames[field+"/"+word]; n != "" {
		return n
	}
	r, n := utf8.DecodeRuneInString(word)
	if n == 0 {
		return word
	}
	return string(unicode.ToUpper(r)) + word[n:]
}

// Saying is what a value says in one field, in words for people.
type Saying struct {
	Field string   // as the author's file writes it
	Label string   // as the form asks for it
	Words []string // one text, or several
	Link  string   // where a source is found; may be empty
}

// String hides the words.
func (s Saying) String() string { return "saying(" + s.Field + ")" }

// Sayings gives what a value says, a field after the other as its form has them; a field that says nothing is left out. day writes days.
func (v Value) Sayings(day func(Date) string) (out []Saying) {
	for _, f := range v.Register().Fields() {
		ws := v.Said(f.Name)
		if len(ws) == 0 {
			continue
		}
		s := Saying{Field: f.Name, Label: f.Label}
		for _, w := range ws {
			switch {
			case f.Shape == OnDay:
				var d Date
				if d.UnmarshalText([]byte(w)) == nil {
					w = day(d)
				}
			case f.Shape == Flag:
				w = "Yes"
			case len(f.Choices) > 0:
				w = ChoiceName(f.Name, w)
			case f.Name == "source":
				if dois, _ := Papers(w); len(dois) == 1 {
					s.Link = "https://doi.org/" + dois[0]
				}
			}
			s.Words = append(s.Words, w)
		}
		out = append(out, s)
	}
	return out
}

// SPDX-License-Identifier: Apache-2.0

package subject

import (
	"strings"

	"chaperone/fact"
	"chaperone/text"
)

// mention is one or more words that mention somebody.
type mention struct {
	first, last int32 // tokens
	class       class
	gender      gender
	owner       bool
	entity      int32
}

// entity is somebody, with all that was learned of her.
type entity struct {
	class  class
	gender gender
	last   int32 // token of the latest mention
	count  int32
	fold   string // the first mention's head word
}

var nameClass = map[fact.Kind]class{"patient-name": patient, "patient-initials": patient, "colleague-name": staff, "author-name": me, "family-name-of-author": ownKin,
	"public-name": public, "eponym-name": eponym, "historic-name": historic, "fictional-name": invented, "person-name": person}

// find lists the mentions in order of place.
func (c *Cast) find(s *fact.Set) {
	t := c.doc.Tokens
	mark := make([]word, len(t)) // what each token mentions
	end := make([]int32, len(t)) // where a mention of several words ends
	put := func(first, last int, w word) {
		for i := first; i <= last; i++ {
			if mark[i].class != none {
				return
			}
		}
		mark[first], end[first] = w, int32(last)
		for i := first + 1; i <= last; i++ {
			mark[i] = word{class: classes} // taken
		}
	}
	for _, k := range NameKinds {
		for _, f := range s.Of(k) {
			put(c.doc.At(f.Start), c.doc.At(f.End-1), word{class: nameClass[k]})
		}
	}
	for _, l := range [...]struct {
		list  string
		class class
	}{{"manikin", invented}, {"fictional", invented}, {"public-figure", public}, {"historic", historic}, {"eponym", eponym}} {
		for _, m := range c.in.Matches.Of(l.list) {
			if !strings.Contains(m.Value, "ambiguous") {
				put(m.First, m.Last, word{class: l.class})
			}
		}
	}
	for _, m := range c.in.Matches.Of("occupation") {
		w := word{class: trade}
		if m.Value == "clinical" {
			w.class = staff
		}
		if c.iAm(m.First) {
			w.class = me
		} else if before := c.word(m.First - 1); plainly[before] {
			w = word{class: group, gender: plural}
		}
		put(m.First, m.Last, w)
	}
	for i := range t {
		if mark[i].class != none || t[i].Class != text.Word {
			continue
		}
		if g, ok := forms[t[i].Fold]; ok && i+1 < len(t) && mark[i+1].class == none && t[i+1].Cap && t[i+1].Class == text.Word {
			put(i, i+1, word{class: person, gender: g}) // Mr B, Mrs Adeyemi
			continue
		}
		if w, ok := words[t[i].Fold]; ok {
			put(i, i, c.read(i, w))
		}
	}
	for _, m := range c.in.Matches.Of("story-age") { // "a 43-year-old", "14yo on my ward"
		w := word{class: person}
		if c.iAm(m.First) || c.word(m.First-1) == "i" {
			w.class = me
		}
		put(m.First, m.Last, w)
	}
	for _, m := range c.in.Matches.Of("relation") {
		put(m.First, m.Last, c.read(m.First, word{class: kin}))
	}
	for i := range mark {
		if w := mark[i]; w.class != none && w.class != classes {
			c.mentions = append(c.mentions, mention{first: int32(i), last: end[i], class: w.class, gender: w.gender, owner: w.owner})
		}
	}
	for i, m := range c.mentions {
		for j := m.first; j <= m.last; j++ {
			c.at[j] = int32(i) + 1
		}
	}
}

// forms of address tell the gender of a name.
var forms = map[string]gender{"mr": male, "mrs": female, "miss": female, "ms": female, "mister": male, "uncle": male, "auntie": female, "aunty": female}

// word gives the folded word at a token; "" outside the text.
func (c *Cast) word(i int) string {
	if i < 0 || i >= len(c.doc.Tokens) {
		return ""
	}
	return c.doc.Tokens[i].Fold
}

// read settles what a word of the closed class mentions where it stands.
func (c *Cast) read(i int, w word) word {
	switch w.class {
	case me, us:
		if c.quoted[i] {
			return word{class: speaker, owner: w.owner}
		}
	case group:
		if c.word(i-1) != "of" && c.word(i-2) != "of" && c.word(i-3) != "of" {
			break
		}
		for j := i - 1; j >= i-4; j-- { // one of my patients
			if o := c.word(j); c.word(j+1) == "of" && (o == "one" || o == "another") {
				if c.word(i) == "patients" || c.word(i) == "pts" || c.determiner(i) == "my" || c.determiner(i) == "our" {
					return word{class: patient}
				}
				return word{class: person}
			}
		}
	case person, patient, kin, staff:
		d := c.determiner(i)
		if b, ok := both[c.word(i)]; ok && d != "my" && d != "our" && d != "his" && d != "her" && d != "their" && d != "'s" && d != "your" {
			w = b
		}
		switch {
		case w.class == patient && (words[c.word(i+1)].class == kin || words[c.word(i+1)].class == person): // "one very patient husband"
			return word{}
		case w.class == kin && d == "'s" && stranger[c.word(i-2)]: // "someone's grandad is in my ambulance"
			w.class = person
		case c.iAm(i):
			return word{class: me}
		case plainly[d] && w.class != staff:
			return word{class: group, gender: plural}
		case w.class == kin && (d == "my" || d == "our"):
			w.class = ownKin
		}
	}
	return w
}

// determiner gives the article or possessive before token i, over a few adjectives; "" where there is none.
func (c *Cast) determiner(i int) string {
	t := c.doc.Tokens
	for j := i - 1; j >= 0 && j >= i-4 && t[j].Sent == t[i].Sent; j-- {
		switch w := t[j].Fold; {
		case words[w].owner || w == "'s" || plainly[w] || w == "a" || w == "an" || w == "the" || w == "this" || w == "that" || w == "one" || w == "another":
			return w
		case !fillers[w] && t[j].Class == text.Word && j < i-2, t[j].Class == text.Punct, linking[w]:
			return ""
		}
	}
	return ""
}

// iAm tells whether the words before token i say that the author is what follows: "I'm a", "as a", "I have been a".
func (c *Cast) iAm(i int) bool {
	t := c.doc.Tokens
	for j := i - 1; j >= 0 && j >= i-4 && t[j].Sent == t[i].Sent && !c.quoted[i]; j-- {
		switch t[j].Fold {
		case "i'm", "am":
			return true
		case "as":
			return j >= i-3 && (j == 0 || t[j-1].Fold != "same" && t[j-1].Fold != "such") && (c.word(j+1) == "a" || c.word(j+1) == "an" || c.word(j+1) == "your")
		case "was", "been", "be":
			if j > 0 && (t[j-1].Fold == "i" || t[j-1].Fold == "i've" || t[j-1].Fold == "have" && c.word(j-2) == "i") {
				return true
			}
		}
	}
	return false
}

// quotes tells which tokens stand between quotation marks. A mark that is never closed opens nothing.
func quotes(d *text.Doc) []bool {
	q := make([]bool, len(d.Tokens))
	open := -1
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if t.Fold != "\"" || t.Class != text.Punct {
			continue
		}
		if open >= 0 && i-open < 80 {
			for j := open + 1; j < i; j++ {
				q[j] = true
			}
			open = -1
			continue
		}
		open = i
	}
	return q
}

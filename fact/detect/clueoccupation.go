// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

var _ = add(Detector{
	Name:  "clue-occupation",
	Kinds: Kinds{"clue-occupation": "A job, role or trade that is not the author's own; the value is few or common, the code its major group of SOC2010.", "clue-role": "A job or role held by few people in one place."},
	Needs: []fact.Kind{"patient-case"},
	Lists: []string{"occupation", "soc", "trade", "consent-word", "recent-time"},
	Read: func(r *Reader) {
		for _, m := range r.Phrases("occupation") {
			if m.Value == "clinical" || clueOwn(r, m) || r.Before(m.Span, 3, "as", "every", "any", "like") {
				continue
			}
			f := r.Found("clue-occupation", m.Span)
			f.Value, f.Code = m.Value, r.code(m.Span, []string{"soc"})
			if m.Value == "few" {
				r.Found("clue-role", m.Span).Value = m.Value
			}
		}
		if r.Has("patient-case") {
			r.toldTrades()
		}
	},
})

// toldTrades reads the trades of a story that the list of occupations does not know: words with a group, words that bring a trade ("ex",
// "forty years in the"), and words formed as trades are. A clinician among them is the patient's trade only where the words say so.
func (r *Reader) toldTrades() {
	put := func(s post.Span, code string) {
		if !r.foundAt("clue-occupation", s) && !r.authorActs(s) && r.ofPatient(s, "clue-occupation") {
			f := r.Found("clue-occupation", s)
			f.Code, f.Told = code, true
		}
	}
	for _, m := range r.longest([]string{"trade"}) {
		last := m.Last
		for last > m.First && functionWords[r.Doc.Tokens[last].Fold] {
			last--
		}
		if last > m.First {
			s := r.Doc.Span(m.First, last)
			put(s, r.code(s, []string{"soc"}))
		}
	}
	for _, m := range r.longest([]string{"soc"}) {
		if !clueOwn(r, m) {
			put(m.Span, m.Value)
		}
	}
	for i := range r.Doc.Tokens {
		if r.tradeForm(i) {
			first := i
			for _, w := range []string{"a", "an", "the", "ex", "former", "old", "retired"} {
				if i > 0 && r.Doc.Tokens[i-1].Fold == w {
					first = i - 1
				}
			}
			put(r.Doc.Span(first, i), "")
		}
	}
}

// tradeForm tells a word that few posts have and that is formed as trades are, where an article or a word of calling stands before it or
// before the word before it.
func (r *Reader) tradeForm(i int) bool {
	t := r.Doc.Tokens
	w := strings.TrimSuffix(t[i].Fold, "s")
	if t[i].Class != text.Word || len(w) < 6 || t[i].Hash {
		return false
	}
	formed := false
	for _, e := range [...]string{"man", "woman", "smith", "wright", "keeper", "monger", "maker", "catcher", "ist", "eer", "herd", "master", "mistress", "grower", "breeder", "driver", "polisher", "painter", "player", "singer"} {
		if stem, ok := strings.CutSuffix(w, e); ok && len(stem) > 2 {
			formed = true
		}
	}
	if !formed || commonWord(t[i].Fold) {
		return false
	}
	for j := i - 1; j >= 0 && j >= i-2 && t[j].Sent == t[i].Sent; j-- {
		switch t[j].Fold {
		case "a", "an", "the", "ex", "former", "retired", "our", "was", "is", "old", "as":
			return true
		}
	}
	return false
}

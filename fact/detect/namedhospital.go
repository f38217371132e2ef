// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/text"
)

// A named place of care narrows a story to the people seen there. The lists hold British ones; the rest of the world's are read by
// their last word: "Elm Street Clinic", "UCLA Medical Center".
var _ = add(Detector{
	Name: "named-hospital",
	Kinds: Kinds{
		"named-hospital": "A hospital, clinic, practice or care home by its name.",
		"named-city":     "A town or city of any size by its name: under the US rule every area smaller than a state counts.",
	},
	Lists: []string{"hospital", "trust", "care-tail", "hospital-abroad", "town", "region", "us-state"},
	Read: func(r *Reader) {
		t := r.Tokens()
		last := -1
		for _, m := range r.Phrases("care-tail") {
			if !t[m.First].Cap && !r.Doc.Lower || t[m.First].Hash {
				continue
			}
			i := m.First
			for n := 0; i > 0 && n < 5 && i-1 > last && t[i-1].Sent == t[m.First].Sent; n++ {
				p := &t[i-1]
				if p.Class == text.Word && p.Cap && !careNot[p.Fold] || p.Fold == "'s" || p.Class == text.Word && (p.Fold == "of" || p.Fold == "and") && i < m.First && i > 1 && t[i-2].Cap || p.Class == text.Punct && (p.Fold == "-" || p.Fold == ".") && i < m.First+1 && i > 1 && t[i-2].Cap && p.End >= t[i].Start-1 {
					i--
					continue
				}
				break
			}
			for i < m.First && (t[i].Class == text.Punct || t[i].Fold == "'s" || t[i].Fold == "of" || t[i].Fold == "and") {
				i++
			}
			if i == m.First || i == m.First-1 && t[i].Line && careNot[t[i].Fold] {
				continue
			}
			r.Found("named-hospital", r.Doc.Span(i, m.Last))
			last = m.Last
		}
		for _, l := range []string{"hospital", "trust", "hospital-abroad"} {
			for _, m := range r.Phrases(l) {
				if !r.overlapsFound(m) {
					r.Found("named-hospital", m.Span)
				}
			}
		}
		r.cities()
	},
})

// cities reads towns, and American cities: states, countries and names that are words as well stay out.
func (r *Reader) cities() {
	for _, l := range []string{"town", "region"} {
		for _, m := range r.Phrases(l) {
			in := r.Before(m.Span, 1, "in", "near", "from", "outside", "at")
			if l == "region" && !strings.HasPrefix(m.Value, "US") || strings.Contains(m.Value, "ambiguous") && !in || r.overlapsFound(m) || clueEponym(r, m) {
				continue
			}
			state := false
			for _, s := range r.Phrases("us-state") {
				state = state || s.Overlaps(m.Span)
			}
			if !state {
				r.Found("named-city", m.Span)
			}
		}
	}
}

func (r *Reader) overlapsFound(m text.Match) bool {
	for _, f := range r.buf {
		if f.Overlaps(m.Span) {
			return true
		}
	}
	return false
}

var careNot = wordSet("the our my a an this that your his her their every any local general private nhs community day at in on to from i we new last and dental eye skin pain fracture breast memory diabetes")

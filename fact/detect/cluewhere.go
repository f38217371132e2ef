// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Where somebody lives or was treated, as the words before a place say, and places that no list of towns holds. All of it counts for the
// estimate only.
var _ = add(Detector{
	Name: "clue-where",
	Kinds: Kinds{
		"clue-home": "A place somebody lives in or comes from, by the words before it; the code is town:NAME.",
		"clue-care": "A place where somebody was treated: a hospital or trust, or a town where the words say so; the code is care:NAME or town:NAME.",
		"clue-spot": "A place no list of towns holds, or told without a name: Coober Pedy, by the market hall, our estate.",
	},
	Needs: []fact.Kind{"clue-place", "named-hospital", "likely-place", "street-address", "patient-case", "person-name", "likely-person"},
	Lists: []string{"region", "hospital", "trust", "told-lives", "told-treated", "told-spot", "told-care"},
	Read: func(r *Reader) {
		for _, f := range r.Facts("clue-place") {
			switch {
			case f.Value == "hospital":
				r.told("clue-care", f.Span, "care:"+r.folded(f.Span))
			case f.Code != "" && r.cued(f.Span, "told-lives"):
				r.told("clue-home", f.Span, f.Code)
			case f.Code != "" && r.cued(f.Span, "told-treated"):
				r.told("clue-care", f.Span, f.Code)
			}
		}
		for _, f := range r.Facts("named-hospital") {
			r.told("clue-care", f.Span, "care:"+r.folded(f.Span))
		}
		for _, f := range r.Facts("likely-place") {
			r.unlisted(f.Span)
		}
		for _, m := range r.Phrases("region") {
			if !wideRegion[r.folded(m.Span)] && !strings.Contains(m.Value, "ambiguous") {
				r.unlisted(m.Span)
			}
		}
		if r.Has("patient-case") {
			r.unknownNames()
		}
		for _, m := range r.Phrases("told-spot") {
			r.told("clue-spot", m.Span, "")
		}
		for _, m := range r.Phrases("told-care") {
			if !r.foundAt("clue-spot", m.Span) {
				r.told("clue-care", m.Span, "")
			}
		}
	},
})

// unknownNames reads a capitalised word that no list knows, behind a word of place: "One lad at Pensby". A brand or a person would be known.
func (r *Reader) unknownNames() {
	m, err := start()
	if err != nil {
		return
	}
	for i := 1; i < len(r.Tokens()); i++ {
		t := &r.Tokens()[i]
		if !t.Cap || t.Upper || t.Hash || t.Class != text.Word || len(t.Fold) < 4 || t.Sent != r.Tokens()[i-1].Sent || m.lexicon.Knows(t.Fold) {
			continue
		}
		last := i
		for last+1 < len(r.Tokens()) && r.Tokens()[last+1].Cap && !r.Tokens()[last+1].Upper && r.Tokens()[last+1].Sent == t.Sent && !m.lexicon.Knows(r.Tokens()[last+1].Fold) {
			last++
		}
		at := r.Doc.Span(i, last)
		switch r.Tokens()[i-1].Fold {
		case "at", "in", "outside", "near", "from", "of", "past", "off", "around", "up", "down", "to", ",", "-":
			if r.Tokens()[i-1].Fold == "," && !ageEnds(r.Tokens(), last) {
				continue
			}
			if over := func(f fact.Fact) bool { return f.Overlaps(at) }; !slices.ContainsFunc(r.Facts("person-name"), over) && !slices.ContainsFunc(r.Facts("likely-person"), over) {
				r.unlisted(at)
			}
		}
		i = last
	}
}

// wideRegion are names that narrow nothing, or stand for a service or a language.
var wideRegion = wordSet("uk gb england scotland wales britain ireland europe us usa america africa asia australia canada india nhs")

// told notes a place for the estimate, once.
func (r *Reader) told(k fact.Kind, s post.Span, code string) {
	if !r.foundAt(k, s) {
		f := r.Found(k, s)
		f.Code, f.Told = code, true
	}
}

// unlisted notes a place by name that the list of towns does not hold.
func (r *Reader) unlisted(s post.Span) {
	over := func(f fact.Fact) bool { return f.Overlaps(s) }
	if slices.ContainsFunc(r.Facts("clue-place"), over) || slices.ContainsFunc(r.Facts("street-address"), over) || r.foundAt("clue-care", s) || r.foundAt("clue-spot", s) || r.foundAt("clue-home", s) {
		return
	}
	switch {
	case r.cued(s, "told-lives"):
		r.told("clue-home", s, "")
	case r.cued(s, "told-treated"):
		r.told("clue-care", s, "")
	default:
		r.told("clue-spot", s, "")
	}
}

// cued tells whether words of a list stand right before a place, or with one word between: "from rural Towcester".
func (r *Reader) cued(s post.Span, list string) bool {
	first := r.Doc.At(s.Start)
	return slices.ContainsFunc(r.Phrases(list), func(m text.Match) bool {
		return m.Last < first && m.Last >= first-2 && r.Tokens()[m.Last].Sent == r.Tokens()[first].Sent
	})
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"

	"chaperone/fact"
	"chaperone/text"
)

// The sex of the one a story tells of: by the nouns that name the person, and where there is none by a pronoun. A relative's sex ("his wife") is
// the relative's; once said it narrows no more, so each is read once.
var _ = add(Detector{
	Name: "clue-sex",
	Kinds: Kinds{
		"clue-sex":     "A noun that gives the sex of somebody a story tells of; the code is f or m.",
		"clue-pronoun": "A pronoun that gives the sex of the patient where no noun does; the code is f or m.",
	},
	Needs: []fact.Kind{"person-told"},
	Lists: []string{"sex-word", "told-sex"},
	Read: func(r *Reader) {
		var pronouns []text.Match
		var seen []string
		nouns := false
		for _, l := range []string{"told-sex", "sex-word"} {
			for _, m := range r.Phrases(l) {
				w := r.Tokens()[m.Last].Fold
				if isPronoun(w) {
					pronouns = append(pronouns, m)
					continue
				}
				if m.Value != "f" && m.Value != "m" || clueOwn(r, m) || r.foundAt("clue-sex", m.Span) || sexElsewhere(r, m, w) {
					continue
				}
				who, _ := r.who.Of(m.Span, "clue-sex")
				if who == fact.Family || who != fact.Patient && r.Before(m.Span, 2, "'s") {
					continue // a relative's, or of "her daughter's teacher"; "a farmer's wife" may be the patient
				}
				key := m.Value + string(who)
				if slices.Contains(seen, key) {
					continue
				}
				seen = append(seen, key)
				nouns = nouns || who == fact.Patient
				f := r.Found("clue-sex", m.Span)
				f.Value, f.Code, f.Told = m.Value, m.Value, true
			}
		}
		if nouns {
			return
		}
		slices.SortFunc(pronouns, func(a, b text.Match) int { return a.Start - b.Start })
		var first text.Match
		for _, m := range pronouns {
			who, sure := r.who.Of(m.Span, "clue-sex")
			if who == fact.Patient {
				first = m
				break
			}
			if first.Empty() && sure < elsewhere { // nothing shows that it is somebody else
				first = m
			}
		}
		if !first.Empty() {
			f := r.Found("clue-pronoun", first.Span)
			f.Value, f.Code, f.Told = first.Value, first.Value, true
		}
	},
})

func isPronoun(w string) bool {
	switch w {
	case "he", "him", "his", "himself", "she", "her", "hers", "herself", "he's", "he'd", "he'll", "she's", "she'd", "she'll":
		return true
	}
	return false
}

// notHers are words of sex that are forms of address, figures of speech, or several people.
var notHers = wordSet("sir king queen prince princess men women ladies gentlemen girls boys lads guys dude males females")

// sexElsewhere tells whether a noun is a relative's, a title or a manner of speaking: "his wife", "Yes sir", "dinner for two ladies", "Mother's Day".
func sexElsewhere(r *Reader, m text.Match, w string) bool {
	t := r.Tokens()
	if t[m.First].Hash || r.After(m.Span, 2, "day") {
		return true
	}
	if notHers[w] && !r.Before(m.Span, 3, "one", "1") {
		return true
	}
	return r.Before(m.Span, 2, "his", "her", "their", "your", "every", "any", "music", "oh") || r.Before(m.Span, 3, "like", "as", "no")
}

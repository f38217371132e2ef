// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
)

// The author's own words tell of nails on the ward, clogs in the shop, lunch in the drug fridge. Reminders and lessons say the same
// words and are left alone.
var _ = add(Detector{
	Name: "infection-control",
	Kinds: Kinds{
		"infection-control": "The words tell of a break of infection control.",
		"infection-doubt":   "The words joke about infection control, or use a clinical pool or room that has to stay clean.",
	},
	Needs: []fact.Kind{"practice-ground", "own-premises", "film-cue"},
	Lists: []string{"infection-control", "ill-at-work", "infection-doubt", "hygiene-guard", "hand-item", "hygiene-authority"},
	Read: func(r *Reader) {
		guards := append(FactSpans(r.Facts("practice-ground")), Spans(r.Phrases("hygiene-guard"))...)
		for _, s := range meantSpans(r, r.Phrases("infection-control"), guards, 10) {
			r.Found("infection-control", s)
		}
		for _, s := range meantSpans(r, r.Phrases("ill-at-work"), guards, 10) {
			if r.authorsDeed(s) {
				r.Found("infection-control", s)
			}
		}
		told := Spans(r.Phrases("hygiene-authority"))
		broken := Spans(r.Phrases("infection-control"))
		for _, s := range meantSpans(r, r.Phrases("hand-item"), guards, 12) {
			if r.Near(s, 14, told) && len(broken) == 0 {
				r.Found("infection-control", s)
			}
		}
		for _, m := range r.Phrases("infection-doubt") {
			if !r.Near(m.Span, 10, guards) {
				r.Found("infection-doubt", m.Span)
			}
		}
	},
})

// notTheAuthor are words for whoever is not the author, as the subject of a verb.
var notTheAuthor = []string{"he", "she", "they", "you", "who", "patient", "patients", "pt", "lady", "ladies", "man", "woman", "men", "women", "lad", "girl", "boy", "kid", "kids", "child", "children", "baby", "chap", "bloke", "gent", "gentleman", "guy", "people",
	"person", "resident", "residents", "client", "mum", "dad", "nan", "everyone", "everybody", "someone", "somebody", "anyone", "family", "staff", "nurse", "doctor", "colleague", "it"}

// authorsDeed tells whether a verb may be the author's own: "I" stands before it, or nobody does ("Went in with covid").
func (r *Reader) authorsDeed(verb post.Span) bool {
	return r.Before(verb, 2, "i", "i've", "i'd", "i'll", "we", "we've") || !r.Before(verb, 6, notTheAuthor...)
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/text"
)

// Clues are what narrows whom a story can be about. Each kind is read on its own, whether or not a patient is told of; the rules and
// the estimate ask for a case beside them. Words of the author's own life are left out where the words before them say so.

// clue makes a detector of the matches of lists that are not the author's own.
func clue(k fact.Kind, meaning string, instead func(r *Reader, m text.Match) string, lists ...string) *Detector {
	return add(Detector{Name: string(k), Kinds: Kinds{k: meaning}, Lists: lists, Read: func(r *Reader) {
		for _, l := range lists {
			for _, m := range r.Phrases(l) {
				if clueOwn(r, m) || r.foundAt(k, m.Span) {
					continue
				}
				f := r.Found(k, m.Span)
				f.Value = m.Value
				if instead != nil {
					f.Instead = instead(r, m)
				}
			}
		}
	}})
}

func clueOwn(r *Reader, m text.Match) bool {
	return r.Before(m.Span, 2, "my", "i'm", "myself") || r.Before(m.Span, 3, "i'm", "i've")
}

func always(s string) func(*Reader, text.Match) string {
	return func(*Reader, text.Match) string { return s }
}

var (
	_ = clue("clue-ethnicity", "A people, nationality, language or faith.", nil, "ethnicity")
	_ = clue("clue-body", "A mark, build, hair, voice, aid or clothing by which a person is known.", nil, "body-feature")
	_ = clue("clue-animal", "An animal that belongs to the story.", nil, "animal")
	_ = clue("clue-date", "A date or a count of days that fixes the day.", nil, "clue-date")
	_ = clue("clue-time", "A time of day.", nil, "clue-time")
	_ = clue("clue-rare", "A condition, injury or operation that few people have.", nil, "clue-rare")
	_ = clue("clue-newsworthy", "An event that the news may have reported.", nil, "clue-newsworthy")
	_ = clue("clue-outcome", "Words for a death.", nil, "clue-death")
	_ = clue("clue-child", "Words for somebody under 18.", nil, "clue-child")
	_ = clue("clue-sexual-offence", "A sexual or trafficking offence.", nil, "clue-sexual-offence")
	_ = clue("clue-gender-history", "A change of gender, or a former name or sex.", nil, "clue-gender-history")
	_ = clue("clue-count", "A small number of patients.", always("several"), "clue-count")
	_ = clue("clue-card", "A card, letter, review or message of a patient, shown or quoted.", nil, "clue-card")
	_ = clue("clue-household", "Who somebody lives with, how many children, whose wife.", nil, "clue-household")
	_ = clue("clue-sex", "A word that gives the sex.", nil, "sex-word")
	_ = clue("clue-relation", "A relative of somebody.", nil, "relation")
)

// A small place narrows more than a city: the value is its population where the list knows it.
var _ = add(Detector{
	Name:  "clue-place",
	Kinds: Kinds{"clue-place": "A town, village, hospital, road, school or venue by name; the value is the population, or what sort of place.", "small-place": "A village, ward, school, street or single venue.", "clue-ward": "A ward, bed, bay, room or clinic by number or name."},
	Lists: []string{"town", "hospital", "trust", "venue", "story-ward"},
	Read: func(r *Reader) {
		for _, m := range r.Phrases("story-ward") {
			r.Found("clue-ward", m.Span).Instead = "our ward"
		}
		for _, l := range []string{"town", "hospital", "trust", "venue"} {
			for _, m := range r.Phrases(l) {
				if r.foundAt("clue-place", m.Span) || clueEponym(r, m) {
					continue
				}
				pop, kind := cluePlace(l, m.Value)
				if pop == "road" && r.After(m.Span, 2, "year", "yr", "yo", "y", "-") {
					continue // "A 43-year-old" is no road
				}
				if kind == "many" {
					continue
				}
				f := r.Found("clue-place", m.Span)
				f.Value = pop
				if kind == "small" {
					f.Instead = "a small place"
					r.Found("small-place", m.Span).Value = pop
				}
			}
		}
	},
})

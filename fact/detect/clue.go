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
	return clueUnless(clueOwn, k, meaning, instead, lists...)
}

// clueUnless makes a detector of the matches of lists that aren't meant otherwise.
func clueUnless(otherwise func(r *Reader, m text.Match) bool, k fact.Kind, meaning string, instead func(r *Reader, m text.Match) string, lists ...string) *Detector {
	return add(Detector{Name: string(k), Kinds: Kinds{k: meaning}, Lists: lists, Read: func(r *Reader) {
		for _, l := range lists {
			for _, m := range r.Phrases(l) {
				if otherwise(r, m) || r.foundAt(k, m.Span) {
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

// oldBoy tells whether somebody called a boy or girl is old: "a lovely old boy of 97", but not "a four-year-old boy".
func oldBoy(r *Reader, m text.Match) bool {
	return r.Before(m.Span, 1, "old") && !r.Before(m.Span, 4, "year", "years", "yr", "yrs", "month", "months", "week", "weeks", "day", "days")
}

func clueOwn(r *Reader, m text.Match) bool {
	return r.Before(m.Span, 2, "my", "i'm", "myself") || r.Before(m.Span, 3, "i'm", "i've")
}

func always(s string) func(*Reader, text.Match) string {
	return func(*Reader, text.Match) string { return s }
}

var (
	_ = clue("clue-animal", "An animal that belongs to the story.", nil, "animal")
	_ = clue("clue-date", "A date or a count of days that fixes the day.", nil, "clue-date")
	_ = clue("clue-rare", "A condition, injury or operation that few people have.", nil, "clue-rare")
	_ = clue("clue-newsworthy", "An event that the news may have reported.", nil, "clue-newsworthy")
	_ = clue("clue-outcome", "Words for a death.", nil, "clue-death")
	_ = clueUnless(func(r *Reader, m text.Match) bool { return clueOwn(r, m) || oldBoy(r, m) }, "clue-child", "Words for somebody under 18.", nil, "clue-child")
	_ = clue("clue-sexual-offence", "A sexual or trafficking offence.", nil, "clue-sexual-offence")
	_ = clue("clue-gender-history", "A change of gender, or a former name or sex.", nil, "clue-gender-history")
	_ = clue("clue-count", "A small number of patients.", always("several"), "clue-count")
	_ = clue("clue-card", "A card, letter, review or message of a patient, shown or quoted.", nil, "clue-card")
	_ = clue("clue-household", "Who somebody lives with, how many children, whose wife.", nil, "clue-household")
	_ = clue("clue-sex-word", "A word or pronoun that gives the sex of somebody: every one of them.", nil, "sex-word")
)

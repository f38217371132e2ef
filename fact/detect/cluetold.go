// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Clues that are read only where the post tells of a patient, and count only in the estimate.

// toldClue makes a detector of the matches of a list in stories; the code of a fact is the match's value.
func toldClue(k fact.Kind, meaning, list string) *Detector {
	return add(Detector{Name: string(k), Kinds: Kinds{k: meaning}, Needs: []fact.Kind{"patient-case"}, Lists: []string{list}, Read: func(r *Reader) {
		if !r.Has("patient-case") {
			return
		}
		for _, m := range r.longest([]string{list}) {
			if !clueOwn(r, m) {
				f := r.Found(k, m.Span)
				f.Code, f.Told = m.Value, true
			}
		}
	}})
}

var (
	_ = toldClue("clue-multiple", "Twins, triplets or more; the code is their number.", "multiple-birth")
	_ = toldClue("clue-singular", "Words that say that nobody else fits: the first of the year, the youngest ever on the unit, the only one in the county.", "singular")
	_ = toldClue("rare-event", "What fewer than 20 people a year in the whole country go through.", "rare-event")
)

var _ = add(Detector{
	Name:  "clue-ending",
	Kinds: Kinds{"clue-ending": "How it went on with the patient, other than by death."},
	Needs: []fact.Kind{"patient-case"},
	Lists: []string{"outcome", "ending", "consent-word"},
	Read: func(r *Reader) {
		if !r.Has("patient-case") {
			return
		}
		for _, m := range r.longest([]string{"ending", "outcome"}) {
			if !clueOwn(r, m) && !r.authorActs(m.Span) && r.ofPatient(m.Span, "clue-outcome") {
				r.Found("clue-ending", m.Span).Told = true
			}
		}
	},
})

var _ = add(Detector{
	Name:  "clue-employer",
	Kinds: Kinds{"clue-employer": "Where a patient or a relative works."},
	Needs: []fact.Kind{"patient-case"},
	Lists: []string{"employer-before", "consent-word"},
	Read: func(r *Reader) {
		if !r.Has("patient-case") {
			return
		}
		t := r.Doc.Tokens
		for _, m := range r.Phrases("employer-before") {
			first, last := m.Last+1, r.objectEnd(m.Last)
			if last < first || first >= len(t) || t[first].Class != text.Word {
				continue
			}
			switch t[first].Fold {
			case "the", "a", "an", "his", "her", "our":
				if last == first {
					continue
				}
			default:
				if !t[first].Cap && t[m.Last].Fold != "the" {
					continue
				}
			}
			s := r.Doc.Span(first, min(last, first+4))
			if !r.authorActs(s) && r.ofPatient(s, "clue-employer") {
				r.Found("clue-employer", s).Told = true
			}
		}
	},
})

// What is left of a story's own words when all clues are read: proper nouns, odd things, measured numbers. No figure exists for them; they
// are listed, because readers may know the story by them.
var _ = add(Detector{
	Name:  "clue-detail",
	Kinds: Kinds{"clue-detail": "A word of a story that few posts have and nothing else reads: a proper noun, a thing, a number with its measure."},
	Last:  true,
	Lists: append([]string{"consent-word"}, eventVeto...),
	Read: func(r *Reader) {
		if !r.Has("patient-case") {
			return
		}
		t := r.Doc.Tokens
		read := r.readElsewhere()
		for _, f := range r.set.All() {
			if clueKind(f.Kind) {
				for i := r.Doc.At(f.Start); i < len(t) && t[i].Start < f.End; i++ {
					read[i] = true
				}
			}
		}
		for i := range t {
			if read[i] || t[i].Hash {
				continue
			}
			var s post.Span
			switch {
			case t[i].Class == text.Number && i+1 < len(t) && measures[t[i+1].Fold]:
				s = r.Doc.Span(i, i+1)
			case t[i].Class != text.Word || len(t[i].Fold) < 4:
				continue
			case r.properNoun(i) && !commonWord(t[i].Fold), r.rareWord(i) && r.named(i):
				s = t[i].Span
			default:
				continue
			}
			if !r.authorActs(s) && r.ofPatient(s, "clue-event") {
				r.Found("clue-detail", s).Told = true
			}
		}
	},
})

// measures are units a number of a story may have.
var measures = wordSet("kg kgs stone st lb lbs oz grams grammes kilos foot feet ft inch inches cm metres meters miles mile km units pints litres percent mph weeks stitches staples staple bags hours")

// named tells whether an article, a possessive, a number or an adjective's place stands before the word: it names a thing.
func (r *Reader) named(i int) bool {
	if i == 0 || r.Doc.Tokens[i-1].Sent != r.Doc.Tokens[i].Sent {
		return false
	}
	switch t := &r.Doc.Tokens[i-1]; t.Fold {
	case "a", "an", "the", "his", "her", "their", "this", "that", "two", "three", "four", "some", "of", "with", "in", "from", "by", "on":
		return true
	default:
		return t.Class == text.Number
	}
}

// clueKind tells a kind that stands for words of a story.
func clueKind(k fact.Kind) bool {
	return len(k) > 5 && k[:5] == "clue-" || k == "rare-event" || k == "story-when" || k == "small-place"
}

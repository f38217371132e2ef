// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Clues with a code. The code lists (icd, opcs, soc) know words by their code; the older lists know them by what rules ask for. A fact of
// an older list takes the code of the words that cover most of it. Words that only a code list knows are read where the post tells of a
// patient, and nowhere else: "a bleed", "done her hip" and "off a ladder" mean illness only in a story.

// codedClue makes a detector of the matches of lists that are not the author's own, with their codes.
func codedClue(k fact.Kind, meaning string, lists, codes, inStory []string) *Detector {
	all := append(append(append([]string{}, lists...), codes...), inStory...)
	return add(Detector{Name: string(k), Kinds: Kinds{k: meaning}, Needs: []fact.Kind{"patient-case"}, Lists: all, Read: func(r *Reader) {
		for _, l := range lists {
			for _, m := range r.Phrases(l) {
				if clueOwn(r, m) || ofMany(r, m) || r.foundAt(k, m.Span) {
					continue
				}
				f := r.Found(k, m.Span)
				f.Value, f.Code = m.Value, r.code(m.Span, codes, inStory)
				if f.Code == "" && k == "clue-condition" && r.Has("patient-case") {
					f.Code = orpha(m.Of(r.Text()))
				}
			}
		}
		if !r.Has("patient-case") {
			return
		}
		for _, m := range r.longest(inStory) {
			if !clueOwn(r, m) && !ofMany(r, m) && !r.foundAt(k, m.Span) {
				f := r.Found(k, m.Span)
				f.Code, f.Told = m.Value, true
			}
		}
		if k == "clue-condition" {
			r.rareDiseases(k)
		}
	}})
}

// ofMany tells of words that are counted among many: "half of heart attacks" is nobody's heart attack.
func ofMany(r *Reader, m text.Match) bool {
	return r.Before(m.Span, 1, "most", "many", "all", "every") ||
		r.Before(m.Span, 2, "of") && r.Before(m.Span, 4, "half", "most", "many", "all", "percent", "%", "quarter", "quarters", "third", "thirds", "thousands", "millions", "lots", "rates", "majority")
}

// code gives the code of the longest words of the code lists that overlap a place; "" where none does.
func (r *Reader) code(s post.Span, lists ...[]string) string {
	best, code := 0, ""
	for _, ls := range lists {
		for _, l := range ls {
			for _, m := range r.Phrases(l) {
				if n := m.End - m.Start; n > best && m.Overlaps(s) {
					best, code = n, m.Value
				}
			}
		}
	}
	return code
}

// longest gives the matches of lists that no longer match of them covers in part, in the order of the text.
func (r *Reader) longest(lists []string) []text.Match {
	var out []text.Match
	for _, l := range lists {
	next:
		for _, m := range r.Phrases(l) {
			for i := 0; i < len(out); i++ {
				if !out[i].Overlaps(m.Span) {
					continue
				}
				if out[i].End-out[i].Start >= m.End-m.Start {
					continue next
				}
				out = append(out[:i], out[i+1:]...)
				i--
			}
			out = append(out, m)
		}
	}
	return out
}

var (
	_ = codedClue("clue-condition", "A condition; the code is of ICD-10.", []string{"condition"}, []string{"icd"}, []string{"icd", "icd-lay"})
	_ = codedClue("clue-injury", "An injury; the code is of ICD-10 (S, T).", []string{"injury"}, []string{"icd-injury"}, []string{"icd-injury"})
	_ = codedClue("clue-procedure", "A test, operation or treatment; the code is of OPCS-4.", []string{"procedure"}, []string{"opcs"}, []string{"opcs"})
	_ = codedClue("clue-mechanism", "An unusual object, animal, vehicle or way of being hurt, or a thing by which people know somebody; the code is of ICD-10 (V01 to Y98).",
		[]string{"clue-mechanism"}, []string{"icd-cause"}, nil)
)

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"math"

	"chaperone/fact"
	"chaperone/fact/subject"
)

// Whom each personal fact is about. The names read before say who is who; the cast (fact/subject) is left for the detectors behind this
// one, and every personal fact is given its subject as it is found.
var _ = add(Detector{
	Name:  "subject",
	Kinds: Kinds{"person-told": "The person the post speaks of most, the author and the reader aside."},
	Needs: subject.NameKinds,
	Lists: subject.Lists,
	Read: func(r *Reader) {
		r.who = subject.Read(r.set)
		r.set.Settle(r.settle)
		if at, ok := r.who.Main(); ok {
			r.Found("person-told", at)
		}
	},
})

// settle gives a personal fact its subject where its detector did not know it.
func (r *Reader) settle(f *fact.Fact) {
	switch {
	case f.Subject != fact.Unclear:
		if f.SubjectSure == 0 {
			f.SubjectSure = 1
		}
	case r.who != nil && subject.Personal(f.Kind):
		f.Subject, f.SubjectSure = r.who.Of(f.Span, f.Kind)
	}
}

// elsewhere is the confidence from which a fact counts as somebody else's: of what was taken so on labelled posts nobody had looked at,
// five in six were (doc/quality.md).
const elsewhere = 0.8

// theirs gives the facts of a kind that nothing shows to be somebody else's than a patient's or a patient's family's, without those read
// only for the estimate.
func (r *Reader) theirs(k fact.Kind) []fact.Fact {
	var out []fact.Fact
	for _, f := range r.Facts(k) {
		if f.Told {
			continue
		}
		if f.Subject == fact.Patient || f.Subject == fact.Family || f.SubjectSure < elsewhere {
			out = append(out, f)
		}
	}
	return out
}

// patientOnly are kinds of which rules want only what is a patient's: their own age, trade or death is for authors and readers to tell.
var patientOnly = []struct {
	kind, of fact.Kind
	meaning  string
}{
	{"patient-role", "clue-role", "A job or role held by few people in one place, and not shown to be the author's, a colleague's or a public figure's."},
	{"patient-child", "clue-child", "Words for somebody under 18 who is not shown to be the author's own, or children at large."},
	{"patient-death", "clue-outcome", "Words for a death that is not shown to be a colleague's, a public figure's or one of the author's family."},
	{"patient-rare", "clue-rare", "A condition, injury or operation that few people have, not shown to be the author's own or told of in general."},
}

var _ = add(Detector{
	Name: "patient-only",
	Kinds: func() Kinds {
		k := Kinds{}
		for _, p := range patientOnly {
			k[p.kind] = p.meaning
		}
		return k
	}(),
	Needs: []fact.Kind{"clue-role", "clue-child", "clue-outcome", "clue-rare"},
	Read: func(r *Reader) {
		for _, p := range patientOnly {
			for _, f := range r.theirs(p.of) {
				g := r.Found(p.kind, f.Span)
				*g = f
				g.Kind, g.From = p.kind, r.det.Name
			}
		}
	},
})

// storyWhose moves the probability that a case is told by whom its words are about, where nobody says that a clinician writes: whoever else
// writes of "a man" has rarely treated him, and the words can only speak against it. The weights were fitted on the posts in
// testdata/cases/extra, which the table of fact/subject has not seen.
func storyWhose(p, patient float64, care bool) float64 {
	patient = min(max(patient, 0.02), 0.98)
	whose := 0.4 * math.Log(patient/(1-patient))
	x := math.Log(p / (1 - p))
	if care {
		x += min(0, 0.1+whose)
	} else {
		x += min(0, whose-0.2)
	}
	return 1 / (1 + math.Exp(-x))
}

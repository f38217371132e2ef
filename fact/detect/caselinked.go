// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"math"
	"slices"

	"chaperone/fact"
	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/link"
	"chaperone/fact/jigsaw/rough"
)

// What earlier posts of the account tell of the same patient counts as if it stood here: readers have read both. How few people the story
// fits is read again from all of it.
var _ = add(Detector{
	Name:  "case-linked",
	Kinds: Kinds{"case-carried-on": "A story that earlier posts of the account tell of goes on; unknown where it may."},
	Needs: append([]fact.Kind{"continuation"}, caseKinds...),
	Whole: true,
	Read: func(r *Reader) {
		if m := r.linked.Maybe(); m != nil {
			r.maybeCarriedOn(m)
		}
		cases := r.Facts("patient-case")
		l := r.linked.Same()
		switch {
		case l == nil && (len(cases) == 0 || r.linked == nil || len(r.linked.Account) == 0):
			return
		case l != nil && len(cases) == 0:
			cases = []fact.Fact{r.carriedOn(l)}
			r.set.Add(cases[0])
		}
		if l != nil {
			r.Found("case-carried-on", cases[0].Span).Confidence = sameness(l)
		}
		k, crowd := r.crowdWith(l)
		r.set.Drop(caseKinds...)
		r.set.Add(fact.Fact{Kind: k, Span: cases[0].Span, Subject: fact.Patient, SubjectSure: 1, Confidence: cases[0].Confidence, Value: fmt.Sprintf("%.0f bits", crowd.Bits), Clues: crowdEvidence(r), From: r.det.Name})
	},
})

// caseKinds are read from how few people a story fits; of a post that tells of a patient, exactly one.
var caseKinds = []fact.Kind{"case-singled-out", "case-few", "case-thin"}

// maybeCarriedOn leaves open what would be known if the earlier story were this patient's.
func (r *Reader) maybeCarriedOn(l *link.Link) {
	const why = "whether this is the patient of an earlier post can't be told from the words"
	r.Unknown("case-carried-on", why)
	with, _ := r.crowdWith(l)
	for _, k := range caseKinds { // from the fewest people to the most
		if r.Has(k) {
			return
		}
		if k == with {
			r.Unknown(k, why)
			return
		}
	}
}

// sameness is how surely an earlier story is this patient's.
func sameness(l *link.Link) float64 { return 1 / (1 + math.Exp(-l.LogOdds)) }

// carriedOn is the case of a post that tells of a patient only to those who read the posts before it.
func (r *Reader) carriedOn(l *link.Link) fact.Fact {
	f := fact.Fact{Kind: "patient-case", Span: r.Doc.SentenceSpan(0), Subject: fact.Patient, SubjectSure: 1, Confidence: sameness(l), From: r.det.Name,
		Value: "a story told before goes on"}
	for _, c := range r.Facts("continuation") {
		f.Span = c.Span
		break
	}
	for _, g := range l.Grounds {
		if !g.Empty() && g.Weight > 0 {
			f.Clues = append(f.Clues, fact.Clue{Span: g.Span, Weight: g.Weight})
		}
	}
	return f
}

// crowdWith adds to this post's clues what earlier posts on the same patient say, where there are any, and where the account has said that
// its author works.
func (r *Reader) crowdWith(l *link.Link) (fact.Kind, rough.Crowd) {
	frame, clues := crowdFrame(r), crowdClues(r)
	have := map[rough.Kind]int{}
	for _, c := range clues {
		have[c.Kind]++
	}
	var told []jigsaw.Reading
	if l != nil {
		told = l.Before.Readings
	}
	for _, x := range told {
		if x.Source == jigsaw.FromProfile {
			continue
		}
		i := slices.IndexFunc(crowdKinds, func(k crowdAs) bool { return string(k.kind) == x.Kind })
		if i < 0 || have[crowdKinds[i].as] > 1 || x.Sort == jigsaw.Sex && have["sex"] > 0 || x.Sort == jigsaw.Age && have["age"]+have["age-band"] > 0 {
			continue
		}
		as := crowdKinds[i].as
		if as == "age" && x.Value.Lo != x.Value.Hi {
			as = "age-band"
		}
		have[as]++
		clues = append(clues, rough.Clue{Kind: as})
	}
	frame.Workplace = frame.Workplace || len(r.linked.Account) > 0
	return crowdKind(frame, clues)
}

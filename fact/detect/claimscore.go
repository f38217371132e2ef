// SPDX-License-Identifier: Apache-2.0

package detect

import "chaperone/fact"

// A claim nobody has listed still has the build of one: something is said to make or end an illness, of everybody, surely, soon or in figures.
// Each cue in a sentence about health adds to a sum; room left, negation, a source or a tale of one's own takes away.
var _ = add(Detector{
	Name:  "claim-leaning",
	Kinds: Kinds{"claim-leaning": "A sentence about health is built like an unsupported claim: cause or end of an illness, for everybody, surely, soon or in figures."},
	Needs: []fact.Kind{"refutes", "hedge", "claim-sold", "source-cited", "opinion-marked", "promotion"},
	Lists: append([]string{"cs-link", "cs-end", "cs-sure", "cs-soon", "cs-figure", "cs-urge", "cs-scorn", "cs-tale"}, medical...),
	Read: func(r *Reader) {
		if r.Has("source-cited") || r.Doc.Sentences() > 25 {
			return
		}
		sum := claimSums(r)
		for i := range sum {
			if sum[i] >= 5 {
				r.Found("claim-leaning", r.Doc.SentenceSpan(i))
				return
			}
		}
	},
})

// claimSums gives each sentence its sum; a sentence without an illness, a part of the body, or a link stays at nought.
func claimSums(r *Reader) []int {
	n := r.Doc.Sentences()
	object, agent := marked(r, "condition", "symptom", "evidence-target", "evidence-body"), marked(r, "evidence-agent", "supplement", "procedure", "cosmetic", "drug", "drug-class", "vaccine", "evidence-product", "screening")
	link, end := openCue(r, "cs-link"), openCue(r, "cs-end")
	sure, soon, figure, urge, scorn, tale := openCue(r, "cs-sure"), openCue(r, "cs-soon"), openCue(r, "cs-figure"), openCue(r, "cs-urge"), openCue(r, "cs-scorn"), marked(r, "cs-tale")
	sold := r.Has("claim-sold")
	corrects := false // who quotes or denies one claim rarely makes the next one up
	for _, f := range r.Facts("refutes") {
		corrects = corrects || f.Value != "neg"
	}
	sum := make([]int, n)
	for i := range sum {
		near := func(c []int) int { // in the sentence or beside it
			switch {
			case c[i] > 0:
				return 2
			case i > 0 && c[i-1] > 0 || i+1 < n && c[i+1] > 0:
				return 1
			}
			return 0
		}
		if object[i]+agent[i] == 0 || link[i]+end[i] == 0 {
			continue
		}
		s := near(sure) + near(soon) + near(figure) + 2*min(near(scorn), 1)
		if object[i] > 0 {
			s++
		}
		if object[i] > 1 || object[i] > 0 && agent[i] > 0 {
			s++
		}
		s += 2
		if link[i] > 0 && end[i] > 0 {
			s++ // "cut it and it goes", "never had it, that's why they end up with that"
		}
		if urge[i] > 0 {
			s++
		}
		if sold {
			s++
		}
		if tale[i] > 0 {
			s -= 3
		}
		span := r.Doc.SentenceSpan(i)
		if hedged(r, span) {
			s -= 3
		}
		if asked(r, span) {
			s -= 2
		}
		if r.Has("opinion-marked") {
			s--
		}
		if corrects {
			s -= 2
		}
		sum[i] = s
	}
	return sum
}

// marked counts the matches of lists in each sentence.
func marked(r *Reader, lists ...string) []int {
	out := make([]int, r.Doc.Sentences())
	last := -1
	for _, l := range lists {
		for _, m := range r.Phrases(l) {
			if m.First != last {
				out[r.Doc.Tokens[m.First].Sent]++
			}
			last = m.First
		}
	}
	return out
}

// openCue counts the matches that nothing refutes.
func openCue(r *Reader, list string) []int {
	out := make([]int, r.Doc.Sentences())
	for _, m := range r.Phrases(list) {
		if claimed(r, m.Span, true) && !(m.Value != "own" && negatedBefore(r, m.Span, 3)) {
			out[r.Doc.Tokens[m.First].Sent]++
		}
	}
	return out
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// clueSorts are the sorts of identifying fact the encoder knows by their words ("a place"), in the order facts are found. What it finds
// besides the lists is of the kind "told-" and the sort: words without a code, so that no figure counts them; they are listed as seen.
var clueSorts = []string{"age", "sex", "relation", "ethnicity", "body-feature", "person", "place", "hospital", "ward", "premises", "relative-time", "date", "time",
	"condition", "procedure", "injury", "event", "outcome", "occupation", "employer", "quote"}

// toldSort gives the sort a kind of fact stands for, "" for kinds that lists read.
func toldSort(k fact.Kind) string {
	if s, ok := cutPrefix(string(k), "told-"); ok && slices.Contains(clueSorts, s) {
		return s
	}
	return ""
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):], true
	}
	return s, false
}

// ClueWords is a run of words the encoder takes for an identifying fact of a patient or a relative, with its log odds.
type ClueWords struct {
	Sort string
	post.Span
	Odds float64
}

// clueEdge is the log odds from which a run of words counts, and clueGrow how far its further words may lie below it. Found on the inner
// part; `go run ./cmd/train cluewords` prints what each edge would read.
const clueEdge, clueGrow = 0.0, 1.0

var _ = add(Detector{
	Name:  "clue-words",
	Kinds: toldKinds(),
	Last:  true,
	Needs: []fact.Kind{"patient-case"},
	Read: func(r *Reader) {
		if r.Depth == fact.Quick || !r.Has("patient-case") {
			return
		}
		for _, c := range r.clueWords(clueEdge) {
			if r.clueRead(c) {
				continue
			}
			f := r.Found(fact.Kind("told-"+c.Sort), c.Span)
			f.Told, f.Subject, f.SubjectSure, f.Confidence = true, fact.Patient, sigmoid(c.Odds), sigmoid(c.Odds)
		}
	},
})

func toldKinds() Kinds {
	out := Kinds{}
	for _, s := range clueSorts {
		out[fact.Kind("told-"+s)] = "Words that tell of a patient what a careful reader would mark as " + s + ", by the encoder; no list read them."
	}
	return out
}

// clueRead tells whether a list has read these words already.
func (r *Reader) clueRead(c ClueWords) bool {
	for _, f := range r.set.All() {
		if clueKind(f.Kind) && f.Overlaps(c.Span) {
			return true
		}
	}
	return false
}

// clueWords gives the runs of words from an edge on, of each sort the strongest first.
func (r *Reader) clueWords(edge float64) []ClueWords {
	e := r.encode()
	about := make([]float32, len(r.Doc.Tokens))
	for i := range about {
		about[i] = max(e.words[EncodedPatient].tokens[i], e.words["about family"].tokens[i])
	}
	var out []ClueWords
	for _, sort := range clueSorts {
		w, ok := e.words["a "+sort]
		if !ok {
			continue
		}
		odds := make([]float64, len(about))
		for i := range odds {
			odds[i] = float64(min(w.tokens[i], about[i]))
		}
		for i := 0; i < len(odds); i++ {
			if odds[i] < edge {
				continue
			}
			first, last, most := i, i, odds[i]
			for first > 0 && r.joins(first-1, i) && odds[first-1] >= edge-clueGrow {
				first--
			}
			for last+1 < len(odds) && r.joins(last+1, i) && odds[last+1] >= edge-clueGrow {
				last++
				most = max(most, odds[last])
			}
			if s := r.Doc.Span(first, last); !s.Empty() && slices.ContainsFunc(r.Doc.Tokens[first:last+1], func(t text.Token) bool { return t.Class == text.Word || t.Class == text.Number }) {
				out = append(out, ClueWords{sort, s, most})
			}
			i = last
		}
	}
	return out
}

// joins tells whether token i may belong to a run in the sentence of token at.
func (r *Reader) joins(i, at int) bool { return r.Doc.Tokens[i].Sent == r.Doc.Tokens[at].Sent }

// CluesOf gives, for the trainer, the runs of words from an edge on in a post that was read.
func CluesOf(s *fact.Set, edge float64) []ClueWords {
	return (&Reader{Input: s.In, set: s}).clueWords(edge)
}

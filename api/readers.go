// SPDX-License-Identifier: Apache-2.0

package api

import (
	"chaperone/finding/readers"
	"chaperone/practice"
)

// ReaderOut is a post as one reader sees it: what they could infer, and what they might mind. At least one of the lists holds something.
type ReaderOut struct {
	Reader string      `json:"reader"` // patient, relative, colleague, neighbour, journalist, regulator, employer
	Infers []SeenByOut `json:"infers"`
	Minds  []SeenByOut `json:"minds"`
}

// SeenByOut is one such thing.
type SeenByOut struct {
	Says  string `json:"says"`
	Rule  string `json:"rule,omitempty"` // the finding it comes from
	Spans []Span `json:"spans"`          // the words it rests on
}

// AddReaders adds the post as others may see it: those who have nothing to infer or to mind are left out.
func (r *Result) AddReaders(rep *practice.Report) {
	lines := func(ls []readers.Line) []SeenByOut {
		out := []SeenByOut{}
		for _, l := range ls {
			o := SeenByOut{Says: l.Says, Rule: l.Rule, Spans: []Span{}}
			for _, s := range l.Spans {
				o.Spans = append(o.Spans, Span{s.Start, s.End, s.Of(rep.Post.Text)})
			}
			out = append(out, o)
		}
		return out
	}
	r.Readers = []ReaderOut{}
	for _, c := range readers.Of(rep.Facts, rep.Findings) {
		r.Readers = append(r.Readers, ReaderOut{string(c.Reader), lines(c.Infers), lines(c.Minds)})
	}
}

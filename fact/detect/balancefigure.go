// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
)

// A figure tells readers something when they know what it is a part of and who counted.
var _ = add(Detector{
	Name: "balance-figure",
	Kinds: Kinds{
		"count-alone":       "People helped or harmed are counted, and nothing says out of how many.",
		"figure-unsourced":  "A figure about health, with nothing that says where it is from.",
		"relative-unscaled": "A change of risk is given in relation only, though a source is named.",
	},
	Needs: []fact.Kind{"refutes", "hedge", "source-cited", "statistic", "figure-alone", "relative-risk-alone", "patient-case"},
	Lists: append([]string{"balance-count", "balance-base", "own-figures", "balance-own-count"}, medical...),
	Read: func(r *Reader) {
		for _, m := range r.Phrases("balance-count") {
			if claimed(r, m.Span, true) && !r.Has("source-cited") && !linked(r) && !r.Has("patient-case") && aboutHealth(r, m.Span, 1) && !baseGiven(r, m.Span) {
				r.Found("count-alone", m.Span)
			}
		}
		for _, f := range r.Facts("relative-risk-alone") {
			if r.Has("source-cited") || linked(r) {
				r.Found("relative-unscaled", f.Span)
			}
		}
		if r.Has("source-cited") || linked(r) || len(r.Phrases("own-figures"))+len(r.Phrases("balance-own-count")) > 0 || r.Has("figure-alone") {
			return
		}
		for _, f := range r.Facts("statistic") {
			if claimed(r, f.Span, false) && !hedged(r, f.Span) && aboutHealth(r, f.Span, 0) && !strength(r, f.Span) && !r.Before(f.Span, 3, "off", "save", "my", "our", "was", "i", "about", "around", "roughly") {
				r.Found("figure-unsourced", f.Span)
			}
		}
	},
})

// baseGiven tells whether what a count is a part of stands in its sentence or beside it.
func baseGiven(r *Reader, s post.Span) bool {
	n := r.SentenceOf(s)
	for _, m := range r.Phrases("balance-base") {
		if k := r.Doc.Tokens[m.First].Sent; k >= n-1 && k <= n+1 && (m.Start >= s.End || m.End <= s.Start) {
			return true
		}
	}
	return false
}

// strength tells whether a percentage is a medicine's strength, a concentration or all of something: "adapalene 0.1%", "100% agree".
func strength(r *Reader, s post.Span) bool {
	w := s.Of(r.Text())
	if strings.HasPrefix(w, "0") || strings.HasPrefix(w, "100") || r.After(s, 2, "off", "discount", "solution", "cream", "gel", "oxygen", "saline", "tbsa", "burns", "serum", "spf", "lotion", "ointment", "glucose", "dextrose") {
		return true
	}
	at := r.Doc.At(s.Start)
	for _, l := range [...]string{"drug", "cosmetic", "ev-product"} {
		for _, m := range r.Phrases(l) {
			if m.Last+1 == at {
				return true
			}
		}
	}
	return false
}

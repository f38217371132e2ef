// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/text"
)

var _ = add(Detector{
	Name:  "source",
	Kinds: Kinds{"source-cited": "A source is named: guideline, review, named trial, journal with year, DOI, PMID, or a link said to be one."},
	Lists: []string{"source-name"},
	Read: func(r *Reader) {
		for _, m := range r.Phrases("source-name") {
			r.Found("source-cited", m.Span)
		}
		if len(r.buf) > 0 {
			return // one source is enough for every rule
		}
		for i := 0; i < len(r.Doc.Tokens); i++ { // "(Prostate Cancer UK)"
			if r.Doc.Tokens[i].Fold == "(" {
				j := i + 1
				for j < len(r.Doc.Tokens) && j < i+8 && (r.Doc.Tokens[j].Cap || r.Doc.Tokens[j].Class == text.Number || joining[r.Doc.Tokens[j].Fold]) {
					j++
				}
				if j > i+2 && j < len(r.Doc.Tokens) && r.Doc.Tokens[j].Fold == ")" && r.Doc.Tokens[i+1].Cap && i > 2 {
					r.Found("source-cited", r.Doc.Span(i+1, j-1))
				}
			}
		}
		for i := 1; i < len(r.Doc.Tokens); i++ { // "(Tan 1997)", "Sandvik, BJGP 2022"
			y, n := &r.Doc.Tokens[i], &r.Doc.Tokens[i-1]
			if y.Class == text.Number && len(y.Fold) == 4 && y.Fold > "1950" && y.Fold < "2040" && n.Cap && n.Class == text.Word && !n.Line && !months[n.Fold] && len(n.Fold) > 2 &&
				(i+1 < len(r.Doc.Tokens) && strings.ContainsAny(r.Doc.Tokens[i+1].Fold, ",).")) {
				r.Found("source-cited", r.Doc.Span(i-1, i))
			}
		}
	},
})

var months = map[string]bool{"january": true, "february": true, "march": true, "april": true, "may": true, "june": true, "july": true, "august": true, "september": true,
	"october": true, "november": true, "december": true, "jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sep": true, "sept": true,
	"oct": true, "nov": true, "dec": true, "since": true, "spring": true, "summer": true, "autumn": true, "winter": true, "christmas": true}

var joining = map[string]bool{"of": true, "and": true, "for": true, "the": true, "on": true, "in": true, ",": true, "&": true}

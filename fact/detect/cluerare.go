// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/fact/jigsaw/figure"
	"chaperone/text"
)

// Rare diseases by their ORPHA numbers. Names and synonyms come from Orphanet (CC BY 4.0) through the table of figures. A fact that a
// list knows as a condition is looked up by its words; names that stand in no list are looked for around words that few posts have.

// orpha gives the one ORPHA number that goes by a name; "" where there is none or there are several.
func orpha(name string) string {
	if codes := figure.RareNamed(name); len(codes) == 1 {
		return "ORPHA:" + codes[0]
	}
	return ""
}

// rareDiseases looks for names of rare diseases that no list has.
func (r *Reader) rareDiseases(k fact.Kind) {
	t := r.Doc.Tokens
	next := 0
	for i := range t {
		if i < next || len(t[i].Fold) < 6 || !r.rareWord(i) {
			continue
		}
		if first, last, code := r.rareNameAt(i); code != "" {
			if s := r.Doc.Span(first, last); !r.foundAt(k, s) && !r.Before(s, 2, "my", "i'm", "i've") {
				f := r.Found(k, s)
				f.Code, f.Told = code, true
			}
			next = last + 1
		}
	}
}

// rareNameAt gives the longest name of a rare disease that holds token i: up to two words before it and four behind. A name of one word
// has to be long, since short ones are words of other things too.
func (r *Reader) rareNameAt(i int) (first, last int, code string) {
	t := r.Doc.Tokens
	inside := func(j int) bool {
		return j >= 0 && j < len(t) && t[j].Sent == t[i].Sent && (t[j].Class == text.Word || t[j].Class == text.Number || t[j].Fold == "-")
	}
	best := 0
	for a := i; a >= i-3 && inside(a); a-- {
		if functionWords[t[a].Fold] || t[a].Fold == "-" {
			continue
		}
		for b := i; b <= i+5 && inside(b); b++ {
			if b-a < best || functionWords[t[b].Fold] || a == b && len(t[a].Fold) < 9 {
				continue
			}
			if c := orpha(r.Doc.Span(a, b).Of(r.Text())); c != "" {
				first, last, code, best = a, b, c, b-a+1
			}
		}
	}
	return first, last, code
}

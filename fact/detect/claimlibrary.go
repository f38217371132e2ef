// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact/claim"
	"chaperone/register"
	"chaperone/text"
)

// claimLibrary is a register of evidence made ready: its claims to be compared with, its words to be found.
type claimLibrary struct {
	claims *claim.Library
	forms  []*claim.Form           // of each entry's claim
	words  map[string][]claimWords // by their first word
}

// claimWords are words of an entry by which a post makes its claim.
type claimWords struct {
	entry int
	words []string
	form  *claim.Form
}

var claimLibraries memo[*claimLibrary]

// libraryOf makes or finds the library of a register of evidence. Only claims and words go in: whether a source still holds is looked up
// in the entry.
func libraryOf(entries []register.Evidence) *claimLibrary {
	k := newKey()
	for i := range entries {
		k.add(entries[i].Claim)
		k.add(entries[i].Words...)
		k.add("")
	}
	return claimLibraries.of(k.h.Sum64(), func() *claimLibrary { return newLibrary(entries) })
}

func newLibrary(entries []register.Evidence) *claimLibrary {
	l := &claimLibrary{words: map[string][]claimWords{}}
	claims := make([][]*claim.Form, len(entries))
	for i := range entries {
		e := &entries[i]
		f := formOf(e.Claim)
		l.forms = append(l.forms, f)
		if f.Size() > 1 {
			claims[i] = append(claims[i], f)
		}
		for _, w := range e.Words {
			f := formOf(w)
			if f.Size() > 1 && f.Ways() {
				claims[i] = append(claims[i], f) // the words are a claim by themselves
			}
			if folded := strings.Fields(text.Fold(w)); len(folded) > 0 {
				l.words[folded[0]] = append(l.words[folded[0]], claimWords{i, folded, f})
			}
		}
	}
	l.claims = claim.NewLibrary(claims)
	return l
}

// formOf reads words of a register as the words of a post are read.
func formOf(s string) *claim.Form {
	d := text.Read(s)
	var names []claim.Name
	if m, err := start(); err == nil {
		names = medicineNames(m.lexicon.Scan(d).Of("drug"), 0)
	}
	return claim.Read(d.Tokens, names)
}

// medicineNames gives the common names of medicines among tokens that begin at the first.
func medicineNames(ms []text.Match, first int) []claim.Name {
	var out []claim.Name
	for _, m := range ms {
		if _, generic, ok := strings.Cut(m.Value, " "); ok && m.First >= first {
			out = append(out, claim.Name{First: m.First - first, Last: m.Last - first, Value: generic})
		}
	}
	return out
}

// spoken gives each place where an entry's words stand, all of them in order.
func (l *claimLibrary) spoken(d *text.Doc, found func(w *claimWords, first, last int)) {
	for i := range d.Tokens {
		ws := l.words[d.Tokens[i].Fold]
		for k := range ws {
			w, j := &ws[k], 0
			for j < len(w.words) && i+j < len(d.Tokens) && d.Tokens[i+j].Fold == w.words[j] {
				j++
			}
			if j == len(w.words) {
				found(w, i, i+j-1)
			}
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package claim

import (
	"slices"
	"strings"

	"chaperone/text"
)

// Name is a stretch of tokens known by another name too: Wegovy by its medicine's. It makes two claims near, never the same.
type Name struct {
	First, Last int    // tokens
	Value       string // the other name
}

// item is one thing a claim speaks of.
type item struct {
	id    uint64
	class class
	way   string
	also  []uint64 // what counts as near
}

// Form is a sentence as it is compared.
type Form struct {
	items   []item // without repeats, in order of id
	size    int    // items of class content
	light   int    // items that weigh a little
	nots    int
	numbers []number
	subject []uint64 // content before the word that says which way it goes, in order of id
	object  []uint64 // content behind it
	fronted []uint64 // of the object, what opens the sentence: "In children, …"
}

// Ways tells whether the form says which way anything goes: whether it claims anything that can be turned round.
func (f *Form) Ways() bool {
	return slices.ContainsFunc(f.items, func(x item) bool { return x.class == way })
}

// Size is how many things the form speaks of that carry meaning by themselves.
func (f *Form) Size() int {
	return f.size
}

// place is an item where it stands.
type place struct {
	item
	at int
}

// Read makes the form of tokens; names may be nil. The tokens are one sentence or clause.
func Read(toks []text.Token, names []Name) *Form {
	v := vocab()
	toks, off := bare(toks)
	f := &Form{}
	all := make([]place, 0, len(toks))
	opened := false
	for i := 0; i < len(toks); {
		t := &toks[i]
		if t.Class != text.Word && t.Class != text.Number && t.Fold != "%" {
			i++
			continue
		}
		if k, n := v.at(toks, i); n > 0 && (k.class != skipped || !opened || n > 1) {
			i = f.take(&all, k, toks, i, n)
			opened = opened || k.class != skipped
			continue
		}
		if n, next := amount(toks, i); next > i {
			f.numbers = append(f.numbers, n)
			i = next
			opened = true
			continue
		}
		if t.Fold == "as" && i+2 < len(toks) && (toks[i+2].Fold == "as" || i+3 < len(toks) && toks[i+3].Fold == "as") {
			all = append(all, place{item{id: hash("as as"), class: way, way: "same"}, i})
		}
		if n := denies(t.Fold); n != "" {
			f.nots++
			if n == "can" {
				k := v.phrase["can"]
				all = append(all, place{item{id: uint64(k.id), class: k.class}, i})
			}
		} else if !v.stop[t.Fold] {
			all = append(all, place{item{id: hash(stem(t.Fold))}, i})
			opened = true
		}
		i++
	}
	for _, n := range names {
		for j := range all {
			if at := all[j].at + off; at >= n.First && at <= n.Last && all[j].class == content {
				all[j].also = append(slices.Clip(all[j].also), hash("name "+n.Value))
			}
		}
	}
	sortNumbers(f.numbers)
	f.roles(toks, all)
	f.items = make([]item, 0, len(all))
	for _, p := range all {
		f.items = append(f.items, p.item)
	}
	slices.SortStableFunc(f.items, func(a, b item) int { return compareIDs(a.id, b.id) })
	f.items = slices.CompactFunc(f.items, func(a, b item) bool { return a.id == b.id })
	for i := range f.items {
		switch f.items[i].class {
		case content:
			f.size++
		case light, group:
			f.light++
		}
	}
	return f
}

// take notes a listed phrase of n tokens at i and gives the index behind it.
func (f *Form) take(all *[]place, k *concept, toks []text.Token, i, n int) int {
	switch {
	case k.class == skipped:
		return i + n
	case k.class == not:
		f.nots++
		return i + n
	case k.name == "double" || k.name == "triple" || k.name == "halve":
		by := map[string]number{"double": {of: 2, unit: "times"}, "triple": {of: 3, unit: "times"}, "halve": {of: .5, ratio: true}}[k.name]
		f.numbers = append(f.numbers, by)
		as := map[string]string{"double": "raise", "triple": "raise", "halve": "lower"}[k.name]
		k = vocab().phrase[stem(as)]
	}
	*all = append(*all, place{item{id: uint64(k.id), class: k.class, way: k.way, also: k.near}, i})
	return i + n
}

// at finds the longest listed phrase at token i, over up to a hyphen between its words.
func (v *vocabulary) at(toks []text.Token, i int) (k *concept, n int) {
	s := stem(toks[i].Fold)
	most := v.longest[s]
	for words, j := 1, i; words <= most; words++ {
		if p := v.phrase[s]; p != nil {
			k, n = p, j-i+1
		}
		if j++; j < len(toks) && toks[j].Class == text.Punct && (toks[j].Fold == "-" || toks[j].Fold == "–") {
			j++
		}
		if j >= len(toks) {
			break
		}
		s += " " + stem(toks[j].Fold)
	}
	return k, n
}

// denies tells whether a word holds a "not" ("not"), or a "can not" ("can").
func denies(w string) string {
	switch {
	case w == "cannot" || w == "can't" || w == "cant" || w == "couldn't" || w == "couldnt":
		return "can"
	case strings.HasSuffix(w, "n't"), w == "dont", w == "doesnt", w == "isnt", w == "wont", w == "didnt", w == "wasnt", w == "arent", w == "havent", w == "hasnt", w == "werent":
		return "not"
	}
	return ""
}

// bare takes off what stands around a sentence (tags in front and behind, emoji, addresses) and tells how many tokens in front went.
func bare(toks []text.Token) (left []text.Token, off int) {
	trim := func(t *text.Token) bool {
		return t.Hash || t.Class != text.Word && t.Class != text.Number && t.Fold != "%"
	}
	for len(toks) > 0 && trim(&toks[0]) {
		toks, off = toks[1:], off+1
	}
	for len(toks) > 0 && trim(&toks[len(toks)-1]) {
		toks = toks[:len(toks)-1]
	}
	return toks, off
}

func hash(s string) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h | 1<<63 // apart from the numbers of concepts
}

func compareIDs(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// ReadText makes the form of a whole text, as entries of a register are read.
func ReadText(s string) *Form { return Read(text.Read(s).Tokens, nil) }

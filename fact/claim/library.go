// SPDX-License-Identifier: Apache-2.0

package claim

import (
	"slices"
	"strings"

	"chaperone/text"
)

// Library holds claims on record so that a sentence finds those like it without being compared with each. It is built once and may be
// shared.
type Library struct {
	forms   []*Form
	entry   []int // by form: the entry it belongs to
	entries int
	by      map[uint64][]int32 // content, or what is near it: the forms that speak of it
}

// NewLibrary makes a library; claims holds the forms of each entry, of which the best counts. Forms that speak of nothing are left out.
func NewLibrary(claims [][]*Form) *Library {
	l := &Library{entries: len(claims), by: map[uint64][]int32{}}
	for i, fs := range claims {
		for _, f := range fs {
			if f.Size() == 0 {
				continue
			}
			n := int32(len(l.forms))
			l.forms, l.entry = append(l.forms, f), append(l.entry, i)
			for _, x := range f.items {
				if x.class != content {
					continue
				}
				for _, id := range append([]uint64{x.id}, x.also...) {
					if fs := l.by[id]; len(fs) == 0 || fs[len(fs)-1] != n {
						l.by[id] = append(fs, n)
					}
				}
			}
		}
	}
	return l
}

// Hit is an entry and how a sentence stands to it.
type Hit struct {
	Entry int
	Result
}

// Find gives the entries a form is not different from, the nearest first: exact before near before contrary, then by score, then by entry.
func (l *Library) Find(f *Form) []Hit {
	if f.Size() == 0 || len(l.forms) == 0 {
		return nil
	}
	shared := make([]uint8, len(l.forms))
	var tried []int32
	for i := range f.items {
		x := &f.items[i]
		if x.class != content {
			continue
		}
		for _, n := range l.by[x.id] {
			if shared[n]++; shared[n] == 1 {
				tried = append(tried, n)
			}
		}
		for _, id := range x.also {
			for _, n := range l.by[id] {
				if shared[n]++; shared[n] == 1 {
					tried = append(tried, n)
				}
			}
		}
	}
	var out []Hit
	for _, n := range tried {
		if most := lightWeight * float64(l.forms[n].light); float64(shared[n])+most < recordCover*(float64(l.forms[n].size)+most) {
			continue // it can't be near, whatever else is shared
		}
		r := Compare(l.forms[n], f)
		if r.Verdict == Different {
			continue
		}
		h := Hit{l.entry[n], r}
		if i := slices.IndexFunc(out, func(o Hit) bool { return o.Entry == h.Entry }); i < 0 {
			out = append(out, h)
		} else if nearer(h, out[i]) < 0 {
			out[i] = h
		}
	}
	slices.SortFunc(out, nearer)
	return out
}

func nearer(a, b Hit) int {
	switch {
	case a.Verdict != b.Verdict:
		return int(b.Verdict) - int(a.Verdict)
	case a.Score > b.Score:
		return -1
	case a.Score < b.Score:
		return 1
	}
	return a.Entry - b.Entry
}

// Clauses gives the parts of a sentence that may hold a claim by themselves, as ranges of tokens, where all else in the sentence says
// nothing that could change it: "Statins lower cholesterol, so I take mine". Without such a part it gives nothing.
func Clauses(toks []text.Token) [][2]int {
	var cuts []int
	for i := 1; i+1 < len(toks); i++ {
		switch t := &toks[i]; {
		case t.Fold == ":" || t.Fold == ";" || t.Fold == "—" || t.Fold == "…" || t.Fold == "–" && spaced(toks, i):
			cuts = append(cuts, i)
		case t.Fold == "," && (toks[i+1].Fold == "so" || toks[i+1].Fold == "and" || toks[i+1].Fold == "which" || toks[i+1].Fold == "folks"):
			cuts = append(cuts, i)
		}
	}
	if len(cuts) == 0 || len(cuts) > 4 {
		return nil
	}
	var parts [][2]int
	from := 0
	for _, c := range append(cuts, len(toks)) {
		if c > from {
			parts = append(parts, [2]int{from, c})
		}
		from = c + 1
	}
	var out [][2]int
	for i := range parts {
		rest := true
		for j := range parts {
			rest = rest && (i == j || idle(toks[parts[j][0]:parts[j][1]]))
		}
		if rest && parts[i][1]-parts[i][0] > 2 {
			out = append(out, parts[i])
		}
	}
	return out
}

func spaced(toks []text.Token, i int) bool {
	return toks[i].Start > toks[i-1].End && toks[i+1].Start > toks[i].End
}

var conditions = set("if when unless but except although though provided only because until in for with among after as at during than or while whereas whether where despite without before once by like")

// idle tells whether words say nothing that could change a claim beside them.
func idle(toks []text.Token) bool {
	if len(toks) > 12 {
		return false
	}
	for i := range toks {
		if conditions[toks[i].Fold] {
			return false
		}
	}
	f := Read(toks, nil)
	if f.nots > 0 || len(f.numbers) > 0 {
		return false
	}
	return !slices.ContainsFunc(f.items, func(x item) bool {
		return x.class != content && x.class != skipped && x.class != light
	}) && !strings.ContainsAny(toks[len(toks)-1].Fold, "?")
}

// SPDX-License-Identifier: Apache-2.0

package claim

import (
	"slices"
	"strings"

	"chaperone/text"
)

// roles tells what acts from what is acted on: "A raises B", "B is raised by A". Words moved to the front ("In children, …") count as
// standing at the end.
func (f *Form) roles(toks []text.Token, all []place) {
	front := fronted(toks)
	verb, passive := f.verb(toks, all, front)
	if verb < 0 {
		return
	}
	by := -1
	if passive {
		for i := verb + 1; i+1 < len(toks); i++ {
			if toks[i].Fold == "by" {
				if _, next := amount(toks, i+1); next == i+1 {
					by = i
				}
			}
		}
	}
	for _, p := range all {
		if p.class != content {
			continue
		}
		before := p.at < verb && p.at >= front
		if by >= 0 {
			before = p.at > by
		}
		if before {
			f.subject = append(f.subject, p.id)
		} else {
			f.object = append(f.object, p.id)
		}
		if p.at < front {
			f.fronted = append(f.fronted, p.id)
		}
	}
	for _, s := range []*[]uint64{&f.subject, &f.object} {
		slices.Sort(*s)
		*s = slices.Compact(*s)
	}
}

// fronted gives the index behind an opening "For mild depression, …"; 0 where the sentence opens otherwise.
func fronted(toks []text.Token) int {
	i := 0
	for i < len(toks) && (toks[i].Fold == ":" || lead(toks, i)) {
		i++
	}
	if i >= len(toks) || !prepositions[toks[i].Fold] {
		return 0
	}
	for j := i; j < len(toks) && j < i+12; j++ {
		if toks[j].Fold == "," {
			return j + 1
		}
	}
	return 0
}

// lead tells whether the word at i stands before a colon that soon follows: "Reminder: in healthy adults, …".
func lead(toks []text.Token, i int) bool {
	for j := i; j < len(toks) && j < i+4; j++ {
		if toks[j].Fold == ":" {
			return true
		}
	}
	return false
}

var prepositions = set("for in after over during among at with from to on under as before within by without")

func set(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		out[w] = true
	}
	return out
}

var (
	beForms     = set("is are was were be been being it's that's isn't aren't wasn't weren't")
	hasForms    = set("has have had need needs takes take")
	participles = set("made cut given shown brought driven put")
)

// verb gives the token on which the sentence turns, -1 for none, and whether it is passive.
func (f *Form) verb(toks []text.Token, all []place, front int) (at int, passive bool) {
	for i := front; i < len(toks); i++ {
		if !beForms[toks[i].Fold] {
			continue
		}
		for j := i + 1; j < len(toks) && j <= i+3; j++ {
			if w := toks[j].Fold; strings.HasSuffix(w, "ed") || participles[w] {
				if slices.ContainsFunc(toks[j+1:], func(t text.Token) bool { return t.Fold == "by" }) {
					return j, true
				}
			}
		}
	}
	first, fallback, opens := -1, -1, front
	for _, p := range all {
		if p.at >= front && p.class != skipped {
			opens = p.at // "Delayed clamping raises …": what a sentence opens with is not what it turns on
			break
		}
	}
	for _, p := range all {
		if p.class != way || p.at < front {
			continue
		}
		if fallback < 0 {
			fallback = p.at
		}
		if first < 0 && !strings.HasSuffix(toks[p.at].Fold, "ing") && p.at > opens && p.way != "less" && p.way != "more" && p.way != "same" {
			first = p.at
		}
	}
	for i := front; i < len(toks); i++ {
		w := toks[i].Fold
		if (w == "make" || w == "makes" || w == "made") && i > front {
			return i, false
		}
		if beForms[w] && (first < 0 || i < first) && i > front {
			return i, false
		}
	}
	if first >= 0 {
		return first, false
	}
	for i := front; i < len(toks); i++ {
		if hasForms[toks[i].Fold] && i > front {
			return i, false
		}
	}
	return fallback, false
}

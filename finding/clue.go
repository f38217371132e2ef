// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/post"
)

// Clue is a place in the post a finding rests on.
type Clue struct {
	post.Span
	Kind   fact.Kind
	Weight float64 // share of all that the finding rests on, 0 to 1; the clues of one finding add up to at most 1
}

// maxClues bounds what one finding names: behind the first few nothing is explained any more.
const maxClues = 8

// aboutShare is what the facts count that make a rule apply at all, against those that raise it.
const aboutShare = 0.5

// clues gives what a raised finding rests on, the weightiest first. A fact weighs by its confidence, shared out among its own clues
// where it has any; the same words, read in two ways, count as one clue.
func (f *Finding) clues(facts *fact.Set) []Clue {
	var out []Clue
	add := func(kinds []fact.Kind, share float64) {
		var done []fact.Kind
		for _, k := range kinds {
			if slices.Contains(done, k) {
				continue
			}
			done = append(done, k)
			for _, x := range facts.Of(k) {
				out = append(out, cluesOf(x, facts, share)...)
			}
		}
	}
	when := f.Rule.When.Holding(facts)
	if f.Rule.StopWhen != nil && f.Rule.StopWhen.Eval(facts) == fact.Yes {
		when = append(when, f.Rule.StopWhen.Holding(facts)...)
	}
	add(when, 1)
	add(f.Rule.About.Holding(facts), aboutShare)
	return weigh(joined(out))
}

// cluesOf gives the places one fact rests on: its own words, or the clues it names.
func cluesOf(x fact.Fact, facts *fact.Set, share float64) []Clue {
	if len(x.Clues) == 0 {
		if x.Empty() {
			return nil
		}
		return []Clue{{x.Span, x.Kind, share * x.Confidence}}
	}
	sum := 0.0
	for _, c := range x.Clues {
		sum += max(0, c.Weight)
	}
	var out []Clue
	for _, c := range x.Clues {
		if c.Weight > 0 && !c.Empty() {
			out = append(out, Clue{c.Span, kindAt(facts, c.Span, x.Kind), share * x.Confidence * c.Weight / sum})
		}
	}
	return out
}

// kindAt says as what the words of a clue were read; the kind of the fact that rests on them where they were read as nothing of their own.
func kindAt(facts *fact.Set, s post.Span, otherwise fact.Kind) fact.Kind {
	for _, k := range facts.KindsAt(s) {
		if strings.HasPrefix(string(k), "clue-") || k == "recent-time" {
			return k
		}
	}
	return otherwise
}

// joined makes one clue of those whose words overlap: the longer words, and the kind that weighs more.
func joined(in []Clue) []Clue {
	var out []Clue
	for _, c := range in {
		i := slices.IndexFunc(out, func(o Clue) bool { return o.Overlaps(c.Span) })
		if i < 0 {
			out = append(out, c)
			continue
		}
		o := &out[i]
		if c.Weight > o.Weight {
			o.Kind = c.Kind
		}
		if c.End-c.Start > o.End-o.Start {
			o.Span = c.Span
		}
		o.Weight += c.Weight
	}
	return out
}

// weigh turns weights into shares, and puts the weightiest first.
func weigh(in []Clue) []Clue {
	sum := 0.0
	for _, c := range in {
		sum += c.Weight
	}
	for i := range in {
		in[i].Weight /= sum
	}
	slices.SortStableFunc(in, func(a, b Clue) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return a.Start - b.Start
	})
	return in[:min(len(in), maxClues)]
}

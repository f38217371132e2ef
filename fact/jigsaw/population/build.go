// SPDX-License-Identifier: Apache-2.0

// Package population puts a story into figures: which crowds it can be about (frames), what part of each crowd every clue leaves, which
// wider wordings there are, and how clues hang together. Every number is a row of package figure or a named assumption there; nothing is
// known here of any one person.
package population

import (
	"cmp"
	"math"
	"slices"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
	"chaperone/post"
)

// frameKind says which crowd a frame counts; what a clue is worth differs between them.
type frameKind uint8

const (
	events    frameKind = iota // people taken into hospital, or seen at an emergency department, in a year
	births                     // women who gave birth in hospital in a year
	residents                  // people living in a country
)

// builder gathers one problem.
type builder struct {
	story  *jigsaw.Story
	text   string // of the post being checked; wordings are offered for its words only
	id     string
	nation nation
	kinds  []frameKind
	visits bool        // the crowd of events is of visits to emergency departments, not of admissions
	unit   figure.Unit // where care was given, if that is known
	out    *jigsaw.Problem
	lifts  *lifts
	whose  string
	unseen []jigsaw.Reading
}

// Build puts a story into figures. The text is that of the post being checked, by whose id its readings go; for words of earlier posts no
// wording is offered. Readings no figure exists for become clues that say nothing in any frame, so that they are listed as not counted.
func Build(s *jigsaw.Story, text string) *jigsaw.Problem {
	b := &builder{story: s, text: text, out: &jigsaw.Problem{Grave: s.Grave, News: s.News}, lifts: &lifts{known: map[[3]int]lift{}}, whose: whose(s)}
	if n := len(s.Posts); n > 0 {
		b.id = s.Posts[n-1]
	}
	b.out.Lifts = b.lifts
	groups := bySort(s.Readings)
	b.frames(groups)
	b.lifts.frames = b.kinds
	for _, sort := range []jigsaw.Sort{jigsaw.When, jigsaw.Care, jigsaw.Home, jigsaw.Condition, jigsaw.Mechanism, jigsaw.Procedure, jigsaw.Multiple, jigsaw.Age, jigsaw.Sex,
		jigsaw.Ethnicity, jigsaw.Religion, jigsaw.Occupation, jigsaw.Marital, jigsaw.GivenName} {
		b.add(sort, groups[sort])
	}
	b.unseen = append(b.unseen, groups[jigsaw.Detail]...)
	slices.SortStableFunc(b.unseen, func(x, y jigsaw.Reading) int { return cmp.Compare(x.Start, y.Start) })
	taken := b.counted()
	for _, r := range b.unseen {
		if slices.ContainsFunc(taken, func(p jigsaw.Place) bool { return p.Post == r.Post && p.Overlaps(r.Span) }) {
			continue // its words count already, as something else
		}
		taken = append(taken, jigsaw.Place{Post: r.Post, Span: r.Span})
		c := b.clue(jigsaw.Detail, []jigsaw.Reading{r})
		c.Sort, c.Distinctive = r.Sort, distinctive(r)
		b.dropped(c, "left out", 0, nil)
	}
	return b.out
}

// counted gives the places whose words count as clues.
func (b *builder) counted() []jigsaw.Place {
	var out []jigsaw.Place
	for i := range b.out.Clues {
		out = append(out, b.out.Clues[i].Spans...)
	}
	return out
}

// distinctive tells whether words that no figure counts are of the kind others remember: what was said, a name, a number, an object.
func distinctive(r jigsaw.Reading) bool {
	switch r.Kind {
	case "clue-relation", "clue-household", "clue-outcome", "clue-ward":
		return false
	}
	return true
}

func bySort(rs []jigsaw.Reading) map[jigsaw.Sort][]jigsaw.Reading {
	out := map[jigsaw.Sort][]jigsaw.Reading{}
	for _, r := range rs {
		out[r.Sort] = append(out[r.Sort], r)
	}
	return out
}

func whose(s *jigsaw.Story) string {
	for _, r := range s.Readings {
		if r.Sort == jigsaw.Sex {
			return map[string]string{"f": "her", "m": "his"}[r.Value.Code]
		}
	}
	return "their"
}

// add makes the clues of one sort.
func (b *builder) add(sort jigsaw.Sort, rs []jigsaw.Reading) {
	switch sort {
	case jigsaw.When:
		b.when(rs)
	case jigsaw.Care:
		b.care(rs)
	case jigsaw.Home:
		b.home(rs)
	case jigsaw.Condition, jigsaw.Mechanism, jigsaw.Procedure:
		b.illnesses(sort, rs)
	case jigsaw.Multiple:
		b.multiple(rs)
	case jigsaw.Age:
		b.age(rs)
	case jigsaw.Sex:
		b.sex(rs)
	default:
		b.group(sort, rs)
	}
}

// clue begins a clue from the readings it rests on.
func (b *builder) clue(sort jigsaw.Sort, rs []jigsaw.Reading) *jigsaw.Clue {
	c := jigsaw.Clue{Sort: sort, Source: rs[0].Source, Words: rs[0].Words}
	for _, r := range rs {
		if r.Source != jigsaw.FromProfile {
			c.Spans = append(c.Spans, jigsaw.Place{Post: r.Post, Span: r.Span})
		}
		if r.Source == jigsaw.FromProfile || r.Source == jigsaw.FromHistory || r.Said {
			c.Locked = true // what the account has said once, no wording takes back
		}
	}
	b.out.Clues = append(b.out.Clues, c)
	return &b.out.Clues[len(b.out.Clues)-1]
}

// level adds a level to a clue; each share is one for each frame, in order.
func (b *builder) level(c *jigsaw.Clue, label string, shares []jigsaw.Share, cost float64, edits []jigsaw.Edit, x cell) {
	x.sort = c.Sort
	x.logs = make([]float64, len(shares))
	for i := range shares {
		shares[i].Log = math.Min(0, shares[i].Log)
		x.logs[i] = shares[i].Log
	}
	c.Levels = append(c.Levels, jigsaw.Level{Label: label, Shares: shares, Cost: cost, Edits: edits, Cell: len(b.lifts.cells)})
	b.lifts.cells = append(b.lifts.cells, x)
}

// dropped ends a clue: it says nothing any more.
func (b *builder) dropped(c *jigsaw.Clue, label string, cost float64, edits []jigsaw.Edit) {
	b.level(c, label, make([]jigsaw.Share, len(b.kinds)), cost, edits, cell{})
}

// weight is what giving up a clue costs a story, by sort: nothing hurts so much as losing the point.
var weight = map[jigsaw.Sort]float64{jigsaw.When: 1, jigsaw.Home: 1, jigsaw.Age: 1.5, jigsaw.Sex: 2, jigsaw.Occupation: 1.5, jigsaw.Ethnicity: 1, jigsaw.Religion: 1, jigsaw.Care: 2,
	jigsaw.Condition: 5, jigsaw.Procedure: 5, jigsaw.Mechanism: 4, jigsaw.Multiple: 3, jigsaw.Marital: 1, jigsaw.GivenName: 1}

// costs sets what each level costs: the weight of the sort times the part of what the clue tells that it gives up, in the frame where the
// clue tells most.
func costs(c *jigsaw.Clue) {
	first := 0.0
	at := 0
	for i, s := range c.Levels[0].Shares {
		if s.Log < first {
			first, at = s.Log, i
		}
	}
	for i := range c.Levels {
		if first < 0 {
			c.Levels[i].Cost = weight[c.Sort] * (1 - c.Levels[i].Shares[at].Log/first)
		}
	}
}

// mine gives the readings whose words stand in the post being checked.
func (b *builder) mine(rs []jigsaw.Reading) []jigsaw.Reading {
	var out []jigsaw.Reading
	for _, r := range rs {
		if r.Source == jigsaw.FromText && r.Post == b.id && r.End <= len(b.text) && !r.Span.Empty() {
			out = append(out, r)
		}
	}
	return out
}

// reworded makes the same change to each of the readings' words; nil where any of them can't be changed.
func (b *builder) reworded(rs []jigsaw.Reading, f func(r jigsaw.Reading) (post.Edit, bool)) []jigsaw.Edit {
	here := b.mine(rs)
	if len(here) != len(rs) {
		return nil
	}
	var out []jigsaw.Edit
	for _, r := range here {
		e, ok := f(r)
		if !ok {
			return nil
		}
		out = append(out, jigsaw.Edit{Post: r.Post, Edit: e})
	}
	return out
}

// cut leaves the words out, with the small words that lead to them where lead is set.
func (b *builder) cut(rs []jigsaw.Reading, lead bool) []jigsaw.Edit {
	return b.reworded(rs, func(r jigsaw.Reading) (post.Edit, bool) {
		at := r.Start
		if lead {
			at = withPreposition(b.text, at)
		}
		return leaveOut(b.text, at, r.End), true
	})
}

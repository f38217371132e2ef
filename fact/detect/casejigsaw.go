// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"chaperone/fact"
	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
	"chaperone/fact/jigsaw/population"
)

var _ = phrases("was-reported", "The words say that it was in the news. Unknown where a patient's story is of the sort that gets reported and they don't.")

// Crowd is what the estimate makes of a story: how many people fit, what each clue does, and what would make it safer.
type Crowd struct {
	Story   *jigsaw.Story   // everything said of the person, in this post and in those it goes with
	Problem *jigsaw.Problem // the same in figures
	Result  *jigsaw.Result
	Alone   *jigsaw.Result // of this post by itself, where others go with it; else nil
}

// CrowdOf gives the crowd a post was found to speak of; nil where it tells of nobody.
func CrowdOf(s *fact.Set) *Crowd {
	c, _ := s.Crowd.(*Crowd)
	return c
}

// PolicyOf gives the thresholds a post is held against: the least, raised to what its organisation asks for. Lower ones are passed over.
func PolicyOf(in *fact.Input) jigsaw.Policy {
	p := jigsaw.DefaultPolicy()
	for _, t := range []struct {
		is    *float64
		asked float64
	}{{&p.Ordinary.Red, in.Thresholds.Red}, {&p.Ordinary.Clear, in.Thresholds.Clear}, {&p.Grave.Red, in.Thresholds.GraveRed}, {&p.Grave.Clear, in.Thresholds.GraveClear}} {
		*t.is = max(*t.is, min(t.asked, jigsaw.MostAsked))
	}
	p.Ordinary.Clear, p.Grave.Clear = max(p.Ordinary.Clear, p.Ordinary.Red), max(p.Grave.Clear, p.Grave.Red)
	return p
}

// rareEvents is the number of such events a year in the whole country below which a date or a region is enough: jigsaw design, section 8.
const rareEvents = 20

// How many people the story fits. The number is an upper bound: whatever no figure exists for can only make it smaller.
var _ = add(Detector{
	Name: "jigsaw",
	Kinds: Kinds{
		"jigsaw-red":        "So few people fit the story that readers could tell who it is: the lower end of the estimate is under the first threshold.",
		"jigsaw-amber":      "Few people fit the story, or it holds a detail no figure counts: the lower end is under the second threshold.",
		"jigsaw-wide":       "As far as figures can tell, enough people fit the story: the lower end of the estimate is over both thresholds.",
		"jigsaw-rare-event": "An event that happens to fewer than twenty people a year in the whole country, with words of time or place.",
		"jigsaw-plan":       "Words that wider ones can stand for, so that enough people fit: together they are the least change that suffices.",
		"jigsaw-news":       "An event of the sort that gets reported, in the story of a patient; whether it was, the words don't tell.",
	},
	Needs: []fact.Kind{"patient-case", "case-thin", "clue-newsworthy"}, // and all kinds of storyReadings, which are read before the whole is weighed
	Whole: true,
	Read: func(r *Reader) {
		s := StoryOf(r.set)
		if s == nil || !r.countable() {
			return
		}
		c, policy := &Crowd{Story: r.linked.Whole(s)}, PolicyOf(r.Input)
		if r.linked.Same() != nil {
			c.Alone = jigsaw.Solve(population.Build(s, r.Text()), policy)
		}
		c.Problem = population.Build(c.Story, r.Text())
		c.Result = jigsaw.Solve(c.Problem, policy)
		r.set.Crowd = c
		r.crowdFacts(c)
	},
})

// countable tells whether a patient is told of so surely that people are counted: a number about nobody would teach people to ignore it.
func (r *Reader) countable() bool {
	for _, f := range r.Facts("patient-case") {
		if f.Code == caseSure {
			return true
		}
	}
	return r.linked.Same() != nil
}

// crowdFacts turns an estimate into facts, so that rules can lean on it.
func (r *Reader) crowdFacts(c *Crowd) {
	cases := r.Facts("patient-case")
	if len(cases) == 0 || !c.Result.Known {
		return
	}
	found := func(k fact.Kind) *fact.Fact {
		f := r.Found(k, cases[0].Span)
		f.Subject, f.Confidence = fact.Patient, cases[0].Confidence
		f.Value = people(c.Result.Estimate)
		f.Clues = c.clues()
		return f
	}
	switch c.Result.Verdict {
	case jigsaw.Red:
		found("jigsaw-red")
	case jigsaw.Amber:
		found("jigsaw-amber")
	case jigsaw.Clear:
		found("jigsaw-wide")
	}
	r.plan(c)
	if e := rareEvent(c.Story); e != nil {
		f := r.Found("jigsaw-rare-event", e.Span)
		f.Subject, f.Confidence = fact.Patient, cases[0].Confidence
	}
	for _, n := range theirs(r.Facts("clue-newsworthy")) {
		f := r.Found("jigsaw-news", n.Span)
		f.Subject, f.Confidence = fact.Patient, cases[0].Confidence
		r.Unknown("was-reported", "the words don't say whether it was in the news")
		break
	}
}

// plan hands on the least change that suffices, where words can be put to all of it and all of them stand in this post: the first such plan.
func (r *Reader) plan(c *Crowd) {
	for _, p := range c.Result.Plans {
		if !p.Reaches || !p.Worded || p.Attest || len(p.Edits) == 0 || slices.ContainsFunc(p.Edits, func(e jigsaw.Edit) bool { return e.Post != r.Post.ID }) {
			continue
		}
		for _, e := range p.Edits {
			span, words := e.Span, e.Text
			if words == "" && span.Start > 0 { // what is left out takes the sign before it along, for a change needs words
				_, n := utf8.DecodeLastRuneInString(r.Text()[:span.Start])
				span.Start -= n
				words = r.Text()[span.Start : span.Start+n]
			}
			f := r.Found("jigsaw-plan", span)
			f.Instead, f.Subject = words, fact.Patient
		}
		return
	}
}

// people says an estimate in words, as a reader would: never more exact than it is.
func people(e jigsaw.Estimate) string {
	return fmt.Sprintf("%s (%s to %s)", atMost(e), jigsaw.Count(e.Lo), jigsaw.Count(e.Hi))
}

// clues gives the words of this post that narrow the story, by what they do.
func (c *Crowd) clues() []fact.Clue {
	var out []fact.Clue
	for _, x := range c.Result.Clues {
		for _, p := range c.Problem.Clues[x.Clue].Spans {
			if x.Share > 0 && p.Post == c.Story.Posts[len(c.Story.Posts)-1] && !p.Empty() {
				out = append(out, fact.Clue{Span: p.Span, Weight: x.Share})
			}
		}
	}
	return out
}

// rareEvent finds an event or condition that befalls few in the whole country, told with a time or a place.
func rareEvent(s *jigsaw.Story) *jigsaw.Reading {
	placed := false
	for _, r := range s.Readings {
		placed = placed || r.Sort == jigsaw.When || r.Sort == jigsaw.Home || r.Sort == jigsaw.Care
	}
	for i, r := range s.Readings {
		if !placed || r.Sort != jigsaw.Mechanism && r.Sort != jigsaw.Condition || strings.HasPrefix(r.Value.Code, "ORPHA:") {
			continue
		}
		if f, ok := figure.Mentions(r.Value.Code); ok && f.Value < rareEvents && f.Value > 0 && !math.IsNaN(f.Value) {
			return &s.Readings[i]
		}
	}
	return nil
}

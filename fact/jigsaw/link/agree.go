// SPDX-License-Identifier: Apache-2.0

package link

import (
	"math"
	"strings"
	"time"

	"chaperone/fact/jigsaw"
)

// Rules are the figures linking works with. Nil fields stand for the defaults.
type Rules struct {
	// P is the share of an account's patients a reading holds for, above 0, at most 1. What two posts share weighs -log P.
	P func(jigsaw.Reading) float64
	// Within tells whether one place lies in another, as far as it is known: St James's in Leeds.
	Within func(fine, coarse string) bool
}

// compared are the sorts of reading that are compared, in this order.
var compared = [...]jigsaw.Sort{jigsaw.Age, jigsaw.Sex, jigsaw.Condition, jigsaw.Mechanism, jigsaw.Procedure, jigsaw.Care, jigsaw.Home, jigsaw.When, jigsaw.Ethnicity, jigsaw.Religion,
	jigsaw.Born, jigsaw.Occupation, jigsaw.Marital, jigsaw.Multiple, jigsaw.GivenName}

// agreement is what two posts' readings of one sort say of each other.
type agreement struct {
	contradicts  bool
	weight       float64 // 0: nothing
	ours, theirs jigsaw.Reading
}

func (c *comparison) agree(s jigsaw.Sort, ours, theirs []jigsaw.Reading) agreement {
	if s == jigsaw.Sex {
		return c.agreeSex(ours, theirs)
	}
	var best agreement
	for _, a := range ours {
		for _, b := range theirs {
			shared, ok := c.shared(s, a, b)
			if !ok {
				continue
			}
			if w := -math.Log(c.likely(shared)); w > best.weight || best.ours.Sort == "" {
				best = agreement{weight: w, ours: a, theirs: b}
			}
		}
	}
	if best.ours.Sort != "" {
		return best
	}
	a, b := ours[0], theirs[0]
	switch s {
	case jigsaw.Age:
		return agreement{contradicts: true}
	case jigsaw.Care: // a town may hold any hospital; two hospitals are two places
		return agreement{contradicts: allCare(ours) && allCare(theirs)}
	case jigsaw.Home:
		if a.Kind == "clue-home" && b.Kind == "clue-home" {
			return agreement{weight: otherHome, ours: a, theirs: b}
		}
	case jigsaw.Occupation:
		return agreement{weight: otherJob, ours: a, theirs: b}
	case jigsaw.Multiple:
		return agreement{contradicts: true}
	}
	return agreement{}
}

// agreeSex compares only where each post speaks of one sex: with "his wife" both stand in it, and nobody can tell whose is whose.
func (c *comparison) agreeSex(ours, theirs []jigsaw.Reading) agreement {
	a, one := unanimous(ours)
	b, two := unanimous(theirs)
	switch {
	case !one || !two:
		return agreement{}
	case a.Value.Code != b.Value.Code:
		return agreement{contradicts: true}
	}
	return agreement{weight: -math.Log(c.likely(a)), ours: a, theirs: b}
}

// unanimous gives the one sex a post speaks of. A pronoun that was read as the patient's outweighs the nouns, which may be a relative's.
func unanimous(rs []jigsaw.Reading) (jigsaw.Reading, bool) {
	for _, r := range rs {
		if r.Kind == "clue-pronoun" {
			return r, true
		}
	}
	for _, r := range rs {
		if r.Value.Code != rs[0].Value.Code {
			return r, false
		}
	}
	return rs[0], true
}

func allCare(rs []jigsaw.Reading) bool {
	for _, r := range rs {
		if r.Kind == "clue-place" || r.Value.Place == "" {
			return false
		}
	}
	return true
}

// shared gives the coarser of two readings where they agree: that much both say.
func (c *comparison) shared(s jigsaw.Sort, a, b jigsaw.Reading) (jigsaw.Reading, bool) {
	switch s {
	case jigsaw.Age:
		return sharedAge(a, b, c.t.At.Sub(c.p.last))
	case jigsaw.Condition, jigsaw.Mechanism, jigsaw.Procedure:
		return sharedCode(a, b)
	case jigsaw.Care, jigsaw.Home:
		return c.sharedPlace(a, b)
	case jigsaw.When:
		return sharedWindow(a, b)
	}
	return b, a.Value.Code != "" && a.Value.Code == b.Value.Code
}

// sharedAge lets people grow older between two posts.
func sharedAge(a, b jigsaw.Reading, gap time.Duration) (jigsaw.Reading, bool) {
	older := int(math.Ceil(math.Abs(gap.Hours()) / 24 / 365))
	if gap < 24*time.Hour {
		older = 0
	}
	if a.Value.Lo > b.Value.Hi+older || b.Value.Lo > a.Value.Hi+older {
		return a, false
	}
	if a.Value.Hi-a.Value.Lo > b.Value.Hi-b.Value.Lo {
		return a, true
	}
	return b, true
}

// sharedPlace takes one place for another where their names hold each other or one is known to lie in the other.
func (c *comparison) sharedPlace(a, b jigsaw.Reading) (jigsaw.Reading, bool) {
	x, y := strings.ToLower(a.Value.Place), strings.ToLower(b.Value.Place)
	within := c.h.Rules.Within
	switch {
	case x == "" || y == "":
		return a, false
	case x == y, strings.Contains(x, y), within != nil && within(a.Value.Place, b.Value.Place):
		return b, true
	case strings.Contains(y, x), within != nil && within(b.Value.Place, a.Value.Place):
		return a, true
	}
	return a, false
}

// sharedWindow takes windows of up to two weeks; wider ones say nothing.
func sharedWindow(a, b jigsaw.Reading) (jigsaw.Reading, bool) {
	x, y := a.Value, b.Value
	const wide = 15 * 24 * time.Hour
	if x.Vague || y.Vague || !x.From.Before(y.Until) || !y.From.Before(x.Until) || x.Until.Sub(x.From) > wide || y.Until.Sub(y.From) > wide {
		return a, false
	}
	if x.Until.Sub(x.From) > y.Until.Sub(y.From) {
		return a, true
	}
	return b, true
}

// likely is the share of the account's patients a reading holds for: at least what it is among those told of so far.
func (c *comparison) likely(r jigsaw.Reading) float64 {
	f := c.h.Rules.P
	if f == nil {
		f = Share
	}
	p := f(r)
	if math.IsNaN(p) || p <= 0 {
		p = minP
	}
	if r.Sort != jigsaw.Age && r.Sort != jigsaw.When {
		p = max(p, c.h.common.storyShare(readingKey(&r), len(c.p.story.Posts)))
	}
	return min(1, max(p, minP))
}

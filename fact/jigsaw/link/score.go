// SPDX-License-Identifier: Apache-2.0

package link

import (
	"math"
	"slices"
	"strings"
	"time"

	"chaperone/fact/jigsaw"
)

// The weights. The cue's is the design's (section 11.2), and so is the decay of ten days. Two things differ from there, both measured (doc/jigsaw.md):
// the prior is shared among the stories a post could carry on, so that a busy account's tenth story is no likelier than the last one of an account that
// tells few; and one story in twenty is carried on over months.
const (
	carriesOn  = 0.3  // that a post on a patient carries on a story the account has told, at best
	elsewhere  = 1.0  // the weight of stories that aren't kept, or were told elsewhere
	fastDays   = 10.0 // most stories are carried on within days …
	slowDays   = 120.0
	slowShare  = 0.05 // … one in twenty over months
	freshDoubt = -1.2 // somebody is introduced as new
	columnHint = -5.0 // begins with the words the other began with: a regular column
	daysApart  = -2.0 // counts days of a stay that began on another day
	unnamed    = -1.0 // "the farmer", and no farmer in the story
	misread    = -2.0 // a contradiction where the author names the patient: about one reading in eight is wrong or of somebody else
	otherJob   = -1.0
	otherHome  = -1.5
	certain    = 0.5  // from here on a post tells of a patient
	leastTells = 0.15 // that a post nobody can tell of has a patient in it after all
	reuse      = 0.05 // that a word of one post stands in the next on the same patient
	namedAgain = 0.8  // that the word by which a patient is called, "sofa person", stood in her story
	wordsCap   = 7.0  // all shared words together
	minP       = 1e-4
)

// pronounWeight goes by the stories that stand alone: of 1,916 in the study part and the extra texts 43 begin with a pronoun nobody has
// introduced, log(0.5/0.022).
const pronounWeight = 3.1

// cueWeight is log(0.5/0.03), the design's: how much oftener posts with such words carry something on. Of 2,090 stories that stand alone 18 hold an
// explicit one, so that is put between, at log(0.5/0.015).
var cueWeight = math.Log(0.5 / 0.03)

const explicitWeight = 3.5

// replyWeight is that of an answer to one's own post, nearly always about the same.
const replyWeight = 5.0

// decay is how much a story is still in the air after a gap between posts; 1 where there is none.
func decay(gap time.Duration) float64 {
	d := math.Abs(gap.Hours()) / 24
	return (1-slowShare)*math.Exp(-d/fastDays) + slowShare*math.Exp(-d/slowDays)
}

// weight is the story's part of the prior, before it is shared among all.
func (p *patient) weight(at time.Time) float64 {
	w := decay(at.Sub(p.last))
	if p.tells < certain {
		w *= max(p.tells, leastTells)
	}
	return w
}

// score gives the log of how much likelier a post is if it speaks of a patient told of before than if it speaks of somebody new; minus infinity
// where it cannot.
func (h *History) score(p *patient, o *ours) (float64, []Ground) {
	c := comparison{h: h, p: p, t: o.Telling, ours: o}
	t := o.Telling
	total := 0.0
	pointed := c.cues()
	if t.Tells < certain && (!pointed || t.impersonal()) {
		total += math.Log(max(t.Tells, leastTells))
	}
	if t.Story != nil && !c.readings() {
		return math.Inf(-1), nil
	}
	column := t.Opening != "" && !pointed && slices.Contains(p.opens, t.Opening)
	if !column { // of a column, the same words are the column's
		c.words()
	}
	if t.Fresh && !pointed {
		c.put(Ground{Sort: "introduced", Weight: freshDoubt})
	}
	if column {
		c.put(Ground{Sort: "column", Words: t.Opening, Weight: columnHint})
	}
	for _, g := range c.grounds {
		total += g.Weight
	}
	slices.SortStableFunc(c.grounds, func(a, b Ground) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return a.Start - b.Start
	})
	return total, c.grounds[:min(len(c.grounds), maxGrounds)]
}

// impersonal tells whether no cue of the post points to a person: "update: the fox is back".
func (t *Telling) impersonal() bool {
	return !slices.ContainsFunc(t.Cues, func(c Cue) bool { return c.Sort == Pronoun || c.Sort == Definite })
}

// comparison is one post against one story.
type comparison struct {
	h       *History
	p       *patient
	t       *Telling
	ours    *ours
	grounds []Ground
	named   string // the word by which the post calls whom it means
	certain bool   // the post names this story's patient, or answers one of its posts
}

func (c *comparison) put(g Ground) { c.grounds = append(c.grounds, g) }

// cues weighs what points back, and tells whether something points to this story. The strongest counts: two cues are one author's habit.
func (c *comparison) cues() bool {
	if t := c.t; t.ReplyTo != 0 && slices.Contains(c.p.marks, t.ReplyTo) || t.ReplyID != "" && slices.Contains(c.p.story.Posts, t.ReplyID) {
		c.certain = true
		c.put(Ground{Sort: "reply", Weight: replyWeight})
		return true
	}
	var best, against *Ground
	for _, q := range c.t.Cues {
		g := Ground{Sort: string(q.Sort), Words: q.Words, Span: q.Span, Weight: cueWeight}
		switch q.Sort {
		case Explicit:
			g.Weight = explicitWeight
		case Pronoun:
			g.Weight = pronounWeight
		case Count:
			if g.Weight = c.counts(q); g.Weight == 0 {
				continue
			}
		case Definite:
			i := slices.IndexFunc(c.p.words, func(w theirWord) bool { return w.stem == q.Word })
			if i < 0 {
				g.Weight = unnamed
			} else {
				g.Post, c.named, c.certain = c.p.words[i].post, q.Word, true
			}
		}
		if g.Weight < 0 {
			if against == nil || g.Weight < against.Weight {
				against = &g
			}
		} else if best == nil || g.Weight > best.Weight {
			best = &g
		}
	}
	if best != nil {
		c.put(*best)
	} else if against != nil {
		c.put(*against)
	}
	return best != nil
}

// counts compares "day 94" with a count of days before: 34 days after day 60 it is the same stay.
func (c *comparison) counts(q Cue) float64 {
	if len(c.p.days) == 0 {
		return 0
	}
	for _, d := range c.p.days {
		if off := float64(q.N-d.n) - c.t.At.Sub(d.at).Hours()/24; math.Abs(off) <= 1.5 {
			return cueWeight + 3.5 // of stays told of within some weeks of one another, three in a hundred begin so close together by chance
		}
	}
	return daysApart
}

// standing is in how many of a story's posts a word stands, and in which first.
type standing struct {
	posts int
	first string
}

// words weighs words both use, where no reading in those words counts already.
func (c *comparison) words() {
	left := wordsCap
	shared := 0
	stands := &c.ours.stands // by our word, where it stood
	for i := range c.t.Words {
		stands[i] = standing{}
	}
	for i := range c.p.words {
		if n := c.ours.find(&c.p.words[i]); n >= 0 {
			w := &stands[n]
			if w.posts == 0 {
				w.first = c.p.words[i].post
				shared++
			}
			w.posts++
		}
	}
	if shared == 0 {
		c.unshared(0)
		return
	}
	var used strings.Builder
	for _, g := range c.grounds {
		used.WriteString(strings.ToLower(g.Words))
		used.WriteByte(' ')
	}
	var all []Ground
	for i := range c.t.Words {
		st, w := stands[i], c.t.Words[i]
		if st.posts == 0 {
			continue
		}
		if w.Stem != c.named && strings.Contains(used.String(), w.Stem) {
			continue
		}
		again := reuse
		if w.Stem == c.named {
			again = namedAgain
		}
		p := max(wordShare(w.Stem), c.h.common.share("w:"+w.Stem, st.posts), minP)
		all = append(all, Ground{Sort: "word", Words: w.Stem, Span: w.Span, Their: w.Stem, Post: st.first, Weight: math.Log(again / p)})
	}
	slices.SortFunc(all, func(a, b Ground) int {
		if a.Weight != b.Weight {
			if a.Weight > b.Weight {
				return -1
			}
			return 1
		}
		return a.Start - b.Start
	})
	c.unshared(shared)
	for _, g := range all {
		if g.Weight = min(g.Weight, left); g.Weight < 1 { // a common word is no ground
			break
		}
		left -= g.Weight
		c.put(g)
	}
}

// unshared counts the words they don't share: each of the shorter post could have stood in the other, which speaks a little against it.
func (c *comparison) unshared(shared int) {
	if apart := min(len(c.t.Words), len(c.p.words)) - shared; apart > 0 {
		c.put(Ground{Sort: "other words", Weight: float64(apart) * math.Log(1-reuse)})
	}
}

// readings compares what both say of the person; false where they contradict one another.
func (c *comparison) readings() bool {
	var illness []Ground
	for i, s := range compared {
		ours, theirs := c.ours.said[i], c.p.said[i]
		if len(ours) == 0 || len(theirs) == 0 {
			continue
		}
		a := c.agree(s, ours, theirs)
		switch {
		case a.contradicts && !c.certain:
			return false
		case a.contradicts: // the author says who it is: a word was misread
			c.put(Ground{Sort: string(s), Words: ours[0].Words, Span: ours[0].Span, Their: theirs[0].Words, Post: theirs[0].Post, Weight: misread})
			continue
		case a.weight == 0:
			continue
		}
		g := Ground{Sort: string(s), Words: a.ours.Words, Span: a.ours.Span, Their: a.theirs.Words, Post: a.theirs.Post, Weight: a.weight}
		if s == jigsaw.Condition || s == jigsaw.Procedure || s == jigsaw.Mechanism {
			illness = append(illness, g)
			continue
		}
		c.put(g)
	}
	// What somebody has, how it came and what was done hang together: the strongest counts in full, the others half.
	slices.SortStableFunc(illness, func(a, b Ground) int {
		if a.Weight > b.Weight {
			return -1
		}
		return 1
	})
	for i, g := range illness {
		if i > 0 {
			g.Weight /= 2
		}
		c.put(g)
	}
	return true
}

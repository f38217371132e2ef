// SPDX-License-Identifier: Apache-2.0

// Package subject says whom each fact of a post is about: the patient, the author, a colleague, somebody's family, a public figure,
// people in general, somebody invented. An age is nobody's secret where it is the author's own.
//
// It works in three steps. Words that mention people become entities, pronouns joined to the nearest fitting one before them
// (mention.go, resolve.go). Each fact is attached to an entity by what stands around it: a possessive, a verb, the sentence before (attach.go).
// What the attachment, the kind of fact and the frame of the whole text say together is weighed by a table fitted on labelled posts
// (weights.txt; "go run ./cmd/train subjects" makes it anew). It is a pure function of what was read, and keeps nothing.
package subject

import (
	"math"
	"slices"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Lists are the word lists Read looks at.
var Lists = []string{"relation", "occupation", "story-age", "story-patient", "story-care", "story-own", "story-family", "story-fiction", "fictional", "story-simulated", "manikin", "story-hypothetical",
	"story-history", "historic", "story-public", "public-figure", "eponym", "story-generic", "story-selling", "story-colleague", "story-long-ago", "recent-time", "story-ward", "consent-word", "symptom", "condition", "injury", "procedure", "drug"}

// NameKinds are the kinds of fact by which names enter; whoever reads them must have run before Read.
var NameKinds = []fact.Kind{"patient-name", "patient-initials", "colleague-name", "author-name", "family-name-of-author", "public-name", "eponym-name", "historic-name", "fictional-name", "person-name"}

// Groups are the classes the table tells apart; the six that the labelled posts know.
var Groups = [...]fact.Subject{fact.Patient, fact.Author, fact.PublicFig, fact.Family, fact.Colleague, fact.Fiction}

const groups = len(Groups)

// Cast is everybody a post mentions. It is not safe for concurrent use.
type Cast struct {
	doc       *text.Doc
	in        *fact.Input
	mentions  []mention
	at        []int32 // by token: the mention that covers it, from 1; 0 for none
	quoted    []bool  // by token: stands between quotation marks
	entities  []entity
	main      class                       // of the entity most mentioned, the author and the reader aside
	sent      bool                        // somebody who is no clinician wrote it
	frame     []int                       // what the text as a whole says, places in frameNames
	underCare bool                        // the frame says that somebody is surely under care
	sides     [len(sides)][groups]float64 // the weight of the frame, by side; see weigh
	summed    [len(sides)]bool
}

// Read finds everybody a post mentions, from its words and the names that were read.
func Read(s *fact.Set) *Cast {
	c := &Cast{doc: s.In.Doc, in: s.In, at: make([]int32, len(s.In.Doc.Tokens)), quoted: quotes(s.In.Doc)}
	c.find(s)
	c.resolve()
	c.frame = c.frames(s)
	return c
}

// Of tells whom a fact of this kind, in these words, is about, and how surely (0 to 1, calibrated on labelled posts).
func (c *Cast) Of(at post.Span, k fact.Kind) (fact.Subject, float64) {
	if len(c.doc.Tokens) == 0 || at.Empty() {
		return fact.Unclear, 0
	}
	a := c.attach(at, k)
	p := c.weigh(a, k)
	best := 0
	for g := range p {
		if p[g] > p[best] {
			best = g
		}
	}
	return c.refine(Groups[best], a), p[best]
}

// Main gives the first words for the one person the post speaks of most, the author and the reader aside; false where it speaks of nobody.
func (c *Cast) Main() (post.Span, bool) {
	best := int32(0)
	for i := range c.mentions {
		if e := c.mentions[i].entity; someone(c.entities[e].class) && c.entities[e].class != animal && (best == 0 || c.entities[e].count > c.entities[best].count) {
			best = e
		}
	}
	for i := range c.mentions {
		if m := &c.mentions[i]; best > 0 && m.entity == best {
			return c.doc.Span(int(m.first), int(m.last)), true
		}
	}
	return post.Span{}, false
}

// Share gives how likely a fact of this kind, in these words, is about one of Groups.
func (c *Cast) Share(at post.Span, k fact.Kind, who fact.Subject) float64 {
	if len(c.doc.Tokens) == 0 || at.Empty() {
		return 0
	}
	p := c.weigh(c.attach(at, k), k)
	return p[max(0, slices.Index(Groups[:], who))]
}

// Features gives the numbers of the features that speak of a fact; the trainer uses it too.
func (c *Cast) Features(at post.Span, k fact.Kind) []int {
	if len(c.doc.Tokens) == 0 || at.Empty() {
		return nil
	}
	return c.features(c.attach(at, k), k)
}

// refine tells apart what the labelled posts put together: a public figure, an eponym, somebody of the past, and people at large; the
// invented and the simulated; the person a reply answers.
func (c *Cast) refine(s fact.Subject, a attached) fact.Subject {
	switch s {
	case fact.PublicFig:
		switch a.class {
		case public:
			return fact.PublicFig
		case eponym:
			return fact.Eponym
		case historic:
			return fact.Historic
		case you:
			if c.in.Post.Reply != "" || c.in.Post.Kind == post.KindComment || c.in.Post.Kind == post.KindMessage {
				return fact.Respondent
			}
		}
		return fact.Generic
	case fact.Fiction:
		if len(c.in.Matches.Of("manikin"))+len(c.in.Matches.Of("story-simulated")) > 0 {
			return fact.Simulated
		}
	}
	return s
}

// Group gives the class of the table a subject belongs to; "" for one that nobody could tell.
func Group(s fact.Subject) fact.Subject {
	switch s {
	case fact.Eponym, fact.Historic, fact.Generic, fact.Respondent:
		return fact.PublicFig
	case fact.Simulated:
		return fact.Fiction
	}
	return s
}

// weigh gives how likely each of Groups is. What the frame of the text says is the same for all facts of one side: it is added up once.
func (c *Cast) weigh(a attached, k fact.Kind) [groups]float64 {
	w := shipped()
	side := sideOf[a.class]
	if !c.summed[side] {
		c.summed[side] = true
		for _, f := range c.frame {
			for g := range groups {
				c.sides[side][g] += w.weights[atFrame+f][g] + w.weights[atFrames+side*len(frameNames)+f][g]
			}
		}
	}
	var own [32]int
	p := c.sides[side]
	for _, f := range c.ownFeatures(own[:0], a, k) {
		for g := range groups {
			p[g] += w.weights[f][g]
		}
	}
	return softmax(p)
}

func softmax(x [groups]float64) [groups]float64 {
	top, sum := slices.Max(x[:]), 0.0
	for g := range x {
		x[g] = math.Exp(x[g] - top)
		sum += x[g]
	}
	for g := range x {
		x[g] /= sum
	}
	return x
}

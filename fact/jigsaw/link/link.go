// SPDX-License-Identifier: Apache-2.0

// Package link tells which posts of one account speak of the same patient, and what the account has made known of its author over all of
// them. Two posts that each fit many people can fit one person together.
//
// A post is compared with the last cases of the account by log odds in the form of Fellegi and Sunter: how much likelier is what both say
// if they speak of one person than if they don't. It is pure: no clock, no store; what a History keeps is bounded, and it keeps readings
// and single words, never texts.
package link

import (
	"math"
	"slices"
	"time"

	"chaperone/fact/jigsaw"
	"chaperone/post"
)

// Telling is what linking reads of one post.
type Telling struct {
	Post     string        // id
	At       time.Time     // when it was or will be published
	Story    *jigsaw.Story // what it says of whom it tells of; nil where it says nothing of anybody
	Tells    float64       // 0 to 1: how surely it tells of one patient
	Apart    bool          // speaks of a group, or of nobody real: it never links
	Cues     []Cue         // words that point back at an earlier post
	Words    []Word        // its words that are not common ones, each once
	Opening  string        // how it begins, folded: what begins alike is a regular column
	Fresh    bool          // introduces somebody: "a 43-year-old came in"
	Mark     uint64        // of its whole text; 0: not known
	ReplyTo  uint64        // the mark of the text it answers; 0: none
	ReplyID  string        // or the id of the post it answers
	Profile  []Known       // what it makes known of its author
	Bio      bool          // it is the profile's own text
	Declared Declared      // what the account's profile said when it was published
}

// Name gives a post without an id a name by which later posts can speak of it.
func (t *Telling) Name(id string) {
	if t.Post != "" {
		return
	}
	t.Post = id
	if t.Story == nil {
		return
	}
	t.Story.Posts = []string{id}
	for i := range t.Story.Readings {
		if r := &t.Story.Readings[i]; r.Source == jigsaw.FromText {
			r.Post = id
		}
	}
}

// CueSort says how words point back.
type CueSort string

// The sorts of cue.
const (
	Explicit CueSort = "explicit" // "update on", "remember the", "part 2", "again"
	Pronoun  CueSort = "pronoun"  // begins with a person nobody has introduced: "He saw it."
	Definite CueSort = "definite" // "the farmer", "sofa person": holds only for a story that has the word
	Count    CueSort = "count"    // "day 94": holds for a story that counts with it
)

// Cue is a place that points back at an earlier post.
type Cue struct {
	Sort CueSort
	post.Span
	Words string
	Word  string // Definite: the folded word that tells who is meant
	N     int    // Count: the day
}

// Word is a word of a post, folded and without its ending.
type Word struct {
	Stem string
	post.Span
}

// Sameness is how surely two posts speak of one person.
type Sameness string

// The answers. Between Maybe and Same lies a log odds of 2: seven to one.
const (
	Same  Sameness = "same"
	Maybe Sameness = "maybe"
)

// SameFrom and MaybeFrom are the log odds (natural) above which posts are taken to speak of one person, or the author is asked.
const (
	SameFrom  = 2.0
	MaybeFrom = 0.0
)

// Ground is one thing that speaks for or against a link.
type Ground struct {
	Sort      string // a jigsaw.Sort, "word", "days", or the sort of a cue
	Words     string // in the post that was read
	post.Span        // where; empty for what has no words
	Their     string // in the earlier post; "" for cues
	Post      string // the earlier post
	Weight    float64
}

// Link is an earlier story that the post may carry on.
type Link struct {
	Posts   []string // ids of its posts, in order of time
	As      Sameness
	LogOdds float64       // that it is the same person, against everybody else
	Grounds []Ground      // what speaks for it, the weightiest first
	Before  *jigsaw.Story // what the earlier posts say
	Story   *jigsaw.Story // both together
	person  bool          // one of the posts speaks of a patient, or this one of a person readers know
	last    time.Time     // when the earlier story was last told of
	at      *patient      // nil once the outcome has left the history
}

// Outcome is what linking makes of one post.
type Outcome struct {
	Links   []Link           // the likeliest first; where the first is Same, it is the only one
	Profile []Known          // what the account has made known of its author up to this post
	Account []jigsaw.Reading // of that, what enters the story: where the author works
}

// Same gives the story of all posts on the patient, this one included; nil where no earlier post surely speaks of the same person.
func (o *Outcome) Same() *Link {
	if o == nil || len(o.Links) == 0 || o.Links[0].As != Same {
		return nil
	}
	return &o.Links[0]
}

// Maybe gives the earlier story that may be of the same person; nil where there is none, or where it surely is.
func (o *Outcome) Maybe() *Link {
	if o == nil || len(o.Links) == 0 || o.Links[0].As != Maybe {
		return nil
	}
	return &o.Links[0]
}

// Bounds of a History.
const (
	maxCases    = 12 // stories a post is compared with
	maxLoose    = 12 // posts that may have told of somebody
	maxReadings = 64 // of one story
	maxWords    = 96 // of one story
	maxPosts    = 50 // ids of one story
	maxGrounds  = 8  // shown for one link
	maxLinks    = 3  // that are asked about
)

// patient is one story of the account, of one post or several.
type patient struct {
	story jigsaw.Story
	last  time.Time
	tells float64
	said  bySort // the story's readings
	words []theirWord
	days  []day
	marks []uint64
	opens []string
}

type theirWord struct {
	stem, post string
	hash       uint32
}

type day struct {
	n  int
	at time.Time
}

// History is what is known of an account's earlier posts. The zero value is an account without any. It is for one goroutine, but for Peek.
type History struct {
	Rules   Rules // how likely readings are; the zero value for the defaults
	cases   []*patient
	loose   []*patient
	common  counts
	profile Profile
}

// Posts is the number of posts the history has read.
func (h *History) Posts() int { return int(h.common.posts) }

// Next reads the account's next post: it says what it links to, and keeps it. Posts come in order of time.
func (h *History) Next(t *Telling) *Outcome {
	h.profile.add(t)
	o := h.look(&h.profile, t)
	if !t.Apart {
		h.keep(t, o)
	}
	h.common.add(t)
	return o.shown()
}

// Peek says what Next would, and keeps nothing. Many goroutines may peek at once while none calls Next.
func (h *History) Peek(t *Telling) *Outcome {
	p := Profile{known: slices.Clone(h.profile.known)}
	p.add(t)
	return h.look(&p, t).shown()
}

func (h *History) look(known *Profile, t *Telling) *Outcome {
	o := &Outcome{Profile: known.All(), Account: known.readings(t)}
	if !t.Apart {
		o.Links = h.find(t)
	}
	return o
}

// shown leaves out what only the history needs.
func (o *Outcome) shown() *Outcome {
	o.Links = slices.DeleteFunc(o.Links, func(l Link) bool { return !l.person })
	for i := range o.Links {
		o.Links[i].at = nil
	}
	return o
}

// Whole gives the story readers have before them who know all the account's posts: that of this post, joined with what earlier posts surely say
// of the same patient, and where the account has said its author works. Alone may be nil where only earlier posts tell of anybody.
func (o *Outcome) Whole(alone *jigsaw.Story) *jigsaw.Story {
	if o == nil {
		return alone
	}
	return o.join(o.Same(), alone)
}

// Perhaps gives the story if the earlier one that may be of the same patient is; nil where there is none.
func (o *Outcome) Perhaps(alone *jigsaw.Story) *jigsaw.Story {
	if o.Maybe() == nil {
		return nil
	}
	return o.join(o.Maybe(), alone)
}

func (o *Outcome) join(l *Link, alone *jigsaw.Story) *jigsaw.Story {
	s := alone
	if l != nil {
		s = l.Story
	}
	if s == nil || len(o.Account) == 0 {
		return s
	}
	whole := *s
	whole.Readings = slices.Clone(s.Readings)
	for _, r := range o.Account {
		if !slices.ContainsFunc(whole.Readings, func(x jigsaw.Reading) bool { return sameReading(x, r) }) {
			whole.Readings = append(whole.Readings, r)
		}
	}
	return &whole
}

// With gives the outcome for the same post with other words, after a fix: it carries on what it did before.
func (o *Outcome) With(t *Telling) *Outcome {
	if o == nil {
		return nil
	}
	n := *o
	n.Links = slices.Clone(o.Links)
	for i := range n.Links {
		n.Links[i].Story = Merge(n.Links[i].Before, storyOf(t))
	}
	return &n
}

// find compares a telling with every story kept and gives those it may belong to.
func (h *History) find(t *Telling) []Link {
	type candidate struct {
		Link
		prior float64
	}
	var all []candidate
	total := 0.0
	ours := layOut(t)
	for _, set := range [][]*patient{h.cases, h.loose} {
		for _, p := range set {
			w := p.weight(t.At)
			total += w
			if score, grounds := h.score(p, ours); !math.IsInf(score, -1) {
				all = append(all, candidate{Link{LogOdds: score, Grounds: grounds, last: p.last, at: p}, w})
			}
		}
	}
	// A post speaks of one patient: each story stands against all others, and against somebody new.
	rest := 1 - carriesOn*total/(total+elsewhere)
	for i := range all {
		c := &all[i]
		c.prior = carriesOn * c.prior / (total + elsewhere) * math.Exp(c.LogOdds)
		rest += c.prior
	}
	var out []Link
	for _, c := range all {
		c.LogOdds = math.Log(c.prior / (rest - c.prior))
		if c.LogOdds > MaybeFrom {
			out = append(out, c.Link)
		}
	}
	slices.SortStableFunc(out, func(a, b Link) int {
		if a.LogOdds != b.LogOdds {
			if a.LogOdds > b.LogOdds {
				return -1
			}
			return 1
		}
		return b.last.Compare(a.last)
	})
	for i := range out {
		l := &out[i]
		l.As = Maybe
		if l.LogOdds > SameFrom {
			l.As = Same
		}
		l.Posts = slices.Clone(l.at.story.Posts)
		before := l.at.story
		l.Before, l.Story = &before, Merge(&before, storyOf(t))
		l.person = max(l.at.tells, t.Tells) >= certain || !t.impersonal()
	}
	if len(out) > 0 && out[0].As == Same {
		return out[:1]
	}
	return out[:min(len(out), maxLinks)]
}

// storyOf gives the story of a telling, an empty one where it says nothing of anybody.
func storyOf(t *Telling) *jigsaw.Story {
	if t.Story != nil {
		return t.Story
	}
	return &jigsaw.Story{Posts: []string{t.Post}, Told: t.At}
}

// keep puts a telling with the story it belongs to, or among the others as a new one.
func (h *History) keep(t *Telling, o *Outcome) {
	p := &patient{story: *storyOf(t), last: t.At, tells: t.Tells}
	if l := o.Same(); l != nil {
		p = l.at
		p.story = *l.Story
		if t.At.After(p.last) {
			p.last = t.At
		}
		p.tells = max(p.tells, t.Tells)
		h.cases = slices.DeleteFunc(h.cases, func(x *patient) bool { return x == p })
		h.loose = slices.DeleteFunc(h.loose, func(x *patient) bool { return x == p })
	} else if t.Tells < certain && len(t.Words) == 0 && len(t.Cues) == 0 {
		return // nothing a later post could hold on to
	}
	p.take(t)
	p.said = sorted(p.story.Readings)
	to, limit := &h.loose, maxLoose
	if p.tells >= certain || len(p.story.Posts) > 1 {
		to, limit = &h.cases, maxCases
	}
	*to = append(*to, p)
	if len(*to) > limit {
		*to = slices.Delete(*to, 0, 1)
	}
}

// take adds what a telling holds besides its readings.
func (p *patient) take(t *Telling) {
	for _, w := range t.Words {
		if len(p.words) < maxWords {
			p.words = append(p.words, theirWord{w.Stem, t.Post, hash(w.Stem)})
		}
	}
	for _, c := range t.Cues {
		if c.Sort == Count && len(p.days) < maxPosts {
			p.days = append(p.days, day{c.N, t.At})
		}
	}
	if len(p.marks) < maxPosts {
		p.marks = append(p.marks, t.Mark)
		p.opens = append(p.opens, t.Opening)
	}
}

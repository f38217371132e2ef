// SPDX-License-Identifier: Apache-2.0

package link

import (
	"slices"
	"strings"
	"time"

	"chaperone/fact/jigsaw"
	"chaperone/post"
)

// What is known of an author.
const (
	Workplace = "workplace"
	Town      = "town"
	Specialty = "specialty"
	Grade     = "grade"
	Hours     = "hours"
	TimeZone  = "time-zone"
)

// Where something about the author was read.
const (
	InProfile = "profile" // a field of the profile
	InBio     = "bio"     // the words of the profile
	InPost    = "post"    // the words of a post
)

// Known is one thing an account has made known of its author, and where it stands. Taking it out of the profile later does not take it
// from those who read it.
type Known struct {
	What  string // one of the constants above
	Value string
	Post  string // id of the post it was first read in, or with which the profile that says it was first seen
	post.Span
	Where string    // one of the constants below
	Since time.Time // when it was first seen
	Until time.Time // public until then: a later profile leaves it out; zero: it still stands
}

// Declared is what an account's profile says at the time of one post. Empty fields were not given.
type Declared struct {
	Workplaces                        []string
	Specialty, Grade, Hours, TimeZone string
}

// Profile is what an account has made known of its author, over all its posts.
type Profile struct {
	known []Known
}

// maxKnown bounds what is kept of one account.
const maxKnown = 40

// All gives what is known, in the order it became known.
func (p *Profile) All() []Known { return slices.Clone(p.known) }

// values lists what a profile declares.
func (d *Declared) values() []Known {
	var out []Known
	for _, w := range d.Workplaces {
		out = append(out, Known{What: Workplace, Value: w})
	}
	for _, x := range []Known{{What: Specialty, Value: d.Specialty}, {What: Grade, Value: d.Grade}, {What: Hours, Value: d.Hours}, {What: TimeZone, Value: d.TimeZone}} {
		if x.Value != "" {
			out = append(out, x)
		}
	}
	return out
}

// add takes in what a post and the profile it was published under make known. A profile that says something, and no longer what an
// earlier one said, has dropped it.
func (p *Profile) add(t *Telling) {
	declared := t.Declared.values()
	if len(declared) > 0 {
		p.drop(InProfile, declared, t)
	}
	for _, k := range declared {
		k.Post, k.Where, k.Since = t.Post, InProfile, t.At
		p.put(k)
	}
	where := InPost
	if t.Bio {
		where = InBio
		p.drop(InBio, t.Profile, t)
	}
	for _, k := range t.Profile {
		k.Post, k.Where, k.Since = t.Post, where, t.At
		p.put(k)
	}
}

// drop notes what a profile said before and doesn't say now.
func (p *Profile) drop(where string, now []Known, t *Telling) {
	for i := range p.known {
		k := &p.known[i]
		if k.Where == where && k.Until.IsZero() && !slices.ContainsFunc(now, k.says) {
			k.Until = t.At
		}
	}
}

func (k *Known) says(o Known) bool { return k.What == o.What && strings.EqualFold(k.Value, o.Value) }

// put adds one thing, or notes that it stands again.
func (p *Profile) put(k Known) {
	for i := range p.known {
		if o := &p.known[i]; o.says(k) {
			if o.Where == k.Where {
				o.Until = time.Time{}
			}
			return
		}
	}
	if len(p.known) < maxKnown {
		p.known = append(p.known, k)
	}
}

// readings gives the places that enter a story: where care was given. What this post or its profile says itself is left out, since its
// story has it.
func (p *Profile) readings(t *Telling) []jigsaw.Reading {
	var out []jigsaw.Reading
	for _, k := range p.known {
		if k.What != Workplace && k.What != Town || k.Post == t.Post && t.Post != "" || slices.ContainsFunc(t.Declared.Workplaces, func(w string) bool { return strings.EqualFold(w, k.Value) }) {
			continue
		}
		out = append(out, jigsaw.Reading{Sort: jigsaw.Care, Source: jigsaw.FromProfile, Post: k.Post, Span: k.Span, Words: k.Value, Value: jigsaw.Value{Place: k.Value}, Kind: "account-" + k.What})
	}
	return out
}

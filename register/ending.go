// SPDX-License-Identifier: Apache-2.0

package register

import (
	"slices"
	"time"
)

// Action is what a post needs because of an entry.
type Action string

// The actions, gravest last.
const (
	Recheck  Action = "re-check"
	TakeDown Action = "take down"
)

// Consequence is what has to happen to a post because of what became of an entry, with the reason in words.
type Consequence struct {
	Entry    string
	Post     string
	Revision string
	Do       Action
	Why      string
}

// Ending says what must now come down or be looked at again because of an entry as it stands at now: a consent withdrawn, erased or expired;
// evidence retracted, superseded, doubted or past its review; cover, permission or title over; an interest that came on file after the post
// went out. Posts that are down need nothing; drafts are never taken down, only looked at. A post that another consent of the same person
// covers needs nothing. Entries must be opened: whom or what a sealed one speaks of can't be looked for.
func (r *Registers) Ending(e *Entry, posts []Lean, now time.Time) []Consequence {
	return r.ending(e, posts, &read{posts: posts}, now)
}

func (r *Registers) ending(e *Entry, posts []Lean, texts *read, now time.Time) []Consequence {
	var out []Consequence
	if e.quiet(now) {
		return nil
	}
	for _, l := range e.leaning(posts, texts) {
		if l.lean.Stage == Down {
			continue
		}
		do, why := r.consequence(e, l, now)
		if why == "" {
			continue
		}
		if l.lean.Stage == Draft {
			do = Recheck
		}
		out = append(out, Consequence{Entry: e.ID, Post: l.Post, Revision: l.Revision, Do: do, Why: why})
	}
	return out
}

// Endings says what all entries together ask for: every consequence, in the order of the entries. It is the standing re-check of what is
// published, to be run after each change and each night.
func (r *Registers) Endings(posts []Lean, now time.Time) []Consequence {
	var out []Consequence
	texts := &read{posts: posts}
	for _, e := range r.Entries {
		out = append(out, r.ending(e, posts, texts, now)...)
	}
	return out
}

// quiet tells whether an entry asks nothing of any post: it stands as it was added.
func (e *Entry) quiet(now time.Time) bool {
	v := e.public()
	switch {
	case len(e.Versions) == 0:
		return true
	case v.Interest != nil || e.Ended != nil || e.Erased != nil || e.over(now) || v.Review().Past(now):
		return false
	case v.Evidence != nil:
		return evidenceStands(v.Evidence, e, now).OK
	}
	return !slices.ContainsFunc(e.Versions, func(v Version) bool { return v.What == KindChanged })
}

func (r *Registers) consequence(e *Entry, l Leaner, now time.Time) (Action, string) {
	v := e.public()
	switch {
	case v.Consent != nil:
		return r.consentEnds(e, v.Consent, l, now)
	case v.Evidence != nil:
		if c := evidenceStands(v.Evidence, e, now); !c.OK {
			return Recheck, "What the claim rests on: " + lower(c.Why)
		}
	case v.Interest != nil:
		if l.lean.Stage == Published && !l.lean.At.IsZero() && e.Versions[0].At.After(l.lean.At) && v.Since().begun(l.lean.At) && v.Until().Live(l.lean.At) {
			return Recheck, "It names a party that came into the register of interests on " + inWords(Day(e.Versions[0].At)) + ", after it went out."
		}
	case v.Permission != nil:
		if e.over(now) {
			return Recheck, "The permission ended on " + inWords(v.Until()) + "."
		}
		if why := r.narrowed(e, l, now); why != "" {
			return Recheck, "The permission was changed on " + why
		}
	case v.Cover != nil:
		if e.over(now) {
			return Recheck, "The cover ended on " + inWords(v.Until()) + "."
		}
	case v.Credential != nil:
		if e.over(now) {
			return Recheck, "The title ended on " + inWords(v.Until()) + "."
		}
	}
	return "", ""
}

// narrowed says since when and why an entry that was changed after the post went out no longer covers it; "" where it does.
func (r *Registers) narrowed(e *Entry, l Leaner, now time.Time) string {
	var changed time.Time
	for _, v := range e.Versions {
		if v.What == KindChanged {
			changed = v.At
		}
	}
	if !l.Sure || l.lean.At.IsZero() || !changed.After(l.lean.At) {
		return ""
	}
	c := r.Covers(e, l.lean, now)
	if c.OK {
		return ""
	}
	return inWords(Day(changed)) + ": " + lower(c.Why)
}

// over tells whether the entry's last day has passed.
func (e *Entry) over(now time.Time) bool { return !e.public().Until().Live(now) }

func (r *Registers) consentEnds(e *Entry, c *Consent, l Leaner, now time.Time) (Action, string) {
	var why string
	do := TakeDown
	switch {
	case e.Withdrawn():
		why = "They changed their mind on " + inWords(c.Withdrawn) + "."
	case e.Erased != nil && e.Erased.Because != PastRetention:
		why = "What they agreed to was erased on " + inWords(Day(e.Erased.At)) + "."
	case e.over(now):
		why = "What they agreed to ended on " + inWords(c.Expires) + "."
	case c.Review.Past(now):
		do, why = Recheck, "They were to be asked again by "+inWords(c.Review)+"."
	default:
		if why := r.narrowed(e, l, now); why != "" {
			return Recheck, "The consent was changed on " + why
		}
		return "", ""
	}
	for _, other := range r.Entries {
		if other != e && other.Register == Consents && other.Person == e.Person && r.Covers(other, l.lean, now).OK {
			return "", ""
		}
	}
	if !l.Sure {
		return Recheck, "It may speak of somebody: " + lower(why)
	}
	return do, why
}

// lower lets a sentence go on inside another one.
func lower(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}

// SPDX-License-Identifier: Apache-2.0

package register

import (
	"slices"
	"time"
)

// Practice gives the value that checks lean on as of now, for the practice as a whole. What the checks can't see for themselves is put
// into the fields they read: an expired consent is one to be reviewed, entries that have not begun and permissions for single posts are
// left out (see PracticeFor), and so is what was erased. Withdrawn, ended, lapsed and retracted entries stay and say so. Every entry has its id
// of the record in ID.
//
// Order of time comes from the log: a version or withdrawal counts from the moment it was applied, whatever now says.
func (r *Registers) Practice(now time.Time) *Practice {
	p := r.start("")
	for _, e := range r.current() {
		v, ok := r.shown(e, now)
		if ok && (v.Permission == nil || len(v.Permission.Posts)+len(v.Permission.Revisions) == 0) {
			p.put(v, e.ID)
		}
	}
	return p
}

// PracticeFor gives the value that the checks of one post lean on: the entries of its author and of the whole practice. Consents that cover it
// stand first, those of other posts that would only look as if they fitted are left out, and permissions for single posts or platforms are there
// where they are for this one.
func (r *Registers) PracticeFor(l *Lean, now time.Time) *Practice {
	p := r.start(l.Of)
	var consents []*Entry
	for _, e := range r.Entries {
		switch v, ok := r.shown(e, now); {
		case !ok || e.Of != "" && e.Of != l.Of:
		case v.Consent != nil:
			consents = append(consents, e)
		case v.Permission == nil || permissionCovers(v.Permission, &Lean{Post: l.Post, Revision: l.Revision, Platforms: l.Platforms}).OK:
			p.put(v, e.ID)
		}
	}
	for _, e := range r.consentsFor(consents, l, now) {
		v, _ := e.Value()
		if r.Covers(e, l, now).OK { // it may be for this revision by its digest, which checks don't see
			v = v.clone()
			if !names(v.Consent.Posts, l.Post) {
				v.Consent.Posts = append(v.Consent.Posts, l.Post)
			}
			if v.Consent.Text != "" {
				v.Consent.Text = l.Text
			}
		}
		p.put(v, e.ID)
	}
	return p
}

// consentsFor puts a person's consents into the order in which the first that fits is the one that counts: the one that covers the post, then
// those that name it, then the rest. Persons whose consent names the post and does not cover it come before all others, so that nobody
// else's consent hides theirs.
func (r *Registers) consentsFor(list []*Entry, l *Lean, now time.Time) []*Entry {
	type person struct {
		rank    int
		entries []*Entry
	}
	var order []*person
	byID := map[string]*person{}
	for _, e := range list {
		p := byID[e.Person]
		if p == nil {
			p = &person{rank: rest}
			byID[e.Person] = p
			order = append(order, p)
		}
		p.entries = append(p.entries, e)
	}
	var out []*Entry
	for want := fails; want <= rest; want++ {
		for _, p := range order {
			if want == fails {
				p.rank, p.entries = r.rank(p.entries, l, now)
			}
			if p.rank == want {
				out = append(out, p.entries...)
			}
		}
	}
	return out
}

// The groups consentsFor sorts persons into.
const (
	fails = iota // her consent is about this post and doesn't cover it
	holds        // a consent of hers covers it
	rest         // nothing says that hers is about this post
)

// rank sorts one person's consents and says which of consentsFor's groups she belongs to.
func (r *Registers) rank(list []*Entry, l *Lean, now time.Time) (int, []*Entry) {
	var covering, naming, others []*Entry
	for _, e := range list {
		v, whole := e.Value()
		c := v.Consent
		_, mentioned := e.leans(l, v, func() bool { return false })
		switch {
		case r.Covers(e, l, now).OK:
			covering = append(covering, e)
		case mentioned != "" && (len(c.Revisions) == 0 || names(c.Revisions, l.Revision) || c.Text != "" && !sameWords(c.Text, l.Text) || e.Ended != nil):
			naming = append(naming, e)
		case len(c.Revisions)+len(c.Posts) > 0 && (c.Text == "" || sameWords(c.Text, l.Text)) && c.bound(whole, l) != "":
			// For another post or other pictures; the checks could not tell.
		default:
			others = append(others, e)
		}
	}
	slices.Reverse(others) // newest first
	slices.SortStableFunc(others, func(a, b *Entry) int { return ended(a) - ended(b) })
	all := slices.Concat(covering, naming, others)
	switch {
	case len(covering) > 0:
		return holds, all
	case len(naming) > 0:
		return fails, naming
	}
	return rest, all
}

func ended(e *Entry) int {
	if e.Ended != nil {
		return 1
	}
	return 0
}

// start gives the author and the registers that are given, still empty.
func (r *Registers) start(of string) *Practice {
	p := &Practice{}
	p.Author, _ = r.Author(of)
	r.give(p)
	return p
}

// shown gives what the checks are shown of an entry; false: nothing.
func (r *Registers) shown(e *Entry, now time.Time) (Value, bool) {
	v, whole := e.Value()
	return v, whole && e.Erased == nil && (!v.Since().future(now) || v.Consent != nil || v.Interest != nil)
}

// give makes empty registers of those that are given.
func (r *Registers) give(p *Practice) {
	for _, n := range Names {
		if !r.Given(n) {
			continue
		}
		switch n {
		case Consents:
			p.Consents = []Consent{}
		case Interests:
			p.Interests = []Interest{}
		case Permissions:
			p.Permissions = []Permission{}
		case Evidences:
			p.Evidence = []Evidence{}
		case Covers:
			p.Cover = []Cover{}
		case Credentials:
			p.Credentials = []Credential{}
		}
	}
}

// put adds a value; id, where given, takes the place of its own.
func (p *Practice) put(v Value, id string) {
	v = v.clone()
	if id == "" {
		id = v.ID()
	} else if v.Consent != nil {
		v.Consent.Review = first(v.Consent.Review, v.Consent.Expires)
	}
	switch {
	case v.Consent != nil:
		v.Consent.ID = id
		p.Consents = append(p.Consents, *v.Consent)
	case v.Interest != nil:
		v.Interest.ID = id
		p.Interests = append(p.Interests, *v.Interest)
	case v.Permission != nil:
		v.Permission.ID = id
		p.Permissions = append(p.Permissions, *v.Permission)
	case v.Evidence != nil:
		v.Evidence.ID = id
		p.Evidence = append(p.Evidence, *v.Evidence)
	case v.Cover != nil:
		v.Cover.ID = id
		p.Cover = append(p.Cover, *v.Cover)
	case v.Credential != nil:
		v.Credential.ID = id
		p.Credentials = append(p.Credentials, *v.Credential)
	}
}

// values gives the entries of a register of the author's file as values.
func (p *Practice) values(n Name) []Value {
	var out []Value
	switch n {
	case Consents:
		for i := range p.Consents {
			out = append(out, Value{Consent: &p.Consents[i]})
		}
	case Interests:
		for i := range p.Interests {
			out = append(out, Value{Interest: &p.Interests[i]})
		}
	case Permissions:
		for i := range p.Permissions {
			out = append(out, Value{Permission: &p.Permissions[i]})
		}
	case Evidences:
		for i := range p.Evidence {
			out = append(out, Value{Evidence: &p.Evidence[i]})
		}
	case Covers:
		for i := range p.Cover {
			out = append(out, Value{Cover: &p.Cover[i]})
		}
	case Credentials:
		for i := range p.Credentials {
			out = append(out, Value{Credential: &p.Credentials[i]})
		}
	}
	return out
}

// given tells whether the file has the register.
func (p *Practice) given(n Name) bool {
	return map[Name]bool{Consents: p.Consents != nil, Interests: p.Interests != nil, Permissions: p.Permissions != nil,
		Evidences: p.Evidence != nil, Covers: p.Cover != nil, Credentials: p.Credentials != nil}[n]
}

// current gives all entries. A person's consents stand where her first one stood, newest standing one first: a check takes the first
// consent that fits, and a withdrawn one must not hide the one she gave since.
func (r *Registers) current() []*Entry {
	persons := map[string][]*Entry{}
	for _, e := range r.Entries {
		if e.Register == Consents {
			persons[e.Person] = append(persons[e.Person], e)
		}
	}
	var out []*Entry
	for _, e := range r.Entries {
		if e.Register != Consents {
			out = append(out, e)
			continue
		}
		hers := persons[e.Person]
		delete(persons, e.Person)
		slices.SortStableFunc(hers, func(a, b *Entry) int {
			if x, y := ended(a), ended(b); x != y {
				return x - y
			}
			return b.Order - a.Order
		})
		out = append(out, hers...)
	}
	return out
}

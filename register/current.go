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
func (r *Registers) Practice(now time.Time) *Practice { return r.practice("", true, now, nil) }

// practice gives the checks' value for a member's entries and those of the whole practice; all: for everybody's. keep, where given, says
// which further entries belong in it.
func (r *Registers) practice(of string, all bool, now time.Time, keep func(*Entry) bool) *Practice {
	p := &Practice{}
	p.Author, _ = r.Author(of)
	r.give(p)
	for _, e := range r.current(of, all) {
		v, whole := e.Value()
		if !whole || e.Erased != nil || v.Since().future(now) && v.Consent == nil && v.Interest == nil {
			continue
		}
		if keep != nil && !keep(e) {
			continue
		}
		if keep == nil && v.Permission != nil && len(v.Permission.Posts)+len(v.Permission.Revisions) > 0 {
			continue
		}
		p.put(v, e.ID)
	}
	return p
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

// current gives the entries of a member and of the whole practice, or everybody's. A person's consents stand where her first one stood,
// newest standing one first: a check takes the first consent that fits, and a withdrawn one must not hide the one she gave since.
func (r *Registers) current(of string, all bool) []*Entry {
	var out []*Entry
	persons := map[string][]*Entry{}
	for _, e := range r.Entries {
		if !all && e.Of != "" && e.Of != of {
			continue
		}
		if e.Register == Consents {
			persons[e.Person] = append(persons[e.Person], e)
			if len(persons[e.Person]) > 1 {
				continue
			}
		}
		out = append(out, e)
	}
	var sorted []*Entry
	for _, e := range out {
		if e.Register != Consents {
			sorted = append(sorted, e)
			continue
		}
		hers := persons[e.Person]
		slices.SortStableFunc(hers, func(a, b *Entry) int {
			if x, y := a.Ended == nil, b.Ended == nil; x != y {
				if x {
					return -1
				}
				return 1
			}
			return b.Order - a.Order
		})
		sorted = append(sorted, hers...)
	}
	return sorted
}

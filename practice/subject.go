// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/record"
	"chaperone/register"
)

// Subject is a person the record holds something of, and what erasing them would do.
type Subject struct {
	ID       string
	Names    []string // by which they are on record; none once they are erased
	Entries  []SubjectEntry
	Requests []SubjectRequest
	Down     []string // ids of public posts that would be due to come down
	Drafts   []string // ids of posts that aren't public, whose words would be erased with theirs
	Held     *register.Hold
	Erased   bool // nothing of theirs can be read any more
}

// String hides the names.
func (s Subject) String() string { return "subject(" + s.ID + ")" }

// SubjectEntry is an entry of a person.
type SubjectEntry struct {
	ID, Label string
	Files     int
	Erased    bool
}

// SubjectRequest is something a person was asked.
type SubjectRequest struct {
	ID, Post string
	Form     request.Form
	At       time.Time
	Answers  int
	Erased   bool
}

// mostSubjects bounds how many persons a search gives.
const mostSubjects = 50

// FindSubjects looks for persons by what is recorded of them: names, addresses, words of their consents, ids. Every word of the query has to
// begin a word of it. At most 50, in order of their ids.
func (o *Office) FindSubjects(ctx context.Context, query string) (out []Subject, err error) {
	want := strings.Fields(strings.ToLower(query))
	if len(want) == 0 {
		return nil, nil
	}
	err = o.view(ctx, func(r reading) error {
		found := map[string]bool{}
		rs, err := r.registers()
		if err != nil {
			return err
		}
		for _, e := range rs.Find(query, o.clock()) {
			if e.Person != "" {
				found[e.Person] = true
			}
		}
		err = r.requests(func(q *request.Request) error {
			said := strings.ToLower(strings.Join(append(askedNames(q), q.ID, q.Person), " "))
			if !slices.ContainsFunc(want, func(w string) bool { return !begins(said, w) }) {
				found[q.Person] = true
			}
			return nil
		})
		if err != nil {
			return err
		}
		var ids []string
		for id := range found {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for _, id := range ids[:min(len(ids), mostSubjects)] {
			s, err := r.subject(rs, id)
			if err != nil {
				return err
			}
			out = append(out, s)
		}
		return nil
	})
	return out, err
}

// begins tells whether a word begins some word of a text.
func begins(text, word string) bool {
	return slices.ContainsFunc(strings.Fields(text), func(t string) bool { return strings.HasPrefix(t, word) })
}

// askedNames are the names and addresses of those a request is about.
func askedNames(q *request.Request) (out []string) {
	if q.Private == nil {
		return nil
	}
	s := q.Private.Asked.Shown
	for _, n := range []string{s.Person.Name, s.Person.Email, s.Person.Phone, s.Patient} {
		if n != "" {
			out = append(out, n)
		}
	}
	for _, a := range q.Private.Answers {
		if a.Name != "" {
			out = append(out, a.Name)
		}
	}
	return out
}

// Subject gives what the record holds of a person and what erasing them would do: record.ErrNotFound where it holds nothing.
func (o *Office) Subject(ctx context.Context, person string) (s Subject, err error) {
	err = o.view(ctx, func(r reading) error {
		rs, err := r.registers()
		if err != nil {
			return err
		}
		s, err = r.subject(rs, person)
		if err == nil && len(s.Entries)+len(s.Requests) == 0 {
			err = fmt.Errorf("person %s: %w", person, record.ErrNotFound)
		}
		return err
	})
	return s, err
}

func (r reading) subject(rs *register.Registers, person string) (Subject, error) {
	s := Subject{ID: person, Held: rs.Holding("person/" + person), Erased: true}
	name := func(n string) {
		if n != "" && !slices.Contains(s.Names, n) {
			s.Names = append(s.Names, n)
		}
	}
	var leans []register.Lean
	public := map[string]bool{}
	err := r.posts(func(p *signoff.Post) error {
		if p.Closed == nil {
			leans, public[p.ID] = append(leans, *leanOf(p)), len(p.Live()) > 0
		}
		return nil
	})
	if err != nil {
		return s, err
	}
	for _, e := range rs.Entries {
		if e.Person != person {
			continue
		}
		x := SubjectEntry{ID: e.ID, Label: labelOf(e), Erased: e.Erased != nil}
		for _, f := range e.Files {
			if f.Digest != "" {
				x.Files++
			}
		}
		s.Entries = append(s.Entries, x)
		if s.Held == nil {
			s.Held = rs.HeldBy(e)
		}
		if x.Erased {
			continue
		}
		s.Erased = false
		for _, v := range e.Versions {
			if v.Whole != nil && v.Whole.Consent != nil {
				name(v.Whole.Consent.Who)
			}
		}
		for _, l := range e.Leaning(leans) {
			list := &s.Drafts
			if public[l.Post] {
				list = &s.Down
			}
			if l.Sure && !slices.Contains(*list, l.Post) {
				*list = append(*list, l.Post)
			}
		}
	}
	err = r.requests(func(q *request.Request) error {
		if q.Person != person {
			return nil
		}
		s.Requests = append(s.Requests, SubjectRequest{q.ID, q.Post, q.Form, q.At, len(q.Answers), q.ErasedAt != nil})
		if q.ErasedAt == nil {
			s.Erased = false
			if q.Private != nil {
				name(q.Private.Asked.Shown.Person.Name)
			}
		}
		return nil
	})
	return s, err
}

// Holds gives all legal holds, the standing ones first, with the reasons that were given: they are sealed, and stand in the log alone.
func (o *Office) Holds(ctx context.Context) (out []register.Hold, err error) {
	err = o.view(ctx, func(r reading) error {
		rs, err := r.registers()
		if err != nil {
			return err
		}
		why, over := map[string]string{}, map[string]string{}
		err = r.v.About("practice", func(row record.Row) error {
			e, err := record.Decode(row.Data)
			if err != nil {
				return fmt.Errorf("entry %d of the log: %w", row.Seq+1, err)
			}
			if e.Kind != register.KindHeld && e.Kind != register.KindLifted {
				return nil
			}
			private, err := r.private(e)
			if err != nil {
				return err
			}
			x, err := register.Decode(e.Kind, e.At, e.By, e.Body, private)
			if err != nil {
				return err
			}
			w, _ := x.Private.(register.Words)
			switch b := x.Body.(type) {
			case register.Held:
				why[b.Hold] = w.Why
			case register.Lifted:
				over[b.Hold] = w.Why
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, h := range rs.Settings.Holds {
			h.Why, h.LiftedWhy = why[h.ID], over[h.ID]
			out = append(out, h)
		}
		slices.SortStableFunc(out, func(a, b register.Hold) int {
			if (a.Lifted == nil) != (b.Lifted == nil) {
				if a.Lifted == nil {
					return -1
				}
				return 1
			}
			return b.At.Compare(a.At)
		})
		return nil
	})
	return out, err
}

// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"chaperone/decision/signoff"
	"chaperone/record"
	"chaperone/register"
)

// How long a person has. A take-down is for the next day or the day after; a second look can wait for a quiet hour.
const (
	takeDownWithin = 48 * time.Hour
	recheckWithin  = 14 * 24 * time.Hour
)

// leanOf gives a post as the registers see it.
func leanOf(p *signoff.Post) *register.Lean {
	l := &register.Lean{Post: p.ID, Revision: p.Revision.Digest, Audience: string(p.Revision.Audience), Media: p.Revision.Media}
	for _, x := range p.Revision.Platforms {
		l.Platforms = append(l.Platforms, string(x))
	}
	if r, ok := p.Text(); ok {
		l.Text = r.Text
	}
	live := p.Live()
	switch {
	case len(live) > 0:
		l.Stage, l.At = register.Published, live[0].At
		if r, ok := wording(p, live[0].Revision); ok { // what readers see counts, not what is being written
			l.Revision, l.Text = live[0].Revision, r.Text
		}
	case len(p.Addresses) > 0:
		l.Stage, l.At = register.Down, p.Addresses[0].At
	}
	for _, w := range p.Ways {
		if w.Kind == signoff.WayRecord && w.Ended == nil {
			l.Entries = append(l.Entries, w.Entry.Entry)
		}
	}
	if p.Check != nil {
		for _, x := range p.Check.Leans {
			l.Found = append(l.Found, x.Entry)
		}
	}
	for _, x := range p.Leans() {
		if !slices.Contains(l.Entries, x.Entry) {
			l.Entries = append(l.Entries, x.Entry)
		}
	}
	return l
}

// wording finds a revision of a post by its digest.
func wording(p *signoff.Post, digest string) (signoff.Revision, bool) {
	if p.Private == nil {
		return signoff.Revision{}, false
	}
	for _, f := range append([]signoff.Facts{p.Revision}, p.Kept...) {
		if f.Digest == digest {
			r, ok := p.Private.Revisions[f.No]
			return r, ok
		}
	}
	return signoff.Revision{}, false
}

// profile gives what the checks of one post lean on.
func (r reading) profile(rs *register.Registers, p *signoff.Post) *register.Practice {
	return rs.PracticeFor(leanOf(p), r.o.clock())
}

// cover says whether an entry covers the current words of a post.
func (r reading) cover(rs *register.Registers, p *signoff.Post, entry, rule string) (signoff.Cover, error) {
	e := rs.Entry(entry)
	if e == nil {
		return signoff.Cover{}, errors.Join(register.ErrUnknown, record.ErrNotFound)
	}
	l := leanOf(p)
	l.Revision, l.Stage = p.Revision.Digest, register.Draft
	if t, ok := p.Text(); ok {
		l.Text = t.Text
	}
	c := rs.Covers(e, l, r.o.clock())
	return signoff.Cover{Rule: rule, Lean: signoff.Lean{Register: string(e.Register), Entry: e.ID, Version: len(e.Versions)}, Covers: c.OK, Why: c.Why}, nil
}

// covers says it of every entry attached so far.
func (r reading) covers(rs *register.Registers, p *signoff.Post) []signoff.Cover {
	out := p.Records()
	for i, c := range out {
		if now, err := r.cover(rs, p, c.Entry, c.Rule); err == nil {
			out[i] = now
		}
	}
	return out
}

// stand looks at every post that leans on an entry, and opens a take-down or a second look where the entry asks for one.
func (w *work) stand(rs *register.Registers, e *register.Entry) error {
	var leans []register.Lean
	ids, err := w.postIDs()
	if err != nil {
		return err
	}
	for _, id := range ids {
		p, err := w.post(id)
		if err != nil {
			return err
		}
		leans = append(leans, *leanOf(p))
	}
	for _, c := range rs.Ending(e, leans, w.at) {
		if err := w.falls(rs, e, c); err != nil {
			return err
		}
	}
	if e.Live(w.at) {
		return nil
	}
	for _, id := range ids {
		p, err := w.post(id)
		if err != nil {
			return err
		}
		ev, err := p.EntryEnded(w.at, w.by, string(e.Register), e.ID)
		if errors.Is(err, signoff.ErrUnknown) || errors.Is(err, signoff.ErrClosed) {
			continue
		}
		if err != nil {
			return err
		}
		if err := w.posted(p, ev); err != nil {
			return err
		}
	}
	return nil
}

// standsOut looks at what a post that is out rests on: what went out without a sign-off may rest on what has ended long ago.
func (w *work) standsOut(p *signoff.Post) error {
	rs, err := w.registers()
	if err != nil {
		return err
	}
	for _, c := range rs.Endings([]register.Lean{*leanOf(p)}, w.at) {
		if err := w.falls(rs, rs.Entry(c.Entry), c); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) postIDs() (ids []string, err error) {
	err = w.v.States(statePost, func(id string, _ []byte) error {
		ids = append(ids, id)
		return nil
	})
	return ids, err
}

// falls opens what a consequence asks for, once: a post that is due for the same cause already isn't asked for twice.
func (w *work) falls(rs *register.Registers, e *register.Entry, c register.Consequence) error {
	p, err := w.post(c.Post)
	if err != nil {
		return err
	}
	if len(p.Live()) == 0 {
		return nil // a draft is checked before it is signed off in any case
	}
	cause := signoff.Cause{Kind: "entry", ID: e.ID}
	kind := signoff.DueRecheck
	if c.Do == register.TakeDown {
		kind = signoff.DueTakeDown
	}
	if slices.ContainsFunc(p.IsDue(), func(d signoff.Due) bool { return d.Cause == cause && d.Kind == kind }) {
		return nil
	}
	var ev signoff.Event
	if kind == signoff.DueTakeDown {
		ev, err = p.TakeDownDue(w.at, w.by, reasonOf(e, w.at), cause, w.at.Add(takeDownWithin))
	} else {
		ev, err = p.RecheckDue(w.at, w.by, reasonOf(e, w.at), cause, w.at.Add(recheckWithin))
	}
	if err != nil {
		return err
	}
	return w.posted(p, ev)
}

// reasonOf says what about an entry makes posts due.
func reasonOf(e *register.Entry, now time.Time) signoff.Reason {
	v, _ := e.Value()
	switch e.Register {
	case register.Consents:
		switch {
		case e.Erased != nil:
			return signoff.ReasonErased
		case e.Withdrawn():
			return signoff.ReasonConsentWithdrawn
		}
		return signoff.ReasonConsentExpired
	case register.Evidences:
		if v.Evidence != nil && v.Evidence.Retracted || slices.ContainsFunc(e.Notices, func(n register.Notice) bool { return n.Nature == register.Retraction }) {
			return signoff.ReasonEvidenceRetracted
		}
		if v.Evidence != nil && v.Evidence.Review.Past(now) {
			return signoff.ReasonReviewPassed
		}
	case register.Interests:
		return signoff.ReasonInterestAdded
	case register.Covers:
		return signoff.ReasonCoverLapsed
	}
	return signoff.ReasonEntryEnded
}

// attach gives a register entry as the way out of finding n.
func attach(w *work, p *signoff.Post, n int, entry string) (signoff.Event, error) {
	rs, err := w.registers()
	if err != nil {
		return signoff.Event{}, err
	}
	rule := ""
	if p.Check != nil && n >= 1 && n <= len(p.Check.Found) {
		rule = p.Check.Found[n-1].Rule
	}
	c, err := w.cover(rs, p, entry, rule)
	if err != nil {
		return signoff.Event{}, err
	}
	return p.Attach(w.at, w.by, n, c)
}

// LeaningOn gives the posts that lean on an entry, published or not, with why.
func (o *Office) LeaningOn(ctx context.Context, entry string) (out []register.Leaner, err error) {
	err = o.view(ctx, func(r reading) error {
		rs, err := r.registers()
		if err != nil {
			return err
		}
		e := rs.Entry(entry)
		if e == nil {
			return fmt.Errorf("entry %s: %w", entry, record.ErrNotFound)
		}
		var leans []register.Lean
		err = r.posts(func(p *signoff.Post) error {
			if p.Closed == nil {
				leans = append(leans, *leanOf(p))
			}
			return nil
		})
		out = e.Leaning(leans)
		return err
	})
	return out, err
}

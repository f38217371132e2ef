// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/record"
	"chaperone/register"
)

// ErasePerson destroys the key of a person, so that nothing the record holds of them can be read again, in the database or in any backup made
// from then on; the log still verifies. Published posts that rest on their consent are due to come down; drafts that do are erased.
// register.ErrHeld where a legal hold stands.
func (o *Office) ErasePerson(ctx context.Context, by Member, person string) error {
	return o.update(ctx, by, func(w *work) error {
		rs, err := w.registers()
		if err != nil {
			return err
		}
		asked, err := w.eraseAsked(person)
		if err != nil {
			return err
		}
		events, err := rs.ErasePerson(w.at, w.by, person, register.AtTheirRequest)
		if errors.Is(err, register.ErrUnknown) && asked {
			return w.destroy("person/" + person) // they were only asked
		}
		if err != nil {
			return err
		}
		for _, e := range events {
			// What leans on the entry is looked for while its words can still be read.
			entry := rs.Entry(e.Entry())
			leaning, err := w.leaningOn(entry)
			if err != nil {
				return err
			}
			if err := w.filed(e); err != nil {
				return err
			}
			for _, id := range leaning {
				if err := w.erasedUnder(id, entry); err != nil {
					return err
				}
			}
		}
		return w.destroy("person/" + person)
	})
}

// eraseAsked erases what a person was asked and answered; false where nobody asked them anything.
func (w *work) eraseAsked(person string) (asked bool, err error) {
	var ids []string
	err = w.requests(func(q *request.Request) error {
		if q.Person == person {
			ids = append(ids, q.ID)
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		q, err := w.request(id)
		if err != nil {
			return false, err
		}
		e, err := q.Erase(w.at, w.by, register.AtTheirRequest)
		if errors.Is(err, request.ErrSame) || errors.Is(err, request.ErrErased) {
			continue
		}
		if err != nil {
			return false, err
		}
		if err := w.replied(q, e); err != nil {
			return false, err
		}
	}
	return len(ids) > 0, nil
}

// leaningOn gives the ids of posts that surely lean on an entry.
func (w *work) leaningOn(e *register.Entry) ([]string, error) {
	ids, err := w.postIDs()
	if err != nil {
		return nil, err
	}
	var leans []register.Lean
	for _, id := range ids {
		p, err := w.post(id)
		if err != nil {
			return nil, err
		}
		if p.Closed == nil {
			leans = append(leans, *leanOf(p))
		}
	}
	var out []string
	for _, l := range e.Leaning(leans) {
		if l.Sure {
			out = append(out, l.Post)
		}
	}
	return out, nil
}

// erasedUnder does to a post what follows when a consent it rests on is erased.
func (w *work) erasedUnder(id string, e *register.Entry) error {
	p, err := w.post(id)
	if err != nil {
		return err
	}
	if len(p.Live()) == 0 {
		return w.erasePost(p)
	}
	due, err := p.TakeDownDue(w.at, w.by, signoff.ReasonErased, signoff.Cause{Kind: "entry", ID: e.ID}, w.at.Add(takeDownWithin))
	if err != nil {
		return err
	}
	return w.posted(p, due)
}

// erasePost destroys a post's words.
func (w *work) erasePost(p *signoff.Post) error {
	if p.ErasedAt != nil {
		return nil
	}
	e, err := p.Erase(w.at, w.by, signoff.ReasonErased)
	if err != nil {
		return err
	}
	if err := w.posted(p, e); err != nil {
		return err
	}
	if err := w.tx.DropState(stateWorking, p.ID); err != nil {
		return err
	}
	return w.destroy(p.KeyID())
}

// destroy destroys a key once everything of this work is written: what is sealed until then can be sealed.
func (w *work) destroy(key string) error {
	w.doomed = append(w.doomed, key)
	return nil
}

// ErasePost destroys the words of a post that is not public: its texts, what was found in it, the reasons given. What happened and when stays.
func (o *Office) ErasePost(ctx context.Context, by Member, id string) error {
	return o.update(ctx, by, func(w *work) error {
		p, err := w.post(id)
		if err != nil {
			return err
		}
		return w.erasePost(p)
	})
}

// erasedWhenDown erases a post that came down because somebody it tells of asked to be erased.
func (w *work) erasedWhenDown(p *signoff.Post) error {
	asked := slices.ContainsFunc(p.Due, func(d signoff.Due) bool { return d.Reason == signoff.ReasonErased })
	if p.Status != signoff.TakenDown || !asked || p.MayErase() != nil {
		return nil
	}
	return w.erasePost(p)
}

// PastKeeping gives the entries that need not be kept any more: over, with no public post leaning on them, older than their register keeps
// them, and not under a legal hold.
func (o *Office) PastKeeping(ctx context.Context) (out []register.Expired, err error) {
	err = o.view(ctx, func(r reading) error {
		rs, err := r.registers()
		if err != nil {
			return err
		}
		leans, err := r.leans()
		if err != nil {
			return err
		}
		out = rs.PastKeeping(leans, o.clock())
		return nil
	})
	return out, err
}

// leans gives all posts as the registers see them.
func (r reading) leans() (out []register.Lean, err error) {
	err = r.posts(func(p *signoff.Post) error {
		out = append(out, *leanOf(p))
		return nil
	})
	return out, err
}

// EraseExpired erases the words of an entry whose time to be kept is over: record.ErrNotFound where it isn't. An entry that shares its person's
// key with others that are still kept stays sealed until those are over, too.
func (o *Office) EraseExpired(ctx context.Context, by Member, id string) error {
	return o.update(ctx, by, func(w *work) error {
		rs, err := w.registers()
		if err != nil {
			return err
		}
		leans, err := w.leans()
		if err != nil {
			return err
		}
		over := map[string]bool{}
		for _, x := range rs.PastKeeping(leans, w.at) {
			over[x.Entry] = true
		}
		e := rs.Entry(id)
		if e == nil || !over[id] {
			return fmt.Errorf("entry %s isn't past the time it is kept: %w", id, record.ErrNotFound)
		}
		ev, err := rs.Erase(w.at, w.by, id, register.PastRetention)
		if err != nil {
			return err
		}
		key := e.KeyID()
		if err := w.filed(ev); err != nil {
			return err
		}
		for _, other := range rs.Entries {
			if other.ID != id && other.KeyID() == key && other.Erased == nil {
				return nil
			}
		}
		return w.destroy(key)
	})
}

// SetKeeping sets for how many months a register keeps entries once they are over.
func (o *Office) SetKeeping(ctx context.Context, by Member, n register.Name, months int) error {
	return o.update(ctx, by, func(w *work) error {
		rs, err := w.registers()
		if err != nil {
			return err
		}
		e, err := rs.SetKeep(w.at, w.by, n, months)
		if err != nil {
			return err
		}
		return w.filed(e)
	})
}

// HoldFor keeps things from being erased while a legal matter is open; LiftHold ends that. about are "entry/…", "post/…", "person/…".
func (o *Office) HoldFor(ctx context.Context, by Member, about []string, why string) (id string, err error) {
	if id, err = o.newID(); err != nil {
		return "", err
	}
	err = o.update(ctx, by, func(w *work) error {
		rs, err := w.registers()
		if err != nil {
			return err
		}
		e, err := rs.Hold(w.at, w.by, id, about, register.Day(w.at), why)
		if err != nil {
			return err
		}
		if err := w.filed(e); err != nil {
			return err
		}
		return w.holdPosts(about, func(p *signoff.Post) (signoff.Event, error) { return p.Hold(w.at, w.by, id, why) })
	})
	return id, err
}

// LiftHold ends a legal hold.
func (o *Office) LiftHold(ctx context.Context, by Member, id, why string) error {
	return o.update(ctx, by, func(w *work) error {
		rs, err := w.registers()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rs.Settings.Holds, func(h register.Hold) bool { return h.ID == id })
		if i < 0 {
			return fmt.Errorf("hold %s: %w", id, record.ErrNotFound)
		}
		about := rs.Settings.Holds[i].About
		e, err := rs.Lift(w.at, w.by, id, why)
		if err != nil {
			return err
		}
		if err := w.filed(e); err != nil {
			return err
		}
		return w.holdPosts(about, func(p *signoff.Post) (signoff.Event, error) { return p.Release(w.at, w.by, id) })
	})
}

func (w *work) holdPosts(about []string, decide func(*signoff.Post) (signoff.Event, error)) error {
	for _, a := range about {
		if len(a) < 6 || a[:5] != "post/" {
			continue
		}
		p, err := w.post(a[5:])
		if err != nil {
			return err
		}
		e, err := decide(p)
		if errors.Is(err, signoff.ErrUnknown) || errors.Is(err, signoff.ErrExists) {
			continue
		}
		if err != nil {
			return err
		}
		if err := w.posted(p, e); err != nil {
			return err
		}
	}
	return nil
}

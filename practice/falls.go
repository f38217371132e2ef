// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"fmt"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/record"
	"chaperone/register"
)

// Fall is what a published post needs, or would need, because of an entry.
type Fall struct {
	Post  string
	Text  string // the words that stand there; "" once they are erased
	Do    register.Action
	Why   string  // in a sentence that names nobody
	Where []Place // where it stands
}

// Place is one place where a post stands.
type Place struct {
	Platform post.Platform
	Address  string // "" once it is erased
}

// String hides the words.
func (f Fall) String() string { return "fall(" + f.Post + ", " + string(f.Do) + ")" }

// IfWithdrawn tells which published posts would have to come down, or want a second look, if a person changed their mind now. Nothing is changed.
func (o *Office) IfWithdrawn(ctx context.Context, entry string) ([]Fall, error) {
	return o.falling(ctx, entry, func(w reading, e *register.Entry) (register.Event, error) {
		at := w.o.clock()
		return e.Withdraw(at, Author, register.Day(at), "")
	})
}

// IfEnded tells the same of an entry that ended yesterday.
func (o *Office) IfEnded(ctx context.Context, entry string) ([]Fall, error) {
	return o.falling(ctx, entry, func(w reading, e *register.Entry) (register.Event, error) {
		return e.End(w.o.clock(), Author, register.Date{}, "to see what would fall")
	})
}

// falling makes an event happen to a copy of the registers and tells what would follow.
func (o *Office) falling(ctx context.Context, entry string, decide func(reading, *register.Entry) (register.Event, error)) (out []Fall, err error) {
	err = o.view(ctx, func(r reading) error {
		rs, err := r.registers() // loaded for this look alone
		if err != nil {
			return err
		}
		e := rs.Entry(entry)
		if e == nil {
			return fmt.Errorf("entry %s: %w", entry, record.ErrNotFound)
		}
		ev, err := decide(r, e)
		if err != nil {
			return err
		}
		if err := rs.Apply(ev); err != nil {
			return err
		}
		posts := map[string]*signoff.Post{}
		var leans []register.Lean
		err = r.posts(func(p *signoff.Post) error {
			if len(p.Live()) > 0 {
				posts[p.ID], leans = p, append(leans, *leanOf(p))
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, c := range rs.Ending(e, leans, o.clock()) {
			out = append(out, fallOf(posts[c.Post], c))
		}
		return nil
	})
	return out, err
}

func fallOf(p *signoff.Post, c register.Consequence) Fall {
	f := Fall{Post: p.ID, Do: c.Do, Why: c.Why, Where: placesOf(p)}
	if t, ok := wording(p, p.Live()[0].Revision); ok {
		f.Text = t.Text
	}
	return f
}

// Leanings gives the posts that lean on each of some entries, published or not, in one look at all posts. Entries nobody leans on are not in it.
func (o *Office) Leanings(ctx context.Context, entries []string) (out map[string][]register.Leaner, err error) {
	out = map[string][]register.Leaner{}
	if len(entries) == 0 {
		return out, nil
	}
	err = o.view(ctx, func(r reading) error {
		rs, err := r.registers()
		if err != nil {
			return err
		}
		var leans []register.Lean
		err = r.posts(func(p *signoff.Post) error {
			if p.Closed == nil {
				leans = append(leans, *leanOf(p))
			}
			return nil
		})
		for _, id := range entries {
			if e := rs.Entry(id); e != nil {
				if l := e.Leaning(leans); len(l) > 0 {
					out[id] = l
				}
			}
		}
		return err
	})
	return out, err
}

// DetachFile notes that a file does not belong to an entry. It stays in the history.
func (o *Office) DetachFile(ctx context.Context, by Member, entry, digest, why string) error {
	return o.changeEntry(ctx, by, entry, func(w *work, e *register.Entry) (register.Event, error) { return e.Detach(w.at, w.by, digest, why) })
}

// Places gives the places where a post stands now.
func (o *Office) Places(ctx context.Context, id string) (out []Place, err error) {
	err = o.view(ctx, func(r reading) error {
		p, err := r.post(id)
		if err == nil {
			out = placesOf(p)
		}
		return err
	})
	return out, err
}

func placesOf(p *signoff.Post) (out []Place) {
	for _, a := range p.Live() {
		s := Place{Platform: a.Platform}
		if p.Private != nil {
			s.Address = p.Private.Addresses[a.No].Address
		}
		out = append(out, s)
	}
	return out
}

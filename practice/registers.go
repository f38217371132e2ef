// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"fmt"
	"slices"

	"chaperone/record"
	"chaperone/register"
)

// Kinds of state that registers are kept as.
const (
	stateEntry    = "entry"
	stateSettings = "registers" // one, with the id "all"
)

// registers loads all entries of the registers.
func (r reading) registers() (*register.Registers, error) {
	out := &register.Registers{}
	err := r.v.States(stateSettings, func(id string, data []byte) error {
		_, err := r.state(stateSettings, id, data, &out.Settings, &struct{}{})
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []*register.Entry
	err = r.v.States(stateEntry, func(id string, data []byte) error {
		e, s := &register.Entry{}, &register.Secret{}
		gone, err := r.state(stateEntry, id, data, e, s)
		if err != nil {
			return err
		}
		if !gone {
			if err := e.Join(s); err != nil {
				return fmt.Errorf("entry %s: %w: %v", id, record.ErrCorrupt, err)
			}
		}
		all = append(all, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if err := out.Put(e); err != nil {
			return nil, fmt.Errorf("entry %s: %w: %v", e.ID, record.ErrCorrupt, err)
		}
	}
	return out, nil
}

// registers loads them once for a work, which changes them.
func (w *work) registers() (*register.Registers, error) {
	if w.regs == nil {
		var err error
		if w.regs, err = w.reading.registers(); err != nil {
			return nil, err
		}
	}
	return w.regs, nil
}

// filed makes an event of the registers happen.
func (w *work) filed(e register.Event) error {
	rs, err := w.registers()
	if err != nil {
		return err
	}
	key := rs.KeyID(e)
	if err := rs.Apply(e); err != nil {
		return fmt.Errorf("%s: %w", e.Kind, err)
	}
	id := e.Entry()
	if id == "" {
		w.later(stateSettings, "all", func() error { return w.put(stateSettings, "all", settingsOf(rs), nil, "") })
	} else {
		w.later(stateEntry, id, func() error {
			entry := rs.Entry(id)
			open, secret := entry.Split()
			if secret == nil {
				return w.put(stateEntry, id, open, nil, "")
			}
			return w.put(stateEntry, id, open, secret, entry.KeyID())
		})
	}
	return w.emit(e.Kind, e.About(), e.At, e.By, e.Body, e.Private, key)
}

// settingsOf gives what holds for the registers as a whole, as it is kept; nil where nothing was said. Reasons of legal holds name people:
// they stand in the log alone, sealed.
func settingsOf(rs *register.Registers) *register.Settings {
	s := rs.Settings
	if len(s.Given)+len(s.Authors)+len(s.Keep)+len(s.Holds) == 0 {
		return nil
	}
	s.Holds = slices.Clone(s.Holds)
	for i := range s.Holds {
		s.Holds[i].Why, s.Holds[i].LiftedWhy = "", ""
	}
	return &s
}

// Registers gives all entries as they stand.
func (o *Office) Registers(ctx context.Context) (rs *register.Registers, err error) {
	err = o.view(ctx, func(r reading) error {
		rs, err = r.registers()
		return err
	})
	return rs, err
}

// Profile gives what the checks lean on now: who publishes, and the registers.
func (o *Office) Profile(ctx context.Context) (*register.Practice, error) {
	rs, err := o.Registers(ctx)
	if err != nil {
		return nil, err
	}
	return rs.Practice(o.clock()), nil
}

// AddEntry puts a new entry into a register and gives its id. A consent belongs to a person: an empty n.Person begins a new one.
func (o *Office) AddEntry(ctx context.Context, by Member, n register.New) (id string, err error) {
	if n.ID, err = o.newID(); err != nil {
		return "", err
	}
	if n.Person == "" && n.Value.Consent != nil {
		if n.Person, err = o.newID(); err != nil {
			return "", err
		}
	}
	err = o.update(ctx, by, func(w *work) error {
		rs, err := w.registers()
		if err != nil {
			return err
		}
		e, err := rs.Add(w.at, w.by, n)
		if err != nil {
			return err
		}
		if err := w.filed(e); err != nil {
			return err
		}
		return w.stand(rs, rs.Entry(n.ID)) // a tie that comes on file now may be named in what is out already
	})
	return n.ID, err
}

// changeEntry does one thing to an entry.
func (o *Office) changeEntry(ctx context.Context, by Member, id string, decide func(w *work, e *register.Entry) (register.Event, error)) error {
	return o.update(ctx, by, func(w *work) error {
		rs, err := w.registers()
		if err != nil {
			return err
		}
		entry := rs.Entry(id)
		if entry == nil {
			return fmt.Errorf("entry %s: %w", id, record.ErrNotFound)
		}
		e, err := decide(w, entry)
		if err != nil {
			return err
		}
		if err := w.filed(e); err != nil {
			return err
		}
		return w.stand(rs, entry)
	})
}

// ChangeEntry gives an entry a new version; the earlier ones stay. What rested on it is looked at again.
func (o *Office) ChangeEntry(ctx context.Context, by Member, id, why string, v register.Value) error {
	return o.changeEntry(ctx, by, id, func(w *work, e *register.Entry) (register.Event, error) { return e.Change(w.at, w.by, why, v) })
}

// EndEntry lets an entry hold to a last day (zero: it ended yesterday). Published posts that lean on it are due for a second look.
func (o *Office) EndEntry(ctx context.Context, by Member, id string, last register.Date, why string) error {
	return o.changeEntry(ctx, by, id, func(w *work, e *register.Entry) (register.Event, error) { return e.End(w.at, w.by, last, why) })
}

// WithdrawConsent notes that a person changed their mind, from now on and for ever. Published posts that rest on it are due to come down.
func (o *Office) WithdrawConsent(ctx context.Context, by Member, id, said string) error {
	return o.changeEntry(ctx, by, id, func(w *work, e *register.Entry) (register.Event, error) {
		return e.Withdraw(w.at, w.by, register.Day(w.at), said)
	})
}

// ReviewEntry notes that somebody looked at an entry again and it stands; next is when to look again (zero: never).
func (o *Office) ReviewEntry(ctx context.Context, by Member, id string, next register.Date, note string) error {
	return o.changeEntry(ctx, by, id, func(w *work, e *register.Entry) (register.Event, error) { return e.Review(w.at, w.by, next, note) })
}

// SetAuthor puts on file who publishes.
func (o *Office) SetAuthor(ctx context.Context, by Member, a register.Author) error {
	return o.update(ctx, by, func(w *work) error {
		rs, err := w.registers()
		if err != nil {
			return err
		}
		e, err := rs.SetAuthor(w.at, w.by, "", a)
		if err != nil {
			return err
		}
		return w.filed(e)
	})
}

// ImportProfile takes over an author's file: all of it, or nothing. Entries that are on record already add nothing.
func (o *Office) ImportProfile(ctx context.Context, by Member, p *register.Practice) (in *register.Import, err error) {
	err = o.update(ctx, by, func(w *work) error {
		rs, err := w.registers()
		if err != nil {
			return err
		}
		var fault error
		newID := func() string {
			id, err := o.newID()
			if err != nil && fault == nil {
				fault = err
			}
			return id
		}
		if in, err = rs.Import(p, register.As{At: w.at, By: w.by, NewID: newID}); err != nil {
			return err
		}
		if fault != nil {
			return fault
		}
		for _, e := range in.Events {
			if err := w.filed(e); err != nil {
				return err
			}
		}
		for _, id := range append(slices.Clone(in.Added), in.Changed...) {
			if err := w.stand(rs, rs.Entry(id)); err != nil {
				return err
			}
		}
		return nil
	})
	return in, err
}

// ExportProfile gives the author's file as --profile takes it. It names people in clear: that it was taken out, by whom and when, is kept in the
// log first.
func (o *Office) ExportProfile(ctx context.Context, by Member) ([]byte, error) {
	err := o.update(ctx, by, func(w *work) error {
		return w.emit(kindExported, aboutPractice, w.at, w.by, exported{What: "registers"}, nil, "")
	})
	if err != nil {
		return nil, err
	}
	rs, err := o.Registers(ctx)
	if err != nil {
		return nil, err
	}
	return rs.Export("")
}

// SPDX-License-Identifier: Apache-2.0

package register

import (
	"fmt"
	"slices"
)

// Apply makes the event part of the registers. It is deterministic, so that the same events always give the same state, and never reads a
// clock: order comes from the log. An event that does not follow from the state is ErrEvent and changes nothing.
func (r *Registers) Apply(ev Event) error {
	if id := ev.Entry(); id != "" {
		e := r.Entry(id)
		if _, ok := ev.Body.(Added); ok {
			if e != nil {
				return fmt.Errorf("%w: entry %s is added twice", ErrEvent, id)
			}
			e = &Entry{}
			if err := e.Apply(ev); err != nil {
				return err
			}
			return r.Put(e)
		}
		if e == nil {
			return fmt.Errorf("%w: %s of entry %s, which was never added", ErrEvent, ev.Kind, id)
		}
		return e.Apply(ev)
	}
	return r.Settings.Apply(ev)
}

// Apply makes an event about this entry part of it; see Registers.Apply. The zero Entry takes KindAdded.
func (e *Entry) Apply(ev Event) error {
	w, err := e.words(ev)
	if err != nil {
		return err
	}
	switch b := ev.Body.(type) {
	case Added:
		*e = Entry{ID: b.Entry, Register: b.Register, Order: b.Order, Person: b.Person, Of: b.Of, Request: b.Request, Imported: b.Imported}
		e.append(ev, b.Public, w)
		if c := b.Public.Consent; c != nil && !c.Withdrawn.IsZero() {
			e.Ended = &Ending{At: ev.At, By: ev.By, Last: c.Withdrawn, Withdrawn: true}
		}
	case Changed:
		e.append(ev, b.Public, w)
	case Ended:
		e.Ended = &Ending{At: ev.At, By: ev.By, Last: b.Last, Why: w.Why}
		e.evolve(ev, w.Why, func(v *Value) { v.end(b.Last) })
	case Withdrawn:
		e.Ended = &Ending{At: ev.At, By: ev.By, Last: b.On, Withdrawn: true, Said: w.Said}
		e.evolve(ev, "", func(v *Value) { v.Consent.Withdrawn = b.On })
	case Reviewed:
		e.Reviewing = &Checkup{At: ev.At, By: ev.By}
		e.evolve(ev, w.Why, func(v *Value) { v.reviewed(b.On, b.Next) })
	case Noticed:
		n := b.Notice
		n.At, n.By = ev.At, ev.By
		e.Notices = append(e.Notices, n)
		if n.Nature == Retraction {
			e.evolve(ev, w.Why, func(v *Value) { v.Evidence.Retracted = true })
		}
	case Attached:
		e.Files = append(e.Files, File{Digest: b.Digest, Size: b.Size, Type: b.Type, Name: w.Name, Plain: w.Plain, At: ev.At, By: ev.By})
	case Detached:
		i := e.file(b.Digest)
		if i < 0 {
			return fmt.Errorf("%w: a file is detached that is not attached", ErrEvent)
		}
		e.Files[i].Detached = ev.At
	case Erased:
		e.erase()
		e.Erased = &Erasure{At: ev.At, By: ev.By, Because: b.Because}
	}
	return nil
}

// words gives the words of an event, once it is plain that the event is one about this entry.
func (e *Entry) words(ev Event) (Words, error) {
	b, ok := ev.Body.(interface {
		entry() string
		open() *Words
	})
	if !ok {
		return Words{}, fmt.Errorf("%w: %s is not about an entry", ErrEvent, ev.Kind)
	}
	if a, ok := ev.Body.(Added); ok {
		if len(e.Versions) > 0 || a.Entry == "" || a.Public.Register() != a.Register || a.Register == "" {
			return Words{}, fmt.Errorf("%w: entry %s can't be added", ErrEvent, a.Entry)
		}
	} else if len(e.Versions) == 0 || b.entry() != e.ID {
		return Words{}, fmt.Errorf("%w: %s of entry %s", ErrEvent, ev.Kind, b.entry())
	}
	_, withdrawn := ev.Body.(Withdrawn)
	_, noticed := ev.Body.(Noticed)
	c, changed := ev.Body.(Changed)
	if withdrawn && e.Register != Consents || noticed && e.Register != Evidences || changed && c.Public.Register() != e.Register {
		return Words{}, fmt.Errorf("%w: %s of an entry in %s", ErrEvent, ev.Kind, e.Register)
	}
	reg := e.Register
	if a, ok := ev.Body.(Added); ok {
		reg = a.Register
	}
	var w Words
	if o := b.open(); o != nil {
		w = *o
	}
	switch p := ev.Private.(type) {
	case nil:
	case Words:
		w = p
	default:
		return Words{}, fmt.Errorf("%w: private part of %s", ErrEvent, ev.Kind)
	}
	if w.Value != nil && w.Value.Register() != reg {
		return Words{}, fmt.Errorf("%w: private part of %s is for another register", ErrEvent, ev.Kind)
	}
	return w, nil
}

func (e *Entry) append(ev Event, public Value, w Words) {
	v := Version{What: ev.Kind, At: ev.At, By: ev.By, Public: public.clone(), Why: w.Why}
	if w.Value != nil {
		x := w.Value.clone()
		v.Whole = &x
	}
	e.Versions = append(e.Versions, v)
}

// evolve adds a version that differs from the last one by what f does. It does so even where f changes nothing: how many versions there are
// must not hang on words that may be erased.
func (e *Entry) evolve(ev Event, why string, f func(*Value)) {
	last := e.Versions[len(e.Versions)-1]
	v := Version{What: ev.Kind, At: ev.At, By: ev.By, Public: last.Public.clone(), Why: why}
	f(&v.Public)
	if last.Whole != nil {
		x := last.Whole.clone()
		f(&x)
		v.Whole = &x
	}
	e.Versions = append(e.Versions, v)
}

// end lets a value hold to its last day at most. Evidence has no last day: it counts as superseded.
func (v *Value) end(last Date) {
	switch {
	case v.Consent != nil:
		v.Consent.Expires = first(v.Consent.Expires, last)
	case v.Interest != nil:
		v.Interest.Until = first(v.Interest.Until, last)
	case v.Permission != nil:
		v.Permission.Until = first(v.Permission.Until, last)
	case v.Evidence != nil:
		v.Evidence.Superseded = true
	case v.Cover != nil:
		v.Cover.Until = first(v.Cover.Until, last)
	case v.Credential != nil:
		v.Credential.Until = first(v.Credential.Until, last)
	}
}

func (v *Value) reviewed(on, next Date) {
	switch {
	case v.Consent != nil:
		v.Consent.Review = next
	case v.Evidence != nil:
		v.Evidence.Checked, v.Evidence.Review = on, next
	}
}

// erase takes every word of people out of the entry.
func (e *Entry) erase() {
	e.Versions = slices.Clone(e.Versions)
	for i := range e.Versions {
		e.Versions[i].Whole, e.Versions[i].Why = nil, ""
	}
	e.Files = slices.Clone(e.Files)
	for i := range e.Files {
		e.Files[i].Name, e.Files[i].Plain = "", ""
	}
	if e.Ended != nil {
		e.Ended.Why, e.Ended.Said = "", ""
	}
}

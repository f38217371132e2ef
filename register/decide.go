// SPDX-License-Identifier: Apache-2.0

package register

import (
	"fmt"
	"strings"
	"time"
)

// New is what a new entry is made of. Ids are short random strings.
type New struct {
	ID       string
	Value    Value
	Person   string // consents: the id of the person who agreed
	Of       string // the member whose entry it is; "" for the whole practice
	Request  string // the request it came from; "" where there was none
	Imported bool   // from an author's file
	Why      string // a note on why it is added; may be ""
}

func event(kind string, at time.Time, by string, body any, w *Words, sealed bool) Event {
	e := Event{Kind: kind, At: at.UTC().Truncate(time.Millisecond), By: by, Body: body}
	if sealed && w != nil && *w != (Words{}) {
		e.Private = *w
	}
	return e
}

// head gives the head of an event about e, and the words to seal. Exactly one of them holds the words.
func (e *Entry) head(w Words) (Head, *Words) {
	h := Head{Entry: e.ID}
	if e.Register.Sealed() {
		return h, &w
	}
	if w != (Words{}) {
		h.Open = &w
	}
	return h, nil
}

// Add decides a new entry. ErrTaken where the id is in use, ErrRefused where the value can't be kept.
func (r *Registers) Add(at time.Time, by string, n New) (Event, error) {
	return r.add(at, by, n, r.next())
}

func (r *Registers) add(at time.Time, by string, n New, order int) (Event, error) {
	if err := n.Value.check(); err != nil {
		return Event{}, err
	}
	reg := n.Value.Register()
	switch {
	case !idShape.MatchString(n.ID):
		return Event{}, fmt.Errorf("%w: %q is no id", ErrRefused, n.ID)
	case r.Entry(n.ID) != nil:
		return Event{}, fmt.Errorf("entry %s %w; change that one, or take another id", n.ID, ErrTaken)
	case reg == Consents && !idShape.MatchString(n.Person):
		return Event{}, fmt.Errorf("%w: a consent belongs to a person; give the person's id", ErrRefused)
	case reg != Consents && n.Person != "":
		return Event{}, fmt.Errorf("%w: only consents belong to a person", ErrRefused)
	case reg == Consents && !n.Value.Consent.Withdrawn.IsZero() && !n.Imported:
		return Event{}, fmt.Errorf("%w: a new consent can't be withdrawn already; add it, then withdraw it", ErrRefused)
	}
	v := n.Value.clone()
	e := Entry{ID: n.ID, Register: reg}
	w := Words{Why: n.Why}
	if reg.Sealed() {
		w.Value = &v
	}
	h, seal := e.head(w)
	return event(KindAdded, at, by, Added{Head: h, Register: reg, Order: order, Person: n.Person, Of: n.Of, Request: n.Request,
		Imported: n.Imported, Public: v.public()}, seal, reg.Sealed()), nil
}

// standing gives an error where the entry can't be changed any more.
func (e *Entry) standing() error {
	switch {
	case len(e.Versions) == 0:
		return ErrUnknown
	case e.Erased != nil:
		return fmt.Errorf("%w on %s; add a new entry", ErrErased, Day(e.Erased.At))
	case e.Withdrawn():
		return fmt.Errorf("%w on %s, and that stays so; if the person agrees again, add a new consent", ErrWithdrawn, e.public().Consent.Withdrawn)
	case e.Ended != nil:
		return fmt.Errorf("%w on %s; what was agreed anew is a new entry", ErrOver, e.Ended.Last)
	}
	return nil
}

// Change decides a new version of the entry; earlier ones stay. Why says what has changed and is kept with it. ErrTaken where nothing would
// change.
func (e *Entry) Change(at time.Time, by, why string, v Value) (Event, error) {
	if err := e.standing(); err != nil {
		return Event{}, err
	}
	if err := v.check(); err != nil {
		return Event{}, err
	}
	if v.Register() != e.Register {
		return Event{}, fmt.Errorf("%w: the entry stands in %s, the change is for %s", ErrRefused, e.Register, v.Register())
	}
	if v.Consent != nil && !v.Consent.Withdrawn.IsZero() {
		return Event{}, fmt.Errorf("%w: a consent is withdrawn by withdrawing it, not by a change", ErrRefused)
	}
	if old, whole := e.Value(); whole && old.canonical() == v.canonical() {
		return Event{}, fmt.Errorf("this %w: nothing would change", ErrTaken)
	}
	v = v.clone()
	w := Words{Why: why}
	if e.Register.Sealed() {
		w.Value = &v
	}
	h, seal := e.head(w)
	return event(KindChanged, at, by, Changed{Head: h, Public: v.public()}, seal, e.Register.Sealed()), nil
}

// End decides that the entry holds to a last day; the zero day ends it at once, so that yesterday was its last. A consent that its person takes
// back is not ended but withdrawn.
func (e *Entry) End(at time.Time, by string, last Date, why string) (Event, error) {
	if err := e.standing(); err != nil {
		return Event{}, err
	}
	if strings.TrimSpace(why) == "" {
		return Event{}, fmt.Errorf("%w: say why it ends", ErrRefused)
	}
	if last.IsZero() {
		last = Day(at.UTC().AddDate(0, 0, -1))
	}
	h, seal := e.head(Words{Why: why})
	return event(KindEnded, at, by, Ended{Head: h, Last: last}, seal, e.Register.Sealed()), nil
}

// Withdraw decides that the person has changed her mind, from this moment and for ever. No reason is asked for; said is what she said, if
// she did. A consent that has ended or expired can still be withdrawn: what rests on it must come down.
func (e *Entry) Withdraw(at time.Time, by string, on Date, said string) (Event, error) {
	if err := e.standing(); err != nil && (e.Ended == nil || e.Withdrawn() || e.Erased != nil) {
		return Event{}, err
	}
	if e.Register != Consents {
		return Event{}, fmt.Errorf("%w: only consents are withdrawn; end the entry instead", ErrRefused)
	}
	if on.IsZero() {
		on = Day(at.UTC())
	}
	h, seal := e.head(Words{Said: said})
	return event(KindWithdrawn, at, by, Withdrawn{Head: h, On: on}, seal, true), nil
}

// Review decides that somebody looked at the entry again and it stands; next is when to look again (zero: never).
func (e *Entry) Review(at time.Time, by string, next Date, note string) (Event, error) {
	if err := e.standing(); err != nil {
		return Event{}, err
	}
	on := Day(at.UTC())
	if !next.IsZero() && !next.After(on.Time) {
		return Event{}, fmt.Errorf("%w: the next review must lie after %s", ErrRefused, on)
	}
	h, seal := e.head(Words{Why: note})
	return event(KindReviewed, at, by, Reviewed{Head: h, On: on, Next: next}, seal, e.Register.Sealed()), nil
}

// Attach decides to attach a file whose sealed bytes are kept already. ErrTaken where it is attached.
func (e *Entry) Attach(at time.Time, by string, f File) (Event, error) {
	switch {
	case len(e.Versions) == 0:
		return Event{}, ErrUnknown
	case e.Erased != nil:
		return Event{}, fmt.Errorf("%w on %s; nothing can be added to it", ErrErased, Day(e.Erased.At))
	case f.Digest == "":
		return Event{}, fmt.Errorf("%w: the file has no digest; keep it first", ErrRefused)
	case e.file(f.Digest) >= 0:
		return Event{}, fmt.Errorf("the file %w with this entry", ErrTaken)
	}
	h, seal := e.head(Words{Name: f.Name, Plain: f.Plain})
	return event(KindAttached, at, by, Attached{Head: h, Digest: f.Digest, Size: f.Size, Type: f.Type}, seal, e.Register.Sealed()), nil
}

// Detach decides that a file does not belong to the entry. It stays in the history.
func (e *Entry) Detach(at time.Time, by, digest, why string) (Event, error) {
	if e.file(digest) < 0 {
		return Event{}, fmt.Errorf("%w with that file attached", ErrUnknown)
	}
	if e.Erased != nil {
		return Event{}, fmt.Errorf("%w on %s", ErrErased, Day(e.Erased.At))
	}
	h, seal := e.head(Words{Why: why})
	return event(KindDetached, at, by, Detached{Head: h, Digest: digest}, seal, e.Register.Sealed()), nil
}

// Note decides to keep what became known of the paper an evidence entry rests on. A retraction marks the entry retracted; a concern, a
// correction or a reinstatement asks a person to look. ErrTaken where it is on file already.
func (e *Entry) Note(at time.Time, by string, n Notice) (Event, error) {
	if e.Register != Evidences {
		return Event{}, fmt.Errorf("%w: only evidence can be retracted", ErrRefused)
	}
	if len(e.Versions) == 0 {
		return Event{}, ErrUnknown
	}
	if n.Nature == "" {
		return Event{}, fmt.Errorf("%w: say what happened to the paper: %s, %s, %s or %s", ErrRefused, Retraction, Concern, Correction, Reinstatement)
	}
	if e.noted(n) {
		return Event{}, fmt.Errorf("this %s %w", n.Nature, ErrTaken)
	}
	h, _ := e.head(Words{})
	return event(KindNoticed, at, by, Noticed{Head: h, Notice: n}, nil, false), nil
}

// Erase decides to take people's words out of an entry. Whoever applies it destroys the key KeyID names, too. Refused where a legal hold
// stands, and where the register names nobody.
func (r *Registers) Erase(at time.Time, by, id, because string) (Event, error) {
	e := r.Entry(id)
	switch {
	case e == nil:
		return Event{}, fmt.Errorf("%w: %s", ErrUnknown, id)
	case e.Erased != nil:
		return Event{}, fmt.Errorf("%w on %s already", ErrErased, Day(e.Erased.At))
	case because != AtTheirRequest && because != PastRetention && because != InError:
		return Event{}, fmt.Errorf("%w: the reason is one of %s, %s, %s", ErrRefused, AtTheirRequest, PastRetention, InError)
	case !e.Register.Sealed():
		return Event{}, fmt.Errorf("%w: %s hold nothing of other people, so there is nothing to erase; end the entry instead", ErrRefused, e.Register)
	}
	if h := r.HeldBy(e); h != nil {
		return Event{}, fmt.Errorf("%w since %s; lift the hold first, or ask whoever set it", ErrHeld, h.From)
	}
	return event(KindErased, at, by, Erased{Head: Head{Entry: id}, Because: because}, nil, false), nil
}

// ErasePerson decides to erase every entry of a person, so that her key can be destroyed. ErrUnknown where nothing of her is on file. One hold is
// enough to refuse all: the entries share one key.
func (r *Registers) ErasePerson(at time.Time, by, person, because string) ([]Event, error) {
	var out []Event
	found := false
	for _, e := range r.Entries {
		if e.Register != Consents || e.Person != person {
			continue
		}
		found = true
		if e.Erased != nil {
			continue
		}
		ev, err := r.Erase(at, by, e.ID, because)
		if err != nil {
			return nil, err
		}
		out = append(out, ev)
	}
	if !found {
		return nil, fmt.Errorf("%w of person %s", ErrUnknown, person)
	}
	return out, nil
}

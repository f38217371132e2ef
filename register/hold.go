// SPDX-License-Identifier: Apache-2.0

package register

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Hold is a legal hold: while it stands, nothing it names is erased or deleted, whatever its time to be kept.
type Hold struct {
	ID        string    `json:"id"`
	About     []string  `json:"about"` // "entry/…", "post/…", "person/…"
	From      Date      `json:"from"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	Why       string    `json:"why,omitempty"` // private: "letter before claim of 3 May, Mrs …"
	Lifted    *Checkup  `json:"lifted,omitempty"`
	LiftedWhy string    `json:"lifted_why,omitempty"` // private
}

// String hides the words.
func (h Hold) String() string { return fmt.Sprintf("hold(%s, %d things)", h.ID, len(h.About)) }

// Held is the body of KindHeld. The reason is private, under "hold/<id>".
type Held struct {
	Hold  string   `json:"hold"`
	About []string `json:"about"`
	From  Date     `json:"from"`
}

// Lifted is the body of KindLifted.
type Lifted struct {
	Hold string `json:"hold"`
}

// Hold decides a legal hold on entries, posts and persons, given as "entry/<id>", "post/<id>", "person/<id>". A hold on a person holds all entries
// of hers; a hold on a post holds the entries attached to it (the caller names them).
func (r *Registers) Hold(at time.Time, by, id string, about []string, from Date, why string) (Event, error) {
	if !idShape.MatchString(id) {
		return Event{}, fmt.Errorf("%w: %q is no id", ErrRefused, id)
	}
	if slices.ContainsFunc(r.Settings.Holds, func(h Hold) bool { return h.ID == id }) {
		return Event{}, fmt.Errorf("hold %s %w", id, ErrTaken)
	}
	if len(about) == 0 || strings.TrimSpace(why) == "" {
		return Event{}, fmt.Errorf("%w: say what is held, and why", ErrRefused)
	}
	for _, a := range about {
		kind, name, _ := strings.Cut(a, "/")
		if kind != "entry" && kind != "post" && kind != "person" || !idShape.MatchString(name) {
			return Event{}, fmt.Errorf("%w: %q can't be held; write it as entry/…, post/… or person/…", ErrRefused, a)
		}
		if kind == "entry" && r.Entry(name) == nil {
			return Event{}, fmt.Errorf("%w: %s", ErrUnknown, name)
		}
	}
	if from.IsZero() {
		from = Day(at.UTC())
	}
	return event(KindHeld, at, by, Held{Hold: id, About: slices.Clone(about), From: from}, &Words{Why: why}, true), nil
}

// Lift decides that a legal hold is over.
func (r *Registers) Lift(at time.Time, by, id, why string) (Event, error) {
	for _, h := range r.Settings.Holds {
		if h.ID != id {
			continue
		}
		if h.Lifted != nil {
			return Event{}, fmt.Errorf("%w: hold %s was lifted on %s", ErrOver, id, Day(h.Lifted.At))
		}
		if strings.TrimSpace(why) == "" {
			return Event{}, fmt.Errorf("%w: say why it is lifted", ErrRefused)
		}
		return event(KindLifted, at, by, Lifted{Hold: id}, &Words{Why: why}, true), nil
	}
	return Event{}, fmt.Errorf("%w: hold %s", ErrUnknown, id)
}

// Holding gives the standing hold on something ("entry/…", "post/…", "person/…"); nil where there is none.
func (r *Registers) Holding(about string) *Hold {
	for i, h := range r.Settings.Holds {
		if h.Lifted == nil && slices.Contains(h.About, about) {
			return &r.Settings.Holds[i]
		}
	}
	return nil
}

// HeldBy gives the standing hold on an entry, its person, or a post it names; nil where there is none.
func (r *Registers) HeldBy(e *Entry) *Hold {
	about := []string{"entry/" + e.ID}
	if e.Person != "" {
		about = append(about, "person/"+e.Person)
	}
	for _, p := range e.posts() {
		about = append(about, "post/"+p)
	}
	for _, a := range about {
		if h := r.Holding(a); h != nil {
			return h
		}
	}
	return nil
}

// posts gives the ids of posts any version of the entry names.
func (e *Entry) posts() []string {
	var out []string
	for _, v := range e.Versions {
		switch {
		case v.Public.Consent != nil:
			out = append(out, v.Public.Consent.Posts...)
		case v.Public.Permission != nil:
			out = append(out, v.Public.Permission.Posts...)
		}
	}
	return out
}

func (s *Settings) hold(ev Event, b Held) error {
	if slices.ContainsFunc(s.Holds, func(h Hold) bool { return h.ID == b.Hold }) {
		return fmt.Errorf("%w: hold %s is set twice", ErrEvent, b.Hold)
	}
	w, _ := ev.Private.(Words)
	s.Holds = append(s.Holds, Hold{ID: b.Hold, About: slices.Clone(b.About), From: b.From, By: ev.By, At: ev.At, Why: w.Why})
	return nil
}

func (s *Settings) lift(ev Event, b Lifted) error {
	for i := range s.Holds {
		if s.Holds[i].ID == b.Hold && s.Holds[i].Lifted == nil {
			w, _ := ev.Private.(Words)
			s.Holds[i].Lifted, s.Holds[i].LiftedWhy = &Checkup{At: ev.At, By: ev.By}, w.Why
			return nil
		}
	}
	return fmt.Errorf("%w: hold %s is lifted and does not stand", ErrEvent, b.Hold)
}

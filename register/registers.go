// SPDX-License-Identifier: Apache-2.0

package register

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Registers are all entries of a practice with their history, and what holds for the registers as a whole.
//
// Methods that decide (Add, Entry.Change, Import …) check a wish and give events; they change nothing. Apply makes an event part of the state.
// The state can be worked out again from the events alone. To see how things stood at an earlier time, apply the events up to then.
type Registers struct {
	Settings Settings `json:"settings"`
	Entries  []*Entry `json:"entries"` // in the order they were added

	byID map[string]*Entry
}

// Settings hold for the registers as a whole.
type Settings struct {
	Given   []Name           `json:"given,omitempty"`   // registers that are kept though nothing may be in them
	Authors []AuthorVersions `json:"authors,omitempty"` // in order of the member's id
	Keep    map[Name]int     `json:"keep,omitempty"`    // months entries are kept once they are over; see Retention
	Holds   []Hold           `json:"holds,omitempty"`   // oldest first; lifted ones stay, marked
}

// AuthorVersions are what a member's author's file said over time.
type AuthorVersions struct {
	Of       string          `json:"of,omitempty"`
	Versions []AuthorVersion `json:"versions"` // oldest first
}

// AuthorVersion is what an author's file said from a moment on.
type AuthorVersion struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Author Author    `json:"author"`
}

// Put places an entry that was kept elsewhere among the others: ErrTaken where its id is in use.
func (r *Registers) Put(e *Entry) error {
	if r.Entry(e.ID) != nil {
		return fmt.Errorf("entry %s %w", e.ID, ErrTaken)
	}
	at, _ := slices.BinarySearchFunc(r.Entries, e, func(a, b *Entry) int {
		if a.Order != b.Order {
			return a.Order - b.Order
		}
		return strings.Compare(a.ID, b.ID)
	})
	r.Entries = slices.Insert(r.Entries, at, e)
	r.byID[e.ID] = e
	return nil
}

// Entry gives an entry by its id; nil where there is none.
func (r *Registers) Entry(id string) *Entry {
	if len(r.byID) != len(r.Entries) || r.byID == nil {
		r.byID = make(map[string]*Entry, len(r.Entries))
		for _, e := range r.Entries {
			r.byID[e.ID] = e
		}
	}
	return r.byID[id]
}

// next gives the place of the next entry.
func (r *Registers) next() int {
	if len(r.Entries) == 0 {
		return 1
	}
	return r.Entries[len(r.Entries)-1].Order + 1
}

// Given tells whether a register is kept: then what isn't in it isn't on file. A register that isn't given is unknown.
func (r *Registers) Given(n Name) bool {
	return slices.Contains(r.Settings.Given, n) || slices.ContainsFunc(r.Entries, func(e *Entry) bool { return e.Register == n })
}

// Give decides that a register is kept from now on, so that an empty one says that nothing is on file. ErrTaken where it is given.
func (r *Registers) Give(at time.Time, by string, n Name) (Event, error) {
	if !slices.Contains(Names, n) {
		return Event{}, fmt.Errorf("%w: %q is no register", ErrRefused, n)
	}
	if slices.Contains(r.Settings.Given, n) {
		return Event{}, fmt.Errorf("the register %s %w", n, ErrTaken)
	}
	return event(KindGiven, at, by, Given{Register: n}, nil, false), nil
}

// SetAuthor decides what is on file about who publishes; of is the member's id, "" where there is one author only. Hours and time zone that
// nobody can read are ErrRefused; ErrTaken where nothing would change.
func (r *Registers) SetAuthor(at time.Time, by, of string, a Author) (Event, error) {
	if _, err := ParseHours(a.Hours); err != nil {
		return Event{}, fmt.Errorf("%w: hours: %w", ErrRefused, err)
	}
	if a.TimeZone != "" {
		if _, err := zone(a.TimeZone); err != nil {
			return Event{}, fmt.Errorf("%w: time_zone: %q is no zone name; write it as Europe/London", ErrRefused, a.TimeZone)
		}
	}
	a = a.clone()
	if old, ok := r.Author(of); ok && old.canonical() == a.canonical() {
		return Event{}, fmt.Errorf("this author's file %w: nothing would change", ErrTaken)
	}
	return event(KindAuthor, at, by, AuthorSet{Of: of, Author: a}, nil, false), nil
}

// Author gives what is on file about a member who publishes; ok is false where nothing is.
func (r *Registers) Author(of string) (a Author, ok bool) {
	for _, v := range r.Settings.Authors {
		if v.Of == of && len(v.Versions) > 0 {
			return v.Versions[len(v.Versions)-1].Author, true
		}
	}
	return Author{}, false
}

func (a Author) canonical() string {
	b, err := json.Marshal(a)
	if err != nil {
		panic(err) // strings only: it can't fail
	}
	return string(b)
}

func (a Author) clone() Author {
	var out Author
	if err := json.Unmarshal([]byte(a.canonical()), &out); err != nil {
		panic(err) // it was written one line above
	}
	return out
}

// Apply makes an event about the registers as a whole part of them; see Registers.Apply.
func (s *Settings) Apply(ev Event) error {
	switch b := ev.Body.(type) {
	case Given:
		if !slices.Contains(s.Given, b.Register) {
			s.Given = append(s.Given, b.Register)
		}
	case AuthorSet:
		v := AuthorVersion{At: ev.At, By: ev.By, Author: b.Author.clone()}
		i, found := slices.BinarySearchFunc(s.Authors, b.Of, func(a AuthorVersions, of string) int { return strings.Compare(a.Of, of) })
		if !found {
			s.Authors = slices.Insert(s.Authors, i, AuthorVersions{Of: b.Of})
		}
		s.Authors[i].Versions = append(s.Authors[i].Versions, v)
	case RetentionSet:
		if s.Keep == nil {
			s.Keep = map[Name]int{}
		}
		s.Keep[b.Register] = b.Months
	case Held:
		return s.hold(ev, b)
	case Lifted:
		return s.lift(ev, b)
	default:
		return fmt.Errorf("%w: %s", ErrEvent, ev.Kind)
	}
	return nil
}

// KeyID names the key the private part of an event is sealed under; "" where it has none.
func (r *Registers) KeyID(ev Event) string {
	switch b := ev.Body.(type) {
	case Added:
		return keyID(b.Register, b.Entry, b.Person)
	case Held:
		return "hold/" + b.Hold
	case Lifted:
		return "hold/" + b.Hold
	}
	if e := r.Entry(ev.Entry()); e != nil {
		return e.KeyID()
	}
	return ""
}

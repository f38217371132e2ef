// SPDX-License-Identifier: Apache-2.0

package register

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// As says who imports an author's file, and how new ids are made.
type As struct {
	At    time.Time
	By    string
	Of    string        // the member whose file it is; "" for the whole practice
	NewID func() string // gives a new short random string each time
}

// Import is what importing an author's file would do. Events are to be applied in order; all or none.
type Import struct {
	Events  []Event
	Added   []string // ids of new entries
	Changed []string // ids of entries that get a new version or are withdrawn
	Same    int      // entries of the file that are on record as they stand
	Older   []string // ids of entries of which the file has an earlier version: they stay as they are
	Missing []string // ids of standing entries that the file doesn't have: they stay as they are
	Refused []Refusal
}

// Refusal is an entry of the file that can't be taken over.
type Refusal struct {
	Register Name
	Index    int    // place in the file's register, from 1
	Entry    string // the entry on record it belongs to; "" where there is none
	Err      error
}

// Import decides what an author's file changes. Entries that are on record as they stand, or stood, add nothing, so that importing twice is
// the same as once; changed ones become new versions; entries the file lacks are reported, never ended. An entry is known again by what it
// says, else by its id in the file, else by whom or what it is about where that is plain. ErrSealed where entries were not opened.
func (r *Registers) Import(p *Practice, as As) (*Import, error) {
	out := &Import{}
	if p.Author.canonical() != (Author{}).canonical() {
		switch ev, err := r.SetAuthor(as.At, as.By, as.Of, p.Author); {
		case err == nil:
			out.Events = append(out.Events, ev)
		case !errors.Is(err, ErrTaken):
			return nil, err
		}
	}
	order := r.next()
	for _, n := range Names {
		if !p.given(n) {
			continue
		}
		if ev, err := r.Give(as.At, as.By, n); err == nil {
			out.Events = append(out.Events, ev)
		}
		var err error
		if order, err = r.importRegister(out, n, p.values(n), as, order); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *Registers) importRegister(out *Import, n Name, file []Value, as As, order int) (int, error) {
	var have []*Entry
	for _, e := range r.Entries {
		if e.Register != n || e.Of != as.Of || e.Erased != nil {
			continue
		}
		if _, whole := e.Value(); !whole {
			return order, fmt.Errorf("%w: %s; open the record first", ErrSealed, e.ID)
		}
		have = append(have, e)
	}
	if err := idsOnce(n, file); err != nil {
		return order, err
	}
	met := map[*Entry]bool{}
	for i, e := range pair(file, have) {
		refuse := func(id string, err error) { out.Refused = append(out.Refused, Refusal{n, i + 1, id, err}) }
		if e == nil {
			add := New{ID: as.NewID(), Value: file[i], Of: as.Of, Imported: true}
			if n == Consents {
				add.Person = as.NewID()
			}
			ev, err := r.add(as.At, as.By, add, order)
			if err != nil {
				refuse("", err)
				continue
			}
			order++
			out.Events, out.Added = append(out.Events, ev), append(out.Added, add.ID)
			continue
		}
		met[e] = true
		switch evs, err := e.adopt(as, file[i]); {
		case errors.Is(err, errOlder):
			out.Older = append(out.Older, e.ID)
		case err != nil:
			refuse(e.ID, err)
		case len(evs) == 0:
			out.Same++
		default:
			out.Events, out.Changed = append(out.Events, evs...), append(out.Changed, e.ID)
		}
	}
	for _, e := range have {
		if e.Ended == nil && !met[e] {
			out.Missing = append(out.Missing, e.ID)
		}
	}
	return order, nil
}

var errOlder = errors.New("the file has an earlier version")

// adopt decides what a file's version of an entry changes.
func (e *Entry) adopt(as As, v Value) ([]Event, error) {
	v = v.clone()
	now, _ := e.Value()
	if now.canonical() == v.canonical() {
		return nil, nil
	}
	if slices.Contains(e.everSaid(), v.canonical()) {
		return nil, errOlder
	}
	if v.Evidence != nil && now.Evidence.Retracted && !v.Evidence.Retracted && len(e.Notices) > 0 {
		return nil, fmt.Errorf("%w: the paper was retracted, and a file can't undo that", ErrRefused)
	}
	const why = "changed in the author's file"
	if v.Consent == nil || v.Consent.Withdrawn.IsZero() || e.Withdrawn() {
		ev, err := e.Change(as.At, as.By, why, v)
		if err != nil {
			return nil, err
		}
		return []Event{ev}, nil
	}
	on := v.Consent.Withdrawn
	v.Consent.Withdrawn = Date{}
	var out []Event
	if now.canonical() != v.canonical() && e.standing() == nil {
		ev, err := e.Change(as.At, as.By, why, v)
		if err != nil {
			return nil, err
		}
		out = append(out, ev)
	}
	ev, err := e.Withdraw(as.At, as.By, on, "")
	if err != nil {
		return nil, err
	}
	return append(out, ev), nil
}

// idsOnce refuses a file in which two entries of a register have one id.
func idsOnce(n Name, file []Value) error {
	seen := map[string]bool{}
	for i, v := range file {
		if id := v.ID(); id != "" {
			if seen[id] {
				return fmt.Errorf("%w: %s, entry %d: another entry is called %q, too; give each its own id", ErrInvalid, n, i+1, id)
			}
			seen[id] = true
		}
	}
	return nil
}

// pair finds for each value of the file the entry it belongs to; nil: it is new.
func pair(file []Value, have []*Entry) []*Entry {
	out := make([]*Entry, len(file))
	taken := map[*Entry]bool{}
	// match pairs what has the same key, in the order things stand. Where once is set, only keys that are there once on either side.
	match := func(once bool, ofFile func(Value) string, ofEntry func(*Entry) []string) {
		free, wanted := map[string][]*Entry{}, map[string]int{}
		for _, e := range have {
			if !taken[e] {
				for _, k := range ofEntry(e) {
					free[k] = append(free[k], e)
				}
			}
		}
		for i, v := range file {
			if out[i] == nil {
				wanted[ofFile(v)]++
			}
		}
		for i, v := range file {
			k := ofFile(v)
			if out[i] != nil || k == "" || once && (wanted[k] != 1 || len(free[k]) != 1) {
				continue
			}
			for _, e := range free[k] {
				if !taken[e] {
					out[i], taken[e] = e, true
					break
				}
			}
		}
	}
	now := func(f func(Value) string) func(*Entry) []string {
		return func(e *Entry) []string { v, _ := e.Value(); return []string{f(v)} }
	}
	match(false, Value.canonical, now(Value.canonical))
	match(false, Value.ID, now(Value.ID))
	match(false, Value.canonical, (*Entry).everSaid)
	match(true, Value.about, now(Value.about))
	return out
}

// everSaid gives the encodings of all versions.
func (e *Entry) everSaid() []string {
	var out []string
	for _, v := range e.Versions {
		if v.Whole != nil {
			out = append(out, v.Whole.canonical())
		} else {
			out = append(out, v.Public.canonical())
		}
	}
	return out
}

// about gives whom or what an entry is about, by which a changed one is known again where neither side has another of the kind.
func (v Value) about() string {
	var s []string
	switch {
	case v.Consent != nil:
		s = []string{v.Consent.Who, v.Consent.Given.String()}
	case v.Interest != nil:
		s = []string{v.Interest.Party, v.Interest.Kind}
	case v.Permission != nil:
		s = []string{v.Permission.From}
	case v.Evidence != nil:
		s = []string{v.Evidence.Claim}
	case v.Cover != nil:
		s = []string{v.Cover.Provider}
	case v.Credential != nil:
		s = []string{v.Credential.Title, v.Credential.Body}
	}
	if s[0] == "" {
		return ""
	}
	return strings.ToLower(strings.Join(strings.Fields(strings.Join(s, " ")), " "))
}

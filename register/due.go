// SPDX-License-Identifier: Apache-2.0

package register

import (
	"slices"
	"strings"
	"time"
)

// Reminder is a day on which an entry needs somebody.
type Reminder struct {
	Entry    string
	Register Name
	On       Date
	Review   bool   // to be looked at again; otherwise it ends
	Passed   bool   // the day is over
	Why      string // in words that name nobody, so that it may stand in a mail or on a locked screen
}

var oneOf = map[Name]string{Consents: "A consent", Interests: "An interest", Permissions: "A permission", Evidences: "A piece of evidence",
	Covers: "Your cover", Credentials: "A title"}

// Due gives the reminders of a time: reviews due until then, and those that are overdue; entries that end until then, and those that ended no longer ago
// than that without anybody ending or renewing them. Soonest first. What has ended for good needs no reminder, nor does an interest that is over.
func (r *Registers) Due(now time.Time, within time.Duration) []Reminder {
	var out []Reminder
	for _, e := range r.Entries {
		if len(e.Versions) == 0 || e.Ended != nil || e.Erased != nil {
			continue
		}
		v := e.public()
		if ev := v.Evidence; ev != nil && (ev.Retracted || ev.Superseded) {
			continue
		}
		if d := v.Review(); !d.IsZero() && d.Before(now.Add(within)) {
			rem := Reminder{Entry: e.ID, Register: e.Register, On: d, Review: true, Passed: d.Past(now)}
			rem.Why = oneOf[e.Register] + " is to be looked at again by " + inWords(d) + "."
			if rem.Passed {
				rem.Why = oneOf[e.Register] + " was to be looked at again by " + inWords(d) + "."
			}
			out = append(out, rem)
		}
		if d := v.Until(); !d.IsZero() && d.Before(now.Add(within)) && d.After(now.Add(-within)) {
			rem := Reminder{Entry: e.ID, Register: e.Register, On: d, Passed: d.Past(now)}
			rem.Why = oneOf[e.Register] + " ends on " + inWords(d) + "."
			if rem.Passed {
				if e.Register == Interests {
					continue
				}
				rem.Why = oneOf[e.Register] + " ended on " + inWords(d) + "."
			}
			out = append(out, rem)
		}
	}
	slices.SortStableFunc(out, func(a, b Reminder) int { return a.On.Compare(b.On.Time) })
	return out
}

// Of gives the entries of a register, in the order they were added.
func (r *Registers) Of(n Name) []*Entry {
	return r.where(func(e *Entry) bool { return e.Register == n })
}

// OfPerson gives the consents of a person.
func (r *Registers) OfPerson(person string) []*Entry {
	return r.where(func(e *Entry) bool { return person != "" && e.Person == person })
}

// OfRequest gives the entries that came from a request.
func (r *Registers) OfRequest(request string) []*Entry {
	return r.where(func(e *Entry) bool { return request != "" && e.Request == request })
}

// Find gives the entries in which every word of a query stands, or begins a word: in what they say or ever said, in names of files, in ids. What
// was erased or not opened is found by what stands in clear. Entries that hold at now come first, then the newest.
func (r *Registers) Find(query string, now time.Time) []*Entry {
	want := words(query)
	if len(want) == 0 {
		return nil
	}
	out := r.where(func(e *Entry) bool {
		var have []string
		for _, v := range e.Versions {
			eachText(v.said(), func(s string) { have = append(have, words(s)...) })
		}
		for _, f := range e.Files {
			have = append(have, words(f.Name)...)
		}
		have = append(have, words(e.ID+" "+e.Person+" "+string(e.Register))...)
		for _, w := range want {
			if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
				return false
			}
		}
		return true
	})
	slices.SortStableFunc(out, func(a, b *Entry) int {
		if x, y := a.Live(now), b.Live(now); x != y {
			if x {
				return -1
			}
			return 1
		}
		return b.Order - a.Order
	})
	return out
}

func (r *Registers) where(f func(*Entry) bool) []*Entry {
	var out []*Entry
	for _, e := range r.Entries {
		if f(e) {
			out = append(out, e)
		}
	}
	return out
}

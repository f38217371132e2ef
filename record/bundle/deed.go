// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/register"
)

// Deed is something somebody did, as a reader counts: the log may hold several events for it.
type Deed struct {
	At     time.Time // when it was done first
	Last   time.Time // when it was done last; At where it was done once
	Times  int       // how often, 1 or more
	Kind   string    // of its first event
	About  string    // what its first event is about
	By     []Who     // whoever did it, each once
	Mark   string    // as of a Moment
	Title  string
	Words  string
	Events []int64 // all of them, in the order of the log

	ids []string // of entries its words name
	has []string // kinds of its events
}

// Again says how often it was done and that it came out the same; "" for once. at writes a time as the page does.
func (d Deed) Again(at func(time.Time) string) string {
	if d.Times < 2 {
		return ""
	}
	return fmt.Sprintf("Checked %d times until %s, the same each time.", d.Times, at(d.Last))
}

// Told gives what there is to say of it behind its title, in sentences: its words, and how often it was done. at writes a time as the page does.
func (d Deed) Told(at func(time.Time) string) (out []string) {
	for _, s := range []string{strings.TrimSpace(d.Words), d.Again(at)} {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Who names whoever did it.
func (d Deed) Who() string {
	out := make([]string, len(d.By))
	for i, w := range d.By {
		out[i] = w.name()
	}
	return strings.Join(out, "; ")
}

// Deeds tells the time line for people: a line for each deed, in order. Checks of one revision by one rulebook that found the same things one
// after the other are one line, that of the first. What one act left in several places (the request and its post, the entry made of an
// answer) is one line, too. Each event is in one deed.
func (s Story) Deeds() []Deed {
	found := map[int64][]int{} // what each check found, by places in Findings
	for i, f := range s.Findings {
		for _, seq := range f.Events {
			found[seq] = append(found[seq], i)
		}
	}
	entries := map[string]string{} // what an entry is called
	for _, e := range s.Entries {
		entries[e.ID] = lower(say(e.Register)) + " " + e.ID
	}
	var out []Deed
	checked := -1 // the deed of the last check
	for _, m := range s.TimeLine {
		if m.Kind == signoff.KindChecked && checked >= 0 {
			if c := &out[checked]; c.Title == m.Heading() && c.Words == m.Words && slices.Equal(found[c.Events[0]], found[m.Seq]) {
				c.again(m)
				continue
			}
		}
		if d := partOf(out, m); d != nil {
			d.take(m, entries)
			continue
		}
		d := Deed{At: m.At, Last: m.At, Times: 1, Kind: m.Kind, About: m.About, By: []Who{m.By}, Mark: m.Mark, Title: m.Heading(), Words: m.Words, Events: []int64{m.Seq}, has: []string{m.Kind}}
		if id, ok := strings.CutPrefix(m.About, "entry/"); ok && entries[id] != "" {
			d.ids = []string{id}
			if d.Words == "" {
				d.Words = capital(entries[id]) + "."
			}
		}
		if out = append(out, d); m.Kind == signoff.KindChecked {
			checked = len(out) - 1
		}
	}
	return out
}

// again takes in the same check once more.
func (d *Deed) again(m Moment) {
	d.Times++
	d.Last = m.At
	d.Events = append(d.Events, m.Seq)
	if !slices.ContainsFunc(d.By, func(w Who) bool { return w.ID == m.By.ID }) {
		d.By = append(d.By, m.By)
	}
}

// partOf gives the deed that an event is a part of: what one act leaves in the log has one time.
func partOf(ds []Deed, m Moment) *Deed {
	for i := len(ds) - 1; i >= 0 && ds[i].At.Equal(m.At); i-- {
		d := &ds[i]
		asked := strings.HasPrefix(d.Kind, "request.")
		ok := false
		switch m.Kind {
		case signoff.KindAsked:
			ok = d.Kind == request.KindAsked
		case signoff.KindReplied:
			ok = asked && d.Kind != request.KindAsked
		case signoff.KindEntryEnded: // the log has what becomes due first
			ok = asked || strings.HasPrefix(d.Kind, "register.") || d.Kind == signoff.KindDue
		case request.KindRevised:
			ok = d.Kind == signoff.KindRevised
		case register.KindAdded, register.KindChanged, register.KindEnded, register.KindWithdrawn:
			ok = asked && d.By[0].ID == m.By.ID
		}
		if ok && !slices.Contains(d.has, m.Kind) {
			return d
		}
	}
	return nil
}

// take adds an event to the deed it is a part of.
func (d *Deed) take(m Moment, entries map[string]string) {
	d.Events, d.has = append(d.Events, m.Seq), append(d.has, m.Kind)
	add := func(words string) { d.Words = strings.TrimSpace(d.Words + " " + words) }
	id, _ := strings.CutPrefix(m.About, "entry/")
	name := entries[id]
	if name == "" {
		name = "an entry"
	}
	switch m.Kind {
	case signoff.KindAsked, signoff.KindReplied:
		if d.Kind == request.KindBest || d.Kind == request.KindNotMe {
			d.Words = strings.TrimSpace(d.Title + ". " + d.Words)
		}
		if m.Title != "" {
			d.Title = m.Title
		}
		if m.Mark != "" {
			d.Mark = m.Mark
		}
	case signoff.KindEntryEnded:
		if !slices.ContainsFunc(d.ids, func(id string) bool { return strings.Contains(m.Words, id) }) {
			add(m.Words)
		}
	case request.KindRevised:
		add("Who had been asked answers for the words they saw.")
	case register.KindAdded:
		add("On file as " + name + ".")
	case register.KindChanged:
		add("It changed " + name + ".")
	default:
		add("It ended " + name + ".")
	}
	if id != m.About {
		d.ids = append(d.ids, id)
	}
}

// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/record"
)

// teller holds a story against its events.
type teller struct {
	events map[int64]record.Event
	values map[int64][]map[string]bool // what the events say in clear: all of it, then each object of the body by itself
	faults []string
}

// contradictions lists, a sentence each, what a story says that its events don't.
func contradictions(s Story, events map[int64]record.Event) []string {
	t := &teller{events: events, values: map[int64][]map[string]bool{}}
	for seq, e := range events {
		t.values[seq] = said(e)
	}
	if s.Version != Version {
		t.fault("The story is of version %d; this program reads version %d.", s.Version, Version)
		return t.faults
	}
	t.timeLine(s.TimeLine)
	t.cite("the post", s.Post.Events, s.Post.Begun, s.Post.Author.ID, "post/"+s.Post.ID)
	t.revisions(s)
	for i, f := range s.Findings {
		t.finding(fmt.Sprintf("finding %d (%s)", i+1, f.Rule), f)
	}
	for _, a := range s.Asked {
		t.asked(a)
	}
	for _, e := range s.Entries {
		t.cite("entry "+e.ID+" of "+e.Register, e.Events, time.Time{}, "", e.ID)
	}
	for i, x := range s.SignOffs {
		what := fmt.Sprintf("sign-off %d", i+1)
		t.cite(what, x.Events, x.At, x.By.ID, x.Revision)
		t.together(what, x.Events, x.Rulebook, x.RulebookDigest)
	}
	for _, p := range s.Permits {
		t.cite("permit "+p.ID, p.Events, time.Time{}, "")
		t.together("permit "+p.ID, p.Events, p.ID, p.Revision)
	}
	for i, a := range s.Addresses {
		what := fmt.Sprintf("address %d (%s)", i+1, a.Platform)
		t.cite(what, a.Events, a.At, a.By.ID)
		t.together(what, a.Events, a.Platform, a.Revision)
		if !a.Without && !slices.ContainsFunc(s.SignOffs, func(x SignOff) bool { return x.Revision == a.Revision }) {
			t.fault("The post is said to have gone out signed off (%s), and the story has no sign-off of that revision.", what)
		}
		if d := a.Down; d != nil {
			t.cite(what+", taken down", d.Events, d.At, d.By.ID)
			t.together(what+", taken down", d.Events, d.How, d.Export)
		}
	}
	for i, d := range s.Due {
		what := fmt.Sprintf("%s %d", d.Kind, i+1)
		t.cite(what, d.Events, d.At, "")
		t.together(what, d.Events, d.Kind, d.Reason)
		if d.Done != nil {
			t.cite(what+", done", d.Done.Events, d.Done.At, d.Done.By.ID)
		}
	}
	return t.faults
}

func (t *teller) fault(format string, args ...any) {
	t.faults = append(t.faults, fmt.Sprintf(format, args...))
}

// timeLine checks that every event is told once, in order, as it is.
func (t *teller) timeLine(ms []Moment) {
	told := map[int64]bool{}
	last := int64(-1)
	for i, m := range ms {
		e, ok := t.events[m.Seq]
		switch {
		case !ok:
			t.fault("The time line tells of event %d, which isn't in the bundle.", m.Seq)
		case told[m.Seq] || m.Seq < last:
			t.fault("The time line tells of event %d twice or out of order.", m.Seq)
		case m.Kind != e.Kind || m.About != e.About || m.By.ID != e.By || !m.At.Equal(e.At):
			t.fault("Moment %d of the time line isn't what event %d says (kind, what it is about, by whom, or when).", i+1, m.Seq)
		}
		told[m.Seq], last = true, m.Seq
	}
	for seq := range t.events {
		if !told[seq] {
			t.fault("The time line leaves out event %d.", seq)
		}
	}
	slices.Sort(t.faults) // the events of a map come in any order
}

// cite checks one part of the story: one of the events it names happened at that time and was done by that person, and they say each of
// the values in clear. Empty values aren't looked for.
func (t *teller) cite(what string, events []int64, at time.Time, by string, values ...string) {
	if len(events) == 0 {
		t.fault("Nothing in the log is named for %s.", what)
		return
	}
	happened := false
	for _, seq := range events {
		e, ok := t.events[seq]
		if !ok {
			t.fault("Event %d, which %s rests on, isn't in the bundle.", seq, what)
			return
		}
		happened = happened || (at.IsZero() || e.At.Equal(at)) && (by == "" || e.By == by)
	}
	if !happened {
		t.fault("No event named for %s happened then, or was done by that person.", what)
	}
	for _, v := range values {
		if v != "" && !slices.ContainsFunc(events, func(seq int64) bool { return t.values[seq][0][v] }) {
			t.fault("The events named for %s don't say ‘%s’.", what, v)
		}
	}
}

// together checks that one of the events says all of these in one breath: in one object of its body. One check has many findings, and the
// level of one must not be taken for another's.
func (t *teller) together(what string, events []int64, values ...string) {
	all := func(o map[string]bool) bool {
		return !slices.ContainsFunc(values, func(v string) bool { return v != "" && !o[v] })
	}
	if !slices.ContainsFunc(events, func(seq int64) bool {
		return len(t.values[seq]) > 0 && slices.ContainsFunc(t.values[seq][1:], all)
	}) {
		t.fault("The events named for %s don't say these of one thing: %s.", what, strings.Join(values, ", "))
	}
}

func (t *teller) revisions(s Story) {
	known := map[string]bool{}
	for i, r := range s.Revisions {
		what := fmt.Sprintf("revision %d", r.No)
		if r.No <= 0 || i > 0 && r.No <= s.Revisions[i-1].No {
			t.fault("The revisions aren't in order.")
		}
		known[r.Digest] = true
		t.cite(what, r.Events, r.At, r.By.ID, r.Digest)
		if d := r.digest(); d != "" && d != r.Digest {
			t.fault("The words of %s don't give its digest: something of its text, its pictures or where it goes isn't what was kept then.", what)
		}
		for j, m := range r.Media {
			for _, x := range m.Said {
				t.cite(fmt.Sprintf("an answer about picture %d of %s", j+1, what), x.Events, x.At, x.By.ID)
			}
		}
	}
	ask := func(what, digest string) {
		if digest != "" && !known[digest] {
			t.fault("The revision that %s speaks of isn't in the story.", what)
		}
	}
	for i, f := range s.Findings {
		ask(fmt.Sprintf("finding %d", i+1), f.Revision)
	}
	for i, x := range s.SignOffs {
		ask(fmt.Sprintf("sign-off %d", i+1), x.Revision)
	}
	for i, a := range s.Addresses {
		ask(fmt.Sprintf("address %d", i+1), a.Revision)
	}
	for _, p := range s.Permits {
		ask("permit "+p.ID, p.Revision)
	}
	for _, a := range s.Asked {
		ask("request "+a.ID, a.Revision)
	}
}

// digest computes the digest of the revision from its words; "" where they aren't there.
func (r Revision) digest() string {
	if r.Text == nil {
		return ""
	}
	x := signoff.Revision{Text: *r.Text, Account: r.Account, Audience: post.Audience(r.Audience), Kind: post.Kind(r.Kind), Paid: post.Payment(r.Paid), ReplyTo: r.ReplyTo}
	for _, p := range r.Platforms {
		x.Platforms = append(x.Platforms, post.Platform(p))
	}
	for _, m := range r.Media {
		x.Media = append(x.Media, signoff.Media{Digest: m.Digest, Type: m.Type, Size: m.Size, Alt: m.Alt, Caption: m.Caption})
	}
	return x.Digest()
}

func (t *teller) finding(what string, f Finding) {
	t.cite(what, f.Events, f.At, "", f.Revision)
	t.together(what, f.Events, f.Rule, f.Area, f.Level, f.Outcome)
	if f.Fixed != nil {
		t.cite(what+", fixed", f.Fixed.Events, f.Fixed.At, "")
		t.together(what+", fixed", f.Fixed.Events, f.Rule, f.Fixed.Revision)
	}
	for i, w := range f.Ways {
		way := fmt.Sprintf("way out %d of %s", i+1, what)
		t.cite(way, w.Events, w.At, w.By.ID, w.Entry)
		t.together(way, w.Events, f.Rule, w.Kind, w.Request)
	}
}

func (t *teller) asked(a Asked) {
	what := "request " + a.ID
	t.cite(what, a.Events, a.At, a.By.ID, a.ID, a.Form, a.Revision)
	for i, x := range a.Answers {
		t.cite(fmt.Sprintf("answer %d to %s", i+1, what), x.Events, x.At, "", x.Answer)
	}
}

// said are the strings an event says in clear: first all of them, with its kind, what it is about (with and without its first part) and by
// whom; then those of each object of its body by itself.
func said(e record.Event) []map[string]bool {
	all := map[string]bool{e.About: true, e.By: true, e.Kind: true}
	if _, id, ok := strings.Cut(e.About, "/"); ok {
		all[id] = true
	}
	out := []map[string]bool{all}
	var walk func(v any, in map[string]bool)
	walk = func(v any, in map[string]bool) {
		switch x := v.(type) {
		case string:
			all[x], in[x] = true, true
		case []any:
			for _, y := range x {
				walk(y, in)
			}
		case map[string]any:
			o := map[string]bool{}
			out = append(out, o)
			for _, y := range x {
				walk(y, o)
			}
		}
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(e.Body))
	d.UseNumber()
	if len(e.Body) > 0 && d.Decode(&v) == nil {
		walk(v, map[string]bool{})
	}
	return out
}

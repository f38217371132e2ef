// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"chaperone/finding"
	"chaperone/post"
	"chaperone/rulebook"
)

var (
	day  = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	salt = []byte("0123456789abcdef")
	now  = Against{Rulebook: "uk 2026-11", Digest: "sha256:r1", Registers: "g1"}
	alex = "m-alex" // who writes
	bo   = "m-bo"   // who reviews
)

func digestOf(s string) string { return Revision{Kind: post.KindPost, Text: s}.Digest() }

func draft(text string) Revision {
	return Revision{Text: text, Kind: post.KindPost, Platforms: []post.Platform{post.Instagram, post.Threads}, Account: "@dr.alex", Audience: post.Public, Paid: post.NotPaid}
}

// desk is somebody working on one post: every event goes through its JSON as it would through the record.
type desk struct {
	t   testing.TB
	p   *Post
	log []Event
	at  time.Time
}

func newDesk(t testing.TB, text string) *desk {
	d := &desk{t: t, p: &Post{}, at: day}
	d.do(New(d.at, alex, "p1", salt, draft(text)))
	return d
}

// stored gives an event as it comes back from the record.
func stored(t testing.TB, e Event, sealed bool) Event {
	t.Helper()
	body, err := json.Marshal(e.Body)
	if err != nil {
		t.Fatal(err)
	}
	var private []byte
	if e.Private != nil && !sealed {
		if private, err = json.Marshal(e.Private); err != nil {
			t.Fatal(err)
		}
	}
	back, err := Decode(e.Kind, e.At, e.By, body, private)
	if err != nil {
		t.Fatalf("%s: %v", e.Kind, err)
	}
	again, err := json.Marshal(back.Body)
	if err != nil || !bytes.Equal(again, body) {
		t.Fatalf("%s comes back as\n%s, was\n%s (%v)", e.Kind, again, body, err)
	}
	return back
}

// do makes an event that was decided part of the post.
func (d *desk) do(e Event, err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatalf("refused: %v", err)
	}
	d.take(e)
}

func (d *desk) take(e Event) {
	d.t.Helper()
	e = stored(d.t, e, false)
	if err := Apply(d.p, e); err != nil {
		d.t.Fatalf("%s, decided, doesn't apply: %v", e.Kind, err)
	}
	d.log = append(d.log, e)
	d.at = d.at.Add(time.Minute)
}

func refused(t testing.TB, want error) func(Event, error) {
	return func(_ Event, err error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}

func (d *desk) stands(want Status) {
	d.t.Helper()
	if d.p.Status != want {
		d.t.Fatalf("the post is %s, want %s", d.p.Status, want)
	}
}

func rule(id string, area rulebook.Area, level rulebook.Level, ways ...rulebook.Way) *rulebook.Rule {
	return &rulebook.Rule{ID: id, Area: area, Level: level, Title: id, Ways: ways}
}

var (
	nameRule  = rule("patient-name", rulebook.Confidentiality, rulebook.Stop, rulebook.WayRecord, rulebook.WayRewrite)
	smallRule = rule("rare-event", rulebook.Confidentiality, rulebook.Stop, rulebook.WayRecord, rulebook.WayOpinion)
	claimRule = rule("claim", rulebook.Evidence, rulebook.Decide, rulebook.WayRecord, rulebook.WayReason)
	adRule    = rule("ad-label", rulebook.Advertising, rulebook.Stop, rulebook.WayRecord)
	tipRule   = rule("tip", rulebook.Conduct, rulebook.Advise)
)

// raise gives a finding of a rule on the first place words stand in text.
func raise(r *rulebook.Rule, text, words string) finding.Finding {
	f := finding.Finding{Rule: r, Outcome: finding.Raised, Level: r.Level, Title: "‘" + words + "’ " + r.ID, Message: "about " + words}
	if i := bytes.Index([]byte(text), []byte(words)); i >= 0 && words != "" {
		f.Spans = []post.Span{{Start: i, End: i + len(words)}}
	}
	return f
}

// check checks the current revision: a finding for each rule whose word stands in the text.
func (d *desk) check(with map[string]*rulebook.Rule, covers ...Cover) {
	d.t.Helper()
	d.do(d.p.Checked(d.at, Program, d.report(with), covers))
}

func (d *desk) report(with map[string]*rulebook.Rule) Report {
	r, _ := d.p.Text()
	var fs []finding.Finding
	words := make([]string, 0, len(with))
	for w := range with {
		words = append(words, w)
	}
	slices.Sort(words)
	for _, w := range words {
		if bytes.Contains([]byte(r.Text), []byte(w)) {
			fs = append(fs, raise(with[w], r.Text, w))
		}
	}
	return FromFindings(fs, r.Text, now)
}

// n gives the number of a rule's finding.
func (d *desk) n(rule string) int {
	d.t.Helper()
	fs := d.p.Check.of(rule)
	if len(fs) == 0 {
		d.t.Fatalf("no finding of %s", rule)
	}
	return fs[0].N
}

func (d *desk) signed() {
	d.t.Helper()
	d.do(d.p.SignOff(d.at, alex, d.p.Revision.Digest, now, Policy{}))
	d.stands(SignedOff)
}

// replay works the post out again from its events, as the record keeps them.
func replay(t testing.TB, log []Event, sealed bool) *Post {
	t.Helper()
	p := &Post{}
	for _, e := range log {
		if err := Apply(p, stored(t, e, sealed)); err != nil {
			t.Fatalf("replay of %s: %v", e.Kind, err)
		}
	}
	return p
}

func encoded(t testing.TB, p *Post) string {
	t.Helper()
	a, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(p.Private)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s\n%s", a, b)
}

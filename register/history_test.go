// SPDX-License-Identifier: Apache-2.0

package register

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var day0 = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func day(s string) Date {
	var d Date
	if err := d.UnmarshalText([]byte(s)); err != nil {
		panic(err)
	}
	return d
}

// logged is a set of registers beside the events that made it, as they would be kept.
type logged struct {
	r      Registers
	events []stored
	n      int
}

type stored struct {
	kind, by, key string
	at            time.Time
	body, private []byte
}

func (l *logged) id() string { l.n++; return fmt.Sprintf("id%d", l.n) }

func (l *logged) do(t interface {
	Helper()
	Fatal(...any)
}, e Event, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	s := stored{kind: e.Kind, by: e.By, at: e.At, key: l.r.KeyID(e)}
	if s.body, err = json.Marshal(e.Body); err != nil {
		t.Fatal(err)
	}
	if e.Private != nil {
		if s.private, err = json.Marshal(e.Private); err != nil {
			t.Fatal(err)
		}
		if s.key == "" {
			t.Fatal("an event has a private part and no key to seal it under: ", e.Kind)
		}
	}
	if err := l.r.Apply(e); err != nil {
		t.Fatal(err)
	}
	l.events = append(l.events, s)
}

// replay works the registers out from the stored events; private parts under keys in gone can't be opened.
func (l *logged) replay(gone ...string) (*Registers, error) {
	r := &Registers{}
	for _, s := range l.events {
		private := s.private
		if slices.Contains(gone, s.key) {
			private = nil
		}
		e, err := Decode(s.kind, s.at, s.by, s.body, private)
		if err != nil {
			return nil, err
		}
		if err := r.Apply(e); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func anyValue(t *rapid.T, n Name) Value {
	text := rapid.SampledFrom([]string{"", "Sam", "Acme", "a “quoted” text", "line\nbreak"})
	list := rapid.SliceOfN(rapid.SampledFrom([]string{"instagram", "x", "foot-story", "Sam's own story"}), 0, 3)
	date := rapid.Custom(func(t *rapid.T) Date {
		n := rapid.IntRange(-1, 800).Draw(t, "day")
		if n < 0 {
			return Date{}
		}
		return Day(day0.AddDate(0, 0, n-400))
	})
	d := func() Date { return date.Draw(t, "date") }
	s := func() string { return text.Draw(t, "text") }
	l := func() []string { return list.Draw(t, "list") }
	b := func() bool { return rapid.Bool().Draw(t, "flag") }
	switch n {
	case Consents:
		return Value{Consent: &Consent{ID: "", Who: s(), Words: l(), Posts: l(), Text: s(), Platforms: l(), Purpose: s(), Given: d(), Review: d(), Expires: d(), Told: s(), Child: b(), Withdraw: b()}}
	case Interests:
		return Value{Interest: &Interest{Party: s(), Also: l(), Kind: s(), From: d(), Until: d(), Details: s()}}
	case Permissions:
		return Value{Permission: &Permission{From: s(), For: rapid.SliceOfN(rapid.SampledFrom(permitted), 0, 3).Draw(t, "for"), Posts: l(), Until: d(), Since: d()}}
	case Evidences:
		return Value{Evidence: &Evidence{Claim: s(), Words: l(), Source: s(), Checked: d(), Review: d(), Retracted: b()}}
	case Covers:
		return Value{Cover: &Cover{Provider: s(), Covers: l(), From: d(), Until: d()}}
	}
	return Value{Credential: &Credential{Title: s(), Also: l(), From: d(), Until: d()}}
}

// step makes one random decision. Refusals are fine where the room itself gives them as one of its errors.
func (l *logged) step(t *rapid.T, at time.Time) {
	names := rapid.SampledFrom(Names)
	var e Event
	var err error
	what := rapid.IntRange(0, 12).Draw(t, "what")
	if len(l.r.Entries) == 0 {
		what = 0
	}
	var x *Entry
	if len(l.r.Entries) > 0 {
		x = rapid.SampledFrom(l.r.Entries).Draw(t, "entry")
	}
	date := Day(at.AddDate(0, 0, rapid.IntRange(-30, 90).Draw(t, "days")))
	switch what {
	case 0, 1, 2:
		n := names.Draw(t, "register")
		add := New{ID: l.id(), Value: anyValue(t, n), Why: "because"}
		if n == Consents {
			add.Person = rapid.SampledFrom([]string{"p1", "p2", "p3"}).Draw(t, "person")
		}
		e, err = l.r.Add(at, "m1", add)
	case 3:
		e, err = x.Change(at, "m1", "why", anyValue(t, x.Register))
	case 4:
		e, err = x.End(at, "m1", date, "over")
	case 5:
		e, err = x.Withdraw(at, "request/r1", Date{}, "no more")
	case 6:
		e, err = x.Review(at, "m2", date, "looked")
	case 7:
		e, err = x.Attach(at, "m1", File{Digest: rapid.SampledFrom([]string{"aa", "bb"}).Draw(t, "digest"), Size: 3, Type: "image/png", Name: "Sam.png", Plain: "cc"})
	case 8:
		e, err = x.Detach(at, "m1", "aa", "wrong file")
	case 9:
		e, err = x.Note(at, "chaperone", Notice{Nature: rapid.SampledFrom([]Nature{Retraction, Concern, Correction}).Draw(t, "nature"), On: date, Source: "list 1"})
	case 10:
		e, err = l.r.Erase(at, "m1", x.ID, AtTheirRequest)
	case 11:
		e, err = l.r.Hold(at, "m1", l.id(), []string{"entry/" + x.ID}, Date{}, "a letter")
	case 12:
		e, err = l.r.Give(at, "m1", names.Draw(t, "register"))
	}
	if err != nil {
		for _, known := range []error{ErrRefused, ErrUnknown, ErrTaken, ErrOver, ErrWithdrawn, ErrErased, ErrHeld} {
			if errors.Is(err, known) {
				return
			}
		}
		t.Fatalf("an error of no kind: %v", err)
	}
	l.do(t, e, nil)
}

func TestRegistersFollowFromTheirEventsAndHistoryNeverShrinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l logged
		at := day0
		versions, files, withdrawn := map[string]string{}, map[string]int{}, map[string]bool{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(-5, 200).Draw(t, "hours")) * time.Hour) // clocks go back, too
			l.step(t, at)
			for _, e := range l.r.Entries {
				var history strings.Builder
				for _, v := range e.Versions {
					fmt.Fprintf(&history, "%s %s %s|", v.What, v.At, asJSON(v.Public))
					if e.Register.Sealed() && v.Whole != nil && v.Whole.public().canonical() != v.Public.canonical() {
						t.Fatalf("the public part is not that of the whole: %s, %s", asJSON(v.Public), asJSON(v.Whole))
					}
				}
				if !strings.HasPrefix(history.String(), versions[e.ID]) || len(e.Files) < files[e.ID] || withdrawn[e.ID] && !e.Withdrawn() {
					t.Fatalf("history of %s shrank or changed:\n%s\n%s", e.ID, versions[e.ID], history.String())
				}
				versions[e.ID], files[e.ID], withdrawn[e.ID] = history.String(), len(e.Files), e.Withdrawn()
				p, s := e.Split()
				if strings.Contains(asJSON(p), "Sam") && e.Register.Sealed() {
					t.Fatalf("a name stands in clear: %s", asJSON(p))
				}
				if err := p.Join(s); err != nil || asJSON(p) != asJSON(e) {
					t.Fatalf("%v: split and joined is not what it was:\n%s\n%s", err, asJSON(p), asJSON(e))
				}
			}
		}
		again, err := l.replay()
		if err != nil || asJSON(again) != asJSON(&l.r) {
			t.Fatalf("%v: replayed:\n%s\nis not\n%s", err, asJSON(again), asJSON(&l.r))
		}
		// Erase everything that is left, throw the keys away, and work it out again.
		for _, e := range l.r.Entries {
			if ev, err := l.r.Erase(at, "m1", e.ID, AtTheirRequest); err == nil {
				l.do(t, ev, nil)
			}
		}
		var gone []string
		for _, e := range l.r.Entries {
			if e.Erased != nil {
				gone = append(gone, e.KeyID())
			}
		}
		for _, e := range l.r.Entries { // a person's entry under hold shares the key: then it is not thrown away
			if e.Erased == nil {
				gone = slices.DeleteFunc(gone, func(k string) bool { return k == e.KeyID() })
			}
		}
		if again, err = l.replay(gone...); err != nil || asJSON(again) != asJSON(&l.r) {
			t.Fatalf("%v: replayed without keys:\n%s\nis not\n%s", err, asJSON(again), asJSON(&l.r))
		}
		for _, s := range l.events {
			if strings.Contains(string(s.body), "Sam") && slices.Contains([]string{KindAdded, KindChanged}, s.kind) && strings.Contains(string(s.body), `"consents"`) {
				t.Fatalf("a name stands in the body of an event: %s", s.body)
			}
		}
	})
}

func TestWhatIsOverIsNotChanged(t *testing.T) {
	var l logged
	e, err := l.r.Add(day0, "m1", New{ID: "c1", Person: "p1", Value: Value{Consent: &Consent{Who: "Sam", Text: "t"}}})
	l.do(t, e, err)
	c := l.r.Entry("c1")
	e, err = c.End(day0, "m1", Date{}, "the campaign is over")
	l.do(t, e, err)
	if v, _ := c.Value(); v.Consent.Expires.String() != "2026-11-21" {
		t.Errorf("ended at once, it holds until %s", v.Consent.Expires)
	}
	if _, err := c.Change(day0, "m1", "", Value{Consent: &Consent{Who: "Sam"}}); !errors.Is(err, ErrOver) {
		t.Errorf("an ended entry was changed: %v", err)
	}
	e, err = c.Withdraw(day0, "request/r1", Date{}, "please take it down")
	l.do(t, e, err)
	for name, f := range map[string]func() (Event, error){
		"changed":   func() (Event, error) { return c.Change(day0, "m1", "", Value{Consent: &Consent{Who: "Sam"}}) },
		"withdrawn": func() (Event, error) { return c.Withdraw(day0, "m1", Date{}, "") },
		"ended":     func() (Event, error) { return c.End(day0, "m1", Date{}, "x") },
		"reviewed":  func() (Event, error) { return c.Review(day0, "m1", Date{}, "") },
	} {
		if _, err := f(); !errors.Is(err, ErrWithdrawn) {
			t.Errorf("a withdrawn consent was %s: %v", name, err)
		}
	}
	if c.Live(day0.AddDate(-1, 0, 0)) {
		t.Error("a withdrawn consent lives at an earlier time: a clock that went back would bring it back")
	}
	if c.Ended.Said != "please take it down" || len(c.Versions) != 3 {
		t.Errorf("%+v, %d versions", c.Ended, len(c.Versions))
	}
}

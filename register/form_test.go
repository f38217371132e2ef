// SPDX-License-Identifier: Apache-2.0

package register

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"
)

// Every field of the author's file can be filled in, or is left out on purpose.
func TestEveryFieldIsAskedFor(t *testing.T) {
	apart := map[Name][]string{Consents: {"id", "withdrawn"}}
	for _, n := range Names {
		typ := typeOf(n)
		for i := range typ.NumField() {
			name := yamlName(typ.Field(i))
			f, ok := asked[n][name]
			if out := name == "id" || slices.Contains(apart[n], name); ok == out {
				t.Errorf("%s: %s: asked for is %v", n, name, ok)
			}
			if ok && f.Label == "" {
				t.Errorf("%s: %s has no label", n, name)
			}
			if f.Only && len(f.Choices) == 0 {
				t.Errorf("%s: %s takes no word at all", n, name)
			}
		}
		if got := len(n.Fields()); got != len(asked[n]) {
			t.Errorf("%s: %d fields, %d are asked for", n, got, len(asked[n]))
		}
		if n.Blank().Register() != n {
			t.Errorf("a blank entry of %s belongs to %q", n, n.Blank().Register())
		}
	}
	if Name("wishes").Fields() != nil {
		t.Error("a register that isn't one has fields")
	}
}

// What a form says is what the value says, field for field, and nothing else changes.
func TestAValueIsSaidFieldByField(t *testing.T) {
	for _, n := range Names {
		v := n.Blank()
		for _, f := range n.Fields() {
			said := map[Shape][]string{Line: {"some words"}, Long: {"two\nlines"}, Lines: {"one", "two"}, OnDay: {"2026-11-22"}, Flag: {"yes"}, Posts: {"abc"}}[f.Shape]
			if f.Only {
				said = f.Choices[:1]
			}
			next, err := v.Say(f.Name, said)
			if err != nil {
				t.Fatalf("%s: %s: %v", n, f.Name, err)
			}
			if got := next.Said(f.Name); !reflect.DeepEqual(got, said) {
				t.Errorf("%s: %s says %q, not %q", n, f.Name, got, said)
			}
			if v.Said(f.Name) != nil {
				t.Errorf("%s: %s was said of the value before, too", n, f.Name)
			}
			gone, err := next.Say(f.Name, []string{" ", ""})
			if err != nil || gone.Said(f.Name) != nil || gone.canonical() != v.canonical() {
				t.Errorf("%s: %s can't be emptied: %q, %v", n, f.Name, gone.Said(f.Name), err)
			}
			v = next
		}
	}
	c := Consents.Blank()
	for field, bad := range map[string]string{"given": "yesterday", "audience": "everybody", "withdrawn": "2026-11-22", "id": "x", "nothing": "x"} {
		if _, err := c.Say(field, []string{bad}); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %q gives %v", field, bad, err)
		}
	}
	kept := Value{Consent: &Consent{Platforms: []string{"the ward’s notice board"}}}
	if _, err := kept.Say("platforms", []string{"the ward’s notice board", "x"}); err != nil {
		t.Errorf("a word that an imported file brought can't be kept: %v", err)
	}
}

func TestAnEntryStandsInOneWord(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	day := func(s string) (d Date) {
		if err := d.UnmarshalText([]byte(s)); err != nil {
			t.Fatal(err)
		}
		return d
	}
	entry := func(v Value, more ...func(*Entry)) *Entry {
		e := &Entry{Register: v.Register(), Versions: []Version{{Public: v}}}
		for _, f := range more {
			f(e)
		}
		return e
	}
	evidence := func(x Evidence) Value { return Value{Evidence: &x} }
	for _, c := range []struct {
		want State
		e    *Entry
	}{
		{StateHolds, entry(Value{Consent: &Consent{}})},
		{StateHolds, entry(Value{Consent: &Consent{Expires: day("2027-03-01")}})},
		{StateEnds, entry(Value{Consent: &Consent{Expires: day("2026-12-01")}})},
		{StateEnds, entry(Value{Consent: &Consent{Expires: day("2026-11-22")}})},
		{StateEnded, entry(Value{Consent: &Consent{Expires: day("2026-11-21")}})},
		{StateReview, entry(Value{Consent: &Consent{Review: day("2026-11-01")}})},
		{StateReview, entry(evidence(Evidence{Review: day("2026-12-01")}))},
		{StateNotYet, entry(Value{Cover: &Cover{From: day("2026-12-01")}})},
		{StateWithdrawn, entry(Value{Consent: &Consent{Expires: day("2026-01-01")}}, func(e *Entry) { e.Ended = &Ending{Withdrawn: true} })},
		{StateErased, entry(Value{Consent: &Consent{}}, func(e *Entry) { e.Erased = &Erasure{} })},
		{StateRetracted, entry(evidence(Evidence{Retracted: true, Superseded: true}))},
		{StateSuperseded, entry(evidence(Evidence{Superseded: true}))},
		{StateEnded, entry(evidence(Evidence{}), func(e *Entry) { e.Ended = &Ending{} })},
		{StateDoubted, entry(evidence(Evidence{Checked: day("2026-11-01")}), func(e *Entry) { e.Notices = []Notice{{Nature: Concern, At: now}} })},
		{StateHolds, entry(evidence(Evidence{Checked: day("2026-11-22")}), func(e *Entry) { e.Notices = []Notice{{Nature: Concern, At: now}} })},
	} {
		if got := c.e.State(now, 30*24*time.Hour); got != c.want {
			t.Errorf("%v stands as %q, not %q", c.e.Versions[0].Public, got, c.want)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package register

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestRemindersComeSoonestFirstAndNameNobody(t *testing.T) {
	l := held(t,
		Value{Cover: &Cover{Provider: "Quenchmate", Until: day("2026-12-10")}},
		Value{Consent: &Consent{Who: "Sam", Review: day("2026-11-30"), Expires: day("2028-01-01")}},
		Value{Evidence: &Evidence{Claim: "Quenchmate helps", Review: day("2024-01-01")}},
		Value{Evidence: &Evidence{Claim: "gone", Review: day("2024-01-01"), Retracted: true}},
		Value{Interest: &Interest{Party: "Acme", Until: day("2026-11-10")}},
		Value{Interest: &Interest{Party: "Acme", Until: day("2026-11-25")}},
		Value{Permission: &Permission{From: "Trust", Until: day("2026-11-10")}},
		Value{Permission: &Permission{From: "Trust", Until: day("2025-11-10")}},
		Value{Credential: &Credential{Title: "MRCGP"}})
	e, err := l.r.Add(day0, "m1", New{ID: "over", Value: Value{Cover: &Cover{Provider: "x", Until: day("2026-12-01")}}})
	l.do(t, e, err)
	e, err = l.r.Entry("over").End(day0, "m1", Date{}, "changed provider")
	l.do(t, e, err)
	var got []string
	for _, r := range l.r.Due(day0, 30*24*time.Hour) {
		got = append(got, fmt.Sprint(r.Entry, " ", r.Passed, ": ", r.Why))
	}
	want := `id3 true: A piece of evidence was to be looked at again by 1 January 2024.
id7 true: A permission ended on 10 November 2026.
id6 false: An interest ends on 25 November 2026.
id2 false: A consent is to be looked at again by 30 November 2026.
id1 false: Your cover ends on 10 December 2026.`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

func TestEntriesAreKeptUntilNothingCanRestOnThem(t *testing.T) {
	ended := Consent{Who: "Sam", Posts: []string{"one"}, Expires: day("2019-11-01")}
	child := ended
	child.Child, child.Given, child.Posts = true, day("2015-01-01"), nil
	l := held(t, Value{Consent: &ended}, Value{Consent: &child}, Value{Consent: &Consent{Who: "Kim"}},
		Value{Cover: &Cover{Provider: "x", Until: day("1999-01-01")}})
	past := func(posts ...Lean) string {
		var s []string
		for _, x := range l.r.PastKeeping(posts, day0) {
			s = append(s, fmt.Sprint(x.Entry, " ", x.Kept, " ", x.Erase))
		}
		return strings.Join(s, ", ")
	}
	if got := past(); got != "id1 2025-11-01 true" {
		t.Errorf("%q: six years after the end, and not the child's", got)
	}
	for _, c := range []struct {
		name string
		post Lean
		want string
	}{
		{"public", Lean{Post: "one", Stage: Published}, ""},
		{"down since nobody knows when", Lean{Post: "one", Stage: Down}, ""},
		{"down for a year", Lean{Post: "one", Stage: Down, DownAt: day0.AddDate(-1, 0, 0)}, ""},
		{"down for long", Lean{Post: "one", Stage: Down, DownAt: day("2020-06-01").Time}, "id1 2026-06-01 true"},
		{"another post", Lean{Post: "two", Stage: Published}, "id1 2025-11-01 true"},
	} {
		if got := past(c.post); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	e, err := l.r.SetKeep(day0, "m1", Consents, 120)
	l.do(t, e, err)
	if got := past(); got != "" {
		t.Errorf("kept for ten years, %q is past it", got)
	}
	for _, months := range []int{0, MinKeep - 1, MaxKeep + 1} {
		if _, err := l.r.SetKeep(day0, "m1", Consents, months); !errors.Is(err, ErrRefused) {
			t.Errorf("%d months: %v", months, err)
		}
	}
	e, err = l.r.SetKeep(day0, "m1", Consents, 12)
	l.do(t, e, err)
	e, err = l.r.Entry("id4").Attach(day0, "m1", File{Digest: "aa", Type: "application/pdf"})
	l.do(t, e, err)
	if got := past(); got != "id1 2020-11-01 true, id4 2024-01-01 false" {
		t.Errorf("%q", got)
	}
	for _, about := range []string{"entry/id1", "post/one", "person/p-id1"} {
		hold, err := l.r.Hold(day0, "m1", l.id(), []string{about}, Date{}, "a letter before claim")
		l.do(t, hold, err)
		if got := past(); got != "id4 2024-01-01 false" {
			t.Errorf("held by %s: %q", about, got)
		}
		if _, err := l.r.Erase(day0, "m1", "id1", PastRetention); !errors.Is(err, ErrHeld) {
			t.Errorf("held by %s, erased: %v", about, err)
		}
		if _, err := l.r.ErasePerson(day0, "m1", "p-id1", AtTheirRequest); !errors.Is(err, ErrHeld) {
			t.Errorf("held by %s, person erased: %v", about, err)
		}
		id := l.r.Settings.Holds[len(l.r.Settings.Holds)-1].ID
		lift, err := l.r.Lift(day0, "m1", id, "settled")
		l.do(t, lift, err)
		if _, err := l.r.Lift(day0, "m1", id, "again"); !errors.Is(err, ErrOver) {
			t.Errorf("lifted twice: %v", err)
		}
	}
	evs, err := l.r.ErasePerson(day0, "m1", "p-id1", AtTheirRequest)
	if err != nil || len(evs) != 1 {
		t.Fatal(evs, err)
	}
	l.do(t, evs[0], nil)
	if s := asJSON(l.r.Entry("id1")); strings.Contains(s, "Sam") || l.r.Entry("id1").Erased == nil {
		t.Errorf("erased: %s", s)
	}
	if again, err := l.replay("person/p-id1"); err != nil || asJSON(again) != asJSON(&l.r) {
		t.Errorf("%v: without the key:\n%s\n%s", err, asJSON(again), asJSON(&l.r))
	}
}

func TestEntriesAreFoundByWhatTheySay(t *testing.T) {
	l := held(t, Value{Consent: &Consent{Who: "Zoë Example", Text: "dug the garden"}}, Value{Interest: &Interest{Party: "Garden Centre plc", Until: day("2020-01-01")}},
		Value{Interest: &Interest{Party: "Gardener's World"}})
	for query, want := range map[string]string{"garden": "id3 id1 id2", "ZOË gard": "id1", "interests centre": "id2", "p-id1": "id1", "nothing": "", "": "", "id2": "id2"} {
		var got []string
		for _, e := range l.r.Find(query, day0) {
			got = append(got, e.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q finds %v, want %s", query, got, want)
		}
	}
	if len(l.r.Of(Interests)) != 2 || len(l.r.OfPerson("p-id1")) != 1 || len(l.r.OfPerson("")) != 0 || len(l.r.OfRequest("r")) != 0 {
		t.Error("lists")
	}
}

// SPDX-License-Identifier: Apache-2.0

package register

import (
	"fmt"
	"strings"
	"testing"
)

func TestWhatRestsOnAWithdrawnConsentComesDown(t *testing.T) {
	consent := full()
	l := held(t, Value{Consent: &consent})
	c := l.r.Entries[0]
	up := day0.AddDate(0, -1, 0)
	posts := []Lean{
		{Post: "one", Revision: "r1", Text: "Sam dug.", Stage: Published, At: up, Platforms: []string{"instagram"}, Audience: "public"},
		{Post: "two", Text: "I met Sam again today.", Stage: Published, At: up},
		{Post: "three", Text: "Sam dug.", Stage: Down, At: up},
		{Post: "four", Text: "Sam dug.", Stage: Draft},
		{Post: "five", Text: "The same samples.", Stage: Published, At: up},
		{Post: "six", Text: "A letter of thanks.", Stage: Published, At: up, Entries: []string{c.ID}},
	}
	if got := l.r.Ending(c, posts, day0); len(got) != 0 {
		t.Fatalf("a consent that stands ends something: %+v", got)
	}
	if got := c.Leaning(posts); len(got) != 5 || got[1].Sure || !got[0].Sure || !got[4].Sure {
		t.Errorf("leaning: %+v", got)
	}
	e, err := c.Withdraw(day0, "request/r", Date{}, "")
	l.do(t, e, err)
	var got []string
	for _, x := range l.r.Ending(c, posts, day0) {
		got = append(got, fmt.Sprint(x.Post, " ", x.Do))
		if !strings.Contains(x.Why, "22 November 2026") {
			t.Errorf("%s: %q does not say when", x.Post, x.Why)
		}
	}
	if want := "one take down, two re-check, four re-check, six take down"; strings.Join(got, ", ") != want {
		t.Errorf("%q, want %q", strings.Join(got, ", "), want)
	}
	again := full()
	ev, err := l.r.Add(day0, "m1", New{ID: "c9", Person: c.Person, Value: Value{Consent: &again}})
	l.do(t, ev, err)
	for _, x := range l.r.Ending(c, posts, day0) {
		if x.Post == "one" {
			t.Error("the person agreed again to this very post, and it is still to come down")
		}
	}
}

func TestOtherEntriesAskForAnotherLook(t *testing.T) {
	up := day0.AddDate(0, -1, 0)
	for _, c := range []struct {
		name string
		v    Value
		do   func(l *logged, e *Entry) (Event, error)
		post Lean
		want string
	}{
		{"retracted", Value{Evidence: &Evidence{Claim: "steam helps", Source: "x", Words: []string{"steam"}}},
			func(l *logged, e *Entry) (Event, error) {
				return e.Note(day0, "chaperone", Notice{Nature: Retraction, Source: "s"})
			}, Lean{Text: "Try steam!"}, "retracted"},
		{"doubted", Value{Evidence: &Evidence{Claim: "steam helps", Source: "x", Words: []string{"steam"}}},
			func(l *logged, e *Entry) (Event, error) {
				return e.Note(day0, "chaperone", Notice{Nature: Concern, Source: "s"})
			}, Lean{Text: "Try steam!"}, "note of concern"},
		{"permission over", Value{Permission: &Permission{From: "Trust", For: []string{"premises"}}},
			func(l *logged, e *Entry) (Event, error) { return e.End(day0, "m1", Date{}, "left") }, Lean{Uses: []string{"premises"}}, "ended on 21 November 2026"},
		{"permission narrowed", Value{Permission: &Permission{From: "Trust", For: []string{"premises"}, Posts: []string{"one"}}},
			func(l *logged, e *Entry) (Event, error) {
				return e.Change(day0, "m1", "narrowed", Value{Permission: &Permission{From: "Trust", For: []string{"premises"}, Posts: []string{"one"}, Platforms: []string{"x"}}})
			}, Lean{Post: "one", Platforms: []string{"instagram"}}, "changed on 22 November 2026: for X, not Instagram"},
		{"cover lapsed", Value{Cover: &Cover{Provider: "MDX", Until: day("2026-11-20")}}, nil, Lean{}, "cover ended on 20 November 2026"},
		{"interest come later", Value{Interest: &Interest{Party: "Acme"}}, nil, Lean{Text: "I like ACME’s socks"}, "register of interests on 22 November 2026"},
		{"consent expired", Value{Consent: &Consent{Who: "Sam", Posts: []string{"one"}, Expires: day("2026-11-20")}}, nil, Lean{Post: "one"}, "ended on 20 November 2026"},
		{"consent changed", Value{Consent: &Consent{Who: "Sam", Posts: []string{"one"}}},
			func(l *logged, e *Entry) (Event, error) {
				return e.Change(day0, "m1", "not on X", Value{Consent: &Consent{Who: "Sam", Posts: []string{"one"}, Platforms: []string{"instagram"}}})
			}, Lean{Post: "one", Platforms: []string{"x"}}, "changed on 22 November 2026: for Instagram, not X"},
		{"consent erased", Value{Consent: &Consent{Who: "Sam", Posts: []string{"one"}}},
			func(l *logged, e *Entry) (Event, error) { return l.r.Erase(day0, "m1", e.ID, AtTheirRequest) }, Lean{Post: "one"}, "erased on 22 November 2026"},
		{"interest found by a brand", Value{Interest: &Interest{Party: "Acme"}}, nil, Lean{Text: "I like Bolt socks", Found: []string{"id1"}}, "register of interests"},
		{"title over", Value{Credential: &Credential{Title: "MRCGP", Until: day("2026-11-20")}}, nil, Lean{Titles: []string{"MRCGP"}}, "ended"},
	} {
		l := held(t, c.v)
		x := l.r.Entries[0]
		if c.do != nil {
			e, err := c.do(l, x)
			l.do(t, e, err)
		}
		c.post.At, c.post.Stage = up, Published
		if c.post.Post == "" {
			c.post.Post = "p"
		}
		got := l.r.Endings([]Lean{c.post, {Post: "other", Text: "Nothing to do with it.", Stage: Draft}}, day0)
		if len(got) != 1 || !strings.Contains(got[0].Why, c.want) {
			t.Errorf("%s: %+v, want one with %q", c.name, got, c.want)
		}
	}
}

func TestAPostsOwnConsentsAndPermissionsAreShownToItsChecks(t *testing.T) {
	one, two, other := full(), full(), full()
	two.Posts, two.Text = []string{"two"}, ""
	other.Who, other.Posts, other.Text = "Kim", nil, ""
	l := held(t, Value{Consent: &other}, Value{Consent: &one}, Value{Consent: &two},
		Value{Permission: &Permission{From: "Trust", For: []string{"hours"}, Posts: []string{"one"}}},
		Value{Permission: &Permission{From: "Trust", For: []string{"case"}, Platforms: []string{"youtube"}}})
	post := &Lean{Post: "one", Text: "Sam dug.", Platforms: []string{"instagram"}, Audience: "public"}
	order := func() string {
		var s []string
		p := l.r.PracticeFor(post, day0)
		for _, c := range p.Consents {
			s = append(s, c.ID)
		}
		for _, x := range p.Permissions {
			s = append(s, x.ID)
		}
		return strings.Join(s, " ")
	}
	if got := order(); got != "id2 id1 id4" {
		t.Errorf("%s: the consent that covers comes first, the one for another post is left out, and the permission for this post is there", got)
	}
	e, err := l.r.Entry("id2").Withdraw(day0, "request/r", Date{}, "")
	l.do(t, e, err)
	if got := order(); got != "id2 id1 id4" {
		t.Errorf("%s: a withdrawn consent that names the post hides behind no other", got)
	}
}

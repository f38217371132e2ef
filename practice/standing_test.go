// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
	"chaperone/rulebook"
)

// handbook is a pack with one rule and the paragraph it rests on, as it says it today.
func handbook(says string) fstest.MapFS {
	return fstest.MapFS{
		"pack.yaml": {Data: []byte("id: clinic\ntitle: Clinic\nversion: \"2026-11\"\n")},
		"sources/clinic-handbook.yaml": {Data: []byte(`id: clinic-handbook
title: Clinic handbook
short: Clinic handbook
publisher: The clinic
edition: "2026"
country: GB
url: https://clinic.example/handbook
paragraphs:
  - para: "7"
    seen: read
    says: ` + says + "\n")},
		"employer.yaml": {Data: []byte(`- id: clinic-email
  title: An e-mail address
  level: decide
  cite: [clinic-handbook/7]
  when: email-address
  say: The clinic asks that addresses go through the front desk.
  ways: [reason, rewrite]
  examples:
    - raised: "Write to [[jo@example.org]] today"
    - clear: "Come and see us"
`)},
	}
}

func book(t *testing.T, packs ...fstest.MapFS) *rulebook.Book {
	t.Helper()
	o := rulebook.Options{}
	for _, p := range packs {
		o.Packs = append(o.Packs, p)
	}
	b, err := rulebook.Load(o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// under is the same practice with another rulebook.
func (o *office) under(b *rulebook.Book) *office {
	o.t.Helper()
	c := *checker()
	c.Book = b
	next := &office{t: o.t, store: o.store, keys: o.keys, now: o.now}
	c.Now = func() time.Time {
		next.now = next.now.Add(time.Minute)
		return next.now
	}
	var err error
	if next.Office, err = practice.OpenOffice(practice.Parts{Checker: &c, Store: o.store, Keys: o.keys}); err != nil {
		o.t.Fatal(err)
	}
	return next
}

func TestAChangedRulebookOpensASecondLookOnlyAtWhatItNewlySpeaksOf(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	publish := func(text, address string) string {
		p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: text, Platforms: []post.Platform{post.X}, Audience: post.Public}))
		o.must(o.Published(ctx, ada, p.ID, post.X, address, "it went out before the desk was here"))
		return p.ID
	}
	reached := publish("Our walking group meets on Fridays. Write to walks@clinic.example to join.", "https://x.example/1")
	publish("Our walking group meets on Fridays. Everybody is welcome.", "https://x.example/2")
	if s, err := o.Recheck(ctx, ada); err != nil || len(s.Rules) != 0 {
		t.Fatalf("the first rulebook has nothing to be compared with: %+v, %v", s, err)
	}
	next := o.under(book(t, handbook("Addresses go through the front desk")))
	s, err := next.Recheck(ctx, ada)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Opened) != 1 || s.Opened[0].Post != reached || s.Opened[0].Reason != signoff.ReasonRulebook || s.Opened[0].Cause.ID != "clinic-email" {
		t.Errorf("a new rule speaks of one of two posts, and what is due is %+v", s.Opened)
	}
	if len(s.Rules) != 1 || s.Rules[0].What != rulebook.RuleNew {
		t.Errorf("one rule is new: %+v", s.Rules)
	}
	// The paragraph reads otherwise: old and new are told, and nothing is asked twice.
	last := next.under(book(t, handbook("Addresses go through the front desk, except for walks")))
	if s, err = last.Recheck(ctx, ada); err != nil {
		t.Fatal(err)
	}
	if len(s.Opened) != 0 || len(s.Rules) != 1 || len(s.Rules[0].Guidance) == 0 {
		t.Fatalf("other words in a paragraph: %+v", s)
	}
	g := s.Rules[0].Guidance[0]
	if g.Old == nil || g.New == nil || strings.Contains(g.Old.Says, "walks") || !strings.Contains(g.New.Says, "walks") {
		t.Errorf("the old paragraph %+v, the new %+v", g.Old, g.New)
	}
	last.verifies()
}

func TestATieThatComesOnFileLaterOpensASecondLook(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: "I like the new bottles by Hydropuff. They keep tea warm.", Platforms: []post.Platform{post.X}, Audience: post.Public, Paid: post.NotPaid}))
	o.must(o.Published(ctx, ada, p.ID, post.X, "https://x.example/3", "it went out before the desk was here"))
	tie := func(party string) {
		t.Helper()
		if _, err := o.AddEntry(ctx, ada, register.New{Value: register.Value{Interest: &register.Interest{Party: party, Kind: "paid", From: register.Day(o.now.AddDate(0, -1, 0))}}}); err != nil {
			t.Fatal(err)
		}
	}
	tie("Somebody Else Ltd")
	if p = o.must(o.Post(ctx, p.ID)); len(p.IsDue()) != 0 {
		t.Errorf("a tie to somebody the post doesn't name: %+v", p.IsDue())
	}
	tie("Hydropuff")
	if p = o.must(o.Post(ctx, p.ID)); len(p.IsDue()) != 1 || p.IsDue()[0].Reason != signoff.ReasonInterestAdded {
		t.Errorf("a tie to a party the post names: %+v", p.IsDue())
	}
	o.verifies()
}

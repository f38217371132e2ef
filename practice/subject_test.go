// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"context"
	"errors"
	"testing"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/record"
	"chaperone/register"
)

func TestAPersonIsFoundByWhatIsRecordedOfThem(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	if _, err := o.AddEntry(ctx, ada, register.New{Value: register.Value{Consent: &register.Consent{Who: "Zora Quince", Platforms: []string{"instagram"}}}}); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"quince", "Zora", "zor quin"} {
		found, err := o.FindSubjects(ctx, q)
		if err != nil || len(found) != 1 || len(found[0].Names) != 1 || found[0].Names[0] != "Zora Quince" {
			t.Errorf("%q finds %+v, %v", q, found, err)
		}
	}
	for _, q := range []string{"", "quincy", "zora jones"} {
		if found, err := o.FindSubjects(ctx, q); err != nil || len(found) != 0 {
			t.Errorf("%q finds %+v, %v", q, found, err)
		}
	}
	if _, err := o.Subject(ctx, "madeup"); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
}

func TestWhatErasingWouldDoIsSaidAndDone(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	text := "Sam stood on a garden fork and finished the row before he rang us."
	draft := func() *signoff.Post {
		return o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: text, Platforms: []post.Platform{post.Instagram}, Audience: post.Public, Paid: post.NotPaid}))
	}
	consent, person := "", ""
	rs, err := o.Registers(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range rs.Entries {
		if e.Register == register.Consents {
			consent, person = e.ID, e.Person
		}
	}
	attach := func(p *signoff.Post) {
		t.Helper()
		n := 0
		for _, f := range p.StillOpen() {
			if _, err := o.AttachRecord(ctx, ada, p.ID, f.N, consent); err == nil {
				n++
			}
		}
		if n == 0 {
			t.Fatal("the consent fits nothing")
		}
	}
	out, kept := draft(), draft()
	attach(out)
	attach(kept)
	o.must(o.Published(ctx, ada, out.ID, post.Instagram, "https://instagram.example/p/1", "before the desk"))
	s, err := o.Subject(ctx, person)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Names) == 0 || len(s.Entries) != 1 || s.Erased || s.Held != nil || len(s.Down) != 1 || s.Down[0] != out.ID || len(s.Drafts) != 1 || s.Drafts[0] != kept.ID {
		t.Errorf("it says %+v", s)
	}
	hold, err := o.HoldFor(ctx, ada, []string{"person/" + person}, "a letter of 3 May")
	if err != nil {
		t.Fatal(err)
	}
	if s, err = o.Subject(ctx, person); err != nil || s.Held == nil {
		t.Errorf("held: %+v, %v", s, err)
	}
	if h, err := o.Holds(ctx); err != nil || len(h) != 1 || h[0].Why != "a letter of 3 May" {
		t.Errorf("holds: %+v, %v", h, err)
	}
	if err := o.ErasePerson(ctx, ada, person); !errors.Is(err, register.ErrHeld) {
		t.Errorf("erased under a hold: %v", err)
	}
	if err := o.LiftHold(ctx, ada, hold, "settled"); err != nil {
		t.Fatal(err)
	}
	if h, err := o.Holds(ctx); err != nil || h[0].Lifted == nil || h[0].LiftedWhy != "settled" {
		t.Errorf("lifted: %+v, %v", h, err)
	}
	if err := o.ErasePerson(ctx, ada, person); err != nil {
		t.Fatal(err)
	}
	if s, err = o.Subject(ctx, person); err != nil || !s.Erased || len(s.Names) != 0 {
		t.Errorf("after: %+v, %v", s, err)
	}
	if p := o.must(o.Post(ctx, out.ID)); p.Status != signoff.TakeDownDue {
		t.Errorf("the public one is %s", p.Status)
	}
	if p := o.must(o.Post(ctx, kept.ID)); p.ErasedAt == nil {
		t.Error("the draft can still be read")
	}
	o.verifies()
}

// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"chaperone/decision/signoff"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/bundle"
	"chaperone/record/permit"
	"chaperone/register"
)

const fork = "Sam stood on a garden fork and finished the row before he rang us."

// consent gives the one consent on record.
func (o *office) consent() *register.Entry {
	o.t.Helper()
	rs, err := o.Registers(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	return rs.Of(register.Consents)[0]
}

// published is a post about Sam, signed off with his consent and published.
func (o *office) published() *signoff.Post {
	o.t.Helper()
	ctx := context.Background()
	p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: fork, Platforms: []post.Platform{post.Instagram}, Audience: post.Public, Paid: post.NotPaid}))
	for range 10 {
		open := p.StillOpen()
		if len(open) == 0 {
			break
		}
		q, err := o.AttachRecord(ctx, ada, p.ID, open[0].N, o.consent().ID)
		if err != nil {
			q, err = o.Justify(ctx, ada, p.ID, open[0].N, "The practice manager and Sam both saw it in September.")
		}
		p = o.must(q, err)
	}
	o.must(o.SignOff(ctx, ada, p.ID, p.Revision.Digest))
	return o.must(o.Published(ctx, ada, p.ID, post.Instagram, "https://instagram.example/p/1", ""))
}

func TestErasingAPersonTakesTheirPostDownAndTheirWordsAway(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	p := o.published()
	c := o.consent()
	if err := o.ErasePerson(ctx, ada, c.Person); err != nil {
		t.Fatal(err)
	}
	if err := o.ErasePerson(ctx, ada, c.Person); err != nil {
		t.Errorf("asked again: %v", err)
	}
	if p = o.must(o.Post(ctx, p.ID)); p.Status != signoff.TakeDownDue {
		t.Fatalf("the person is erased and the post is %s", p.Status)
	}
	if v, _ := o.consent().Value(); v.Consent.Who != "" || o.consent().Erased == nil {
		t.Errorf("the consent still says who: %+v", v.Consent)
	}
	o.verifies()
	if p = o.must(o.TakenDown(ctx, ada, p.ID, "https://instagram.example/p/1", "", "")); p.Status != signoff.TakenDown {
		t.Fatalf("it came down and is %s", p.Status)
	}
	p = o.must(o.Post(ctx, p.ID))
	if _, ok := p.Text(); ok || p.ErasedAt == nil {
		t.Error("the post's words are still there")
	}
	o.verifies()
	err := o.store.View(ctx, func(v record.View) error {
		_, err := v.Key("person/" + c.Person)
		if !errors.Is(err, record.ErrErased) {
			t.Errorf("the key of the person: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestALegalHoldKeepsWordsFromBeingErased(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	c := o.consent()
	hold, err := o.HoldFor(ctx, ada, []string{"person/" + c.Person}, "letter before claim")
	if err != nil {
		t.Fatal(err)
	}
	if err := o.ErasePerson(ctx, ada, c.Person); !errors.Is(err, register.ErrHeld) {
		t.Errorf("erased under a legal hold: %v", err)
	}
	if err := o.LiftHold(ctx, ada, hold, "settled"); err != nil {
		t.Fatal(err)
	}
	if err := o.ErasePerson(ctx, ada, c.Person); err != nil {
		t.Error(err)
	}
	o.verifies()
}

func TestAPermitHoldsForTheseWordsUntilSomethingChanges(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	p := o.published()
	data, err := o.IssuePermit(ctx, ada, p.ID, "Dr Ada Okafor")
	if err != nil {
		t.Fatal(err)
	}
	text, other := fork, fork+" Wow."
	look := func(text string) permit.Result {
		r, err := o.CheckPermit(ctx, data, permit.Evidence{Text: &text, Now: o.Now()})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := look(text); !r.Holds() {
		t.Errorf("a fresh permit: %s", strings.Join(r.Sentences(), " "))
	}
	if r := look(other); r.State != permit.Other {
		t.Errorf("other words: %s", strings.Join(r.Sentences(), " "))
	}
	if r := permit.Verify(data, permit.Evidence{Text: &text, Now: o.Now().AddDate(1, 0, 0)}); r.State != permit.Expired {
		t.Errorf("a year later: %s", strings.Join(r.Sentences(), " "))
	}
	o.must(o.RevisePost(ctx, ada, p.ID, signoff.Revision{Kind: post.KindPost, Text: other, Platforms: []post.Platform{post.Instagram}}))
	if r := look(text); r.State != permit.IsWithdrawn && r.State != permit.IsSuperseded {
		t.Errorf("the post changed since: %s", strings.Join(r.Sentences(), " "))
	}
	o.verifies()
}

func TestTheStandingReCheckFindsWhatLapsed(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	p := o.published()
	s, err := o.Recheck(ctx, ada)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Opened) != 0 || s.Posts != 1 {
		t.Errorf("on the day of publishing: %+v", s)
	}
	o.now = o.now.AddDate(4, 0, 0) // the consent's last day is in 2029
	s, err = o.Recheck(ctx, ada)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Opened) == 0 || s.Opened[0].Post != p.ID {
		t.Fatalf("four years later: %+v", s)
	}
	again, err := o.Recheck(ctx, ada)
	if err != nil || len(again.Opened) != 0 {
		t.Errorf("asked twice: %+v, %v", again, err)
	}
	o.verifies()
}

func TestAnAnswerSettlesAQuestionForThisPost(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	draft := func() *signoff.Post {
		return o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: "The driver of the crash on the A66 came in last night with a ruptured spleen and we operated on him", Platforms: []post.Platform{post.X}}))
	}
	has := func(p *signoff.Post) (asked, raised bool) {
		r, err := o.LookAt(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Findings {
			if f.Rule.ID == "news-unanswered" {
				asked, raised = f.Outcome == finding.Ask, f.Outcome == finding.Raised
			}
		}
		return asked, raised
	}
	p := draft()
	if asked, _ := has(p); !asked {
		t.Fatalf("nobody asks whether it was in the news")
	}
	if _, err := o.AnswerQuestion(ctx, ada, p.ID, "news-unanswered", "perhaps"); !errors.Is(err, practice.ErrAnswer) {
		t.Errorf("an answer nobody knows: %v", err)
	}
	if asked, raised := has(o.must(o.AnswerQuestion(ctx, ada, p.ID, "news-unanswered", "no"))); asked || raised {
		t.Error("it was not in the news, and the question stays")
	}
	if asked, raised := has(o.must(o.AnswerQuestion(ctx, ada, p.ID, "news-unanswered", "Yes"))); asked || !raised {
		t.Error("it was in the news, and nothing is raised")
	}
	if asked, _ := has(draft()); !asked {
		t.Error("the answer of one post counts for another")
	}
	o.verifies()
}

func TestABundleTellsThePostsStoryAndCanBeCheckedWithoutUs(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	p := o.published()
	if _, err := o.IssuePermit(ctx, ada, p.ID, "Dr Ada Okafor"); err != nil {
		t.Fatal(err)
	}
	if err := o.WithdrawConsent(ctx, ada, o.consent().ID, "my boss saw it"); err != nil {
		t.Fatal(err)
	}
	o.must(o.TakenDown(ctx, ada, p.ID, "https://instagram.example/p/1", "", "two people had shared it"))
	for _, open := range []bool{false, true} {
		var b bytes.Buffer
		if err := o.Bundle(ctx, ada, p.ID, open, &b); err != nil {
			t.Fatal(err)
		}
		r, err := bundle.Verify(bytes.NewReader(b.Bytes()), int64(b.Len()), bundle.Options{Key: o.PublicKey()})
		if err != nil {
			t.Fatal(err)
		}
		if !r.Holds() {
			t.Errorf("opened %v: %s", open, strings.Join(r.Sentences(), " "))
		}
	}
	o.verifies()
}

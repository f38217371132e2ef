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

func TestADraftIsReadInTheLightOfWhatTheAccountHasPublished(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	draft := func(account, text string) *signoff.Post {
		return o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: text, Account: account, Platforms: []post.Platform{post.X}}))
	}
	linked := func(p *signoff.Post) bool {
		r, err := o.LookAt(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		return r.Linked != nil && len(r.Linked.Links) > 0
	}
	first := draft("@leeds.midwife", "Emergency section last night, twins! Mum and babies doing well.")
	const next = "Update on the twins' mum: one of this week's new mums is a nurse, and she is up and about."
	if linked(draft("@leeds.midwife", next)) {
		t.Error("linked to a post that nobody has published")
	}
	o.must(o.Published(ctx, ada, first.ID, post.X, "https://x.example/1", "it went out before I knew of the desk"))
	o.now = o.now.AddDate(0, 0, 2)
	if !linked(draft("leeds.midwife", next)) {
		t.Error("not linked to what the account published two days before")
	}
	if linked(draft("@hull.midwife", next)) {
		t.Error("linked to another account's post")
	}
	o.verifies()
}

func TestWhatIsPastItsTimeCanBeErasedAndNothingElse(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	c := o.consent()
	if err := o.EraseExpired(ctx, ada, c.ID); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("a consent that still holds: %v", err)
	}
	if err := o.WithdrawConsent(ctx, ada, c.ID, ""); err != nil {
		t.Fatal(err)
	}
	o.now = o.now.AddDate(60, 0, 0)
	list, err := o.PastKeeping(ctx)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, x := range list {
		found = found || x.Entry == c.ID
	}
	if !found {
		t.Fatalf("sixty years later: %+v", list)
	}
	if err := o.EraseExpired(ctx, ada, c.ID); err != nil {
		t.Fatal(err)
	}
	if e := o.consent(); e.Erased == nil || e.Erased.Because != register.PastRetention {
		t.Errorf("it is past its time, and still there: %+v", e.Erased)
	}
	o.verifies()
}

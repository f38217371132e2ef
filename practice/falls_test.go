// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"context"
	"errors"
	"testing"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/register"
)

func TestWhatWouldFallIsToldBeforeItFalls(t *testing.T) {
	o, ctx := emptyOffice(t), context.Background()
	const text = "He walked home the next day, and waved to all of us."
	p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: text, Platforms: []post.Platform{post.Instagram, post.X}, Audience: post.Public}))
	id, err := o.AddEntry(ctx, ada, register.New{Value: register.Value{Consent: &register.Consent{Who: "Tom Parrot", Text: text, Platforms: []string{"instagram", "x"}, Purpose: "education", Audience: "public", Withdraw: true,
		Given: register.Day(o.now), Form: "written"}}})
	if err != nil {
		t.Fatal(err)
	}
	if f, err := o.IfWithdrawn(ctx, id); err != nil || len(f) != 0 {
		t.Fatalf("nothing is published, and %v would fall: %v", f, err)
	}
	o.must(o.Published(ctx, ada, p.ID, post.Instagram, "https://instagram.example/p/1", "before the desk was here"))
	o.must(o.Published(ctx, ada, p.ID, post.X, "https://x.example/1", "before the desk was here"))
	for name, ask := range map[string]func(context.Context, string) ([]practice.Fall, error){"withdrawn": o.IfWithdrawn, "ended": o.IfEnded} {
		f, err := ask(ctx, id)
		if err != nil || len(f) != 1 || f[0].Do != register.TakeDown || len(f[0].Where) != 2 || f[0].Where[0].Address != "https://instagram.example/p/1" || f[0].Text != text || f[0].Why == "" {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	if _, err := o.IfEnded(ctx, "nothing"); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("an entry that isn't there gives %v", err)
	}
	l, err := o.Leanings(ctx, []string{id, "nothing"})
	if err != nil || len(l) != 1 || len(l[id]) != 1 || l[id][0].Post != p.ID || !l[id][0].Sure {
		t.Errorf("leaning on it: %+v, %v", l, err)
	}

	// asking has changed nothing
	rs, err := o.Registers(ctx)
	if err != nil || rs.Entry(id).Ended != nil {
		t.Fatalf("asking ended it: %v", err)
	}
	if err := o.WithdrawConsent(ctx, ada, id, ""); err != nil {
		t.Fatal(err)
	}
	if p, err := o.Post(ctx, p.ID); err != nil || p.Status != signoff.TakeDownDue {
		t.Errorf("and then it doesn't fall: %v, %v", p.Status, err)
	}
	if _, err := o.IfWithdrawn(ctx, id); !errors.Is(err, register.ErrWithdrawn) {
		t.Errorf("twice gives %v", err)
	}
	o.verifies()
}

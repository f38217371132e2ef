// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
)

func words(text string) signoff.Revision {
	return signoff.Revision{Kind: post.KindPost, Text: text, Platforms: []post.Platform{post.Instagram}, Audience: post.Public}
}

func TestAWorkingCopyIsKeptAndBecomesARevision(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	size := func() int {
		n := 0
		if err := o.Log(ctx, "", func(practice.LogLine) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := size()
	w, err := o.KeepWorking(ctx, ada, practice.Working{Revision: words("Mrs Begum")})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Mrs Begum w", "", "Drink water."} {
		w.Revision.Text = text
		if w, err = o.KeepWorking(ctx, ada, w); err != nil {
			t.Fatal(err)
		}
	}
	if size() != before {
		t.Error("what is typed goes into the log")
	}
	if err := o.store.View(ctx, func(v record.View) error {
		data, err := v.State("working", w.ID)
		if bytes.Contains(data, []byte("Drink")) {
			t.Error("what is typed stands in clear")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	old := w
	old.Version--
	if _, err := o.KeepWorking(ctx, ada, old); !errors.Is(err, practice.ErrOtherCopy) {
		t.Errorf("an older copy is kept over a newer one: %v", err)
	}
	if all, err := o.WorkingCopies(ctx); err != nil || len(all) != 1 || all[0].Revision.Text != "Drink water." {
		t.Errorf("copies: %v, %v", all, err)
	}
	p := o.must(o.Settle(ctx, ada, w.ID))
	if p.ID != w.ID || p.Status != signoff.Draft || p.Check == nil {
		t.Errorf("settled, it is %s", p)
	}
	o.verifies()
	if all, _ := o.WorkingCopies(ctx); len(all) != 0 {
		t.Error("the copy stays behind")
	}
	again, err := o.OpenWorking(ctx, p.ID)
	if err != nil || !again.OnRecord || again.Changed || again.Revision.Text != "Drink water." {
		t.Errorf("opened again: %+v, %v", again, err)
	}
	again.Revision.Text = "Drink more water."
	if again, err = o.KeepWorking(ctx, ada, again); err != nil || !again.Changed {
		t.Fatal(again, err)
	}
	if q := o.must(o.Settle(ctx, ada, p.ID)); q.Revision.No != 2 {
		t.Errorf("it is wording %d", q.Revision.No)
	}
	if q := o.must(o.Settle(ctx, ada, p.ID)); q.Revision.No != 2 {
		t.Errorf("with nothing changed it is wording %d", q.Revision.No)
	}
	o.verifies()
}

func TestAnAnswerGivenWhileWritingGoesOnRecord(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	rule := ""
	for _, r := range o.Book().Rules {
		if r.Ask != "" && len(r.Answers) > 0 && rule == "" {
			rule = r.ID
		}
	}
	if err := o.MayAnswer(rule, "perhaps, who knows"); !errors.Is(err, practice.ErrAnswer) {
		t.Errorf("any answer will do: %v", err)
	}
	w, err := o.KeepWorking(ctx, ada, practice.Working{Revision: words("Drink water."), Answers: map[string]string{rule: o.Book().Rule(rule).Answers[0].Say, "made-up": "yes"}})
	if err != nil {
		t.Fatal(err)
	}
	p := o.must(o.Settle(ctx, ada, w.ID))
	if p.Answer(rule) != o.Book().Rule(rule).Answers[0].Say || len(p.Answers) != 1 {
		t.Errorf("on record: %v", p.Answers)
	}
	o.verifies()
}

func TestAThrownAwayCopyIsGoneForGood(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	w, err := o.KeepWorking(ctx, ada, practice.Working{Revision: words("Mrs Begum")})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.ThrowWorking(ctx, ada, w.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := o.OpenWorking(ctx, w.ID); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("it is still there: %v", err)
	}
	if err := o.store.View(ctx, func(v record.View) error {
		if _, err := v.Key("post/" + w.ID); !errors.Is(err, record.ErrErased) {
			t.Errorf("its key: %v", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	p := o.must(o.DraftPost(ctx, ada, words("Drink water.")))
	if _, err := o.KeepWorking(ctx, ada, practice.Working{ID: p.ID, Revision: words("Drink more.")}); err != nil {
		t.Fatal(err)
	}
	if err := o.ErasePost(ctx, ada, p.ID); err != nil {
		t.Fatal(err)
	}
	if all, _ := o.WorkingCopies(ctx); len(all) != 0 {
		t.Error("an erased post leaves its copy behind")
	}
	o.verifies()
}

func TestWordsBeingWrittenAreCheckedAsAtSignOff(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	text := "Long night on ICU. A 43-year-old teacher from Whitby came in last night after falling off his own shed roof."
	r, err := o.LookAtWorking(ctx, practice.Working{Revision: words(text)}, fact.Quick)
	if err != nil {
		t.Fatal(err)
	}
	p := o.must(o.DraftPost(ctx, ada, words(text)))
	if p.Check.Verdict != r.Verdict.String() {
		t.Errorf("while it is written %s, on record %s", r.Verdict, p.Check.Verdict)
	}
}

func TestSigningInIsKept(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	if err := o.SignedIn(ctx, ada, "link"); err != nil {
		t.Fatal(err)
	}
	found := false
	if err := o.Log(ctx, "member/author", func(l practice.LogLine) error { found = l.Kind == "member.signed-in"; return nil }); err != nil || !found {
		t.Errorf("the log says nothing of it: %v", err)
	}
	o.verifies()
}

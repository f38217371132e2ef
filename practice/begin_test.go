// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"context"
	"testing"

	"chaperone/decision/signoff"
	"chaperone/practice"
	"chaperone/register"
)

func TestAPracticeIsFreshUntilAnythingIsKept(t *testing.T) {
	for name, keep := range map[string]func(o *office) error{
		"a profile":      func(o *office) error { return o.SetAuthor(t.Context(), ada, register.Author{Name: "Dr Ada Okafor"}) },
		"an empty file":  func(o *office) error { return o.KeepRegister(t.Context(), ada, register.Interests) },
		"words, unsaved": func(o *office) error { _, err := o.KeepWorking(t.Context(), ada, practice.Working{}); return err },
		"a post":         func(o *office) error { o.draft("Long night on ICU."); return nil },
		"only a sign-in": func(o *office) error { return o.SignedIn(t.Context(), ada, "link") },
		"a single credit": func(o *office) error {
			_, err := o.AddEntry(t.Context(), ada, register.New{Value: register.Value{Credential: &register.Credential{Title: "MRCGP"}}})
			return err
		},
	} {
		o := emptyOffice(t)
		if fresh, err := o.Fresh(t.Context()); err != nil || !fresh {
			t.Fatalf("a new practice: %v, %v", fresh, err)
		}
		if err := keep(o); err != nil {
			t.Fatal(err)
		}
		if fresh, err := o.Fresh(t.Context()); err != nil || fresh != (name == "only a sign-in") {
			t.Errorf("%s: fresh is %v, %v", name, fresh, err)
		}
	}
}

func TestAnEmptyRegisterSaysThatNothingIsOnFile(t *testing.T) {
	o, ctx := emptyOffice(t), context.Background()
	before, err := o.Profile(ctx)
	if err != nil || before.Interests != nil {
		t.Fatalf("nobody said anything, and interests are %v, %v", before.Interests, err)
	}
	for range 2 { // saying it again says nothing new
		if err := o.KeepRegister(ctx, ada, register.Interests); err != nil {
			t.Fatal(err)
		}
	}
	after, err := o.Profile(ctx)
	if err != nil || after.Interests == nil || len(after.Interests) != 0 {
		t.Errorf("an empty register is %v, %v", after.Interests, err)
	}
	if err := o.KeepRegister(ctx, ada, "gifts"); err == nil {
		t.Error("a register nobody knows is kept")
	}
	o.verifies()
}

func (o *office) draft(text string) *signoff.Post {
	o.t.Helper()
	return o.must(o.DraftPost(o.t.Context(), ada, signoff.Revision{Kind: "post", Text: text}))
}

// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"chaperone/decision/signoff"
	"chaperone/fact/jigsaw/link"
	"chaperone/post"
	"chaperone/practice"
)

// anew is a second program on the same record, which has read nothing yet.
func (o *office) anew() *practice.Office {
	o.t.Helper()
	b, err := practice.OpenOffice(practice.Parts{Checker: o.checker, Store: o.store, Keys: o.keys, Rand: rand.NewChaCha8([32]byte{2})})
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// What is remembered of posts is what somebody sees who reads all of them, whatever was done and by which program.
func TestGlancesAreWhatAFreshLookSees(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	other := o.anew()
	same := func(when string) {
		t.Helper()
		want, err := o.anew().Glances(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []*practice.Office{o.Office, other} {
			got, err := x.Glances(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: remembered\n%+v\nthere is\n%+v", when, got, want)
			}
		}
	}
	same("empty")
	words := func(s string) signoff.Revision {
		return signoff.Revision{Kind: post.KindPost, Text: s, Platforms: []post.Platform{"instagram"}, Audience: post.Public}
	}
	a := o.must(o.DraftPost(ctx, ada, words("My patient of 61, the vicar of Whitby, came in last night.")))
	b := o.must(other.DraftPost(ctx, ada, words("Tea is nice.")))
	same("two drafts, by two programs")
	o.must(o.RevisePost(ctx, ada, b.ID, words("Tea is very nice.")))
	same("revised by the other program")
	o.must(o.Published(ctx, ada, b.ID, "instagram", "https://example.org/1", "it was out already"))
	o.must(o.Published(ctx, ada, a.ID, "instagram", "https://example.org/2", "it was out already"))
	same("published")
	if err := o.ErasePost(ctx, ada, a.ID); err == nil {
		same("erased")
	}
	o.must(other.TakeDown(ctx, ada, a.ID, o.now.Add(time.Hour)))
	same("to come down")
	if all, _ := o.Glances(ctx); len(all) != 2 {
		t.Fatalf("%d posts", len(all))
	}
}

// Peeking finds what going on would, and leaves the history as it was.
func TestPeekingChangesNothing(t *testing.T) {
	c := checker()
	posts := []string{"My patient of 61, the vicar of Whitby, came in last night after a crash.", "The vicar again: his parrot visited the ward.", "Tea is nice.", "He went home today, the vicar. Goodbye."}
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	var h, twin link.History
	for i, s := range posts {
		d, err := c.Read(&post.Post{Kind: post.KindPost, Text: s, PostedAt: at.Add(time.Duration(i) * 24 * time.Hour)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		peeked, again := h.Peek(d.Tell()), h.Peek(d.Tell())
		if !reflect.DeepEqual(peeked, again) {
			t.Fatalf("post %d: a second look sees something else", i)
		}
		went, twins := h.Next(d.Tell()), twin.Next(d.Tell())
		if !reflect.DeepEqual(went, twins) {
			t.Errorf("post %d: after peeking, it goes on otherwise", i)
		}
		if !reflect.DeepEqual(peeked, went) {
			t.Errorf("post %d: peeked\n%+v\nwent on\n%+v", i, peeked, went)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
)

func TestTheLogIsReadBackwardsPageByPage(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	var ids []string
	for range 9 {
		ids = append(ids, o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: "Wash your hands.", Platforms: []post.Platform{post.X}, Audience: post.Public})).ID)
	}
	var all []practice.LogLine
	if err := o.Log(ctx, "", func(l practice.LogLine) error { all = append(all, l); return nil }); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all)
	for _, most := range []int{1, 3, 7, 1000} {
		for room, want := range map[string]func(practice.LogLine) bool{
			"": func(practice.LogLine) bool { return true }, "post": func(l practice.LogLine) bool { return strings.HasPrefix(l.Kind, "post.") },
			"register": func(l practice.LogLine) bool { return strings.HasPrefix(l.Kind, "register.") }, "wishes": func(practice.LogLine) bool { return false },
		} {
			var got []practice.LogLine
			q := practice.LogQuery{Room: room, Most: most}
			for {
				lines, next, err := o.LogBack(ctx, q)
				if err != nil || len(lines) > most {
					t.Fatalf("%d lines, %v", len(lines), err)
				}
				got = append(got, lines...)
				if next == 0 {
					break
				}
				q.Before = next
			}
			if some := slices.DeleteFunc(slices.Clone(all), func(l practice.LogLine) bool { return !want(l) }); !slices.Equal(got, some) {
				t.Errorf("%q, %d at once: %d lines, not %d", room, most, len(got), len(some))
			}
		}
	}
	one, next, err := o.LogBack(ctx, practice.LogQuery{About: "post/" + ids[4], Most: 50})
	if err != nil || next != 0 || len(one) == 0 || slices.ContainsFunc(one, func(l practice.LogLine) bool { return l.About != "post/"+ids[4] }) {
		t.Errorf("about one post: %+v, %d, %v", one, next, err)
	}
}

func TestAStoryIsToldWithoutTakingItOut(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: "Wash your hands.", Platforms: []post.Platform{post.X}, Audience: post.Public}))
	o.must(o.CheckPost(ctx, ada, p.ID))
	before, _ := o.Checkpoint(ctx)
	s, err := o.Story(ctx, p.ID)
	if err != nil || len(s.TimeLine) < 2 || s.Post.ID != p.ID || s.TimeLine[0].Heading() == "" {
		t.Fatalf("%v, %v", s, err)
	}
	if after, _ := o.Checkpoint(ctx); string(after) != string(before) {
		t.Error("reading a story writes into the log")
	}
	if _, err := o.Story(ctx, "nothing"); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("no post gives %v", err)
	}
}

func TestVerifyingCanBeWatchedAndStopped(t *testing.T) {
	o := newOffice(t)
	var last, of int64
	v, err := o.VerifyWatched(context.Background(), nil, func(done, all int64) {
		if done < last || done > all {
			t.Errorf("%d of %d after %d", done, all, last)
		}
		last, of = done, all
	})
	if err != nil || !v.Holds() || last != of || of != v.Events {
		t.Errorf("%d of %d of %d, %v", last, of, v.Events, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	if _, err := o.VerifyWatched(ctx, nil, func(done, all int64) {
		if done == 3 {
			stop()
		}
		last = done
	}); !errors.Is(err, context.Canceled) || last > 500 {
		t.Errorf("stopped after %d: %v", last, err)
	}
}

// sick is a store whose database SQLite finds damaged.
type sick struct {
	record.Store
	says []string
}

func (s sick) Examine(context.Context) ([]string, error) { return s.says, nil }

func TestADamagedDatabaseIsSaidInWords(t *testing.T) {
	o := newOffice(t)
	for says, want := range map[string]string{"": "The record verifies.", "row 5 missing from index event_about": "an index doesn't agree with its table, so that lists may leave something out. It says: row 5 missing from index event_about.",
		"Tree 3 page 9: free space corruption": "a part of it can't be used as it was written. It says: Tree 3 page 9: free space corruption."} {
		s := sick{Store: o.store}
		if says != "" {
			s.says = []string{says}
		}
		other, err := practice.OpenOffice(practice.Parts{Checker: o.checker, Store: s, Keys: o.keys, Rand: rand.NewChaCha8([32]byte{9})})
		if err != nil {
			t.Fatal(err)
		}
		v, err := other.Verify(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		told := strings.Join(v.Sentences(), " ")
		if v.Holds() != (says == "") || !strings.Contains(told, want) {
			t.Errorf("%q: holds %v, %s", says, v.Holds(), told)
		}
		if says != "" && !strings.HasPrefix(told, "The log verifies, but the database it is kept in is damaged.") {
			t.Errorf("it begins with %s", v.Sentences()[0])
		}
	}
}

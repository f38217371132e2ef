// SPDX-License-Identifier: Apache-2.0

package sample

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/practice"
	"chaperone/record/seal"
	"chaperone/record/store/memory"
	"chaperone/register"
	"chaperone/rulebook"
)

func filled(t *testing.T, now time.Time, depth fact.Depth) *practice.Office {
	t.Helper()
	book, err := rulebook.Load(rulebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.NewChaCha8([32]byte{5})
	keys, err := seal.NewPracticeKey(random)
	if err != nil {
		t.Fatal(err)
	}
	c := NewClock(now)
	o, err := practice.OpenOffice(practice.Parts{Checker: &practice.Checker{Book: book, Now: c.Now, Depth: depth}, Store: memory.New(), Blobs: memory.NewBlobs(), Keys: keys, Rand: random})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := Fill(t.Context(), o, c); err != nil {
		t.Fatal(err)
	}
	t.Logf("filled in %v", time.Since(start))
	return o
}

// Every screen has something to show: a post in each state, something in each register, requests in each state.
func TestTheSampleShowsEverything(t *testing.T) {
	o := filled(t, time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), fact.Quick)
	ctx := context.Background()
	posts, err := o.Posts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	seen, faults := map[signoff.Status]int{}, 0
	for _, p := range posts {
		seen[p.Status]++
		if p.Fault() {
			faults++
		}
	}
	for _, s := range []signoff.Status{signoff.Draft, signoff.Waiting, signoff.SignedOff, signoff.Published, signoff.RecheckDue, signoff.TakeDownDue, signoff.TakenDown, signoff.ThrownAway, signoff.NotPublished} {
		if seen[s] == 0 {
			t.Errorf("no post is %s", s)
		}
	}
	if faults == 0 {
		t.Error("no post went out without a sign-off")
	}
	rs, err := o.Registers(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range register.Names {
		if len(rs.Of(n)) == 0 {
			t.Errorf("the register of %s is empty", n)
		}
	}
	asked, err := o.Requests(ctx)
	if err != nil {
		t.Fatal(err)
	}
	now, states, forms := o.Now(), map[request.Status]bool{}, map[request.Form]bool{}
	for _, q := range asked {
		states[q.Status(now)], forms[q.Form] = true, true
	}
	if len(states) < 3 || len(forms) != 3 {
		t.Errorf("requests are %v, to %v", states, forms)
	}
	if w, err := o.WorkingCopies(ctx); err != nil || len(w) < 2 {
		t.Errorf("%d working copies, %v", len(w), err)
	}
	v, err := o.Verify(ctx, nil)
	if err != nil || !v.Holds() {
		t.Errorf("the record doesn't verify: %v %v", err, v.Sentences())
	}
}

// Each post's story has one line for each deed: nobody is told to have been asked twice, and no check is told again and again.
func TestTheStoriesOfTheSampleTellEachDeedOnce(t *testing.T) {
	o := filled(t, time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), fact.Quick)
	posts, err := o.Posts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	folded := 0
	for _, p := range posts {
		s, err := o.Story(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		ds, events := s.Deeds(), 0
		checks := ""
		for i, d := range ds {
			events += len(d.Events)
			if d.Times > 1 {
				folded++
			}
			if i > 0 && ds[i-1].Title == d.Title && ds[i-1].At.Equal(d.At) {
				t.Errorf("%s: %q stands there twice", p.ID, d.Title)
			}
			if d.Kind == signoff.KindChecked {
				if checks == d.Title+d.Words {
					t.Errorf("%s: %q is told again", p.ID, d.Title)
				}
				checks = d.Title + d.Words
			}
		}
		if events != len(s.TimeLine) {
			t.Errorf("%s: %d events in deeds, %d on record", p.ID, events, len(s.TimeLine))
		}
	}
	if folded == 0 {
		t.Error("no post was checked twice: this test sees nothing")
	}
}

// Whenever it is made, by whichever depth of checking: also at night, when clocks change, and in years to come.
func TestTheSampleCanBeMadeAtAnyTime(t *testing.T) {
	if testing.Short() {
		t.Skip("-short")
	}
	for _, at := range []string{"2026-11-22T00:00:01Z", "2027-03-28T01:30:00Z", "2028-02-29T23:59:59Z", "2031-07-01T06:00:00Z"} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		o := filled(t, now, fact.Deep)
		if p, err := o.Posts(t.Context()); err != nil || p[0].Begun.After(now) {
			t.Errorf("at %s: a post begun in the future, or %v", at, err)
		}
	}
}

func TestEverybodyInTheSampleIsSaidToBeInvented(t *testing.T) {
	if !strings.Contains(Me.Name, "invented") {
		t.Error("who signs in the sample doesn't say that she is invented")
	}
}

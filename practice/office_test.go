// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/seal"
	"chaperone/record/store/memory"
	"chaperone/register"
)

// office is a practice in memory, with a clock that goes on a minute each time it is looked at.
type office struct {
	*practice.Office
	t       *testing.T
	store   *memory.Store
	faults  *faulty
	checker *practice.Checker
	keys    *seal.PracticeKey
	now     time.Time
}

var ada = practice.Member{ID: "author", Name: "Dr Ada Okafor", Roles: []string{"author"}}

// emptyOffice is a practice before its first day.
func emptyOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, store: memory.New(), now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	o.faults = &faulty{Store: o.store}
	random := rand.NewChaCha8([32]byte{1})
	keys, err := seal.NewPracticeKey(random)
	if err != nil {
		t.Fatal(err)
	}
	o.keys = keys
	c := *checker()
	c.Now = func() time.Time {
		o.now = o.now.Add(time.Minute)
		return o.now
	}
	o.checker = &c
	o.Office, err = practice.OpenOffice(practice.Parts{Checker: &c, Store: o.faults, Keys: keys, Rand: random})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := emptyOffice(t)
	data, err := os.ReadFile("../register/testdata/practice.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := register.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.ImportProfile(context.Background(), ada, p); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) verifies() {
	o.t.Helper()
	v, err := o.Verify(context.Background(), nil)
	if err != nil {
		o.t.Fatal(err)
	}
	if !v.Holds() {
		o.t.Errorf("the record doesn't verify: %s", strings.Join(v.Sentences(), " "))
	}
}

func (o *office) must(p *signoff.Post, err error) *signoff.Post {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

func TestAPostIsWrittenSignedOffPublishedAndTakenDownWhenConsentEnds(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	text := "Sam stood on a garden fork and finished the row before he rang us."
	p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: text, Platforms: []post.Platform{post.Instagram}, Audience: post.Public, Paid: post.NotPaid}))
	o.verifies()
	consent := ""
	rs, err := o.Registers(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range rs.Entries {
		if e.Register == register.Consents {
			consent = e.ID
		}
	}
	_, err = o.SignOff(ctx, ada, p.ID, p.Revision.Digest)
	var open *signoff.StillOpen
	if err != nil && !errors.As(err, &open) {
		t.Fatal(err)
	}
	for _, f := range p.StillOpen() {
		if _, err := o.AttachRecord(ctx, ada, p.ID, f.N, consent); err != nil {
			t.Logf("%s: %v", f.Rule, err)
			o.must(o.Justify(ctx, ada, p.ID, f.N, "I asked Sam and the surgery's manager in September."))
		}
	}
	p = o.must(o.SignOff(ctx, ada, p.ID, p.Revision.Digest))
	p = o.must(o.Published(ctx, ada, p.ID, post.Instagram, "https://instagram.example/p/1", ""))
	if p.Status != signoff.Published {
		t.Fatalf("status %s", p.Status)
	}
	if err := o.WithdrawConsent(ctx, ada, consent, "I'd rather not"); err != nil {
		t.Fatal(err)
	}
	p = o.must(o.Post(ctx, p.ID))
	if p.Status != signoff.TakeDownDue {
		t.Fatalf("consent is withdrawn, and the post is %s", p.Status)
	}
	p = o.must(o.TakenDown(ctx, ada, p.ID, "https://instagram.example/p/1", "", "two people had shared it"))
	if p.Status != signoff.TakenDown {
		t.Errorf("it came down, and is %s", p.Status)
	}
	o.verifies()
}

func TestWhatTheStoreShowsAndTheLogDoesNotSayIsNoticed(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: "Drink water.", Platforms: []post.Platform{post.X}}))
	o.verifies()
	err := o.store.Update(ctx, func(tx record.Tx) error {
		b, err := tx.State("post", p.ID)
		if err != nil {
			return err
		}
		return tx.PutState("post", p.ID, bytes.Replace(b, []byte(`"author":"author"`), []byte(`"author":"nobody"`), 1))
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := o.Verify(ctx, nil)
	if err != nil || v.Holds() {
		t.Errorf("a post changed behind the log's back verifies: %v", err)
	}
}

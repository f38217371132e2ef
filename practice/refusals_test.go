// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"errors"
	"testing"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
)

const rowOfSam = "Sam stood on a garden fork and finished the row before he rang us."

// aboutSam is a post that Sam's consent covers, and the consent.
func (o *office) aboutSam() (p *signoff.Post, consent string) {
	o.t.Helper()
	p = o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: rowOfSam, Platforms: []post.Platform{post.Instagram}, Audience: post.Public, Paid: post.NotPaid}))
	rs, err := o.Registers(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, e := range rs.Entries {
		if e.Register == register.Consents {
			consent = e.ID
		}
	}
	for _, f := range p.StillOpen() {
		if _, err := o.AttachRecord(ctx, ada, p.ID, f.N, consent); err != nil {
			o.must(o.Justify(ctx, ada, p.ID, f.N, "I asked Sam and the surgery's manager in September."))
		}
	}
	return o.must(o.Post(ctx, p.ID)), consent
}

func TestASignOffThatEndedShowsAsEndedWherePublishingIsRefused(t *testing.T) {
	o := newOffice(t)
	p, _ := o.aboutSam()
	o.must(o.SignOff(ctx, ada, p.ID, p.Revision.Digest))
	o.now = o.now.AddDate(1, 0, 0) // they were to be asked again by now
	_, err := o.Published(ctx, ada, p.ID, post.Instagram, "https://instagram.example/p/1", "")
	if !errors.Is(err, signoff.ErrNotSigned) {
		t.Fatalf("published: %v", err)
	}
	if p = o.must(o.Post(ctx, p.ID)); p.Signed() != nil || p.Status != signoff.Draft || len(p.StillOpen()) == 0 {
		t.Errorf("it was refused for want of a sign-off, and is %s with %d open", p.Status, len(p.StillOpen()))
	}
	o.verifies()
}

func TestWhatGoesOutWithoutSignOffAfterTheConsentEndedHasToComeDown(t *testing.T) {
	o := newOffice(t)
	p, consent := o.aboutSam()
	if err := o.WithdrawConsent(ctx, ada, consent, "I'd rather not"); err != nil {
		t.Fatal(err)
	}
	p = o.must(o.Published(ctx, ada, p.ID, post.Instagram, "https://instagram.example/p/1", "somebody posted it all the same"))
	if p.Status != signoff.TakeDownDue || !p.Fault() {
		t.Errorf("he withdrew, it went out, and it is %s", p.Status)
	}
	o.verifies()
}

func TestASecondLookIsSignedForTheWordsThatStandOnly(t *testing.T) {
	o := newOffice(t)
	p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: "Drink water.", Platforms: []post.Platform{post.X}, Audience: post.Public, Paid: post.NotPaid}))
	o.must(o.SignOff(ctx, ada, p.ID, p.Revision.Digest))
	o.must(o.Published(ctx, ada, p.ID, post.X, "https://x.example/1", ""))
	o.must(o.TakeDown(ctx, ada, p.ID, o.now))
	if _, err := o.SignOff(ctx, ada, p.ID, "sha256:00"); !errors.Is(err, signoff.ErrOtherRevision) {
		t.Errorf("a second look at other words: %v", err)
	}
}

// Ben answered the link while he was signed in, and wrote in the post afterwards.
func TestTheOpinionOfWhoWritesInThePostLaterOnDoesNotCount(t *testing.T) {
	for _, by := range []practice.Member{ben, {}} {
		o := newOffice(t)
		text := "Quenchmate pays me for two talks on drinking enough in hot weather."
		r := signoff.Revision{Kind: post.KindPost, Text: text, Platforms: []post.Platform{post.X}, Audience: post.Public, Paid: post.Paid}
		p := o.must(o.DraftPost(ctx, ada, r))
		n := 0
		for _, f := range p.StillOpen() {
			if len(f.Words) > 0 {
				n = f.N
			}
		}
		if n == 0 {
			t.Fatal("nothing is open that points at words")
		}
		a, err := o.Ask(ctx, ada, practice.Asking{Post: p.ID, Form: request.Colleague, Finding: n, Question: request.AboutInterest, Channel: request.Link, Shown: request.Shown{Person: request.Party{Name: ben.Name, Role: "GP", Number: "0000001"},
			Purpose: "education", Why: "To say that water is enough.", Audience: "Anyone in the world.", Phone: "01632 960 001", Interest: "Quenchmate pays me for two talks.", InterestIn: "Quenchmate"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Answer(ctx, by, a.ID, request.Given{Channel: request.Link, Token: a.Token, Reply: request.Fine, Name: ben.Name, Ticked: a.Statements()}); err != nil {
			t.Fatal(err)
		}
		p = o.must(o.UseOpinion(ctx, ada, p.ID, n, a.ID, ""))
		way := p.Ways[len(p.Ways)-1]
		r.Text += " Ask your pharmacist."
		p = o.must(o.RevisePost(ctx, ben, p.ID, r))
		if counts := p.Ways[way.No-1].Ended == nil; counts != (by.ID == "") { // who wasn't signed in is known by a name alone
			t.Errorf("answered by %q, who then wrote in it: the opinion counts: %v", by.ID, counts)
		}
		o.verifies()
	}
}

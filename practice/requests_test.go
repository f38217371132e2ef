// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/bundle"
	"chaperone/register"
)

const begum = "Mrs Begum, 43, a teacher from Whitby, came to my clinic last night with a fork in her foot. She laughs about it now."

// asked is a draft about Mrs Begum, who was asked by a link.
func (o *office) asked() (*signoff.Post, *practice.Asked) {
	o.t.Helper()
	ctx := context.Background()
	p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: begum, Platforms: []post.Platform{post.Instagram}, Audience: post.Public, Paid: post.NotPaid, Account: "@dr.ada.example"}))
	a, err := o.Ask(ctx, ada, practice.Asking{Post: p.ID, Form: request.Patient, Subject: request.Adult, Channel: request.Link, Ties: []request.Tie{request.InCare},
		Shown: request.Shown{Person: request.Party{Name: "Amina Begum"}, Words: []string{"Mrs Begum"}, Purpose: "education", Why: "To show people that feet heal.", Audience: "Anyone in the world.",
			Stays: "years", Paid: "Dr Okafor is not paid for it.", Phone: "01234 567890", Named: true}})
	if err != nil {
		o.t.Fatal(err)
	}
	return o.must(o.Post(ctx, p.ID)), a
}

func (o *office) answer(a *practice.Asked, reply request.Reply) (*request.Request, error) {
	g := request.Given{Channel: request.Link, Token: a.Token, Reply: reply, Name: "Amina Begum"}
	if reply == request.Yes {
		g.Ticked = a.Statements()
	}
	return o.Answer(context.Background(), practice.Member{}, a.ID, g)
}

func TestAPatientAgreesByALinkAndChangesTheirMindByTheSame(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	p, a := o.asked()
	if p.Status != signoff.Waiting {
		t.Errorf("somebody was asked, and the post is %s", p.Status)
	}
	q, err := o.ByToken(ctx, a.Token)
	if err != nil || q.ID != a.ID {
		t.Fatalf("the link opens %v, %v", q, err)
	}
	if _, err := o.Seen(ctx, a.ID, request.Link); err != nil {
		t.Fatal(err)
	}
	if _, err := o.answer(a, request.Yes); err != nil {
		t.Fatal(err)
	}
	rs, err := o.Registers(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var consent *register.Entry
	for _, e := range rs.Entries {
		if e.Request == a.ID {
			consent = e
		}
	}
	if consent == nil {
		t.Fatal("she agreed, and no consent is on record")
	}
	p = o.must(o.CheckPost(ctx, ada, p.ID))
	for range 10 {
		open := p.StillOpen()
		if len(open) == 0 {
			break
		}
		q, err := o.AttachRecord(ctx, ada, p.ID, open[0].N, consent.ID)
		if err != nil {
			q, err = o.Justify(ctx, ada, p.ID, open[0].N, "The practice manager saw it in September.")
		}
		p = o.must(q, err)
	}
	o.must(o.SignOff(ctx, ada, p.ID, p.Revision.Digest))
	o.must(o.Published(ctx, ada, p.ID, post.Instagram, "https://instagram.example/p/2", ""))
	o.verifies()
	if _, err := o.answer(a, request.No); err != nil {
		t.Fatal(err)
	}
	if p = o.must(o.Post(ctx, p.ID)); p.Status != signoff.TakeDownDue {
		t.Errorf("she changed her mind, and the post is %s", p.Status)
	}
	for _, open := range []bool{false, true} {
		var b bytes.Buffer
		if err := o.Bundle(ctx, ada, p.ID, open, &b); err != nil {
			t.Fatal(err)
		}
		r, err := bundle.Verify(bytes.NewReader(b.Bytes()), int64(b.Len()), bundle.Options{Key: o.PublicKey()})
		if err != nil || !r.Holds() {
			t.Errorf("a bundle with a request, opened %v: %v, %v", open, err, r)
		}
		if len(r.Story.Asked) != 1 || len(r.Story.Asked[0].Answers) != 2 {
			t.Errorf("the story says %+v of who was asked", r.Story.Asked)
		}
		tellsAnEntryInWords(t, b.Bytes(), open)
	}
	rs, _ = o.Registers(ctx)
	if !rs.Entry(consent.ID).Withdrawn() {
		t.Error("she changed her mind, and her consent stands")
	}
	o.verifies()
}

// tellsAnEntryInWords holds that a page of a bundle shows the consent as the registers' form does, and what the page has already once.
func tellsAnEntryInWords(t *testing.T, data []byte, open bool) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("index.html")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	_, page, _ := strings.Cut(string(all), `id="entries"`)
	page, _, _ = strings.Cut(page, `id="sign-off"`)
	for _, want := range []string{"<dt>Where it may stand</dt><dd>Instagram", "<dt>Who may see it</dt><dd>Anybody", "<dt>How they said it</dt><dd>In writing", "<dt>For which posts</dt><dd>This post", "<dd>revision 1 ("} {
		if !strings.Contains(page, want) {
			t.Errorf("opened %v: what it leaned on doesn't say %q: %s", open, want, page)
		}
	}
	for _, raw := range []string{"told_withdrawal", "told withdrawal", "taken by", "<dt>platforms", "<dd>true"} {
		if strings.Contains(page, raw) {
			t.Errorf("opened %v: the page has the file's own word %q", open, raw)
		}
	}
	if !open {
		return
	}
	for _, once := range []string{"feet heal", "Amina Begum", "01234 567890"} {
		if n := strings.Count(string(all), once); n == 0 || once != "Amina Begum" && n != 1 {
			t.Errorf("the opened page has %q %d times", once, n)
		}
	}
	if !strings.Contains(page, "As it stands above, with request") || !strings.Contains(page, "The words of revision 1") {
		t.Errorf("what was shown, or the words of the post, aren't pointed to: %s", page)
	}
}

func TestAnAnswerForOtherWordsIsRefused(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	p, a := o.asked()
	o.must(o.RevisePost(ctx, ada, p.ID, signoff.Revision{Kind: post.KindPost, Text: begum + " And she is back at school.", Platforms: []post.Platform{post.Instagram}, Audience: post.Public}))
	if _, err := o.answer(a, request.Yes); !errors.Is(err, request.ErrStale) {
		t.Errorf("a yes for words that changed: %v", err)
	}
	o.verifies()
}

func TestNoAnswerMeansNo(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	_, a := o.asked()
	o.now = o.now.AddDate(0, 2, 0)
	s, err := o.Recheck(ctx, ada)
	if err != nil || len(s.Retired) != 1 {
		t.Fatalf("two months later: %+v, %v", s, err)
	}
	if _, err := o.answer(a, request.Yes); !errors.Is(err, request.ErrLapsed) {
		t.Errorf("a yes when the time was over: %v", err)
	}
	o.verifies()
}

func TestAnotherTokenOpensNothing(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	_, a := o.asked()
	_, other := newOffice(t).asked()
	if other.Token.Hash() == a.Token.Hash() {
		t.Skip("the same randomness")
	}
	if _, err := o.ByToken(ctx, other.Token); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("somebody else's link: %v", err)
	}
}

func TestWhoWasOnlyAskedCanBeErased(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	_, a := o.asked()
	if err := o.ErasePerson(ctx, ada, a.Person); err != nil {
		t.Fatal(err)
	}
	q, err := o.Request(ctx, a.ID)
	if err != nil || q.Private != nil || q.ErasedAt == nil {
		t.Errorf("erased, and the request still says %+v, %v", q, err)
	}
	o.verifies()
}

// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
)

const (
	sameRule   = "claim-like-one-on-record"
	onRecord   = "Magnesium glycinate cuts insomnia by 20%"
	nearRecord = "Magnesium glycinate cuts insomnia by 40%"
)

// claimed is an office with one claim on record, and the entry's id.
func claimed(t *testing.T) (o *office, entry string) {
	o = newOffice(t)
	entry, err := o.AddEntry(t.Context(), ada, register.New{Value: register.Value{Evidence: &register.Evidence{Claim: onRecord, Source: "doi:10.1000/182", Grade: "review", Checked: register.Day(o.now)}}})
	if err != nil {
		t.Fatal(err)
	}
	return o, entry
}

func claimPost(text string) signoff.Revision {
	return signoff.Revision{Kind: post.KindPost, Text: text, Platforms: []post.Platform{post.X}, Audience: post.Public, Paid: post.NotPaid}
}

// evidenceIn gives the rules about evidence that a report raised, and whether it asks if a claim is the one on record.
func evidenceIn(r *practice.Report) (raised []string, asked bool) {
	for _, f := range r.Findings {
		if f.Rule.ID == sameRule && f.Outcome == finding.Ask {
			asked = true
		}
		if f.Rule.Area == "evidence" && f.Outcome == finding.Raised && f.Rule.ID != "claim-on-record" {
			raised = append(raised, f.Rule.ID)
		}
	}
	return raised, asked
}

func (o *office) evidence(id string) (raised []string, asked bool) {
	o.t.Helper()
	r, err := o.LookAt(context.Background(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return evidenceIn(r)
}

func (o *office) wordings(entry string) []string {
	o.t.Helper()
	rs, err := o.Registers(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	v, _ := rs.Entry(entry).Value()
	return v.Evidence.Words
}

func TestTheSameIsWrittenIntoTheEntryAndNotAskedAgain(t *testing.T) {
	o, entry := claimed(t)
	ctx := t.Context()
	p := o.must(o.DraftPost(ctx, ada, claimPost(nearRecord+". Sleep well.")))
	raised, asked := o.evidence(p.ID)
	if !asked || len(raised) == 0 {
		t.Fatalf("asked %v, raised %v: nothing to quiet", asked, raised)
	}
	p = o.must(o.AnswerQuestion(ctx, ada, p.ID, sameRule, "same"))
	if raised, asked := o.evidence(p.ID); asked || len(raised) > 0 || len(p.StillOpen()) > 0 {
		t.Errorf("it is the same, and asked is %v, raised %v, open %v", asked, raised, p.StillOpen())
	}
	if ws := o.wordings(entry); !slices.Equal(ws, []string{nearRecord}) {
		t.Errorf("the entry's wordings are %q", ws)
	}
	rs, _ := o.Registers(ctx)
	last := rs.Entry(entry).Versions[len(rs.Entry(entry).Versions)-1]
	if last.By != ada.ID || last.What != register.KindChanged || last.At.IsZero() || !strings.Contains(last.Why, p.About()) {
		t.Errorf("who said so, and of which post: %+v", last)
	}
	next := o.must(o.DraftPost(ctx, ada, claimPost("Good news: "+strings.ToLower(nearRecord[:1])+nearRecord[1:]+"!")))
	if raised, asked := o.evidence(next.ID); asked || len(raised) > 0 {
		t.Errorf("the next post with these words: asked %v, raised %v", asked, raised)
	}
	o.must(o.AnswerQuestion(ctx, ada, p.ID, sameRule, "Same"))
	if ws := o.wordings(entry); len(ws) != 1 {
		t.Errorf("said twice, it is written twice: %q", ws)
	}
	o.must(o.SignOff(ctx, ada, p.ID, p.Revision.Digest))
	o.verifies()
}

// "The same" was said of some words. Others are another claim until somebody says so.
func TestTheSameIsSaidOfTheWordsThatStoodThere(t *testing.T) {
	o, entry := claimed(t)
	ctx := t.Context()
	p := o.must(o.DraftPost(ctx, ada, claimPost(nearRecord)))
	o.must(o.AnswerQuestion(ctx, ada, p.ID, sameRule, "Same"))
	p = o.must(o.RevisePost(ctx, ada, p.ID, claimPost("Magnesium glycinate cuts insomnia by 90%")))
	if raised, asked := o.evidence(p.ID); !asked || len(raised) == 0 {
		t.Errorf("90%% passes for 40%%: asked %v, raised %v", asked, raised)
	}
	if ws := o.wordings(entry); len(ws) != 1 {
		t.Errorf("nobody said so of these words: %q", ws)
	}
	o.must(o.AnswerQuestion(ctx, ada, p.ID, sameRule, "Different"))
	if ws := o.wordings(entry); len(ws) != 1 {
		t.Errorf("another claim is written as this one: %q", ws)
	}
	if raised, asked := o.evidence(p.ID); asked || !slices.Contains(raised, sameRule) {
		t.Errorf("another claim: asked %v, raised %v", asked, raised)
	}
	o.verifies()
}

// Registers of evidence are kept in clear, and longer than a post: what may tell of a person isn't written there.
func TestWordsAboutAPersonAreNotWrittenIntoTheRegister(t *testing.T) {
	for _, text := range []string{"Mrs Begum, 43: magnesium glycinate cuts insomnia by 40%", "For Sam Fletcher magnesium glycinate cuts insomnia by 40%"} {
		o, entry := claimed(t)
		ctx := t.Context()
		p := o.must(o.DraftPost(ctx, ada, claimPost(text)))
		if _, asked := o.evidence(p.ID); !asked {
			t.Fatalf("%q isn't asked about", text)
		}
		o.must(o.AnswerQuestion(ctx, ada, p.ID, sameRule, "Same"))
		if ws := o.wordings(entry); len(ws) > 0 {
			t.Errorf("on record in clear: %q", ws)
		}
		if _, asked := o.evidence(p.ID); asked {
			t.Errorf("%q was said to be the same, and is asked about again", text)
		}
		again := o.must(o.DraftPost(ctx, ada, claimPost(text)))
		if _, asked := o.evidence(again.ID); !asked {
			t.Errorf("%q of another post isn't asked about", text)
		}
		o.verifies()
	}
}

// While somebody writes, the answer counts for the words it was given for; it goes on record with them.
func TestTheSameIsSaidWhileWriting(t *testing.T) {
	o, entry := claimed(t)
	ctx := t.Context()
	look := func(w practice.Working) (*practice.Report, []string, bool) {
		r, err := o.LookAtWorking(ctx, w, fact.Quick)
		if err != nil {
			t.Fatal(err)
		}
		raised, asked := evidenceIn(r)
		return r, raised, asked
	}
	w := practice.Working{Revision: claimPost(nearRecord)}
	r, _, asked := look(w)
	if !asked {
		t.Fatal("nothing is asked")
	}
	w.Answers = map[string]string{sameRule: practice.AnswerFor(r, o.Book().Rule(sameRule), "Same", "")}
	if practice.Said(w.Answers[sameRule]) != "Same" || o.MayAnswer(sameRule, w.Answers[sameRule]) != nil {
		t.Errorf("the answer is %q", w.Answers[sameRule])
	}
	if _, raised, asked := look(w); asked || len(raised) > 0 {
		t.Errorf("asked %v, raised %v", asked, raised)
	}
	other := w
	other.Revision.Text = nearRecord + ". Melatonin is for jet lag. Magnesium glycinate cuts insomnia by 90%."
	r, _, asked = look(other)
	if !asked {
		t.Error("other words aren't asked about")
	}
	other.Answers = map[string]string{sameRule: practice.AnswerFor(r, o.Book().Rule(sameRule), "Same", w.Answers[sameRule])}
	if _, _, asked := look(other); asked {
		t.Error("both were said to be the same")
	}
	kept, err := o.KeepWorking(ctx, ada, w)
	if err != nil {
		t.Fatal(err)
	}
	if ws := o.wordings(entry); len(ws) > 0 {
		t.Errorf("a draft nobody put on record is in the register: %q", ws)
	}
	p := o.must(o.Settle(ctx, ada, kept.ID))
	if ws := o.wordings(entry); !slices.Equal(ws, []string{nearRecord}) || len(p.StillOpen()) > 0 {
		t.Errorf("on record: %q, open %v", ws, p.StillOpen())
	}
	o.now = o.now.Add(time.Hour)
	if raised, asked := o.evidence(p.ID); asked || len(raised) > 0 {
		t.Errorf("on record: asked %v, raised %v", asked, raised)
	}
	o.verifies()
}

// A claim whose source is gone stays one that wants a source, whatever is said of it.
func TestNothingIsTheSameAsAClaimThatLostItsSource(t *testing.T) {
	o, entry := claimed(t)
	ctx := t.Context()
	if err := o.ChangeEntry(ctx, ada, entry, "", register.Value{Evidence: &register.Evidence{Claim: onRecord, Source: "doi:10.1000/182", Grade: "review", Retracted: true}}); err != nil {
		t.Fatal(err)
	}
	p := o.must(o.DraftPost(ctx, ada, claimPost(nearRecord)))
	o.must(o.AnswerQuestion(ctx, ada, p.ID, sameRule, "Same"))
	if raised, _ := o.evidence(p.ID); !slices.Contains(raised, sameRule) {
		t.Errorf("its source is retracted, and raised is %v", raised)
	}
	if ws := o.wordings(entry); len(ws) > 0 {
		t.Errorf("written into a retracted entry: %q", ws)
	}
}

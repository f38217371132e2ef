// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"errors"
	"strings"
	"testing"

	"chaperone/post"
	"chaperone/rulebook"
)

var book = map[string]*rulebook.Rule{"Begum": nameRule, "trawler": smallRule, "half": claimRule, "gifted": adRule, "coffee": tipRule}

func TestAPostFromDraftToTakenDown(t *testing.T) {
	d := newDesk(t, "Mrs Begum says half of us need coffee")
	d.stands(Draft)
	refused(t, ErrUnchecked)(d.p.SignOff(d.at, alex, d.p.Revision.Digest, now, Policy{}))
	d.check(book)
	if d.p.Check.Verdict != "stop" || d.p.Open != 2 {
		t.Fatalf("verdict %s, open %d", d.p.Check.Verdict, d.p.Open)
	}
	_, err := d.p.SignOff(d.at, alex, d.p.Revision.Digest, now, Policy{})
	var open *StillOpen
	if !errors.As(err, &open) || len(open.Findings) != 2 {
		t.Fatalf("sign-off with two open findings: %v", err)
	}
	if s := err.Error(); !strings.Contains(s, "patient-name (fix, consent") || strings.Contains(s, "Begum") {
		t.Errorf("the refusal names rules and ways out, no words: %s", s)
	}
	d.do(d.p.Revise(d.at, alex, draft("One patient says half of us need coffee")))
	d.check(book)
	if len(d.p.Fixed) != 1 || d.p.Fixed[0].Rule != "patient-name" {
		t.Fatalf("fixed: %v", d.p.Fixed)
	}
	d.do(d.p.Justify(d.at, alex, d.n("claim"), "It is what she said, and the post says so"))
	d.signed()
	d.do(d.p.PermitIssued(d.at, Program, "k1", d.at.AddDate(0, 1, 0)))
	d.do(d.p.Publish(d.at, alex, post.Instagram, "https://instagram.example/p/1"))
	d.do(d.p.Publish(d.at, alex, post.Threads, "https://threads.example/p/2"))
	d.stands(Published)
	if d.p.Fault() {
		t.Error("a signed-off post shows a fault")
	}
	d.do(d.p.TakeDownDue(d.at, Program, ReasonConsentWithdrawn, Cause{"entry", "c1"}, d.at.AddDate(0, 0, 2)))
	d.stands(TakeDownDue)
	if w := d.p.WaitsFor(); len(w) != 2 || w[0].For != "proof" || w[1].N != 2 {
		t.Errorf("waits for %v", w)
	}
	refused(t, ErrProof)(d.p.TakenDown(d.at, alex, 1, ProofRescan, "", ""))
	d.do(d.p.TakenDown(d.at, alex, d.p.AddressNo("https://instagram.example/p/1"), ProofGone, "", "two people shared it"))
	d.stands(TakeDownDue)
	d.do(d.p.TakenDown(d.at, bo, 2, ProofRescan, digestOf("export"), ""))
	d.stands(TakenDown)
	if len(d.p.IsDue()) != 0 || len(d.p.WaitsFor()) != 0 || len(d.p.Leans()) != 0 {
		t.Error("a post that came down waits for nothing and leans on nothing")
	}
	if got := encoded(t, replay(t, d.log, false)); got != encoded(t, d.p) {
		t.Errorf("replayed differently:\n%s\n%s", got, encoded(t, d.p))
	}
}

func TestEachChangeVoidsASignOffAndSaysSo(t *testing.T) {
	d := newDesk(t, "Wash your hands")
	d.check(book)
	d.signed()
	d.do(d.p.PermitIssued(d.at, Program, "k1", d.at.AddDate(0, 1, 0)))
	old := d.p.Revision.Digest
	e, err := d.p.Revise(d.at, bo, draft("Wash your hands."))
	d.do(e, err)
	if v := e.Body.(Revised).Voids; v == nil || v.Why != VoidRevised || v.By != bo {
		t.Errorf("the event doesn't say what it voids: %v", v)
	}
	if d.p.Signed() != nil || d.p.Permits[0].Status(d.at) != PermitSuperseded || d.p.Permits[0].Superseded.Why != VoidRevised {
		t.Errorf("the sign-off or its permit outlived the words: %+v", d.p.Permits)
	}
	d.check(book)
	refused(t, ErrOtherRevision)(d.p.SignOff(d.at, alex, old, now, Policy{}))
	refused(t, ErrNotSigned)(d.p.Publish(d.at, alex, post.Instagram, "https://x.example"))
	refused(t, ErrSame)(d.p.Revise(d.at, bo, draft("Wash your hands.")))
}

func TestAStaleCheckIsNoGroundForASignOff(t *testing.T) {
	d := newDesk(t, "Wash your hands")
	d.check(book)
	for _, other := range []Against{{now.Rulebook, "sha256:r2", now.Registers}, {now.Rulebook, now.Digest, "g2"}} {
		refused(t, ErrStale)(d.p.SignOff(d.at, alex, d.p.Revision.Digest, other, Policy{}))
	}
	refused(t, ErrStale)(d.p.SignOff(d.at.Add(Fresh+1e9), alex, d.p.Revision.Digest, now, Policy{}))
	d.do(d.p.SignOff(d.at.AddDate(-1, 0, 0), alex, d.p.Revision.Digest, now, Policy{})) // a clock that went backwards
}

func TestNobodyApprovesTheirOwnPostWhereASecondPersonIsAskedFor(t *testing.T) {
	d := newDesk(t, "Wash your hands")
	d.check(book)
	refused(t, ErrOwnPost)(d.p.SignOff(d.at, alex, d.p.Revision.Digest, now, Policy{SecondPerson: true}))
	refused(t, ErrNotAPerson)(d.p.SignOff(d.at, Program, d.p.Revision.Digest, now, Policy{}))
	d.do(d.p.SignOff(d.at, bo, d.p.Revision.Digest, now, Policy{SecondPerson: true}))
	d.do(d.p.Revise(d.at, bo, draft("Wash your hands, please")))
	d.check(book)
	refused(t, ErrOwnPost)(d.p.SignOff(d.at, bo, d.p.Revision.Digest, now, Policy{SecondPerson: true}))
}

func TestWhatWentOutWithoutSignOffIsAFaultForEver(t *testing.T) {
	d := newDesk(t, "Mrs Begum is well")
	d.do(d.p.PublishedWithout(d.at, alex, post.Instagram, "https://x.example/1", "I forgot"))
	d.stands(Published)
	if !d.p.Fault() || d.p.Signed() != nil {
		t.Error("it doesn't show as a fault")
	}
	d.do(d.p.Revise(d.at, alex, draft("A patient is well")))
	d.check(book)
	d.do(d.p.SignOff(d.at, alex, d.p.Revision.Digest, now, Policy{}))
	if w := d.p.WaitsFor(); len(w) != 1 || w[0].For != "wording" {
		t.Errorf("older words stand there; waits for %v", w)
	}
	d.do(d.p.Publish(d.at, alex, post.Instagram, "https://x.example/1"))
	if !d.p.Fault() || len(d.p.Live()) != 1 || d.p.Addresses[0].Replaced != 2 {
		t.Errorf("the fault is forgotten: %+v", d.p.Addresses)
	}
}

func TestAPostUnderLegalHoldIsNeitherThrownAwayNorErased(t *testing.T) {
	d := newDesk(t, "Mrs Begum is well")
	d.do(d.p.Hold(d.at, bo, "h1", "a complaint"))
	refused(t, ErrHeld)(d.p.Throw(d.at, alex))
	refused(t, ErrHeld)(d.p.Erase(d.at, alex, BecauseAsked))
	d.do(d.p.Release(d.at, bo, "h1"))
	d.do(d.p.Throw(d.at, alex))
	d.stands(ThrownAway)
	refused(t, ErrClosed)(d.p.Revise(d.at, alex, draft("x")))
	d.do(d.p.Erase(d.at, Program, BecauseThrown))
	if d.p.Private != nil || !d.p.Erased || d.p.ErasedAt == nil {
		t.Error("texts are still there")
	}
	if got, want := encoded(t, replay(t, d.log, true)), encoded(t, d.p); got != want {
		t.Errorf("without the key it looks otherwise:\n%s\n%s", got, want)
	}
}

func TestAPublishedPostIsCheckedAgain(t *testing.T) {
	d := newDesk(t, "half of hearts")
	d.check(nil)
	d.signed()
	d.do(d.p.Publish(d.at, alex, post.Instagram, "https://x.example/1"))
	d.do(d.p.RecheckDue(d.at, Program, ReasonRulebook, Cause{"rule", "claim"}, d.at.AddDate(0, 0, 7)))
	d.stands(RecheckDue)
	refused(t, ErrExists)(d.p.RecheckDue(d.at, Program, ReasonRulebook, Cause{"rule", "claim"}, d.at))
	refused(t, ErrStale)(d.p.Rechecked(d.at, alex, now, Policy{}))
	d.check(book)
	if d.p.Signed() != nil {
		t.Error("the sign-off outlived what was found")
	}
	var open *StillOpen
	if _, err := d.p.Rechecked(d.at, alex, now, Policy{}); !errors.As(err, &open) {
		t.Errorf("stands though something is open: %v", err)
	}
	d.do(d.p.Attach(d.at, alex, d.n("claim"), Cover{Rule: "claim", Lean: Lean{"evidence", "e1", 1}, Covers: true}))
	d.do(d.p.Rechecked(d.at, alex, now, Policy{}))
	d.stands(Published)
	if l := d.p.Leans(); len(l) != 1 || l[0].Entry != "e1" {
		t.Errorf("leans on %v", l)
	}
	d.do(d.p.EntryEnded(d.at, Program, "evidence", "e1"))
	d.stands(RecheckDue)
	d.do(d.p.TakeDownDue(d.at, Program, ReasonEvidenceRetracted, Cause{"entry", "e1"}, d.at))
	d.check(nil)
	refused(t, ErrTakeDownDue)(d.p.Rechecked(d.at, alex, now, Policy{}))
}

func TestAnEditOfThePublishedWordsSettlesARecheck(t *testing.T) {
	d := newDesk(t, "half of hearts")
	d.check(nil)
	d.signed()
	d.do(d.p.Publish(d.at, alex, post.Instagram, "https://x.example/1"))
	d.do(d.p.Publish(d.at, alex, post.Threads, "https://y.example/1"))
	d.do(d.p.RecheckDue(d.at, Program, ReasonRulebook, Cause{}, d.at))
	d.do(d.p.Revise(d.at, alex, draft("many hearts")))
	d.check(book)
	d.do(d.p.SignOff(d.at, alex, d.p.Revision.Digest, now, Policy{}))
	d.do(d.p.Publish(d.at, alex, post.Instagram, "https://x.example/1"))
	d.stands(RecheckDue) // the other place still has the older words
	d.do(d.p.Publish(d.at, alex, post.Threads, "https://y.example/1"))
	d.stands(Published)
	if d.p.Due[0].Done.How != "republished" {
		t.Error(d.p.Due[0].Done.How)
	}
}

func TestASignedOffPostThatIsNeverPublishedStaysOnRecord(t *testing.T) {
	d := newDesk(t, "Wash your hands")
	d.check(book)
	d.signed()
	refused(t, ErrSigned)(d.p.Throw(d.at, alex))
	d.do(d.p.NeverPublish(d.at, alex, "the campaign was called off"))
	d.stands(NotPublished)
	refused(t, ErrClosed)(d.p.Unsign(d.at, alex))
	d.do(d.p.PublishedWithout(d.at, alex, post.X, "https://x.example/1", "somebody posted it all the same"))
	d.stands(Published)
	if !d.p.Fault() {
		t.Error("no fault")
	}
}

func TestAPermitOfAPostThatIsNotPublishedEndsWithTheConsentAllTheSame(t *testing.T) {
	d := newDesk(t, "Mrs Begum is well")
	d.check(book)
	d.do(d.p.Attach(d.at, alex, d.n("patient-name"), consent("patient-name")))
	d.signed()
	d.do(d.p.PermitIssued(d.at, alex, "m1", d.at.AddDate(0, 1, 0)))
	d.do(d.p.NeverPublish(d.at, alex, "the campaign was called off"))
	d.do(d.p.EntryEnded(d.at, Program, Consents, "c1"))
	if d.p.Signed() != nil || d.p.Permits[0].Status(d.at) != PermitSuperseded || d.p.Status != NotPublished {
		t.Errorf("%s, its permit is %s", d.p.Status, d.p.Permits[0].Status(d.at))
	}
}

// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"errors"
	"strings"
	"testing"

	"chaperone/finding"
	"chaperone/post"
	"chaperone/rulebook"
)

// what gives the event and the error of a method, for a table of refusals.
type what struct {
	name string
	want error
	say  string // words of the message; "" any
	do   func() (Event, error)
}

func all(t *testing.T, d *desk, table []what) {
	t.Helper()
	for _, c := range table {
		before := encoded(t, d.p)
		_, err := c.do()
		if !errors.Is(err, c.want) || c.want != nil && !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %v, want %v … %s", c.name, err, c.want, c.say)
		}
		if encoded(t, d.p) != before {
			t.Errorf("%s changed the post", c.name)
		}
	}
}

func TestAPostThatIsNoneDoesNothing(t *testing.T) {
	d := &desk{t: t, p: &Post{}}
	p := d.p
	all(t, d, []what{
		{"revise", ErrUnknown, "", func() (Event, error) { return p.Revise(day, alex, draft("x")) }},
		{"check", ErrUnknown, "", func() (Event, error) { return p.Checked(day, alex, FromFindings(nil, "", now), nil) }},
		{"without", ErrUnknown, "", func() (Event, error) { return p.PublishedWithout(day, alex, post.X, "https://a.example", "") }},
		{"throw", ErrUnknown, "", func() (Event, error) { return p.Throw(day, alex) }},
		{"hold", ErrUnknown, "", func() (Event, error) { return p.Hold(day, alex, "h1", "") }},
		{"erase", ErrUnknown, "", func() (Event, error) { return p.Erase(day, alex, BecauseAsked) }},
		{"entry", ErrUnknown, "", func() (Event, error) { return p.EntryEnded(day, alex, "evidence", "e1") }},
		{"begun by the program", ErrNotAPerson, "", func() (Event, error) { return New(day, Program, "p1", salt, draft("x")) }},
		{"without an id", ErrRevision, "no id", func() (Event, error) { return New(day, alex, " ", salt, draft("x")) }},
		{"without a salt", ErrRevision, "salt", func() (Event, error) { return New(day, alex, "p1", salt[:8], draft("x")) }},
	})
	if err := Apply(p, Event{Kind: KindSigned, Body: Signed{}}); !errors.Is(err, ErrEvent) || p.ID != "" {
		t.Errorf("an event before the first: %v", err)
	}
}

func TestADraftRefusesWhatDoesNotFitIt(t *testing.T) {
	d := newDesk(t, "Mrs Begum, half of us, coffee, a parcel")
	p := d.p
	text := "Mrs Begum, half of us, coffee, a parcel"
	ask := raise(rule("paid", rulebook.Advertising, rulebook.Decide), text, "parcel")
	ask.Outcome = finding.Ask
	failed := finding.Finding{Rule: rule("broken", rulebook.Conduct, rulebook.Decide), Outcome: finding.Failed}
	name, claim, tip := raise(nameRule, text, "Begum"), raise(claimRule, text, "half"), raise(tipRule, text, "coffee")
	d.do(p.Checked(d.at, Program, FromFindings([]finding.Finding{name, claim, tip, ask, failed}, text, now), nil))
	if f := p.Check.Found[4]; f.Level != Decide || p.Check.Verdict != "stop" {
		t.Fatalf("what could not run is %s", f.Level)
	}
	d.do(p.Asked(d.at, alex, "q1", Employer, "", 0, false))
	d.do(p.Asked(d.at, alex, "q2", Colleague, "", 2, false))
	d.do(p.Replied(d.at, bo, "q1", Yes, bo))
	d.do(p.Replied(d.at, bo, "q2", Fine, bo))
	covers := Cover{Lean: Lean{"evidence", "e1", 1}, Covers: true}
	all(t, d, []what{
		{"no entry", ErrUnknown, "register and id", func() (Event, error) { return p.Attach(d.at, alex, 2, Cover{Covers: true}) }},
		{"an entry for what could not run", ErrNotAllowed, "looked", func() (Event, error) { return p.Attach(d.at, alex, 5, covers) }},
		{"an entry that is no consent", ErrNotAllowed, "only their consent", func() (Event, error) { return p.Attach(d.at, alex, 1, covers) }},
		{"an entry that doesn't cover", ErrNotCovered, "change the words", func() (Event, error) { return p.Attach(d.at, alex, 2, Cover{Lean: covers.Lean}) }},
		{"and why", ErrNotCovered, "it ended", func() (Event, error) { return p.Attach(d.at, alex, 2, Cover{Lean: covers.Lean, Why: "it ended"}) }},
		{"an opinion on what could not run", ErrNotAllowed, "looked", func() (Event, error) { return p.Opinion(d.at, alex, 5, "q2", "") }},
		{"an employer's opinion", ErrNoOpinion, "put to a colleague", func() (Event, error) { return p.Opinion(d.at, alex, 2, "q1", "") }},
		{"an opinion on something else", ErrNoOpinion, "something else", func() (Event, error) { return p.Opinion(d.at, alex, 4, "q2", "") }},
		{"nobody's opinion", ErrUnknown, "ask a colleague", func() (Event, error) { return p.Opinion(d.at, alex, 2, "q9", "") }},
		{"misread what could not run", ErrNotAllowed, "looked", func() (Event, error) { return p.Misread(d.at, alex, 5, "a play") }},
		{"misread as nothing", ErrNoWords, "mean", func() (Event, error) { return p.Misread(d.at, alex, 2, "–") }},
		{"a reason for advice", ErrNotAllowed, "is advice", func() (Event, error) { return p.Justify(d.at, alex, 3, "it reads well") }},
		{"looking instead of deciding", ErrNotAllowed, "claim", func() (Event, error) { return p.Looked(d.at, alex, 2, "") }},
		{"an answer to nobody", ErrNoWords, "", func() (Event, error) { return p.AnswerQuestion(d.at, alex, "", "yes") }},
		{"a request without an id", ErrUnknown, "has an id", func() (Event, error) { return p.Asked(d.at, alex, "", Patient, "", 0, true) }},
		{"a request to nobody", ErrUnknown, "put to", func() (Event, error) { return p.Asked(d.at, alex, "q3", "press", "", 0, true) }},
		{"a request about no finding", ErrNoFinding, "9", func() (Event, error) { return p.Asked(d.at, alex, "q3", Patient, "", 9, true) }},
		{"a request twice", ErrExists, "q1", func() (Event, error) { return p.Asked(d.at, alex, "q1", Patient, "", 0, true) }},
		{"an answer to no request", ErrUnknown, "q9", func() (Event, error) { return p.Replied(d.at, alex, "q9", Yes, bo) }},
		{"an answer twice", ErrExists, "q1", func() (Event, error) { return p.Replied(d.at, alex, "q1", Yes, bo) }},
		{"an entry it doesn't rest on", ErrUnknown, "evidence/e7", func() (Event, error) { return p.EntryEnded(d.at, alex, "evidence", "e7") }},
		{"a check that doesn't say of what", ErrUnchecked, "registers", func() (Event, error) {
			return p.Checked(d.at, Program, FromFindings(nil, "", Against{Digest: "r"}), nil)
		}},
		{"a check with lost words", ErrEvent, "", func() (Event, error) { return p.Checked(d.at, Program, Report{Against: now, Found: []Found{{}}}, nil) }},
		{"unsigned", ErrNotSigned, "", func() (Event, error) { return p.Unsign(d.at, alex) }},
		{"a permit", ErrNotSigned, "", func() (Event, error) { return p.PermitIssued(d.at, alex, "k1", d.at.Add(1e9)) }},
		{"take-down", ErrNotPublished, "", func() (Event, error) { return p.TakeDownDue(d.at, alex, ReasonOwn, Cause{}, d.at) }},
		{"re-check", ErrNotDue, "", func() (Event, error) { return p.Rechecked(d.at, alex, now, Policy{}) }},
		{"thrown by the program", ErrNotAPerson, "", func() (Event, error) { return p.Throw(d.at, Program) }},
		{"without a platform", ErrPlatform, "", func() (Event, error) { return p.PublishedWithout(d.at, alex, "", "https://a.example", "") }},
		{"without, by the program", ErrNotAPerson, "", func() (Event, error) { return p.PublishedWithout(d.at, Program, post.X, "https://a.example", "") }},
		{"held by the program", ErrNotAPerson, "", func() (Event, error) { return p.Hold(d.at, Program, "h1", "") }},
		{"released before held", ErrUnknown, "h1", func() (Event, error) { return p.Release(d.at, alex, "h1") }},
		{"erased without a reason", ErrUnknown, "why", func() (Event, error) { return p.Erase(d.at, alex, "") }},
	})
	if p.KeyID() != "post/p1" || p.About() != "post/p1" {
		t.Error(p.KeyID(), p.About())
	}
}

func TestASignedOffPostRefusesWhatDoesNotFitIt(t *testing.T) {
	d := newDesk(t, "Wash your hands")
	p := d.p
	d.check(book)
	d.signed()
	d.do(p.PermitIssued(d.at, Program, "k1", d.at.Add(1e12)))
	for _, address := range []string{"", " \n", "a\nb", strings.Repeat("x", maxAddress+1)} {
		refused(t, ErrAddress)(p.Publish(d.at, alex, post.Instagram, address))
	}
	all(t, d, []what{
		{"signed twice", ErrSigned, "", func() (Event, error) { return p.SignOff(d.at, alex, p.Revision.Digest, now, Policy{}) }},
		{"a platform it doesn't name", ErrPlatform, "youtube", func() (Event, error) { return p.Publish(d.at, alex, post.YouTube, "https://a.example") }},
		{"without, though signed", ErrSigned, "note it as published", func() (Event, error) { return p.PublishedWithout(d.at, alex, post.Threads, "https://a.example", "") }},
		{"a permit that ended", ErrUnknown, "ends after", func() (Event, error) { return p.PermitIssued(d.at, alex, "k2", d.at) }},
		{"a permit without an id", ErrUnknown, "", func() (Event, error) { return p.PermitIssued(d.at, alex, "", d.at.Add(1e9)) }},
		{"a permit twice", ErrExists, "k1", func() (Event, error) { return p.PermitIssued(d.at, alex, "k1", d.at.Add(1e9)) }},
		{"no permit", ErrUnknown, "k9", func() (Event, error) { return p.WithdrawPermit(d.at, alex, "k9") }},
		{"unsigned by the program", ErrNotAPerson, "", func() (Event, error) { return p.Unsign(d.at, Program) }},
	})
	permit := p.Permits[0]
	if s := permit.Status(permit.Until); s != PermitValid {
		t.Errorf("%s on its last moment", s)
	}
	if s := permit.Status(permit.Until.Add(1e6)); s != PermitExpired {
		t.Errorf("%s after its last moment", s)
	}
	d.do(p.WithdrawPermit(d.at, alex, "k1"))
	refused(t, ErrExists)(p.WithdrawPermit(d.at, alex, "k1"))
	if p.Permits[0].Status(d.at) != PermitWithdrawn {
		t.Error("withdrawn, and still worth something")
	}
	d.do(p.PublishedWithout(d.at, alex, post.YouTube, "https://y.example", "the film, too"))
	d.do(p.Publish(d.at, alex, post.Instagram, "https://a.example"))
	all(t, d, []what{
		{"published twice", ErrExists, "2", func() (Event, error) { return p.Publish(d.at, alex, post.Instagram, " https://a.example ") }},
		{"unsigned once out", ErrPublished, "re-check", func() (Event, error) { return p.Unsign(d.at, alex) }},
		{"thrown away once out", ErrPublished, "", func() (Event, error) { return p.Throw(d.at, alex) }},
		{"erased while up", ErrPublished, "take it down first", func() (Event, error) { return p.Erase(d.at, alex, BecauseAsked) }},
		{"due for nothing", ErrUnknown, "why", func() (Event, error) { return p.RecheckDue(d.at, alex, "", Cause{}, d.at) }},
		{"down by the program", ErrNotAPerson, "", func() (Event, error) { return p.TakenDown(d.at, Program, 1, ProofGone, "", "") }},
		{"down where it isn't", ErrUnknown, "7", func() (Event, error) { return p.TakenDown(d.at, alex, 7, ProofGone, "", "") }},
		{"down by hearsay", ErrProof, "", func() (Event, error) { return p.TakenDown(d.at, alex, 1, "hearsay", "", "") }},
		{"gone, with an export", ErrProof, "", func() (Event, error) { return p.TakenDown(d.at, alex, 1, ProofGone, digestOf("x"), "") }},
	})
	for n := range 2 {
		d.do(p.TakenDown(d.at, alex, n+1, ProofGone, "", ""))
	}
	d.do(p.Erase(d.at, alex, BecauseAsked))
	all(t, d, []what{
		{"revised", ErrErased, "", func() (Event, error) { return p.Revise(d.at, alex, draft("x")) }},
		{"checked", ErrErased, "", func() (Event, error) { return p.Checked(d.at, alex, FromFindings(nil, "", now), nil) }},
		{"published", ErrErased, "", func() (Event, error) { return p.PublishedWithout(d.at, alex, post.X, "https://a.example", "") }},
		{"held with a reason", ErrErased, "", func() (Event, error) { return p.Hold(d.at, alex, "h1", "a complaint") }},
		{"erased twice", ErrExists, "", func() (Event, error) { return p.Erase(d.at, alex, BecauseAsked) }},
		{"a permit", ErrClosed, "", func() (Event, error) { return p.PermitIssued(d.at, alex, "k5", d.at.Add(1e9)) }},
	})
	d.do(p.Hold(d.at, alex, "h1", ""))
	refused(t, ErrExists)(p.Hold(d.at, alex, "h1", ""))
	d.do(p.Release(d.at, alex, "h1"))
	refused(t, ErrExists)(p.Release(d.at, alex, "h1"))
	refused(t, ErrNotAPerson)(p.Release(d.at, Program, "h1"))
}

func TestWithoutAPlaceNothingIsSignedOff(t *testing.T) {
	d := newDesk(t, "Wash your hands")
	r := draft("Wash your hands")
	r.Platforms = nil
	d.do(d.p.Revise(d.at, alex, r))
	d.check(book)
	refused(t, ErrNoPlace)(d.p.SignOff(d.at, alex, d.p.Revision.Digest, now, Policy{}))
}

func TestWhatASignedOffPostLeansOnEndsIt(t *testing.T) {
	d := newDesk(t, "half of us said so")
	p := d.p
	r := d.report(book)
	r.Leans = []Lean{{"interests", "i1", 2}, {"consents", "c3", 1}, {"interests", "i1", 2}}
	d.do(p.Checked(d.at, Program, r, nil))
	d.do(p.Justify(d.at, alex, 1, "the college says so"))
	d.signed()
	if l := p.Leans(); len(l) != 2 || l[0].Entry != "c3" || len(p.SignOffs[0].Ways) != 1 {
		t.Errorf("leans on %v, by %v", l, p.SignOffs[0].Ways)
	}
	d.do(p.EntryEnded(d.at, Program, "interests", "i1")) // it kept a rule from being raised
	if v := p.SignOffs[0].Void; p.Signed() != nil || v.Why != VoidEntry {
		t.Error("the sign-off outlived it")
	}
	d.stands(Draft)
	d.signed()
	d.do(p.Publish(d.at, alex, post.Instagram, "https://a.example"))
	d.do(p.TakeDownDue(d.at, Program, ReasonConsentWithdrawn, Cause{"entry", "c3"}, d.at))
	d.do(p.EntryEnded(d.at, Program, "consents", "c3"))
	if len(p.IsDue()) != 1 || p.Signed() != nil {
		t.Errorf("a take-down is due, and nothing else: %v", p.IsDue())
	}
	if l := p.Leans(); len(l) != 2 {
		t.Errorf("while it stands published it leans on %v", l)
	}
}

func TestWhatAPostWaitsFor(t *testing.T) {
	d := newDesk(t, "half of us")
	p := d.p
	waits := func(want ...string) {
		t.Helper()
		var got []string
		for _, w := range p.WaitsFor() {
			got = append(got, w.For)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("waits for %v, want %v", got, want)
		}
	}
	waits("check")
	d.check(book)
	waits("finding", "sign-off")
	d.do(p.Asked(d.at, alex, "q1", Colleague, "", 1, true))
	d.stands(Waiting)
	waits("request", "finding", "sign-off")
	d.do(p.Revise(d.at, alex, draft("many of us")))
	d.stands(Draft) // the question was about other words
	waits("check")
	d.do(p.Revise(d.at, alex, draft("half of us")))
	d.stands(Waiting) // and these are back
	d.check(book)
	d.do(p.Replied(d.at, bo, "q1", Fine, bo))
	d.do(p.Opinion(d.at, alex, 1, "q1", "nothing to say"))
	if w := p.Given(1); len(w) != 1 || p.Private.Ways[w[0].No].Said != "" {
		t.Error("where a colleague asks for nothing to be said, nothing is kept")
	}
	waits("sign-off")
	d.signed()
	waits("publication")
	d.do(p.Publish(d.at, alex, post.Instagram, "https://a.example"))
	waits()
	d.do(p.Replied(d.at, bo, "q1", CantJudge, bo))
	d.stands(RecheckDue)
	waits("re-check", "finding")
	d.do(p.TakenDown(d.at, alex, 1, ProofGone, "", ""))
	waits()
}

func TestAPostThatAPatientRefusedDoesNotWaitForItsSignOff(t *testing.T) {
	d := newDesk(t, "nothing")
	p := d.p
	next := func(want string) {
		t.Helper()
		var got []string
		for _, w := range p.WaitsFor() {
			got = append(got, w.For+w.Request)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("waits for %q, want %q", got, want)
		}
	}
	d.check(book)
	d.do(p.Asked(d.at, alex, "q1", Patient, "p1", 0, true))
	next("requestq1 sign-off")
	d.do(p.Replied(d.at, "request/q1", "q1", No, "request/q1"))
	next("refusedq1")
	if len(p.RefusedThese()) != 1 {
		t.Error("no one refused")
	}
	d.do(p.Replied(d.at, "request/q1", "q1", Yes, "request/q1"))
	next("sign-off")
	d.do(p.Replied(d.at, "request/q1", "q1", ChangedMind, "request/q1"))
	next("refusedq1")
	d.do(p.Revise(d.at, alex, draft("nothing of anybody")))
	d.check(book)
	next("sign-off")
}

func TestAClosedOrUnopenedPostRefusesToo(t *testing.T) {
	d := newDesk(t, "half of us")
	d.do(d.p.NeverPublish(d.at, alex, ""))
	if d.log[1].Private != nil {
		t.Error("no reason, and something to seal all the same")
	}
	all(t, d, []what{
		{"closed twice", ErrClosed, "", func() (Event, error) { return d.p.NeverPublish(d.at, alex, "") }},
		{"checked", ErrClosed, "", func() (Event, error) { return d.p.Checked(d.at, alex, FromFindings(nil, "", now), nil) }},
	})
	d = newDesk(t, "half of us")
	d.p = replay(t, d.log, true)
	refused(t, ErrErased)(d.p.NeverPublish(d.at, alex, "a reason"))
	d = newDesk(t, "half of us")
	d.check(nil)
	d.signed()
	d.do(d.p.Publish(d.at, alex, post.Instagram, "https://a.example"))
	d.do(d.p.RecheckDue(d.at, Program, ReasonRulebook, Cause{}, d.at))
	unopened := replay(t, d.log, true)
	refused(t, ErrErased)(unopened.TakenDown(d.at, alex, 1, ProofGone, "", "copies may remain"))
	d.do(d.p.Revise(d.at, alex, draft("many of us")))
	d.check(book)
	refused(t, ErrOtherRevision)(d.p.Rechecked(d.at, alex, now, Policy{})) // older words are published
}

func TestTheSameFindingTwiceNeedsTwoWaysOut(t *testing.T) {
	d := newDesk(t, "half of us")
	f := raise(claimRule, "half of us", "half")
	d.do(d.p.Checked(d.at, Program, FromFindings([]finding.Finding{f, f}, "half of us", now), nil))
	d.do(d.p.Justify(d.at, alex, 1, "the college says so"))
	if d.p.Open != 1 || d.p.Check.Found[0].Key == d.p.Check.Found[1].Key {
		t.Errorf("one reason for both: %v", d.p.Check.Found)
	}
}

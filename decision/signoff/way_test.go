// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"chaperone/finding"
	"chaperone/post"
	"chaperone/rulebook"
)

func consent(rule string) Cover {
	return Cover{Rule: rule, Lean: Lean{Consents, "c1", 1}, Covers: true, Why: "she saw these words"}
}

func TestAStopAboutAPatientIsNotTheAuthorsToWaive(t *testing.T) {
	d := newDesk(t, "Mrs Begum is well")
	d.check(book)
	n := d.n("patient-name")
	refused(t, ErrNotAllowed)(d.p.Justify(d.at, alex, n, "She is a friend and won't mind it"))
	refused(t, ErrNotAllowed)(d.p.Attach(d.at, alex, n, Cover{Lean: Lean{"permissions", "e1", 1}, Covers: true}))
	refused(t, ErrNotCovered)(d.p.Attach(d.at, alex, n, Cover{Lean: Lean{Consents, "c1", 1}}))
	refused(t, ErrNotAllowed)(d.p.Looked(d.at, alex, n, ""))
	d.do(d.p.Misread(d.at, alex, n, "Mrs Begum is a character in a play"))
	if d.p.Open != 1 || !slices.Equal(d.p.StillOpen()[0].Given, []WayKind{WayMisread}) {
		t.Fatalf("misread alone opens it: %v", d.p.StillOpen())
	}
	d.do(d.p.Asked(d.at, alex, "q1", Colleague, "", n, true))
	refused(t, ErrNoOpinion)(d.p.Opinion(d.at, alex, n, "q1", ""))
	d.do(d.p.Replied(d.at, "request/q1", "q1", Fine, bo))
	d.do(d.p.Opinion(d.at, alex, n, "q1", ""))
	if d.p.Open != 0 {
		t.Errorf("misread, and a colleague agrees: still open %v", d.p.StillOpen())
	}
	d.signed()
	d.do(d.p.Replied(d.at, "request/q1", "q1", LeaveOut, bo))
	if d.p.Signed() != nil || d.p.Open != 1 {
		t.Error("the sign-off outlived the opinion it rests on")
	}
	d.do(d.p.Attach(d.at, alex, n, consent("patient-name")))
	d.do(d.p.Justify(d.at, alex, n, "She agreed and likes it"))
	d.signed()
	if l := d.p.Leans(); len(l) != 1 || l[0] != (Lean{Consents, "c1", 1}) {
		t.Errorf("leans on %v", l)
	}
	d.do(d.p.EntryEnded(d.at, Program, Consents, "c1"))
	if d.p.Signed() != nil || d.p.Open != 1 || d.p.Ways[3].Kind != WayJustified {
		t.Error("the reason alone holds it open after the consent ended")
	}
}

func TestAnOpinionOnAStopAboutAPatientCountsAloneOnlyWhereTheRuleOffersIt(t *testing.T) {
	for words, open := range map[string]int{"trawler": 0, "Begum": 1} {
		d := newDesk(t, words+" capsized")
		d.check(book)
		d.do(d.p.Asked(d.at, alex, "q1", Colleague, "", 1, false))
		d.do(d.p.Replied(d.at, "request/q1", "q1", Fine, bo))
		d.do(d.p.Opinion(d.at, alex, 1, "q1", ""))
		if d.p.Open != open {
			t.Errorf("%s: open %d, want %d", words, d.p.Open, open)
		}
	}
}

func TestAfterAPatientsNoOnlyTheirConsentOrOtherWordsHelp(t *testing.T) {
	d := newDesk(t, "The trawler capsized")
	d.check(book)
	d.do(d.p.Asked(d.at, alex, "q1", Colleague, "", 1, false))
	d.do(d.p.Replied(d.at, "request/q1", "q1", Fine, bo))
	d.do(d.p.Opinion(d.at, alex, 1, "q1", ""))
	d.do(d.p.Asked(d.at, alex, "q2", Patient, "person-1", 1, true))
	d.stands(Waiting)
	d.signedNot("answer is awaited: request q2")
	d.do(d.p.Replied(d.at, "request/q2", "q2", No, "request/q2"))
	d.signedNot("rare-event (fix, consent, ")
	d.signedNot("a patient said no to these words (request q2)")
	d.do(d.p.Revise(d.at, alex, draft("A trawler capsized")))
	d.check(book)
	d.signedNot("rare-event (fix, consent, ") // other words, the same story
	d.do(d.p.Revise(d.at, alex, draft("A boat capsized")))
	d.check(book)
	d.signed()
}

func (d *desk) signedNot(want string) {
	d.t.Helper()
	_, err := d.p.SignOff(d.at, alex, d.p.Revision.Digest, now, Policy{})
	var open *StillOpen
	if !errors.As(err, &open) || !strings.Contains(err.Error(), want) {
		d.t.Errorf("refused with %v, want %q", err, want)
	}
}

func TestTheAuthorIsNotTheirOwnSecondOpinion(t *testing.T) {
	d := newDesk(t, "half of us")
	d.check(book)
	d.do(d.p.Asked(d.at, alex, "q1", Colleague, "", 1, false))
	d.do(d.p.Replied(d.at, "request/q1", "q1", Fine, alex))
	refused(t, ErrOwnOpinion)(d.p.Opinion(d.at, alex, 1, "q1", ""))
	for _, r := range []Reply{LeaveOut, CantJudge, HasTie} {
		d.do(d.p.Replied(d.at, "request/q1", "q1", r, bo))
		refused(t, ErrNoOpinion)(d.p.Opinion(d.at, alex, 1, "q1", ""))
	}
	refused(t, ErrUnknown)(d.p.Replied(d.at, "request/q1", "q1", Yes, bo))
}

// Ben said it can stay; then he wrote in it himself.
func TestAColleagueWhoWritesInThePostIsNoSecondPairOfEyesAnyMore(t *testing.T) {
	d := newDesk(t, "half of us")
	d.check(book)
	d.do(d.p.Asked(d.at, alex, "q1", Colleague, "", 1, false))
	d.do(d.p.Replied(d.at, "request/q1", "q1", Fine, bo))
	d.do(d.p.Opinion(d.at, alex, 1, "q1", ""))
	d.check(book)
	if n := len(d.p.StillOpen()); n > 0 {
		t.Fatalf("%d open", n)
	}
	d.do(d.p.Revise(d.at, bo, draft("half of us today")))
	d.check(book)
	if w := d.p.Ways[0]; len(d.p.StillOpen()) != 1 || w.Ended == nil || w.Ended.Why != EndOwnOpinion {
		t.Errorf("his opinion still counts: %+v", w)
	}
}

func TestWhatAColleagueWantsSaidHasToStandInThePost(t *testing.T) {
	d := newDesk(t, "half of us; Acme sponsors my course")
	d.check(book)
	d.do(d.p.Asked(d.at, alex, "q1", Colleague, "", 1, false))
	d.do(d.p.Replied(d.at, "request/q1", "q1", SaySo, bo))
	refused(t, ErrNoOpinion)(d.p.Opinion(d.at, alex, 1, "q1", "Acme pays me"))
	d.do(d.p.Opinion(d.at, alex, 1, "q1", "Acme sponsors my course"))
	d.do(d.p.Revise(d.at, alex, draft("half of all; Acme sponsors my course")))
	d.check(book)
	if d.p.Open != 0 || len(d.p.Ways[0].Carried) != 1 {
		t.Errorf("not carried over: %+v", d.p.Ways)
	}
	d.do(d.p.Revise(d.at, alex, draft("half of all")))
	d.check(book)
	if d.p.Open != 1 || d.p.Ways[0].Ended == nil || d.p.Ways[0].Ended.Why != EndNotSaid {
		t.Errorf("still counts: %+v", d.p.Ways)
	}
}

func TestReasonsNeedRealWords(t *testing.T) {
	d := newDesk(t, "half of us")
	d.check(book)
	for _, s := range []string{"", " \t\n", "...", "x", "ok", "aaaa bbbb", "1234 5678", "– — –", "\u200b\u200b"} {
		refused(t, ErrNoWords)(d.p.Justify(d.at, alex, 1, s))
	}
	for _, s := range []string{"the source is Smith 2020", "peer reviewed", "因为有来源"} {
		d.do(d.p.Justify(d.at, alex, 1, s))
	}
	if n := len(d.p.Given(1)); n != 1 {
		t.Errorf("%d reasons count, want the last alone", n)
	}
	refused(t, ErrNotAPerson)(d.p.Justify(d.at, Program, 1, "peer reviewed paper"))
	refused(t, ErrNoFinding)(d.p.Justify(d.at, alex, 9, "peer reviewed paper"))
}

func TestARuleThatCouldNotRunNeedsAPersonToLook(t *testing.T) {
	d := newDesk(t, "Wash your hands")
	failed := finding.Finding{Rule: tipRule, Outcome: finding.Failed, Level: rulebook.Decide, Why: "the rule broke"}
	d.do(d.p.Checked(d.at, Program, FromFindings([]finding.Finding{failed}, "Wash your hands", now), nil))
	refused(t, ErrNotAllowed)(d.p.Justify(d.at, alex, 1, "it never matters anyway"))
	d.signedNot("tip (fix, looked)")
	d.do(d.p.Looked(d.at, alex, 1, ""))
	d.signed()
}

func TestAQuestionThatHoldsNeedsAnAnswerWhichIsKept(t *testing.T) {
	d := newDesk(t, "My new stethoscope")
	ask := finding.Finding{Rule: adRule, Outcome: finding.Ask, Level: rulebook.Decide, Message: "Were you paid?", Spans: []post.Span{{Start: 7, End: 18}}}
	idle := finding.Finding{Rule: tipRule, Outcome: finding.Ask}
	d.do(d.p.Checked(d.at, Program, FromFindings([]finding.Finding{ask, idle}, "My new stethoscope", now), nil))
	if len(d.p.Check.Found) != 1 || d.p.Check.Verdict != "decide" {
		t.Fatalf("%+v", d.p.Check)
	}
	d.signedNot("ad-label (fix, answered, record")
	refused(t, ErrNoWords)(d.p.AnswerQuestion(d.at, alex, "ad-label", " "))
	d.do(d.p.AnswerQuestion(d.at, alex, "ad-label", "no"))
	d.do(d.p.AnswerQuestion(d.at, alex, "another", "yes"))
	if d.p.Answer("ad-label") != "no" || d.p.Answer("another") != "yes" || d.p.Open != 0 {
		t.Error("the answers aren't kept, or don't count")
	}
	d.signed()
}

func TestWaysOutCarryOverOnlyWhereTheyStillFitAndItShows(t *testing.T) {
	d := newDesk(t, "Mrs Begum and half of us are gifted")
	d.check(book)
	d.do(d.p.Attach(d.at, alex, d.n("patient-name"), consent("patient-name")))
	d.do(d.p.Justify(d.at, alex, d.n("claim"), "the register of the college says so"))
	d.do(d.p.Misread(d.at, alex, d.n("ad-label"), "gifted as in talented"))
	if d.p.Open != 0 {
		t.Fatal(d.p.StillOpen())
	}
	// Other words around them: the reasons fit, and the consent where it covers the new wording.
	d.do(d.p.Revise(d.at, alex, draft("Mrs Begum and half of all are gifted")))
	d.check(book, consent("patient-name"))
	if d.p.Open != 0 || len(d.log[len(d.log)-1].Body.(Checked).Carried) != 3 {
		t.Fatalf("not carried over: %+v", d.log[len(d.log)-1].Body)
	}
	// The consent doesn't cover the next wording, and another figure needs another reason.
	changed := map[string]*rulebook.Rule{"Begum": nameRule, "two thirds": claimRule, "gifted": adRule}
	d.do(d.p.Revise(d.at, alex, draft("Mrs Begum and two thirds of all are gifted")))
	d.check(changed)
	ended := d.log[len(d.log)-1].Body.(Checked).Ended
	if d.p.Open != 2 || len(ended) != 2 || ended[0].Why != EndNotCovered || ended[1].Why != EndOtherWords {
		t.Fatalf("open %d, ended %v", d.p.Open, ended)
	}
	// A finding that points at nothing rests on the whole post: no reason outlives a change of it.
	d.do(d.p.Checked(d.at, Program, FromFindings([]finding.Finding{raise(claimRule, "", "")}, "", now), nil))
	d.do(d.p.Justify(d.at, alex, 1, "the register of the college says so"))
	d.do(d.p.Revise(d.at, alex, draft("Something else")))
	d.do(d.p.Checked(d.at, Program, FromFindings([]finding.Finding{raise(claimRule, "", "")}, "", now), nil))
	if d.p.Open != 1 || slices.ContainsFunc(d.p.Fixed, func(f Fixed) bool { return f.Rule == "claim" }) {
		t.Errorf("a reason for another post counts: %v", d.p.Ways)
	}
}

func TestTheKeyOfAFindingTellsNothingOfItsWords(t *testing.T) {
	a := keyOf(salt, "sha256:x", Found{Rule: "r"}, FoundWords{Words: []string{"Mrs Begum"}})
	b := keyOf([]byte("another salt of 16"), "sha256:x", Found{Rule: "r"}, FoundWords{Words: []string{"Mrs Begum"}})
	c := keyOf(salt, "sha256:y", Found{Rule: "r"}, FoundWords{Words: []string{"Mrs Begum"}})
	e := keyOf(salt, "sha256:y", Found{Rule: "r"}, FoundWords{Words: []string{"Mrs", "Begum"}})
	if a == b || a != c || a == e || len(a) != 2*keySize {
		t.Errorf("%s %s %s %s", a, b, c, e)
	}
}

func TestAnotherPatientsYesDoesNotLiftANo(t *testing.T) {
	for _, c := range []struct {
		no, yes string // who is asked
		lifts   bool
	}{{"p1", "p1", true}, {"p1", "p2", false}, {"", "", false}, {"p1", "", false}} {
		d := newDesk(t, "The trawler capsized")
		d.do(d.p.Asked(d.at, alex, "q1", Patient, c.no, 0, true))
		d.do(d.p.Asked(d.at, alex, "q2", Patient, c.yes, 0, true))
		d.do(d.p.Replied(d.at, "request/q1", "q1", No, "request/q1"))
		d.do(d.p.Replied(d.at, "request/q2", "q2", Yes, "request/q2"))
		if d.p.Refused() == c.lifts {
			t.Errorf("a no of %q, then a yes of %q: refused %t", c.no, c.yes, d.p.Refused())
		}
	}
}

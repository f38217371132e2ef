// SPDX-License-Identifier: Apache-2.0

package request

import (
	"strings"
	"testing"
	"time"

	"chaperone/register"
)

func covers(t testing.TB, g *Grant) register.Coverage {
	t.Helper()
	if g == nil {
		t.Fatal("no grant")
	}
	rs := &register.Registers{}
	v := register.Value{Consent: g.Consent, Permission: g.Permission}
	n := register.New{ID: "e1", Value: v, Request: g.Request}
	if g.Consent != nil {
		n.Person = g.Person
	}
	e, err := rs.Add(g.At, "m1", n)
	if err != nil {
		t.Fatal(err)
	}
	if err := rs.Apply(e); err != nil {
		t.Fatal(err)
	}
	return rs.Covers(rs.Entry("e1"), &register.Lean{Post: "post1", Revision: "sha256:one", Text: "A woman in her forties thought it was indigestion.",
		Platforms: []string{"instagram"}, Audience: "public", Uses: g.uses()}, g.At.Add(time.Hour))
}

func (g *Grant) uses() []string {
	if g.Permission == nil {
		return nil
	}
	return g.Permission.For
}

func TestAChildsNoWinsAndTheirViewIsNeeded(t *testing.T) {
	l := begin(t, under(Child))
	e, err := l.r.Answer(day(1), l.yes())
	l.refuses(ErrChildView, e, err)
	e, err = l.r.Answer(day(1), l.with(Yes, func(g *Given) { g.View = ChildFor }))
	l.refuses(ErrChildView, e, err) // nothing says what the child said
	l.do(l.r.Answer(day(1), l.with(Yes, func(g *Given) { g.View, g.Child = ChildAgainst, "she hid" })))
	if l.r.Reply() != "no" || l.r.Grant() != nil {
		t.Error("a parent's yes beats a child's no")
	}
	l.do(l.r.Answer(day(2), l.with(Yes, func(g *Given) { g.View, g.Child = ChildFor, "he laughed and said show it" })))
	g := l.r.Grant()
	if c := covers(t, g); !c.OK || !g.Consent.Child || !g.Consent.Parent || !g.Consent.ChildView || g.Consent.Who != "Ben Lee" {
		t.Error(c.Why)
	}
	l.do(l.r.Answer(day(3), l.with(Yes, func(g *Given) { g.View = ChildAgainst })))
	if l.r.Grant() != nil {
		t.Error("a child can't change their mind")
	}
}

func TestAChildWhoUnderstandsAnswersToo(t *testing.T) {
	l := begin(t, under(Child))
	e, err := l.r.JudgeCompetence(day(1), "m1", true, Notes{Judge: "Dr Nair"})
	l.refuses(ErrWords, e, err)
	l.do(l.r.JudgeCompetence(day(1), "m1", true, Notes{Judge: "Dr Nair, paediatrician", Reasons: "explained it back"}))
	e, err = l.r.Answer(day(2), l.with(Yes, func(g *Given) { g.View = TooYoung }))
	l.refuses(ErrChildView, e, err)
	l.do(l.r.Answer(day(2), l.with(Yes, func(g *Given) { g.View, g.Child = ChildFor, "yes please" })))
	l = begin(t, nil)
	e, err = l.r.JudgeCompetence(day(1), "m1", true, Notes{Judge: "x", Reasons: "y"})
	l.refuses(ErrReply, e, err)
}

func TestAtSixteenTheirOwnYesNeedsAParentOrAColleagueWhoNotedThatTheyUnderstand(t *testing.T) {
	for _, c := range []struct {
		name   string
		parent bool
		notes  string
		want   bool
	}{{"alone", false, "", false}, {"with a parent", true, "", true}, {"noted by a colleague", false, "m2", true}, {"noted by the author", false, "m1", false}} {
		l := begin(t, under(Young))
		if c.notes != "" {
			l.do(l.r.JudgeCompetence(day(1), c.notes, true, Notes{Judge: "Dr Nair", Reasons: "weighed it up"}))
		}
		l.do(l.r.Answer(day(2), l.with(Yes, func(g *Given) { g.Parent = c.parent })))
		if cov := covers(t, l.r.Grant()); cov.OK != c.want {
			t.Errorf("%s: %s", c.name, cov.Why)
		}
	}
}

func TestNobodyAgreesForAnAdultWhoCannotDecide(t *testing.T) {
	l := begin(t, under(Lacks))
	e, err := l.r.Answer(day(1), l.yes())
	l.refuses(ErrReply, e, err)
	l.do(l.r.Answer(day(1), l.with(WouldWant, nil)))
	if l.r.Grant() != nil || l.r.Reply() != "" {
		t.Error("what a relative says is a yes")
	}
	full := Best{For: true, Assessed: register.Day(day(0)), Consulted: 2, AskAgainBy: register.Day(day(90))}
	notes := Notes{Judge: "Dr Nair", Reasons: "r", Support: "pictures, mornings", Wishes: "loved being on stage", Benefit: "b", Needed: "n", Consulted: "her sister; her carer"}
	e, err = l.r.Decide(day(2), "m1", full, notes)
	l.refuses(ErrOwnAnswer, e, err)
	for name, spoil := range map[string]func(*Best, *Notes){
		"assessed": func(b *Best, _ *Notes) { b.Assessed = register.Date{} }, "judge": func(_ *Best, n *Notes) { n.Judge = "" },
		"support": func(_ *Best, n *Notes) { n.Support = "" }, "may return": func(b *Best, _ *Notes) { b.MayReturn = true },
		"objects": func(b *Best, _ *Notes) { b.Objects = true }, "wishes": func(_ *Best, n *Notes) { n.Wishes = " " },
		"consulted": func(b *Best, _ *Notes) { b.Consulted = 0 }, "benefit": func(_ *Best, n *Notes) { n.Benefit = "" }, "needed": func(_ *Best, n *Notes) { n.Needed = "" },
		"attorney": func(b *Best, _ *Notes) { b.Authority = Attorney }, "review": func(b *Best, _ *Notes) { b.AskAgainBy = register.Day(day(800)) },
	} {
		b, n := full, notes
		spoil(&b, &n)
		if e, err := l.r.Decide(day(2), "m2", b, n); err == nil {
			t.Errorf("%s: decided (%v)", name, e.Kind)
		} else {
			l.refuses(ErrBest, e, err)
		}
	}
	l.do(l.r.Decide(day(2), "m2", full, notes))
	g := l.r.Grant()
	if c := covers(t, g); c.OK || g.Consent.Capacity != "lacked" || g.From != "m2" {
		t.Error("it covers a post by itself:", c.Why)
	}
	l.do(l.r.Answer(day(3), l.with(WouldNot, nil)))
	if _, _, ok := l.r.Withdrawn(); !ok || l.r.Grant() != nil || l.r.Best.For {
		t.Error("a family's no changes nothing")
	}
	e, err = l.r.Decide(day(4), "m2", full, notes)
	l.refuses(ErrBest, e, err)
}

func TestADecisionAgainstNeedsOnlyItsReasonsAndEndsAGrant(t *testing.T) {
	l := begin(t, under(Lacks))
	l.do(l.r.Answer(day(1), l.with(CantSay, nil)))
	l.do(l.r.Decide(day(2), "m2", Best{}, Notes{Reasons: "it wouldn't help them"}))
	if l.r.Grant() != nil || l.r.Reply() != "no" {
		t.Error(l.r.Reply())
	}
}

func TestSomebodyWhoDidNotWantItIsLeftAloneAfterTheirDeath(t *testing.T) {
	a := asking(t, under(Deceased))
	a.Wishes = Against
	e, err := New(start, "m1", a)
	(&life{t: t}).refuses(ErrAsking, e, err)
	if !strings.Contains(err.Error(), "stands after their death") {
		t.Error(err)
	}
	for wishes, want := range map[Wishes]bool{Wanted: true, Unknown: false} {
		l := begin(t, func(a *Asking) {
			under(Deceased)(a)
			a.Wishes = wishes
			if wishes == Wanted {
				a.Shown.KnownWishes = "she told the ward"
			}
		})
		l.do(l.r.Answer(day(1), l.yes()))
		if c := covers(t, l.r.Grant()); c.OK != want {
			t.Errorf("%s: %s", wishes, c.Why)
		}
	}
}

func TestAnIncentiveOrWorkingTimeIsNotedAndTheRegisterHoldsItAgainstTheConsent(t *testing.T) {
	l := begin(t, func(a *Asking) { a.Incentive, a.Shown.Offered = Gift, "a book token" })
	l.do(l.r.Answer(day(1), l.yes()))
	if c := covers(t, l.r.Grant()); c.OK {
		t.Error("bought")
	}
	for agreed, want := range map[bool]bool{true: true, false: false} {
		l = begin(t, func(a *Asking) { a.WorkTime, a.Agreed = true, agreed })
		l.do(l.r.Answer(day(1), l.yes()))
		if c := covers(t, l.r.Grant()); c.OK != want {
			t.Error(agreed, c.Why)
		}
	}
}

func TestAnEmployerSaysYesWithConditionsUntilADayOrNamesSomebodyElse(t *testing.T) {
	l := begin(t, employer)
	e, err := l.r.Answer(day(1), l.with(Conditions, nil))
	l.refuses(ErrReply, e, err)
	e, err = l.r.Answer(day(1), l.with(UntilDate, func(g *Given) { g.Until = register.Day(day(-2)) }))
	l.refuses(ErrReply, e, err)
	l.do(l.r.Answer(day(1), l.with(Yes, nil)))
	if c := covers(t, l.r.Grant()); !c.OK {
		t.Error(c.Why)
	}
	l.do(l.r.Answer(day(2), l.with(Conditions, func(g *Given) { g.Words = "no logo" })))
	if p := l.r.Grant().Permission; p.Conditions != "no logo" || p.From != "Sam Hall, communications, St Anne's Trust" {
		t.Errorf("%+v", p)
	}
	l.do(l.r.Answer(day(3), l.with(UntilDate, func(g *Given) { g.Until = register.Day(day(50)) })))
	if p := l.r.Grant().Permission; p.Until != register.Day(day(50)) || p.Conditions != "" {
		t.Errorf("%+v", p)
	}
	l.do(l.r.Answer(day(4), l.with(SomeoneElse, func(g *Given) { g.Words = "the medical director" })))
	if _, said, ok := l.r.Withdrawn(); !ok || said != "the medical director" || l.r.Grant() != nil {
		t.Error("still granted")
	}
}

func TestAColleagueWithATieIsThankedAndNotAskedAgain(t *testing.T) {
	l := begin(t, colleague)
	e, err := l.r.Answer(day(1), l.with(Fine, func(g *Given) { g.Ticked = nil }))
	l.refuses(ErrUnticked, e, err)
	l.do(l.r.Answer(day(1), l.with(HasTie, func(g *Given) { g.Ticked, g.Name = nil, "" })))
	e, err = l.r.Answer(day(2), l.with(Fine, nil))
	l.refuses(ErrClosed, e, err)
	if l.r.Grant() != nil || l.r.Reply() != "has-tie" {
		t.Error(l.r.Reply())
	}
}

func TestAnOpinionAnswersItsFindingAndCanChange(t *testing.T) {
	l := begin(t, colleague)
	l.do(l.r.Answer(day(1), l.with(SaySo, func(g *Given) { g.Words = "name the sponsor" })))
	if g := l.r.Grant(); g == nil || g.Opinion != SaySo || g.Finding != "f1" || g.Consent != nil {
		t.Fatal(g)
	}
	l.do(l.r.Answer(day(2), l.with(LeaveOut, nil)))
	if _, _, ok := l.r.Withdrawn(); !ok || l.r.Grant() != nil {
		t.Error("still standing")
	}
	for reply, want := range map[Reply]string{NotNamed: "fine", PerhapsNamed: "leave-out", Named: "leave-out", CantJudge: "cannot-judge"} {
		l := begin(t, func(a *Asking) { colleague(a); a.Question = AboutPatient })
		l.do(l.r.Answer(day(1), l.with(reply, nil)))
		if l.r.Reply() != want || (l.r.Grant() != nil) != (want == "fine") {
			t.Error(reply, l.r.Reply())
		}
	}
}

func TestTheAuthorCannotAnswerHerOwn(t *testing.T) {
	for name, p := range map[string]Party{
		"name": {Name: "Ngozi Okafor"}, "initial": {Name: "N. Okafor"}, "turned": {Name: "OKAFOR, Ngozi"}, "accents": {Name: "Ngózi Okafor MBBS"[:len("Ngózi Okafor")]},
		"surname": {Name: "Dr Okafor"}, "mail": {Name: "Somebody Else", Email: "N.Okafor+work@Example.org"}, "number": {Name: "Somebody Else", Number: "GMC 7012345"},
		"member": {Name: "Somebody Else", Member: "m1"}, "writer": {Name: "Somebody Else", Member: "m3"},
	} {
		for _, form := range []func(*Asking){employer, colleague} {
			a := asking(t, form)
			a.Writers, a.Shown.Person = []string{"m3"}, p
			e, err := New(start, "m2", a)
			if err == nil {
				t.Errorf("%s: she asks herself (%v)", name, e.Kind)
			} else {
				(&life{t: t}).refuses(ErrOwnAnswer, e, err)
			}
		}
	}
	a := asking(t, colleague)
	a.Shown.Person = Party{Name: "Nneka Okafor", Number: "7099999"} // her namesake has another number
	if _, err := New(start, "m1", a); err != nil {
		t.Error(err)
	}
	l := begin(t, colleague)
	e, err := l.r.Answer(day(1), l.with(Fine, func(g *Given) { g.Name = "N Okafor" }))
	l.refuses(ErrOwnAnswer, e, err)
	e, err = l.r.Answer(day(1), l.with(Fine, func(g *Given) { g.Member = "m1" }))
	l.refuses(ErrOwnAnswer, e, err)
	l, codes := byMail(t, colleague)
	e, err = l.r.Answer(day(1), code(codes[Fine][0]))
	l.refuses(ErrOwnAnswer, e, err)
	l.do(l.r.Answer(day(1), Given{Channel: Page, Member: "m2", Code: codes[Fine][0]}))
}

func TestWhoCannotBeComparedWithTheAuthorCannotAnswer(t *testing.T) {
	l := begin(t, colleague)
	g := l.with(Fine, func(g *Given) { g.Name = "Ngozi Okafor" })
	l.r.Erased, l.r.Private = true, nil // not opened
	e, err := l.r.Answer(day(1), g)
	l.refuses(ErrErased, e, err)
}

func TestPaperCountsWithItsPhotographAndADeviceOnlyWhileHandedOver(t *testing.T) {
	l := begin(t, func(a *Asking) { a.Way = Way{Channel: Paper, Ref: mustRef(t)} })
	paper := l.with(Yes, func(g *Given) { g.Channel, g.Member = Paper, "m1" })
	e, err := l.r.Answer(day(1), paper)
	l.refuses(ErrPhoto, e, err)
	paper.Photo = "sha256:photo"
	l.do(l.r.Answer(day(1), paper))
	if g := l.r.Grant(); g.Consent.Obtained != "paper" || g.Consent.Signature != "paper" || l.r.Last().Photo != "sha256:photo" {
		t.Errorf("%+v", g.Consent)
	}
	l = begin(t, func(a *Asking) { a.Way = Way{Channel: Device} })
	device := l.with(Yes, func(g *Given) { g.Channel = Device })
	e, err = l.r.Answer(day(1), device)
	l.refuses(ErrNotHanded, e, err)
	l.do(l.r.HandOver(day(1), "m1"))
	e, err = l.r.HandOver(day(1), "m1")
	l.refuses(ErrHanded, e, err)
	if !l.r.Locked() || l.r.Handed.By != "m1" {
		t.Error("the desk is open")
	}
	l.do(l.r.Answer(day(1), device))
	if !l.r.Locked() {
		t.Error("the desk opens by itself")
	}
	l.do(l.r.TakeBack(day(1), "m1"))
	if l.r.Locked() {
		t.Error("still locked")
	}
}

func mustRef(t testing.TB) string {
	ref, err := NewRef(source(4))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func TestByWordOfMouthOnlyANoCounts(t *testing.T) {
	l := begin(t, nil)
	l.do(l.r.Answer(day(1), l.yes()))
	e, err := l.r.Answer(day(2), Given{Channel: Spoken, Member: "m1", Reply: Yes, Name: "Ada", Ticked: l.r.Statements()})
	l.refuses(ErrReply, e, err)
	l.do(l.r.Answer(day(2), Given{Channel: Spoken, Member: "m1", Reply: No, Words: "she rang"}))
	if l.r.Grant() != nil {
		t.Error("a spoken no doesn't count")
	}
}

func TestErasingEndsTheGrantAndShowsNothing(t *testing.T) {
	l := begin(t, nil)
	l.do(l.r.Answer(day(1), l.yes()))
	l.do(l.r.Erase(day(2), "m1", "request"))
	if _, _, ok := l.r.Withdrawn(); !ok || l.r.Grant() != nil || l.r.Private != nil || l.r.Opens(token(t, 1)) {
		t.Error("something is left")
	}
	e, err := l.r.Answer(day(3), l.yes0())
	l.refuses(ErrUnknown, e, err)
}

func (l *life) yes0() Given { return Given{Channel: Link, Token: token(l.t, 1), Reply: Yes} }

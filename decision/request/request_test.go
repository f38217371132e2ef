// SPDX-License-Identifier: Apache-2.0

package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/register"
)

var start = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

func day(n int) time.Time { return start.AddDate(0, 0, n) }

// source gives bytes that differ with the seed and never end.
type source byte

func (s source) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(s) + byte(i*7)
	}
	return len(b), nil
}

func token(t interface{ Fatal(...any) }, n byte) Token {
	tok, err := NewToken(source(n))
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

var author = Party{Name: "Dr Ngozi Okafor", Email: "n.okafor@example.org", Number: "7012345", Member: "m1"}

// asking is a complete request, for a patient unless edit says otherwise.
func asking(t testing.TB, edit func(*Asking)) Asking {
	a := Asking{
		Asked: Asked{ID: "r1", Form: Patient, Person: "p1", Subject: Adult, Post: "post1", Revision: "sha256:one", Platforms: []post.Platform{post.Instagram},
			Audience: post.Public, Author: "m1", Version: "1"},
		Shown: Shown{Person: Party{Name: "Ada Lee", Email: "ada@example.org"}, Author: author, Called: "Dr Okafor", Place: "St Anne's Hospital",
			Text: "A woman in her forties thought it was indigestion.", Sites: []string{"Instagram"}, Audience: "Anyone in the world.", Purpose: "education",
			Why: "To show people the early signs.", Phone: "01234 567890"},
		Page: "the words of the page", Salt: strings.Repeat("ab", 16), Way: Way{Channel: Link, Token: token(t, 1).Hash()}, Expires: day(30),
	}
	if edit != nil {
		edit(&a)
	}
	return a
}

func employer(a *Asking) {
	a.Form, a.Subject, a.Uses = Employer, "", []string{"premises"}
	a.Shown.Person = Party{Name: "Sam Hall", Role: "communications, St Anne's Trust"}
}

func colleague(a *Asking) {
	a.Form, a.Subject, a.Question, a.Finding = Colleague, "", AboutInterest, "f1"
	a.Shown.Person = Party{Name: "Dr Priya Nair", Number: "7099999"}
	a.Shown.Interest, a.Shown.InterestIn = "Acme Health sponsors the course I run", "Acme Health"
}

func under(s Subject) func(*Asking) {
	return func(a *Asking) { a.Subject, a.Shown.About, a.Shown.Patient, a.Wishes = s, "your son", "Ben Lee", "" }
}

// life is a request with everything that happened to it, each event through its encoding.
type life struct {
	t      testing.TB
	r      *Request
	events []Event
}

func begin(t testing.TB, edit func(*Asking)) *life {
	t.Helper()
	l := &life{t: t, r: &Request{}}
	l.do(New(start, "m1", asking(t, edit)))
	return l
}

func encoded(v any) []byte {
	if v == nil {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func again(e Event, private bool) (Event, error) {
	var p []byte
	if private {
		p = encoded(e.Private)
	}
	return Decode(e.Kind, e.At, e.By, encoded(e.Body), p)
}

func (l *life) do(e Event, err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
	d, err := again(e, true)
	if err != nil {
		l.t.Fatal(err)
	}
	if err := Apply(l.r, d); err != nil {
		l.t.Fatal(err)
	}
	l.events = append(l.events, e)
}

func (l *life) refuses(want error, e Event, err error) {
	l.t.Helper()
	if !errors.Is(err, want) {
		l.t.Fatalf("%v (event %v), want %v", err, e.Kind, want)
	}
}

func (l *life) yes() Given {
	return Given{Channel: Link, Token: token(l.t, 1), Reply: Yes, Ticked: l.r.Statements(), Name: l.r.Private.Asked.Shown.Person.Name}
}

func (l *life) with(reply Reply, edit func(*Given)) Given {
	g := l.yes()
	g.Reply = reply
	if edit != nil {
		edit(&g)
	}
	return g
}

func TestAPatientSaysYesByLinkAndTheRegisterCoversExactlyThatRevision(t *testing.T) {
	l := begin(t, nil)
	l.do(l.r.See(day(1), Link))
	l.do(l.r.Answer(day(2), l.yes()))
	g := l.r.Grant()
	if g == nil || g.Consent == nil || g.Revision != "sha256:one" || l.r.Reply() != "yes" {
		t.Fatalf("no grant: %+v", g)
	}
	rs := &register.Registers{}
	e, err := rs.Add(day(2), "m1", register.New{ID: "e1", Value: register.Value{Consent: g.Consent}, Person: g.Person, Request: g.Request})
	if err != nil {
		t.Fatal(err)
	}
	if err := rs.Apply(e); err != nil {
		t.Fatal(err)
	}
	lean := register.Lean{Post: "post1", Revision: "sha256:one", Text: "A woman in her forties thought it was indigestion.", Platforms: []string{"instagram"}, Audience: "public"}
	if c := rs.Covers(rs.Entry("e1"), &lean, day(3)); !c.OK {
		t.Error(c.Why)
	}
	lean.Revision = "sha256:two"
	if c := rs.Covers(rs.Entry("e1"), &lean, day(3)); c.OK {
		t.Error("covers other words")
	}
	if got := g.Consent; got.Who != "Ada Lee" || got.Obtained != "link" || got.Signature != "typed" || got.Told != "the words of the page" || got.Record != "register" {
		t.Errorf("%+v", got)
	}
}

func TestAChangeOfMindIsNeverTooLateAndTakesTheGrantAway(t *testing.T) {
	l := begin(t, nil)
	l.do(l.r.Answer(day(2), l.yes()))
	l.do(l.r.Answer(day(4000), l.with(No, func(g *Given) { g.Words, g.Ticked, g.Name = "I was recognised", nil, "" })))
	if l.r.Grant() != nil {
		t.Error("a grant after no")
	}
	at, said, ok := l.r.Withdrawn()
	if !ok || !at.Equal(day(4000)) || said != "I was recognised" || l.r.Reply() != "changed-mind" {
		t.Error(at, said, ok, l.r.Reply())
	}
	e, err := l.r.Answer(day(4001), l.yes())
	l.refuses(ErrLapsed, e, err) // a no can't become a yes so late
	e, err = l.r.Answer(day(4001), l.with(No, nil))
	l.refuses(ErrSame, e, err)
}

func TestNoBecomesYesWhileTimeAndWordsAreTheSame(t *testing.T) {
	l := begin(t, nil)
	l.do(l.r.Answer(day(2), l.with(No, nil)))
	l.do(l.r.Answer(day(3), l.yes()))
	if l.r.Grant() == nil {
		t.Error("no grant")
	}
	l.do(l.r.Answer(day(4), l.with(No, nil)))
	l.do(l.r.Revise(day(5), "m1", "sha256:two"))
	e, err := l.r.Answer(day(6), l.yes())
	l.refuses(ErrStale, e, err)
	l.do(l.r.Revise(day(7), "m1", "sha256:one"))
	l.do(l.r.Answer(day(8), l.yes()))
}

func TestNoAnswerIsNo(t *testing.T) {
	l := begin(t, nil)
	e, err := l.r.Answer(day(31), l.yes())
	l.refuses(ErrLapsed, e, err)
	l.do(l.r.Lapse(day(31)))
	e, err = l.r.Answer(day(2), l.yes()) // the clock went back; what was noted stays
	l.refuses(ErrLapsed, e, err)
	if l.r.Status(day(2)) != TimeOver || l.r.Reply() != "lapsed" || l.r.Grant() != nil {
		t.Error(l.r.Status(day(2)), l.r.Reply())
	}
	l.do(l.r.Renew(day(32), "m1", Way{Channel: Link, Token: token(t, 2).Hash()}, day(60)))
	e, err = l.r.Answer(day(33), l.yes())
	l.refuses(ErrUnknown, e, err) // the old link opens nothing
	l.do(l.r.Answer(day(33), l.with(Yes, func(g *Given) { g.Token = token(t, 2) })))
}

func TestAnAnswerAfterTheWordsChangedIsStaleAndAnEarlierOneStaysForItsOwn(t *testing.T) {
	l := begin(t, nil)
	l.do(l.r.Revise(day(1), "m1", "sha256:two"))
	for _, reply := range []Reply{Yes, No} {
		e, err := l.r.Answer(day(2), l.with(reply, nil))
		l.refuses(ErrStale, e, err)
	}
	l = begin(t, nil)
	l.do(l.r.Answer(day(1), l.yes()))
	l.do(l.r.Revise(day(2), "m1", "sha256:two"))
	if g := l.r.Grant(); g == nil || g.Revision != "sha256:one" || len(g.Consent.Revisions) != 1 || g.Consent.Revisions[0] != "sha256:one" {
		t.Error("the old words' grant is lost, or for others")
	}
	l.do(l.r.Answer(day(3), l.with(No, nil))) // what was published can still be taken back
}

func TestAYesNeedsEveryLineAndAName(t *testing.T) {
	l := begin(t, nil)
	for i := range l.r.Statements() {
		e, err := l.r.Answer(day(1), l.with(Yes, func(g *Given) { g.Ticked = append(append([]string{}, g.Ticked[:i]...), g.Ticked[i+1:]...) }))
		l.refuses(ErrUnticked, e, err)
	}
	e, err := l.r.Answer(day(1), l.with(Yes, func(g *Given) { g.Name = " " }))
	l.refuses(ErrUnsigned, e, err)
	e, err = l.r.Answer(day(1), l.with(Fine, nil))
	l.refuses(ErrReply, e, err)
	l.do(l.r.Answer(day(1), l.with(No, func(g *Given) { g.Ticked, g.Name = nil, "" })))
}

func TestAskingBackIsNoAnswerAndNotMeClosesThePage(t *testing.T) {
	l := begin(t, nil)
	l.do(l.r.AskBack(day(1), l.r.About(), "Will my sister see it?"))
	if l.r.Status(day(1)) != Asks || l.r.Reply() != "asks-back" || l.r.Grant() != nil {
		t.Error(l.r.Status(day(1)), l.r.Reply())
	}
	l.do(l.r.ReplyTo(day(2), "m1", "She may."))
	if l.r.Status(day(2)) != Waiting || l.r.Private.Thread[0] != "Will my sister see it?" {
		t.Error("thread")
	}
	if l.r.Status(day(40)) != TimeOver {
		t.Error("a question keeps the time open")
	}
	l.do(l.r.NotMe(day(3), l.r.About()))
	if l.r.Opens(token(t, 1)) {
		t.Error("the page still opens")
	}
	e, err := l.r.Answer(day(4), l.yes())
	l.refuses(ErrUnknown, e, err)

	l = begin(t, nil)
	l.do(l.r.Answer(day(1), l.yes()))
	e, err = l.r.NotMe(day(2), l.r.About())
	l.refuses(ErrAnswered, e, err)
	e, err = l.r.Cancel(day(2), "m1", "")
	l.refuses(ErrAnswered, e, err)
}

func TestTheReplyIsOneThatPackageSignoffKnows(t *testing.T) {
	known := map[string]bool{"": true}
	for _, r := range []signoff.Reply{signoff.Yes, signoff.No, signoff.AsksBack, signoff.ChangedMind, signoff.Lapsed, signoff.CalledOff, signoff.Fine,
		signoff.SaySo, signoff.LeaveOut, signoff.CantJudge, signoff.HasTie} {
		known[string(r)] = true
	}
	for _, f := range []struct{ a, b string }{{string(Patient), string(signoff.Patient)}, {string(Employer), string(signoff.Employer)}, {string(Colleague), string(signoff.Colleague)}} {
		if f.a != f.b {
			t.Errorf("form %q is %q there", f.a, f.b)
		}
	}
	for _, edit := range []func(*Asking){nil, employer, colleague, func(a *Asking) { colleague(a); a.Question = AboutPatient }, under(Lacks)} {
		l := begin(t, edit)
		for _, reply := range l.r.Replies() {
			l := begin(t, edit)
			l.do(l.r.Answer(day(1), l.with(reply, func(g *Given) {
				g.Words = "some words"
				if reply == UntilDate {
					g.Until = register.Day(day(90))
				}
			})))
			if !known[l.r.Reply()] {
				t.Errorf("%s: reply %q", reply, l.r.Reply())
			}
		}
	}
}

func TestPrivateWordsStandNeitherInTheBodyNorInTheState(t *testing.T) {
	l := begin(t, func(a *Asking) { a.Shown.Purpose = "to show Ada's jaw" })
	l.do(l.r.AskBack(day(1), l.r.About(), "SECRETQUESTION"))
	l.do(l.r.Answer(day(2), l.with(Yes, func(g *Given) { g.Words = "SECRETREASON" })))
	var all bytes.Buffer
	for _, e := range l.events {
		all.Write(encoded(e.Body))
		all.WriteString(e.String() + fmt.Sprintf("%v %+v", e, e.Private))
	}
	all.Write(encoded(l.r))
	fmt.Fprintf(&all, "%v %+v %s", l.r, *l.r.Private, l.r.Grant())
	for _, secret := range []string{"Ada", "Lee", "Okafor", "indigestion", "SECRET", "01234", "example.org", "St Anne"} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("%q stands in clear", secret)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package request

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"chaperone/register"
	"pgregory.net/rapid"
)

// player does things to a request at random, by everybody who could, with right and wrong tokens, codes and names, at times that go back and
// forth; whatever is refused changes nothing.
type player struct {
	*rapid.T
	r      *Request
	events []Event
	codes  map[Reply][]string
	now    time.Time
}

var everything = []Reply{Yes, No, Conditions, UntilDate, SomeoneElse, Fine, SaySo, LeaveOut, CantJudge, HasTie, NotNamed, PerhapsNamed, Named, WouldWant,
	WouldNot, CantSay, AsksBack, NotMe, "", "nonsense"}

func draw[T any](p *player, name string, of ...T) T { return rapid.SampledFrom(of).Draw(p.T, name) }

func play(t *rapid.T, outer testing.TB) *player {
	p := &player{T: t, r: &Request{}, now: start}
	edit := draw(p, "form", nil, employer, colleague, under(Child), under(Young), under(Lacks), func(a *Asking) { under(Deceased)(a); a.Wishes = Unknown },
		func(a *Asking) { colleague(a); a.Question = AboutPatient })
	a := asking(outer, edit)
	a.Writers = []string{"m3"}
	var kept Codes
	p.codes, kept = page(outer, a.ID, 9, a.CodeReplies())
	switch draw(p, "way", Link, Page, Device, Paper) {
	case Page:
		a.Way = Way{Channel: Page, Codes: &kept}
	case Device:
		a.Way = Way{Channel: Device}
	case Paper:
		a.Way = Way{Channel: Paper, Ref: mustRef(outer)}
	}
	p.do(New(start, "m1", a))
	for range rapid.IntRange(0, 25).Draw(t, "steps") {
		p.step()
	}
	return p
}

func (p *player) do(e Event, err error) {
	if err != nil {
		return
	}
	d, err := again(e, true)
	if err != nil {
		p.Fatal(err)
	}
	if err := Apply(p.r, d); err != nil {
		p.Fatal("a decided event doesn't fit: ", err)
	}
	p.events = append(p.events, d)
}

func (p *player) step() {
	p.now = p.now.Add(time.Duration(rapid.IntRange(-48, 24*6).Draw(p.T, "hours")) * time.Hour)
	by := draw(p, "by", "m1", "m2", "m3", Program, "request/r1", "request/r2", "")
	words := draw(p, "words", "", "some words", string(bytes.Repeat([]byte("x"), 5000)))
	switch draw(p, "what", "answer", "answer", "answer", "answer", "answer", "answer", "answer", "see", "renew", "hand", "back", "ask", "reply", "not-me", "cancel", "lapse", "revise", "judge", "decide", "erase") {
	case "answer":
		p.do(p.r.Answer(p.now, p.given(by, words)))
	case "see":
		p.do(p.r.See(p.now, Link))
	case "renew":
		w := draw(p, "renewed", Way{}, Way{Channel: Link, Token: token(p.T, 2).Hash()}, Way{Channel: Device})
		p.do(p.r.Renew(p.now, by, w, draw(p, "until", p.r.Expires, p.now.AddDate(0, 0, 9))))
	case "hand":
		p.do(p.r.HandOver(p.now, by))
	case "back":
		p.do(p.r.TakeBack(p.now, by))
	case "ask":
		p.do(p.r.AskBack(p.now, by, words))
	case "reply":
		p.do(p.r.ReplyTo(p.now, by, words))
	case "not-me":
		if rapid.IntRange(0, 4).Draw(p.T, "really") == 0 {
			p.do(p.r.NotMe(p.now, by))
		}
	case "cancel":
		if rapid.IntRange(0, 4).Draw(p.T, "really") == 0 {
			p.do(p.r.Cancel(p.now, by, words))
		}
	case "lapse":
		p.do(p.r.Lapse(p.now))
	case "revise":
		p.do(p.r.Revise(p.now, by, draw(p, "revision", "sha256:one", "sha256:two", "sha256:three", "")))
	case "judge":
		p.do(p.r.JudgeCompetence(p.now, by, draw(p, "able", true, false), Notes{Judge: words, Reasons: words}))
	case "decide":
		b := Best{For: draw(p, "for", true, false), Assessed: register.Day(p.now), Objects: draw(p, "objects", true, false, false), Consulted: draw(p, "consulted", 0, 1),
			AskAgainBy: register.Day(p.now.AddDate(0, draw(p, "months", 1, 30), 0))}
		p.do(p.r.Decide(p.now, by, b, Notes{Judge: words, Reasons: "r", Support: "s", Wishes: words, Benefit: "b", Needed: "n", Consulted: "c"}))
	case "erase":
		if rapid.IntRange(0, 9).Draw(p.T, "really") == 0 {
			p.do(p.r.Erase(p.now, by, "request"))
		}
	}
}

func (p *player) given(by, words string) Given {
	g := Given{Channel: draw(p, "channel", Link, Link, Device, Paper, Page, Spoken), Member: by, Reply: draw(p, "reply", append(p.r.Replies(), everything...)...), Words: words,
		Token: token(p.T, draw[byte](p, "token", 1, 1, 2, 3)), Name: draw(p, "name", "", "Ada Lee", "Priya Nair", "Ngozi Okafor"), Child: words, Photo: draw(p, "photo", "", "sha256:photo"),
		View: draw(p, "view", "", ChildFor, ChildAgainst, TooYoung), Parent: draw(p, "parent", true, false)}
	if draw(p, "ticked", true, true, false) {
		g.Ticked = p.r.Statements()
	}
	if draw(p, "until day", true, false) {
		g.Until = register.Day(p.now.AddDate(0, 1, 0))
	}
	if draw(p, "fair", true, true, false) { // as somebody would who was asked and means it
		w := p.r.Ways[len(p.r.Ways)-1]
		g.Channel, g.Reply, g.Name, g.Ticked = w.Channel, draw(p, "fair reply", p.r.Replies()...), draw(p, "fair name", "Ada Lee", "Ada Lee", "Ngozi Okafor"), p.r.Statements()
		g.Member, g.Token, g.Photo, g.Words, g.View = draw(p, "fair member", "m1", "m2"), token(p.T, draw[byte](p, "fair token", 1, 1, 2)), "sha256:photo", "words", ChildFor
		g.Until = register.Date{}
		if g.Reply == UntilDate {
			g.Until = register.Day(p.now.AddDate(0, 1, 0))
		}
		if g.Channel == Link || g.Channel == Device {
			g.Member = ""
		}
	}
	if codes := p.codes[g.Reply]; g.Channel == Page && len(codes) > 0 {
		g.Code = draw(p, "code", codes...)
	}
	return g
}

// grantable says by itself, from the events, whether there may be a grant: an account of its own, to hold against Request.Grant.
func grantable(events []Event) bool {
	yes, decided, closed, lacks := false, false, false, false
	for _, e := range events {
		switch b := e.Body.(type) {
		case AskedBody:
			lacks = b.Subject == Lacks
		case Answer:
			yes = slices.Contains([]Reply{Yes, Conditions, UntilDate, Fine, SaySo, NotNamed}, b.Reply)
			decided = decided && b.Reply != WouldNot
		case Best:
			decided = b.For
		case Erasure:
			closed = true
		default:
			closed = closed || e.Kind == KindNotMe || e.Kind == KindCancelled
		}
	}
	return !closed && (lacks && decided || !lacks && yes)
}

func TestThereIsNoGrantWithoutAYesBySomebodyElseThanTheAuthor(t *testing.T) {
	granted := 0
	rapid.Check(t, func(rt *rapid.T) {
		p := play(rt, t)
		g := p.r.Grant()
		if (g != nil) != grantable(p.events) {
			rt.Fatalf("grant %v, by the events %v", g != nil, grantable(p.events))
		}
		if g == nil {
			return
		}
		granted++
		last := p.r.Last()
		switch {
		case g.Revision != "sha256:one" || last.Revision != "sha256:one":
			rt.Fatal("it is for words nobody saw")
		case p.r.Subject == Lacks && (g.From == "m1" || g.From == "m3" || g.Consent.Capacity != "lacked"):
			rt.Fatal("the author decided for somebody who can't")
		case p.r.Form == Colleague && (last.By == "m1" || last.By == "m3"):
			rt.Fatal("the author entered the opinion")
		case (last.Channel == Link || last.Channel == Device) && last.By != "request/r1":
			rt.Fatal("a member answered in the person's place")
		case last.Channel == Paper && last.Photo == "" || last.Channel == Page && last.Code == nil || last.Channel == Spoken && p.r.Subject != Lacks:
			rt.Fatal("nothing shows that they answered")
		}
		if name := p.r.Private.Answers[len(p.r.Answers)-1].Name; p.r.Form != Patient && name == "Ngozi Okafor" {
			rt.Fatal("signed by the author")
		}
		if g.Consent != nil && !slices.Equal(g.Consent.Revisions, []string{"sha256:one"}) || g.Permission != nil && !slices.Equal(g.Permission.Revisions, []string{"sha256:one"}) {
			rt.Fatal("it covers other words")
		}
		if p.r.Subject == Child && last.View != ChildFor && last.View != TooYoung {
			rt.Fatal("nobody asked the child")
		}
	})
	t.Logf("%d grants", granted)
	if granted < 5 && !testing.Short() { // -short draws too few
		t.Errorf("only %d grants came about: the test shows nothing", granted)
	}
}

func TestAConsentTakenBackNeverGrantsAndSaysSo(t *testing.T) {
	ended := 0
	rapid.Check(t, func(rt *rapid.T) {
		p := play(rt, t)
		had := false
		for i := range p.events {
			had = had || grantable(p.events[:i+1])
		}
		now := grantable(p.events)
		_, _, withdrawn := p.r.Withdrawn()
		if withdrawn != (had && !now) {
			rt.Fatalf("withdrawn %v; there was a grant %v and is one %v", withdrawn, had, now)
		}
		if withdrawn {
			ended++
			if p.r.Grant() != nil {
				rt.Fatal("it grants")
			}
		}
	})
	t.Logf("%d ended", ended)
	if ended < 3 && !testing.Short() {
		t.Errorf("only %d ended", ended)
	}
}

func TestTheSameEventsGiveTheSameRequest(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := play(rt, t)
		r := &Request{}
		for _, e := range p.events {
			d, err := again(e, true)
			if err != nil {
				rt.Fatal(err)
			}
			if err := Apply(r, d); err != nil {
				rt.Fatal(err)
			}
		}
		if !bytes.Equal(encoded(r), encoded(p.r)) || !bytes.Equal(encoded(r.Private), encoded(p.r.Private)) {
			rt.Fatalf("%s\n%s", encoded(r), encoded(p.r))
		}
		var stored Request
		if err := json.Unmarshal(encoded(r), &stored); err != nil || !bytes.Equal(encoded(&stored), encoded(r)) {
			rt.Fatal("it isn't read back as it was stored", err)
		}
	})
}

// Private parts may be gone from any event on: the rest comes about, nothing panics, and nothing is granted that nobody can show.
func TestErasedPrivatePartsNeverPanicAndNeverGrant(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := play(rt, t)
		from := rapid.IntRange(0, len(p.events)-1).Draw(rt, "erased from")
		r, lost := &Request{}, false
		for i, e := range p.events {
			gone := i >= from && e.Private != nil
			d, err := again(e, !gone)
			if err != nil {
				rt.Fatal(err)
			}
			if err := Apply(r, d); err != nil {
				rt.Fatal(err)
			}
			lost = lost || gone && e.Kind != KindCancelled
		}
		if lost && (!r.Erased || r.Private != nil || r.Grant() != nil) {
			rt.Fatal("it says nothing of what is lost")
		}
		for _, now := range []time.Time{start, day(100)} {
			_ = r.Status(now)
		}
		_, _, _ = r.Withdrawn()
		_, _, _ = r.Reply(), r.String(), r.KeyID()
		p.r, p.codes = r, nil
		for range 5 {
			p.step()
		}
		if r.Status(day(1)) == "" || !bytes.Equal(encoded(r.Answers), encoded(r.Answers)) {
			rt.Fatal("no status")
		}
	})
}

func TestADecisionChangesNothingUntilItIsApplied(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := play(rt, t)
		before, private := encoded(p.r), encoded(p.r.Private)
		_, _ = p.r.Answer(p.now, p.given("m1", "words"))
		_, _ = p.r.Decide(p.now, "m2", Best{For: true}, Notes{Reasons: "r"})
		_, _ = p.r.Revise(p.now, "m1", "sha256:two")
		_ = p.r.Grant()
		if !bytes.Equal(before, encoded(p.r)) || !bytes.Equal(private, encoded(p.r.Private)) {
			rt.Fatal("deciding changed the request")
		}
	})
}

func FuzzDecode(f *testing.F) {
	l := begin(f, nil)
	l.do(l.r.Answer(day(1), l.yes()))
	l.do(l.r.AskBack(day(2), l.r.About(), "why?"))
	for _, e := range l.events {
		f.Add(e.Kind, encoded(e.Body), encoded(e.Private))
	}
	f.Fuzz(func(t *testing.T, kind string, body, private []byte) {
		e, err := Decode(kind, start, "m1", body, private)
		if err != nil {
			return
		}
		r := &Request{}
		_ = Apply(r, l.events[0])
		_ = Apply(r, e) // may not fit; must not panic
		_, _, _ = r.Grant(), r.Status(start), r.Reply()
	})
}

func TestEveryKindIsDecodedAndNothingElse(t *testing.T) {
	for _, k := range Kinds() {
		if _, ok := codecs[k]; !ok {
			t.Error(k)
		}
	}
	if len(Kinds()) != len(codecs) {
		t.Error("a kind isn't listed")
	}
	for _, bad := range []string{`{"reply":"yes","more":1}`, `{} {}`, `[`, ``} {
		if _, err := Decode(KindAnswered, start, "m1", []byte(bad), nil); err == nil {
			t.Error(bad)
		}
	}
}

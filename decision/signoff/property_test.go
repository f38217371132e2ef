// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chaperone/post"
	"chaperone/rulebook"
)

// play does one thing after another to a post, most of them senseless, as pick draws them; it gives the first thing that must not be, nil where there
// is none, and how often the post was signed off and published. g is the guard of sign-offs, bend changes events on their way: both are whole except
// where a test breaks them.
type player struct {
	*desk
	model
	pick   func(n int) int
	g      guard
	bend   func(Event) Event
	quick  bool // events aren't taken through their JSON
	signs  int
	went   int
	downs  int
	justed int
	seq    int
}

func newPlayer(t testing.TB, pick func(int) int) *player {
	x := &player{desk: &desk{t: t, p: &Post{}, at: day}, pick: pick, g: whole, bend: func(e Event) Event { return e }}
	x.gone = map[string]int{}
	return x
}

func one[T any](x *player, from ...T) T { return from[x.pick(len(from))] }

func (x *player) id(of string) string {
	x.seq++
	return fmt.Sprint(of, x.seq)
}

// some gives the id of something there is, mostly.
func (x *player) some(n int) int { return x.pick(n+1) + 1 - x.pick(2)*x.pick(2) }

func (x *player) write() Revision {
	var ws []string
	for range x.pick(5) / 2 {
		ws = append(ws, words[x.pick(len(words))].text)
	}
	if x.text != "" && x.pick(2) == 0 { // the same in other words
		ws = []string{strings.ReplaceAll(strings.ReplaceAll(x.text, " today", ""), " said", "")}
	}
	r := draft(strings.Join(append(ws, one(x, "today", "said", "now today", "and said")), " "))
	r.Series = one(x, "", "", "s1")
	if x.pick(10) == 0 {
		r.Platforms = nil
	}
	return r
}

// step does one thing; a refusal is no error.
func (x *player) step() error {
	if x.pick(5) == 0 {
		x.at = x.at.Add(time.Duration(x.pick(30)-3) * time.Hour) // now and then the clock goes backwards
	}
	by, n := alex, x.some(3)
	if x.pick(4) == 0 {
		by = one(x, bo, bo, Program, "request/q1")
	}
	if open := x.p.StillOpen(); len(open) > 0 && x.pick(4) > 0 {
		n = open[x.pick(len(open))].N
	}
	var e Event
	var err error
	var sure func() error // what must hold before the event, where it was not refused
	p := x.p
	switch x.pick(30) {
	case 0, 1:
		e, err = p.Revise(x.at, by, x.write())
	case 2, 3, 4, 5:
		text := x.text
		if x.pick(4) == 0 { // an older rulebook, blind to something
			text = strings.ReplaceAll(text, words[x.pick(len(words))].text, "")
		}
		fs, all := raisedIn(text, x.pick(2) == 0)
		a := now
		a.Registers = one(x, "g1", "g1", "g2")
		r := FromFindings(fs, text, a)
		r.Leans = one(x, nil, []Lean{{"evidence", "e9", 1}})
		var covers []Cover
		for _, c := range p.Records() {
			c.Covers = x.pick(3) > 0
			covers = append(covers, c)
		}
		if e, err = p.Checked(x.at, Program, r, covers); err == nil {
			x.found, x.checked, x.against, x.looked = all, x.revision, a, moment(x.at)
			for i := range x.given {
				for _, c := range covers {
					if c.Covers && x.given[i].kind == WayRecord && c.Rule == x.given[i].rule && c.Entry == x.given[i].lean.Entry && c.Register == x.given[i].lean.Register {
						x.given[i].covers = x.revision
					}
				}
			}
		}
	case 6, 7:
		c := Cover{Lean: Lean{one(x, Consents, "evidence", "permissions"), one(x, "e1", "e2"), 1}, Covers: x.pick(4) > 0}
		e, err = p.Attach(x.at, by, n, c)
	case 8:
		q := fmt.Sprint("q", x.pick(x.seq+1))
		if len(p.Requests) > 0 && x.pick(4) > 0 {
			q = p.Requests[len(p.Requests)-1].ID
		}
		e, err = p.Opinion(x.at, by, n, q, one(x, "today", "never"))
	case 9, 10:
		e, err = p.Justify(x.at, by, n, one(x, "because it is so", "", "…", "she told me herself"))
	case 11, 12:
		e, err = p.Misread(x.at, by, n, one(x, "a play", "", " "))
	case 13:
		e, err = p.Looked(x.at, by, n, "")
	case 14:
		e, err = p.AnswerQuestion(x.at, by, one(x, "paid", "whose", "claim"), one(x, "no", "yes", ""))
	case 15, 16:
		e, err = p.Asked(x.at, by, x.id("q"), one(x, Patient, Colleague, Colleague, Employer), one(x, "", "p1", "p2"), n*x.pick(2), x.pick(3) == 0)
	case 17, 18, 19:
		if len(p.Requests) == 0 {
			return nil
		}
		r := p.Requests[x.pick(len(p.Requests))]
		reply := replies[r.Form][x.pick(len(replies[r.Form]))]
		if x.pick(2) == 0 {
			reply = replies[r.Form][0] // yes, fine
		}
		e, err = p.Replied(x.at, "request/"+r.ID, r.ID, reply, one(x, bo, bo, alex, "request/"+r.ID))
	case 20:
		e, err = p.EntryEnded(x.at, Program, one(x, Consents, "evidence"), one(x, "e1", "e2", "e9"))
	case 21, 22, 23:
		expected, policy, a := p.Revision.Digest, Policy{SecondPerson: x.pick(4) == 0}, now
		if x.pick(6) == 0 {
			expected = digestOf("another")
		}
		a.Registers = one(x, "g1", "g1", "g1", "g2")
		sure = func() error { return x.maySign(by, expected, a, moment(x.at), policy) }
		e, err = p.signOff(x.g, x.at, by, expected, a, policy)
	case 24, 25:
		sure = func() error {
			if !x.off {
				return fmt.Errorf("it isn't signed off")
			}
			return x.faultless()
		}
		e, err = p.Publish(x.at, by, one(x, post.Instagram, post.Threads, post.X), one(x, "https://a.example", "https://b.example", ""))
	case 26:
		switch x.pick(9) {
		case 0:
			e, err = p.PublishedWithout(x.at, by, one(x, post.Instagram, post.X), "https://c.example", "")
		case 1:
			e, err = p.Unsign(x.at, by)
		case 2:
			e, err = p.PermitIssued(x.at, by, x.id("k"), x.at.Add(time.Hour))
		case 3:
			e, err = p.WithdrawPermit(x.at, by, fmt.Sprint("k", x.pick(x.seq+1)))
		case 4:
			e, err = p.Hold(x.at, by, x.id("h"), "")
		case 5:
			e, err = p.Release(x.at, by, fmt.Sprint("h", x.pick(x.seq+1)))
		default:
			return nil
		}
	case 27:
		if x.pick(3) > 0 {
			return nil
		}
		fall := one(x, p.TakeDownDue, p.RecheckDue, p.RecheckDue)
		e, err = fall(x.at, Program, one(x, ReasonRulebook, ReasonOwn), Cause{}, x.at)
	case 28:
		if x.pick(2) == 0 {
			a := now
			sure = func() error { return x.maySign(by, x.revision, a, moment(x.at), Policy{}) }
			e, err = p.Rechecked(x.at, by, a, Policy{})
		} else {
			e, err = p.TakenDown(x.at, by, x.some(len(p.Addresses)), one(x, ProofGone, ProofRescan), one(x, "", digestOf("export")), one(x, "", "copies"))
		}
	case 29:
		if x.pick(40) > 0 {
			return nil
		}
		held := p.Held()
		sure = func() error {
			if held {
				return fmt.Errorf("it was under legal hold")
			}
			return nil
		}
		switch x.pick(3) {
		case 0:
			e, err = p.Throw(x.at, by)
		case 1:
			sure = nil
			e, err = p.NeverPublish(x.at, by, "")
		case 2:
			e, err = p.Erase(x.at, by, BecauseAsked)
		}
	}
	if err != nil {
		return nil
	}
	if sure != nil {
		if err := sure(); err != nil {
			return fmt.Errorf("%s, though %w", e.Kind, err)
		}
	}
	e = x.bend(e)
	x.note(e)
	if x.quick {
		err = Apply(x.p, e)
	} else {
		x.take(e)
	}
	if err != nil {
		return err
	}
	return x.holds()
}

// note keeps the model up to date with what happened, going by what was done, not by what the event says follows from it.
func (x *player) note(e Event) {
	switch b := e.Body.(type) {
	case Drafted:
		r := e.Private.(DraftedWords).Revision
		x.text, x.revision, x.writers = r.Text, r.Digest(), []string{e.By}
	case Revised:
		r := e.Private.(RevisedWords).Revision
		x.text, x.revision, x.checked, x.off = r.Text, r.Digest(), "", false
		x.writers = append(x.writers, e.By)
	case WayGiven:
		w := b.Way
		g := given{kind: w.Kind, rule: w.Rule, request: w.Request, said: e.Private.(Words).Said}
		if w.Entry != nil {
			g.lean, g.covers = *w.Entry, x.revision
		}
		x.give(w, g)
	case Answer:
		if b.Way != nil {
			x.give(*b.Way, given{kind: WayAnswered, rule: b.Rule})
		}
	case Asked:
		x.requests = append(x.requests, b.Request)
	case Replied:
		for i := range x.requests {
			if x.requests[i].ID == b.Request {
				x.requests[i].Reply = b.Reply
			}
		}
	case EntryGone:
		x.gone[b.Register+"/"+b.Entry] = len(x.given)
	case Signed, Again:
		x.off, x.signs = true, x.signs+1
	case Unsigned:
		x.off = false
	case Went:
		if b.Address.SignOff > 0 {
			x.went++
		}
	case CameDown:
		x.downs++
	}
}

// give finds the words of the finding a way out is for, by its number in the last check.
func (x *player) give(w WayOut, g given) {
	i := slices.IndexFunc(x.p.Check.Found, func(f Found) bool { return f.Key == w.Finding })
	g.key = x.found[i].key
	x.given = append(x.given, g)
	if f := x.found[i]; g.kind == WayJustified && f.level == rulebook.Stop && f.sort.rule.Area == rulebook.Confidentiality {
		x.justed++
	}
}

// holds says what must never be of a post, whatever happened to it.
func (x *player) holds() error {
	p := x.p
	if s := p.Signed(); s != nil {
		if s.Revision != x.revision || !x.off {
			return fmt.Errorf("a sign-off of %s for %s (the model: %t)", s.Revision, x.revision, x.off)
		}
		if err := x.faultless(); err != nil {
			return fmt.Errorf("still signed off, though %w", err)
		}
	}
	for _, m := range p.Permits {
		if m.Status(m.From) == PermitValid && (p.Signed() == nil || m.Revision != x.revision) {
			return fmt.Errorf("permit %s is valid for what isn't signed off", m.ID)
		}
	}
	for _, f := range p.Fixed {
		for _, o := range x.found {
			if x.checked == x.revision && o.sort.rule.ID == f.Rule && o.level >= rulebook.Decide {
				return fmt.Errorf("%s is fixed and found", f.Rule)
			}
		}
	}
	if (p.Status == TakenDown) != (p.Closed == nil && len(p.Addresses) > 0 && len(p.Live()) == 0) {
		return fmt.Errorf("%s with %d addresses live", p.Status, len(p.Live()))
	}
	if p.Status == TakenDown && len(p.IsDue()) > 0 || p.Closed != nil && len(p.Live()) > 0 || p.Erased != (p.Private == nil) {
		return fmt.Errorf("%s doesn't go with the rest", p.Status)
	}
	return nil
}

func (x *player) play(steps int) error {
	e, err := New(x.at, alex, "p1", salt, x.write())
	if err != nil {
		return err
	}
	x.note(e)
	x.take(e)
	for range steps {
		if err := x.step(); err != nil {
			return err
		}
	}
	return nil
}

func TestNoWayLeadsFromDraftToPublishedPastAnOpenFinding(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		number := rapid.IntRange(0, 1<<16)
		x := newPlayer(t, func(n int) int { return number.Draw(rt, "") % n })
		if err := x.play(60); err != nil {
			rt.Fatalf("%v\n%s", err, encoded(t, x.p))
		}
		comesBack(t, x)
	})
}

// comesBack checks that the post is the same again from its events, and from its JSON, and that nothing breaks where its key is gone.
func comesBack(t *testing.T, x *player) {
	if x.p.ErasedAt == nil {
		if got, want := encoded(t, replay(t, x.log, false)), encoded(t, x.p); got != want {
			t.Fatalf("replayed differently:\n%s\n%s", got, want)
		}
	}
	if got, want := encoded(t, x.p.clone()), encoded(t, x.p); got != want {
		t.Fatalf("its JSON reads differently:\n%s\n%s", got, want)
	}
	bare := replay(t, x.log, true)
	if !bare.Erased || bare.Private != nil {
		t.Fatal("without its key the post doesn't say so")
	}
	public, _ := json.Marshal(x.p)
	var shown Post
	if err := json.Unmarshal(public, &shown); err != nil {
		t.Fatal(err)
	}
	shown.Erased = true
	if got, want := encoded(t, bare), encoded(t, &shown); got != want {
		t.Fatalf("what everybody may know hangs on what is sealed:\n%s\n%s", got, want)
	}
	rest := newPlayer(t, x.pick) // work goes on with a post whose key is gone: refused, or fine, never broken
	rest.p, rest.seq, rest.at, rest.log = bare, x.seq, x.desk.at, nil
	rest.model = x.model
	for range 30 {
		_ = rest.step()
		_, _, _, _ = rest.p.WaitsFor(), rest.p.StillOpen(), rest.p.Words(1), rest.p.Given(1)
		_, _, _, _ = rest.p.Leans(), rest.p.AddressNo("https://a.example"), rest.p.Answer("paid"), rest.p.Fault()
	}
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestTheRulebookIsReadAndSearched(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-reviewer")
	all := b.see("/rulebook")
	all.says("What is checked", "Confidentiality", "GMC social media, 20", "in force 30 January 2024")
	rows := func(p *page) int {
		return len(p.all(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "/rulebook/rules/") }))
	}
	if n := rows(all); n != len(d.office.Book().Rules) {
		t.Errorf("%d of %d rules are listed", n, len(d.office.Book().Rules))
	}
	some := b.see("/rulebook?area=advertising&level=stop")
	if n := rows(some); n == 0 || n > 60 {
		t.Errorf("%d stops of advertising", n)
	}
	some.saysNot("Nothing for")
	if n := rows(b.see("/rulebook?q=gifted")); n == 0 || n > 20 {
		t.Errorf("%d rules speak of gifts", n)
	}
	b.see("/rulebook?q=zebra+unicorns").says("Nothing for ‘zebra unicorns’", "Show all rules")
	if n := rows(b.see("/rulebook?pack=us")); n == 0 || n > 40 {
		t.Errorf("%d rules of the American pack", n)
	}
	r := b.see("/rulebook/rules/ad-label-unclear")
	r.says("What it looks for", "Why: what it rests on", "Examples", "Found", "Not found", "Ways out", "Whoever runs this practice can switch it off")
	if len(r.all(func(n *html.Node) bool { return n.Data == "mark" })) == 0 {
		t.Error("no words of an example are marked")
	}
	if p := b.get("/rulebook/rules/made-up"); p.Code != 404 {
		t.Errorf("a rule that isn't there gives %d", p.Code)
	}
}

func TestEveryRuleHasItsPage(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-author")
	for _, r := range d.office.Book().Rules {
		d.clock.turn(1e9)
		p := b.see("/rulebook/rules/" + r.ID)
		if len(p.class("ex")) < 2 {
			t.Errorf("%s shows %d examples", r.ID, len(p.class("ex")))
		}
		if strings.Contains(p.body, "{words}") || strings.Contains(p.body, "{note}") {
			t.Errorf("%s shows a gap that was never filled", r.ID)
		}
	}
}

func TestARuleIsSwitchedOffAndOnByForms(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-administrator")
	const path = "/rulebook/rules/ad-label-unclear"
	b.see(path)
	b.do(path+"/off", "why", " ").says("A reason is needed")
	b.do(path+"/off", "why", "our readers know the word").says("Switched off.", "by An Administrator: “our readers know the word”", "Switch it on again")
	b.do("/rulebook/rules/nhs-number/off", "why", "we know better").says("it stays on")
	b.see("/rulebook?level=off").says("Switched off on", "without 1 rule")
	w := d.as("m-author")
	p := w.see("/write")
	p.saysNot("Switch")
	if !strings.Contains(p.body, "without 1 rule") {
		t.Error("the footer doesn't say that a rule is off")
	}
	id := d.draft("My new stethoscope is here #gifted")
	post, err := d.office.CheckPost(t.Context(), people[0], id)
	if err != nil || !strings.Contains(post.Check.Against.Rulebook, "without 1 rule") {
		t.Errorf("a check goes by %+v, %v", post.Check.Against, err)
	}
	b.do(path+"/on", "why", "").says("Switched on again")
	b.see("/rulebook").says("switched on again", "switched off: “our readers know the word”")
	b.do("/rulebook/look-again").says("Nothing more to do")
}

func TestNumbersOfPeopleAreOnlyRaised(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-administrator")
	b.see("/rulebook/numbers").says("At least 11.")
	b.do("/rulebook/numbers", "red", "5", "clear", "20", "grave_red", "20", "grave_clear", "40").says("can only be raised")
	b.do("/rulebook/numbers", "red", "many").says("in digits")
	b.do("/rulebook/numbers", "red", "30", "clear", "60", "grave_red", "20", "grave_clear", "40").says("Set.")
	if got := d.office.Book().Thresholds(); got.Red != 30 || got.Clear != 60 || got.GraveRed != 0 {
		t.Errorf("they are %+v", got)
	}
	d.as("m-keeper").see("/rulebook/numbers").says("30", "Whoever runs this practice can raise them")
}

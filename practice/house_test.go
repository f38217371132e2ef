// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/fact/jigsaw"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/rulebook"
)

const ownPack = `id: clinic
title: Clinic
sources:
  - id: clinic-handbook
    title: Clinic handbook
    short: Clinic handbook
    publisher: The clinic
    country: GB
    paragraphs:
      - {para: "7", seen: read, says: Addresses go through the front desk}
rules:
  - area: employer
    id: clinic-email
    title: An e-mail address
    level: decide
    cite: [clinic-handbook/7]
    when: email-address
    say: The clinic asks that addresses go through the front desk.
    ways: [reason, rewrite]
    examples:
      - raised: "Write to [[jo@example.org]] today"
      - clear: "Come and see us"
`

// raises tells whether a rule is raised on words that are being written.
func (o *office) raises(rule, text string) bool {
	o.t.Helper()
	r, err := o.LookAtWorking(context.Background(), practice.Working{ID: "new", Revision: signoff.Revision{Kind: post.KindPost, Text: text, Platforms: []post.Platform{post.X}, Audience: post.Public}}, fact.Quick)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, f := range r.Findings {
		if f.Rule.ID == rule {
			return f.Outcome == finding.Raised
		}
	}
	return false
}

func TestAPracticesOwnPackIsUsedByEveryCheckFromThenOn(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	text := "Our walking group meets on Fridays. Write to walks@clinic.example to join."
	p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: text, Platforms: []post.Platform{post.X}, Audience: post.Public}))
	p = o.must(o.Published(ctx, ada, p.ID, post.X, "https://x.example/1", "it went out before the desk was here"))
	before := o.Book().Version()
	if o.raises("clinic-email", text) {
		t.Fatal("a rule nobody wrote is raised")
	}
	if err := o.SavePack(ctx, ada, ownPack, 0); err != nil {
		t.Fatal(err)
	}
	if !o.raises("clinic-email", text) {
		t.Error("the new rule says nothing")
	}
	if v := o.Book().Version(); v != before+" + clinic 1" {
		t.Errorf("the rulebook is called %q", v)
	}
	p = o.must(o.CheckPost(ctx, ada, p.ID))
	if p.Check.Against.Rulebook != o.Book().Version() || p.Check.Against.Digest != o.Book().Digest() {
		t.Errorf("a check kept goes by %+v", p.Check.Against)
	}
	// Nobody ever ran a re-check before: the rulebook that stood until then is what the new one is held against.
	s, err := o.Recheck(ctx, ada)
	if err != nil || len(s.Rules) != 1 || s.Rules[0].Rule != "clinic-email" || s.Rules[0].What != rulebook.RuleNew {
		t.Errorf("the re-check says %+v, %v", s, err)
	}
	if err := o.SavePack(ctx, ada, strings.Replace(ownPack, "level: decide", "level: stop", 1), 0); !errors.Is(err, practice.ErrOtherCopy) {
		t.Errorf("saved over what somebody else saved: %v", err)
	}
	if err := o.SavePack(ctx, ada, ownPack, 1); !errors.Is(err, practice.ErrHouse) {
		t.Errorf("the same again: %v", err)
	}
	if err := o.SavePack(ctx, ada, strings.Replace(ownPack, "level: decide", "level: stop", 1), 1); err != nil {
		t.Fatal(err)
	}
	if err := o.SavePack(ctx, ada, "", 2); err != nil {
		t.Fatal(err)
	}
	if o.raises("clinic-email", text) || o.Book().Version() != before {
		t.Errorf("taken away, it is still there: %s", o.Book().Version())
	}
	h, err := o.HouseHistory(ctx)
	if err != nil || len(h) != 3 || h[2].Text != ownPack || h[0].Text != "" || h[0].Version != 3 {
		t.Errorf("the history is %+v, %v", h, err)
	}
	o.verifies()
	// Another program over the same folder goes by the same rules at once.
	if err := o.SavePack(ctx, ada, ownPack, 3); err != nil {
		t.Fatal(err)
	}
	other := o.under(book(t))
	if !other.raises("clinic-email", text) {
		t.Error("another program doesn't know the pack")
	}
}

func TestAPackThatDoesNotHoldIsNotSaved(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	for name, c := range map[string]struct{ old, new string }{
		"a fact nobody reads":        {"when: email-address", "when: unicorn"},
		"an example that fails":      {"Come and see us", "Write to jo@example.org"},
		"a stop of confidentiality":  {"rules:\n", "adjust:\n  - {rule: nhs-number, off: true}\nrules:\n"},
		"a built-in rule once more":  {"id: clinic-email", "id: nhs-number"},
		"no YAML":                    {"rules:", "rules: ]["},
		"the name of a built-in":     {"id: clinic\n", "id: uk\n"},
		"the name of what is kept":   {"id: clinic\n", "id: practice\n"},
		"a threshold that is lower":  {"title: Clinic\n", "title: Clinic\nthresholds: {red: 2}\n"},
		"too long":                   {"title: Clinic\n", "title: Clinic\n# " + strings.Repeat("x", practice.MaxOwnPack) + "\n"},
		"an example without a place": {"raised: \"Write to [[jo@example.org]] today\"", "raised: \"Write to jo@example.org [[today]]\""},
	} {
		err := o.SavePack(ctx, ada, strings.Replace(ownPack, c.old, c.new, 1), 0)
		var bad *practice.BadPack
		if !errors.As(err, &bad) || bad.Check.Holds() {
			t.Errorf("%s: %v", name, err)
		}
	}
	h, _, err := o.HouseRules(ctx)
	if err != nil || h.Pack != nil {
		t.Errorf("something was kept: %+v, %v", h, err)
	}
	c, err := o.CheckPack(ctx, ownPack)
	if err != nil || !c.Holds() || c.Rules != 1 || len(c.Examples) != 2 || c.Examples[0].Line != 21 {
		t.Errorf("tried out: %+v, %v", c, err)
	}
}

func TestARuleIsSwitchedOffWithAReasonAndOnAgain(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	const rule, text = "link-shortened", "Read it here: https://bit.ly/3xYz"
	var id string
	for _, r := range o.Book().Rules { // any that speaks of these words
		if !r.Protected() && o.raises(r.ID, text) {
			id = r.ID
			break
		}
	}
	words := text
	if id == "" {
		id, words = "ad-label-unclear", "My new stethoscope is here #gifted"
	}
	if !o.raises(id, words) {
		t.Fatalf("%s isn't raised on %q", id, words)
	}
	for _, bad := range []struct{ rule, why string }{{id, "  "}, {id, strings.Repeat("x", 501)}, {"made-up", "why"}, {"nhs-number", "we know better"}} {
		if err := o.SwitchOff(ctx, ada, bad.rule, bad.why); !errors.Is(err, practice.ErrHouse) && !errors.Is(err, record.ErrNotFound) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if err := o.SwitchOff(ctx, ada, id, "our readers know what it means"); err != nil {
		t.Fatal(err)
	}
	if o.raises(id, words) {
		t.Error("switched off, it is raised")
	}
	if !strings.Contains(o.Book().Version(), "without 1 rule") {
		t.Errorf("the rulebook is called %q", o.Book().Version())
	}
	h, _, err := o.HouseRules(ctx)
	if err != nil || len(h.Off) != 1 || h.Off[0].By != ada.ID || h.Off[0].Why == "" || h.Off[0].At.IsZero() {
		t.Errorf("kept: %+v, %v", h, err)
	}
	if err := o.SwitchOff(ctx, ada, id, "again"); !errors.Is(err, practice.ErrHouse) {
		t.Errorf("off twice: %v", err)
	}
	p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: words, Platforms: []post.Platform{post.X}, Audience: post.Public}))
	o.must(o.Published(ctx, ada, p.ID, post.X, "https://x.example/7", "it went out before the desk was here"))
	if _, err := o.CheckPost(ctx, ada, p.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Recheck(ctx, ada); err != nil {
		t.Fatal(err)
	}
	if err := o.SwitchOn(ctx, ada, id, "a reader asked"); err != nil {
		t.Fatal(err)
	}
	if err := o.SwitchOn(ctx, ada, id, ""); !errors.Is(err, practice.ErrHouse) {
		t.Errorf("on twice: %v", err)
	}
	if !o.raises(id, words) {
		t.Error("switched on again, it says nothing")
	}
	s, err := o.Recheck(ctx, ada)
	if err != nil || len(s.Rules) != 1 || s.Rules[0].Rule != id || !s.Rules[0].Reach {
		t.Errorf("the re-check says %+v, %v", s, err)
	}
	if len(s.Opened) != 1 || s.Opened[0].Post != p.ID {
		t.Errorf("a published post the rule speaks of again: %+v", s.Opened)
	}
	o.verifies()
}

func TestThresholdsAreOnlyRaised(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	for _, bad := range []fact.Thresholds{{}, {Red: 2}, {Red: 100}, {GraveClear: 3}} {
		if err := o.SetThresholds(ctx, ada, bad); !errors.Is(err, practice.ErrHouse) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	verdict := func() jigsaw.Verdict {
		t.Helper()
		c := *checker()
		c.Book = o.Book()
		r, err := c.CheckDraft(&post.Post{Kind: post.KindPost, Platform: post.X, Audience: post.Public, Text: "Last year a man in his sixties from England came to my surgery with diabetes"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return detect.CrowdOf(r.Facts).Result.Verdict
	}
	if v := verdict(); v == jigsaw.Red {
		t.Fatalf("before it is %s", v)
	}
	if err := o.SetThresholds(ctx, ada, fact.Thresholds{Red: 900000, Clear: 1e6}); err != nil {
		t.Fatal(err)
	}
	if v := verdict(); v != jigsaw.Red {
		t.Errorf("with a million people asked for it is %s", v)
	}
	if err := o.SetThresholds(ctx, ada, fact.Thresholds{}); err != nil {
		t.Errorf("back to what holds everywhere: %v", err)
	}
	o.verifies()
}

func TestASecondPersonSignsOffWhereThePracticeAsksForIt(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	if err := o.AskSecondPerson(ctx, ada, false); !errors.Is(err, practice.ErrHouse) {
		t.Errorf("nothing would change: %v", err)
	}
	if err := o.AskSecondPerson(ctx, ada, true); err != nil {
		t.Fatal(err)
	}
	p := o.must(o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: "Drink water.", Platforms: []post.Platform{post.X}, Audience: post.Public, Paid: post.NotPaid}))
	if _, err := o.SignOff(ctx, ada, p.ID, p.Revision.Digest); !errors.Is(err, signoff.ErrOwnPost) {
		t.Errorf("her own post: %v", err)
	}
	o.must(o.SignOff(ctx, practice.Member{ID: "bo", Name: "Bo"}, p.ID, p.Revision.Digest))
	o.verifies()
}

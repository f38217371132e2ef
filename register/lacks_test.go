// SPDX-License-Identifier: Apache-2.0

package register

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWhatAnEntryLacksIsAskedOfFieldsThereAre(t *testing.T) {
	for _, v := range []Value{{Consent: &Consent{Child: true, WorkTime: true, Deceased: true, Incentive: "x"}}, {Interest: &Interest{}}, {Permission: &Permission{}},
		{Evidence: &Evidence{}}, {Cover: &Cover{}}, {Credential: &Credential{}}} {
		fields := map[string]bool{}
		for _, f := range changedFields(v, everything(v.Register())) {
			fields[f] = true
		}
		got := v.Lacks()
		for _, l := range got {
			if !fields[l.Field] || l.Ask == "" {
				t.Errorf("%s: %q is no field", v.Register(), l.Field)
			}
		}
		if len(got) < 2 {
			t.Errorf("an empty entry of %s lacks %v", v.Register(), got)
		}
	}
	p, err := Load(example(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range Names {
		for _, v := range p.values(n) {
			if got := v.Lacks(); len(got) != 0 {
				t.Errorf("the example of %s lacks %v", n, got)
			}
		}
	}
}

// everything gives a value in which every field of the author's file holds something.
func everything(n Name) Value {
	s, d := []string{"x"}, day("2026-01-01")
	return map[Name]Value{
		Consents: {Consent: &Consent{"x", "x", s, s, s, "x", s, s, "x", "x", "x", true, "x", d, d, d, d, "x", "x", "x", "x", "x", false, true, "", false, true, true,
			"x", false, "x"}},
		Interests:   {Interest: &Interest{"x", "x", s, "x", "x", "x", d, d, "x", d, "x"}},
		Permissions: {Permission: &Permission{"x", "x", s, s, s, s, d, d, "x", "x"}},
		Evidences:   {Evidence: &Evidence{"x", "x", s, "x", "x", "x", d, d, true, true}},
		Covers:      {Cover: &Cover{"x", "x", "x", s, s, s, d, d}},
		Credentials: {Credential: &Credential{"x", "x", s, "x", "x", "x", s, s, d, d}},
	}[n]
}

// A consent that covers its own post lacks nothing but the name; the form asks what the check would.
func TestAConsentThatLacksNothingCoversItsPost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := anyValue(t, Consents)
		c := v.Consent
		for _, l := range v.Lacks() { // answer every question
			switch l.Field {
			case "who":
				c.Who = "Sam"
			case "text":
				c.Text = "Sam dug."
			case "platforms":
				c.Platforms = []string{"x"}
			case "purpose":
				c.Purpose = "education"
			case "audience":
				c.Audience = "public"
			case "told_withdrawal":
				c.Withdraw = true
			case "given":
				c.Given = day("2024-01-01")
			case "form":
				c.Form = "written"
			case "parent":
				c.Parent = true
			case "child_view":
				c.ChildView = true
			}
		}
		if left := v.Lacks(); len(left) != 0 {
			t.Fatalf("after all answers: %v", left)
		}
		c.Review, c.Expires, c.Given = Date{}, Date{}, day("2024-01-01")
		l := held(t, v)
		post := Lean{Text: c.Text, Platforms: c.Platforms[:1], Audience: c.Audience}
		if len(c.Posts) > 0 {
			post.Post = c.Posts[0]
		}
		if got := l.r.Covers(l.r.Entries[0], &post, day0); !got.OK {
			t.Fatalf("%s: %s", got.Why, v.canonical())
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

package register

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// held is registers with one entry.
func held(t interface {
	Helper()
	Fatal(...any)
}, values ...Value) *logged {
	t.Helper()
	l := &logged{}
	for _, v := range values {
		n := New{ID: l.id(), Value: v}
		if v.Consent != nil {
			n.Person = "p-" + n.ID
		}
		e, err := l.r.Add(day0, "m1", n)
		l.do(t, e, err)
	}
	return l
}

func full() Consent {
	return Consent{Who: "Sam", Posts: []string{"one"}, Text: "Sam dug.", Platforms: []string{"instagram"}, Purpose: "education",
		Audience: "public", Withdraw: true, Given: day("2026-07-02"), Review: day("2027-07-02"), Expires: day("2028-07-02")}
}

func TestAConsentCoversWhatWasAgreedAndNothingElse(t *testing.T) {
	post := Lean{Post: "one", Revision: "r1", Text: "Sam dug!", Platforms: []string{"instagram"}, Audience: "public"}
	for _, c := range []struct {
		name   string
		change func(*Consent, *Lean)
		ok     bool
		why    string
	}{
		{"as agreed", func(*Consent, *Lean) {}, true, "2 July 2026"},
		{"other words", func(_ *Consent, l *Lean) { l.Text = "Sam fell." }, false, "other words on 2 July 2026"},
		{"another version", func(c *Consent, l *Lean) { c.Revisions = []string{"r0"} }, false, "another version"},
		{"another version with other words", func(c *Consent, l *Lean) { c.Revisions = []string{"r0"}; l.Text = "Sam fell." }, false, "words changed"},
		{"this version", func(c *Consent, l *Lean) { c.Revisions, c.Text = []string{"r0", "r1"}, "" }, true, ""},
		{"another post", func(c *Consent, l *Lean) { c.Text, l.Post = "", "two" }, false, "another post"},
		{"no post and no words", func(c *Consent, l *Lean) { c.Text, c.Posts = "", nil }, false, "doesn't say which"},
		{"another place", func(_ *Consent, l *Lean) { l.Platforms = []string{"instagram", "twitter"} }, false, "For Instagram, not X."},
		{"no place", func(c *Consent, _ *Lean) { c.Platforms = nil }, false, "where"},
		{"wider audience", func(c *Consent, l *Lean) { c.Audience = "followers" }, false, "followers, not public"},
		{"narrower audience", func(_ *Consent, l *Lean) { l.Audience = "group" }, true, ""},
		{"unknown audience", func(c *Consent, l *Lean) { c.Audience, l.Audience = "followers", "" }, false, "isn't known"},
		{"other purpose", func(_ *Consent, l *Lean) { l.Purpose = "advertising" }, false, "For education, not advertising."},
		{"an unseen picture", func(c *Consent, l *Lean) { c.Media, l.Media = []string{"a"}, []string{"a", "b"} }, false, "picture"},
		{"a picture nobody spoke of", func(c *Consent, l *Lean) { c.Posts, l.Media = nil, []string{"a"} }, false, "picture"},
		{"not told how to withdraw", func(c *Consent, _ *Lean) { c.Withdraw = false }, false, "change their mind"},
		{"a child alone", func(c *Consent, _ *Lean) { c.Child, c.Parent = true, true }, false, "child's own view"},
		{"a child and a parent", func(c *Consent, _ *Lean) { c.Child, c.Parent, c.ChildView = true, true, true }, true, ""},
		{"no capacity", func(c *Consent, _ *Lean) { c.Capacity = "lacked" }, false, "decide for themselves"},
		{"died without known wishes", func(c *Consent, _ *Lean) { c.Deceased = true }, false, "died"},
		{"died, wishes known", func(c *Consent, _ *Lean) { c.Deceased, c.Wishes = true, "wanted it told; daughter" }, true, ""},
		{"a gift", func(c *Consent, _ *Lean) { c.Incentive = "voucher" }, false, "got something"},
		{"spoken", func(c *Consent, _ *Lean) { c.Form = "oral" }, false, "spoken"},
		{"in working time", func(c *Consent, _ *Lean) { c.WorkTime = true }, false, "employer"},
		{"in working time, agreed", func(c *Consent, _ *Lean) { c.WorkTime, c.Employer = true, true }, true, ""},
		{"expired", func(c *Consent, _ *Lean) { c.Expires = day("2026-11-01") }, false, "ended on 1 November 2026"},
		{"to be asked again", func(c *Consent, _ *Lean) { c.Review = day("2026-11-01") }, false, "asked again by 1 November 2026"},
		{"not yet given", func(c *Consent, _ *Lean) { c.Given = day("2026-12-01") }, false, "after that"},
	} {
		consent, l := full(), post
		c.change(&consent, &l)
		r := held(t, Value{Consent: &consent})
		got := r.r.Covers(r.r.Entries[0], &l, day0)
		if got.OK != c.ok || !strings.Contains(got.Why, c.why) || got.Why == "" {
			t.Errorf("%s: %+v, want %v with %q", c.name, got, c.ok, c.why)
		}
	}
}

func TestOtherRegistersCoverWhatTheySay(t *testing.T) {
	perm := func(p Permission) Value { return Value{Permission: &p} }
	cover := func(c Cover) Value { return Value{Cover: &c} }
	for _, c := range []struct {
		name string
		v    Value
		l    Lean
		ok   bool
		why  string
	}{
		{"permission", perm(Permission{For: []string{"premises", "hours"}}), Lean{Uses: []string{"hours"}}, true, "premises"},
		{"permission for something else", perm(Permission{For: []string{"premises"}}), Lean{Uses: []string{"hours"}}, false, "For premises, not hours."},
		{"permission for one post", perm(Permission{For: []string{"hours"}, Posts: []string{"one"}}), Lean{Post: "two"}, false, "another post"},
		{"permission of a version", perm(Permission{For: []string{"hours"}, Posts: []string{"one"}, Revisions: []string{"r1"}}), Lean{Post: "one", Revision: "r2"}, false, "changed"},
		{"permission elsewhere", perm(Permission{For: []string{"hours"}, Platforms: []string{"youtube"}}), Lean{Platforms: []string{"x"}}, false, "For YouTube, not X."},
		{"permission to come", perm(Permission{For: []string{"hours"}, Since: day("2026-12-01")}), Lean{}, false, "begins on 1 December 2026"},
		{"permission over", perm(Permission{For: []string{"hours"}, Until: day("2026-11-20")}), Lean{}, false, "ended on 20 November 2026"},
		{"cover", cover(Cover{Covers: []string{"online media"}, Countries: []string{"UK"}}), Lean{Countries: []string{"GB"}}, true, ""},
		{"cover at home only", cover(Cover{Covers: []string{"online"}, Countries: []string{"GB"}}), Lean{Countries: []string{"US"}}, false, "not in US"},
		{"cover for clinics", cover(Cover{Covers: []string{"clinical"}}), Lean{}, false, "publishing"},
		{"cover with a hole", cover(Cover{Covers: []string{"online"}, Excludes: []string{"published material"}}), Lean{}, false, "published material"},
		{"evidence", Value{Evidence: &Evidence{Source: "PMID 1"}}, Lean{}, true, ""},
		{"evidence without a source", Value{Evidence: &Evidence{Claim: "x"}}, Lean{}, false, "no source"},
		{"evidence to look at", Value{Evidence: &Evidence{Source: "x", Review: day("2026-11-01")}}, Lean{}, false, "checked again"},
		{"evidence retracted", Value{Evidence: &Evidence{Source: "x", Retracted: true}}, Lean{}, false, "retracted"},
		{"interest", Value{Interest: &Interest{Party: "Acme", Declared: day("2026-01-01"), Assessed: "colleague"}}, Lean{}, true, "colleague"},
		{"interest judged alone", Value{Interest: &Interest{Party: "Acme", Declared: day("2026-01-01"), Assessed: "self"}}, Lean{}, false, "Nobody else"},
		{"interest nobody knows of", Value{Interest: &Interest{Party: "Acme"}}, Lean{}, false, "declared"},
		{"title", Value{Credential: &Credential{Title: "MRCGP", Also: []string{"GP"}}}, Lean{Titles: []string{"gp"}}, true, ""},
		{"another title", Value{Credential: &Credential{Title: "MRCGP"}}, Lean{Titles: []string{"surgeon"}}, false, "not surgeon"},
	} {
		r := held(t, c.v)
		if got := r.r.Covers(r.r.Entries[0], &c.l, day0); got.OK != c.ok || !strings.Contains(got.Why, c.why) || got.Why == "" {
			t.Errorf("%s: %+v, want %v with %q", c.name, got, c.ok, c.why)
		}
	}
}

func TestWithdrawnNeverCoversAndOneMoreDayNeverRevives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		consent := full()
		consent.Expires = Day(day0.AddDate(0, 0, rapid.IntRange(-5, 5).Draw(t, "expires")))
		consent.Review = Day(day0.AddDate(0, 0, rapid.IntRange(-5, 5).Draw(t, "review")))
		values := []Value{{Consent: &consent}}
		for _, n := range Names {
			values = append(values, anyValue(t, n))
		}
		l := held(t, values...)
		post := Lean{Post: "one", Text: "Sam dug.", Platforms: []string{"instagram"}, Audience: "public"}
		for _, e := range l.r.Entries {
			v, _ := e.Value()
			live, ok := e.Live(day0), l.r.Covers(e, &post, day0).OK
			for k := range 40 {
				at := day0.AddDate(0, 0, k)
				if now := e.Live(at); now && !live && !v.Since().future(day0) {
					t.Fatalf("%s came back to life on %s: %s", e.Register, at, v.canonical())
				}
				if now := l.r.Covers(e, &post, at).OK; now && !ok && !v.Since().future(day0) {
					t.Fatalf("%s covers again on %s: %s", e.Register, at, v.canonical())
				}
			}
		}
		c := l.r.Entries[0]
		e, err := c.Withdraw(day0.Add(time.Duration(rapid.IntRange(-100, 100).Draw(t, "hours"))*time.Hour), "request/r", Date{}, "")
		l.do(t, e, err)
		for k := -400; k < 400; k += 7 {
			at := day0.AddDate(0, 0, k)
			if l.r.Covers(c, &post, at).OK || c.Live(at) {
				t.Fatalf("a withdrawn consent covers on %s", at)
			}
		}
	})
}

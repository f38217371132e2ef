// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
)

// The register's answer and the checks' answer to "does a consent cover this post?" are one answer, for all that both can see.
func TestTheRegisterAndTheChecksAgreeOnWhatAConsentCovers(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	pick := func(t *rapid.T, name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	list := func(t *rapid.T, name string, of ...string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, 2, func(s string) string { return s }).Draw(t, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		var r register.Registers
		day := func(name string) register.Date {
			return register.Day(now.AddDate(0, 0, rapid.SampledFrom([]int{-30, 30}).Draw(t, name)))
		}
		yes := func(name string) bool { return rapid.IntRange(0, 4).Draw(t, name) > 0 }
		for _, id := range []string{"c1", "c2"}[:rapid.IntRange(1, 2).Draw(t, "consents")] {
			c := &register.Consent{Who: "Samantha", Posts: list(t, "posts", "one", "two"), Revisions: list(t, "revisions", "r1", "r2"),
				Text: pick(t, "text", "", "Samantha dug her garden all day.", "Samantha fell."), Platforms: list(t, "platforms", "instagram", "x"),
				Purpose: "education", Audience: "public", Withdraw: yes("told"), Form: pick(t, "form", "written", "written", "oral"),
				WorkTime: !yes("off duty"), Employer: yes("employer"), Child: !yes("adult"), Parent: yes("parent"), ChildView: yes("view")}
			if yes("review") {
				c.Review = day("review on")
			}
			if yes("expires") {
				c.Expires = day("expires on")
			}
			add, err := r.Add(now, "m1", register.New{ID: id, Person: "p1", Value: register.Value{Consent: c}})
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Apply(add); err != nil {
				t.Fatal(err)
			}
			if !yes("stands") {
				w, err := r.Entry(id).Withdraw(now, "request/r", register.Date{}, "")
				if err != nil {
					t.Fatal(err)
				}
				if err := r.Apply(w); err != nil {
					t.Fatal(err)
				}
			}
		}
		p := &post.Post{ID: "one", Kind: post.KindPost, Platform: "instagram", Text: "Samantha dug her garden all day."}
		l := register.Lean{Post: p.ID, Revision: "r1", Text: p.Text, Platforms: []string{"instagram"}, Audience: "public"}
		covered := false
		for _, e := range r.Entries {
			covered = covered || r.Covers(e, &l, now).OK
		}
		set, err := Read(&fact.Input{Post: p, Practice: r.PracticeFor(&l, now), Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(set.Of("consent-covers")) > 0; got != covered {
			t.Fatalf("the register says %v, the checks say %v: %+v", covered, got, r.PracticeFor(&l, now).Consents)
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"chaperone/finding"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"

	"golang.org/x/net/html"
)

func TestTheFirstStartBeginsWithWelcomeAndWritingNeedsNoneOfIt(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	if p := b.get("/"); p.Header().Get("Location") != "/welcome" {
		t.Errorf("a first start leads to %q", p.Header().Get("Location"))
	}
	p := b.see("/welcome")
	p.says("Somebody on your side", "Paste a post now", "Step 1 of 6", "every step can wait", "Switches on")
	p.saysNot("sample practice") // none can be opened here
	// the first useful finding, without a word about oneself
	b.do("/write", "text", story, "platform", "instagram", "audience", "public", "do", "check").says("Not as it stands")
	if p := b.get("/"); p.Header().Get("Location") != "/write" {
		t.Errorf("with something written, the door leads to %q", p.Header().Get("Location"))
	}
	if p := d.as("m-reviewer").get("/"); p.Header().Get("Location") != "/posts" {
		t.Errorf("somebody who doesn't publish is led to %q", p.Header().Get("Location"))
	}
}

func TestEachStepOfWelcomeCanBeSkipped(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	at := "/welcome"
	for i, s := range steps {
		p := b.see(at)
		p.says(s.Title, "Step "+itoa(i+1)+" of 6", s.Switches)
		skip := p.find(func(n *html.Node) bool { return n.Data == "a" && textOf(n) == "Skip this step" })
		if skip == nil {
			t.Fatalf("step %s can't be skipped", s.Key)
		}
		at = attr(skip, "href")
	}
	if at != "/write" {
		t.Errorf("the last step leads to %s", at)
	}
	if fresh, err := d.office.Fresh(t.Context()); err != nil || !fresh {
		t.Errorf("skipping everything kept something: %v", err)
	}
	if p := b.get("/welcome/shoe-size"); p.Code != http.StatusNotFound {
		t.Errorf("a step that isn't one gives %d", p.Code)
	}
}

func TestWelcomeFillsTheProfile(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/welcome")
	b.do("/welcome/you", "name", " Dr Ada Okafor ", "role", "ST5 in cardiology", "body", "GMC", "number", "0000000", "do", "next").says("What do you treat?")
	b.do("/welcome/field", "specialty", "cardiology", "scope", "women's health\r\nechocardiography\r\n\r\nechocardiography", "do", "next").says("Where and when do you work?")
	bad := b.postForm("/welcome/work", url.Values{"token": {b.token}, "workplaces": {"Moor Lane Hospital"}, "hours": {"whenever I am asked"}, "country": {"GB"}})
	if bad.Code != http.StatusUnprocessableEntity {
		t.Errorf("hours nobody can read give %d", bad.Code)
	}
	bad.says("Not kept yet")
	if in := bad.find(func(n *html.Node) bool { return attr(n, "name") == "hours" }); attr(in, "value") != "whenever I am asked" {
		t.Error("what was typed is lost")
	}
	b.do("/welcome/work", "workplaces", "Moor Lane Hospital", "hours", "Mon-Thu 08:00-18:30", "country", "GB", "do", "next").says("Who covers you?")
	b.do("/welcome/cover", "provider", "A defence body", "covers", "clinical", "covers", "online education", "excludes", "advertising", "until", "2027-06-30", "do", "next").says("Where do you post?")
	b.do("/welcome/accounts", "handle.instagram", "@dr.ada.example", "handle.x", "", "bio", "Cardiology trainee. Views mine.", "do", "next").says("Does anybody pay you")
	b.do("/welcome/ties", "party", "Quenchmate", "kind", "paid", "details", "two talks", "own", "The Rash Course", "do", "more").says("Kept.", "On file: Quenchmate (paid)")
	b.do("/welcome/ties", "party", "", "own", "The Rash Course", "do", "next").says("That’s all")

	p, err := d.office.Profile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a := p.Author
	want := register.Author{Name: "Dr Ada Okafor", Role: "ST5 in cardiology", Body: "GMC", Number: "0000000", Specialty: "cardiology", Scope: []string{"women's health", "echocardiography"},
		Workplaces: []string{"Moor Lane Hospital"}, Hours: "Mon-Thu 08:00-18:30", TimeZone: "Europe/London", Country: "GB", Platforms: []string{"instagram: @dr.ada.example"}, OwnNames: []string{"The Rash Course"},
		Bio: "Cardiology trainee. Views mine."}
	if !sameAuthor(a, want) {
		t.Errorf("the profile is %+v", a)
	}
	if len(p.Cover) != 1 || p.Cover[0].Provider != "A defence body" || !slices.Equal(p.Cover[0].Covers, []string{"clinical", "online education"}) || p.Cover[0].Until.String() != "2027-06-30" {
		t.Errorf("cover is %+v", p.Cover)
	}
	if len(p.Interests) != 1 || p.Interests[0].Party != "Quenchmate" {
		t.Errorf("interests are %+v", p.Interests)
	}
	again := b.see("/welcome/you")
	if in := again.find(func(n *html.Node) bool { return attr(n, "name") == "role" }); attr(in, "value") != "ST5 in cardiology" {
		t.Error("opened again, the step doesn't show what is on file")
	}
	b.do("/welcome/you", "name", "Dr Ada Okafor", "role", "ST5 in cardiology", "body", "GMC", "number", "0000000", "do", "next") // nothing changed: go on
	v, err := d.office.Verify(t.Context(), nil)
	if err != nil || !v.Holds() {
		t.Errorf("the record doesn't verify: %v", err)
	}
}

func TestNobodyPaysIsSomethingToKeep(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/welcome/ties").says("Nobody does")
	b.do("/welcome/ties", "do", "nobody").says("That’s all")
	p, err := d.office.Profile(t.Context())
	if err != nil || p.Interests == nil || len(p.Interests) != 0 {
		t.Errorf("interests are %v, %v", p.Interests, err)
	}
	b.see("/welcome/ties").says("On file: nobody")
}

func TestWhatWelcomeCantKeepIsRefusedInWords(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/welcome")
	for _, c := range []struct {
		step  string
		form  url.Values
		code  int
		words string
	}{
		{"cover", url.Values{"covers": {"clinical"}}, 422, "Say who covers you"},
		{"cover", url.Values{"provider": {"A body"}, "until": {"next summer"}}, 422, "A day is written like"},
		{"ties", url.Values{"details": {"they flew me to Rome"}}, 422, "Say who it is"},
		{"you", url.Values{"name": {strings.Repeat("x", longField+1)}}, 400, ""},
		{"you", url.Values{"name": {"\xff\xfe"}}, 400, ""},
		{"shoe-size", url.Values{}, 404, ""},
	} {
		c.form.Set("token", b.token)
		p := b.postForm("/welcome/"+c.step, c.form)
		if p.Code != c.code {
			t.Errorf("%s %v gives %d", c.step, c.form, p.Code)
		}
		p.says(c.words)
	}
	if fresh, err := d.office.Fresh(t.Context()); err != nil || !fresh {
		t.Errorf("something was kept: %v", err)
	}
}

// What a step says it switches on, it switches on: with it on file, a rule says something else of a post.
func TestEachStepSwitchesOnWhatItSays(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 20, 0, 0, time.UTC)
	for _, c := range []struct {
		step, rule, text string
		on               register.Practice
	}{
		{"you", "title-not-in-register", "As a consultant cardiologist I see this every week.", register.Practice{Author: register.Author{Role: "GP"}}},
		{"you", "student-clinical-guidance", "For a chest infection I'd start amoxicillin 500 mg three times a day.", register.Practice{Author: register.Author{Role: "medical student"}}},
		{"field", "topic-outside-scope", "Type 1 diabetes and running: cut your insulin dose by half before a long run.", register.Practice{Author: register.Author{Role: "consultant", Specialty: "dermatology"}}},
		{"work", "posted-at-work", "Hand washing saves lives.", register.Practice{Author: register.Author{Hours: "Mon-Thu 08:00-18:30", TimeZone: "Europe/London"}}},
		{"work", "case-group-small", "A 43-year-old teacher came in last night with a stroke.", register.Practice{Author: register.Author{Workplaces: []string{"Whitby Community Hospital, Whitby"}}}},
		{"cover", "cover-excludes-published", "Metformin reduces the risk of diabetes in many people", register.Practice{Cover: []register.Cover{{Provider: "A body", Covers: []string{"clinical"}, Excludes: []string{"published"}}}}},
		{"cover", "no-cover-for-publishing", "Metformin reduces the risk of diabetes in many people", register.Practice{Cover: []register.Cover{{Provider: "A body", Covers: []string{"clinical"}}}}},
		{"accounts", "who-are-you-missing", "Skip the flu jab, here's why", register.Practice{Author: register.Author{Bio: "GP."}}},
		{"ties", "interest-undeclared", "I love my Quenchmate bottle on nights.", register.Practice{Interests: []register.Interest{{Party: "Quenchmate", Kind: "paid"}}}},
	} {
		i := stepAt(c.step)
		if !slices.Contains(steps[i].Rules, c.rule) {
			t.Errorf("step %s doesn't name %s", c.step, c.rule)
		}
		k := &practice.Checker{Book: book(), Now: func() time.Time { return at }}
		outcome := func(p *register.Practice) (o finding.Outcome, crowd string) {
			r, err := k.CheckDraft(&post.Post{Kind: post.KindPost, Platform: post.Instagram, Audience: post.Public, PostedAt: at, Text: c.text}, p)
			if err != nil {
				t.Fatal(err)
			}
			if g := gaugeOf(r, &reading{Fixes: map[string][]post.Edit{}}); g != nil {
				crowd = g.Figure
			}
			for _, f := range r.Findings {
				if f.Rule.ID == c.rule {
					return f.Outcome, crowd
				}
			}
			t.Errorf("there is no rule %s", c.rule)
			return o, crowd
		}
		before, few := outcome(&register.Practice{})
		after, fewer := outcome(&c.on)
		if before == after && few == fewer {
			t.Errorf("step %s: %s is %v (%q) before and %v (%q) after", c.step, c.rule, before, few, after, fewer)
		}
	}
	for _, s := range steps {
		for _, id := range s.Rules {
			if book().Rule(id) == nil {
				t.Errorf("step %s names %s, which is no rule", s.Key, id)
			}
		}
	}
}

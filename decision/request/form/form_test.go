// SPDX-License-Identifier: Apache-2.0

package form

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chaperone/decision/request"
	"chaperone/post"
	"chaperone/register"
)

var save = flag.String("save", "", "folder to save the example pages in, to look at them")

var expires = time.Date(2026, 12, 20, 0, 0, 0, 0, time.UTC)

// example is a patient's request with every gap filled, changed by edit.
func example(edit func(*request.Asked, *request.Shown)) (*request.Asked, *request.Shown) {
	a := &request.Asked{ID: "r1", Form: request.Patient, Person: "p1", Subject: request.Adult, Post: "post1", Revision: "sha256:one",
		Platforms: []post.Platform{post.Instagram}, Audience: post.Public, Author: "m1", Version: Version, Agreed: true}
	s := &request.Shown{
		Person: request.Party{Name: "Ada Lee"}, Author: request.Party{Name: "Ngozi Okafor"}, Called: "Dr Okafor", Place: "St Anne's Hospital", Team: "Dr Okafor and her team",
		Text:    "She thought it was indigestion. For a week. She is a teacher, she is in her forties, and she had things to mark.\n\nIt was her heart. A tight jaw counts. Ring 999.",
		Account: "@dr.okafor", Sites: []string{"Instagram"}, Audience: "Anyone in the world. About 12,000 people follow the page.", Stays: "years", Purpose: "education",
		Why: "To show people the early signs of a stroke.", Paid: "Dr Okafor is not paid for it.", ReadBy: "the hospital's press team", Phone: "01234 567890",
		Address: "Patient stories, St Anne's Hospital, Ashdown",
	}
	if edit != nil {
		edit(a, s)
	}
	return a, s
}

// examples are pages of every sort.
func examples() map[string]func(*request.Asked, *request.Shown) {
	about := func(sub request.Subject, who string) func(*request.Asked, *request.Shown) {
		return func(a *request.Asked, s *request.Shown) { a.Subject, s.About = sub, who }
	}
	return map[string]func(*request.Asked, *request.Shown){
		"adult": nil,
		"adult-full": func(a *request.Asked, s *request.Shown) {
			a.Until, a.Incentive = register.Day(expires.AddDate(2, 0, 0)), request.Gift
			s.Sites, s.Named, s.Offered, s.Notes, s.Place = []string{"Instagram", "Facebook"}, true, "a book token", true, ""
			s.Account = ""
		},
		"young": about(request.Young, ""),
		"child": about(request.Child, "your son"),
		"child-named": func(a *request.Asked, s *request.Shown) {
			about(request.Child, "Ben")(a, s)
			s.Named, s.Place, s.Notes = true, "", true
		},
		"lacks": about(request.Lacks, "your mother"),
		"lacks-named": func(a *request.Asked, s *request.Shown) {
			about(request.Lacks, "Mrs Lee")(a, s)
			s.Named, s.Place, s.Notes = true, "", true
		},
		"deceased": func(a *request.Asked, s *request.Shown) {
			about(request.Deceased, "your father")(a, s)
			a.Wishes = request.Unknown
		},
		"deceased-wanted": func(a *request.Asked, s *request.Shown) {
			about(request.Deceased, "Mr Lee")(a, s)
			a.Wishes, s.KnownWishes, s.Named, s.Place, s.Notes = request.Wanted, "He told the ward that he wanted his story told.", true, "", true
		},
		"employer": func(a *request.Asked, s *request.Shown) {
			a.Form, a.Subject, s.Uses = request.Employer, "", []string{"the resus bay as a background", "the trust's logo", "filming on Tuesday 18:30, off duty"}
		},
		"colleague": func(a *request.Asked, s *request.Shown) {
			a.Form, a.Subject, a.Question = request.Colleague, "", request.AboutInterest
			s.Interest, s.InterestIn = "Acme Health sponsors the course I run", "Acme Health"
		},
		"colleague-patient": func(a *request.Asked, s *request.Shown) {
			a.Form, a.Subject, a.Question = request.Colleague, "", request.AboutPatient
		},
	}
}

var channels = []request.Channel{request.Link, request.Device, request.Paper, request.Page}

func build(t testing.TB, edit func(*request.Asked, *request.Shown), c request.Channel) (*request.Asked, *Page) {
	t.Helper()
	a, s := example(edit)
	p, err := For(a, s, c, expires)
	if err != nil {
		t.Fatal(err)
	}
	return a, p
}

// zeros is a source of bytes for tests.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func codes(t testing.TB, a *request.Asked) []request.PageCode {
	t.Helper()
	secret, err := request.NewPageSecret(zeros{})
	if err != nil {
		t.Fatal(err)
	}
	shown, _, err := request.NewCodes(zeros{}, secret, a.ID, a.CodeReplies())
	if err != nil {
		t.Fatal(err)
	}
	return shown
}

func htmlOf(t testing.TB, p *Page, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.HTML(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEveryPageIsCompleteByEveryChannel(t *testing.T) {
	for name, edit := range examples() {
		for _, c := range channels {
			a, p := build(t, edit, c)
			o := Options{}
			switch c {
			case request.Page:
				o.Codes = codes(t, a)
			case request.Link, request.Device:
				o.Action = "/asked/answer"
			}
			page := htmlOf(t, p, o)
			if *save != "" {
				if err := os.WriteFile(filepath.Join(*save, name+"-"+string(c)+".html"), []byte(page), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			blocks, err := p.Paper("ABCD-EFGH")
			if err != nil {
				t.Fatal(err)
			}
			plain := p.Plain()
			for _, b := range blocks {
				plain += b.Text + "\n"
			}
			if !strings.Contains(plain, "Give the paper back to Dr Okafor") {
				t.Errorf("%s: nobody knows whom the paper goes back to", name)
			}
			if strings.ContainsAny(plain, "{}") || brace.MatchString(page[strings.Index(page, "<body>"):]) || strings.Contains(plain, "  ") {
				t.Errorf("%s by %s has a gap", name, c)
			}
			if len(p.Answers) != len(a.Replies()) || len(p.Statements) != len(a.Statements()) {
				t.Errorf("%s: %d answers, %d lines", name, len(p.Answers), len(p.Statements))
			}
		}
	}
}

func TestAGapIsAnErrorAndNotAnEmptyLine(t *testing.T) {
	for name, spoil := range map[string]func(*request.Shown){
		"author": func(s *request.Shown) { s.Called, s.Team = "", "" }, "sites": func(s *request.Shown) { s.Sites = nil }, "why": func(s *request.Shown) { s.Why = " " },
		"audience": func(s *request.Shown) { s.Audience = "" }, "reach": func(s *request.Shown) { s.Phone, s.Address = "", "" },
	} {
		a, s := example(nil)
		spoil(s)
		if _, err := For(a, s, request.Link, expires); !errors.Is(err, ErrEmpty) {
			t.Errorf("%s: %v", name, err)
		}
	}
	a, s := example(func(a *request.Asked, s *request.Shown) { a.Subject = request.Child })
	if _, err := For(a, s, request.Link, expires); !errors.Is(err, ErrEmpty) {
		t.Error("a child's page without the child")
	}
}

func TestEveryNamedWordIsUsed(t *testing.T) {
	used := map[string]bool{"lang": true}
	record := words{}
	for k, v := range english {
		record[k] = v
	}
	var all strings.Builder
	for _, f := range []string{"form.go", "kinds.go", "plain.go", "html.go", "paper.go", "after.go", "served.go"} {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	src := all.String()
	for k := range record {
		_, rest, _ := strings.Cut(k, ".")
		stem := rest
		for _, suffix := range []string{".head", ".title", ".words"} {
			stem = strings.TrimSuffix(stem, suffix)
		}
		first, _, _ := strings.Cut(stem, ".")
		for _, s := range []string{k, rest, stem} {
			used[k] = used[k] || s != "" && strings.Contains(src, `"`+s+`"`)
		}
		dynamic := first == "answer" || first == "line" || first == "change" || first == "wrong" || strings.HasPrefix(k, "after.") || strings.HasPrefix(stem, "view-")
		if !used[k] && !dynamic {
			t.Errorf("%s is said nowhere", k)
		}
	}
}

func TestThePagesAfterwardsAreComplete(t *testing.T) {
	when := time.Date(2026, 11, 22, 14, 5, 0, 0, time.UTC)
	for name, edit := range examples() {
		a, s := example(edit)
		for _, after := range []After{ThanksYes, ThanksNo, ThanksAsk, Withdrawn, Done, Lapsed, Stale, NotMe, Tied, Nothing, AuthorTells} {
			p, err := Then(after, a, s, expires, Happened{When: when, By: when.AddDate(0, 0, 2), Sites: []string{"Instagram"}})
			if err != nil {
				t.Fatalf("%s after %s: %v", name, after, err)
			}
			if page := htmlOf(t, p, Options{}); strings.Contains(page, "<form") || strings.Contains(page, "<details") || strings.Contains(p.Plain(), "indigestion") {
				t.Errorf("%s after %s asks something, or shows the post", name, after)
			}
		}
	}
	for _, after := range []After{Nothing, Reopen, Long, Busy, Broke, Reader} {
		p, err := Say(after)
		if err != nil || p.Title == "" || p.Sections[0].Text[0] == "" {
			t.Errorf("%s: %v", after, err)
		}
	}
	for _, edit := range examples() {
		a, s := example(edit)
		for _, h := range []Happened{{When: when, Sites: []string{"Instagram"}}, {When: when, Sites: []string{"Instagram"}, By: when}, {When: when}, {When: when, Here: true}} {
			for _, after := range []After{ThanksYes, ThanksNo, ThanksAsk, Withdrawn} {
				if _, err := Then(after, a, s, expires, h); err != nil {
					t.Errorf("%s, %+v: %v", after, h, err)
				}
			}
		}
	}
	p, err := Then(Withdrawn, nil, nil, time.Time{}, Happened{})
	if err != nil || p.Title != "There is nothing here" {
		t.Error("a stranger learns something", err)
	}
	a, s := example(nil)
	p, err = Then(Withdrawn, a, s, expires, Happened{When: when, By: when, Sites: nil})
	if err != nil || !strings.Contains(p.Plain(), "not online") {
		t.Error(p, err)
	}
}

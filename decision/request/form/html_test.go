// SPDX-License-Identifier: Apache-2.0

package form

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"chaperone/decision/request"
)

// shape is what stands in a page besides letters: its elements with the names of their attributes, and every value that could lead somewhere.
func shape(t testing.TB, page string) (elements []string, values []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		e := n.Data
		for _, a := range n.Attr {
			e += " " + a.Key
			if slices.Contains([]string{"src", "href", "action", "content", "srcset", "style", "id", "name", "value", "type", "method"}, a.Key) {
				values = append(values, a.Key+"="+a.Val)
			}
		}
		elements = append(elements, e)
	}
	return elements, values
}

// textOf gives the text of the element with an id.
func textOf(t testing.TB, page, id string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "id" && a.Val == id {
				var b strings.Builder
				for d := range n.Descendants() {
					if d.Type == html.TextNode {
						b.WriteString(d.Data)
					}
				}
				return b.String()
			}
		}
	}
	t.Fatalf("nothing has the id %s", id)
	return ""
}

func withText(text string) func(*request.Asked, *request.Shown) {
	return func(_ *request.Asked, s *request.Shown) {
		s.Text = text
		s.Account, s.Pictures = text, []request.Picture{{Digest: "d1", Alt: text}}
	}
}

// A post can't change what the page is made of, whatever stands in it: the same elements, the same attributes, the same values.
func hostile(t testing.TB, text string) {
	if strings.TrimSpace(text) == "" {
		return // without an account the page has other words
	}
	a, p := build(t, withText(text), request.Page)
	_, plain := build(t, withText("plain words"), request.Page)
	cs := codes(t, a)
	page := htmlOf(t, p, Options{Codes: cs})
	got, values := shape(t, page)
	want, wantValues := shape(t, htmlOf(t, plain, Options{Codes: cs}))
	if !slices.Equal(got, want) {
		t.Fatalf("the page is made of other things:\n%q\n%q", got, want)
	}
	if !slices.Equal(values, wantValues) {
		t.Fatalf("a value differs:\n%q\n%q", values, wantValues)
	}
	if strings.Contains(strings.ToLower(page), "<script") || strings.Contains(strings.ToLower(page), "<iframe") {
		t.Fatal("there is a script or a frame")
	}
}

var attacks = []string{
	"</p></article></main><script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "<style>*{display:none}</style>", "</style><base href=//evil>", "{{.Codes}}",
	"<!--", "-->", "<![CDATA[", "<plaintext>", "</title>", "&lt;script&gt;", "&#60;script&#62;", "\u202eevil", "javascript:alert(1)", "\x00<b>", "{author}", "{Author} {sites}",
	"' onfocus='x", "`", "</textarea><input name=reply value=yes>", strings.Repeat("<div>", 500), "\xff\xfe",
}

func TestAHostilePostCannotBreakOutOfItsPlace(t *testing.T) {
	for _, s := range attacks {
		hostile(t, s)
	}
	_, p := build(t, withText("a < b & {author}\nc"), request.Link)
	page := htmlOf(t, p, Options{})
	if got := textOf(t, page, "the-post"); !strings.Contains(got, "a < b & {author}\nc") {
		t.Errorf("the post isn't shown as it is: %q", got)
	}
	if strings.Contains(page, "\u202e") {
		t.Error("letters that turn the direction are left in")
	}
}

func FuzzAHostilePostCannotBreakOut(f *testing.F) {
	for _, s := range attacks {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 10000 {
			hostile(t, s)
		}
	})
}

func TestThePageStandsAloneAndIsSmall(t *testing.T) {
	least, most := 1<<30, 0
	defer func() { t.Logf("%d to %d bytes", least, most) }()
	for name, edit := range examples() {
		for _, c := range channels {
			a, p := build(t, func(a *request.Asked, s *request.Shown) {
				if edit != nil {
					edit(a, s)
				}
				s.Text = strings.Repeat("<&\"é 漢", 286)
			}, c)
			o := Options{}
			if c == request.Page {
				o.Codes = codes(t, a)
			} else {
				o.Action, o.Now = "/x", a.Replies()[0]
			}
			page := htmlOf(t, p, o)
			least, most = min(least, len(page)), max(most, len(page))
			if len(page) > 60<<10 {
				t.Errorf("%s by %s: %d bytes", name, c, len(page))
			}
			elements, values := shape(t, page)
			for _, e := range elements {
				if strings.HasPrefix(e, "script") || strings.HasPrefix(e, "link") || strings.HasPrefix(e, "iframe") || strings.Contains(e, " on") {
					t.Errorf("%s: %s", name, e)
				}
			}
			for _, v := range values {
				if strings.Contains(v, "//") || strings.HasPrefix(v, "src=") || strings.HasPrefix(v, "href=") && !strings.HasPrefix(v, "href=#") {
					t.Errorf("%s leads to %s", name, v)
				}
			}
			if !strings.Contains(page, `<html lang="en-GB">`) || !strings.Contains(page, "default-src &#39;none&#39;; style-src &#39;sha256-") {
				t.Error("no language, or no policy")
			}
			if c == request.Page && (strings.Contains(page, "<form") || !strings.Contains(page, "form-action &#39;none&#39;")) {
				t.Error("a page by mail sends something")
			}
		}
	}
}

func TestEachAnswerShowsItsOwnCodesBehindTheStatements(t *testing.T) {
	for name, edit := range examples() {
		a, p := build(t, edit, request.Page)
		cs := codes(t, a)
		page := htmlOf(t, p, Options{Codes: cs})
		doc, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{} // code → the answer it stands behind
		for n := range doc.Descendants() {
			if n.Data != "details" || len(n.Attr) > 0 { // the one that has a class holds the others
				continue
			}
			var summary string
			for d := range n.Descendants() {
				if d.Data == "summary" {
					summary = d.FirstChild.Data
				}
				if d.Type == html.TextNode && d.Parent.Data == "span" {
					found[summary] += d.Data
				}
			}
		}
		for _, ans := range p.Answers {
			for _, c := range cs {
				flat := strings.ReplaceAll(c.Code, "-", "")
				if c.Reply == ans.Reply && c.N == 1 && found[ans.Words] != flat {
					t.Errorf("%s: %q shows %q, not %q", name, ans.Words, found[ans.Words], flat)
				}
			}
		}
		for _, c := range cs {
			if strings.Count(strings.ReplaceAll(page, "</span> <span>", "-"), c.Code) != 1 {
				t.Errorf("%s: code %d of %s isn't there exactly once", name, c.N, c.Reply)
			}
		}
		if len(p.Statements) > 0 && strings.Index(page, html.EscapeString(p.Statements[0].Words)) > strings.Index(page, "<details>") {
			t.Errorf("%s: the lines come after the codes", name)
		}
	}
}

func TestPicturesStandInThePageAndNothingElseDoes(t *testing.T) {
	_, p := build(t, withText("words"), request.Page)
	png := []byte("\x89PNG\r\n\x1a\nrest")
	page := htmlOf(t, p, Options{Pictures: map[string][]byte{"d1": png}})
	if !strings.Contains(page, `<img src="data:image/png;base64,`) {
		t.Error("no picture")
	}
	for _, bad := range []string{"<svg onload=alert(1)>", "", "GIF", "%PDF"} {
		if page := htmlOf(t, p, Options{Pictures: map[string][]byte{"d1": []byte(bad)}}); strings.Contains(page, "<img") || !strings.Contains(page, "Picture: words. It is not shown here.") {
			t.Errorf("%q is shown", bad)
		}
	}
}

func TestAnActionLeadsNowhereElse(t *testing.T) {
	_, p := build(t, nil, request.Link)
	for _, bad := range []string{"//evil.example", "https://evil.example", "javascript:alert(1)", "x"} {
		if err := p.HTML(&strings.Builder{}, Options{Action: bad}); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
	page := htmlOf(t, p, Options{Action: "/a", Hidden: []Hidden{{"csrf", `"><x`}}, Now: request.Yes})
	if !strings.Contains(page, `value="&#34;&gt;&lt;x"`) || !strings.Contains(page, "You said: Yes, share it.") {
		t.Error("hidden fields or the answer so far are missing")
	}
	if strings.Contains(page, `value="not-me"`) {
		t.Error("who has answered is asked whether it is for them")
	}
}

func TestAColleagueStatesTheTieBeforeSeeingThePost(t *testing.T) {
	_, p := build(t, examples()["colleague"], request.Link)
	first := htmlOf(t, p, Options{Action: "/a", First: true})
	for _, not := range []string{"indigestion", "sponsors", "Could a fair reader"} {
		if strings.Contains(first, not) {
			t.Errorf("%q stands on the first page", not)
		}
	}
	if got := fmt.Sprint(strings.Count(first, `value="no-tie"`), strings.Count(first, `value="has-tie"`)); got != "1 2" {
		t.Error(got)
	}
	then := htmlOf(t, p, Options{Action: "/a", Stated: true})
	if !strings.Contains(then, `<input type="hidden" name="true" value="no-tie">`) || strings.Contains(then, "please don’t judge") {
		t.Error("the second page asks again")
	}
}

func TestOnAPageByMailAColleagueOpensThePostByStatingThatThereIsNoTie(t *testing.T) {
	a, p := build(t, examples()["colleague"], request.Page)
	page := htmlOf(t, p, Options{Codes: codes(t, a)})
	wall, end := strings.Index(page, `<details class="wall"><summary>I have no tie to `), strings.LastIndex(page, "</details>\n<details>")
	if wall < 0 {
		t.Fatal("nothing to open")
	}
	for _, behind := range []string{`id="the-post"`, "indigestion", "Could a fair reader", "see it otherwise now"} {
		if at := strings.Index(page, behind); at < wall {
			t.Errorf("%q stands at %d, before the statement at %d", behind, at, wall)
		}
	}
	if strings.Contains(page, `type="checkbox"`) {
		t.Error("the line is put twice")
	}
	tie := strings.LastIndex(page, "I have, or may have, a tie")
	if tie < strings.Index(page, `id="the-post"`) || tie > end+200 && end > 0 || strings.Count(page, "<details") != strings.Count(page, "</details>") {
		t.Errorf("who has a tie finds that at %d of %d", tie, end)
	}
	if strings.Contains(page, "I said no") {
		t.Error("an opinion is called a no")
	}
}

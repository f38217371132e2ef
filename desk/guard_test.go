// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"chaperone/decision/request/form"
	"chaperone/practice"

	"golang.org/x/net/html"
)

// pathFor fills a pattern in with things that exist.
func pathFor(pattern, id string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.NewReplacer(
		"{id}", id,
		"{$}", "",
		"{sum}", assets().sum,
		"{name}", "desk.css",
		"{ticket}", "made-up",
		"{token}", "NOBODYHASTHIS",
		"{n}", "1",
		"{rule}", "ad-label-unclear",
		"{step}", "you",
		"{digest}", strings.Repeat("0", 64),
		"{member}", "m-keeper",
		"{person}", "nobody",
		"{hold}", "none",
		"{key}", "none",
		"{entry}", "nothing",
		"{digest}", "nothing",
	).Replace(path)
	return method, path
}

// Every route is tried as everybody: nothing is open by oversight, and who may call it gets through its guards.
func TestEveryRouteIsOnlyForWhomItIs(t *testing.T) {
	d := newDesk(t)
	who := map[string]roles{"m-author": author, "m-reviewer": reviewer, "m-keeper": keeper, "m-administrator": administrator, "m-none": 0, "": nobody}
	tried := 0
	for _, s := range screens() {
		for _, rt := range s.Routes {
			for member, is := range who {
				d.clock.turn(time.Second)
				b := d.browser()
				if member != "" {
					b = d.as(member)
					b.token = b.session().csrf
				}
				post := d.draft("A sentence about nothing.")
				method, path := pathFor(rt.Pattern, post)
				var p *page
				switch {
				case method == "GET":
					p = b.get(path)
				case rt.Stream:
					p = b.sendFile(path, "a.txt", "some words")
				case rt.JSON:
					p = b.postJSON(path, `{"text":"x"}`)
				default:
					form := url.Values{"token": {b.token}}
					p = b.postForm(path, form)
				}
				tried++
				refused := p.Code == http.StatusForbidden || p.Code == http.StatusUnauthorized
				switch may := rt.May == anybody || rt.May&is != 0; {
				case strings.Contains(path, "made-up"): // everybody may try; the ticket decides
					if p.Code != http.StatusUnauthorized {
						t.Errorf("%s with a made-up ticket gives %d", rt.Pattern, p.Code)
					}
				case path == "/" && may && member == "":
					if p.Code != http.StatusUnauthorized {
						t.Errorf("the door shows %d to nobody", p.Code)
					}
				case path == "/" && may:
					if want := len(d.navigation(rolesOf(d.somebody(member)), "")) == 0; refused != want {
						t.Errorf("home as %s gives %d", member, p.Code)
					}
				case may && refused:
					t.Errorf("%s as %q gives %d, and it is for them: %s", rt.Pattern, member, p.Code, p.words())
				case !may && member == "" && p.Code != http.StatusUnauthorized:
					t.Errorf("%s without sign-in gives %d", rt.Pattern, p.Code)
				case !may && member != "" && p.Code != http.StatusForbidden:
					t.Errorf("%s as %q gives %d", rt.Pattern, member, p.Code)
				}
				holdHeaders(t, rt.Pattern, p)
			}
		}
	}
	if tried < 100 {
		t.Fatalf("only %d tried", tried)
	}
}

// session gives the session of a browser.
func (b *browser) session() *session {
	r := httptest.NewRequest("GET", "/", nil)
	for k, v := range b.cookies {
		r.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	return b.doors.of(r)
}

// draft begins a post.
func (d *tested) draft(text string) string {
	d.t.Helper()
	r, err := revisionOf(text, []string{"instagram"}, "public", "no")
	if err != nil {
		d.t.Fatal(err)
	}
	p, err := d.office.DraftPost(d.t.Context(), practice.Member{ID: "m-author", Name: "An Author"}, r)
	if err != nil {
		d.t.Fatal(err)
	}
	return p.ID
}

func holdHeaders(t *testing.T, what string, p *page) {
	t.Helper()
	h := p.Header()
	for k, v := range headers {
		if k == "Cache-Control" {
			continue
		}
		if own := form.Policy(true) + "; frame-ancestors 'none'"; k == "Content-Security-Policy" && h.Get(k) == own && strings.Contains(what, "/ask/") {
			continue // the page brings its style along, and the policy names exactly that
		}
		if h.Get(k) != v {
			t.Errorf("%s: %s is %q", what, k, h.Get(k))
		}
	}
	if cc := h.Get("Cache-Control"); cc != "no-store" && !strings.HasPrefix(what, "GET /asset/") {
		t.Errorf("%s may be kept: %q", what, cc)
	}
	for _, bad := range []string{"'unsafe", "*", "http:", "https:"} {
		if strings.Contains(h.Get("Content-Security-Policy"), bad) {
			t.Errorf("%s: the policy holds %q", what, bad)
		}
	}
	if p.doc == nil {
		return
	}
	for n := range p.doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s: <%s %s> is inline", what, n.Data, a.Key)
			}
			if (a.Key == "src" || a.Key == "href" && n.Data == "link") && !strings.HasPrefix(a.Val, "/") {
				t.Errorf("%s fetches %s", what, a.Val)
			}
		}
		if (n.Data == "script" && attr(n, "src") == "") || n.Data == "style" && !strings.Contains(what, "/ask/") {
			t.Errorf("%s has an inline %s", what, n.Data)
		}
		if n.Data == "form" && attr(n, "method") == "post" && tokenIn(n) == "" && !strings.HasPrefix(attr(n, "action"), "/ask/") {
			t.Errorf("%s: a form without its token", what)
		}
	}
}

func TestAHostileHostIsRefused(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	for _, h := range []string{"evil.example", "evil.example:7001", "127.0.0.1", "127.0.0.1:7002", "localhost.evil.example:7001", "[::1]:7001", "127.0.0.1:7001.evil.example", ""} {
		r := httptest.NewRequest("GET", "/posts", nil)
		r.Host = h
		for k, v := range b.cookies {
			r.AddCookie(&http.Cookie{Name: k, Value: v})
		}
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code != http.StatusMisdirectedRequest || strings.Contains(w.Body.String(), "Write a post") {
			t.Errorf("Host %q gives %d", h, w.Code)
		}
	}
}

func TestForgedRequestsChangeNothing(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/posts")
	good := b.token
	form := func(token string) url.Values { return url.Values{"text": {"forged words"}, "token": {token}} }
	for _, c := range []struct {
		name   string
		token  string
		header map[string]string
	}{
		{"another site", good, map[string]string{"Sec-Fetch-Site": "cross-site"}},
		{"another port", good, map[string]string{"Sec-Fetch-Site": "same-site"}},
		{"another origin", good, map[string]string{"Origin": "http://127.0.0.1:9999"}},
		{"a null origin", good, map[string]string{"Origin": "null"}},
		{"no token", "", nil},
		{"a wrong token", good[:len(good)-1] + "_", nil},
		{"another session's token", d.as("author").fresh(), nil},
	} {
		b.header = http.Header{}
		for k, v := range c.header {
			b.header.Set(k, v)
		}
		if p := b.postForm("/write", form(c.token)); p.Code != http.StatusForbidden {
			t.Errorf("%s: %d", c.name, p.Code)
		}
		b.token = c.token
		if p := b.postJSON("/save", `{"text":"forged words"}`); p.Code != http.StatusForbidden {
			t.Errorf("%s, by a script: %d", c.name, p.Code)
		}
		b.token = good
	}
	b.header = http.Header{}
	b.see("/posts").saysNot("forged words")
	b.header.Set("Sec-Fetch-Site", "same-origin")
	if p := b.postForm("/write", form(good)); p.Code != http.StatusSeeOther {
		t.Errorf("an honest form gives %d", p.Code)
	}
}

// fresh gives the token of a new browser.
func (b *browser) fresh() string {
	b.see("/posts")
	return b.token
}

func TestASignInAddressWorksOnce(t *testing.T) {
	d := newDesk(t)
	path, _ := d.SignInPath("author")
	first, second := d.browser(), d.browser()
	ahead := d.browser()
	ahead.header.Set("Sec-Purpose", "prefetch;prerender")
	if p := ahead.get(path); p.Code == http.StatusSeeOther || len(ahead.cookies) > 0 {
		t.Errorf("a look ahead signs in: %d", p.Code)
	}
	if p := first.get(path); p.Code != http.StatusSeeOther {
		t.Fatalf("sign-in gives %d", p.Code)
	}
	c := first.get("/posts")
	if c.Code != http.StatusOK {
		t.Fatalf("signed in, and posts give %d", c.Code)
	}
	if p := second.get(path); p.Code != http.StatusUnauthorized || len(second.cookies) > 0 {
		t.Errorf("replayed, it gives %d", p.Code)
	}
	late, _ := d.SignInPath("author")
	d.clock.turn(ticketHolds + time.Minute)
	if p := second.get(late); p.Code != http.StatusUnauthorized {
		t.Errorf("an hour later it gives %d", p.Code)
	}
	if _, err := d.SignInPath("nobody"); err == nil {
		t.Error("a stranger gets an address")
	}
}

func TestTheSessionCookieIsGuarded(t *testing.T) {
	d := newDesk(t)
	path, _ := d.SignInPath("author")
	p := d.browser().get(path)
	c := p.Result().Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || len(c.Value) < 43 || c.MaxAge != 0 {
		t.Errorf("the cookie is %v", c)
	}
	if !strings.HasSuffix(c.Name, "7001") {
		t.Errorf("two desks of one machine would share the cookie %s", c.Name)
	}
	for k := range d.doors.sessions {
		if strings.Contains(c.Value, string(k[:])) {
			t.Error("the secret itself is kept")
		}
	}
	old := d.as("author")
	before := old.cookies[c.Name]
	again, _ := d.SignInPath("author")
	old.get(again)
	if old.cookies[c.Name] == before {
		t.Error("signing in goes on with the session that was there")
	}
	stale := d.browser()
	stale.cookies[c.Name] = before
	if p := stale.get("/posts"); p.Code != http.StatusUnauthorized {
		t.Errorf("the session before gives %d", p.Code)
	}
}

func TestSessionsEnd(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/posts")
	d.clock.turn(sessionIdle - time.Minute)
	b.see("/posts")
	d.clock.turn(sessionIdle + time.Minute)
	b.get("/posts").says("You're signed out.", "press Enter")
	b = d.as("author")
	for range 20 {
		d.clock.turn(10 * time.Hour)
		b.get("/posts")
	}
	if p := b.get("/posts"); p.Code != http.StatusUnauthorized {
		t.Errorf("after eight days it still gives %d", p.Code)
	}
	b = d.as("author")
	b.see("/posts")
	out := b.postForm("/sign-out", nil)
	if out.Code != http.StatusOK || len(b.cookies) != 0 {
		t.Errorf("sign-out gives %d, and leaves %v", out.Code, b.cookies)
	}
	if p := b.get("/posts"); p.Code != http.StatusUnauthorized {
		t.Errorf("after sign-out it gives %d", p.Code)
	}
}

func TestAMemberWhoLeftIsOut(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-author")
	b.see("/posts")
	if err := d.office.RemoveMember(t.Context(), people[0], "m-author"); err != nil {
		t.Fatal(err)
	}
	if p := b.get("/posts"); p.Code != http.StatusUnauthorized {
		t.Errorf("gives %d", p.Code)
	}
}

func TestTooMuchAndTooOftenAreRefused(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/posts")
	if p := b.postJSON("/check", `{"text":"`+strings.Repeat("a", formBytes)+`"}`); p.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body too large gives %d", p.Code)
	}
	if p := b.postForm("/write", url.Values{"text": {strings.Repeat("a", formBytes)}}); p.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a form too large gives %d", p.Code)
	}
	if p := b.postForm("/write", url.Values{"text": {strings.Repeat("a", 300<<10)}}); p.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a text too long gives %d", p.Code)
	}
	codes := map[int]int{}
	for range 3 * askBurst {
		codes[b.get("/session").Code]++
	}
	if codes[http.StatusTooManyRequests] == 0 || codes[http.StatusOK] < askBurst/2 {
		t.Errorf("asked often: %v", codes)
	}
	codes = map[int]int{}
	for range 3 * doorBurst {
		codes[d.browser().get("/sign-in/x").Code]++
	}
	if codes[http.StatusTooManyRequests] == 0 || codes[http.StatusUnauthorized] < doorBurst/2 {
		t.Errorf("guessed often: %v", codes)
	}
}

func TestUnknownAddressesHaveAWayOut(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	for _, path := range []string{"/nothing", "/posts/zzzz", "/write/zzzz", "/asset/x/none.css", "/posts/../../etc/passwd", "/admin"} {
		p := b.get(path)
		if p.Code != http.StatusNotFound && p.Code != http.StatusTemporaryRedirect && p.Code != http.StatusMovedPermanently {
			t.Errorf("%s gives %d", path, p.Code)
		}
		holdHeaders(t, path, p)
	}
	b.get("/nothing").says("There is nothing at this address.", "Go to your posts")
	r := httptest.NewRequest("PUT", "/posts", nil)
	if p := b.send(r); p.Code != http.StatusMethodNotAllowed || !strings.Contains(p.Header().Get("Allow"), "GET") {
		t.Errorf("PUT gives %d", p.Code)
	}
}

func TestARouteWithoutRolesStopsTheDesk(t *testing.T) {
	d := newDesk(t)
	for _, r := range []route{{Pattern: "GET /open", Do: (*call).home}, {Pattern: "GET /nothing", May: anybody}, {Pattern: "/any", May: anybody, Do: (*call).home}} {
		if err := d.routes([]screen{{Routes: []route{r}}}); err == nil {
			t.Errorf("%s is taken", r.Pattern)
		}
	}
}

func TestAPanicIsAPageAndTheDeskGoesOn(t *testing.T) {
	d := newDesk(t)
	if err := d.routes([]screen{doorScreen, {Routes: []route{{Pattern: "GET /posts", May: members, Do: func(*call) error { panic("Mrs Begum") }}}}}); err != nil {
		t.Fatal(err)
	}
	b := d.as("author")
	p := b.get("/posts")
	if p.Code != http.StatusInternalServerError || strings.Contains(p.body, "Begum") {
		t.Errorf("it gives %d: %s", p.Code, p.words())
	}
	p.says("Something broke")
	holdHeaders(t, "GET /posts", p)
}

// tokenIn gives the token of a form.
func tokenIn(form *html.Node) string {
	for n := range form.Descendants() {
		if n.Data == "input" && attr(n, "name") == "token" {
			return attr(n, "value")
		}
	}
	return ""
}

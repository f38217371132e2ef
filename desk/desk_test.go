// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chaperone/fact"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/seal"
	"chaperone/record/store/memory"
	"chaperone/rulebook"

	"golang.org/x/net/html"
)

const host = "127.0.0.1:7001"

var book = sync.OnceValue(func() *rulebook.Book {
	b, err := rulebook.Load(rulebook.Options{})
	if err != nil {
		panic(err)
	}
	return b
})

// people are one for each role, and one with all of them, as a practice of one person has.
var people = []practice.Member{
	{ID: "author", Name: "Dr Ada Okafor", Roles: []string{"author", "reviewer", "keeper", "administrator"}},
	{ID: "m-author", Name: "An Author", Roles: []string{"author"}},
	{ID: "m-reviewer", Name: "A Reviewer", Roles: []string{"reviewer"}},
	{ID: "m-keeper", Name: "A Keeper", Roles: []string{"keeper"}},
	{ID: "m-administrator", Name: "An Administrator", Roles: []string{"administrator"}},
	{ID: "m-none", Name: "Somebody", Roles: []string{}},
}

// clock is a time that tests turn.
type clock_ struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock_) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func (c *clock_) turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// tested is a desk over a practice in memory.
type tested struct {
	*Desk
	t     testing.TB
	clock *clock_
	disk  *disk
}

// disk is a store whose disk can be full.
type disk struct {
	record.Store
	full atomic.Bool
}

func (d *disk) Update(ctx context.Context, f func(record.Tx) error) error {
	if d.full.Load() {
		return fmt.Errorf("the store: %w", record.ErrFull)
	}
	return d.Store.Update(ctx, f)
}

func newDesk(t testing.TB) *tested {
	t.Helper()
	c := &clock_{now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	d := deskAt(t, c.Now, fact.Quick, host)
	d.clock = c
	return d
}

// deskAt is a desk with a clock and a depth of checking, called by a host.
func deskAt(t testing.TB, now func() time.Time, depth fact.Depth, host string) *tested {
	t.Helper()
	random := rand.NewChaCha8([32]byte{7})
	store := &disk{Store: memory.New()}
	keys, err := seal.NewPracticeKey(random)
	if err != nil {
		t.Fatal(err)
	}
	o, err := practice.OpenOffice(practice.Parts{Checker: &practice.Checker{Book: book(), Now: now, Depth: depth}, Store: store, Blobs: memory.NewBlobs(), Keys: keys, Rand: random})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for i, m := range people {
		if i == 0 {
			err = o.ChangeMember(ctx, m, m)
		} else {
			_, err = o.AddMember(ctx, people[0], m)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	d, err := New(Parts{Office: o, Hosts: []string{host, "localhost" + host[strings.LastIndexByte(host, ':'):]}})
	if err != nil {
		t.Fatal(err)
	}
	return &tested{d, t, nil, store}
}

// somebody gives a member by id; nil where there is none.
func (d *tested) somebody(id string) *practice.Member {
	d.t.Helper()
	m, err := d.member(context.Background(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return m
}

// browser keeps cookies and the token of the last page.
type browser struct {
	*tested
	cookies map[string]string
	token   string
	header  http.Header // sent with every request
	at      string      // the host it calls
}

func (d *tested) browser() *browser {
	return &browser{tested: d, cookies: map[string]string{}, header: http.Header{}, at: d.hosts[0]}
}

// as signs a member in.
func (d *tested) as(member string) *browser {
	d.t.Helper()
	b := d.browser()
	path, err := d.SignInPath(member)
	if err != nil {
		d.t.Fatal(err)
	}
	if r := b.get(path); r.Code != http.StatusSeeOther {
		d.t.Fatalf("sign-in of %s gives %d", member, r.Code)
	}
	return b
}

// page is an answer, read.
type page struct {
	*httptest.ResponseRecorder
	body string
	doc  *html.Node
	t    testing.TB
}

func (b *browser) send(r *http.Request) *page {
	b.t.Helper()
	if r.Host == "" || r.Host == "example.com" {
		r.Host = b.at
	}
	for k, v := range b.header {
		r.Header[k] = v
	}
	for k, v := range b.cookies {
		r.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	p := &page{ResponseRecorder: w, body: w.Body.String(), t: b.t}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		doc, err := html.Parse(strings.NewReader(p.body))
		if err != nil {
			b.t.Fatal(err)
		}
		p.doc = doc
		if n := p.find(func(n *html.Node) bool { return n.Data == "input" && attr(n, "name") == "token" }); n != nil {
			b.token = attr(n, "value")
		}
	}
	return p
}

func (b *browser) get(path string) *page {
	b.t.Helper()
	return b.send(httptest.NewRequest("GET", path, nil))
}

// see fetches a page that must be there.
func (b *browser) see(path string) *page {
	b.t.Helper()
	p := b.get(path)
	if p.Code != http.StatusOK {
		b.t.Fatalf("GET %s gives %d: %s", path, p.Code, p.words())
	}
	return p
}

func (b *browser) postForm(path string, form url.Values) *page {
	b.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	if !form.Has("token") {
		if b.token == "" {
			b.get("/")
			b.get("/posts")
		}
		form.Set("token", b.token)
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

// do sends a form and follows where it leads.
func (b *browser) do(path string, kv ...string) *page {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		form.Add(kv[i], kv[i+1])
	}
	p := b.postForm(path, form)
	if p.Code != http.StatusSeeOther {
		b.t.Fatalf("POST %s gives %d: %s", path, p.Code, p.words())
	}
	next := b.see(p.Header().Get("Location"))
	next.Header().Set("X-At", p.Header().Get("Location"))
	return next
}

func (b *browser) postJSON(path, body string) *page {
	b.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Chaperone-Token", b.token)
	return b.send(r)
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// find gives the first element that is.
func (p *page) find(is func(n *html.Node) bool) *html.Node {
	if p.doc == nil {
		return nil
	}
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			return n
		}
	}
	return nil
}

func (p *page) all(is func(n *html.Node) bool) (out []*html.Node) {
	if p.doc == nil {
		return nil
	}
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			out = append(out, n)
		}
	}
	return out
}

// class gives the elements of a class.
func (p *page) class(name string) []*html.Node {
	return p.all(func(n *html.Node) bool {
		for _, c := range strings.Fields(attr(n, "class")) {
			if c == name {
				return true
			}
		}
		return false
	})
}

// button finds a button by its name in the form and the beginning of its value.
func (p *page) button(name, value string) *html.Node {
	return p.find(func(n *html.Node) bool {
		return n.Data == "button" && attr(n, "name") == name && strings.HasPrefix(attr(n, "value"), value)
	})
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// words are what a person reads of the page.
func (p *page) words() string {
	if p.doc == nil {
		return p.body
	}
	main := p.find(func(n *html.Node) bool { return n.Data == "main" })
	if main == nil {
		return textOf(p.doc)
	}
	return textOf(main)
}

func (p *page) says(parts ...string) {
	p.t.Helper()
	for _, s := range parts {
		if !strings.Contains(p.words(), s) {
			p.t.Errorf("the page doesn't say %q; it says\n%s", s, p.words())
		}
	}
}

func (p *page) saysNot(parts ...string) {
	p.t.Helper()
	for _, s := range parts {
		if strings.Contains(p.words(), s) {
			p.t.Errorf("the page says %q", s)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"chaperone/fact"
	"chaperone/practice"
	"chaperone/practice/sample"
	"chaperone/record/seal"
	"chaperone/record/store/memory"

	"golang.org/x/net/html"
)

const sampleHost = "127.0.0.1:7002"

// beside is a sample practice in memory, with a desk of its own.
type beside struct {
	t      testing.TB
	desk   *tested
	home   string // of the practice it stands beside
	opened int
	fails  error
}

func (s *beside) There() bool { return s.desk != nil }

func (s *beside) Open(ctx context.Context) (string, error) {
	if s.fails != nil {
		return "", s.fails
	}
	if s.desk == nil {
		s.desk = sampleDesk(s.t, sampleHost, &SampleOf{Home: s.home, Remove: s.Remove})
	}
	s.opened++
	path, err := s.desk.SignInPath(sample.Me.ID)
	return "http://" + sampleHost + path, err
}

func (s *beside) Remove(ctx context.Context) error {
	if s.desk != nil {
		s.desk = nil
	}
	return nil
}

// sampleDesk is the desk of a sample in memory.
func sampleDesk(t testing.TB, at string, of *SampleOf) *tested {
	t.Helper()
	random := rand.NewChaCha8([32]byte{9})
	keys, err := seal.NewPracticeKey(random)
	if err != nil {
		t.Fatal(err)
	}
	store, blobs, clock := memory.New(), memory.NewBlobs(), sample.NewClock(time.Now())
	parts := practice.Parts{Checker: &practice.Checker{Book: book(), Now: clock.Now, Depth: fact.Quick}, Store: store, Blobs: blobs, Keys: keys, Rand: random}
	past, err := practice.OpenOffice(parts)
	if err != nil {
		t.Fatal(err)
	}
	if err := sample.Fill(t.Context(), past, clock); err != nil {
		t.Fatal(err)
	}
	parts.Checker = &practice.Checker{Book: book(), Now: time.Now, Depth: fact.Quick}
	o, err := practice.OpenOffice(parts)
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(Parts{Office: o, Hosts: []string{at}, SampleOf: of})
	if err != nil {
		t.Fatal(err)
	}
	return &tested{d, t, nil, nil}
}

func TestTheSampleIsOpenedInOneClickAndRemovedInOne(t *testing.T) {
	d, s := newDesk(t), &beside{t: t, home: "http://" + host}
	d.sample = s
	b := d.as("author")
	b.see("/welcome").says("Look round a sample practice")
	p := b.postForm("/sample", nil)
	if p.Code != http.StatusOK || s.opened != 1 {
		t.Fatalf("opening gives %d: %s", p.Code, p.words())
	}
	on := p.find(func(n *html.Node) bool { return n.Data == "meta" && attr(n, "http-equiv") == "refresh" })
	if on == nil || !strings.Contains(attr(on, "content"), "http://"+sampleHost+"/sign-in/") {
		t.Fatal("the page doesn't lead on to the sample")
	}
	b.see("/welcome").says("Open the sample practice", "Remove the sample")

	v := s.desk.browser()
	link := strings.TrimPrefix(attr(on, "content"), "0; url=http://"+sampleHost)
	if p := v.get(link); p.Code != http.StatusSeeOther {
		t.Fatalf("the address gives %d", p.Code)
	}
	if p := v.get("/"); p.Header().Get("Location") != "/posts" {
		t.Errorf("the sample begins at %q", p.Header().Get("Location"))
	}
	for _, sc := range screens() {
		for _, r := range sc.Routes {
			method, path, _ := strings.Cut(r.Pattern, " ")
			if method != "GET" || r.JSON || strings.Contains(path, "{") {
				continue
			}
			p := v.get(path)
			if p.Code != http.StatusOK || p.doc == nil {
				continue
			}
			mark := p.class("sample")
			if len(mark) != 1 || !strings.Contains(textOf(mark[0]), "This is a sample practice") {
				t.Errorf("%s of the sample doesn't say that it is one", path)
			}
			if title := p.find(func(n *html.Node) bool { return n.Data == "title" }); !strings.Contains(textOf(title), "(sample)") {
				t.Errorf("%s is titled %q", path, textOf(title))
			}
			if textOf(p.doc) == "" || !strings.Contains(textOf(p.doc), "(invented) is signed in") {
				t.Errorf("%s doesn't say who is signed in, and that she is invented", path)
			}
		}
	}
	v.see("/posts").says("One needs taking down", "Mrs Pell")

	// nothing of the one is in the other, and neither's session opens the other
	for _, words := range []string{"Mrs Pell", "invented", "Quenchmate"} {
		b.see("/posts").saysNot(words)
	}
	if fresh, err := d.office.Fresh(t.Context()); err != nil || !fresh {
		t.Errorf("looking at the sample left something in the practice: %v", err)
	}
	for k, c := range b.cookies {
		v.cookies[k] = c
	}
	delete(v.cookies, cookieName(sampleHost))
	if p := v.get("/posts"); p.Code != http.StatusUnauthorized {
		t.Errorf("one's own session opens the sample: %d", p.Code)
	}

	w := s.desk.as(sample.Me.ID)
	w.see("/posts")
	gone := w.postForm("/sample/remove", nil)
	gone.says("The sample is removed", "Your own practice is as it was")
	if s.There() || gone.Code != http.StatusOK {
		t.Errorf("removed, and it is there: %d", gone.Code)
	}
	b.see("/welcome").says("Look round a sample practice")
	b.do("/sample/remove").says("The sample practice is removed") // also where there is none any more
}

func TestASampleThatCantBeMadeIsSaid(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/welcome")
	if p := b.postForm("/sample", nil); p.Code != http.StatusNotFound {
		t.Errorf("with no place for a sample it gives %d", p.Code)
	}
	d.sample = &beside{t: t, fails: errors.New("no room")}
	if p := b.postForm("/sample", nil); p.Code != http.StatusInternalServerError {
		t.Errorf("it gives %d", p.Code)
	}
}

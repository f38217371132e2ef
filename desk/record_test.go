// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/bundle"
	"chaperone/register"

	"golang.org/x/net/html"
)

// bent is a store in which somebody changed a byte of an event, or that is slow to read.
type bent struct {
	record.Store
	at   atomic.Int64 // 1 and more: the event from 1 that was changed
	torn atomic.Bool  // … and nothing of it can be read any more
	hold atomic.Pointer[chan struct{}]
}

func (b *bent) View(ctx context.Context, f func(record.View) error) error {
	return b.Store.View(ctx, func(v record.View) error { return f(bentView{v, b}) })
}

type bentView struct {
	record.View
	b *bent
}

func (v bentView) Rows(from, to int64, yield func(record.Row) error) error {
	return v.View.Rows(from, to, func(r record.Row) error {
		if r.Seq+1 == v.b.at.Load() {
			if v.b.torn.Load() {
				r.Data = []byte("{")
			}
			r.Data = bytes.Replace(r.Data, []byte(`"at":"2026`), []byte(`"at":"2025`), 1)
		}
		if c := v.b.hold.Load(); c != nil && r.Seq == 5 && v.b.hold.CompareAndSwap(c, nil) { // the first that comes by
			<-*c
		}
		return yield(r)
	})
}

// bend puts a bent store under a desk.
func (d *tested) bend() *bent {
	b := &bent{Store: d.disk.Store}
	d.disk.Store = b
	return b
}

func TestTheRecordIsReadInPlainWords(t *testing.T) {
	d := newDesk(t)
	entry, id := d.consented()
	b := d.as("author")
	p := b.see("/record")
	p.says("Not verified yet", "Today", "Published ‘He walked home", "Entry added consent, given 22 Nov 2026", "Dr Ada Okafor · entry", "Signed in", "Came to the practice", "Checkpoint", "chaperone/")
	p.saysNot("Parrot", "register.", "post.", "m-keeper")
	{
		q := b.see("/record?of=register")
		q.says("Entry added")
		q.saysNot("Published ‘", "Signed in")
	}
	{
		q := b.see("/record?about=post/" + id)
		q.says("About ‘He walked home the next day", "only.", "Draft put on record")
		q.saysNot("Signed in")
	}
	b.see("/record?about=entry/"+entry).says("About consent, given", "Entry added")
	b.see("/record?q=walked+home").says("He walked home the next day, and waved to all of us.", "Published · 22 Nov 2026")
	b.see("/record?q=zebra").says("No post with ‘zebra’ in it")
	if p := b.get("/record?of=wishes"); p.Code != http.StatusNotFound {
		t.Errorf("a part there isn't gives %d", p.Code)
	}
	d.draft("Nobody but its author has seen this.")
	k := d.as("m-administrator").see("/record")
	k.says("Draft put on record a post", "Entry added consent")
	k.saysNot("Nobody but its author", "given 22 Nov", "One post’s story", "For your appraisal")
}

// Every kind of event there is has its words: those of each room, and all that a practice with something of everything has in its log.
func TestEveryKindOfEventHasItsWords(t *testing.T) {
	kinds := slices.Concat(register.Kinds(), signoff.Kinds(), request.Kinds())
	if err := sampleDesk(t, sampleHost, nil).office.Log(t.Context(), "", func(l practice.LogLine) error { kinds = append(kinds, l.Kind); return nil }); err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		if deeds[k].Title == "" {
			t.Errorf("%s has no words", k)
		}
	}
	for k := range deeds {
		if room, _, _ := strings.Cut(k, "."); !slices.ContainsFunc(recordRooms, func(r struct{ Room, Name string }) bool { return r.Room == room }) && room != "rulebook" {
			t.Errorf("%s stands under no part of the log", k)
		}
	}
}

func TestALongLogIsReadPageByPage(t *testing.T) {
	d := newDesk(t)
	for range 60 {
		d.draft("A sentence about nothing.")
	}
	b := d.as("author")
	seen := map[string]bool{}
	path := "/record?of=post"
	for range 20 {
		p := b.see(path)
		for _, n := range p.all(func(n *html.Node) bool { return n.Data == "li" && n.Parent != nil && attr(n.Parent, "class") == "log" }) {
			seen[textOf(n)] = true
		}
		older := p.find(func(n *html.Node) bool { return n.Data == "a" && textOf(n) == "Show older" })
		if older == nil {
			break
		}
		path = attr(older, "href")
	}
	if len(seen) != 2*60 { // drafted and checked
		t.Errorf("%d of 120 events are listed", len(seen))
	}
}

func TestVerifyingSaysInWordsAndAPictureWhatItFound(t *testing.T) {
	d := newDesk(t)
	d.consented()
	store := d.bend()
	b := d.as("author")
	b.see("/record")
	p := b.do("/record/verify")
	p.says("The record verifies", "each is what was first written, in the same order", "worked out anew from the log", "Verified 22 Nov 2026", "What it can’t show", "Verify again")
	svg := p.find(func(n *html.Node) bool { return n.Data == "svg" && attr(n, "role") == "img" })
	if svg == nil || !strings.Contains(textContent(svg), "as it was first written. The signature holds.") {
		t.Fatalf("the picture says nothing: %v", svg)
	}
	if n := len(p.class("knot")); n != groups+1 {
		t.Errorf("%d groups and a seal are drawn", n)
	}

	store.at.Store(7)
	p = b.do("/record/verify")
	p.says("The record doesn’t verify", "Entry 7", "isn’t what was first written; the 6 before it verify", "What to do now", "Copy the practice’s folder somewhere first", "not as it was first written", "behind the fault: not known")
	if svg := p.find(func(n *html.Node) bool { return n.Data == "svg" && attr(n, "role") == "img" }); !strings.Contains(textContent(svg), "doesn’t hold") {
		t.Errorf("the picture says %q", textContent(svg))
	}
	store.at.Store(0)
	{
		q := b.do("/record/verify")
		q.says("The record verifies")
		q.saysNot("What to do now")
	}
}

func TestARecordThatCantBeReadSaysSoAndCanBeVerified(t *testing.T) {
	d := newDesk(t)
	d.consented()
	store := d.bend()
	b := d.as("author")
	b.see("/record")
	store.torn.Store(true)
	store.at.Store(9)
	b.see("/record").says("What happened can’t be listed", "Verify it to see which", "Download the checkpoint")
	b.do("/record/verify").says("The record doesn’t verify", "Entry 9", "What to do now", "We can’t tell who or why.")
}

func TestACheckpointKeptElsewhereIsHeldAgainst(t *testing.T) {
	d := newDesk(t)
	d.consented()
	b := d.as("author")
	file := b.get("/record/checkpoint")
	if !strings.Contains(file.Header().Get("Content-Disposition"), "checkpoint-2026-11-22.txt") || !strings.HasPrefix(file.body, "chaperone/") {
		t.Fatalf("the checkpoint is %q, %s", file.body, file.Header().Get("Content-Disposition"))
	}
	d.draft("And one more.")
	b.see("/record")
	crlf := strings.ReplaceAll(strings.TrimSpace(file.body), "\n", "\r\n")
	p := b.do("/record/verify", "against", crlf)
	p.says("It goes on from the checkpoint kept elsewhere", "the checkpoint somebody else keeps fits up to here", "could have written anew what came since")
	lines := strings.Split(file.body, "\n")
	lines[1] = "3"
	b.do("/record/verify", "against", strings.Join(lines, "\n")).says("The record doesn’t verify", "The checkpoint you gave can’t be used", "Verify without it")
	b.do("/record/verify", "against", "hello").says("can’t be used")
	b.do("/record/verify").says("The record verifies")
}

func TestVerifyingTakesItsTimeBesideTheRest(t *testing.T) {
	d := newDesk(t)
	d.consented()
	store := d.bend()
	b, other := d.as("author"), d.as("m-keeper")
	b.see("/posts")
	other.see("/registers")
	hold := make(chan struct{})
	store.hold.Store(&hold)
	p := b.do("/record/verify")
	{
		q := p
		q.says("Being verified", "You can go on working", "Stop it")
		q.saysNot("Verify the record")
	}
	other.see("/record").says("Being verified")
	other.do("/record/verify").says("Being verified") // joins
	other.do("/record/verify", "against", "x").says("being verified just now")
	b.see("/posts").says("He walked home")
	var far struct {
		Running  bool
		Done, Of int64
	}
	if err := json.Unmarshal([]byte(b.get("/record/verify").body), &far); err != nil || !far.Running || far.Of < 10 {
		t.Errorf("so far: %+v, %v", far, err)
	}
	if !strings.Contains(p.body, `<noscript><meta http-equiv="refresh"`) {
		t.Error("without scripts the page stands still")
	}
	go func() { time.Sleep(50 * time.Millisecond); close(hold) }()
	b.do("/record/stop").says("Stopped. Nothing was changed by it", "Not verified yet")
	b.do("/record/verify").says("The record verifies")
}

func TestAPostsStoryIsToldAndHandedOn(t *testing.T) {
	d := newDesk(t)
	entry, id := d.consented()
	if err := d.office.WithdrawConsent(t.Context(), people[0], entry, "I changed jobs"); err != nil {
		t.Fatal(err)
	}
	b := d.as("author")
	at := "/record/posts/" + id
	p := b.see(at)
	p.says("‘He walked home the next day", "Draft written", "Published on Instagram without sign-off", "Dr Ada Okafor", "Entry withdrawn by the person", "Hand it to an adviser", "Open sealed words in it")
	p.saysNot("Parrot", "changed jobs")
	if n := strings.Count(p.body, "An entry it rests on ended"); n != 0 {
		t.Errorf("the withdrawal is told again %d times, as what ended", n)
	}
	read := func(member string, open bool) *page {
		b := d.as(member)
		b.see(at)
		form := map[string][]string{}
		if open {
			form["open"] = []string{"yes"}
		}
		return b.postForm(at+"/bundle", form)
	}
	for _, open := range []bool{false, true} {
		file := read("author", open)
		r, err := bundle.Verify(strings.NewReader(file.body), int64(len(file.body)), bundle.Options{})
		if err != nil || !r.Holds() || !strings.Contains(file.Header().Get("Content-Disposition"), "story-"+id+".zip") {
			t.Fatalf("open %v: %v, %v", open, err, file.Header())
		}
		if has := strings.Contains(unzipped(t, file.body), "Tom Parrot"); has != open {
			t.Errorf("open is %v, and a name in it %v", open, has)
		}
	}
	if file := read("m-reviewer", true); file.Code != http.StatusForbidden {
		t.Errorf("a reviewer opens what is sealed: %d", file.Code)
	}
	if file := read("m-reviewer", false); file.Code != http.StatusOK || strings.Contains(unzipped(t, file.body), "Tom Parrot") {
		t.Errorf("a reviewer's bundle gives %d", file.Code)
	}
	if p := b.get("/record/posts/nothing"); p.Code != http.StatusNotFound {
		t.Errorf("no post gives %d", p.Code)
	}
	b.see("/record?of=practice").says("A post’s story taken out")
}

// unzippedFile gives one file of an archive.
func unzippedFile(t *testing.T, data []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func unzipped(t *testing.T, data string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(&all, r)
		r.Close()
	}
	return all.String()
}

func TestASummaryForAnAppraisalComesInThreeForms(t *testing.T) {
	d := newDesk(t)
	d.consented()
	b := d.as("m-author")
	b.see("/record/appraisal").says("What you learnt", "no post’s words")
	for as, begins := range map[string]string{"pdf": "%PDF", "html": "<!doctype html>", "md": "#"} {
		f := b.postForm("/record/appraisal", map[string][]string{"from": {"2026-01-01"}, "to": {"2026-12-31"}, "words": {"Ask sooner."}, "as": {as}})
		if f.Code != http.StatusOK || !strings.HasPrefix(strings.ToLower(f.body), strings.ToLower(begins)) || !strings.Contains(f.Header().Get("Content-Disposition"), "appraisal-2026-01-01-2026-12-31."+as) {
			t.Errorf("%s: %d, %q, %s", as, f.Code, f.body[:min(20, len(f.body))], f.Header().Get("Content-Disposition"))
		}
		if as != "pdf" && (!strings.Contains(f.body, "Ask sooner.") || strings.Contains(f.body, "walked home")) {
			t.Errorf("%s lacks what was learnt, or has words of a post", as)
		}
	}
	for _, c := range []struct{ from, to, as, says string }{{"2026-12-31", "2026-01-01", "pdf", "lies before the first"}, {"", "2026-01-01", "pdf", "Give the first and the last day"}, {"May", "2026-01-01", "pdf", "Give the first"}, {"2026-01-01", "2026-12-31", "doc", "Choose how"}} {
		p := b.postForm("/record/appraisal", map[string][]string{"from": {c.from}, "to": {c.to}, "words": {"Ask sooner."}, "as": {c.as}})
		p.says(c.says)
		if p.Code != http.StatusUnprocessableEntity || textOf(p.find(func(n *html.Node) bool { return n.Data == "textarea" })) != "Ask sooner." {
			t.Errorf("%+v gives %d, or forgets what was typed", c, p.Code)
		}
	}
}

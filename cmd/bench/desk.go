// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"chaperone/decision/signoff"
	"chaperone/desk"
	"chaperone/fact"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record/seal"
	"chaperone/record/store/files"
	"chaperone/record/store/sqlite"
	"chaperone/rulebook"
)

// How a person at the desk is imitated: a burst of keys, a check at each, then a rest, at whose beginning the editor asks for the check that
// takes its time and keeps the draft. It is the rhythm of desk/asset/write.js with somebody who types 40 words a minute half of the time.
const (
	keyGap   = 300 * time.Millisecond // between keys of a burst
	keysIn   = 17                     // keys of a burst
	restTime = 5 * time.Second
	settle   = 450 * time.Millisecond // after the last key
)

// measureDesk prints how quick the desk is while many people write at once, and what memory it takes. The desk is a process of its own.
func measureDesk(ctx context.Context, w io.Writer, people, posts, cores int, long time.Duration, folder string) error {
	dir, err := os.MkdirTemp(folder, "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := exec.CommandContext(ctx, self, "--desk-serve", strconv.Itoa(people), "--desk-posts", strconv.Itoa(posts), "--record-folder", dir)
	c.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(cores))
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	in, err := c.StdinPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	texts, err := draftsToType()
	if err != nil {
		return err
	}
	all := &timings{}
	var wg sync.WaitGroup
	typists := make([]*typist, people)
	addresses := bufio.NewScanner(out)
	for i := range typists { // the door lets in a few a second
		if !addresses.Scan() {
			return errors.Join(errors.New("the desk doesn't answer"), c.Wait())
		}
		typists[i] = &typist{all: all, r: mathrand.New(mathrand.NewPCG(7, uint64(i))), text: texts[i%len(texts)], lists: posts > 0 && i%10 == 0}
		if err := typists[i].enter(addresses.Text()); err != nil {
			return err
		}
		fmt.Fprintln(in)
	}
	before := processorTime()
	end := time.Now().Add(long)
	for _, p := range typists {
		wg.Go(func() {
			if err := p.write(end); err != nil {
				all.fail(err)
			}
		})
	}
	peak := 0
	for time.Now().Before(end) {
		time.Sleep(200 * time.Millisecond)
		peak = max(peak, resident(c.Process.Pid, "VmHWM"))
	}
	wg.Wait()
	others := processorTime().since(before)
	if err := errors.Join(in.Close(), c.Wait()); err != nil {
		return err
	}
	return all.report(w, people, cores, long, peak, others)
}

// typist is one person.
type typist struct {
	all    *timings
	r      *mathrand.Rand
	text   string
	lists  bool // opens the list of posts at each rest
	client http.Client
	base   string
	token  string
	id     string
	ver    int
}

// enter signs in.
func (p *typist) enter(address string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	p.client.Jar = jar
	p.client.Transport = &http.Transport{MaxIdleConnsPerHost: 4}
	p.base = address[:strings.Index(address, "/sign-in")]
	for {
		_, err := p.get(address)
		if err == nil {
			break
		}
		if !errors.Is(err, errTooMany) {
			return err
		}
		time.Sleep(500 * time.Millisecond)
	}
	data, err := p.get(p.base + "/session")
	if err != nil {
		return err
	}
	var s struct{ Token string }
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	p.token = s.Token
	return nil
}

func (p *typist) write(end time.Time) error {
	time.Sleep(time.Duration(p.r.Int64N(int64(restTime)))) // they don't all begin with one stroke
	words := strings.Fields(p.text)
	at := len(words) / 2
	for time.Now().Before(end) {
		for range keysIn {
			began := time.Now()
			at = at%len(words) + 1
			if err := p.check(strings.Join(words[:at], " "), false); err != nil {
				return err
			}
			time.Sleep(max(0, time.Duration(float64(keyGap)*(0.5+p.r.Float64()))-time.Since(began)))
		}
		time.Sleep(settle)
		text := strings.Join(words[:at], " ")
		if err := p.check(text, true); err != nil {
			return err
		}
		if err := p.save(text); err != nil {
			return err
		}
		if p.lists {
			began := time.Now()
			if _, err := p.get(p.base + "/posts"); err != nil {
				return err
			}
			p.all.took("list", time.Since(began))
		}
		time.Sleep(time.Duration(float64(restTime) * (0.5 + p.r.Float64())))
	}
	return nil
}

func (p *typist) draft(text string, deep bool) map[string]any {
	return map[string]any{"id": p.id, "version": p.ver, "text": text, "platforms": []string{"instagram"}, "audience": "public", "paid": "no", "deep": deep}
}

func (p *typist) check(text string, deep bool) error {
	began := time.Now()
	_, err := p.post("/check", p.draft(text, deep))
	p.all.took(map[bool]string{false: "while typing", true: "at rest"}[deep], time.Since(began))
	return err
}

func (p *typist) save(text string) error {
	began := time.Now()
	data, err := p.post("/save", p.draft(text, false))
	p.all.took("kept", time.Since(began))
	if err != nil {
		return err
	}
	var s struct {
		ID      string
		Version int
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	p.id, p.ver = s.ID, s.Version
	return nil
}

func (p *typist) get(url string) ([]byte, error) {
	r, err := p.client.Get(url)
	if err != nil {
		return nil, err
	}
	return body(r)
}

func (p *typist) post(path string, v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequest("POST", p.base+path, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("X-Chaperone-Token", p.token)
	r, err := p.client.Do(q)
	if err != nil {
		return nil, err
	}
	return body(r)
}

var errTooMany = errors.New("the desk was asked too often")

func body(r *http.Response) ([]byte, error) {
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if r.StatusCode == http.StatusTooManyRequests {
		return nil, errTooMany
	}
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", r.Request.URL.Path, r.Status)
	}
	return data, err
}

// timings are how long answers took, by what was asked.
type timings struct {
	mu     sync.Mutex
	of     map[string][]time.Duration
	failed []error
}

func (t *timings) took(what string, d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string][]time.Duration{}
	}
	t.of[what] = append(t.of[what], d)
}

func (t *timings) fail(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failed = append(t.failed, err)
}

func (t *timings) report(w io.Writer, people, cores int, long time.Duration, peak int, others string) error {
	row := func(what, format string, a ...any) { fmt.Fprintf(w, "%-44s %s\n", what, fmt.Sprintf(format, a...)) }
	row("machine", "%d cores, %s; the desk may use %d%s", runtime.NumCPU(), runtime.GOARCH, cores, others)
	row("people writing at once", "%d, for %s", people, long)
	for _, what := range []string{"while typing", "at rest", "kept"} {
		d := t.of[what]
		if len(d) == 0 {
			continue
		}
		slices.Sort(d)
		at := func(q float64) float64 {
			return float64(d[min(len(d)-1, int(math.Ceil(q*float64(len(d))))-1)].Microseconds()) / 1000
		}
		row("a draft, "+what, "median %.1f ms, p95 %.1f ms, p99 %.1f ms, worst %.0f ms; %d, %.0f a second", at(.5), at(.95), at(.99), at(1), len(d), float64(len(d))/long.Seconds())
	}
	if d := t.of["list"]; len(d) > 0 {
		slices.Sort(d)
		row("the list of posts", "median %d ms, p95 %d ms; %d", d[len(d)/2].Milliseconds(), d[len(d)*95/100].Milliseconds(), len(d))
	}
	row("resident memory at most", "%.0f MiB", float64(peak)/1024)
	if len(t.failed) > 0 {
		return fmt.Errorf("%d of %d people were stopped, the first by: %w", len(t.failed), people, t.failed[0])
	}
	return nil
}

// fill puts posts on the record, every other one published.
func fill(ctx context.Context, o *practice.Office, by practice.Member, n int) error {
	if n == 0 {
		return nil
	}
	texts, err := draftsToType()
	if err != nil {
		return err
	}
	for i := range n {
		r := signoff.Revision{Text: fmt.Sprintf("%s\n\nPart %d.", texts[i%len(texts)], i), Platforms: []post.Platform{"instagram"}, Audience: post.Public, Kind: post.KindPost}
		p, err := o.DraftPost(ctx, by, r)
		if err == nil && i%2 == 0 {
			_, err = o.Published(ctx, by, p.ID, "instagram", fmt.Sprintf("https://example.org/p/%d", i), "it went out before Chaperone was there")
		}
		if err != nil {
			return fmt.Errorf("post %d: %w", i, err)
		}
	}
	return nil
}

// draftsToType are posts of some length, of the shipped cases.
func draftsToType() ([]string, error) {
	posts, err := readPosts("testdata/cases/seen")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, data := range posts {
		var p struct{ Text string }
		if err := json.Unmarshal(data, &p); err != nil {
			return nil, err
		}
		if n := len(p.Text); n >= 280 && n <= 2000 {
			out = append(out, p.Text)
		}
	}
	if len(out) < 20 {
		return nil, fmt.Errorf("only %d posts are of the length that is typed", len(out))
	}
	return out, nil
}

// serveDesk is the desk that is measured: a practice of many people on an encrypted store. It prints an address for each, one for every
// line it is given, and answers until nobody is there to give it more.
func serveDesk(ctx context.Context, in io.Reader, w io.Writer, people, posts int, dir string) error {
	book, err := rulebook.Load(rulebook.Options{})
	if err != nil {
		return err
	}
	key := make([]byte, sqlite.KeySize)
	rand.Read(key)
	store, err := sqlite.Open(dir, key)
	if err != nil {
		return err
	}
	defer store.Close()
	blobs, err := files.Open(filepath.Join(dir, "blobs"))
	if err != nil {
		return err
	}
	keys, err := seal.NewPracticeKey(rand.Reader)
	if err != nil {
		return err
	}
	o, err := practice.OpenOffice(practice.Parts{Checker: &practice.Checker{Book: book, Now: time.Now, Depth: fact.Quick}, Store: store, Blobs: blobs, Keys: keys, Rand: rand.Reader})
	if err != nil {
		return err
	}
	var members []practice.Member
	for i := range people {
		members = append(members, practice.Member{ID: fmt.Sprintf("p%d", i), Name: fmt.Sprintf("Person %d", i), Roles: []string{"author"}})
	}
	for _, m := range members {
		if _, err := o.AddMember(ctx, practice.Member{ID: practice.Author}, m); err != nil {
			return err
		}
	}
	if err := fill(ctx, o, members[0], posts); err != nil {
		return err
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	d, err := desk.New(desk.Parts{Office: o, Hosts: []string{l.Addr().String()}})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() { // whoever measures asks for one address after the other: the desk lends no more than some at once
		defer cancel()
		asked := bufio.NewScanner(in)
		for _, m := range members {
			path, err := d.SignInPath(m.ID)
			if err != nil {
				return
			}
			fmt.Fprintf(w, "http://%s%s\n", l.Addr(), path)
			if !asked.Scan() {
				return
			}
		}
		asked.Scan() // until the other end is closed
	}()
	return d.Serve(ctx, l)
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// crowd is several people at one practice: some at the desk, some at the command line.
type crowd struct {
	t       *testing.T
	program string
	dir     string // the practice
	files   string // what they publish
	told    told

	mu      sync.Mutex
	dying   bool
	running map[*exec.Cmd]bool
	seq     int
}

func (c *crowd) begin(dir string) {
	c.dir, c.files, c.told = filepath.Join(dir, "practice"), filepath.Join(dir, "files"), told{}
	if err := os.MkdirAll(c.files, 0o700); err != nil {
		c.t.Fatal(err)
	}
}

var errDying = errors.New("it was killed")

// start runs the program unless everybody has been killed by now.
func (c *crowd) start(cmd *exec.Cmd) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dying {
		return errDying
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	c.running[cmd] = true
	return nil
}

func (c *crowd) kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dying = true
	for cmd := range c.running { // in any order
		_ = cmd.Process.Kill()
	}
}

func (c *crowd) isDying() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dying
}

// wrong is an error of something nobody killed.
func (c *crowd) wrong(err error) error {
	if !c.isDying() {
		c.t.Error(err)
	}
	return errDying
}

// run runs a command to its end; errDying where it was killed, or should have been.
func (c *crowd) run(args ...string) (string, error) {
	cmd := exec.Command(c.program, append(args, "--data", c.dir)...)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := c.start(cmd); err != nil {
		return "", errDying
	}
	err := cmd.Wait()
	c.mu.Lock()
	delete(c.running, cmd)
	c.mu.Unlock()
	if err != nil {
		return "", c.wrong(fmt.Errorf("chaperone %s: %v: %s%s", strings.Join(args, " "), err, out.String(), errs.String()))
	}
	return out.String(), nil
}

// work lets everybody work for a while and kills them all. At once: nobody waits for the desk to be open, the first to come begins the practice.
func (c *crowd) work(seed uint64, long time.Duration, atOnce bool) {
	c.dying, c.running = false, map[*exec.Cmd]bool{}
	desk := exec.Command(c.program, "serve", "--data", c.dir)
	var errs bytes.Buffer
	desk.Stderr = &errs
	out, err := desk.StdoutPipe()
	if err == nil {
		err = c.start(desk)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	address := make(chan string, 1)
	go func() {
		in := bufio.NewReader(out)
		line, _ := in.ReadString('\n')
		address <- strings.TrimSpace(line)
		_, _ = io.Copy(io.Discard, in)
	}()
	if atOnce {
		time.AfterFunc(long, c.kill)
	}
	var all sync.WaitGroup
	people := func() {
		for i, life := range []func(*rand.Rand) error{c.writes, c.writes, c.keepsRegisters, c.asksAndLosesConsent} {
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			all.Go(func() {
				for life(r) == nil {
				}
			})
		}
	}
	if atOnce {
		people()
	}
	select {
	case at := <-address:
		if at == "" && !c.isDying() {
			c.kill()
			_ = desk.Wait()
			c.t.Errorf("the desk didn't open: %s", errs.String())
			break
		}
		if !atOnce {
			time.AfterFunc(long, c.kill)
			people()
		}
		all.Go(func() { c.atTheDesk(at, seed, &all) })
	case <-time.After(30 * time.Second):
		c.kill()
		c.t.Errorf("the desk didn't open in time")
	}
	all.Wait()
	_ = desk.Wait()
}

func (c *crowd) file(words string) string {
	c.mu.Lock()
	c.seq++
	name := filepath.Join(c.files, fmt.Sprint(c.seq))
	c.mu.Unlock()
	if err := os.WriteFile(name, []byte(words), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return name
}

// number tells things apart that are said in the same words.
func (c *crowd) number() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seq++
	return c.seq
}

func picture(r *rand.Rand) []byte {
	data := make([]byte, 1000+r.IntN(300_000))
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	return data
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

var (
	postLine  = regexp.MustCompile(`Post (\w+):`)
	filedLine = regexp.MustCompile(`(?m)^(\w+) is on record`)
)

func words(platform, text, more string) string {
	return "---\nplatform: " + platform + "\naudience: public\npaid: no\n" + more + "---\n" + text + "\n"
}

// newPost begins a post; what it acknowledges is put down before anything else is done.
func (c *crowd) newPost(platform, text string, pic []byte) (*toldPost, error) {
	more := ""
	p := &toldPost{text: text}
	if pic != nil {
		p.picture = digestOf(pic)
		more = "media: [" + filepath.Base(c.file(string(pic))) + "]\n"
	}
	out, err := c.run("post", "new", c.file(words(platform, text, more)))
	if err != nil {
		return nil, err
	}
	p.id, p.steps = postLine.FindStringSubmatch(out)[1], 1
	c.mu.Lock()
	c.told.posts = append(c.told.posts, p)
	c.mu.Unlock()
	return p, nil
}

// writes is the life of a post at the command line.
func (c *crowd) writes(r *rand.Rand) error {
	text := fmt.Sprintf("Drink water when you are thirsty, number %d.", c.number())
	var pic []byte
	if r.IntN(3) == 0 {
		pic = picture(r)
	}
	p, err := c.newPost("x", text, pic)
	if err != nil || pic != nil {
		return err
	}
	if r.IntN(2) == 0 {
		p.trying = text + " And rest."
		if _, err := c.run("post", "revise", p.id, c.file(words("x", p.trying, ""))); err != nil {
			return err
		}
		p.text, p.trying = p.trying, ""
		p.steps++
	}
	if _, err := c.run("post", "sign-off", p.id); err != nil {
		return err
	}
	p.signed++
	p.steps++
	name := filepath.Join(c.files, fmt.Sprint("permit", c.number()))
	if _, err := c.run("permit", "issue", p.id, name); err != nil {
		return err
	}
	permit, err := os.ReadFile(name)
	if err != nil {
		c.t.Fatal(err)
	}
	p.permits = append(p.permits, permit)
	p.steps++
	address := "https://x.example/" + p.id
	if _, err := c.run("post", "published", p.id, "x", address); err != nil {
		return err
	}
	p.addresses++
	p.steps++
	if r.IntN(2) == 0 {
		if _, err := c.run("post", "take-down", p.id); err != nil {
			return err
		}
		if _, err := c.run("post", "taken-down", p.id, address, "--gone"); err != nil {
			return err
		}
		p.down++
		p.steps += 2
	}
	return nil
}

func (c *crowd) newEntry(in, fields, claim string) (*toldEntry, error) {
	out, err := c.run("register", "add", in, c.file(fields))
	if err != nil {
		return nil, err
	}
	e := &toldEntry{id: filedLine.FindStringSubmatch(out)[1], claim: claim, steps: 1}
	c.mu.Lock()
	c.told.entries = append(c.told.entries, e)
	c.mu.Unlock()
	return e, nil
}

// keepsRegisters files evidence and the papers that belong to it.
func (c *crowd) keepsRegisters(r *rand.Rand) error {
	claim := fmt.Sprintf("Steam inhalation doesn't help a cold, number %d", c.number())
	e, err := c.newEntry("evidence", "claim: "+claim+"\nsource: \"doi:10.0000/example\"\ngrade: observational\nchecked: 2026-05-04\n", claim)
	if err != nil {
		return err
	}
	paper := picture(r)
	if _, err := c.run("register", "attach", e.id, c.file(string(paper))); err != nil {
		return err
	}
	e.files = append(e.files, digestOf(paper))
	e.steps++
	return nil
}

// asksAndLosesConsent publishes what somebody agreed to, who then changes their mind.
func (c *crowd) asksAndLosesConsent(r *rand.Rand) error {
	text := fmt.Sprintf("Sam stood on a garden fork and finished row %d before he rang us.", c.number())
	e, err := c.newEntry("consents", fmt.Sprintf("who: Sam\nwords: [the man with the garden fork]\ntext: %q\nplatforms: [instagram]\npurpose: education\naudience: public\ntold_withdrawal: true\nrelies: author\n"+
		"given: 2026-07-02\nrecord: register\nform: written\ntaken_by: nurse\ncapacity: had\n", text), "")
	if err != nil {
		return err
	}
	p, err := c.newPost("instagram", text, nil)
	if err != nil {
		return err
	}
	if _, err := c.run("post", "sign-off", p.id); err != nil {
		return err
	}
	p.signed++
	p.steps++
	if _, err := c.run("post", "published", p.id, "instagram", "https://instagram.example/"+p.id); err != nil {
		return err
	}
	p.addresses++
	p.steps++
	out, err := c.run("register", "withdraw", e.id, "--said", "my boss saw it")
	if err != nil {
		return err
	}
	e.withdrawn = true
	e.steps++
	if !strings.Contains(out, p.id) {
		c.t.Errorf("consent %s is withdrawn, and post %s isn't due to come down: %s", e.id, p.id, out)
	}
	return nil
}

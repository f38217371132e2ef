// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"chaperone/decision/signoff"
	"chaperone/practice"
	"chaperone/register"
)

var killSeed = flag.Uint64("kill-seed", 0, "the random numbers of the killed programs; 0 takes others each time")

// killRounds is the number of kills; make slow does 150.
func killRounds() int {
	switch {
	case os.Getenv("CHAPERONE_SLOW") != "":
		return 150
	case testing.Short():
		return 3
	}
	return 12
}

// The desk and commands beside it work in one folder, several people at once; all of them are killed at a random moment. What any of them
// was told had happened is there when the program starts again, and nothing is there by half.
func TestWhatWasAcknowledgedIsThereAfterTheProgramIsKilled(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	seed := *killSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d: go test ./cmd/chaperone -run Killed -kill-seed %d", seed, seed)
	r := rand.New(rand.NewPCG(seed, 0))
	var all told
	c := &crowd{t: t, program: programUnderTest(t)}
	for round := range killRounds() {
		if round%4 == 0 { // a new practice now and then: its first moments count, too
			c.begin(t.TempDir())
		}
		c.work(r.Uint64(), time.Duration(r.IntN(1200))*time.Millisecond, round%4 == 0)
		n := c.told.count()
		c.startsAgain()
		if err := c.check(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
		if round%4 == 3 || round == killRounds()-1 {
			all.acknowledged += n
		}
	}
	t.Logf("%d kills of the desk with commands beside it: %d acknowledged things, all there", killRounds(), all.acknowledged)
	if all.acknowledged < 5*killRounds() {
		t.Errorf("only %d things were acknowledged: the kills came too early to show anything", all.acknowledged)
	}
}

// programUnderTest is the program as it is given out where CHAPERONE_PROGRAM names it, else this test's own binary (see TestMain).
func programUnderTest(t *testing.T) string {
	t.Helper()
	if p := os.Getenv("CHAPERONE_PROGRAM"); p != "" {
		return p
	}
	p, err := exec.LookPath("chaperone")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// startsAgain wants the program to find its practice whole, and to leave it so.
func (c *crowd) startsAgain() {
	cmd := exec.Command(c.program, "record", "verify", "--data", c.dir)
	out, err := cmd.CombinedOutput()
	if bytes.Contains(out, []byte("there is no practice")) && c.told.count() == 0 {
		return // killed before it was begun
	}
	if err != nil {
		c.t.Errorf("started again: %v: %s", err, out)
	}
	err = filepath.WalkDir(filepath.Join(c.dir, filesDir), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Base(filepath.Dir(path)) == "new" {
			return err
		}
		data, err := os.ReadFile(path)
		if sum := sha256.Sum256(data); err == nil && hex.EncodeToString(sum[:]) != e.Name() {
			c.t.Errorf("file %s holds something else", e.Name())
		}
		return err
	})
	if err != nil {
		c.t.Error(err)
	}
}

// check holds what is there against what was acknowledged.
func (c *crowd) check() error {
	if _, err := os.Stat(filepath.Join(c.dir, "practice.id")); err != nil && c.told.count() == 0 {
		return nil
	}
	return (&dataFlags{Data: c.dir}).use(env{strings.NewReader(""), io.Discard, io.Discard}, false, func(ctx context.Context, o *practice.Office) error {
		rs, err := o.Registers(ctx)
		if err != nil {
			return err
		}
		for _, e := range c.told.entries {
			x := rs.Entry(e.id)
			if x == nil {
				return fmt.Errorf("entry %s was acknowledged and isn't there", e.id)
			}
			if v, whole := x.Value(); !whole || v.Evidence != nil && v.Evidence.Claim != e.claim {
				return fmt.Errorf("entry %s isn't whole", e.id)
			}
			if e.withdrawn && !x.Withdrawn() {
				return fmt.Errorf("entry %s was withdrawn and isn't", e.id)
			}
			for _, sum := range e.files {
				i := slices.IndexFunc(x.Attached(), func(f register.File) bool { return f.Plain == sum })
				if i < 0 {
					return fmt.Errorf("entry %s: a file is missing", e.id)
				}
				if err := sameFile(sum, func(w io.Writer) error { return o.OpenFile(ctx, e.id, x.Attached()[i].Digest, w) }); err != nil {
					return fmt.Errorf("a file of entry %s: %w", e.id, err)
				}
			}
		}
		for _, p := range c.told.posts {
			if err := p.isThere(ctx, o); err != nil {
				return fmt.Errorf("post %s: %w", p.id, err)
			}
		}
		for _, x := range c.told.drafts {
			if err := x.isThere(ctx, o); err != nil {
				return fmt.Errorf("draft %s: %w", x.id, err)
			}
		}
		return c.nothingByHalf(ctx, o, rs)
	})
}

// What the test above looks for, it sees.
func TestALostAcknowledgementIsNoticed(t *testing.T) {
	c := &crowd{t: t, program: programUnderTest(t), running: map[*exec.Cmd]bool{}}
	c.begin(t.TempDir())
	r := rand.New(rand.NewPCG(1, 1))
	for _, life := range []func(*rand.Rand) error{c.writes, c.keepsRegisters, c.asksAndLosesConsent} {
		if err := life(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.check(); err != nil {
		t.Fatal(err)
	}
	p, e := c.told.posts[len(c.told.posts)-1], c.told.entries[0]
	for what, lost := range map[string]*told{
		"a post":           {posts: []*toldPost{{id: "0123456789", text: "x"}}},
		"its words":        {posts: []*toldPost{{id: p.id, text: "other words"}}},
		"a sign-off":       {posts: []*toldPost{{id: p.id, text: p.text, signed: 2}}},
		"an address":       {posts: []*toldPost{{id: p.id, text: p.text, addresses: 2}}},
		"a permit":         {posts: []*toldPost{{id: p.id, text: p.text, permits: [][]byte{[]byte("permit")}}}},
		"an entry":         {entries: []*toldEntry{{id: "0123456789"}}},
		"a withdrawal":     {entries: []*toldEntry{{id: e.id, claim: e.claim, withdrawn: true}}},
		"a file":           {entries: []*toldEntry{{id: e.id, claim: e.claim, files: []string{"sha256:00"}}}},
		"a draft":          {drafts: []*toldDraft{{id: "0123456789", version: 1, text: "x"}}},
		"a draft's change": {drafts: []*toldDraft{{id: p.id, version: 3, text: p.text}}},
	} {
		c.told = *lost
		if err := c.check(); err == nil {
			t.Errorf("%s is missing, and nothing is said", what)
		}
	}
}

// nothingByHalf looks at everything there is, acknowledged or not.
func (c *crowd) nothingByHalf(ctx context.Context, o *practice.Office, rs *register.Registers) error {
	posts, err := o.Posts(ctx)
	if err != nil {
		return err
	}
	for _, p := range posts {
		r, ok := p.Text()
		if !ok || r.Digest() != p.Revision.Digest || p.Check == nil {
			return fmt.Errorf("post %s: kept by half (words %v, checked %v)", p.ID, ok, p.Check != nil)
		}
		for _, m := range r.Media {
			if err := sameFile(m.Digest, func(w io.Writer) error { return o.OpenMedium(ctx, p.ID, m.Digest, w) }); err != nil {
				return fmt.Errorf("post %s: %w", p.ID, err)
			}
		}
		permits, err := o.Permits(ctx, p.ID)
		if err != nil || len(permits) != len(p.Permits) {
			return fmt.Errorf("post %s: %d permits are kept, it knows of %d, %v", p.ID, len(permits), len(p.Permits), err)
		}
		for _, l := range p.Leans() {
			if x := rs.Entry(l.Entry); x != nil && x.Withdrawn() && (p.Signed() != nil || p.Status != signoff.TakeDownDue) {
				return fmt.Errorf("post %s rests on consent %s, which was withdrawn, and is %s", p.ID, l.Entry, p.Status)
			}
		}
	}
	drafts, err := o.WorkingCopies(ctx)
	if err != nil {
		return err
	}
	for _, w := range drafts {
		for _, m := range w.Revision.Media {
			if err := sameFile(m.Digest, func(out io.Writer) error { return o.OpenMedium(ctx, w.ID, m.Digest, out) }); err != nil {
				return fmt.Errorf("draft %s: %w", w.ID, err)
			}
		}
	}
	return nil
}

// sameFile reads a kept file and wants it to be the one of this digest.
func sameFile(digest string, open func(io.Writer) error) error {
	h := sha256.New()
	if err := open(h); err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != strings.TrimPrefix(digest, "sha256:") {
		return errors.New("a picture came out as another")
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/seal"
	"chaperone/record/store/files"
	"chaperone/record/store/memory"
	"chaperone/record/store/sqlite"
	"chaperone/register"

	"golang.org/x/mod/sumdb/tlog"
)

// errDisk is what a faulty store gives.
var errDisk = errors.New("the disk gave up")

// faulty is a store whose n-th write from now fails; 0: none does.
type faulty struct {
	record.Store
	left int
	hit  bool
}

func (f *faulty) Update(ctx context.Context, do func(record.Tx) error) error {
	return f.Store.Update(ctx, func(tx record.Tx) error { return do(faultyTx{tx, f}) })
}

func (f *faulty) write() error {
	if f.left == 0 {
		return nil
	}
	if f.left--; f.left == 0 {
		f.hit = true
		return errDisk
	}
	return nil
}

type faultyTx struct {
	record.Tx
	f *faulty
}

func (t faultyTx) Append(row record.Row, kind, about string, hashes []tlog.Hash) error {
	if err := t.f.write(); err != nil {
		return err
	}
	return t.Tx.Append(row, kind, about, hashes)
}

func (t faultyTx) PutState(kind, id string, body []byte) error {
	if err := t.f.write(); err != nil {
		return err
	}
	return t.Tx.PutState(kind, id, body)
}

func (t faultyTx) PutKey(id string, wrapped []byte) error {
	if err := t.f.write(); err != nil {
		return err
	}
	return t.Tx.PutKey(id, wrapped)
}

func (t faultyTx) DestroyKey(id string, at time.Time) error {
	if err := t.f.write(); err != nil {
		return err
	}
	return t.Tx.DestroyKey(id, at)
}

func (t faultyTx) PutCheckpoint(size int64, note []byte) error {
	if err := t.f.write(); err != nil {
		return err
	}
	return t.Tx.PutCheckpoint(size, note)
}

func (t faultyTx) DropCheckpoint(size int64) error {
	if err := t.f.write(); err != nil {
		return err
	}
	return t.Tx.DropCheckpoint(size)
}

// Whatever write of an action fails, the action didn't happen: nothing of it is in the store, and the record verifies. Done again, it happens.
func TestAnActionWhoseWriteFailsDidNotHappen(t *testing.T) {
	ctx := context.Background()
	actions := []struct {
		name string
		do   func(o *office, p *signoff.Post) error
	}{
		{"draft", func(o *office, _ *signoff.Post) error {
			_, err := o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: "Drink water.", Platforms: []post.Platform{post.X}})
			return err
		}},
		{"revise", func(o *office, p *signoff.Post) error {
			_, err := o.RevisePost(ctx, ada, p.ID, signoff.Revision{Kind: post.KindPost, Text: fork + " Again.", Platforms: []post.Platform{post.Instagram}})
			return err
		}},
		{"withdraw", func(o *office, _ *signoff.Post) error { return o.WithdrawConsent(ctx, ada, o.consent().ID, "no") }},
		{"erase", func(o *office, _ *signoff.Post) error { return o.ErasePerson(ctx, ada, o.consent().Person) }},
		{"hold", func(o *office, p *signoff.Post) error {
			_, err := o.HoldFor(ctx, ada, []string{"post/" + p.ID}, "letter")
			return err
		}},
		{"permit", func(o *office, p *signoff.Post) error {
			_, err := o.IssuePermit(ctx, ada, p.ID, "")
			return err
		}},
		{"end", func(o *office, _ *signoff.Post) error {
			rs, err := o.Registers(ctx)
			if err != nil {
				return err
			}
			return o.EndEntry(ctx, ada, rs.Of(register.Covers)[0].ID, register.Date{}, "changed insurer")
		}},
	}
	for _, a := range actions {
		for n := 1; ; n++ {
			o := newOffice(t)
			p := o.published()
			before := copyOf(t, o.store)
			o.faults.left = n
			err := a.do(o, p)
			if !o.faults.hit {
				if err != nil {
					t.Fatalf("%s: %v", a.name, err)
				}
				if n < 4 {
					t.Errorf("%s writes %d times: the fault was never in its way", a.name, n-1)
				}
				break
			}
			// DraftPost and RevisePost are two actions: the words are kept first, then the check; the first may stand without the second.
			if a.name != "draft" && a.name != "revise" && copyOf(t, o.store) != before {
				t.Errorf("%s, write %d failed, and something of it is there", a.name, n)
			}
			if !errors.Is(err, errDisk) {
				t.Errorf("%s, write %d failed, and it says %v", a.name, n, err)
			}
			o.verifies()
			if err := a.do(o, p); err != nil && a.name != "revise" {
				t.Errorf("%s again behind a fault: %v", a.name, err)
			}
			o.verifies()
		}
	}
}

// copyOf tells a store's state apart.
func copyOf(t *testing.T, s *memory.Store) string {
	t.Helper()
	var b strings.Builder
	err := s.View(context.Background(), func(v record.View) error {
		n, err := v.Size()
		fmt.Fprintln(&b, n)
		kinds, _ := v.Kinds()
		for _, k := range kinds {
			_ = v.States(k, func(id string, body []byte) error {
				fmt.Fprintf(&b, "%s %s %x\n", k, id, body)
				return nil
			})
		}
		_ = v.Keys(func(id string, w []byte, at time.Time) error {
			fmt.Fprintf(&b, "%s %x %s\n", id, w, at)
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAClockThatGoesBackwardsBreaksNothing(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	p := o.published()
	for _, back := range []time.Duration{-time.Hour, -400 * 24 * time.Hour, -70 * 365 * 24 * time.Hour} {
		o.now = o.now.Add(back)
		if _, err := o.DraftPost(ctx, ada, signoff.Revision{Kind: post.KindPost, Text: "Drink water " + back.String(), Platforms: []post.Platform{post.X}}); err != nil {
			t.Fatal(err)
		}
		o.verifies()
	}
	if err := o.WithdrawConsent(ctx, ada, o.consent().ID, ""); err != nil {
		t.Fatal(err)
	}
	if p = o.must(o.Post(ctx, p.ID)); p.Status != signoff.TakeDownDue {
		t.Errorf("consent was withdrawn by a clock that is behind, and the post is %s", p.Status)
	}
	o.verifies()
}

// A practice on disk, with what a person asked to have erased: none of it can be read from any file afterwards, nor from a backup made then.
func TestWhatWasErasedIsInNoFile(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	keys, err := seal.NewPracticeKey(rand.NewChaCha8([32]byte{3}))
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(dir, nil) // not encrypted: else nothing could be found in any case
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := files.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	o, err := practice.OpenOffice(practice.Parts{Checker: checker(), Store: store, Blobs: blobs, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	const name = "Xanthippe Featherstonehaugh"
	id, err := o.AddEntry(ctx, ada, register.New{Value: register.Value{Consent: &register.Consent{Who: name, Given: register.Day(time.Now())}}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := o.AttachFile(ctx, ada, id, "form.txt", "text/plain", strings.NewReader("I agree. "+name))
	if err != nil {
		t.Fatal(err)
	}
	rs, err := o.Registers(ctx)
	if err != nil {
		t.Fatal(err)
	}
	person := rs.Entry(id).Person
	var wrapped []byte
	_ = store.View(ctx, func(v record.View) error {
		wrapped, err = v.Key("person/" + person)
		return err
	})
	if len(wrapped) == 0 || !inFiles(t, dir, string(wrapped)) {
		t.Fatal("the wrapped key isn't found even before erasure: this test can't fail")
	}
	if err := o.ErasePerson(ctx, ada, person); err != nil {
		t.Fatal(err)
	}
	backup, err := os.Create(filepath.Join(t.TempDir(), "backup"))
	if err != nil {
		t.Fatal(err)
	}
	defer backup.Close()
	if err := o.Backup(ctx, backup, t.TempDir(), ""); err != nil {
		t.Fatal(err)
	}
	unsealed := t.TempDir()
	if _, err := backup.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	b, err := seal.OpenBackup(backup, keys, "")
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; ; n++ {
		_, _, err := b.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(b)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(unsealed, fmt.Sprint(n)), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, where := range []string{dir, unsealed} {
		for _, secret := range []string{name, "I agree", string(wrapped)} {
			if inFiles(t, where, secret) {
				t.Errorf("%.12q is still in %s", secret, where)
			}
		}
	}
	var out strings.Builder
	if err := o.OpenFile(ctx, id, f.Digest, &out); !errors.Is(err, record.ErrErased) {
		t.Errorf("the attached form opens: %v", err)
	}
	v, err := o.Verify(ctx, nil)
	if err != nil || !v.Holds() {
		t.Errorf("the record doesn't verify: %v", v.Sentences())
	}
}

func inFiles(t *testing.T, dir, secret string) (found bool) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		found = found || strings.Contains(string(data), secret)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// SPDX-License-Identifier: Apache-2.0

package witness_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/store/memory"
	"chaperone/record/witness"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func anna(t failing) ledger.Witness {
	t.Helper()
	w, err := ledger.NewWitness("anna", bytes.Repeat([]byte{3}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// owner is a practice with a log of its own.
type owner struct {
	t      failing
	signer ledger.Signer
	store  *memory.Store
}

// failing is a test, or a check of a property.
type failing interface {
	Helper()
	Fatal(...any)
}

func practice(t failing, name string) *owner {
	t.Helper()
	s, err := ledger.NewSigner(name, bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return &owner{t, s, memory.New()}
}

func (o *owner) size() (n int64) {
	_ = o.store.View(context.Background(), func(v record.View) (err error) { n, err = v.Size(); return err })
	return n
}

// happen lets so many things happen.
func (o *owner) happen(n int) {
	o.t.Helper()
	err := o.store.Update(context.Background(), func(tx record.Tx) error {
		for range n {
			e := record.Event{Version: record.Version, At: noon, Kind: "test.happened", About: "post/1", By: "author"}
			if _, _, err := ledger.Append(tx, o.signer, []record.Event{e}, rand.Reader); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// request is what the owner hands in now, for a witness who left off at old.
func (o *owner) request(old int64) (out []byte) {
	o.t.Helper()
	err := o.store.View(context.Background(), func(v record.View) error {
		size, err := v.Size()
		if err != nil {
			return err
		}
		r, err := ledger.NewRequest(v, old, size)
		out = r.Encode()
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return out
}

func TestAWitnessGoesOnFromWhatItSigned(t *testing.T) {
	o, w, dir := practice(t, "chaperone/one"), anna(t), t.TempDir()
	sign := func(request []byte, key string) (witness.Signed, error) {
		return witness.Cosign(context.Background(), dir, w, request, key, noon)
	}
	o.happen(5)
	if _, err := sign(o.request(0), ""); !errors.Is(err, witness.ErrUnknown) {
		t.Errorf("a log nobody knows: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, witness.FileName)); err == nil {
		t.Error("what was refused is remembered")
	}
	s, err := sign(o.request(0), o.signer.Key())
	if err != nil || s.Old != 0 || s.Size != 5 || s.Origin != "chaperone/one" {
		t.Fatalf("%+v, %v", s, err)
	}
	v, err := ledger.NewWitnessVerifier(w.Key())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := note.Open(s.Checkpoint, note.VerifierList(o.signer.Verifier(), v)); err != nil || len(n.Sigs) != 2 {
		t.Errorf("the signature doesn't hold: %v", err)
	}
	o.happen(6)
	var gap *witness.Gap
	if _, err := sign(o.request(0), ""); !errors.As(err, &gap) || gap.Seen != 5 || !errors.Is(err, witness.ErrGap) {
		t.Errorf("without a proof: %v", err)
	}
	if _, err := sign(o.request(3), ""); !errors.As(err, &gap) {
		t.Errorf("a proof from elsewhere: %v", err)
	}
	if s, err = sign(o.request(5), ""); err != nil || s.Old != 5 || s.Size != 11 {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err = sign(o.request(0), o.signer.Key()); err != nil || s.Old != 11 || s.Size != 11 {
		t.Errorf("the same again: %+v, %v", s, err)
	}
	other := practice(t, "chaperone/two")
	other.happen(2)
	if _, err := sign(other.request(0), other.signer.Key()); err != nil {
		t.Errorf("a second practice: %v", err)
	}
	m, err := witness.Load(dir)
	if err != nil || len(m.Logs) != 2 || m.Name != "anna" {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestAWitnessSignsNoOtherPast(t *testing.T) {
	o, forked, w, dir := practice(t, "chaperone/one"), practice(t, "chaperone/one"), anna(t), t.TempDir()
	sign := func(request []byte, key string) error {
		_, err := witness.Cosign(context.Background(), dir, w, request, key, noon)
		return err
	}
	o.happen(5)
	if err := sign(o.request(0), o.signer.Key()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, witness.FileName))
	if err != nil {
		t.Fatal(err)
	}
	forked.happen(3)
	if err := sign(forked.request(0), ""); !errors.Is(err, ledger.ErrOtherLog) {
		t.Errorf("a log that shrank: %v", err)
	}
	forked.happen(2)
	if err := sign(forked.request(0), ""); !errors.Is(err, ledger.ErrOtherLog) {
		t.Errorf("two logs of one size: %v", err)
	}
	forked.happen(4)
	if err := sign(forked.request(5), ""); !errors.Is(err, ledger.ErrOtherLog) {
		t.Errorf("a log that goes on from another past: %v", err)
	}
	stranger, err := ledger.NewSigner("chaperone/one", bytes.Repeat([]byte{9}, 32))
	if err != nil {
		t.Fatal(err)
	}
	o.happen(1)
	if err := sign(o.request(5), stranger.Key()); !errors.Is(err, witness.ErrOtherKey) {
		t.Errorf("another key for the same log: %v", err)
	}
	signed, err := ledger.Checkpoint{Origin: "chaperone/one", Size: 5, Root: tlog.Hash{}}.Sign(stranger)
	if err != nil {
		t.Fatal(err)
	}
	if err := sign(signed, ""); !errors.Is(err, ledger.ErrSignature) {
		t.Errorf("signed by somebody else: %v", err)
	}
	bob, err := ledger.NewWitness("bob", bytes.Repeat([]byte{4}, 32))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := witness.Cosign(context.Background(), dir, bob, o.request(5), "", noon); !errors.Is(err, witness.ErrName) {
		t.Errorf("by another name: %v", err)
	}
	after, err := os.ReadFile(filepath.Join(dir, witness.FileName))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("what was refused changed the memory: %v", err)
	}
}

// However requests, forks and clocks come, nothing is signed that doesn't go on from all that was signed of the log before.
func TestWhatAWitnessSignedIsOnePast(t *testing.T) {
	w := anna(t)
	rapid.Check(t, func(t *rapid.T) {
		one, two := practice(t, "chaperone/one"), practice(t, "chaperone/one") // the same key, other salts: a fork from the first entry
		one.happen(1)
		two.happen(1)
		var m witness.Memory
		var of *owner
		size := int64(0)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			o := rapid.SampledFrom([]*owner{one, one, two}).Draw(t, "who")
			if rapid.Bool().Draw(t, "more") {
				o.happen(rapid.IntRange(1, 5).Draw(t, "n"))
			}
			old := int64(0)
			if size <= o.size() && rapid.Bool().Draw(t, "a proof") {
				old = size
			}
			next, s, err := m.Cosign(w, o.request(old), o.signer.Key(), noon.Add(time.Duration(rapid.IntRange(-5, 5).Draw(t, "hours"))*time.Hour))
			switch may := of == nil || of == o && (old == size || o.size() == size); {
			case err == nil && !may:
				t.Fatalf("signed at %d of a log whose past isn't the one of %d", s.Size, size)
			case err != nil && may:
				t.Fatalf("from %d to %d: %v", size, o.size(), err)
			case err == nil:
				of, size, m = o, s.Size, next
				if back, err := witness.Parse(m.Encode()); err != nil || !bytes.Equal(back.Encode(), m.Encode()) {
					t.Fatalf("kept and read again: %v", err)
				}
			}
		}
	})
}

// Of programs that sign at once, none undoes what another remembers.
func TestProgramsThatSignAtOnceWaitForOneAnother(t *testing.T) {
	dir, w := t.TempDir(), anna(t)
	var all sync.WaitGroup
	for i := range 8 {
		o := practice(t, fmt.Sprintf("chaperone/%d", i))
		o.happen(1)
		request, key := o.request(0), o.signer.Key()
		all.Go(func() {
			if _, err := witness.Cosign(context.Background(), dir, w, request, key, noon); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	m, err := witness.Load(dir)
	if err != nil || len(m.Logs) != 8 {
		t.Errorf("%d logs of 8 are remembered, %v", len(m.Logs), err)
	}
	names, err := os.ReadDir(dir)
	if err != nil || len(names) != 3 { // the memory, its lock and the turn
		t.Errorf("%v, %v", names, err)
	}
}

func TestWhatCannotBeKeptIsNotSigned(t *testing.T) {
	o, w := practice(t, "chaperone/one"), anna(t)
	o.happen(1)
	s, err := witness.Cosign(context.Background(), filepath.Join(t.TempDir(), "gone"), w, o.request(0), o.signer.Key(), noon)
	if err == nil || s.Checkpoint != nil {
		t.Errorf("signed with no folder to keep it in: %+v, %v", s, err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, witness.FileName), 0o700); err != nil {
		t.Fatal(err)
	}
	if s, err := witness.Cosign(context.Background(), dir, w, o.request(0), o.signer.Key(), noon); !errors.Is(err, record.ErrCorrupt) || s.Checkpoint != nil {
		t.Errorf("signed with a folder in the memory's place: %+v, %v", s, err)
	}
}

// A memory is read in the form it is written in, whole; any changed byte of it is noticed, or changes nothing that counts.
func TestAMemoryThatWasChangedIsNoticed(t *testing.T) {
	o, w := practice(t, "chaperone/one"), anna(t)
	o.happen(3)
	m, _, err := witness.Memory{}.Cosign(w, o.request(0), o.signer.Key(), noon)
	if err != nil {
		t.Fatal(err)
	}
	good := m.Encode()
	for i := range good {
		b := bytes.Clone(good)
		b[i] ^= 1
		back, err := witness.Parse(b)
		if err != nil {
			if !errors.Is(err, record.ErrCorrupt) && !errors.Is(err, record.ErrNewer) {
				t.Fatalf("byte %d: %v", i, err)
			}
			continue
		}
		l := back.Logs["chaperone/one"]
		c, err := ledger.ParseCheckpoint([]byte(l.Checkpoint), o.signer.Verifier())
		if err != nil || c.Size != 3 || l.Key != o.signer.Key() {
			t.Fatalf("byte %d changed what is known of the log: %+v, %v", i, c, err)
		}
	}
	for at := range good {
		if _, err := witness.Parse(good[:at]); err == nil {
			t.Errorf("cut off at %d it is read", at)
		}
	}
	newer := bytes.Replace(good, []byte(`"v": 1`), []byte(`"v": 2`), 1)
	if _, err := witness.Parse(newer); !errors.Is(err, record.ErrNewer) {
		t.Errorf("a newer memory: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	o, w := practice(f, "chaperone/one"), anna(f)
	o.happen(3)
	m, _, err := witness.Memory{}.Cosign(w, o.request(0), o.signer.Key(), noon)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(m.Encode())
	f.Add(witness.Memory{}.Encode())
	f.Add([]byte(`{"v":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := witness.Parse(data)
		if err == nil && !bytes.Equal(m.Encode(), data) {
			t.Errorf("%q is written as %q", data, m.Encode())
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/lock"
)

// traces gives the files of a folder in which any of the needles stands.
func traces(t *testing.T, dir string, needles ...[]byte) (found []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range needles {
			if bytes.Contains(data, n) {
				found = append(found, f.Name())
				break
			}
		}
	}
	return found
}

// secret is a wrapped key that is found wherever a piece of it stands.
func secret(n int) []byte { return []byte(strings.Repeat(fmt.Sprintf("<secret %05d>", n), 5)) }

// piece is what is looked for: a part of a secret, should only a part have been overwritten.
func piece(n int) []byte { return fmt.Appendf(nil, "<secret %05d>", n) }

// TestDestroyedKeysLeaveNoTrace looks through the raw files of an unencrypted store, where a trace would be plain to see; and it sees that
// it would find one.
func TestDestroyedKeysLeaveNoTrace(t *testing.T) {
	dir := t.TempDir()
	s := openAt(t, dir, nil)
	const people = 400
	r := rand.New(rand.NewPCG(5, 5))
	order := r.Perm(people)
	for batch := range slices.Chunk(order, 20) { // in no order, among other things, so that pages are split and rebalanced
		err := s.Update(t.Context(), func(tx record.Tx) error {
			var errs []error
			for _, n := range batch {
				errs = append(errs, tx.PutKey(fmt.Sprintf("person/%04d", n), secret(n)), tx.PutState("person", fmt.Sprint(n), bytes.Repeat([]byte("x"), r.IntN(3000))))
			}
			return errors.Join(errs...)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for n := range people {
		if len(traces(t, dir, piece(n))) == 0 {
			t.Fatalf("key %d isn't found while it is there: this test would find nothing", n)
		}
	}
	gone := order[:people-10]
	longer := bytes.Repeat([]byte("longer "), 20)
	var pieces [][]byte
	for i, n := range gone {
		id := fmt.Sprintf("person/%04d", n)
		err := s.Update(t.Context(), func(tx record.Tx) error {
			switch i % 4 {
			case 0, 1:
				return tx.DestroyKey(id, time.Now())
			case 2:
				return tx.RewrapKey(id, bytes.Repeat([]byte("y"), len(secret(n))))
			default:
				return errors.Join(tx.RewrapKey(id, longer), tx.DropState("person", fmt.Sprint(n)))
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		pieces = append(pieces, piece(n))
		if i%40 == 0 || i == len(gone)-1 {
			if found := traces(t, dir, pieces...); len(found) > 0 {
				t.Fatalf("after %d keys, the update returned and a destroyed one stands in %q", i+1, found)
			}
		}
	}
	for _, n := range order[people-10:] {
		if len(traces(t, dir, piece(n))) == 0 {
			t.Errorf("key %d wasn't destroyed and is gone", n)
		}
	}
	var b bytes.Buffer
	if err := s.Copy(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	for _, p := range pieces {
		if bytes.Contains(b.Bytes(), p) {
			t.Fatalf("%s stands in a copy made after", p)
		}
	}
	if !bytes.Contains(b.Bytes(), piece(order[people-1])) {
		t.Error("a key that is there isn't found in a copy: this test would find nothing")
	}
}

func TestNothingOfAnEncryptedStoreIsReadable(t *testing.T) {
	dir := t.TempDir()
	s := openAt(t, dir, testKey)
	err := s.Update(t.Context(), func(tx record.Tx) error {
		return errors.Join(tx.PutKey("person/1", secret(1)), tx.PutState("kind of state", "identifier", []byte("the body of it")))
	})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.Copy(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "copy"), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if found := traces(t, dir, piece(1), []byte("kind of state"), []byte("identifier"), []byte("the body"), []byte("SQLite format"), []byte("CREATE TABLE")); len(found) > 0 {
		t.Errorf("readable in %q", found)
	}
}

// A reader holds on to a state in which the key is still there; destroying it can't be done while it does.
func TestDestroyingAKeyWaitsForReadersOrChangesNothing(t *testing.T) {
	dir := t.TempDir()
	a, b := openAt(t, dir, nil), openAt(t, dir, nil)
	a.wait = 300 * time.Millisecond
	put := func(n int) {
		t.Helper()
		if err := a.Update(t.Context(), func(tx record.Tx) error { return tx.PutKey(fmt.Sprint(n), secret(n)) }); err != nil {
			t.Fatal(err)
		}
	}
	destroy := func(ctx context.Context, n int) error {
		return a.Update(ctx, func(tx record.Tx) error { return tx.DestroyKey(fmt.Sprint(n), time.Now()) })
	}
	put(1)
	put(2)
	reading, stop := make(chan bool), make(chan bool)
	done := make(chan error)
	go func() {
		done <- b.View(t.Context(), func(v record.View) error {
			close(reading)
			<-stop
			_, err := v.Key("2")
			return err
		})
	}()
	<-reading
	if err := destroy(t.Context(), 1); !errors.Is(err, record.ErrBusy) || !strings.Contains(err.Error(), dir) {
		t.Fatalf("%v, want busy and the path", err)
	}
	if err := a.View(t.Context(), func(v record.View) error { _, err := v.Key("1"); return err }); err != nil {
		t.Errorf("what was refused was done: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := destroy(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want the context's error", err)
	}
	a.wait = 10 * time.Second
	go func() {
		time.Sleep(100 * time.Millisecond)
		close(stop)
	}()
	if err := destroy(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("the reader lost its state: %v", err)
	}
	if found := traces(t, dir, piece(2)); len(found) > 0 {
		t.Errorf("still in %q", found)
	}
}

// A program killed between the commit and the emptying of the journal leaves a trace; the next one to open the store clears it.
func TestATraceLeftByAKilledProgramIsClearedOnOpening(t *testing.T) {
	dir := t.TempDir()
	s := openAt(t, dir, nil)
	if err := s.Update(t.Context(), func(tx record.Tx) error { return tx.PutKey("a", secret(1)) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), func(tx record.Tx) error {
		return tx.(interface{ exec(string, ...any) error }).exec(`UPDATE wrapped SET data = zeroblob(length(data))`)
	}); err != nil {
		t.Fatal(err)
	}
	crash := copyFiles(t, dir)
	if len(traces(t, crash, piece(1))) == 0 {
		t.Fatal("there is no trace to be cleared")
	}
	openAt(t, crash, nil)
	if found := traces(t, crash, piece(1)); len(found) > 0 {
		t.Errorf("still in %q", found)
	}
}

// copyFiles copies database, journal and practice.id as they are now, as if the program were killed.
func copyFiles(t testing.TB, dir string) string {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{dbName, dbName + "-wal", idName} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// TestTwoWhoMustBeAloneTakeTurns has one update destroy a key while another empties the journal of an earlier one: each holds what the other
// waits for.
func TestTwoWhoMustBeAloneTakeTurns(t *testing.T) {
	dir := t.TempDir()
	a, b := openAt(t, dir, nil), openAt(t, dir, nil)
	if err := b.Update(t.Context(), func(tx record.Tx) error { return tx.PutKey("1", secret(1)) }); err != nil {
		t.Fatal(err)
	}
	probe, err := lock.Open(filepath.Join(dir, lockName))
	if err != nil {
		t.Fatal(err)
	}
	defer probe.Close()
	a.unclean = true
	emptied := make(chan error, 1)
	err = b.Update(t.Context(), func(tx record.Tx) error {
		go func() {
			emptied <- a.Update(t.Context(), func(tx record.Tx) error { return tx.PutKey("2", secret(2)) })
		}()
		for probe.Take(t.Context(), false, 0) == nil { // until a is alone
			probe.Free()
			time.Sleep(time.Millisecond)
		}
		return tx.DestroyKey("1", time.Now())
	})
	if err != nil {
		t.Errorf("who destroyed a key: %v", err)
	}
	if err := <-emptied; err != nil {
		t.Errorf("who emptied the journal: %v", err)
	}
	if found := traces(t, dir, piece(1)); len(found) > 0 {
		t.Errorf("still in %q", found)
	}
}

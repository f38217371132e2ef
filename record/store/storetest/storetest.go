// SPDX-License-Identifier: Apache-2.0

// Package storetest checks that a store keeps what record.Store promises, and a store of files what record.Blobs does. Every
// implementation passes it; so whoever writes another knows when it is done.
package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"chaperone/record"

	"golang.org/x/mod/sumdb/tlog"
)

// Run tests a store. open gives a new, empty one each time; Run closes it.
func Run(t *testing.T, open func(t *testing.T) record.Store) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s record.Store)
	}{
		{"a new store is empty", empty},
		{"an update is seen whole or not at all", atomic},
		{"a transaction reads what it wrote", readsOwnWrites},
		{"a view stays as it was while updates go on", isolated},
		{"views may be opened within views and updates", nested},
		{"events are appended in order and with their hashes", appends},
		{"everything is listed in order", ordered},
		{"lists stop where they are told to", stops},
		{"lists may be read and written while they are walked", walked},
		{"slices belong to the caller", owned},
		{"states are put, replaced and dropped", states},
		{"keys are destroyed for ever", keys},
		{"a key whose destruction was undone is still there", keysUndone},
		{"checkpoints are put, replaced and dropped", checkpoints},
		{"a cancelled context changes nothing", cancels},
		{"many at once lose nothing", concurrent},
		{"a closed store says so", closed},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			defer s.Close()
			c.test(t, s)
		})
	}
	t.Run("it does what a simple model does", func(t *testing.T) { runModel(t, open) })
}

// Append appends an event whose bytes are data, with the hashes they add and a salt made of them.
func Append(tx record.Tx, kind, about string, data []byte) error {
	n, err := tx.Size()
	if err != nil {
		return err
	}
	hashes, err := tlog.StoredHashes(n, data, tx)
	if err != nil {
		return err
	}
	salt := sha256.Sum256(data)
	return tx.Append(record.Row{Seq: n, Data: data, Salt: salt[:]}, kind, about, hashes)
}

// CheckHashes computes every hash of the log from the events again, and compares it with what is stored. It gives the number of events.
func CheckHashes(v record.View) (int64, error) {
	size, err := v.Size()
	if err != nil {
		return 0, err
	}
	var seen int64
	known := tlog.HashReaderFunc(v.ReadHashes)
	err = v.Rows(0, size, func(r record.Row) error {
		if r.Seq != seen {
			return fmt.Errorf("event %d where %d should stand", r.Seq, seen)
		}
		if salt := sha256.Sum256(r.Data); !bytes.Equal(salt[:], r.Salt) {
			return fmt.Errorf("event %d isn't whole", r.Seq)
		}
		want, err := tlog.StoredHashes(seen, r.Data, known)
		if err != nil {
			return err
		}
		var at []int64
		for i := range want {
			at = append(at, tlog.StoredHashCount(seen)+int64(i))
		}
		got, err := v.ReadHashes(at)
		if err != nil {
			return err
		}
		for i := range want {
			if got[i] != want[i] {
				return fmt.Errorf("hash %d isn't that of the events", at[i])
			}
		}
		seen++
		return nil
	})
	if err == nil && seen != size {
		err = fmt.Errorf("%d events of %d", seen, size)
	}
	return seen, err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func mustBe(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("%v, want %v", err, want)
	}
}

func update(t *testing.T, s record.Store, f func(tx record.Tx) error) {
	t.Helper()
	must(t, s.Update(t.Context(), f))
}

func look(t *testing.T, s record.Store, f func(v record.View)) {
	t.Helper()
	must(t, s.View(t.Context(), func(v record.View) error { f(v); return nil }))
}

func sizeOf(t *testing.T, s record.Store) (n int64) {
	t.Helper()
	look(t, s, func(v record.View) {
		var err error
		n, err = v.Size()
		must(t, err)
	})
	return n
}

// fill writes one of everything, numbered.
func fill(tx record.Tx, n int) error {
	return errors.Join(
		Append(tx, "kind", fmt.Sprintf("about/%d", n), fmt.Appendf(nil, "event %d", n)),
		tx.PutState("kind", fmt.Sprint(n), fmt.Appendf(nil, "state %d", n)),
		tx.PutKey(fmt.Sprintf("person/%d", n), fmt.Appendf(nil, "wrapped %d", n)),
		tx.PutCheckpoint(int64(n), fmt.Appendf(nil, "note %d", n)))
}

// dump writes all that a view shows, to be compared.
func dump(v record.View) (string, error) {
	var b bytes.Buffer
	size, err := v.Size()
	fmt.Fprintln(&b, "size", size)
	errs := []error{err, v.Rows(0, 1<<40, func(r record.Row) error { fmt.Fprintf(&b, "row %d %q %x\n", r.Seq, r.Data, r.Salt); return nil })}
	for i := range tlog.StoredHashCount(size) {
		h, err := v.ReadHashes([]int64{i})
		fmt.Fprintln(&b, "hash", i, h)
		errs = append(errs, err)
	}
	kinds, err := v.Kinds()
	errs = append(errs, err)
	for _, k := range kinds {
		errs = append(errs, v.States(k, func(id string, body []byte) error { fmt.Fprintf(&b, "state %q %q %q\n", k, id, body); return nil }))
	}
	errs = append(errs,
		v.Keys(func(id string, wrapped []byte, erased time.Time) error {
			fmt.Fprintf(&b, "key %q %q %v %v\n", id, wrapped, wrapped == nil, erased)
			return nil
		}),
		v.Checkpoints(func(size int64, note []byte) error { fmt.Fprintf(&b, "checkpoint %d %q\n", size, note); return nil }))
	return b.String(), errors.Join(errs...)
}

// Dump writes all that a store shows, so that two can be compared.
func Dump(ctx context.Context, s record.Store) (out string, err error) {
	err = s.View(ctx, func(v record.View) error {
		out, err = dump(v)
		return err
	})
	return out, err
}

func concurrent(t *testing.T, s record.Store) {
	const each, people = 15, 6
	var wg sync.WaitGroup
	for p := range people {
		wg.Go(func() {
			for range each {
				err := s.Update(t.Context(), func(tx record.Tx) error {
					var n int
					b, err := tx.State("count", "")
					if err == nil {
						_, err = fmt.Sscan(string(b), &n)
					} else if errors.Is(err, record.ErrNotFound) {
						err = nil
					}
					return errors.Join(err, tx.PutState("count", "", fmt.Append(nil, n+1)), Append(tx, "k", fmt.Sprint(p), fmt.Appendf(nil, "%d %d", p, n)))
				})
				if err != nil {
					t.Errorf("update: %v", err)
				}
			}
		})
		wg.Go(func() {
			for range each {
				err := s.View(t.Context(), func(v record.View) error {
					size, err := CheckHashes(v)
					if err != nil || size == 0 {
						return err
					}
					b, err := v.State("count", "")
					if string(b) != fmt.Sprint(size) {
						t.Errorf("%d events and a count of %s in one view", size, b)
					}
					return err
				})
				if err != nil {
					t.Errorf("view: %v", err)
				}
			}
		})
	}
	wg.Wait()
	if n := sizeOf(t, s); n != each*people {
		t.Errorf("%d events, want %d", n, each*people)
	}
}

func cancels(t *testing.T, s record.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(tx record.Tx) error {
		must(t, fill(tx, 1))
		cancel()
		return nil
	})
	mustBe(t, err, context.Canceled)
	mustBe(t, s.Update(ctx, func(record.Tx) error { t.Error("run although cancelled"); return nil }), context.Canceled)
	mustBe(t, s.View(ctx, func(record.View) error { t.Error("run although cancelled"); return nil }), context.Canceled)
	mustBe(t, s.Copy(ctx, io.Discard), context.Canceled)
	if n := sizeOf(t, s); n != 0 {
		t.Errorf("%d events of a cancelled update", n)
	}
	update(t, s, func(tx record.Tx) error { return fill(tx, 1) })
}

func closed(t *testing.T, s record.Store) {
	must(t, s.Close())
	mustBe(t, s.Update(t.Context(), func(record.Tx) error { return nil }), record.ErrClosed)
	mustBe(t, s.View(t.Context(), func(record.View) error { return nil }), record.ErrClosed)
	mustBe(t, s.Copy(t.Context(), io.Discard), record.ErrClosed)
	must(t, s.Close())
}

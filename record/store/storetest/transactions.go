// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"chaperone/record"

	"golang.org/x/mod/sumdb/tlog"
)

func empty(t *testing.T, s record.Store) {
	look(t, s, func(v record.View) {
		n, err := v.Size()
		must(t, err)
		kinds, err := v.Kinds()
		must(t, err)
		if n != 0 || len(kinds) != 0 {
			t.Errorf("%d events, kinds %q", n, kinds)
		}
		_, err = v.Row(0)
		mustBe(t, err, record.ErrNotFound)
		_, err = v.Row(-1)
		mustBe(t, err, record.ErrNotFound)
		_, err = v.State("k", "i")
		mustBe(t, err, record.ErrNotFound)
		_, err = v.Key("i")
		mustBe(t, err, record.ErrNotFound)
		_, err = v.Checkpoint(0)
		mustBe(t, err, record.ErrNotFound)
		_, err = v.ReadHashes([]int64{0})
		mustBe(t, err, record.ErrNotFound)
		h, err := v.ReadHashes(nil)
		must(t, err)
		if len(h) != 0 {
			t.Error("hashes nobody asked for")
		}
	})
}

func atomic(t *testing.T, s record.Store) {
	update(t, s, func(tx record.Tx) error { return fill(tx, 0) })
	before, err := Dump(t.Context(), s)
	must(t, err)
	same := func(after string) {
		t.Helper()
		got, err := Dump(t.Context(), s)
		must(t, err)
		if got != before {
			t.Fatalf("%s something stayed:\n%s\nbefore:\n%s", after, got, before)
		}
	}
	// Everything that can be written, then undone.
	change := func(tx record.Tx) {
		must(t, errors.Join(fill(tx, 1), tx.PutState("kind", "0", nil), tx.DropState("kind", "1"), tx.RewrapKey("person/1", []byte("other")),
			tx.DestroyKey("person/0", time.Now()), tx.DropCheckpoint(0), tx.PutCheckpoint(1, []byte("again"))))
	}
	wrong := errors.New("wrong")
	if err := s.Update(t.Context(), func(tx record.Tx) error { change(tx); return wrong }); err != wrong {
		t.Errorf("gave %v, not the error of the function", err)
	}
	same("after an error")
	func() {
		defer func() {
			if got := recover(); got != "panic" {
				t.Errorf("recovered %v", got)
			}
		}()
		s.Update(t.Context(), func(tx record.Tx) error { change(tx); panic("panic") })
	}()
	same("after a panic")
	func() {
		defer func() { recover() }()
		s.View(t.Context(), func(record.View) error { panic("panic") })
	}()
	if err := s.View(t.Context(), func(record.View) error { return wrong }); err != wrong {
		t.Errorf("gave %v, not the error of the function", err)
	}
	update(t, s, func(tx record.Tx) error { return fill(tx, 1) })
	if n := sizeOf(t, s); n != 2 {
		t.Errorf("%d events, want 2: the store is of no use after a panic", n)
	}
}

func readsOwnWrites(t *testing.T, s record.Store) {
	update(t, s, func(tx record.Tx) error {
		must(t, fill(tx, 0))
		must(t, fill(tx, 1))
		got, err := dump(tx)
		must(t, err)
		look(t, s, func(v record.View) {
			outside, err := dump(v)
			must(t, err)
			if outside == got || len(outside) > 20 {
				t.Errorf("seen before it was decided:\n%s", outside)
			}
		})
		n, err := CheckHashes(tx)
		if n != 2 || err != nil {
			t.Errorf("%d events, %v", n, err)
		}
		return nil
	})
}

func isolated(t *testing.T, s record.Store) {
	update(t, s, func(tx record.Tx) error { return fill(tx, 0) })
	look(t, s, func(v record.View) {
		before, err := dump(v)
		must(t, err)
		done := make(chan error)
		go func() { // must not wait for the view
			done <- s.Update(t.Context(), func(tx record.Tx) error {
				return errors.Join(fill(tx, 1), tx.PutState("kind", "0", []byte("new")), tx.DropCheckpoint(0))
			})
		}()
		must(t, <-done)
		after, err := dump(v)
		must(t, err)
		if before != after {
			t.Errorf("a view changed:\n%s\nto:\n%s", before, after)
		}
	})
	if n := sizeOf(t, s); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
}

func nested(t *testing.T, s record.Store) {
	update(t, s, func(tx record.Tx) error { return fill(tx, 0) })
	look(t, s, func(record.View) {
		if sizeOf(t, s) != 1 {
			t.Error("a view within a view")
		}
	})
	update(t, s, func(tx record.Tx) error {
		must(t, tx.DestroyKey("person/0", time.Now()))
		look(t, s, func(v record.View) {
			if _, err := v.Key("person/0"); err != nil {
				t.Errorf("a view within an update: %v", err)
			}
		})
		return nil
	})
}

func appends(t *testing.T, s record.Store) {
	update(t, s, func(tx record.Tx) error {
		for i := range 9 {
			must(t, Append(tx, "k", "a", []byte{byte(i)}))
		}
		return nil
	})
	update(t, s, func(tx record.Tx) error {
		hashes, err := tlog.StoredHashes(9, []byte("x"), tx)
		must(t, err)
		for _, seq := range []int64{-1, 0, 8, 10} {
			mustBe(t, tx.Append(record.Row{Seq: seq, Data: []byte("x"), Salt: []byte("s")}, "k", "a", hashes), record.ErrExists)
		}
		row := record.Row{Seq: 9, Data: []byte("x"), Salt: []byte("s")}
		mustBe(t, tx.Append(row, "k", "a", hashes[:len(hashes)-1]), record.ErrCorrupt)
		mustBe(t, tx.Append(row, "k", "a", append(slices.Clone(hashes), tlog.Hash{})), record.ErrCorrupt)
		return Append(tx, "k", "b", []byte{9}) // those refused left nothing
	})
	look(t, s, func(v record.View) {
		n, err := CheckHashes(v)
		if n != 10 || err != nil {
			t.Errorf("%d events, %v", n, err)
		}
		r, err := v.Row(9)
		must(t, err)
		if r.Seq != 9 || !bytes.Equal(r.Data, []byte{9}) || len(r.Salt) != 32 {
			t.Errorf("row 9 is %v", r)
		}
		_, err = v.Row(10)
		mustBe(t, err, record.ErrNotFound)
		last := tlog.StoredHashCount(10)
		got, err := v.ReadHashes([]int64{last - 1, 0, 0, 3})
		must(t, err)
		want, err := v.ReadHashes([]int64{0, 3, last - 1})
		must(t, err)
		if got[0] != want[2] || got[1] != want[0] || got[2] != want[0] || got[3] != want[1] {
			t.Error("hashes aren't given in the order asked for")
		}
		_, err = v.ReadHashes([]int64{0, last})
		mustBe(t, err, record.ErrNotFound)
	})
}

func owned(t *testing.T, s record.Store) {
	var given [][]byte
	lend := func(b string) []byte {
		given = append(given, []byte(b))
		return given[len(given)-1]
	}
	update(t, s, func(tx record.Tx) error {
		return errors.Join(Append(tx, "k", "a", lend("event")), tx.PutState("k", "i", lend("state")), tx.PutKey("p", lend("key")), tx.PutKey("q", lend("first")),
			tx.RewrapKey("q", lend("other")), tx.PutCheckpoint(1, lend("note")))
	})
	for _, b := range given {
		clear(b)
	}
	before, err := Dump(t.Context(), s)
	must(t, err)
	look(t, s, func(v record.View) {
		spoil := func(b []byte, err error) { must(t, err); clear(b) }
		r, err := v.Row(0)
		spoil(r.Data, err)
		clear(r.Salt)
		spoil(v.State("k", "i"))
		spoil(v.Key("p"))
		spoil(v.Checkpoint(1))
		must(t, v.Rows(0, 9, func(r record.Row) error { clear(r.Data); return nil }))
		must(t, v.About("a", func(r record.Row) error { clear(r.Data); return nil }))
		must(t, v.States("k", func(_ string, b []byte) error { clear(b); return nil }))
		must(t, v.Keys(func(_ string, b []byte, _ time.Time) error { clear(b); return nil }))
		must(t, v.Checkpoints(func(_ int64, b []byte) error { clear(b); return nil }))
		after, err := dump(v)
		must(t, err)
		for _, want := range []string{"event", "state", "key", "other", "note"} {
			if !bytes.Contains([]byte(after), fmt.Appendf(nil, "%q", want)) {
				t.Errorf("%s was changed from outside:\n%s", want, after)
			}
		}
		if before != after {
			t.Errorf("changed from outside:\n%s\nto\n%s", before, after)
		}
	})
}

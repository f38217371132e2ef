// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"testing"
	"time"

	"chaperone/record"
)

func states(t *testing.T, s record.Store) {
	update(t, s, func(tx record.Tx) error {
		return errors.Join(tx.PutState("a", "1", []byte("x")), tx.PutState("a", "1", []byte("a longer one")), tx.PutState("b", "1", nil), tx.PutState("c", "1", []byte("x")),
			tx.DropState("c", "1"), tx.DropState("c", "2"), tx.DropState("d", "1"))
	})
	look(t, s, func(v record.View) {
		b, err := v.State("a", "1")
		must(t, err)
		if string(b) != "a longer one" {
			t.Errorf("state is %q", b)
		}
		b, err = v.State("b", "1")
		must(t, err)
		if len(b) != 0 {
			t.Errorf("an empty state is %q", b)
		}
		for _, k := range [][2]string{{"c", "1"}, {"a", "2"}, {"A", "1"}} {
			_, err = v.State(k[0], k[1])
			mustBe(t, err, record.ErrNotFound)
		}
		kinds, err := v.Kinds()
		must(t, err)
		compare(t, "kinds", kinds, []string{"a", "b"})
		must(t, v.States("c", func(id string, _ []byte) error { t.Errorf("dropped %q is listed", id); return nil }))
	})
}

func keys(t *testing.T, s record.Store) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 8_999_999, time.FixedZone("somewhere", 3600))
	update(t, s, func(tx record.Tx) error {
		must(t, errors.Join(tx.PutKey("a", []byte("wrapped a")), tx.PutKey("b", []byte("wrapped b"))))
		mustBe(t, tx.PutKey("a", []byte("again")), record.ErrExists)
		mustBe(t, tx.RewrapKey("c", []byte("new")), record.ErrNotFound)
		mustBe(t, tx.DestroyKey("c", at), record.ErrNotFound)
		for _, none := range [][]byte{nil, {}} {
			if tx.PutKey("d", none) == nil || tx.RewrapKey("a", none) == nil {
				t.Error("an empty key was taken")
			}
		}
		return nil
	})
	for _, w := range []string{"another a", "a longer wrapping of a", "short"} {
		update(t, s, func(tx record.Tx) error { return tx.RewrapKey("a", []byte(w)) })
		look(t, s, func(v record.View) {
			got, err := v.Key("a")
			must(t, err)
			if string(got) != w {
				t.Errorf("the key is %q, want %q", got, w)
			}
		})
	}
	update(t, s, func(tx record.Tx) error {
		must(t, tx.DestroyKey("a", at))
		_, err := tx.Key("a")
		mustBe(t, err, record.ErrErased)
		return nil
	})
	update(t, s, func(tx record.Tx) error {
		_, err := tx.Key("a")
		mustBe(t, err, record.ErrErased)
		mustBe(t, tx.PutKey("a", []byte("back")), record.ErrErased)
		mustBe(t, tx.RewrapKey("a", []byte("back")), record.ErrErased)
		mustBe(t, tx.DestroyKey("a", at.Add(time.Hour)), record.ErrErased)
		return nil
	})
	look(t, s, func(v record.View) {
		n := 0
		must(t, v.Keys(func(id string, wrapped []byte, erased time.Time) error {
			n++
			switch {
			case id == "a" && (wrapped != nil || !erased.Equal(at.Truncate(time.Millisecond)) || erased.Location() != time.UTC):
				t.Errorf("erased at %v with %q, want %v and nothing", erased, wrapped, at.UTC())
			case id == "b" && (string(wrapped) != "wrapped b" || !erased.IsZero()):
				t.Errorf("b is %q, erased %v", wrapped, erased)
			}
			return nil
		}))
		if n != 2 {
			t.Errorf("%d keys, want 2", n)
		}
	})
}

func keysUndone(t *testing.T, s record.Store) {
	update(t, s, func(tx record.Tx) error { return tx.PutKey("a", []byte("wrapped")) })
	no := errors.New("no")
	mustBe(t, s.Update(t.Context(), func(tx record.Tx) error {
		must(t, tx.DestroyKey("a", time.Now()))
		return no
	}), no)
	look(t, s, func(v record.View) {
		got, err := v.Key("a")
		if string(got) != "wrapped" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	})
}

func checkpoints(t *testing.T, s record.Store) {
	update(t, s, func(tx record.Tx) error {
		return errors.Join(tx.PutCheckpoint(5, []byte("five")), tx.PutCheckpoint(1<<40, []byte("many")), tx.PutCheckpoint(5, []byte("five again")),
			tx.PutCheckpoint(7, []byte("seven")), tx.DropCheckpoint(7), tx.DropCheckpoint(8))
	})
	look(t, s, func(v record.View) {
		for size, want := range map[int64]string{5: "five again", 1 << 40: "many"} {
			got, err := v.Checkpoint(size)
			must(t, err)
			if string(got) != want {
				t.Errorf("checkpoint %d is %q", size, got)
			}
		}
		_, err := v.Checkpoint(7)
		mustBe(t, err, record.ErrNotFound)
		n := 0
		must(t, v.Checkpoints(func(int64, []byte) error { n++; return nil }))
		if n != 2 {
			t.Errorf("%d checkpoints, want 2", n)
		}
	})
}

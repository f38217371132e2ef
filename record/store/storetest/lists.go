// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"chaperone/record"
)

// many is more than a store is likely to read at once.
const many = 300

func ordered(t *testing.T, s record.Store) {
	ids := []string{"", "\x00", "A", "a", "a\x00b", "a/b", "ab", "z", "é", "日本", "\U0001F600", "\xff"}
	for i := range many {
		ids = append(ids, fmt.Sprintf("n%03d", (i*7)%many))
	}
	update(t, s, func(tx record.Tx) error {
		var errs []error
		for i, id := range ids {
			about := "even"
			if i%2 == 1 {
				about = "odd\x00"
			}
			errs = append(errs, Append(tx, "k", about, fmt.Append(nil, i)), tx.PutState("k", id, []byte(id)), tx.PutState("kind "+id, "", nil),
				tx.PutKey(id, []byte("w"+id)), tx.PutCheckpoint(int64(len(ids)-i), []byte(id)))
		}
		return errors.Join(errs...)
	})
	want := slices.Sorted(slices.Values(ids))
	look(t, s, func(v record.View) {
		var got []string
		must(t, v.States("k", func(id string, body []byte) error {
			if id != string(body) {
				t.Errorf("%q holds %q", id, body)
			}
			got = append(got, id)
			return nil
		}))
		compare(t, "states", got, want)
		got = nil
		must(t, v.Keys(func(id string, w []byte, _ time.Time) error {
			if "w"+id != string(w) {
				t.Errorf("key %q is %q", id, w)
			}
			got = append(got, id)
			return nil
		}))
		compare(t, "keys", got, want)
		kinds, err := v.Kinds()
		must(t, err)
		all := []string{"k"}
		for _, id := range ids {
			all = append(all, "kind "+id)
		}
		slices.Sort(all)
		compare(t, "kinds", kinds, all)
		var sizes []int64
		must(t, v.Checkpoints(func(n int64, _ []byte) error { sizes = append(sizes, n); return nil }))
		if !slices.IsSorted(sizes) || len(sizes) != len(ids) {
			t.Errorf("%d checkpoints, in the order %v", len(sizes), sizes)
		}
		for _, c := range []struct{ from, to, first, n int64 }{{0, many, 0, many}, {-5, 3, 0, 3}, {5, 5, 0, 0}, {7, 6, 0, 0}, {130, 9999, 130, int64(len(ids)) - 130}, {9999, 10000, 0, 0}} {
			next := c.first
			must(t, v.Rows(c.from, c.to, func(r record.Row) error {
				if r.Seq != next || string(r.Data) != fmt.Sprint(next) {
					t.Errorf("row %d is %q, want %d", r.Seq, r.Data, next)
				}
				next++
				return nil
			}))
			if next != c.first+c.n {
				t.Errorf("rows from %d to %d: %d, want %d", c.from, c.to, next-c.first, c.n)
			}
		}
		next := int64(1)
		must(t, v.About("odd\x00", func(r record.Row) error {
			if r.Seq != next {
				t.Errorf("about odd: %d, want %d", r.Seq, next)
			}
			next += 2
			return nil
		}))
		if next < int64(len(ids)) {
			t.Errorf("about odd ended before %d", next)
		}
		must(t, v.About("odd", func(r record.Row) error { t.Errorf("about another thing: %v", r.Seq); return nil }))
	})
}

func compare(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q\nwant %q", what, got, want)
	}
}

func stops(t *testing.T, s record.Store) {
	update(t, s, func(tx record.Tx) error { return errors.Join(fill(tx, 0), fill(tx, 1)) })
	enough := errors.New("enough")
	look(t, s, func(v record.View) {
		n := 0
		stop := func() error { n++; return enough }
		for what, err := range map[string]error{
			"rows":        v.Rows(0, 9, func(record.Row) error { return stop() }),
			"about":       v.About("about/0", func(record.Row) error { return stop() }),
			"states":      v.States("kind", func(string, []byte) error { return stop() }),
			"keys":        v.Keys(func(string, []byte, time.Time) error { return stop() }),
			"checkpoints": v.Checkpoints(func(int64, []byte) error { return stop() }),
		} {
			if err != enough {
				t.Errorf("%s gave %v, not the caller's error", what, err)
			}
		}
		if n != 5 {
			t.Errorf("%d calls, want one for each list", n)
		}
	})
}

func walked(t *testing.T, s record.Store) {
	update(t, s, func(tx record.Tx) error {
		for i := range many {
			must(t, errors.Join(Append(tx, "k", "a", fmt.Append(nil, i)), tx.PutState("k", fmt.Sprintf("%04d", i), nil)))
		}
		return nil
	})
	update(t, s, func(tx record.Tx) error {
		n := 0
		err := tx.States("k", func(id string, _ []byte) error {
			n++
			return errors.Join(tx.DropState("k", id), tx.PutState("done", id, nil), tx.Rows(0, 3, func(r record.Row) error {
				_, err := tx.Row(r.Seq)
				return errors.Join(err, tx.About("a", func(record.Row) error { return nil }))
			}))
		})
		if n != many {
			t.Errorf("%d states walked, want %d", n, many)
		}
		return err
	})
	look(t, s, func(v record.View) {
		kinds, err := v.Kinds()
		must(t, err)
		compare(t, "kinds", kinds, []string{"done"})
		n := 0
		must(t, v.States("done", func(string, []byte) error { n++; return nil }))
		if n != many {
			t.Errorf("%d states, want %d", n, many)
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"chaperone/record"

	"pgregory.net/rapid"
)

// model is a store so simple that it is plainly right: values in maps, copied whole.
type model struct {
	rows   [][2]string // about, data
	states map[[2]string]string
	keys   map[string]string // "" once erased
	erased map[string]time.Time
	notes  map[int64]string
}

func (m model) copy() model {
	return model{slices.Clone(m.rows), maps.Clone(m.states), maps.Clone(m.keys), maps.Clone(m.erased), maps.Clone(m.notes)}
}

// dump is what dump gives for a store in the same state, without salts and hashes.
func (m model) dump() string {
	var b bytes.Buffer
	fmt.Fprintln(&b, "size", len(m.rows))
	for i, r := range m.rows {
		fmt.Fprintf(&b, "row %d %q\n", i, r[1])
	}
	for _, k := range slices.SortedFunc(maps.Keys(m.states), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		fmt.Fprintf(&b, "state %q %q %q\n", k[0], k[1], m.states[k])
	}
	for _, id := range slices.Sorted(maps.Keys(m.keys)) {
		fmt.Fprintf(&b, "key %q %q %v %v\n", id, m.keys[id], m.keys[id] == "", m.erased[id])
	}
	for _, n := range slices.Sorted(maps.Keys(m.notes)) {
		fmt.Fprintf(&b, "checkpoint %d %q\n", n, m.notes[n])
	}
	return b.String()
}

func runModel(t *testing.T, open func(t *testing.T) record.Store) {
	stop := errors.New("stop")
	id := rapid.SampledFrom([]string{"", "a", "b", "a\x00", "é"})
	body := rapid.StringN(1, 40, 200)
	rapid.Check(t, func(rt *rapid.T) {
		s := open(t)
		defer s.Close()
		m := model{states: map[[2]string]string{}, keys: map[string]string{}, erased: map[string]time.Time{}, notes: map[int64]string{}}
		for range rapid.IntRange(1, 4).Draw(rt, "updates") {
			next := m.copy()
			undo := rapid.IntRange(0, 3).Draw(rt, "undo") == 0
			err := s.Update(t.Context(), func(tx record.Tx) error {
				for range rapid.IntRange(0, 8).Draw(rt, "writes") {
					if err := next.write(rt, tx, id.Draw(rt, "id"), body.Draw(rt, "body")); err != nil {
						return err
					}
					if err := next.agrees(tx); err != nil {
						return fmt.Errorf("within: %w", err)
					}
				}
				if undo {
					return stop
				}
				return nil
			})
			switch {
			case undo && err == stop:
			case undo || err != nil:
				rt.Fatalf("update: %v", err)
			default:
				m = next
			}
			if err := s.View(t.Context(), func(v record.View) error { return m.agrees(v) }); err != nil {
				rt.Fatal(err)
			}
		}
	})
}

// write does one thing to both, and compares what they say to it.
func (m *model) write(rt *rapid.T, tx record.Tx, id, body string) error {
	wrapped, has := m.keys[id]
	var want error
	switch {
	case !has:
		want = record.ErrNotFound
	case wrapped == "":
		want = record.ErrErased
	}
	expect := func(what string, got, want error) error {
		if !errors.Is(got, want) || (want == nil && got != nil) {
			return fmt.Errorf("%s %q: %v, want %v", what, id, got, want)
		}
		return nil
	}
	switch rapid.IntRange(0, 7).Draw(rt, "what") {
	case 0:
		m.rows = append(m.rows, [2]string{id, body})
		return Append(tx, "k", id, []byte(body))
	case 1:
		m.states[[2]string{id, body[:1]}] = body
		return tx.PutState(id, body[:1], []byte(body))
	case 2:
		delete(m.states, [2]string{id, body[:1]})
		return tx.DropState(id, body[:1])
	case 3:
		if want == nil {
			want = record.ErrExists
		} else if !has {
			want, m.keys[id] = nil, body
		}
		return expect("put key", tx.PutKey(id, []byte(body)), want)
	case 4:
		if want == nil {
			m.keys[id] = body
		}
		return expect("rewrap key", tx.RewrapKey(id, []byte(body)), want)
	case 5:
		at := time.UnixMilli(int64(len(body)) * 1e9).UTC()
		if want == nil {
			m.keys[id], m.erased[id] = "", at
		}
		return expect("destroy key", tx.DestroyKey(id, at), want)
	case 6:
		m.notes[int64(len(body))] = body
		return tx.PutCheckpoint(int64(len(body)), []byte(body))
	default:
		delete(m.notes, int64(len(body)))
		return tx.DropCheckpoint(int64(len(body)))
	}
}

func (m model) agrees(v record.View) error {
	if _, err := CheckHashes(v); err != nil {
		return err
	}
	all, err := dump(v)
	if err != nil {
		return err
	}
	var got bytes.Buffer
	for line := range bytes.Lines([]byte(all)) {
		switch kind, _, _ := bytes.Cut(line, []byte(" ")); string(kind) {
		case "hash":
		case "row":
			fmt.Fprintf(&got, "%s\n", line[:bytes.LastIndexByte(line, ' ')])
		default:
			got.Write(line)
		}
	}
	if got.String() != m.dump() {
		return fmt.Errorf("got\n%swant\n%s", got.String(), m.dump())
	}
	for _, about := range []string{"", "a", "a\x00"} {
		var got, want []string
		if err := v.About(about, func(r record.Row) error { got = append(got, string(r.Data)); return nil }); err != nil {
			return err
		}
		for _, r := range m.rows {
			if r[0] == about {
				want = append(want, r[1])
			}
		}
		if !slices.Equal(got, want) {
			return fmt.Errorf("about %q: %q, want %q", about, got, want)
		}
	}
	return nil
}

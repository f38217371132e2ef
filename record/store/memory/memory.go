// SPDX-License-Identifier: Apache-2.0

// Package memory keeps a record in memory: for tests, and for a practice that is only looked at. Nothing of it survives the process.
package memory

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"chaperone/record"

	"golang.org/x/mod/sumdb/tlog"
)

// Store is a record.Store. An update works on a copy of the maps and takes their place when it succeeds; what views see never changes.
type Store struct {
	writing sync.Mutex // one update at a time
	mu      sync.Mutex // guards now and closed
	now     *data
	closed  bool
}

// data is a state of the store. Rows and hashes are only ever appended to, so that copies may share them.
type data struct {
	Rows        []record.Row
	Hashes      []tlog.Hash
	About       map[string][]int64
	State       map[string]map[string][]byte
	Keys        map[string]key
	Checkpoints map[int64][]byte
}

type key struct {
	Wrapped []byte
	Erased  time.Time
}

// New makes an empty store.
func New() *Store {
	return &Store{now: &data{About: map[string][]int64{}, State: map[string]map[string][]byte{}, Keys: map[string]key{}, Checkpoints: map[int64][]byte{}}}
}

func (d *data) clone() *data {
	c := &data{Rows: slices.Clip(d.Rows), Hashes: slices.Clip(d.Hashes), About: map[string][]int64{}, State: map[string]map[string][]byte{}, Keys: maps.Clone(d.Keys), Checkpoints: maps.Clone(d.Checkpoints)}
	for k, v := range d.About {
		c.About[k] = slices.Clip(v)
	}
	for k, v := range d.State {
		c.State[k] = maps.Clone(v)
	}
	return c
}

func (s *Store) current() (*data, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, record.ErrClosed
	}
	return s.now, nil
}

// Update runs f on a copy that takes the place of what there was when f succeeds.
func (s *Store) Update(ctx context.Context, f func(tx record.Tx) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	now, err := s.current()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	next := now.clone()
	if err := f(tx{view{next}}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = next
	return nil
}

// View runs f on the store as it is now.
func (s *Store) View(ctx context.Context, f func(v record.View) error) error {
	now, err := s.current()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return f(view{now})
}

// Copy writes all of it in Go's gob form.
func (s *Store) Copy(ctx context.Context, w io.Writer) error {
	now, err := s.current()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return gob.NewEncoder(w).Encode(now)
}

// Restore reads what Copy wrote.
func Restore(r io.Reader) (*Store, error) {
	s := New()
	if err := gob.NewDecoder(r).Decode(s.now); err != nil {
		return nil, fmt.Errorf("%w: %v", record.ErrCorrupt, err)
	}
	return s, nil
}

// Close forgets everything.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed, s.now = true, nil
	return nil
}

type view struct{ *data }

func (v view) Size() (int64, error) { return int64(len(v.data.Rows)), nil }

func (v view) Row(seq int64) (record.Row, error) {
	if seq < 0 || seq >= int64(len(v.data.Rows)) {
		return record.Row{}, fmt.Errorf("event %d: %w", seq, record.ErrNotFound)
	}
	r := v.data.Rows[seq]
	return record.Row{Seq: r.Seq, Data: bytes.Clone(r.Data), Salt: bytes.Clone(r.Salt)}, nil
}

func (v view) Rows(from, to int64, yield func(record.Row) error) error {
	for i := max(0, from); i < min(to, int64(len(v.data.Rows))); i++ {
		r, err := v.Row(i)
		if err == nil {
			err = yield(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (v view) About(id string, yield func(record.Row) error) error {
	for _, i := range v.data.About[id] {
		r, err := v.Row(i)
		if err == nil {
			err = yield(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (v view) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(v.data.Hashes)) {
			return nil, fmt.Errorf("hash %d: %w", x, record.ErrNotFound)
		}
		out[i] = v.data.Hashes[x]
	}
	return out, nil
}

func (v view) State(kind, id string) ([]byte, error) {
	b, ok := v.data.State[kind][id]
	if !ok {
		return nil, fmt.Errorf("%s %s: %w", kind, id, record.ErrNotFound)
	}
	return bytes.Clone(b), nil
}

func (v view) States(kind string, yield func(id string, body []byte) error) error {
	for _, id := range slices.Sorted(maps.Keys(v.data.State[kind])) {
		if err := yield(id, bytes.Clone(v.data.State[kind][id])); err != nil {
			return err
		}
	}
	return nil
}

func (v view) Kinds() ([]string, error) {
	var out []string
	for k, m := range v.data.State {
		if len(m) > 0 {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out, nil
}

func (v view) Key(id string) ([]byte, error) {
	k, ok := v.data.Keys[id]
	switch {
	case !ok:
		return nil, fmt.Errorf("key %s: %w", id, record.ErrNotFound)
	case k.Wrapped == nil:
		return nil, fmt.Errorf("key %s: %w", id, record.ErrErased)
	}
	return bytes.Clone(k.Wrapped), nil
}

func (v view) Keys(yield func(id string, wrapped []byte, erased time.Time) error) error {
	for _, id := range slices.Sorted(maps.Keys(v.data.Keys)) {
		k := v.data.Keys[id]
		if err := yield(id, bytes.Clone(k.Wrapped), k.Erased); err != nil {
			return err
		}
	}
	return nil
}

func (v view) Checkpoint(size int64) ([]byte, error) {
	c, ok := v.data.Checkpoints[size]
	if !ok {
		return nil, fmt.Errorf("checkpoint of %d: %w", size, record.ErrNotFound)
	}
	return bytes.Clone(c), nil
}

func (v view) Checkpoints(yield func(size int64, note []byte) error) error {
	for _, n := range slices.Sorted(maps.Keys(v.data.Checkpoints)) {
		if err := yield(n, bytes.Clone(v.data.Checkpoints[n])); err != nil {
			return err
		}
	}
	return nil
}

type tx struct{ view }

func (t tx) Append(row record.Row, kind, about string, hashes []tlog.Hash) error {
	d := t.data
	if row.Seq != int64(len(d.Rows)) {
		return fmt.Errorf("event %d behind %d: %w", row.Seq, len(d.Rows), record.ErrExists)
	}
	if want := tlog.StoredHashCount(row.Seq+1) - int64(len(d.Hashes)); want != int64(len(hashes)) {
		return fmt.Errorf("event %d with %d hashes, not %d: %w", row.Seq, len(hashes), want, record.ErrCorrupt)
	}
	d.Rows = append(d.Rows, record.Row{Seq: row.Seq, Data: bytes.Clone(row.Data), Salt: bytes.Clone(row.Salt)})
	d.Hashes = append(d.Hashes, hashes...)
	d.About[about] = append(d.About[about], row.Seq)
	return nil
}

func (t tx) PutState(kind, id string, body []byte) error {
	if t.data.State[kind] == nil {
		t.data.State[kind] = map[string][]byte{}
	}
	t.data.State[kind][id] = bytes.Clone(body)
	return nil
}

func (t tx) DropState(kind, id string) error {
	delete(t.data.State[kind], id)
	return nil
}

func (t tx) PutKey(id string, wrapped []byte) error {
	if k, ok := t.data.Keys[id]; ok {
		if k.Wrapped == nil {
			return fmt.Errorf("key %s: %w", id, record.ErrErased)
		}
		return fmt.Errorf("key %s: %w", id, record.ErrExists)
	}
	if len(wrapped) == 0 {
		return fmt.Errorf("key %s: %w: it is empty", id, record.ErrCorrupt)
	}
	t.data.Keys[id] = key{Wrapped: bytes.Clone(wrapped)}
	return nil
}

func (t tx) RewrapKey(id string, wrapped []byte) error {
	if _, err := t.Key(id); err != nil {
		return err
	}
	if len(wrapped) == 0 {
		return fmt.Errorf("key %s: %w: it is empty", id, record.ErrCorrupt)
	}
	t.data.Keys[id] = key{Wrapped: bytes.Clone(wrapped)}
	return nil
}

func (t tx) DestroyKey(id string, at time.Time) error {
	if _, err := t.Key(id); err != nil {
		return err
	}
	t.data.Keys[id] = key{Erased: at.UTC().Truncate(time.Millisecond)}
	return nil
}

func (t tx) PutCheckpoint(size int64, note []byte) error {
	t.data.Checkpoints[size] = bytes.Clone(note)
	return nil
}

func (t tx) DropCheckpoint(size int64) error {
	delete(t.data.Checkpoints, size)
	return nil
}

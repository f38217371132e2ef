// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/store/memory"

	"golang.org/x/mod/sumdb/tlog"
)

var seed = bytes.Repeat([]byte{7}, 32)

func signer(t testing.TB) ledger.Signer {
	t.Helper()
	s, err := ledger.NewSigner("chaperone/test", seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func event(n int) record.Event {
	return record.Event{Version: record.Version, At: time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(n) * 5 * time.Hour), Kind: "test.happened",
		About: fmt.Sprintf("post/%d", n%3), By: "author", Body: fmt.Appendf(nil, `{"n":%d}`, n)}
}

// grown is a store with a log of n events, in transactions of one to three.
func grown(t testing.TB, n int) *memory.Store {
	t.Helper()
	s := memory.New()
	for at := 0; at < n; {
		var events []record.Event
		for len(events) < at%3+1 && at+len(events) < n {
			events = append(events, event(at+len(events)))
		}
		at += len(events)
		err := s.Update(context.Background(), func(tx record.Tx) error {
			_, _, err := ledger.Append(tx, signer(t), events, rand.Reader)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func look(t testing.TB, s record.Store, o ledger.Options) *ledger.Report {
	t.Helper()
	var r *ledger.Report
	err := s.View(context.Background(), func(v record.View) (err error) {
		r, err = ledger.Verify(v, signer(t).Verifier(), o)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestALogVerifiesAndEveryEventCanBeProven(t *testing.T) {
	v := signer(t).Verifier()
	for n := 1; n <= 100; n++ {
		s := grown(t, n)
		if r := look(t, s, ledger.Options{}); !r.Holds() || r.Events != int64(n) {
			t.Fatalf("a log of %d: %+v", n, r.Fault)
		}
		if n%7 != 0 && n > 20 {
			continue
		}
		_ = s.View(context.Background(), func(view record.View) error {
			for i := range int64(n) {
				p, err := ledger.Inclusion(view, i, int64(n))
				if err != nil {
					t.Fatal(err)
				}
				data, _ := json.Marshal(p)
				back, err := ledger.ParseProof(data)
				if err != nil {
					t.Fatal(err)
				}
				e, c, err := back.Verify(v)
				if err != nil || c.Size != int64(n) || !bytes.Equal(e.Body, event(int(i)).Body) {
					t.Fatalf("event %d of %d: %v, %v", i, n, e, err)
				}
				back.Seq = (back.Seq + 1) % int64(n)
				if _, _, err := back.Verify(v); err == nil && n > 1 {
					t.Fatalf("event %d of %d is proven in another place", i, n)
				}
			}
			return nil
		})
	}
}

// tampered is a view with one byte changed somewhere.
type tampered struct {
	record.View
	row        func(*record.Row)
	hash       func(int64, *tlog.Hash)
	checkpoint func(int64, []byte)
}

func (t tampered) Rows(from, to int64, yield func(record.Row) error) error {
	return t.View.Rows(from, to, func(r record.Row) error {
		if t.row != nil {
			t.row(&r)
		}
		return yield(r)
	})
}

func (t tampered) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hs, err := t.View.ReadHashes(indexes)
	for i := range hs {
		if t.hash != nil {
			t.hash(indexes[i], &hs[i])
		}
	}
	return hs, err
}

func (t tampered) Checkpoints(yield func(int64, []byte) error) error {
	return t.View.Checkpoints(func(n int64, b []byte) error {
		if t.checkpoint != nil {
			t.checkpoint(n, b)
		}
		return yield(n, b)
	})
}

func TestEveryFlippedByteIsNoticed(t *testing.T) {
	const n = 7
	s := grown(t, n)
	verifier := signer(t).Verifier()
	_ = s.View(context.Background(), func(v record.View) error {
		holds := func(tv tampered) bool {
			r, err := ledger.Verify(tv, verifier, ledger.Options{})
			return err == nil && r.Holds()
		}
		if !holds(tampered{View: v}) {
			t.Fatal("the log doesn't verify as it is")
		}
		flips, masks := 0, []byte{1, 0x20, 0x80}
		for i := range int64(n) {
			row, _ := v.Row(i)
			for _, salt := range []bool{false, true} {
				of := len(row.Data)
				if salt {
					of = len(row.Salt)
				}
				for at := range of {
					for _, m := range masks {
						flips++
						if holds(tampered{View: v, row: func(r *record.Row) {
							if r.Seq != i {
								return
							}
							if salt {
								r.Salt[at] ^= m
							} else {
								r.Data[at] ^= m
							}
						}}) {
							t.Fatalf("byte %d of event %d (salt: %v) was flipped by %x unseen", at, i, salt, m)
						}
					}
				}
			}
		}
		for i := range tlog.StoredHashCount(n) {
			for at := range tlog.HashSize {
				flips++
				if holds(tampered{View: v, hash: func(x int64, h *tlog.Hash) {
					if x == i {
						h[at] ^= 4
					}
				}}) {
					t.Fatalf("byte %d of hash %d was flipped unseen", at, i)
				}
			}
		}
		_ = v.Checkpoints(func(size int64, b []byte) error {
			for at := range b {
				for _, m := range masks {
					flips++
					if holds(tampered{View: v, checkpoint: func(x int64, b []byte) {
						if x == size {
							b[at] ^= m
						}
					}}) {
						t.Fatalf("byte %d of the checkpoint of %d was flipped by %x unseen: %q", at, size, m, b)
					}
				}
			}
			return nil
		})
		t.Logf("%d flips", flips)
		return nil
	})
}

func TestAChangedEventIsNamed(t *testing.T) {
	s := grown(t, 20)
	_ = s.View(context.Background(), func(v record.View) error {
		r, err := ledger.Verify(tampered{View: v, row: func(r *record.Row) {
			if r.Seq == 13 {
				r.Data = bytes.Replace(r.Data, []byte(`{"n":13}`), []byte(`{"n":31}`), 1)
			}
		}}, signer(t).Verifier(), ledger.Options{})
		if err != nil || r.Holds() {
			t.Fatal("a changed event verifies", err)
		}
		words := strings.Join(r.Sentences(), " ")
		if r.Fault.Seq != 13 || !strings.Contains(words, "Entry 14 (4 November 2026) isn't what was first written; the 13 before it verify.") {
			t.Errorf("event 14 was changed: %s", words)
		}
		return nil
	})
}

func TestACheckpointKeptElsewhereTellsARewrittenLog(t *testing.T) {
	s := grown(t, 12)
	var kept []byte
	_ = s.View(context.Background(), func(v record.View) (err error) {
		kept, err = v.Checkpoint(12)
		return err
	})
	if kept == nil {
		t.Fatal("no checkpoint")
	}
	add := func(s *memory.Store) {
		err := s.Update(context.Background(), func(tx record.Tx) error {
			_, _, err := ledger.Append(tx, signer(t), []record.Event{event(50)}, rand.Reader)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add(s)
	if r := look(t, s, ledger.Options{Against: [][]byte{kept}}); !r.Holds() || len(r.Elsewhere) != 1 {
		t.Errorf("the log doesn't go on from its own past: %+v", r.Fault)
	}
	other := grown(t, 12) // the same events with other salts: another log by the same hand
	add(other)
	if r := look(t, other, ledger.Options{Against: [][]byte{kept}}); r.Holds() || !errors.Is(r.Fault.Why, ledger.ErrOtherLog) {
		t.Errorf("a log written anew passes for the old one: %+v", r)
	}
	if r := look(t, grown(t, 5), ledger.Options{Against: [][]byte{kept}}); r.Holds() {
		t.Error("a log that lost events passes")
	}
}

func TestACheckpointADayIsKept(t *testing.T) {
	s := grown(t, 50) // five hours apart, up to three at once: some ten days, on some of which none was signed last
	if r := look(t, s, ledger.Options{}); r.Checkpoints < 5 || r.Checkpoints > 11 {
		t.Errorf("%d checkpoints of some ten days", r.Checkpoints)
	}
}

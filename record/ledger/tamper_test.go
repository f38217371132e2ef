// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/store/memory"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

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

func (t tampered) Row(seq int64) (record.Row, error) {
	r, err := t.View.Row(seq)
	if err == nil && t.row != nil {
		t.row(&r)
	}
	return r, err
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

// checked remembers what a verifier has said of the same text and signature: most of what these tests change leaves most of them as they were.
type checked struct {
	note.Verifier
	said map[string]bool
}

func (c checked) Verify(text, sig []byte) bool {
	key := string(sig) + string(text) // signatures are all of one length
	ok, seen := c.said[key]
	if !seen {
		ok = c.Verifier.Verify(text, sig)
		c.said[key] = ok
	}
	return ok
}

func remembering(v note.Verifier) note.Verifier { return checked{v, map[string]bool{}} }

// verified is the report on a view with something changed.
func verified(t testing.TB, v record.View, o ledger.Options) *ledger.Report {
	t.Helper()
	return verifiedBy(t, v, signer(t).Verifier(), o)
}

func verifiedBy(t testing.TB, v record.View, by note.Verifier, o ledger.Options) *ledger.Report {
	t.Helper()
	r, err := ledger.Verify(v, by, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func within(t testing.TB, s record.Store, f func(v record.View)) {
	t.Helper()
	if err := s.View(context.Background(), func(v record.View) error { f(v); return nil }); err != nil {
		t.Fatal(err)
	}
}

// Every byte of every row, hash and checkpoint, every bit of it, and each is put down to what it is.
func TestEveryFlippedBitIsNoticedAndNamed(t *testing.T) {
	const n = 11
	flips, by := 0, remembering(signer(t).Verifier())
	within(t, grown(t, n), func(v record.View) {
		if r := verified(t, tampered{View: v}, ledger.Options{}); !r.Holds() {
			t.Fatal("the log doesn't verify as it is")
		}
		expect := func(tv tampered, part ledger.Part, seq int64, what string, at int) {
			t.Helper()
			flips++
			tv.View = v
			r := verifiedBy(t, tv, by, ledger.Options{})
			if r.Holds() || r.Fault.Part != part || seq >= 0 && (r.Fault.Seq > seq || r.Fault.Last < seq) || part == ledger.PartEvent && r.Fault.Last != r.Fault.Seq {
				t.Fatalf("%s, byte %d: %+v", what, at, r.Fault)
			}
			if len(r.Sentences()) < 2 {
				t.Fatalf("%s, byte %d: nothing is said", what, at)
			}
		}
		for i := range int64(n) {
			row, err := v.Row(i)
			if err != nil {
				t.Fatal(err)
			}
			for at := range row.Data {
				for bit := range 8 {
					expect(tampered{row: func(r *record.Row) {
						if r.Seq == i {
							r.Data[at] ^= 1 << bit
						}
					}}, ledger.PartEvent, i, "data", at)
				}
			}
			for at := range row.Salt {
				for bit := range 8 {
					expect(tampered{row: func(r *record.Row) {
						if r.Seq == i {
							r.Salt[at] ^= 1 << bit
						}
					}}, ledger.PartEvent, i, "salt", at)
				}
			}
			expect(tampered{row: func(r *record.Row) {
				if r.Seq == i {
					r.Seq = n
				}
			}}, ledger.PartEvent, i, "a row's place", 0)
		}
		for i := range tlog.StoredHashCount(n) {
			level, of := tlog.SplitStoredHashIndex(i)
			for at := range tlog.HashSize {
				for bit := range 8 {
					expect(tampered{hash: func(x int64, h *tlog.Hash) {
						if x == i {
							h[at] ^= 1 << bit
						}
					}}, ledger.PartHash, of<<level, "hash", at)
				}
			}
		}
		err := v.Checkpoints(func(size int64, b []byte) error {
			for at := range b {
				for bit := range 8 {
					expect(tampered{checkpoint: func(x int64, b []byte) {
						if x == size {
							b[at] ^= 1 << bit
						}
					}}, ledger.PartCheckpoint, -1, "checkpoint", at)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("%d flips", flips)
	if flips < 15000 {
		t.Errorf("only %d flips were tried", flips)
	}
}

// rewritten is a log with one event's words changed and all hashes recomputed: all that somebody without the key can do.
func rewritten(t testing.TB, v record.View, from int64) record.View {
	t.Helper()
	size, _ := v.Size()
	s := memory.New()
	err := s.Update(context.Background(), func(tx record.Tx) error {
		for i := range size {
			row, err := v.Row(i)
			if err != nil {
				return err
			}
			if i == from {
				row.Data = bytes.Replace(row.Data, []byte(`"by":"author"`), []byte(`"by":"nobody"`), 1)
			}
			e, err := record.Decode(row.Data)
			if err != nil {
				return err
			}
			c := ledger.Commit(row.Salt, row.Data)
			hashes, err := tlog.StoredHashes(i, c[:], tx)
			if err != nil {
				return err
			}
			if err := tx.Append(row, e.Kind, e.About, hashes); err != nil {
				return err
			}
		}
		return v.Checkpoints(tx.PutCheckpoint)
	})
	if err != nil {
		t.Fatal(err)
	}
	var out record.View
	within(t, s, func(v record.View) { out = v })
	return out
}

func TestAChangedEventIsNamed(t *testing.T) {
	within(t, grown(t, 20), func(v record.View) {
		say := func(v record.View) string {
			return strings.Join(verified(t, v, ledger.Options{}).Sentences(), " ")
		}
		got := say(tampered{View: v, row: func(r *record.Row) {
			if r.Seq == 13 {
				r.Data = bytes.Replace(r.Data, []byte(`{"n":13}`), []byte(`{"n":31}`), 1)
			}
		}})
		if !strings.HasPrefix(got, "The record doesn't verify. Entry 14 (4 November 2026) isn't what was first written; the 13 before it verify. Keep this copy") {
			t.Errorf("event 14 was changed: %s", got)
		}
		got = say(tampered{View: v, row: func(r *record.Row) {
			if r.Seq >= 13 {
				r.Data[len(r.Data)-1] = '?' // can't even be decoded
			}
		}})
		if !strings.Contains(got, "Entry 14 (4 November 2026) isn't what was first written; the 13 before it verify.") {
			t.Errorf("event 14 and all behind it are garbled: %s", got)
		}
		got = say(tampered{View: v, row: func(r *record.Row) {
			if r.Seq >= 13 {
				r.Seq++
			}
		}})
		if !strings.Contains(got, "Entry 14 is missing; the 13 before it verify.") {
			t.Errorf("event 14 was taken out: %s", got)
		}
		got = say(rewritten(t, v, 13))
		if !regexp.MustCompile(`One or more of entries 1\d \(\d November 2026\) to \d\d aren't what was first written; the 1\d before them verify\.`).MatchString(got) {
			t.Errorf("event 14 was changed with all hashes: %s", got)
		}
		if got = say(rewritten(t, v, -1)); !strings.HasPrefix(got, "The record verifies. All 20 entries, from 1 November 2026 to 5 November 2026") {
			t.Errorf("nothing was changed: %s", got)
		}
	})
}

// Where all hashes were rewritten, too, the change is narrowed to the events between two signed roots. (These transactions span days.)
func TestRewrittenHashesAreNarrowedToTwoCheckpoints(t *testing.T) {
	within(t, grown(t, 40), func(v record.View) {
		for i := range int64(40) {
			f := verified(t, rewritten(t, v, i), ledger.Options{}).Fault
			if f == nil || f.Part != ledger.PartEvent || f.Seq > i || f.Last < i || f.Last-f.Seq > 10 || !errors.Is(f.Why, ledger.ErrRoot) || !errors.Is(f.Why, record.ErrCorrupt) {
				t.Errorf("event %d: %+v", i, f)
			}
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/store/memory"

	"golang.org/x/mod/sumdb/tlog"
)

var seed = bytes.Repeat([]byte{7}, 32)

var theSigner = sync.OnceValues(func() (ledger.Signer, error) { return ledger.NewSigner("chaperone/test", seed) })

func signer(t testing.TB) ledger.Signer {
	t.Helper()
	s, err := theSigner()
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

func TestACheckpointADayIsKept(t *testing.T) {
	s := grown(t, 50) // five hours apart, up to three at once: some ten days, on some of which none was signed last
	if r := look(t, s, ledger.Options{}); r.Checkpoints < 5 || r.Checkpoints > 11 {
		t.Errorf("%d checkpoints of some ten days", r.Checkpoints)
	}
}

func TestAWriteThatFailsFailsTheTransaction(t *testing.T) {
	full := errors.New("the disk is full")
	for at := range 4 {
		s := grown(t, 3)
		err := s.Update(context.Background(), func(tx record.Tx) error {
			_, _, err := ledger.Append(&failing{tx, at, full}, signer(t), []record.Event{event(3), event(4)}, rand.Reader)
			return err
		})
		if !errors.Is(err, full) {
			t.Errorf("write %d failed, Append says %v", at, err)
		}
		if r := look(t, s, ledger.Options{}); !r.Holds() || r.Events != 3 {
			t.Errorf("after write %d failed: %+v", at, r)
		}
	}
	short := bytes.NewReader(make([]byte, 40)) // one salt and a bit
	err := grown(t, 1).Update(context.Background(), func(tx record.Tx) error {
		_, _, err := ledger.Append(tx, signer(t), []record.Event{event(3), event(4)}, short)
		return err
	})
	if err == nil {
		t.Error("a leaf was made without 32 random bytes")
	}
}

// failing is a transaction whose nth write fails.
type failing struct {
	record.Tx
	left int
	err  error
}

func (f *failing) fails() bool { f.left--; return f.left < 0 }

func (f *failing) Append(row record.Row, kind, about string, hashes []tlog.Hash) error {
	if f.fails() {
		return f.err
	}
	return f.Tx.Append(row, kind, about, hashes)
}

func (f *failing) PutCheckpoint(size int64, note []byte) error {
	if f.fails() {
		return f.err
	}
	return f.Tx.PutCheckpoint(size, note)
}

func (f *failing) DropCheckpoint(size int64) error {
	if f.fails() {
		return f.err
	}
	return f.Tx.DropCheckpoint(size)
}

func TestAClockGoneBackwardsIsNoError(t *testing.T) {
	s := memory.New()
	for i, at := range []int{9, 3, 3, 7, 0} {
		err := s.Update(context.Background(), func(tx record.Tx) error {
			rows, note, err := ledger.Append(tx, signer(t), []record.Event{event(at)}, rand.Reader)
			if err == nil && (len(rows) != 1 || rows[0].Seq != int64(i) || len(rows[0].Salt) != ledger.SaltSize) {
				t.Errorf("rows %+v", rows)
			}
			if c, err := ledger.ParseCheckpoint(note, signer(t).Verifier()); err != nil || c.Size != int64(i+1) {
				t.Errorf("checkpoint %+v, %v", c, err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if r := look(t, s, ledger.Options{}); !r.Holds() || r.Events != 5 {
		t.Errorf("%+v", r.Fault)
	}
}

func TestACommitmentIsWhatTheDocumentationSays(t *testing.T) {
	salt, data := bytes.Repeat([]byte{0xab}, 32), []byte(`{"v":1}`)
	want := sha256.Sum256([]byte("chaperone event commitment v1\n" + string(salt) + string(data)))
	got := ledger.Commit(salt, data)
	if got != want || hex.EncodeToString(got[:]) != "a916494f68404352d62c7c8fea961388ce80cad0872de2b0e33d60f25bcfd38c" {
		t.Errorf("%x, want %x", got, want)
	}
}

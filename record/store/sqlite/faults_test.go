// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/store/storetest"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// slow says whether the long run was asked for: make slow.
var slow = os.Getenv("CHAPERONE_SLOW") != ""

// addRound appends two events, counts them in a state, and puts and destroys keys: an update that writes to every table.
func addRound(n int) func(tx record.Tx) error {
	return func(tx record.Tx) error {
		size, err := tx.Size()
		if err != nil {
			return err
		}
		errs := []error{
			storetest.Append(tx, "k", "a", fmt.Appendf(nil, "first of %d", n)),
			storetest.Append(tx, "k", "b", bytes.Repeat(fmt.Appendf(nil, "second of %d ", n), 400)),
			tx.PutState("count", "", fmt.Append(nil, size+2)),
			tx.PutKey(fmt.Sprint(n), secret(n)),
			tx.PutCheckpoint(size+2, []byte("note")),
		}
		if n > 0 {
			errs = append(errs, tx.DestroyKey(fmt.Sprint(n-1), time.UnixMilli(1)), tx.DropCheckpoint(size))
		}
		return errors.Join(errs...)
	}
}

// rounds checks that the store is whole and holds only whole rounds, and gives their number.
func rounds(s *Store) (n int64, err error) {
	err = s.View(context.Background(), func(v record.View) error {
		size, err := storetest.CheckHashes(v)
		if err != nil || size == 0 {
			return err
		}
		if size%2 != 0 {
			return fmt.Errorf("%d events: half a round", size)
		}
		n = size / 2
		if c, err := v.State("count", ""); err != nil || string(c) != fmt.Sprint(size) {
			return fmt.Errorf("%d events, but a count of %s, %v", size, c, err)
		}
		if _, err := v.Checkpoint(size); err != nil {
			return err
		}
		if _, err := v.Key(fmt.Sprint(n - 1)); err != nil {
			return err
		}
		if _, err := v.Key(fmt.Sprint(n - 2)); n > 1 && !errors.Is(err, record.ErrErased) {
			return fmt.Errorf("key %d: %v, want erased", n-2, err)
		}
		return nil
	})
	if err == nil {
		err = s.examineNow()
	}
	return n, err
}

// examineNow lets SQLite check all pages.
func (s *Store) examineNow() error {
	return s.snapshot(context.Background(), func(c *conn) error {
		return c.query(`PRAGMA integrity_check`, func(st *sqlite3.Stmt) error {
			if says := st.ColumnText(0); says != "ok" {
				return errors.New(says)
			}
			return nil
		})
	})
}

// mustHold opens a folder as the next program would, and checks what it holds.
func mustHold(t *testing.T, dir string, key []byte, least, most int64) {
	t.Helper()
	s, err := Open(dir, key)
	if err != nil {
		t.Fatalf("can't be opened again: %v", err)
	}
	defer s.Close()
	n, err := rounds(s)
	if err != nil {
		t.Fatal(err)
	}
	if n < least || n > most {
		t.Fatalf("%d rounds, want %d to %d", n, least, most)
	}
}

func prepared(t *testing.T, key []byte) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s := openAt(t, dir, key)
	for n := range 3 {
		if err := s.Update(t.Context(), addRound(n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

var faults = []struct {
	name string
	err  error
	want error // nil: any
}{
	{"a fault of the disk", syscall.EIO, nil},
	{"a full disk", vfs.SystemError(syscall.ENOSPC, sqlite3.FULL), record.ErrFull},
}

// Every call that writes fails once, or for good from then on, in an update that writes to every table and empties the journal.
func TestAFailedWriteStopsTheUpdateAndLosesNothing(t *testing.T) {
	for name, key := range map[string][]byte{"plain": nil, "encrypted": testKey} {
		step := 1
		if key != nil && !slow { // its writes are the same, cut into sectors
			step = 9
		}
		if raceOn {
			step *= 8
		}
		origin := prepared(t, key)
		for _, broken := range []bool{false, true} {
			for i, fault := range faults {
				if !slow && broken != (i == 1) {
					continue
				}
				t.Run(fmt.Sprintf("%s, %s, for good %v", name, fault.name, broken), func(t *testing.T) {
					failed := 0
					for n := 1; ; n += step {
						if !failNth(t, copyFiles(t, origin), key, n, broken, fault.err, fault.want) {
							break
						}
						failed++
					}
					t.Logf("%d calls made to fail", failed)
					if failed < 10/step {
						t.Error("hardly a call failed: the disk doesn't stand where SQLite writes")
					}
				})
			}
		}
	}
}

// failNth plays one update through in which the n-th writing call fails, and says whether there was such a call.
func failNth(t *testing.T, dir string, key []byte, n int, broken bool, fault, want error) bool {
	t.Helper()
	d, l := newDisk(t)
	s, err := open(t.Context(), dir, key, l, 200*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d.failFrom(n, broken, fault)
	err = s.Update(t.Context(), addRound(3))
	reached := d.calls() >= n
	kept := int64(3)
	switch {
	case err == nil || errors.Is(err, ErrNotErased):
		kept = 4
	case want != nil && !errors.Is(err, want), !strings.Contains(err.Error(), dir):
		t.Errorf("call %d: %v, want %v and the path", n, err, want)
	}
	if reached && broken && err == nil {
		t.Fatalf("call %d failed, and all after it, and the update didn't", n)
	}
	most := kept
	if broken {
		most = 4 // what a broken disk took it may show: whole, though nobody was told
	}
	mustHold(t, copyFiles(t, dir), key, kept, most) // were the program killed now
	d.failFrom(0, false, nil)
	if kept == 3 {
		if got, err := rounds(s); got != 3 || err != nil {
			t.Fatalf("call %d: the store itself shows %d rounds, %v", n, got, err)
		}
		if err := s.Update(t.Context(), addRound(3)); err != nil {
			t.Fatalf("call %d: the disk is well again and the update still fails: %v", n, err)
		}
	} else if err := s.Update(t.Context(), func(record.Tx) error { return nil }); err != nil {
		t.Fatalf("call %d: the journal can't be emptied later: %v", n, err)
	}
	if found := traces(t, dir, piece(2)); key == nil && len(found) > 0 {
		t.Errorf("call %d: the destroyed key stands in %q", n, found)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("call %d: close: %v", n, err)
	}
	mustHold(t, dir, key, 4, 4)
	return reached
}

func TestAStoreWhoseMakingFailedCanBeMadeAgain(t *testing.T) {
	step := 3
	switch {
	case slow:
		step = 1
	case raceOn:
		step = 10
	}
	for n := 1; ; n += step {
		dir := t.TempDir()
		d, l := newDisk(t)
		d.failFrom(n, false, vfs.SystemError(syscall.ENOSPC, sqlite3.FULL))
		s, err := open(t.Context(), dir, nil, l, 200*time.Millisecond)
		if err == nil {
			s.Close()
		} else if !errors.Is(err, record.ErrFull) || !strings.Contains(err.Error(), dir) {
			t.Errorf("call %d: %v, want full and the path", n, err)
		}
		reached := d.calls() >= n
		if s, err = Open(dir, nil); err != nil {
			t.Fatalf("call %d: %v", n, err)
		}
		if err := s.Update(t.Context(), addRound(0)); err != nil {
			t.Fatalf("call %d: %v", n, err)
		}
		s.Close()
		mustHold(t, dir, nil, 1, 1)
		if !reached {
			if n < 10/step {
				t.Error("hardly a call failed")
			}
			return
		}
	}
}

func TestACopyThatFailsLeavesNothing(t *testing.T) {
	origin := prepared(t, nil)
	d, l := newDisk(t)
	s, err := open(t.Context(), origin, nil, l, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	step := 1
	if raceOn {
		step = 10
	}
	for n := 1; ; n += step {
		d.failFrom(n, false, vfs.SystemError(syscall.ENOSPC, sqlite3.FULL))
		err := s.Copy(t.Context(), io.Discard)
		reached := d.calls() >= n
		if reached != errors.Is(err, record.ErrFull) {
			t.Fatalf("call %d: %v", n, err)
		}
		left, err := filepath.Glob(filepath.Join(origin, copyPrefix+"*"))
		if err != nil || len(left) > 0 {
			t.Fatalf("call %d left %q, %v", n, left, err)
		}
		if !reached {
			break
		}
	}
	d.failFrom(0, false, nil)
	if n, err := rounds(s); n != 3 || err != nil {
		t.Errorf("%d rounds, %v", n, err)
	}
}

// The power goes at random moments; of what wasn't synced any part may be on disk. A store that doesn't sync loses something here: so
// this test would notice one.
func TestAcknowledgedEventsSurviveALossOfPower(t *testing.T) {
	for name, key := range map[string][]byte{"plain": nil, "encrypted": testKey} {
		for _, careless := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, careless %v", name, careless), func(t *testing.T) {
				lost := losePower(t, key, careless)
				switch {
				case careless && len(lost) == 0:
					t.Error("a store that doesn't sync lost nothing: this test would notice nothing")
				case !careless && len(lost) > 0:
					t.Errorf("%d losses, the first: %s", len(lost), lost[0])
				}
			})
		}
	}
}

func losePower(t *testing.T, key []byte, careless bool) (lost []string) {
	dir := prepared(t, key)
	d, l := newDisk(t)
	s, err := open(t.Context(), dir, key, l, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	before := map[string][]byte{}
	for _, f := range []string{dbName, dbName + "-wal"} {
		if before[f], err = os.ReadFile(filepath.Join(dir, f)); err != nil {
			t.Fatal(err)
		}
	}
	w := <-s.writing
	w.WALAutoCheckpoint(30) // often, to lose power in the middle of one
	if careless {
		if err := w.Exec(`PRAGMA synchronous=off`); err != nil {
			t.Fatal(err)
		}
	}
	s.writing <- w
	d.record = true
	const updates = 12
	acknowledged := []int{0} // the number of calls when so many more rounds had been acknowledged
	for n := range updates {
		add := addRound(n + 3)
		if n%4 != 0 { // destroying empties the journal, which is one thing to try, not the only one
			add = func(tx record.Tx) error {
				if err := addRound(n + 3)(keep{tx}); err != nil {
					return err
				}
				return nil
			}
		}
		if err := s.Update(t.Context(), add); err != nil {
			t.Fatal(err)
		}
		acknowledged = append(acknowledged, len(d.log))
	}
	d.record = false
	log := d.log
	tries := 60
	if raceOn {
		tries = 10
	} else if slow {
		tries = 600
	}
	r := rand.New(rand.NewPCG(1, 9))
	for range tries {
		at := r.IntN(len(log) + 1)
		if r.IntN(2) == 0 { // just after somebody was told
			at = acknowledged[r.IntN(len(acknowledged))]
		}
		told := 0
		for n, k := range acknowledged {
			if k <= at {
				told = n
			}
		}
		crash := copyFiles(t, dir)
		chance := r.Float64()
		for f, image := range before {
			image = afterPowerLoss(f, image, log[:at], func() bool { return r.Float64() < chance })
			if err := os.WriteFile(filepath.Join(crash, f), image, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := heldAfter(crash, key, int64(told)+3, min(int64(told)+4, updates+3)); err != nil {
			lost = append(lost, fmt.Sprintf("after call %d of %d: %v", at, len(log), err))
		}
		os.RemoveAll(crash)
	}
	return lost
}

func heldAfter(dir string, key []byte, least, most int64) error {
	s, err := Open(dir, key)
	if err != nil {
		return err
	}
	defer s.Close()
	n := int64(0)
	err = s.View(context.Background(), func(v record.View) error {
		size, err := storetest.CheckHashes(v)
		n = size / 2
		return err
	})
	if err == nil {
		err = s.examineNow()
	}
	if err == nil && (n < least || n > most) {
		err = fmt.Errorf("%d rounds, want %d to %d", n, least, most)
	}
	return err
}

// keep is a transaction that destroys nothing.
type keep struct{ record.Tx }

func (keep) DestroyKey(string, time.Time) error { return nil }

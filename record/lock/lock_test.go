// SPDX-License-Identifier: Apache-2.0

package lock

import (
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chaperone/record"
)

func open(t *testing.T, path string) *Lock {
	t.Helper()
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

func take(t *testing.T, l *Lock, alone bool, wait time.Duration) {
	t.Helper()
	if err := l.Take(t.Context(), alone, wait); err != nil {
		t.Fatal(err)
	}
}

func TestOneAloneOrManyTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.lock")
	a, b, c := open(t, path), open(t, path), open(t, path)
	take(t, a, false, time.Minute)
	take(t, b, false, time.Minute)
	if err := c.Take(t.Context(), true, 10*time.Millisecond); !errors.Is(err, record.ErrBusy) {
		t.Errorf("alone beside two readers: %v", err)
	}
	a.Free()
	b.Free()
	take(t, c, true, time.Minute)
	for _, alone := range []bool{false, true} {
		if err := a.Take(t.Context(), alone, 10*time.Millisecond); !errors.Is(err, record.ErrBusy) {
			t.Errorf("alone %v beside one who is alone: %v", alone, err)
		}
	}
	c.Free()
	take(t, a, true, time.Minute)
}

// Readers that overlap without end must not keep out whoever wants to be alone: an erasure would never come to its turn.
func TestReadersWithoutEndLetOneThrough(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.lock")
	var over atomic.Bool
	var reads atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		l := open(t, path)
		wg.Go(func() {
			time.Sleep(time.Duration(i) * time.Millisecond)
			for !over.Load() {
				if err := l.Take(t.Context(), false, time.Minute); err != nil {
					t.Error(err)
					return
				}
				time.Sleep(8 * time.Millisecond)
				l.Free()
				reads.Add(1)
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	l := open(t, path)
	err := l.Take(t.Context(), true, 20*time.Second)
	over.Store(true)
	if err != nil {
		t.Errorf("after %d reads: %v", reads.Load(), err)
	} else {
		l.Free()
	}
	wg.Wait()
}

// A reader who reads again while another waits to be alone is held up for a moment, not for ever.
func TestReadingWhileReadingGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.lock")
	first, waiting, again := open(t, path), open(t, path), open(t, path)
	take(t, first, false, time.Minute)
	got := make(chan error, 1)
	go func() { got <- waiting.Take(t.Context(), true, time.Minute) }()
	for { // until the other keeps the turn
		free, err := tryLock(again.turn, false)
		if err != nil {
			t.Fatal(err)
		}
		if !free {
			break
		}
		unlock(again.turn)
		time.Sleep(time.Millisecond)
	}
	take(t, again, false, time.Minute)
	again.Free()
	first.Free()
	if err := <-got; err != nil {
		t.Error(err)
	}
}

// SPDX-License-Identifier: Apache-2.0

// Package lock makes programs that share a folder wait for one another, by two files that hold nothing: the lock, and the turn that whoever
// wants the lock alone keeps while waiting, so that readers who come and go without end don't keep it out.
package lock

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"chaperone/record"
)

// Lock is a handle of a lock file. Handles exclude one another within a process as they do between processes; the system frees those of a
// program that was killed. A Lock is for one goroutine.
type Lock struct{ f, turn *os.File }

// Open opens the lock file at path and the one beside it that gives the turn (".turn"). They are made where they aren't there and are never
// removed: others may hold them.
func Open(path string) (*Lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	turn, err := os.OpenFile(path+".turn", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &Lock{f, turn}, nil
}

// Close frees the lock and closes its files.
func (l *Lock) Close() {
	l.f.Close()
	l.turn.Close()
}

// courtesy is how long somebody who would share the lock lets another go first who wants it alone. It is bounded, so that a reader who reads
// again while reading is held up, never locked out.
const courtesy = 250 * time.Millisecond

// Take waits for the lock: shared with other readers, or alone. It gives record.ErrBusy when the wait is over.
func (l *Lock) Take(ctx context.Context, alone bool, wait time.Duration) error {
	start := time.Now()
	patience := wait
	if !alone {
		patience = min(wait, courtesy)
	}
	mine, err := ask(ctx, l.turn, alone, start.Add(patience))
	if err != nil {
		return err
	}
	if mine {
		defer unlock(l.turn)
	}
	held := false
	if mine || !alone {
		if held, err = ask(ctx, l.f, alone, start.Add(wait)); err != nil {
			return err
		}
	}
	if !held {
		return fmt.Errorf("%s: %w: waited %v", l.f.Name(), record.ErrBusy, wait)
	}
	return nil
}

// ask tries again and again to lock a file, at least once; false when the deadline has passed.
func ask(ctx context.Context, f *os.File, alone bool, deadline time.Time) (bool, error) {
	const pause = time.Millisecond // asking is cheap, and the gaps between readers are short
	for {
		held, err := tryLock(f, alone)
		if err != nil {
			return false, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
		if held || time.Now().After(deadline) {
			return held, nil
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(pause/2 + rand.N(pause)):
		}
	}
}

// Free gives up the lock and keeps the file open.
func (l *Lock) Free() { unlock(l.f) }

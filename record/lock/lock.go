// SPDX-License-Identifier: Apache-2.0

// Package lock makes programs that share a folder wait for one another, by a file that holds nothing.
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
type Lock struct{ f *os.File }

// Open opens the lock file at path, which is made where it isn't there and is never removed: others may hold it.
func Open(path string) (*Lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	return &Lock{f}, nil
}

// Close frees the lock and closes its file.
func (l *Lock) Close() { l.f.Close() }

// Take waits for the lock: shared with other readers, or alone. It gives record.ErrBusy when the wait is over.
func (l *Lock) Take(ctx context.Context, alone bool, wait time.Duration) error {
	deadline := time.Now().Add(wait)
	const pause = time.Millisecond // asking is cheap, and the gaps between readers are short
	for {
		held, err := tryLock(l.f, alone)
		if err != nil {
			return fmt.Errorf("lock %s: %w", l.f.Name(), err)
		}
		if held {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s: %w: waited %v", l.f.Name(), record.ErrBusy, wait)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause/2 + rand.N(pause)):
		}
	}
}

// Free gives up the lock and keeps the file open.
func (l *Lock) Free() { unlock(l.f) }

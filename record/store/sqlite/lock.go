// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"chaperone/record"
)

// lock is a handle of the lock file. SQLite's own locks order what reads and writes the database; this one is for what must be alone:
// making or migrating a database, and emptying the journal after a key was destroyed. Readers share it for as long as they look at a
// snapshot. Handles exclude one another within a process as they do between processes.
type lock struct{ f *os.File }

func openLock(dir string) (*lock, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	return &lock{f}, nil
}

func (l *lock) close() { l.f.Close() } // and unlocks

// take waits for the lock: shared with other readers, or alone. It gives record.ErrBusy when the wait is over.
func (l *lock) take(ctx context.Context, alone bool, wait time.Duration) error {
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

func (l *lock) free() { unlock(l.f) }

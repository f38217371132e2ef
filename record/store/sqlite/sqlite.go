// SPDX-License-Identifier: Apache-2.0

// Package sqlite keeps the record in a SQLite database in a folder, encrypted at rest. doc/record-store.md tells of its tables, what a
// folder holds, and what was measured.
//
// The folder holds practice.db (the database) with its journal practice.db-wal and the journal's index practice.db-shm while it is open,
// practice.id (which key opens it), and practice.lock with its turn. A schema that was released stays readable: older ones are migrated when the
// store is opened, newer ones are refused with record.ErrNewer.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"chaperone/record"

	"github.com/ncruces/go-sqlite3"
)

const (
	dbName   = "practice.db"
	idName   = "practice.id"
	lockName = "practice.lock"

	// KeySize is the size of the key a database is encrypted with, in bytes: two AES-256 keys, as XTS takes them.
	KeySize = 64

	busyWait = 10 * time.Second // for another process, or another update in this one
	readers  = 4                // connections kept for views
)

// Store is a record.Store in a folder. Several processes may have the same folder open; what one waits for longer than ten seconds is
// record.ErrBusy.
type Store struct {
	dir, path string
	key       []byte
	layer     layer
	wait      time.Duration

	writing chan *conn // holds the writer while nobody uses it

	mu     sync.Mutex
	idle   []*conn // readers
	active int     // transactions and copies under way
	none   sync.Cond
	closed bool

	unclean bool // the journal may hold what was destroyed; only used by who holds the writer
}

var _ record.Store = (*Store)(nil)

// Open opens the store in a folder, and makes folder and database where there are none. key has KeySize bytes; with nil the database is
// not encrypted, which only tests may want. Errors: record.ErrWrongKey, ErrNewer, ErrCorrupt, ErrDamaged, ErrReadOnly, ErrFull, ErrBusy.
func Open(dir string, key []byte) (*Store, error) {
	return open(context.Background(), dir, key, standard, busyWait)
}

func open(ctx context.Context, dir string, key []byte, l layer, wait time.Duration) (*Store, error) {
	if key != nil && len(key) != KeySize {
		return nil, fmt.Errorf("open %s: a key has %d bytes, not %d: %w", dir, KeySize, len(key), record.ErrWrongKey)
	}
	full, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	s := &Store{dir: full, path: filepath.Join(full, dbName), layer: l, wait: wait, writing: make(chan *conn, 1)}
	if key != nil {
		s.key = append([]byte{}, key...)
	}
	s.none.L = &s.mu
	if err := os.MkdirAll(full, 0o700); err != nil {
		return nil, fmt.Errorf("open the record: %w", explain(full, err))
	}
	w, err := s.prepare(ctx)
	if err != nil {
		return nil, fmt.Errorf("open the record: %w", explain(s.path, err))
	}
	s.writing <- w
	return s, nil
}

// enter counts an operation in; leave has to follow.
func (s *Store) enter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return fmt.Errorf("%s: %w", s.path, record.ErrClosed)
	}
	s.active++
	return nil
}

func (s *Store) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active--
	s.none.Broadcast()
}

// Close waits for what is under way and closes the store. Closing it again does nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	for s.active > 0 {
		s.none.Wait()
	}
	s.mu.Unlock()
	w := <-s.writing
	var err error
	if s.unclean {
		err = s.clean(context.Background(), w)
	}
	for _, c := range append(s.idle, w) {
		err = errors.Join(err, c.close())
	}
	clear(s.key)
	return explain(s.path, err)
}

// writer waits for the connection that writes.
func (s *Store) writer(ctx context.Context) (*conn, error) {
	select {
	case c := <-s.writing:
		return c, nil
	default:
	}
	t := time.NewTimer(s.wait)
	defer t.Stop()
	select {
	case c := <-s.writing:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-t.C:
		return nil, fmt.Errorf("%s: another update took longer than %v: %w", s.path, s.wait, record.ErrBusy)
	}
}

// Update is record.Store's. An f that writes through a transaction whose earlier write failed can't make it succeed by returning nil.
func (s *Store) Update(ctx context.Context, f func(tx record.Tx) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	c, err := s.writer(ctx)
	if err != nil {
		return err
	}
	defer func() { s.writing <- c }()
	if s.unclean {
		if err := s.clean(ctx, c); err != nil {
			return err
		}
	}
	// Whoever has to be alone is let through first.
	if err := c.lock.Take(ctx, false, s.wait); err != nil {
		return explain(s.path, err)
	}
	c.lock.Free()

	c.SetInterrupt(ctx)
	defer c.SetInterrupt(context.Background())
	if err := c.Exec(`BEGIN IMMEDIATE`); err != nil {
		return explain(s.path, cancelled(ctx, err))
	}
	t := &tx{view: view{s: s, c: c, size: -1}}
	defer func() { // also when f panics
		t.over = true
		c.SetInterrupt(context.Background())
		if !c.GetAutocommit() {
			c.Exec(`ROLLBACK`)
		}
	}()
	if err := f(t); err != nil {
		return cancelled(ctx, err)
	}
	t.over = true
	switch {
	case t.failed != nil:
		return cancelled(ctx, t.failed)
	case ctx.Err() != nil:
		return ctx.Err()
	case c.GetAutocommit():
		return fmt.Errorf("%s: the transaction was ended by an error in between", s.path)
	}
	return s.commit(ctx, c, t.destroyed)
}

// commit ends a transaction. Where a key was destroyed, it first waits until nobody looks at an earlier state, and empties the journal
// before it lets anybody in again. Whoever wants to be alone and doesn't get it in time has changed nothing.
func (s *Store) commit(ctx context.Context, c *conn, destroyed bool) error {
	if destroyed {
		if err := c.lock.Take(ctx, true, s.wait); err != nil {
			return fmt.Errorf("destroy a key while somebody reads: %w", explain(s.path, err))
		}
		defer c.lock.Free()
	}
	c.SetInterrupt(context.Background()) // a commit is not left half way
	if err := c.Exec(`COMMIT`); err != nil {
		if !c.GetAutocommit() {
			c.Exec(`ROLLBACK`)
		}
		// What was written before the commit failed may look whole in the journal: were the program killed now, it would come back. So
		// the journal is emptied; where that fails, too, the next update overwrites it.
		c.WALCheckpoint("main", sqlite3.CHECKPOINT_TRUNCATE)
		return explain(s.path, err)
	}
	if destroyed {
		s.unclean = true
		return s.empty(ctx, c)
	}
	return nil
}

// clean empties the journal of what an earlier update destroyed and could not empty it of.
func (s *Store) clean(ctx context.Context, c *conn) error {
	if err := c.lock.Take(ctx, true, s.wait); err != nil {
		return explain(s.path, err)
	}
	defer c.lock.Free()
	return s.empty(ctx, c)
}

// ErrNotErased says that a key was destroyed for good, but that bytes of it are still in the journal: the disk was full or failed, or
// another program held the database. Each later Update, Close and Open tries again to overwrite them.
var ErrNotErased = errors.New("the key is destroyed, but a trace of it is still on disk")

// empty writes all of the journal to the database and truncates it. The caller holds the lock alone, and gets it back so, unless empty fails.
func (s *Store) empty(ctx context.Context, c *conn) error {
	deadline := time.Now().Add(s.wait)
	c.BusyTimeout(turnAfter)
	defer c.BusyTimeout(s.wait)
	for {
		_, _, err := c.WALCheckpoint("main", sqlite3.CHECKPOINT_TRUNCATE)
		if err == nil {
			s.unclean = false
			return nil
		}
		left := time.Until(deadline)
		if !errors.Is(err, sqlite3.BUSY) || left <= 0 || ctx.Err() != nil {
			return fmt.Errorf("%w: %w", ErrNotErased, explain(s.path, err))
		}
		// Another update may have begun, and wait to be alone itself: it goes first.
		c.lock.Free()
		if err := c.lock.Take(ctx, true, left); err != nil {
			return fmt.Errorf("%w: %w", ErrNotErased, explain(s.path, err))
		}
	}
}

// turnAfter is how long whoever empties the journal waits for another's update before letting it be alone first.
const turnAfter = 50 * time.Millisecond

// View is record.Store's.
func (s *Store) View(ctx context.Context, f func(v record.View) error) error {
	return s.snapshot(ctx, func(c *conn) error {
		v := &view{s: s, c: c, size: -1}
		defer func() { v.over = true }()
		return f(v)
	})
}

// snapshot runs f on a connection that sees one state.
func (s *Store) snapshot(ctx context.Context, f func(c *conn) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	c, err := s.reader(ctx)
	if err != nil {
		return explain(s.path, err)
	}
	defer s.release(c)
	if err := c.lock.Take(ctx, false, s.wait); err != nil {
		return explain(s.path, err)
	}
	defer c.lock.Free()
	c.SetInterrupt(ctx)
	defer func() {
		c.SetInterrupt(context.Background())
		if !c.GetAutocommit() {
			c.Exec(`ROLLBACK`)
		}
	}()
	// The first thing read fixes what is seen.
	if err := c.Exec(`BEGIN; SELECT n FROM hash LIMIT 1`); err != nil {
		return explain(s.path, cancelled(ctx, err))
	}
	return cancelled(ctx, f(c))
}

func (s *Store) reader(ctx context.Context) (*conn, error) {
	s.mu.Lock()
	if n := len(s.idle); n > 0 {
		c := s.idle[n-1]
		s.idle = s.idle[:n-1]
		s.mu.Unlock()
		return c, nil
	}
	s.mu.Unlock()
	return s.connect(ctx)
}

func (s *Store) release(c *conn) {
	s.mu.Lock()
	if len(s.idle) < readers {
		s.idle = append(s.idle, c)
		c = nil
	}
	s.mu.Unlock()
	if c != nil {
		c.close()
	}
}

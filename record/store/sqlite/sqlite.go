// SPDX-License-Identifier: Apache-2.0

// Package sqlite keeps a record in one SQLite database in the data folder, encrypted at rest with AES-XTS under a key that is handed in.
//
// Writing goes through a write-ahead log with synchronous=FULL: an update that returned has reached the disk. Several processes may hold the
// folder; their updates wait for one another. What is deleted is overwritten (secure_delete), and after a key was destroyed the write-ahead
// log is emptied, so that no byte of it stays.
//
// Encryption keeps the data from whoever has the files without the key. It doesn't authenticate them: that is the log's work (record/ledger).
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"chaperone/record"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	_ "github.com/ncruces/go-sqlite3/vfs/xts" // encryption at rest
	"github.com/pressly/goose/v3"
)

// FileName is the database's name in the data folder.
const FileName = "practice.db"

// KeySize is the length of the key: two AES-256 keys, as XTS wants them.
const KeySize = 64

// wait is how long an update waits for another process before it gives up with record.ErrBusy.
const wait = 15 * time.Second

//go:embed migrations/*.sql
var migrations embed.FS

// Store is a record.Store over SQLite.
type Store struct {
	db      *sql.DB
	path    string
	key     []byte
	writing sync.Mutex // updates of this process wait here, not in SQLite's busy loop
}

// Open opens the database in dir, which is made where it isn't there; a nil key, for tests only, leaves it in the clear. record.ErrWrongKey,
// record.ErrNewer, record.ErrReadOnly, record.ErrFull, record.ErrCorrupt, record.ErrBusy.
func Open(ctx context.Context, dir string, key []byte) (*Store, error) {
	if key != nil && len(key) != KeySize {
		return nil, fmt.Errorf("a database key has %d bytes, not %d", KeySize, len(key))
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, plain(dir, err)
	}
	path := filepath.Join(dir, FileName)
	isNew, err := checkKey(dir, path, key)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, key: key}
	if s.db, err = driver.Open(uri(path, key != nil), s.prepare); err != nil {
		return nil, s.fault(err)
	}
	if err := s.migrate(ctx); err != nil {
		s.db.Close()
		return nil, err
	}
	if isNew {
		if err := os.Chmod(path, 0o600); err != nil {
			s.db.Close()
			return nil, plain(path, err)
		}
	}
	return s, nil
}

// uri names a database file. The key isn't in it, so that no message can show it.
func uri(path string, sealed bool) string {
	u := "file:" + escape(path) + "?_txlock=immediate"
	if sealed {
		u += "&vfs=xts"
	}
	return u
}

// escape puts a path into a URI.
func escape(path string) string {
	var out []byte
	for _, c := range []byte(filepath.ToSlash(path)) {
		if c == '?' || c == '#' || c == '%' || c <= ' ' || c >= 0x7f {
			out = fmt.Appendf(out, "%%%02x", c)
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

// prepare sets up each new connection; the key has to come first.
func (s *Store) prepare(c *sqlite3.Conn) error {
	if s.key != nil {
		if err := c.Exec("PRAGMA hexkey='" + hex.EncodeToString(s.key) + "'"); err != nil {
			return err
		}
	}
	return c.Exec(fmt.Sprintf(`
		PRAGMA busy_timeout=%d;
		PRAGMA temp_store=memory;
		PRAGMA journal_mode=wal;
		PRAGMA synchronous=full;
		PRAGMA secure_delete=on;
		PRAGMA foreign_keys=on;`, wait.Milliseconds()))
}

func (s *Store) migrate(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, s.db, dir)
	if err != nil {
		return s.fault(err)
	}
	now, known, err := p.GetVersions(ctx)
	if err != nil {
		return s.fault(err)
	}
	switch {
	case now > known:
		return fmt.Errorf("%s: %w (its form is %d, this program knows %d): install a newer chaperone", s.path, record.ErrNewer, now, known)
	case now == known:
		return nil
	}
	// Of two programs that start at once one makes the tables; the other finds them.
	s.writing.Lock()
	defer s.writing.Unlock()
	if _, err := p.Up(ctx); err != nil {
		if now, known, again := p.GetVersions(ctx); again == nil && now == known {
			return nil
		}
		return s.fault(err)
	}
	return nil
}

// Close lets go of the files.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return s.fault(err)
	}
	return nil
}

// Update runs f in one transaction that is on disk when it returns nil.
func (s *Store) Update(ctx context.Context, f func(tx record.Tx) error) (err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	t, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return s.fault(err)
	}
	done := false
	defer func() {
		if !done { // an error, or f panicked
			_ = t.Rollback()
		}
	}()
	x := &tx{view: view{ctx: ctx, s: s, q: t}}
	if err := f(x); err != nil {
		return err
	}
	if err := t.Commit(); err != nil {
		return s.fault(err)
	}
	done = true
	if x.destroyed {
		return s.emptyLog(ctx)
	}
	return nil
}

// View runs f over one consistent state.
func (s *Store) View(ctx context.Context, f func(v record.View) error) error {
	t, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.fault(err)
	}
	defer t.Rollback() //nolint:errcheck // nothing was written
	return f(view{ctx: ctx, s: s, q: t})
}

// emptyLog moves everything from the write-ahead log into the database and cuts it to nothing: pages that held a destroyed key are in it.
// A view that is still open keeps it from that; it waits.
func (s *Store) emptyLog(ctx context.Context) error {
	for end := time.Now().Add(wait); ; {
		var busy, pages, moved int
		err := s.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(truncate)").Scan(&busy, &pages, &moved)
		if err == nil && busy == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, sqlite3.BUSY) {
			return s.fault(err)
		}
		if time.Now().After(end) {
			return fmt.Errorf("%s: %w: the key is destroyed, but an older copy of it may stay until the other program has ended", s.path, record.ErrBusy)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// fault says what a failure of the database means.
func (s *Store) fault(err error) error {
	return plain(s.path, err)
}

func plain(path string, err error) error {
	var kind error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, sqlite3.INTERRUPT):
		return err
	case errors.Is(err, sql.ErrConnDone), err.Error() == "sql: database is closed":
		kind = record.ErrClosed
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		kind = record.ErrBusy
	case errors.Is(err, sqlite3.FULL), full(err):
		kind = record.ErrFull
	case errors.Is(err, sqlite3.READONLY), errors.Is(err, sqlite3.PERM), errors.Is(err, fs.ErrPermission), errors.Is(err, sqlite3.CANTOPEN), readOnly(err):
		kind = record.ErrReadOnly
	case errors.Is(err, sqlite3.CORRUPT), errors.Is(err, sqlite3.NOTADB):
		kind = record.ErrCorrupt
	default:
		return fmt.Errorf("%s: %w", path, err)
	}
	return fmt.Errorf("%s: %w (%v)", path, kind, err)
}

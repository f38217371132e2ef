// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"chaperone/record"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// schema is the version of the tables this program writes: that of the last migration.
const schema = 1

// prepare checks the key, makes or migrates the database where that is needed, and gives the connection that writes.
func (s *Store) prepare(ctx context.Context) (*conn, error) {
	l, err := s.openLock()
	if err != nil {
		return nil, err
	}
	defer l.Close()
	if err := l.Take(ctx, false, s.wait); err != nil {
		return nil, err
	}
	c, err := s.ready(ctx)
	torn := s.key != nil && errors.Is(err, sqlite3.IOERR_SHORT_READ)
	if err != nil && !torn {
		return nil, err
	}
	if c == nil {
		l.Free()
		if err := l.Take(ctx, true, s.wait); err != nil {
			return nil, err
		}
	}
	if torn {
		if c, err = s.mend(ctx); err != nil {
			return nil, err
		}
	}
	if c == nil {
		if c, err = s.make(ctx); err != nil {
			return nil, err
		}
	}
	l.Free() // begin wants to be alone
	if err := s.begin(c); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// ready gives a connection where the folder holds a database of today's schema that the key opens, nil where that is still to be made.
func (s *Store) ready(ctx context.Context) (*conn, error) {
	id, ok, err := readIdentity(s.dir)
	if err != nil {
		return nil, err
	}
	if ok {
		if err := id.opens(s.key); err != nil {
			return nil, fmt.Errorf("%s: %w", s.dir, err)
		}
	}
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && ok:
		// The database is older than practice.id: it isn't new, it is gone. Making an empty one would hide that.
		return nil, fmt.Errorf("%s: %w", s.path, record.ErrDamaged)
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !ok:
		return nil, nil
	case info.Size() == 0:
		return nil, fmt.Errorf("%s: %w: it is empty", s.path, record.ErrCorrupt)
	}
	c, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	version, err := schemaOf(c)
	if err == nil && version > schema {
		err = fmt.Errorf("%s: %w: schema %d, this program knows %d", s.path, record.ErrNewer, version, schema)
	}
	if err != nil || version < schema {
		c.close()
		return nil, err
	}
	return c, nil
}

// mend cuts a journal back to whole sectors. A program that was killed when the disk was full may have left half a sector at its end: what
// stands there was never acknowledged, but the encrypting layer can't read it, and SQLite then doesn't read the rest. The caller holds the
// lock alone; nobody writes, for SQLite lets nobody in before the journal was read.
func (s *Store) mend(ctx context.Context) (*conn, error) {
	const sector = 512
	c, err := s.ready(ctx)
	if !errors.Is(err, sqlite3.IOERR_SHORT_READ) { // another process was faster
		return c, err
	}
	wal := s.path + "-wal"
	info, statErr := os.Stat(wal)
	if statErr != nil || info.Size()%sector == 0 {
		return nil, err // something else is short
	}
	if err := os.Truncate(wal, info.Size()/sector*sector); err != nil {
		return nil, err
	}
	return s.ready(ctx)
}

// schemaOf reads the version of the tables, 0 where there are none.
func schemaOf(c *conn) (version int64, err error) {
	found := false
	err = c.query(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'goose_db_version'`, func(*sqlite3.Stmt) error { found = true; return nil })
	if err == nil && found {
		err = c.query(`SELECT max(version_id) FROM goose_db_version WHERE is_applied`, func(st *sqlite3.Stmt) error { version = st.ColumnInt64(0); return nil })
	}
	return version, err
}

// make makes the database, or brings it to today's schema; the caller holds the lock alone. practice.id comes last: a folder with a
// database and without it is one whose making was cut short, or whose practice.id was lost, and both are made good by the right key.
func (s *Store) make(ctx context.Context) (*conn, error) {
	if c, err := s.ready(ctx); c != nil || err != nil { // another process was faster
		return c, err
	}
	_, known, err := readIdentity(s.dir)
	if err != nil {
		return nil, err
	}
	if f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		f.Close()
	} else if !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	err = s.migrate(ctx)
	if err != nil && !known && (errors.Is(err, sqlite3.NOTADB) || errors.Is(err, sqlite3.CORRUPT)) {
		return nil, fmt.Errorf("%s: %w, or not opened by this key: %s is gone, so it can't be told which (%v)", s.path, record.ErrCorrupt, idName, err)
	}
	if err == nil && !known {
		err = newIdentity(s.key).write(s.dir)
	}
	if err != nil {
		return nil, err
	}
	return s.connect(ctx)
}

// migrate applies the migrations that are missing, each in a transaction of its own.
func (s *Store) migrate(ctx context.Context) error {
	db, err := driver.Open(s.layer.address(s.path, s.key), func(c *sqlite3.Conn) error { return setUp(c, s.key, s.wait) })
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// begin reads once, which opens the journal, and makes the names of both files durable: a journal whose name is lost with the power would
// be lost with all it holds. It empties the journal of what a program that was killed may have left there.
func (s *Store) begin(c *conn) error {
	mode := ""
	if err := c.query(`PRAGMA journal_mode`, func(st *sqlite3.Stmt) error { mode = st.ColumnText(0); return nil }); err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("%s: the file system can't share memory between programs, as a journal needs it (journal mode %q)", s.path, mode)
	}
	if err := c.query(`SELECT n FROM hash LIMIT 1`, nil); err != nil {
		return err
	}
	if err := syncDir(s.dir); err != nil {
		return err
	}
	if err := c.lock.Take(context.Background(), true, 0); err != nil {
		return nil // somebody is at work, and looks after the journal
	}
	defer c.lock.Free()
	if info, err := os.Stat(s.path + "-wal"); err == nil && info.Size() > 0 {
		c.WALCheckpoint("main", sqlite3.CHECKPOINT_TRUNCATE)
	}
	left, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, e := range left {
		if strings.HasPrefix(e.Name(), copyPrefix) || strings.HasPrefix(e.Name(), idName+"-") {
			os.Remove(filepath.Join(s.dir, e.Name())) // of a program that was killed
		}
	}
	return nil
}

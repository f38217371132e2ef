// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"chaperone/record/lock"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/vfs/xts" // registers the encrypting file layer
)

// layer names the file layers of SQLite that connections use; tests put others in their place.
type layer struct {
	plain, sealed string
}

var standard = layer{plain: "", sealed: "xts"}

// address gives the URI of a database file. modeof makes the journal as private as the database is.
func (l layer) address(path string, key []byte, more ...string) string {
	vfs := l.plain
	if key != nil {
		vfs = l.sealed
	}
	slash := filepath.ToSlash(path)
	q := []string{"modeof=" + strings.ReplaceAll(url.QueryEscape(slash), "+", "%20")}
	if vfs != "" {
		q = append(q, "vfs="+vfs)
	}
	return "file:" + (&url.URL{Path: slash}).EscapedPath() + "?" + strings.Join(append(q, more...), "&")
}

// setUp prepares a connection; the key has to come first. A commit is on disk when it returns (synchronous full), what is deleted is
// overwritten with zeros, and nothing goes to temporary files.
func setUp(c *sqlite3.Conn, key []byte, wait time.Duration) error {
	if key != nil {
		if err := c.Exec("PRAGMA hexkey='" + hex.EncodeToString(key) + "'"); err != nil {
			return err
		}
	}
	if err := c.BusyTimeout(wait); err != nil {
		return err
	}
	return c.Exec(`PRAGMA temp_store=memory; PRAGMA secure_delete=on; PRAGMA synchronous=full; PRAGMA journal_mode=wal;
		PRAGMA cell_size_check=on; PRAGMA trusted_schema=off; PRAGMA cache_size=-8000; PRAGMA journal_size_limit=67108864`)
}

// conn is a connection with its prepared statements and its own handle of the lock file. One goroutine uses it at a time.
type conn struct {
	*sqlite3.Conn
	lock  *lock.Lock
	ready map[string][]*sqlite3.Stmt // statements nobody is using
}

// openLock opens the folder's lock. SQLite's own locks order what reads and writes the database; this one is for what must be alone: making or
// migrating a database, and emptying the journal after a key was destroyed. Readers share it for as long as they look at a snapshot.
func (s *Store) openLock() (*lock.Lock, error) { return lock.Open(filepath.Join(s.dir, lockName)) }

func (s *Store) connect(ctx context.Context) (*conn, error) {
	l, err := s.openLock()
	if err != nil {
		return nil, err
	}
	raw, err := sqlite3.OpenContext(ctx, s.layer.address(s.path, s.key))
	if err == nil {
		if err = setUp(raw, s.key, s.wait); err != nil {
			raw.Close()
		}
	}
	if err != nil {
		l.Close()
		return nil, err
	}
	return &conn{Conn: raw, lock: l, ready: map[string][]*sqlite3.Stmt{}}, nil
}

func (c *conn) close() error {
	for _, stmts := range c.ready {
		for _, s := range stmts {
			s.Close()
		}
	}
	c.ready = nil
	err := c.Conn.Close()
	c.lock.Close()
	return err
}

// query runs a statement and gives each row to row, which may be nil. Parameters are int64, string, []byte or nil, in the order of the
// question marks. The statement is reset before query returns, so that nothing holds a snapshot open.
func (c *conn) query(sql string, row func(s *sqlite3.Stmt) error, params ...any) (err error) {
	var s *sqlite3.Stmt
	if free := c.ready[sql]; len(free) > 0 {
		s, c.ready[sql] = free[len(free)-1], free[:len(free)-1]
	} else if s, _, err = c.Prepare(sql); err != nil {
		return err
	}
	defer func() {
		if e := s.Reset(); err == nil {
			err = e
		}
		if s.ClearBindings() != nil || c.ready == nil {
			s.Close()
			return
		}
		c.ready[sql] = append(c.ready[sql], s)
	}()
	for i, p := range params {
		switch p := p.(type) {
		case int64:
			err = s.BindInt64(i+1, p)
		case string:
			err = s.BindText(i+1, p)
		case []byte:
			err = s.BindBlob(i+1, p)
		case nil:
			err = s.BindNull(i + 1)
		default:
			panic(fmt.Sprintf("a parameter of type %T", p))
		}
		if err != nil {
			return err
		}
	}
	for s.Step() {
		if row == nil {
			continue
		}
		if err := row(s); err != nil {
			return err
		}
	}
	return s.Err()
}

// blob copies a column. It is never nil.
func blob(s *sqlite3.Stmt, column int) []byte { return s.ColumnBlob(column, []byte{}) }

// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"fmt"
	"time"

	"chaperone/record"

	"github.com/ncruces/go-sqlite3"
	"golang.org/x/mod/sumdb/tlog"
)

// chunk is the number of rows read before they are handed on. No statement is open while a caller's function runs, so it may read and
// write as it likes.
const chunk = 128

// view reads within a transaction. It is a record.View.
type view struct {
	s    *Store
	c    *conn
	over bool  // the transaction has ended
	size int64 // number of events; -1 until it is known
}

func (v *view) query(sql string, row func(s *sqlite3.Stmt) error, params ...any) error {
	if v.over {
		return fmt.Errorf("a transaction used after its end: %w", record.ErrClosed)
	}
	return explain(v.s.path, v.c.query(sql, row, params...))
}

// one reads a blob by a statement that gives at most one row.
func (v *view) one(what string, sql string, params ...any) ([]byte, error) {
	var out []byte
	if err := v.query(sql, func(s *sqlite3.Stmt) error { out = blob(s, 0); return nil }, params...); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	if out == nil {
		return nil, fmt.Errorf("%s: %w", what, record.ErrNotFound)
	}
	return out, nil
}

func (v *view) Size() (int64, error) {
	if v.size >= 0 && !v.over {
		return v.size, nil
	}
	var n int64
	err := v.query(`SELECT max(seq) + 1 FROM event`, func(s *sqlite3.Stmt) error { n = s.ColumnInt64(0); return nil })
	if err != nil {
		return 0, fmt.Errorf("number of events: %w", err)
	}
	v.size = n
	return n, nil
}

func (v *view) Row(seq int64) (record.Row, error) {
	r := record.Row{Seq: -1}
	err := v.query(`SELECT data, salt FROM event WHERE seq = ?`, func(s *sqlite3.Stmt) error {
		r = record.Row{Seq: seq, Data: blob(s, 0), Salt: blob(s, 1)}
		return nil
	}, seq)
	if err == nil && r.Seq < 0 {
		err = record.ErrNotFound
	}
	if err != nil {
		return record.Row{}, fmt.Errorf("event %d: %w", seq, err)
	}
	return r, nil
}

// rows hands on the rows of a statement whose last two parameters are the least seq and the number wanted.
func (v *view) rows(sql string, from int64, yield func(record.Row) error, params ...any) error {
	for {
		var got []record.Row
		err := v.query(sql, func(s *sqlite3.Stmt) error {
			got = append(got, record.Row{Seq: s.ColumnInt64(0), Data: blob(s, 1), Salt: blob(s, 2)})
			return nil
		}, append(params[:len(params):len(params)], from, int64(chunk))...)
		if err != nil {
			return fmt.Errorf("events from %d: %w", from, err)
		}
		for _, r := range got {
			if err := yield(r); err != nil {
				return err
			}
			from = r.Seq + 1
		}
		if len(got) < chunk {
			return nil
		}
	}
}

func (v *view) Rows(from, to int64, yield func(record.Row) error) error {
	return v.rows(`SELECT seq, data, salt FROM event WHERE seq < ? AND seq >= ? ORDER BY seq LIMIT ?`, from, yield, to)
}

func (v *view) About(id string, yield func(record.Row) error) error {
	return v.rows(`SELECT seq, data, salt FROM event WHERE about = ? AND seq >= ? ORDER BY seq LIMIT ?`, 0, yield, id)
}

func (v *view) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		b, err := v.one(fmt.Sprintf("hash %d", x), `SELECT hash FROM hash WHERE n = ?`, x)
		if err != nil {
			return nil, err
		}
		if len(b) != tlog.HashSize {
			return nil, fmt.Errorf("%s: hash %d has %d bytes: %w", v.s.path, x, len(b), record.ErrCorrupt)
		}
		out[i] = tlog.Hash(b)
	}
	return out, nil
}

func (v *view) State(kind, id string) ([]byte, error) {
	return v.one(kind+" "+id, `SELECT body FROM state WHERE kind = ? AND id = ?`, kind, id)
}

// named is a row that has an id.
type named struct {
	id     string
	body   []byte
	erased time.Time
}

// each hands on rows in order of id. The statement's last three parameters are the id after which to begin, whether there is one (an id
// may be empty), and the number wanted.
func (v *view) each(sql string, read func(s *sqlite3.Stmt) named, yield func(named) error, params ...any) error {
	after, begun := "", int64(0)
	for {
		var got []named
		err := v.query(sql, func(s *sqlite3.Stmt) error { got = append(got, read(s)); return nil }, append(params[:len(params):len(params)], after, begun, int64(chunk))...)
		if err != nil {
			return err
		}
		for _, n := range got {
			if err := yield(n); err != nil {
				return err
			}
			after, begun = n.id, 1
		}
		if len(got) < chunk {
			return nil
		}
	}
}

func (v *view) States(kind string, yield func(id string, body []byte) error) error {
	return v.each(`SELECT id, body FROM state WHERE kind = ? AND id >= ? AND (id > ?2 OR ? = 0) ORDER BY id LIMIT ?`,
		func(s *sqlite3.Stmt) named { return named{id: s.ColumnText(0), body: blob(s, 1)} },
		func(n named) error { return yield(n.id, n.body) }, kind)
}

func (v *view) Kinds() ([]string, error) {
	var out []string
	err := v.query(`SELECT DISTINCT kind FROM state ORDER BY kind`, func(s *sqlite3.Stmt) error { out = append(out, s.ColumnText(0)); return nil })
	return out, err
}

func (v *view) Key(id string) ([]byte, error) {
	var out []byte
	found, erased := false, false
	err := v.query(`SELECT key.wrapped IS NULL, wrapped.data FROM key LEFT JOIN wrapped ON wrapped.n = key.wrapped WHERE key.id = ?`, func(s *sqlite3.Stmt) error {
		found, erased, out = true, s.ColumnBool(0), blob(s, 1)
		return nil
	}, id)
	switch {
	case err != nil:
	case !found:
		err = record.ErrNotFound
	case erased:
		err = record.ErrErased
	case len(out) == 0:
		err = record.ErrCorrupt
	default:
		return out, nil
	}
	return nil, fmt.Errorf("key %s: %w", id, err)
}

func (v *view) Keys(yield func(id string, wrapped []byte, erased time.Time) error) error {
	return v.each(`SELECT key.id, key.wrapped IS NULL, wrapped.data, key.erased FROM key LEFT JOIN wrapped ON wrapped.n = key.wrapped
		WHERE key.id >= ? AND (key.id > ?1 OR ? = 0) ORDER BY key.id LIMIT ?`,
		func(s *sqlite3.Stmt) named {
			n := named{id: s.ColumnText(0)}
			if s.ColumnBool(1) {
				n.erased = time.UnixMilli(s.ColumnInt64(3)).UTC()
			} else {
				n.body = blob(s, 2)
			}
			return n
		},
		func(n named) error { return yield(n.id, n.body, n.erased) })
}

func (v *view) Checkpoint(size int64) ([]byte, error) {
	return v.one(fmt.Sprintf("checkpoint of %d", size), `SELECT note FROM checkpoint WHERE size = ?`, size)
}

func (v *view) Checkpoints(yield func(size int64, note []byte) error) error {
	return v.rows(`SELECT size, note, NULL FROM checkpoint WHERE size >= ? ORDER BY size LIMIT ?`, 0, func(r record.Row) error { return yield(r.Seq, r.Data) })
}

// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"chaperone/record"

	"golang.org/x/mod/sumdb/tlog"
)

// view reads inside one transaction.
type view struct {
	ctx context.Context
	s   *Store
	q   *sql.Tx
}

func (v view) Size() (int64, error) {
	var n sql.NullInt64
	if err := v.q.QueryRowContext(v.ctx, "SELECT max(seq) FROM event").Scan(&n); err != nil {
		return 0, v.s.fault(err)
	}
	if !n.Valid {
		return 0, nil
	}
	return n.Int64 + 1, nil
}

func (v view) Row(seq int64) (record.Row, error) {
	r := record.Row{Seq: seq}
	err := v.q.QueryRowContext(v.ctx, "SELECT data, salt FROM event WHERE seq = $1", seq).Scan(&r.Data, &r.Salt)
	return r, v.missing(err, "event %d", seq)
}

// missing puts what was looked for to a row that isn't there.
func (v view) missing(err error, what string, args ...any) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf(what+": %w", append(args, record.ErrNotFound)...)
	}
	return v.s.fault(err)
}

// each reads rows one after the other; scan reads one and hands it on.
func (v view) each(scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := v.q.QueryContext(v.ctx, query, args...)
	if err != nil {
		return v.s.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return v.s.fault(err)
	}
	return nil
}

func (v view) scanRow(yield func(record.Row) error) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var r record.Row
		if err := rows.Scan(&r.Seq, &r.Data, &r.Salt); err != nil {
			return v.s.fault(err)
		}
		return yield(r)
	}
}

func (v view) Rows(from, to int64, yield func(record.Row) error) error {
	return v.each(v.scanRow(yield), "SELECT seq, data, salt FROM event WHERE seq >= $1 AND seq < $2 ORDER BY seq", from, to)
}

func (v view) About(id string, yield func(record.Row) error) error {
	return v.each(v.scanRow(yield), "SELECT seq, data, salt FROM event WHERE about = $1 ORDER BY seq", id)
}

func (v view) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	take := func(i int, b []byte) error {
		if len(b) != tlog.HashSize {
			return fmt.Errorf("hash %d: %w", indexes[i], record.ErrCorrupt)
		}
		copy(out[i][:], b)
		return nil
	}
	if n := len(indexes); n > 8 && indexes[n-1]-indexes[0] == int64(n-1) { // a run, as verification asks for
		i := 0
		err := v.each(func(rows *sql.Rows) error {
			var ix int64
			var b []byte
			if err := rows.Scan(&ix, &b); err != nil {
				return v.s.fault(err)
			}
			if i >= n || ix != indexes[i] {
				return fmt.Errorf("hash %d: %w", indexes[min(i, n-1)], record.ErrNotFound)
			}
			i++
			return take(i-1, b)
		}, "SELECT ix, hash FROM hash WHERE ix >= $1 AND ix <= $2 ORDER BY ix", indexes[0], indexes[n-1])
		if err == nil && i != n {
			err = fmt.Errorf("hash %d: %w", indexes[i], record.ErrNotFound)
		}
		return out, err
	}
	for i, ix := range indexes {
		var b []byte
		if err := v.missing(v.q.QueryRowContext(v.ctx, "SELECT hash FROM hash WHERE ix = $1", ix).Scan(&b), "hash %d", ix); err != nil {
			return nil, err
		}
		if err := take(i, b); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (v view) State(kind, id string) ([]byte, error) {
	var b []byte
	err := v.q.QueryRowContext(v.ctx, "SELECT body FROM state WHERE kind = $1 AND id = $2", kind, id).Scan(&b)
	return b, v.missing(err, "%s %s", kind, id)
}

func (v view) States(kind string, yield func(id string, body []byte) error) error {
	return v.each(func(rows *sql.Rows) error {
		var id string
		var b []byte
		if err := rows.Scan(&id, &b); err != nil {
			return v.s.fault(err)
		}
		return yield(id, b)
	}, "SELECT id, body FROM state WHERE kind = $1 ORDER BY id", kind)
}

func (v view) Kinds() ([]string, error) {
	var out []string
	err := v.each(func(rows *sql.Rows) error {
		var k string
		if err := rows.Scan(&k); err != nil {
			return v.s.fault(err)
		}
		out = append(out, k)
		return nil
	}, "SELECT DISTINCT kind FROM state ORDER BY kind")
	return out, err
}

func (v view) Key(id string) ([]byte, error) {
	var b []byte
	err := v.q.QueryRowContext(v.ctx, "SELECT wrapped FROM key WHERE id = $1", id).Scan(&b)
	if err := v.missing(err, "key %s", id); err != nil {
		return nil, err
	}
	if b == nil {
		return nil, fmt.Errorf("key %s: %w", id, record.ErrErased)
	}
	return b, nil
}

func (v view) Keys(yield func(id string, wrapped []byte, erased time.Time) error) error {
	return v.each(func(rows *sql.Rows) error {
		var id string
		var b []byte
		var at sql.NullString
		if err := rows.Scan(&id, &b, &at); err != nil {
			return v.s.fault(err)
		}
		var t time.Time
		if at.Valid {
			var err error
			if t, err = time.Parse(time.RFC3339Nano, at.String); err != nil {
				return fmt.Errorf("key %s: %w: %v", id, record.ErrCorrupt, err)
			}
		}
		return yield(id, b, t)
	}, "SELECT id, wrapped, erased FROM key ORDER BY id")
}

func (v view) Checkpoint(size int64) ([]byte, error) {
	var b []byte
	err := v.q.QueryRowContext(v.ctx, "SELECT note FROM checkpoint WHERE size = $1", size).Scan(&b)
	return b, v.missing(err, "checkpoint of %d", size)
}

func (v view) Checkpoints(yield func(size int64, note []byte) error) error {
	return v.each(func(rows *sql.Rows) error {
		var n int64
		var b []byte
		if err := rows.Scan(&n, &b); err != nil {
			return v.s.fault(err)
		}
		return yield(n, b)
	}, "SELECT size, note FROM checkpoint ORDER BY size")
}

// tx writes, too.
type tx struct {
	view
	destroyed bool // a key was: the write-ahead log has to be emptied
}

func (t *tx) exec(query string, args ...any) (int64, error) {
	r, err := t.q.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, t.s.fault(err)
	}
	return r.RowsAffected()
}

func (t *tx) Append(row record.Row, kind, about string, hashes []tlog.Hash) error {
	size, err := t.Size()
	if err != nil {
		return err
	}
	if row.Seq != size {
		return fmt.Errorf("event %d behind %d: %w", row.Seq, size, record.ErrExists)
	}
	first := tlog.StoredHashCount(row.Seq)
	if want := tlog.StoredHashCount(row.Seq+1) - first; want != int64(len(hashes)) {
		return fmt.Errorf("event %d with %d hashes, not %d: %w", row.Seq, len(hashes), want, record.ErrCorrupt)
	}
	if _, err := t.exec("INSERT INTO event (seq, kind, about, data, salt) VALUES ($1, $2, $3, $4, $5)", row.Seq, kind, about, row.Data, row.Salt); err != nil {
		return err
	}
	for i, h := range hashes {
		if _, err := t.exec("INSERT INTO hash (ix, hash) VALUES ($1, $2)", first+int64(i), h[:]); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) PutState(kind, id string, body []byte) error {
	_, err := t.exec("INSERT INTO state (kind, id, body) VALUES ($1, $2, $3) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body", kind, id, body)
	return err
}

func (t *tx) DropState(kind, id string) error {
	_, err := t.exec("DELETE FROM state WHERE kind = $1 AND id = $2", kind, id)
	return err
}

func (t *tx) PutKey(id string, wrapped []byte) error {
	switch _, err := t.Key(id); {
	case err == nil:
		return fmt.Errorf("key %s: %w", id, record.ErrExists)
	case !errors.Is(err, record.ErrNotFound):
		return err
	}
	_, err := t.exec("INSERT INTO key (id, wrapped) VALUES ($1, $2)", id, wrapped)
	return err
}

func (t *tx) RewrapKey(id string, wrapped []byte) error {
	if _, err := t.Key(id); err != nil {
		return err
	}
	_, err := t.exec("UPDATE key SET wrapped = $1 WHERE id = $2", wrapped, id)
	t.destroyed = true // the old wrapping, too, has to be gone
	return err
}

func (t *tx) DestroyKey(id string, at time.Time) error {
	if _, err := t.Key(id); err != nil {
		return err
	}
	_, err := t.exec("UPDATE key SET wrapped = NULL, erased = $1 WHERE id = $2", at.UTC().Format(time.RFC3339Nano), id)
	t.destroyed = true
	return err
}

func (t *tx) PutCheckpoint(size int64, note []byte) error {
	_, err := t.exec("INSERT INTO checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (size) DO UPDATE SET note = excluded.note", size, note)
	return err
}

func (t *tx) DropCheckpoint(size int64) error {
	_, err := t.exec("DELETE FROM checkpoint WHERE size = $1", size)
	return err
}

// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"errors"
	"fmt"
	"time"

	"chaperone/record"

	"golang.org/x/mod/sumdb/tlog"
)

// tx reads and writes. It is a record.Tx.
type tx struct {
	view
	failed    error // the first write that failed: the transaction can't be committed any more
	destroyed bool  // a wrapped key was overwritten
}

func (t *tx) exec(sql string, params ...any) error {
	if t.failed != nil {
		return t.failed
	}
	err := t.query(sql, nil, params...)
	if err != nil && !t.over {
		t.failed = err
	}
	return err
}

func (t *tx) Append(row record.Row, kind, about string, hashes []tlog.Hash) error {
	size, err := t.Size()
	if err != nil {
		return err
	}
	if row.Seq != size {
		return fmt.Errorf("event %d behind %d: %w", row.Seq, size, record.ErrExists)
	}
	first := tlog.StoredHashCount(size)
	if want := tlog.StoredHashCount(size+1) - first; want != int64(len(hashes)) {
		return fmt.Errorf("event %d with %d hashes, not %d: %w", row.Seq, len(hashes), want, record.ErrCorrupt)
	}
	if err := t.exec(`INSERT INTO event (seq, kind, about, data, salt) VALUES (?, ?, ?, ?, ?)`, row.Seq, kind, about, row.Data, row.Salt); err != nil {
		return fmt.Errorf("event %d: %w", row.Seq, err)
	}
	for i := range hashes {
		if err := t.exec(`INSERT INTO hash (n, hash) VALUES (?, ?)`, first+int64(i), hashes[i][:]); err != nil {
			return fmt.Errorf("hash %d: %w", first+int64(i), err)
		}
	}
	t.size++
	return nil
}

func (t *tx) PutState(kind, id string, body []byte) error {
	err := t.exec(`INSERT INTO state (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body`, kind, id, body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", kind, id, err)
	}
	return nil
}

func (t *tx) DropState(kind, id string) error {
	if err := t.exec(`DELETE FROM state WHERE kind = ? AND id = ?`, kind, id); err != nil {
		return fmt.Errorf("%s %s: %w", kind, id, err)
	}
	return nil
}

func (t *tx) PutKey(id string, wrapped []byte) error {
	_, err := t.Key(id)
	switch {
	case err == nil:
		return fmt.Errorf("key %s: %w", id, record.ErrExists)
	case !errors.Is(err, record.ErrNotFound):
		return err
	case len(wrapped) == 0:
		return fmt.Errorf("key %s: %w: it is empty", id, record.ErrCorrupt)
	}
	if err := t.exec(`INSERT INTO wrapped (data) VALUES (?)`, wrapped); err != nil {
		return fmt.Errorf("key %s: %w", id, err)
	}
	if err := t.exec(`INSERT INTO key (id, wrapped) VALUES (?, last_insert_rowid())`, id); err != nil {
		return fmt.Errorf("key %s: %w", id, err)
	}
	return nil
}

func (t *tx) RewrapKey(id string, wrapped []byte) error {
	old, err := t.Key(id)
	if err != nil {
		return err
	}
	if len(wrapped) == 0 {
		return fmt.Errorf("key %s: %w: it is empty", id, record.ErrCorrupt)
	}
	t.destroyed = true // the old wrapping must not stay in the journal either
	if len(wrapped) == len(old) {
		err = t.exec(`UPDATE wrapped SET data = ? WHERE n = (SELECT wrapped FROM key WHERE id = ?)`, wrapped, id)
	} else if err = t.blank(id); err == nil {
		if err = t.exec(`INSERT INTO wrapped (data) VALUES (?)`, wrapped); err == nil {
			err = t.exec(`UPDATE key SET wrapped = last_insert_rowid() WHERE id = ?`, id)
		}
	}
	if err != nil {
		return fmt.Errorf("key %s: %w", id, err)
	}
	return nil
}

func (t *tx) DestroyKey(id string, at time.Time) error {
	if _, err := t.Key(id); err != nil {
		return err
	}
	if err := t.blank(id); err != nil {
		return fmt.Errorf("key %s: %w", id, err)
	}
	if err := t.exec(`UPDATE key SET wrapped = NULL, erased = ? WHERE id = ?`, at.UnixMilli(), id); err != nil {
		return fmt.Errorf("key %s: %w", id, err)
	}
	return nil
}

// blank overwrites the wrapped key in place.
func (t *tx) blank(id string) error {
	t.destroyed = true
	return t.exec(`UPDATE wrapped SET data = zeroblob(length(data)) WHERE n = (SELECT wrapped FROM key WHERE id = ?)`, id)
}

func (t *tx) PutCheckpoint(size int64, note []byte) error {
	err := t.exec(`INSERT INTO checkpoint (size, note) VALUES (?, ?) ON CONFLICT (size) DO UPDATE SET note = excluded.note`, size, note)
	if err != nil {
		return fmt.Errorf("checkpoint of %d: %w", size, err)
	}
	return nil
}

func (t *tx) DropCheckpoint(size int64) error {
	if err := t.exec(`DELETE FROM checkpoint WHERE size = ?`, size); err != nil {
		return fmt.Errorf("checkpoint of %d: %w", size, err)
	}
	return nil
}

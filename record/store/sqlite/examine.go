// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"errors"
	"fmt"

	"chaperone/record"

	"github.com/ncruces/go-sqlite3"
)

// mostFaults is how many faults of a database are told.
const mostFaults = 20

var _ record.Examiner = (*Store)(nil)

// Examine is record.Examiner's: SQLite looks at every page, and holds every index against its table.
func (s *Store) Examine(ctx context.Context) (faults []string, err error) {
	err = s.snapshot(ctx, func(c *conn) error {
		faults, err = c.faults(ctx, mostFaults)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("examine the record: %w", explain(s.path, err))
	}
	return faults, nil
}

// faults lists what SQLite finds wrong with the database, at most so many; none where it is sound.
func (c *conn) faults(ctx context.Context, most int) (out []string, err error) {
	err = c.query(fmt.Sprintf(`PRAGMA integrity_check(%d)`, most), func(st *sqlite3.Stmt) error { out = append(out, st.ColumnText(0)); return nil })
	switch {
	case err != nil && (errors.Is(err, sqlite3.CORRUPT) || errors.Is(err, sqlite3.NOTADB)):
		return append(out, err.Error()), nil // too damaged to look to the end
	case err != nil:
		return nil, cancelled(ctx, err)
	case len(out) == 1 && out[0] == "ok":
		return nil, nil
	}
	return out, nil
}

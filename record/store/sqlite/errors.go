// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"chaperone/record"

	"github.com/ncruces/go-sqlite3"
)

// explain puts an error of SQLite or of the file system into the record's terms, with the path it is about. Other errors stay what they
// are: so it may be used on what a caller's function gave back, too.
func explain(path string, err error) error {
	if err == nil {
		return nil
	}
	if known := sentinel(err); known != nil {
		return fmt.Errorf("%s: %w (%w)", path, known, err)
	}
	var code sqlite3.ErrorCode
	if errors.As(err, &code) {
		return fmt.Errorf("%s: %w", path, err)
	}
	return err
}

// sentinel gives the record's error for one of the layers below, nil where there is none or err has one already.
func sentinel(err error) error {
	for _, known := range []error{record.ErrBusy, record.ErrFull, record.ErrReadOnly, record.ErrCorrupt, record.ErrWrongKey, record.ErrNewer, record.ErrDamaged, record.ErrNotEmpty, record.ErrClosed} {
		if errors.Is(err, known) {
			return nil
		}
	}
	switch {
	case errors.Is(err, sqlite3.IOERR_SHMSIZE): // the journal's index finds no room: no other fault has this code
		return record.ErrFull
	case errors.Is(err, sqlite3.FULL), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), diskFull(err):
		return record.ErrFull
	case errors.Is(err, sqlite3.READONLY), errors.Is(err, sqlite3.PERM), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return record.ErrReadOnly
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED), errors.Is(err, sqlite3.PROTOCOL):
		return record.ErrBusy
	case errors.Is(err, sqlite3.CORRUPT), errors.Is(err, sqlite3.NOTADB), errors.Is(err, sqlite3.IOERR_SHORT_READ), errors.Is(err, sqlite3.IOERR_CORRUPTFS), errors.Is(err, sqlite3.IOERR_DATA):
		return record.ErrCorrupt
	}
	return nil
}

// cancelled gives the context's error in place of the interruption, or the end of a wait, that it caused.
func cancelled(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && (errors.Is(err, sqlite3.INTERRUPT) || errors.Is(err, sqlite3.BUSY)) {
		return ctx.Err()
	}
	return err
}

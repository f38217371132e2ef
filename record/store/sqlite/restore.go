// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bufio"
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"chaperone/record"
)

const restorePrefix = ".restore-"

// Restore puts what Copy wrote into a folder that is new or empty. All of it is read and checked before it is put in place: that it is
// whole and unchanged, that the key opens it, that SQLite finds nothing wrong in it, that its schema isn't newer. Errors:
// record.ErrNotEmpty, ErrWrongKey, ErrCorrupt, ErrNewer, ErrFull, ErrReadOnly; the folder is then as it was.
func Restore(ctx context.Context, r io.Reader, dir string, key []byte) error {
	return restore(ctx, r, dir, key, standard)
}

func restore(ctx context.Context, r io.Reader, dir string, key []byte, l layer) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("restore the record: %w", explain(dir, err))
		}
	}()
	if key != nil && len(key) != KeySize {
		return fmt.Errorf("a key has %d bytes, not %d: %w", KeySize, len(key), record.ErrWrongKey)
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := checkEmpty(dir); err != nil {
		return err
	}
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		defer func() {
			if err != nil {
				os.Remove(dir)
			}
		}()
	}
	tmp, err := os.MkdirTemp(dir, restorePrefix)
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	s := &Store{dir: tmp, path: filepath.Join(tmp, dbName), key: key, layer: l, wait: busyWait}
	id, err := s.receive(ctx, bufio.NewReaderSize(r, 1<<18))
	if err != nil {
		return err
	}
	if err := s.examine(ctx); err != nil {
		return err
	}
	if err := checkEmpty(dir); err != nil { // it took a while
		return err
	}
	if err := os.Rename(s.path, filepath.Join(dir, dbName)); err != nil {
		return err
	}
	return id.write(dir)
}

// checkEmpty passes over what a restore that was cut short has left, and removes it.
func checkEmpty(dir string) error {
	found, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range found {
		if !strings.HasPrefix(e.Name(), restorePrefix) {
			return fmt.Errorf("%s: %w: there is %s", dir, record.ErrNotEmpty, e.Name())
		}
	}
	return nil
}

// receive writes the database of a copy to the store's path and checks that the copy is whole.
func (s *Store) receive(ctx context.Context, r *bufio.Reader) (identity, error) {
	id, size, err := readCopyHead(r)
	if err != nil {
		return id, err
	}
	if err := id.opens(s.key); err != nil {
		return id, err
	}
	mac := copyMAC(s.key)
	fmt.Fprintf(mac, "%s%ssize %d\n", copyHead, id.encode(), size)
	f, err := os.OpenFile(s.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return id, err
	}
	defer f.Close()
	n, err := io.CopyBuffer(struct{ io.Writer }{io.MultiWriter(f, mac)}, struct{ io.Reader }{&withContext{ctx, io.LimitReader(r, size)}}, make([]byte, 1<<18))
	if err != nil {
		return id, err
	}
	var sum [32]byte
	if _, err := io.ReadFull(r, sum[:]); n < size || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return id, fmt.Errorf("%w: the copy ends too early", record.ErrCorrupt)
	} else if err != nil {
		return id, err
	}
	if !hmac.Equal(sum[:], mac.Sum(nil)) {
		return id, fmt.Errorf("%w: the copy is not what was written", record.ErrCorrupt)
	}
	if _, err := r.ReadByte(); err == nil {
		return id, fmt.Errorf("%w: something follows the copy", record.ErrCorrupt)
	} else if !errors.Is(err, io.EOF) {
		return id, err
	}
	return id, errors.Join(f.Sync(), f.Close())
}

// examine lets SQLite look at every page, and sees that the schema is one we know.
func (s *Store) examine(ctx context.Context) error {
	c, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer c.close()
	c.SetInterrupt(ctx)
	faults, err := c.faults(ctx, 3)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return fmt.Errorf("%w: %s", record.ErrCorrupt, strings.Join(faults, "; "))
	}
	version, err := schemaOf(c)
	if err != nil {
		return err
	}
	if version == 0 {
		return fmt.Errorf("%w: a database of something else", record.ErrCorrupt)
	}
	if version > schema {
		return fmt.Errorf("%w: schema %d, this program knows %d", record.ErrNewer, version, schema)
	}
	return nil
}

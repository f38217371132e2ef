// SPDX-License-Identifier: Apache-2.0

package witness

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/lock"
)

// FileName is what the file with a witness's memory is called in the data folder. Beside it stands its lock.
const FileName = "witness.json"

// maxFile bounds the memory: some ten thousand logs.
const maxFile = 16 << 20

// wait is how long one program waits for another that signs in the same folder.
const wait = 10 * time.Second

// Load reads the memory in a folder; where there is none yet, an empty one.
func Load(dir string) (Memory, error) {
	path := filepath.Join(dir, FileName)
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Memory{}, nil
	}
	if err != nil {
		return Memory{}, fmt.Errorf("a witness's memory: %w", err)
	}
	if !st.Mode().IsRegular() || st.Size() > maxFile {
		return Memory{}, fmt.Errorf("%s: %w: not a witness's memory", path, record.ErrCorrupt)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return Memory{}, fmt.Errorf("a witness's memory: %w", err)
	}
	m, err := Parse(data)
	if err != nil {
		return Memory{}, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// Cosign countersigns with the memory in a folder, and keeps what it has signed before it gives the signature: whoever has it can rely on
// the witness's not signing another past, even if the machine stops meanwhile. Programs that sign in the same folder wait for one another.
func Cosign(ctx context.Context, dir string, w ledger.Witness, request []byte, key string, at time.Time) (s Signed, err error) {
	l, err := lock.Open(filepath.Join(dir, FileName+".lock"))
	if err != nil {
		return Signed{}, kept(err)
	}
	defer l.Close()
	if err := l.Take(ctx, true, wait); err != nil {
		return Signed{}, err
	}
	m, err := Load(dir)
	if err != nil {
		return Signed{}, err
	}
	next, s, err := m.Cosign(w, request, key, at)
	if err != nil {
		return Signed{}, err
	}
	if err := save(dir, next.Encode()); err != nil {
		return Signed{}, kept(err)
	}
	return s, nil
}

// save puts the memory in its place in one step: a machine that stops meanwhile has the old one or the new one.
func save(dir string, data []byte) error {
	temp := filepath.Join(dir, "."+FileName+"."+rand.Text()[:8])
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(temp) // gone already where it was renamed
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync())
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp, filepath.Join(dir, FileName)); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil // there NTFS's own journal keeps names
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// kept puts a failure of the disk as the record's errors do.
func kept(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w: what was signed couldn't be kept, so nothing was signed", record.ErrFull)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: what was signed couldn't be kept, so nothing was signed", record.ErrReadOnly)
	}
	return fmt.Errorf("what was signed couldn't be kept, so nothing was signed: %w", err)
}

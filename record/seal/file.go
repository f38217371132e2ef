// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"chaperone/record"
)

// ErrExposed marks a key file that others on this machine can read. It isn't opened until that is mended.
var ErrExposed = errors.New("others on this machine can read it")

// Create makes a practice key from random and keeps it in a new key file at path under lock. record.ErrExists where there is a file: a key
// is never overwritten by another.
func Create(ctx context.Context, path string, random io.Reader, l Lock) (*PracticeKey, error) {
	k, err := NewPracticeKey(random)
	if err != nil {
		return nil, err
	}
	if err := Save(ctx, path, k, l); err != nil {
		k.Close()
		return nil, err
	}
	return k, nil
}

// Save keeps a key that is open already (imported, or from a backup) in a new key file. record.ErrExists where there is one.
func Save(ctx context.Context, path string, k *PracticeKey, l Lock) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("the key file %s: %w", path, record.ErrExists)
	}
	f, err := lockKey(ctx, k, l)
	if err != nil {
		return err
	}
	data := f.encode()
	defer clear(data)
	return write(path, data, false)
}

// Open reads the key file at path and unlocks it. record.ErrWrongKey for another passphrase, record.ErrNotFound where there is no file,
// ErrExposed where others can read it, record.ErrCorrupt, record.ErrNewer.
func Open(ctx context.Context, path string, l Lock) (*PracticeKey, error) {
	f, err := read(path)
	if err != nil {
		return nil, err
	}
	defer clear(f.Key)
	k, err := f.unlock(ctx, l)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	sweep(path, abandoned)
	return k, nil
}

// abandoned is how old a key file under way is when whoever wrote it must have been killed.
const abandoned = time.Minute

// sweep removes key files that killed programs left half-way beside the one at path: they may hold the key without a passphrase, long after
// the practice was given one. What can't be removed now, the next program that opens the key tries again.
func sweep(path string, age time.Duration) {
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".*")) // fails for bad patterns only; a folder named like one keeps its files
	for _, name := range left {
		if st, err := os.Lstat(name); err == nil && st.Mode().IsRegular() && time.Since(st.ModTime()) >= age {
			_ = os.Remove(name)
		}
	}
}

// ProtectionOf tells what the key file at path asks for, and the id of the key in it, without opening it.
func ProtectionOf(path string) (p Protection, id string, err error) {
	f, err := read(path)
	if err != nil {
		return "", "", err
	}
	defer clear(f.Key)
	return f.Protection, f.ID, nil
}

// ChangePassphrase keeps the same practice key under another lock: another passphrase, none, or a key service. Nothing sealed changes. The
// file is replaced in one step; a machine that stops meanwhile has the old one or the new one. Copies and backups made before still open
// with what opened them.
func ChangePassphrase(ctx context.Context, path string, from, to Lock) error {
	k, err := Open(ctx, path, from)
	if err != nil {
		return err
	}
	defer k.Close()
	f, err := lockKey(ctx, k, to)
	if err != nil {
		return err
	}
	data := f.encode()
	defer clear(data)
	if err := write(path, data, true); err != nil {
		return err
	}
	sweep(path, 0)
	return nil
}

func read(path string) (keyFile, error) {
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return keyFile{}, fmt.Errorf("the key file %s: %w", path, record.ErrNotFound)
	}
	if err != nil {
		return keyFile{}, fmt.Errorf("open the key file: %w", err)
	}
	if !st.Mode().IsRegular() { // before it is opened: a pipe would keep us waiting
		return keyFile{}, fmt.Errorf("the key file %s: %w: it isn't a file", path, record.ErrCorrupt)
	}
	h, err := os.Open(path)
	if err != nil {
		return keyFile{}, fmt.Errorf("open the key file: %w", err)
	}
	defer h.Close()
	if st, err = h.Stat(); err != nil {
		return keyFile{}, fmt.Errorf("open the key file: %w", err)
	}
	if m := st.Mode().Perm(); m&0o077 != 0 && runtime.GOOS != "windows" { // Windows has no such bits: there the folder's own protection counts
		return keyFile{}, fmt.Errorf("the key file %s: %w (mode %04o). Make it yours alone (chmod 600 %s); if anybody else uses this machine, think about who may have it", path, ErrExposed, m, path)
	}
	data, err := io.ReadAll(io.LimitReader(h, maxKeyFile+1))
	if err != nil {
		return keyFile{}, fmt.Errorf("read the key file %s: %w", path, err)
	}
	defer clear(data)
	f, err := decodeKeyFile(data)
	if err != nil {
		return keyFile{}, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// write puts data at path so that it is there whole or not at all, and stays there when the power goes.
func write(path string, data []byte, replace bool) (err error) {
	dir := filepath.Dir(path)
	defer func() {
		switch {
		case err == nil:
		case errors.Is(err, syscall.ENOSPC):
			err = fmt.Errorf("%w: the key file %s wasn't written", record.ErrFull, path)
		case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
			err = fmt.Errorf("%w: the key file %s", record.ErrReadOnly, path)
		default:
			err = fmt.Errorf("write the key file %s: %w", path, err)
		}
	}()
	temp := filepath.Join(dir, "."+filepath.Base(path)+"."+rand.Text()[:8])
	h, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(temp) // gone already where it was renamed
	_, err = h.Write(data)
	err = errors.Join(err, h.Sync())
	if err = errors.Join(err, h.Close()); err != nil {
		return err
	}
	if !replace {
		// A link fails where there is a file, a rename wouldn't: of two programs that start at once one loses, and no key is lost.
		err = os.Link(temp, path)
		if errors.Is(err, fs.ErrExist) {
			return record.ErrExists
		}
		if err != nil { // a file system without links
			if _, err := os.Lstat(path); err == nil {
				return record.ErrExists
			}
			err = os.Rename(temp, path)
		}
	} else {
		err = os.Rename(temp, path)
	}
	if err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes a new name in a folder durable. Windows has no such call; there NTFS's own journal keeps names.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

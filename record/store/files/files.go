// SPDX-License-Identifier: Apache-2.0

// Package files keeps the record's files in a folder. A file is named by the SHA-256 of its bytes and stands two folders down, by the
// first and second two digits of it: files/3a/7b/3a7b…; so a folder never holds more than the file system likes. What is being written
// stands in the folder new until it is whole and on disk.
package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"chaperone/record"
)

const (
	newFolder = "new"
	abandoned = 24 * time.Hour // a file in the folder new that is older belongs to a program that was killed
)

// Blobs is a record.Blobs in a folder. Several processes may use it at once.
type Blobs struct {
	dir string
}

var _ record.Blobs = (*Blobs)(nil)

// Open opens a folder of files and makes it where there is none. Errors: record.ErrReadOnly, ErrFull.
func Open(dir string) (*Blobs, error) {
	b := &Blobs{dir: dir}
	if err := os.MkdirAll(filepath.Join(dir, newFolder), 0o700); err != nil {
		return nil, explain("open the files of the record", err)
	}
	left, err := os.ReadDir(filepath.Join(dir, newFolder))
	if err != nil {
		return nil, explain("open the files of the record", err)
	}
	for _, e := range left {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			os.Remove(filepath.Join(dir, newFolder, e.Name()))
		}
	}
	return b, nil
}

// explain puts an error of the file system into the record's terms. The path is in it already.
func explain(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), diskFull(err):
		return fmt.Errorf("%s: %w (%w)", what, record.ErrFull, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%s: %w (%w)", what, record.ErrReadOnly, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// path gives the place of a file: record.ErrDamaged for what is no digest in lower-case hex, which could lead out of the folder.
func (b *Blobs) path(digest string) (string, error) {
	raw, err := hex.DecodeString(digest)
	if err != nil || len(raw) != sha256.Size || hex.EncodeToString(raw) != digest {
		return "", fmt.Errorf("file %.70q: not the digest of one: %w", digest, record.ErrDamaged)
	}
	return filepath.Join(b.dir, digest[:2], digest[2:4], digest), nil
}

// Put is record.Blobs'. Nothing is left of a file that can't be read to its end.
func (b *Blobs) Put(ctx context.Context, r io.Reader) (digest string, size int64, err error) {
	const what = "keep a file"
	f, err := os.CreateTemp(filepath.Join(b.dir, newFolder), "*")
	if err != nil {
		return "", 0, explain(what, err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(struct{ io.Writer }{io.MultiWriter(f, h)}, &reader{ctx: ctx, r: r})
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	if err != nil {
		return "", 0, explain(what, err)
	}
	digest = hex.EncodeToString(h.Sum(nil))
	to, err := b.path(digest)
	if err != nil {
		return "", 0, err
	}
	if err := b.place(f.Name(), to); err != nil {
		return "", 0, explain(what, err)
	}
	return digest, size, nil
}

// place moves a file to where it belongs, also where one is already: should that have been damaged, it is whole again.
func (b *Blobs) place(from, to string) error {
	dir := filepath.Dir(to)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := replace(from, to); err != nil {
		return err
	}
	// The folder's own name may be new, and its folder's, too.
	return errors.Join(syncDir(dir), syncDir(filepath.Dir(dir)), syncDir(b.dir))
}

// reader stops when the context does.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// Open is record.Blobs'. The bytes are checked while they are read: the last read gives record.ErrCorrupt in place of io.EOF.
func (b *Blobs) Open(ctx context.Context, digest string) (io.ReadCloser, error) {
	f, err := b.file(ctx, digest)
	if err != nil {
		return nil, err
	}
	return &checked{ctx: ctx, f: f, sum: sha256.New(), digest: digest}, nil
}

// OpenAt is record.Blobs'.
func (b *Blobs) OpenAt(ctx context.Context, digest string) (record.File, error) {
	f, err := b.file(ctx, digest)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, explain("open a file", err)
	}
	return sized{f, info.Size()}, nil
}

// sized is a file as large as it was when it was opened: files of the record never change.
type sized struct {
	*os.File
	size int64
}

func (s sized) Size() int64 { return s.size }

// file opens the file of a digest.
func (b *Blobs) file(ctx context.Context, digest string) (*os.File, error) {
	path, err := b.path(digest)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", path, record.ErrDamaged)
	}
	if err != nil {
		return nil, explain("open a file", err)
	}
	return f, nil
}

// checked is a file whose bytes are compared with its name.
type checked struct {
	ctx    context.Context
	f      *os.File
	sum    hash.Hash
	digest string
}

func (c *checked) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.f.Read(p)
	c.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && hex.EncodeToString(c.sum.Sum(nil)) != c.digest {
		return n, fmt.Errorf("%s: %w", c.f.Name(), record.ErrCorrupt)
	}
	return n, err
}

func (c *checked) Close() error { return c.f.Close() }

// Drop is record.Blobs'. It is no error where there is none.
func (b *Blobs) Drop(ctx context.Context, digest string) error {
	path, err := b.path(digest)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	if err := os.Remove(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return explain("drop a file", err)
	}
	return explain("drop a file", syncDir(filepath.Dir(path)))
}

// List is record.Blobs'. What isn't named as a file of the record, or doesn't stand where it belongs, is passed over.
func (b *Blobs) List(ctx context.Context, yield func(digest string, size int64) error) error {
	var stop error // the caller's, given back as it is
	err := filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) && path != b.dir { // dropped meanwhile
				return nil
			}
			return err
		}
		if at, bad := b.path(d.Name()); bad != nil || path != at || !d.Type().IsRegular() {
			return nil
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		stop = yield(d.Name(), info.Size())
		return stop
	})
	if stop != nil {
		return stop
	}
	if err != nil {
		return explain("list the files of the record", err)
	}
	return nil
}

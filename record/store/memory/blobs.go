// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"chaperone/record"
)

// Blobs is a record.Blobs.
type Blobs struct {
	mu    sync.Mutex
	files map[string][]byte
}

// NewBlobs makes an empty one.
func NewBlobs() *Blobs { return &Blobs{files: map[string][]byte{}} }

// Put is record.Blobs'.
func (b *Blobs) Put(ctx context.Context, r io.Reader) (digest string, size int64, err error) {
	data, err := io.ReadAll(r)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", err)
	}
	sum := sha256.Sum256(data)
	digest = hex.EncodeToString(sum[:])
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files[digest] = data
	return digest, int64(len(data)), nil
}

// Open is record.Blobs'.
func (b *Blobs) Open(ctx context.Context, digest string) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	data, ok := b.files[digest]
	if !ok {
		return nil, fmt.Errorf("file %.70q: %w", digest, record.ErrDamaged)
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

// OpenAt is record.Blobs'.
func (b *Blobs) OpenAt(ctx context.Context, digest string) (record.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	data, ok := b.files[digest]
	if !ok {
		return nil, fmt.Errorf("file %.70q: %w", digest, record.ErrDamaged)
	}
	return held{bytes.NewReader(data)}, nil
}

// held is a file that nothing has to be closed of.
type held struct{ *bytes.Reader }

func (held) Close() error { return nil }

// Drop is record.Blobs'.
func (b *Blobs) Drop(ctx context.Context, digest string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if raw, err := hex.DecodeString(digest); err != nil || len(raw) != sha256.Size || hex.EncodeToString(raw) != digest {
		return fmt.Errorf("file %.70q: not the digest of one: %w", digest, record.ErrDamaged)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.files, digest)
	return nil
}

// List is record.Blobs'.
func (b *Blobs) List(ctx context.Context, yield func(digest string, size int64) error) error {
	b.mu.Lock()
	files := maps.Clone(b.files)
	b.mu.Unlock()
	for _, digest := range slices.Sorted(maps.Keys(files)) {
		err := ctx.Err()
		if err == nil {
			err = yield(digest, int64(len(files[digest])))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

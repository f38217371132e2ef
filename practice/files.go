// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"chaperone/record"
	"chaperone/record/seal"
	"chaperone/register"
)

// keep seals a file under a key and puts it with the others. It gives the digest of the sealed bytes, the file's own digest and its size.
func (o *Office) keep(ctx context.Context, ring *seal.Ring, key string, r io.Reader) (digest, plain string, size int64, err error) {
	h, n := sha256.New(), int64(0)
	pr, pw := io.Pipe()
	go func() {
		w, err := ring.Writer(key, pw)
		if err == nil {
			n, err = io.Copy(w, io.TeeReader(r, h))
			err = errors.Join(err, w.Close())
		}
		pw.CloseWithError(err)
	}()
	digest, _, err = o.blobs.Put(ctx, pr)
	pr.CloseWithError(err) // lets the writer end where the store has stopped reading
	if err != nil {        // and it may be at it still
		return "", "", 0, err
	}
	return digest, "sha256:" + hex.EncodeToString(h.Sum(nil)), n, nil
}

// AttachFile keeps a file with an entry: a signed form, a policy, an e-mail. It is sealed under the entry's key.
func (o *Office) AttachFile(ctx context.Context, by Member, entry, name, mediaType string, r io.Reader) (f register.File, err error) {
	if o.blobs == nil {
		return f, fmt.Errorf("this practice has no place for files: %w", record.ErrReadOnly)
	}
	key := ""
	err = o.update(ctx, by, func(w *work) error { // the key first: sealing may take long, and others want to write meanwhile
		rs, err := w.registers()
		if err != nil {
			return err
		}
		e := rs.Entry(entry)
		if e == nil {
			return fmt.Errorf("entry %s: %w", entry, record.ErrNotFound)
		}
		if key = e.KeyID(); key == "" {
			key = "entry/" + entry
		}
		return w.makeKey(key)
	})
	if err != nil {
		return f, err
	}
	err = o.view(ctx, func(x reading) error {
		f.Name, f.Type = name, mediaType
		f.Digest, f.Plain, f.Size, err = o.keep(ctx, x.ring, key, r)
		return err
	})
	if err != nil {
		return f, fmt.Errorf("keep %s: %w", name, err)
	}
	return f, o.changeEntry(ctx, by, entry, func(w *work, e *register.Entry) (register.Event, error) { return e.Attach(w.at, w.by, f) })
}

// OpenFile gives a file attached to an entry: record.ErrErased once the person was erased, record.ErrDamaged where it is gone.
func (o *Office) OpenFile(ctx context.Context, entry, digest string, w io.Writer) error {
	return o.view(ctx, func(r reading) error {
		rs, err := r.registers()
		if err != nil {
			return err
		}
		e := rs.Entry(entry)
		if e == nil {
			return fmt.Errorf("entry %s: %w", entry, record.ErrNotFound)
		}
		key := e.KeyID()
		if key == "" {
			key = "entry/" + entry
		}
		b, err := o.blobs.Open(ctx, digest)
		if err != nil {
			return err
		}
		defer b.Close()
		plain, err := r.ring.Reader(key, b)
		if err != nil {
			return err
		}
		_, err = io.Copy(w, plain)
		return err
	})
}

// files lists what is missing or damaged of the files the record names.
func (a *anew) files(ctx context.Context) (missing []string, err error) {
	if a.o.blobs == nil {
		return nil, nil
	}
	err = a.v.States(stateMedium, func(id string, data []byte) error {
		var k keptMedium
		if err := json.Unmarshal(data, &k); err != nil {
			missing = append(missing, id)
			return nil
		}
		err := readable(ctx, a.o.blobs, k.Blob)
		if errors.Is(err, record.ErrDamaged) || errors.Is(err, record.ErrCorrupt) {
			missing = append(missing, k.Blob)
			err = nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, e := range a.regs.Entries {
		for _, f := range e.Files {
			if err := readable(ctx, a.o.blobs, f.Digest); err != nil {
				if !errors.Is(err, record.ErrDamaged) && !errors.Is(err, record.ErrCorrupt) {
					return nil, err
				}
				missing = append(missing, f.Digest)
			}
		}
	}
	return missing, nil
}

func readable(ctx context.Context, b record.Blobs, digest string) error {
	r, err := b.Open(ctx, digest)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err
}

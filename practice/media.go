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

	"chaperone/decision/signoff"
	"chaperone/record"
)

// stateMedium is the kind of state a post's pictures and films are kept as, by post and digest: where the sealed file is.
const stateMedium = "medium"

// Medium is a picture, film or sound that goes with a post. Open may be called more than once and gives the same bytes each time.
type Medium struct {
	Name, Type, Alt, Caption string
	Open                     func() (io.ReadCloser, error)
}

// keptMedium says where a sealed medium is, and what is known of it without its key.
type keptMedium struct {
	Blob  string `json:"blob"`
	Type  string `json:"type,omitempty"`
	Size  int64  `json:"size,omitempty"`  // bytes of the file itself
	Loose bool   `json:"loose,omitempty"` // no revision on record has named it yet: it goes with the draft
}

func mediumID(post, digest string) string { return post + "/" + digest }

// digestOf reckons a medium as a revision names it.
func digestOf(m Medium) (signoff.Media, error) {
	r, err := m.Open()
	if err != nil {
		return signoff.Media{}, err
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return signoff.Media{}, fmt.Errorf("%s: %w", m.Name, err)
	}
	return signoff.Media{Digest: "sha256:" + hex.EncodeToString(h.Sum(nil)), Type: m.Type, Size: n, Name: m.Name, Alt: m.Alt, Caption: m.Caption}, nil
}

// keepMedia seals the media of a post under its key, before the revision that names them is kept: so none can be named that isn't there. A
// medium that is kept already isn't kept twice.
func (o *Office) keepMedia(ctx context.Context, by Member, id string, list []Medium) (out []signoff.Media, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	if o.blobs == nil {
		return nil, fmt.Errorf("this practice has no place for files: %w", record.ErrReadOnly)
	}
	key := "post/" + id
	if err := o.update(ctx, by, func(w *work) error { return w.makeKey(key) }); err != nil {
		return nil, err
	}
	for _, m := range list {
		x, err := digestOf(m)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
		if _, err := o.medium(ctx, id, x.Digest); err == nil {
			continue
		} else if !errors.Is(err, record.ErrNotFound) {
			return nil, err
		}
		k := keptMedium{Type: x.Type, Size: x.Size}
		err = o.view(ctx, func(r reading) error {
			f, err := m.Open()
			if err != nil {
				return err
			}
			defer f.Close()
			var plain string
			if k.Blob, plain, _, err = o.keep(ctx, r.ring, key, f); err == nil && plain != x.Digest {
				err = fmt.Errorf("%s changed while it was read; try again", m.Name)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		data, err := json.Marshal(k)
		if err != nil {
			return nil, err
		}
		// An index, not a decision: the revision in the log names the digest, and the digest proves the file.
		err = o.store.Update(ctx, func(tx record.Tx) error { return tx.PutState(stateMedium, mediumID(id, x.Digest), data) })
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// medium says where a post's medium is kept: record.ErrNotFound.
func (o *Office) medium(ctx context.Context, id, digest string) (k keptMedium, err error) {
	err = o.view(ctx, func(r reading) error {
		k, err = r.medium(id, digest)
		return err
	})
	return k, err
}

func (r reading) medium(id, digest string) (k keptMedium, err error) {
	data, err := r.v.State(stateMedium, mediumID(id, digest))
	if err != nil {
		return k, fmt.Errorf("picture %s of post %s: %w", digest, id, record.ErrNotFound)
	}
	if err := json.Unmarshal(data, &k); err != nil {
		return k, fmt.Errorf("picture %s of post %s: %w: %v", digest, id, record.ErrCorrupt, err)
	}
	return k, nil
}

// OpenMedium writes a medium of a post as it goes out: record.ErrErased once the post was erased, record.ErrDamaged where the file is gone.
func (o *Office) OpenMedium(ctx context.Context, id, digest string, w io.Writer) error {
	return o.view(ctx, func(r reading) error {
		f, err := r.openMedium(ctx, id, digest)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(w, f)
		return err
	})
}

// Film is a medium opened to read parts of, as a browser does that seeks in a film. Close it.
type Film struct {
	*io.SectionReader
	Type string // its media type; "" where it was kept before files were looked at
	file io.Closer
}

// Close closes the file.
func (f *Film) Close() error { return f.file.Close() }

// MediumAt opens a medium of a post to read parts of. Each part is authenticated as it is read. Errors as OpenMedium's, and record.ErrCorrupt,
// here or from Read, where the file isn't what was kept. One that is open while its post is erased reads to its end.
func (o *Office) MediumAt(ctx context.Context, id, digest string) (out *Film, err error) {
	err = o.view(ctx, func(r reading) error {
		k, err := r.medium(id, digest)
		if err != nil {
			return err
		}
		f, err := o.blobs.OpenAt(ctx, k.Blob)
		if err != nil {
			return err
		}
		plain, size, err := r.ring.ReaderAt("post/"+id, f, f.Size())
		if err != nil {
			f.Close()
			return err
		}
		out = &Film{io.NewSectionReader(plain, 0, size), k.Type, f}
		return nil
	})
	return out, err
}

// openMedium opens a sealed medium for reading.
func (r reading) openMedium(ctx context.Context, id, digest string) (io.ReadCloser, error) {
	k, err := r.medium(id, digest)
	if err != nil {
		return nil, err
	}
	b, err := r.o.blobs.Open(ctx, k.Blob)
	if err != nil {
		return nil, err
	}
	plain, err := r.ring.Reader("post/"+id, b)
	if err != nil {
		b.Close()
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{plain, b}, nil
}

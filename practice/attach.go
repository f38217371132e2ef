// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"chaperone/decision/signoff"
	"chaperone/post/media"
	"chaperone/record"
)

// mostMedia is how many pictures and films go with a post; twice as many may be kept of it while it is being written.
const mostMedia = 20

// KeepMedium seals a picture or film of a post that is being written, in one go: what breaks off leaves nothing. It belongs to the draft from
// when KeepWorking names it, and to the record from when that is settled. media.ErrType and ErrSize say what can't go with a post.
func (o *Office) KeepMedium(ctx context.Context, by Member, id, name string, r io.Reader) (m signoff.Media, err error) {
	if o.blobs == nil {
		return m, fmt.Errorf("this practice has no place for files: %w", record.ErrReadOnly)
	}
	in := bufio.NewReaderSize(r, media.SniffLen)
	head, err := in.Peek(media.SniffLen)
	if err != nil && !errors.Is(err, io.EOF) {
		return m, fmt.Errorf("a picture of post %s: %w", id, err)
	}
	if m.Type, err = media.Sniff(head); err != nil {
		return m, err
	}
	m.Name = media.Name(name, m.Type)
	var gone []string
	err = o.update(ctx, by, func(w *work) error {
		if err := w.attachable(id); err != nil {
			return err
		}
		if gone, err = w.tidied(id, 2*mostMedia-1); err != nil {
			return err
		}
		return w.makeKey(keyOfPost(id))
	})
	if err != nil {
		return m, err
	}
	o.drop(ctx, gone)
	k := keptMedium{Type: m.Type, Loose: true}
	err = o.view(ctx, func(r reading) error {
		k.Blob, m.Digest, k.Size, err = o.keep(ctx, r.ring, keyOfPost(id), &bounded{in, media.Largest(m.Type), media.TooLarge(m.Type)})
		return err
	})
	if err != nil {
		return m, fmt.Errorf("a picture of post %s: %w", id, err)
	}
	m.Size = k.Size
	data, err := json.Marshal(k)
	if err != nil {
		return m, err
	}
	twice := false
	err = o.update(ctx, by, func(w *work) error {
		if err := w.attachable(id); err != nil { // it may have been thrown away meanwhile
			return err
		}
		if _, err := w.medium(id, m.Digest); err == nil {
			twice = true
			return nil
		}
		return w.tx.PutState(stateMedium, mediumID(id, m.Digest), data)
	})
	if err != nil || twice {
		o.drop(context.WithoutCancel(ctx), []string{k.Blob})
	}
	return m, err
}

// bounded reads at most so many bytes, and fails with why where there are more: a file that is cut off isn't the file.
type bounded struct {
	r    io.Reader
	left int64
	why  error
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, b.why
	}
	return n, err
}

// attachable tells whether a post is being written, so that something can be added to it.
func (w *work) attachable(id string) error {
	c, err := w.opened(id)
	if err != nil || !c.OnRecord {
		return err
	}
	p, err := w.post(id)
	if err == nil && (p.Closed != nil || p.Status == signoff.TakenDown) {
		err = signoff.ErrClosed
	}
	return err
}

// drop removes sealed files that nothing names any more. What can't be removed now is only unreadable bytes.
func (o *Office) drop(ctx context.Context, blobs []string) {
	for _, b := range blobs {
		_ = o.blobs.Drop(ctx, b)
	}
}

// tidied takes loose media that the draft doesn't name out of a post's index, where more are kept than most; it gives their files, to be
// dropped once that stands. ErrRevision where the draft itself names too many.
func (w *work) tidied(id string, most int) (blobs []string, err error) {
	loose, all, err := w.looseMedia(id)
	if err != nil || all <= most {
		return nil, err
	}
	named := map[string]bool{}
	if c, err := w.working(id); err == nil {
		for _, m := range c.Revision.Media {
			named[m.Digest] = true
		}
	} else if !errors.Is(err, record.ErrNotFound) {
		return nil, err
	}
	for digest, k := range loose {
		if named[digest] {
			continue
		}
		if err := w.tx.DropState(stateMedium, mediumID(id, digest)); err != nil {
			return nil, err
		}
		blobs, all = append(blobs, k.Blob), all-1
	}
	if all > most {
		return nil, fmt.Errorf("%w: a post can have %d pictures and films; take one out first", signoff.ErrRevision, mostMedia)
	}
	return blobs, nil
}

// looseMedia gives the media of a post that no revision on record has named, and how many media it has in all.
func (w *work) looseMedia(id string) (loose map[string]keptMedium, all int, err error) {
	loose = map[string]keptMedium{}
	err = w.v.States(stateMedium, func(key string, data []byte) error {
		digest, ok := strings.CutPrefix(key, id+"/")
		if !ok {
			return nil
		}
		all++
		var k keptMedium
		if err := json.Unmarshal(data, &k); err != nil {
			return fmt.Errorf("picture %s of post %s: %w: %v", digest, id, record.ErrCorrupt, err)
		}
		if k.Loose {
			loose[digest] = k
		}
		return nil
	})
	return loose, all, err
}

// named puts the media a revision names on record: they stay as long as the post does. Loose ones it doesn't name go with the draft.
func (w *work) named(id string, list []signoff.Media) (blobs []string, err error) {
	loose, _, err := w.looseMedia(id)
	if err != nil {
		return nil, err
	}
	for digest, k := range loose {
		if !slices.ContainsFunc(list, func(m signoff.Media) bool { return m.Digest == digest }) {
			if err := w.tx.DropState(stateMedium, mediumID(id, digest)); err != nil {
				return nil, err
			}
			blobs = append(blobs, k.Blob)
			continue
		}
		k.Loose = false
		data, err := json.Marshal(k)
		if err != nil {
			return nil, err
		}
		if err := w.tx.PutState(stateMedium, mediumID(id, digest), data); err != nil {
			return nil, err
		}
	}
	return blobs, nil
}

// attached fills in what is known of the media a draft names, and refuses those that aren't here.
func (r reading) attached(id string, list []signoff.Media) ([]signoff.Media, error) {
	if len(list) > mostMedia {
		return nil, fmt.Errorf("%w: a post can have %d pictures and films; take one out first", signoff.ErrRevision, mostMedia)
	}
	out := slices.Clone(list)
	for i, m := range out {
		k, err := r.medium(id, m.Digest)
		if errors.Is(err, record.ErrNotFound) {
			return nil, fmt.Errorf("%w: picture %d isn't here any more; add it again", signoff.ErrRevision, i+1)
		}
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(out[:i], func(x signoff.Media) bool { return x.Digest == m.Digest }) {
			return nil, fmt.Errorf("%w: picture %d is there twice", signoff.ErrRevision, i+1)
		}
		if k.Type != "" {
			out[i].Type, out[i].Size = k.Type, k.Size
		}
		out[i].Name = media.Name(m.Name, out[i].Type)
	}
	return out, nil
}

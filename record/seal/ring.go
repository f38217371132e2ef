// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"bytes"
	"fmt"
	"sync"

	"chaperone/record"
)

// Source gives the wrapped key of a person or post, as record.View's Key does: record.ErrNotFound, record.ErrErased.
type Source func(id string) (wrapped []byte, err error)

// Ring seals and opens under the keys of persons and posts. It asks its source each time, so that a key another process has destroyed is
// gone here at once; only the unwrapping is remembered. A Ring is safe for concurrent use as far as its source is.
type Ring struct {
	practice *PracticeKey
	source   Source

	mu   sync.Mutex
	open map[string]*opened
}

// opened is an unwrapped key and what it was unwrapped from.
type opened struct {
	wrapped, box, stream []byte
}

func (o *opened) wipe() {
	clear(o.box)
	clear(o.stream)
}

// Ring binds the practice key to a source of wrapped keys.
func (k *PracticeKey) Ring(source Source) *Ring {
	return &Ring{practice: k, source: source, open: map[string]*opened{}}
}

// Place is what a box of an event is bound to besides its key: the event's kind and what it is about. Opened anywhere else, the box is
// record.ErrCorrupt.
func Place(kind, about string) []byte { return place(kind, about) }

// Seal seals plaintext under the key of id. aad, usually Place, says where the box stands; it isn't kept and must be given again to open it.
// record.ErrNotFound where id has no key, record.ErrErased where it was destroyed. A box is 28 bytes longer than what it holds.
func (r *Ring) Seal(id string, aad, plaintext []byte) (record.Box, error) {
	key, err := r.key(id, boxKey)
	if err != nil {
		return record.Box{}, err
	}
	defer clear(key)
	return record.Box{Key: id, Data: gcm(key).Seal(nil, nil, plaintext, boxPlace(id, aad))}, nil
}

// Open gives what a box holds. record.ErrErased once its key was destroyed, record.ErrCorrupt where it isn't what was sealed, under this
// key, for this place.
func (r *Ring) Open(box record.Box, aad []byte) (plaintext []byte, err error) {
	key, err := r.key(box.Key, boxKey)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	if plaintext, err = gcm(key).Open([]byte{}, nil, box.Data, boxPlace(box.Key, aad)); err != nil {
		return nil, fmt.Errorf("a sealed piece of %s: %w", box.Key, record.ErrCorrupt)
	}
	return plaintext, nil
}

func boxPlace(id string, aad []byte) []byte { return place("chaperone box v1", id, string(aad)) }

// Drop forgets the unwrapped key of id and overwrites it. Call it after DestroyKey; a Ring that is only used again afterwards notices by
// itself.
func (r *Ring) Drop(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop(id)
}

func (r *Ring) drop(id string) {
	if o := r.open[id]; o != nil {
		o.wipe()
		delete(r.open, id)
	}
}

// Close forgets all unwrapped keys. The Ring may go on being used.
func (r *Ring) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id := range r.open {
		r.drop(id)
	}
}

// String hides the keys.
func (r *Ring) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return fmt.Sprintf("ring(%s, %d open)", r.practice, len(r.open))
}

// key gives a copy of what is derived from the key of id; the caller wipes it.
func (r *Ring) key(id string, which func(*opened) []byte) ([]byte, error) {
	if err := checkID(id); err != nil {
		return nil, err
	}
	wrapped, err := r.source(id) // before the lock: a source may take its time, or use the ring
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil && r.practice.closed() {
		err = record.ErrClosed
	}
	if err != nil {
		r.drop(id)
		return nil, fmt.Errorf("the key of %s: %w", id, err)
	}
	o := r.open[id]
	if o == nil || !bytes.Equal(o.wrapped, wrapped) {
		r.drop(id)
		key, err := r.practice.unwrap(id, wrapped)
		if err != nil {
			return nil, err
		}
		o = &opened{bytes.Clone(wrapped), derive(key, labelBox, KeySize), derive(key, labelStream, KeySize)}
		clear(key)
		r.open[id] = o
	}
	return bytes.Clone(which(o)), nil
}

func boxKey(o *opened) []byte    { return o.box }
func streamKey(o *opened) []byte { return o.stream }

// Labels of what is derived from the key of a person or post.
const (
	labelBox    = "chaperone key v1: box"
	labelStream = "chaperone key v1: stream"
)

func (k *PracticeKey) closed() bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.key == nil
}

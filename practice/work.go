// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/seal"
	"chaperone/register"
)

// work is what one transaction does: events gathered, states changed, all written at its end.
type work struct {
	reading
	tx     record.Tx
	at     time.Time
	by     string // the member's id
	events []record.Event
	dirty  map[string]func() error // by what it is about: writes its state
	order  []string                // of dirty
	doomed []string                // keys to destroy at the end
	posts  map[string]*signoff.Post
	asked  map[string]*request.Request
	regs   *register.Registers

	founding *memberState // the author, where this work puts them on record
}

func newWork(o *Office, tx record.Tx, by Member) (*work, error) {
	r, err := o.reading(tx)
	if err != nil {
		return nil, err
	}
	return &work{reading: r, tx: tx, at: o.clock(), by: by.ID, dirty: map[string]func() error{}, posts: map[string]*signoff.Post{}, asked: map[string]*request.Request{}}, nil
}

// finish writes what the work has gathered: states, events, and one new checkpoint.
func (w *work) finish() error {
	if len(w.events) == 0 {
		return nil
	}
	for _, about := range w.order {
		if err := w.dirty[about](); err != nil {
			return err
		}
	}
	if _, _, err := ledger.Append(w.tx, w.o.signer, w.events, w.o.rand); err != nil {
		return err
	}
	for _, key := range w.doomed {
		if err := w.tx.DestroyKey(key, w.at); err != nil && !errors.Is(err, record.ErrNotFound) && !errors.Is(err, record.ErrErased) {
			return err
		}
	}
	return nil
}

// emit gathers an event. Its private part is sealed under key; where the person had everything erased, no new words of theirs are kept.
func (w *work) emit(kind, about string, at time.Time, by string, body, private any, key string) error {
	e := record.Event{Version: record.Version, At: at, Kind: kind, About: about, By: by}
	var err error
	if e.Body, err = jsonOf(body); err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	words, err := jsonOf(private)
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	if words != nil {
		box, err := w.seal(key, seal.Place(kind, about), words)
		if err == nil {
			e.Sealed = []record.Box{box}
		} else if !errors.Is(err, record.ErrErased) {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	w.events = append(w.events, e)
	return nil
}

// later notes that the state of something has to be written when the work is done.
func (w *work) later(kind, id string, write func() error) {
	about := kind + "/" + id
	if _, seen := w.dirty[about]; !seen {
		w.order = append(w.order, about)
	}
	w.dirty[about] = write
}

// put writes a state: what anybody of the practice may know, and what is sealed under key (nil: nothing).
func (w *work) put(kind, id string, open, secret any, key string) error {
	var k kept
	var err error
	if k.Open, err = jsonOf(open); err != nil {
		return fmt.Errorf("%s %s: %w", kind, id, err)
	}
	words, err := jsonOf(secret)
	if err != nil {
		return fmt.Errorf("%s %s: %w", kind, id, err)
	}
	if words != nil {
		box, err := w.seal(key, placeOf(kind, id), words)
		if err == nil {
			k.Secret = &box
		} else if !errors.Is(err, record.ErrErased) {
			return fmt.Errorf("%s %s: %w", kind, id, err)
		}
	}
	data, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return w.tx.PutState(kind, id, data)
}

// seal seals under a key, which is made where it isn't there yet. With no key the words stand as they are: they are nobody else's.
func (w *work) seal(key string, where, plain []byte) (record.Box, error) {
	if key == "" {
		return record.Box{Data: plain}, nil
	}
	if err := w.makeKey(key); err != nil {
		return record.Box{}, err
	}
	return w.ring.Seal(key, where, plain)
}

// makeKey makes a key where it isn't there yet: record.ErrErased where it was destroyed.
func (w *work) makeKey(key string) error {
	_, err := w.tx.Key(key)
	if errors.Is(err, record.ErrNotFound) {
		var wrapped []byte
		if wrapped, err = w.o.keys.NewKey(w.o.rand, key); err == nil {
			err = w.tx.PutKey(key, wrapped)
		}
	}
	if err != nil {
		return fmt.Errorf("key %s: %w", key, err)
	}
	return nil
}

// kept is how a state stands in the store. What is open is all that is left of it once the key is gone.
type kept struct {
	Open   json.RawMessage `json:"open"`
	Secret *record.Box     `json:"secret,omitempty"`
}

func keptOf(data []byte) (kept, error) {
	var k kept
	if err := json.Unmarshal(data, &k); err != nil {
		return k, fmt.Errorf("%w: %v", record.ErrCorrupt, err)
	}
	return k, nil
}

// placeOf is what a thing's sealed state is bound to.
func placeOf(kind, id string) []byte { return seal.Place("state", kind+"/"+id) }

// reading is one consistent look at the store.
type reading struct {
	o     *Office
	v     record.View
	ring  *seal.Ring
	books *books // what checks go by
}

func (o *Office) reading(v record.View) (reading, error) {
	b, err := o.booksOf(v)
	return reading{o: o, v: v, ring: o.ring(v), books: b}, err
}

// state reads a state into open, and its secret into secret; sealed is true where there is one that can't be opened any more.
func (r reading) state(kind, id string, data []byte, open, secret any) (gone bool, err error) {
	fail := func(err error) (bool, error) { return false, fmt.Errorf("%s %s: %w", kind, id, err) }
	k, err := keptOf(data)
	if err != nil {
		return fail(err)
	}
	if err := json.Unmarshal(k.Open, open); err != nil {
		return fail(fmt.Errorf("%w: %v", record.ErrCorrupt, err))
	}
	if k.Secret == nil {
		return true, nil
	}
	words, err := r.open(*k.Secret, placeOf(kind, id))
	if errors.Is(err, record.ErrErased) {
		return true, nil
	}
	if err != nil {
		return fail(err)
	}
	if err := json.Unmarshal(words, secret); err != nil {
		return fail(fmt.Errorf("%w: %v", record.ErrCorrupt, err))
	}
	return false, nil
}

// open opens a box: record.ErrErased where its key is gone.
func (r reading) open(b record.Box, where []byte) ([]byte, error) {
	if b.Key == "" {
		return b.Data, nil
	}
	return r.ring.Open(b, where)
}

// jsonOf gives a value as compact JSON; nil for nil.
func jsonOf(v any) ([]byte, error) {
	if v == nil {
		return nil, nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	out := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if string(out) == "null" {
		return nil, nil
	}
	return out, nil
}

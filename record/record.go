// SPDX-License-Identifier: Apache-2.0

// Package record keeps what was decided, so that it can be proven years later and erased where a person asks for it.
//
// Everything that happens is an Event. An event is encoded once, to bytes that never change again; the log (record/ledger) commits to
// those bytes, the store keeps them, and what people see (registers, posts, requests) is worked out from them and kept as state beside
// them, in the same transaction. State can always be worked out again from the events; `chaperone record verify` does.
//
// Words that belong to other people (names, contacts, a draft's text) never stand in an event in clear: they are sealed in a Box under a key
// of their own (record/seal). Destroying that key erases them everywhere, and the log still verifies.
//
// The encoding of an event is version 1. Bytes written by any released version stay readable.
package record

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Version is the encoding of events this program writes.
const Version = 1

// Event is one thing that happened. Its fields are in the order they are encoded.
type Event struct {
	Version int             `json:"v"`                // of the encoding; Version
	At      time.Time       `json:"at"`               // when it was recorded: UTC, whole milliseconds
	Kind    string          `json:"kind"`             // what happened: "post.revised", "register.added" …
	About   string          `json:"about"`            // what it happened to: "post/…", "entry/…", "request/…", "person/…", "practice"
	By      string          `json:"by"`               // who did it: a member's id, "request/…" for somebody who was asked, "chaperone"
	Body    json.RawMessage `json:"body,omitempty"`   // the kind's own fields as a compact JSON object; nobody else's personal data
	Sealed  []Box           `json:"sealed,omitempty"` // what only the holder of a key may read
}

// Box is a sealed piece of an event or of state: a compact JSON value under the key Key names. See record/seal.
type Box struct {
	Key  string `json:"key"`  // "person/…", "post/…"
	Data []byte `json:"data"` // nonce and ciphertext
}

// Encode gives the bytes the log commits to. They are canonical: Decode accepts no other form of the same event.
func (e Event) Encode() ([]byte, error) {
	e.At = e.At.UTC().Truncate(time.Millisecond)
	var b bytes.Buffer
	if len(e.Body) > 0 {
		if err := json.Compact(&b, e.Body); err != nil {
			return nil, fmt.Errorf("body of %s: %w", e.Kind, err)
		}
		e.Body = bytes.Clone(b.Bytes())
		b.Reset()
	}
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return nil, fmt.Errorf("event %s: %w", e.Kind, err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Decode reads the bytes of an event. Bytes that Encode would not have written are an error: an event has one form.
func Decode(data []byte) (Event, error) {
	var e Event
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e); err != nil {
		return Event{}, fmt.Errorf("%w: %v", ErrCorrupt, err)
	}
	if e.Version != Version {
		return Event{}, fmt.Errorf("%w: event encoding %d", ErrNewer, e.Version)
	}
	again, err := e.Encode()
	if err != nil || !bytes.Equal(again, data) {
		return Event{}, fmt.Errorf("%w: an event is not in the form it is written in", ErrCorrupt)
	}
	return e, nil
}

// String hides what the event holds.
func (e Event) String() string {
	return fmt.Sprintf("event(%s %s, %d sealed)", e.Kind, e.About, len(e.Sealed))
}

// Row is an event as the store keeps it.
type Row struct {
	Seq  int64  // its place in the log, from 0
	Data []byte // Event.Encode
	Salt []byte // 32 random bytes: the log's leaf commits to salt and data (ledger.Commit), so that a leaf alone gives nothing away
}

// Errors that stores and rooms of the record give; test with errors.Is. What a person reads is made of them in one place.
var (
	ErrNotFound = errors.New("not found")
	ErrErased   = errors.New("erased")                          // the key was destroyed; the data can't be read any more
	ErrExists   = errors.New("exists already")                  // for what must be new
	ErrNotEmpty = errors.New("not empty")                       // restore into a folder that holds something
	ErrBusy     = errors.New("in use by another program")       // another process holds the folder for too long
	ErrFull     = errors.New("the disk is full")                //
	ErrReadOnly = errors.New("can't be written to")             // folder or file
	ErrCorrupt  = errors.New("damaged or changed")              // bytes aren't what was written
	ErrWrongKey = errors.New("wrong key or passphrase")         //
	ErrNewer    = errors.New("written by a newer version")      //
	ErrDamaged  = errors.New("a file of the record is missing") // a blob that should be there
	ErrClosed   = errors.New("closed")                          //
)

// Store keeps events, the hashes of their log, state worked out from them, and wrapped keys. Implementations stand in record/store and pass
// record/store/storetest. A Store is safe for concurrent use; several processes may use one folder.
type Store interface {
	// Update runs f in one transaction. When it returns nil, everything f wrote is on disk and survives kill -9 and loss of power;
	// otherwise nothing of it is. Updates run one after the other. f may run more than once and must not keep tx.
	Update(ctx context.Context, f func(tx Tx) error) error
	// View runs f over a consistent state that no update changes meanwhile.
	View(ctx context.Context, f func(v View) error) error
	// Copy writes a consistent copy of everything the store holds, as of one moment, while updates go on. What it writes is sealed as
	// the store itself is.
	Copy(ctx context.Context, w io.Writer) error
	Close() error
}

// Examiner is a Store that can look over what it keeps everything in for damage that reading doesn't meet: an index that doesn't agree with its
// table, so that a list leaves something out.
type Examiner interface {
	// Examine gives what is wrong, in the store's own words; nothing where it is sound. It changes nothing.
	Examine(ctx context.Context) (faults []string, err error)
}

// View reads. Slices it gives belong to the caller.
type View interface {
	tlog.HashReader                                                           // the stored hashes of the log, by tlog's index
	Size() (int64, error)                                                     // number of events
	Row(seq int64) (Row, error)                                               // ErrNotFound
	Rows(from, to int64, yield func(Row) error) error                         // from ≤ Seq < to, in order
	About(id string, yield func(Row) error) error                             // the events about something, in order
	State(kind, id string) ([]byte, error)                                    // ErrNotFound
	States(kind string, yield func(id string, body []byte) error) error       // all of a kind, in order of id
	Kinds() ([]string, error)                                                 // the kinds of state there are, in order
	Key(id string) ([]byte, error)                                            // a wrapped key: ErrNotFound, ErrErased
	Keys(yield func(id string, wrapped []byte, erased time.Time) error) error // in order of id; wrapped is nil once erased
	Checkpoint(size int64) ([]byte, error)                                    // the signed checkpoint at that size; ErrNotFound
	Checkpoints(yield func(size int64, note []byte) error) error              // in order of size
}

// Tx reads and writes.
type Tx interface {
	View
	// Append writes the next event and the hashes its leaf adds (tlog.StoredHashes). row.Seq must be Size().
	Append(row Row, kind, about string, hashes []tlog.Hash) error
	PutState(kind, id string, body []byte) error
	DropState(kind, id string) error // not an error where there is none
	// PutKey keeps a new wrapped key: ErrExists, ErrErased (an erased id never gets a key again).
	PutKey(id string, wrapped []byte) error
	// RewrapKey replaces the wrapping of a key that exists (a changed passphrase): ErrNotFound, ErrErased.
	RewrapKey(id string, wrapped []byte) error
	// DestroyKey overwrites a wrapped key; no copy stays in the database, its journal or free pages once the update has returned.
	DestroyKey(id string, at time.Time) error
	PutCheckpoint(size int64, note []byte) error // replaces one of the same size
	DropCheckpoint(size int64) error             // not an error where there is none
}

// File is a file that can be read at any place.
type File interface {
	io.ReaderAt
	io.Closer
	Size() int64 // bytes
}

// Blobs keeps files by the SHA-256 of their bytes, in lower-case hex. What is put there is sealed already (seal.Ring.Writer). Safe for
// concurrent use.
type Blobs interface {
	Put(ctx context.Context, r io.Reader) (digest string, size int64, err error) // durable on nil; putting the same bytes again is no error
	Open(ctx context.Context, digest string) (io.ReadCloser, error)              // ErrDamaged where it is gone; reading reports ErrCorrupt where the bytes aren't those
	OpenAt(ctx context.Context, digest string) (File, error)                     // as Open, to read parts of: these are not compared with the digest, so only what is sealed in itself may be read like that
	Drop(ctx context.Context, digest string) error
	List(ctx context.Context, yield func(digest string, size int64) error) error
}

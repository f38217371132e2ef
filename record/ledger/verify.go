// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"errors"
	"fmt"
	"time"

	"chaperone/record"

	"golang.org/x/mod/sumdb/note"
)

// Part is what of a log doesn't hold.
type Part string

// The parts of a log.
const (
	PartEvent      Part = "event"      // an event isn't what was first written, or is missing
	PartForm       Part = "form"       // an event is what was signed, and yet not in a form this version reads
	PartHash       Part = "hash"       // the events are those that were signed, a hash beside them isn't theirs
	PartCheckpoint Part = "checkpoint" // a stored checkpoint isn't signed by the log's key, or the newest is missing
	PartIndex      Part = "index"      // an event is listed under something it isn't about
	PartElsewhere  Part = "elsewhere"  // a checkpoint kept elsewhere isn't one of this log's
)

// Fault is the first thing that doesn't hold. All events before Seq verify.
type Fault struct {
	Part Part
	Seq  int64     // the first event concerned, from 0; with PartCheckpoint and PartElsewhere the size the checkpoint names
	Last int64     // the last event concerned: Seq where it is known which; with PartEvent and PartHash
	At   time.Time // of event Seq, as it says or last said; zero where it can't be read
	Why  error
	Kept bool // with PartElsewhere: it is one of Options.Kept
}

// Causes of a PartEvent; test with errors.Is.
var (
	ErrMissing = errors.New("an event is missing")
	ErrLeaf    = errors.New("not what its leaf commits to") // one event, its salt or its leaf's hash
	ErrRoot    = errors.New("not what was signed")          // one event of several: their hashes were rewritten, too, the checkpoint wasn't
)

// Held is a checkpoint kept elsewhere that today's log goes on from.
type Held struct {
	Checkpoint
	Witnesses []Cosignature // those whose keys were given
	Others    []string      // names of signers whose keys weren't given: nothing is known of them
}

// Report is what Verify has found.
type Report struct {
	Origin      string
	Key         string // the verifier key it was held against, where the verifier tells it
	Events      int64
	First, Last time.Time // of the events, as they say
	Checkpoints int
	Elsewhere   []Held // those handed in, that hold
	Kept        []Held // those that a witness countersigned and the record keeps, that hold
	Fault       *Fault // nil: all of it holds
}

// Holds tells whether all that was looked at is as it was written.
func (r *Report) Holds() bool { return r.Fault == nil }

// Options say what a log is held against besides its own key.
type Options struct {
	Against   [][]byte                              // checkpoints kept elsewhere, signed notes, with or without cosignatures
	Kept      [][]byte                              // countersigned checkpoints that are kept with the record itself
	Witnesses []note.Verifier                       // of cosignatures on both (NewWitnessVerifier); no two of one name and key hash
	Event     func(seq int64, e record.Event) error // called for each event up to the first that doesn't verify by its leaf, in order; an error is the caller's and ends the verification
}

// Verify computes all of a log anew from its events: each commitment and leaf, each stored hash, each stored checkpoint with its signature,
// each list of events about something; and holds it against checkpoints kept elsewhere. The error is one of reading; what doesn't hold is the
// report's Fault. It keeps about 100 bytes an event in memory.
func Verify(v record.View, by note.Verifier, o Options) (*Report, error) {
	size, err := v.Size()
	if err != nil {
		return nil, fmt.Errorf("size of the log: %w", err)
	}
	r := &Report{Origin: by.Name(), Key: keyOf(by), Events: size}
	c := &computing{view: v, size: size, report: r, about: map[string][]int64{}, each: o.Event, leaf: -1, hash: -1, form: -1}
	if err := c.events(); err != nil {
		return nil, err
	}
	if err := c.checkpoints(by); err != nil {
		return nil, err
	}
	if r.Fault = c.judge(); r.Fault != nil {
		return r, nil
	}
	if err := c.lists(); err != nil || r.Fault != nil {
		return r, err
	}
	hold := func(kept bool, notes [][]byte, into *[]Held) bool {
		for _, data := range notes {
			held, err := ReadHeld(data, by, o.Witnesses)
			if err == nil {
				err = Consistent(c, size, held.Checkpoint)
			}
			if err != nil {
				r.Fault = &Fault{Part: PartElsewhere, Seq: held.Size, Why: err, Kept: kept}
				return false
			}
			*into = append(*into, held)
		}
		return true
	}
	if hold(false, o.Against, &r.Elsewhere) {
		hold(true, o.Kept, &r.Kept)
	}
	return r, nil
}

// keyed is a verifier that tells its key. Signer.Verifier and NewVerifier give such.
type keyed struct {
	note.Verifier
	key string
}

// NewVerifier makes the verifier of a log from its key: name, hash and key in one line, as Signer.Key gives it.
func NewVerifier(key string) (note.Verifier, error) {
	v, err := note.NewVerifier(key)
	if err != nil {
		return nil, fmt.Errorf("the key of a log, %q: %w", key, err)
	}
	return keyed{v, key}, nil
}

func keyOf(v note.Verifier) string {
	if k, ok := v.(keyed); ok {
		return k.key
	}
	return ""
}

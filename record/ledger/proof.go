// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"chaperone/record"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Proof shows that a log held an event when a checkpoint was signed. It needs nothing else to be checked. Version 1 of its JSON form.
// doc/ledger.md explains how to check one with other tools.
type Proof struct {
	Version    int         `json:"v"`
	Seq        int64       `json:"seq"`        // the event's place in the log, from 0
	Data       []byte      `json:"data"`       // the event's bytes, base64
	Salt       []byte      `json:"salt"`       // base64
	Path       []tlog.Hash `json:"path"`       // RFC 6962 audit path, leaf to root
	Checkpoint string      `json:"checkpoint"` // the signed note
}

// Inclusion makes the proof that the log of size events, as signed then, holds event seq. There has to be a checkpoint of that size.
func Inclusion(v record.View, seq, size int64) (Proof, error) {
	if seq < 0 || seq >= size {
		return Proof{}, fmt.Errorf("event %d of a log of %d: %w", seq, size, record.ErrNotFound)
	}
	row, err := v.Row(seq)
	if err != nil {
		return Proof{}, fmt.Errorf("event %d: %w", seq, err)
	}
	signed, err := v.Checkpoint(size)
	if err != nil {
		return Proof{}, fmt.Errorf("checkpoint %d: %w", size, err)
	}
	path, err := tlog.ProveRecord(size, seq, v)
	if err != nil {
		return Proof{}, fmt.Errorf("prove event %d: %w", seq, err)
	}
	if path == nil {
		path = tlog.RecordProof{}
	}
	return Proof{Version: 1, Seq: seq, Data: row.Data, Salt: row.Salt, Path: path, Checkpoint: string(signed)}, nil
}

// Verify checks a proof against the log's key, and gives the event and the checkpoint that it shows to hold it.
func (p Proof) Verify(v note.Verifier) (record.Event, Checkpoint, error) {
	c, err := ParseCheckpoint([]byte(p.Checkpoint), v)
	if err != nil {
		return record.Event{}, c, err
	}
	if p.Version != 1 {
		return record.Event{}, c, fmt.Errorf("a proof of version %d: %w", p.Version, record.ErrNewer)
	}
	if len(p.Salt) != SaltSize {
		return record.Event{}, c, fmt.Errorf("%w: a proof with a salt of %d bytes", record.ErrCorrupt, len(p.Salt))
	}
	if p.Seq < 0 || p.Seq >= c.Size {
		return record.Event{}, c, fmt.Errorf("%w: event %d is not in a log of %d", record.ErrCorrupt, p.Seq, c.Size)
	}
	if err := tlog.CheckRecord(p.Path, c.Size, c.Root, p.Seq, leaf(record.Row{Data: p.Data, Salt: p.Salt})); err != nil {
		return record.Event{}, c, fmt.Errorf("%w: event %d is not what the log holds there", record.ErrCorrupt, p.Seq)
	}
	e, err := record.Decode(p.Data)
	return e, c, err
}

// ParseProof reads the JSON form of a proof, and nothing else: fields once each and in their order, base64 in its one spelling. White space
// between them may differ, as it does in a proof that is part of a larger page.
func ParseProof(data []byte) (Proof, error) {
	var p Proof
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Proof{}, fmt.Errorf("%w: not a proof: %v", record.ErrCorrupt, err)
	}
	if p.Version != 1 {
		return Proof{}, fmt.Errorf("a proof of version %d: %w", p.Version, record.ErrNewer)
	}
	var got, plain bytes.Buffer
	if err := json.Compact(&got, data); err != nil {
		return Proof{}, fmt.Errorf("%w: more than a proof: %v", record.ErrCorrupt, err)
	}
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	escaped, err := json.Marshal(p) // Go's own way writes <, > and & as escapes; a log may have them in its name
	if err == nil {
		err = enc.Encode(p)
	}
	if err != nil || !bytes.Equal(got.Bytes(), escaped) && !bytes.Equal(got.Bytes(), bytes.TrimSuffix(plain.Bytes(), []byte("\n"))) {
		return Proof{}, fmt.Errorf("%w: a proof in another form than it is written in", record.ErrCorrupt)
	}
	return p, nil
}

// ErrOtherLog says that a checkpoint kept elsewhere is not one of this log's past: the log was written anew since.
var ErrOtherLog = errors.New("not a past of this log")

// Consistent checks that the log of a view goes on from a checkpoint: its first Size events are those the checkpoint was signed over.
func Consistent(v tlog.HashReader, size int64, old Checkpoint) error {
	if old.Size > size {
		return fmt.Errorf("%w: it had %d events then, and has %d now", ErrOtherLog, old.Size, size)
	}
	if old.Size == 0 {
		return nil
	}
	root, err := tlog.TreeHash(old.Size, v)
	if err != nil {
		return err
	}
	if root != old.Root {
		return fmt.Errorf("%w: among its first %d events one was changed", ErrOtherLog, old.Size)
	}
	return nil
}

// Consistency is the RFC 6962 proof that the log of one size goes on from that of a smaller one; CheckConsistency checks it without the log.
func Consistency(v tlog.HashReader, old, size int64) (tlog.TreeProof, error) {
	return tlog.ProveTree(size, old, v)
}

// CheckConsistency checks a consistency proof between two checkpoints.
func CheckConsistency(p tlog.TreeProof, old, now Checkpoint) error {
	if old.Origin != now.Origin {
		return fmt.Errorf("%w: %s and %s", ErrOtherLog, old.Origin, now.Origin)
	}
	if err := tlog.CheckTree(p, now.Size, now.Root, old.Size, old.Root); err != nil {
		return fmt.Errorf("%w: %v", ErrOtherLog, err)
	}
	return nil
}

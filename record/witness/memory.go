// SPDX-License-Identifier: Apache-2.0

// Package witness is what somebody keeps who countersigns the checkpoints of other practices' logs, so that their owners can't write them anew
// unseen: the last checkpoint of each log that was signed, and the key it is checked with. A witness signs only what goes on from there. Whoever
// loses this memory, or goes back to an older copy of it, could be led to sign another past: doc/ledger.md.
package witness

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"
)

// Version is the form of a memory this program writes. What a released version wrote stays readable.
const Version = 1

// Memory is what a witness knows. The zero value knows nothing.
type Memory struct {
	Version int            `json:"v"`
	Name    string         `json:"name"` // the witness's own, on every signature; fixed by the first
	Logs    map[string]Log `json:"logs"` // by origin
}

// Log is what a witness knows of one log.
type Log struct {
	Key        string `json:"key"`        // the log's public key, as it was given the first time
	Checkpoint string `json:"checkpoint"` // the last that was countersigned, with its signatures
}

// What a witness refuses; test with errors.Is. A log that doesn't go on from what was signed is ledger.ErrOtherLog: keep both checkpoints, they
// prove it.
var (
	ErrUnknown  = errors.New("this witness doesn't know the log yet") // and no key of it was given
	ErrOtherKey = errors.New("not the key this log had before")
	ErrGap      = errors.New("the proof doesn't begin where this witness left off") // *Gap
	ErrName     = errors.New("the witness has another name")
)

// Gap says at which size the witness left off.
type Gap struct {
	Origin string
	Seen   int64 // events of the log when it was signed last
}

func (g *Gap) Error() string {
	return fmt.Sprintf("%v: %s had %d events then", ErrGap, g.Origin, g.Seen)
}

// Unwrap makes it an ErrGap.
func (g *Gap) Unwrap() error { return ErrGap }

// Signed is what a witness has signed.
type Signed struct {
	Checkpoint []byte // with the new signature
	Origin     string
	Old, Size  int64 // events it was signed at before, 0: never; and now
}

// Cosign countersigns what a log's owner hands in (ledger.Request), and gives the memory with it. key is the log's public key, known from
// elsewhere: needed the first time, and the same from then on. Nothing is kept: whoever gives the signature away has to keep the new memory first.
func (m Memory) Cosign(w ledger.Witness, request []byte, key string, at time.Time) (Memory, Signed, error) {
	fail := func(err error) (Memory, Signed, error) { return m, Signed{}, err }
	if m.Name != "" && m.Name != w.Name() {
		return fail(fmt.Errorf("%w: it signed as %s before", ErrName, m.Name))
	}
	origin, err := ledger.OriginOf(request)
	if err != nil {
		return fail(err)
	}
	known, seen := m.Logs[origin]
	switch {
	case !seen && key == "":
		return fail(fmt.Errorf("%w: %s", ErrUnknown, origin))
	case seen && key != "" && key != known.Key:
		return fail(fmt.Errorf("%w: %s", ErrOtherKey, origin))
	case !seen:
		known.Key = key
	}
	by, err := ledger.NewVerifier(known.Key)
	if err != nil {
		return fail(err)
	}
	asked, err := ledger.ParseRequest(request)
	if err != nil {
		return fail(err)
	}
	now, err := ledger.ParseCheckpoint(asked.Checkpoint, by)
	if err != nil {
		return fail(err)
	}
	out := Signed{Origin: origin, Size: now.Size}
	var before []byte
	if seen {
		before = []byte(known.Checkpoint)
		then, err := ledger.ParseCheckpoint(before, by)
		if err != nil {
			return fail(fmt.Errorf("what this witness signed before: %w", err))
		}
		if out.Old = then.Size; now.Size > then.Size && then.Size > 0 && asked.Old != then.Size {
			return fail(&Gap{origin, then.Size})
		}
	}
	if out.Checkpoint, err = w.Cosign(asked.Checkpoint, by, before, asked.Proof, at); err != nil {
		return fail(err)
	}
	next := Memory{Version: Version, Name: w.Name(), Logs: maps.Clone(m.Logs)}
	if next.Logs == nil {
		next.Logs = map[string]Log{}
	}
	next.Logs[origin] = Log{known.Key, string(out.Checkpoint)}
	return next, out, nil
}

// Encode gives the memory as it is kept: JSON in one form.
func (m Memory) Encode() []byte {
	m.Version = Version
	if m.Logs == nil {
		m.Logs = map[string]Log{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(m); err != nil {
		panic(err) // strings and numbers
	}
	return b.Bytes()
}

// Parse reads a memory: record.ErrCorrupt for any other form than it is written in, record.ErrNewer.
func Parse(data []byte) (Memory, error) {
	var m Memory
	var head struct {
		Version int `json:"v"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return m, fmt.Errorf("%w: not a witness's memory", record.ErrCorrupt)
	}
	if head.Version > Version {
		return m, fmt.Errorf("a witness's memory of version %d: %w", head.Version, record.ErrNewer)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil || !bytes.Equal(m.Encode(), data) {
		return Memory{}, fmt.Errorf("%w: not a witness's memory in the form it is written in", record.ErrCorrupt)
	}
	for origin, l := range m.Logs {
		by, err := ledger.NewVerifier(l.Key)
		if err == nil {
			_, err = ledger.ParseCheckpoint([]byte(l.Checkpoint), by)
		}
		if err == nil && by.Name() != origin {
			err = errors.New("under another name")
		}
		if err != nil {
			return Memory{}, fmt.Errorf("%w: a witness's memory of %s: %v", record.ErrCorrupt, strings.ToValidUTF8(origin, "?"), err)
		}
	}
	return m, nil
}

// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"chaperone/record"

	"golang.org/x/mod/sumdb/tlog"
)

// Request is what a log's owner hands to a witness: a checkpoint, and what shows that the log goes on from one that the witness signed
// before. Its form is the body of C2SP tlog-witness's add-checkpoint. A checkpoint alone is a request, too: to a witness who knows nothing
// of the log yet, or who knows it at that very size.
type Request struct {
	Old        int64          // the size the proof begins at; 0: there is none
	Proof      tlog.TreeProof // RFC 6962 consistency proof from Old to the checkpoint's size; empty where they are the same
	Checkpoint []byte         // the signed note
}

// maxProof is how many hashes a consistency proof can have: C2SP tlog-witness sets the same limit.
const maxProof = 63

// NewRequest makes the request for the log of size events, as signed then, to a witness who signed it at old events; 0: to one who hasn't yet.
func NewRequest(v record.View, old, size int64) (Request, error) {
	signed, err := v.Checkpoint(size)
	if err != nil {
		return Request{}, fmt.Errorf("checkpoint %d: %w", size, err)
	}
	r := Request{Old: old, Checkpoint: signed}
	if old < 0 || old > size {
		return Request{}, fmt.Errorf("what came since event %d of a log of %d: %w", old, size, record.ErrNotFound)
	}
	if old > 0 && old < size {
		if r.Proof, err = Consistency(v, old, size); err != nil {
			return Request{}, fmt.Errorf("prove that %d events go on from %d: %w", size, old, err)
		}
	}
	return r, nil
}

// Encode gives the request as a text file: the checkpoint alone where nothing has to be shown.
func (r Request) Encode() []byte {
	if r.Old == 0 {
		return bytes.Clone(r.Checkpoint)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "old %d\n", r.Old)
	for _, h := range r.Proof {
		b.WriteString(h.String() + "\n")
	}
	b.WriteString("\n")
	b.Write(r.Checkpoint)
	return b.Bytes()
}

// ParseRequest reads a request in its one form: record.ErrCorrupt for any other. The checkpoint in it isn't looked at; Witness.Cosign does.
func ParseRequest(data []byte) (Request, error) {
	rest, ok := bytes.CutPrefix(data, []byte("old "))
	if !ok {
		return Request{Checkpoint: bytes.Clone(data)}, nil
	}
	bad := func(why string) (Request, error) {
		return Request{}, fmt.Errorf("%w: not what a log hands to a witness: %s", record.ErrCorrupt, why)
	}
	head, note, ok := bytes.Cut(rest, []byte("\n\n"))
	if !ok {
		return bad("there is no checkpoint in it")
	}
	lines := strings.Split(string(head), "\n")
	old, err := strconv.ParseInt(lines[0], 10, 64)
	if err != nil || old <= 0 {
		return bad("it doesn't say which size it goes on from")
	}
	if len(lines) > maxProof+1 {
		return bad("its proof is longer than any")
	}
	r := Request{Old: old, Checkpoint: bytes.Clone(note)}
	for _, l := range lines[1:] {
		h, err := tlog.ParseHash(l)
		if err != nil {
			return bad("its proof holds something else than hashes")
		}
		r.Proof = append(r.Proof, h)
	}
	if !bytes.Equal(r.Encode(), data) {
		return bad("it is in another form than it is written in")
	}
	return r, nil
}

// OriginOf gives the name of the log that a checkpoint, or a request, is of. It is what the file says: nothing is checked.
func OriginOf(data []byte) (string, error) {
	r, err := ParseRequest(data)
	if err != nil {
		return "", err
	}
	origin, _, ok := bytes.Cut(r.Checkpoint, []byte("\n"))
	if !ok || len(origin) == 0 || len(origin) > 300 || bytes.ContainsAny(origin, " +") {
		return "", fmt.Errorf("%w: not a checkpoint", record.ErrCorrupt)
	}
	return string(origin), nil
}

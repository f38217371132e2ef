// SPDX-License-Identifier: Apache-2.0

// Package ledger is the log of the record: an append-only Merkle log (RFC 6962 hashes, by golang.org/x/mod/sumdb/tlog) with one leaf an
// event, and signed checkpoints (C2SP tlog-checkpoint: a signed note with Ed25519). It is written in the transaction of the events, so that
// nothing is acknowledged that the log does not hold.
//
// A leaf holds no event but a commitment to it: SHA-256 over a label, the salt and the event's bytes (Commit). The leaf's hash is RFC 6962's,
// of those 32 bytes. Whoever has a leaf alone learns nothing; whoever has event and salt can show that the log holds them.
//
// What a log proves: that events are what they were when a checkpoint was signed, and in that order. What it can't: whoever owns the machine
// and its key can write another log from the start. Only a checkpoint that somebody else keeps shows that (Against).
package ledger

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"chaperone/record"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// SaltSize is the number of random bytes that blind a leaf.
const SaltSize = 32

// commitLabel keeps a commitment from being taken for any other hash. It ends in the version of this construction.
const commitLabel = "chaperone event commitment v1\n"

// Commit gives the commitment to an event's bytes: SHA-256 over the label, the salt (32 bytes) and the bytes, one after the other.
func Commit(salt, data []byte) [sha256.Size]byte {
	h := sha256.New()
	h.Write([]byte(commitLabel))
	h.Write(salt)
	h.Write(data)
	return [sha256.Size]byte(h.Sum(nil))
}

// leaf gives the RFC 6962 hash of the leaf of a row.
func leaf(r record.Row) tlog.Hash {
	c := Commit(r.Salt, r.Data)
	return tlog.RecordHash(c[:])
}

// Signer signs checkpoints of one log, whose origin is its name.
type Signer struct {
	note.Signer
	key ed25519.PublicKey
}

// NewSigner makes the signer of the log called name from an Ed25519 seed of 32 bytes. A name is not empty and has no space and no plus.
func NewSigner(name string, seed []byte) (Signer, error) {
	if len(seed) != ed25519.SeedSize {
		return Signer{}, fmt.Errorf("a signer's seed has %d bytes, not %d", ed25519.SeedSize, len(seed))
	}
	private := ed25519.NewKeyFromSeed(seed)
	key := private.Public().(ed25519.PublicKey)
	s, err := newSigner(name, private)
	if err != nil {
		return Signer{}, fmt.Errorf("a signer called %q: %w", name, err)
	}
	return Signer{s, key}, nil
}

// Key gives the public key as people hand it on: name, hash and key in one line, the verifier key of signed notes.
func (s Signer) Key() string {
	k, err := note.NewEd25519VerifierKey(s.Name(), s.key)
	if err != nil {
		panic(err) // the name was checked when the signer was made
	}
	return k
}

// Verifier gives what checks the signer's signatures.
func (s Signer) Verifier() note.Verifier {
	v, err := NewVerifier(s.Key())
	if err != nil {
		panic(err)
	}
	return v
}

// ErrSignature says that a note is not signed by the key expected.
var ErrSignature = errors.New("not signed by this key")

// Checkpoint is a signed statement that the log called Origin had Size events and this root.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
}

// text gives the checkpoint in the form of C2SP tlog-checkpoint: origin, size, root in base64, a line each.
func (c Checkpoint) text() string { return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root) }

// Sign gives the checkpoint as a signed note.
func (c Checkpoint) Sign(s Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.text()}, s)
}

// ParseCheckpoint reads a signed note and checks the signature of v: ErrSignature where it is not there or doesn't hold, record.ErrCorrupt
// where the text is no checkpoint or not in its one form. Signatures of others (witnesses) are passed over.
func ParseCheckpoint(data []byte, v note.Verifier) (Checkpoint, error) {
	n, err := note.Open(data, note.VerifierList(v))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("a checkpoint of %s: %w: %v", v.Name(), ErrSignature, err)
	}
	_, lines, _ := strings.Cut(string(data), "\n\n")
	for line := range strings.Lines(lines) {
		if _, err := signatureIn(line); err != nil {
			return Checkpoint{}, err
		}
	}
	c, err := parseText(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != v.Name() {
		return Checkpoint{}, fmt.Errorf("%w: a checkpoint of %q, signed by %s", record.ErrCorrupt, c.Origin, v.Name())
	}
	return c, nil
}

// parseOwn reads a checkpoint as the log's owner keeps it: with one signature, since nothing would show that another was changed.
func parseOwn(data []byte, v note.Verifier) (Checkpoint, error) {
	c, err := ParseCheckpoint(data, v)
	if _, lines, _ := strings.Cut(string(data), "\n\n"); err == nil && strings.Count(lines, "\n") != 1 {
		err = fmt.Errorf("%w: a checkpoint of the log with more than one signature", record.ErrCorrupt)
	}
	return c, err
}

// signatureIn gives the key hash and signature of a note's signature line, which has to be in the one form it is written in: base64 can spell
// the same bytes in several ways, and one of them would be a change nobody sees.
func signatureIn(line string) ([]byte, error) {
	_, b64, _ := strings.Cut(strings.TrimPrefix(line, "— "), " ")
	b64, ok := strings.CutSuffix(b64, "\n")
	raw, err := base64.StdEncoding.Strict().DecodeString(b64)
	if err != nil || !ok || len(raw) < 5 || base64.StdEncoding.EncodeToString(raw) != b64 {
		return nil, fmt.Errorf("%w: a signature in another form", record.ErrCorrupt)
	}
	return raw, nil
}

func parseText(text string) (Checkpoint, error) {
	var c Checkpoint
	var root string
	if n, err := fmt.Sscanf(text, "%s\n%d\n%s\n", &c.Origin, &c.Size, &root); err != nil || n != 3 || c.Size < 0 {
		return c, fmt.Errorf("%w: not the text of a checkpoint", record.ErrCorrupt)
	}
	var err error
	if c.Root, err = tlog.ParseHash(root); err != nil {
		return c, fmt.Errorf("%w: a checkpoint without a root", record.ErrCorrupt)
	}
	if c.text() != text {
		return c, fmt.Errorf("%w: a checkpoint in another form", record.ErrCorrupt)
	}
	return c, nil
}

// Append writes events to the log: each with a new salt, its leaf and the hashes it adds, and one signed checkpoint over all. It gives the
// rows as stored, and the checkpoint; without events, the checkpoint there is. Where any of it fails, the caller's transaction has to fail, too.
func Append(tx record.Tx, s Signer, events []record.Event, rand io.Reader) ([]record.Row, []byte, error) {
	size, err := tx.Size()
	if err != nil {
		return nil, nil, fmt.Errorf("size of the log: %w", err)
	}
	if len(events) == 0 {
		if size == 0 {
			return nil, nil, nil
		}
		signed, err := tx.Checkpoint(size)
		return nil, signed, err
	}
	rows := make([]record.Row, len(events))
	for i, e := range events {
		r := record.Row{Seq: size + int64(i), Salt: make([]byte, SaltSize)}
		if r.Data, err = e.Encode(); err != nil {
			return nil, nil, err
		}
		if _, err := record.Decode(r.Data); err != nil {
			return nil, nil, fmt.Errorf("event %s can't be read back: %w", e.Kind, err)
		}
		if _, err := io.ReadFull(rand, r.Salt); err != nil {
			return nil, nil, fmt.Errorf("random bytes: %w", err)
		}
		hashes, err := tlog.StoredHashesForRecordHash(r.Seq, leaf(r), tx)
		if err != nil {
			return nil, nil, fmt.Errorf("hashes of event %d: %w", r.Seq, err)
		}
		if err := tx.Append(r, e.Kind, e.About, hashes); err != nil {
			return nil, nil, fmt.Errorf("append event %d: %w", r.Seq, err)
		}
		rows[i] = r
	}
	signed, err := sign(tx, s, size+int64(len(events)))
	if err != nil {
		return nil, nil, err
	}
	return rows, signed, thin(tx, size, events[0])
}

// thin keeps one checkpoint a day, the last of each: all were proven by those after them, and what was handed out carries its own.
func thin(tx record.Tx, size int64, next record.Event) error {
	if size == 0 {
		return nil
	}
	row, err := tx.Row(size - 1)
	if err != nil {
		return fmt.Errorf("event %d: %w", size-1, err)
	}
	last, err := record.Decode(row.Data)
	if err != nil {
		return fmt.Errorf("event %d: %w", size-1, err)
	}
	if last.At.UTC().Format(time.DateOnly) != next.At.UTC().Format(time.DateOnly) {
		return nil
	}
	return tx.DropCheckpoint(size)
}

// sign makes and keeps the checkpoint of the log at a size.
func sign(tx record.Tx, s Signer, size int64) ([]byte, error) {
	root, err := tlog.TreeHash(size, tx)
	if err != nil {
		return nil, fmt.Errorf("root of the log: %w", err)
	}
	signed, err := Checkpoint{s.Name(), size, root}.Sign(s)
	if err != nil {
		return nil, fmt.Errorf("sign the checkpoint: %w", err)
	}
	if err := tx.PutCheckpoint(size, signed); err != nil {
		return nil, fmt.Errorf("keep the checkpoint: %w", err)
	}
	return signed, nil
}

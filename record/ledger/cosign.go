// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"chaperone/record"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// algCosignature is the signature type of C2SP tlog-cosignature v1 with Ed25519.
const algCosignature = 4

// Cosignature is a witness's statement: at that time this was the longest log of that origin it had seen, and it went on from those before.
type Cosignature struct {
	Name string
	Hash uint32    // of the witness's key
	At   time.Time // UTC, whole seconds
}

// Witness countersigns checkpoints of logs that aren't its own, so that their owner can't write them anew unseen.
type Witness struct {
	name string
	key  ed25519.PrivateKey
}

// NewWitness makes a witness from an Ed25519 seed of 32 bytes, which signs nothing else. A name is not empty and has no space and no plus.
func NewWitness(name string, seed []byte) (Witness, error) {
	if _, err := NewSigner(name, seed); err != nil { // the same rules for names and seeds
		return Witness{}, err
	}
	return Witness{name, ed25519.NewKeyFromSeed(seed)}, nil
}

// Name is the name the witness signs by.
func (w Witness) Name() string { return w.name }

// Key gives the public key as people hand it on: a verifier key of signature type 4.
func (w Witness) Key() string {
	public := w.key.Public().(ed25519.PublicKey)
	hash := binary.BigEndian.AppendUint32(nil, cosignHash(w.name, public))
	return fmt.Sprintf("%s+%s+%s", w.name, hex.EncodeToString(hash), base64.StdEncoding.EncodeToString(append([]byte{algCosignature}, public...)))
}

// String hides the key.
func (w Witness) String() string { return fmt.Sprintf("witness(%s)", w.name) }

func cosignHash(name string, public ed25519.PublicKey) uint32 {
	h := sha256.Sum256(append([]byte(name+"\n\x04"), public...))
	return binary.BigEndian.Uint32(h[:4])
}

// cosignMessage is what a witness signs: a header, the time, and the text of the checkpoint.
func cosignMessage(at uint64, text string) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at, text)
}

// Cosign countersigns a checkpoint and gives it with the new signature line; one of the same witness is replaced. before is the last checkpoint
// of that log the witness cosigned, nil for the first; the log's owner hands in the proof that the log goes on from it (Consistency; nil where
// the size is the same). A checkpoint that doesn't go on from before, or is of a smaller size, is ErrOtherLog: keep both, they prove it.
func (w Witness) Cosign(checkpoint []byte, log note.Verifier, before []byte, grown tlog.TreeProof, at time.Time) ([]byte, error) {
	now, err := ParseCheckpoint(checkpoint, log)
	if err != nil {
		return nil, err
	}
	if before != nil {
		then, err := ParseCheckpoint(before, log)
		if err != nil {
			return nil, fmt.Errorf("the checkpoint of before: %w", err)
		}
		switch {
		case now.Size < then.Size:
			return nil, fmt.Errorf("%w: it had %d events before, and has %d now", ErrOtherLog, then.Size, now.Size)
		case now.Size == then.Size && now.Root != then.Root:
			return nil, fmt.Errorf("%w: two roots of %d events", ErrOtherLog, now.Size)
		case now.Size > then.Size && then.Size > 0:
			if err := CheckConsistency(grown, then, now); err != nil {
				return nil, err
			}
		}
	}
	if at.Unix() < 0 {
		return nil, fmt.Errorf("a cosignature of %s: the clock is wrong", at.UTC().Format(time.DateOnly))
	}
	stamp := uint64(at.Unix())
	sig := binary.BigEndian.AppendUint32(nil, cosignHash(w.name, w.key.Public().(ed25519.PublicKey)))
	sig = binary.BigEndian.AppendUint64(sig, stamp)
	sig = append(sig, ed25519.Sign(w.key, cosignMessage(stamp, now.text()))...)
	text, lines, _ := strings.Cut(string(checkpoint), "\n\n")
	var b bytes.Buffer
	b.WriteString(text + "\n\n")
	for line := range strings.Lines(lines) {
		if raw, err := signatureIn(line); err != nil || !strings.HasPrefix(line, "— "+w.name+" ") || !bytes.Equal(raw[:4], sig[:4]) {
			b.WriteString(line)
		}
	}
	fmt.Fprintf(&b, "— %s %s\n", w.name, base64.StdEncoding.EncodeToString(sig))
	return b.Bytes(), nil
}

// witnessVerifier checks cosignatures of one witness.
type witnessVerifier struct {
	name   string
	public ed25519.PublicKey
}

// NewWitnessVerifier makes what checks a witness's cosignatures from its key, as Witness.Key gives it.
func NewWitnessVerifier(key string) (note.Verifier, error) {
	name, rest, _ := strings.Cut(key, "+")
	hash, b64, _ := strings.Cut(rest, "+")
	raw, err := base64.StdEncoding.Strict().DecodeString(b64)
	if err != nil || len(raw) != 1+ed25519.PublicKeySize || raw[0] != algCosignature || name == "" || strings.ContainsAny(name, " \n") {
		return nil, fmt.Errorf("%w: not the key of a witness: %q", record.ErrCorrupt, key)
	}
	v := witnessVerifier{name, raw[1:]}
	if want := hex.EncodeToString(binary.BigEndian.AppendUint32(nil, v.KeyHash())); hash != want {
		return nil, fmt.Errorf("%w: the key of witness %s doesn't fit its hash", record.ErrCorrupt, name)
	}
	return v, nil
}

func (v witnessVerifier) Name() string    { return v.name }
func (v witnessVerifier) KeyHash() uint32 { return cosignHash(v.name, v.public) }

func (v witnessVerifier) Verify(text, sig []byte) bool {
	at, ok := cosignTime(sig)
	return ok && ed25519.Verify(v.public, cosignMessage(at, string(text)), sig[8:])
}

func cosignTime(sig []byte) (uint64, bool) {
	if len(sig) != 8+ed25519.SignatureSize {
		return 0, false
	}
	at := binary.BigEndian.Uint64(sig)
	return at, at <= 1<<63-1
}

// ReadHeld reads a checkpoint of a log and who countersigned it. A cosignature of a witness whose key is given has to hold: ErrSignature where
// it doesn't; any other signer is only named. What was handed to a witness (Request) holds a checkpoint, too.
func ReadHeld(data []byte, by note.Verifier, witnesses []note.Verifier) (Held, error) {
	var h Held
	asked, err := ParseRequest(data)
	if err != nil {
		return h, err
	}
	data = asked.Checkpoint
	if h.Checkpoint, err = ParseCheckpoint(data, by); err != nil {
		return h, err
	}
	n, err := note.Open(data, note.VerifierList(append([]note.Verifier{by}, witnesses...)...))
	var bad *note.InvalidSignatureError
	switch {
	case errors.As(err, &bad):
		return h, fmt.Errorf("a cosignature of %s: %w", bad.Name, ErrSignature)
	case err != nil:
		return h, fmt.Errorf("%w: %v", record.ErrCorrupt, err)
	}
	for _, s := range n.Sigs[:] {
		if s.Name == by.Name() && s.Hash == by.KeyHash() {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(s.Base64)
		if err != nil || len(raw) < 4 {
			continue // note.Open has decoded it
		}
		c := Cosignature{Name: s.Name, Hash: s.Hash}
		if at, ok := cosignTime(raw[4:]); ok {
			c.At = time.Unix(int64(at), 0).UTC()
		}
		h.Witnesses = append(h.Witnesses, c)
	}
	for _, s := range n.UnverifiedSigs {
		h.Others = append(h.Others, s.Name)
	}
	return h, nil
}

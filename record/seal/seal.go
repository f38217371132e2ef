// SPDX-License-Identifier: Apache-2.0

// Package seal keeps the keys of a practice, and with them what only their holder may read.
//
// Everything hangs on one practice key: 32 random bytes in a key file only its owner can read, in the clear, under a passphrase, or
// unwrapped by an outside key service. From it come, by HKDF with a label each, the key of the database, the seed of the signer, and the
// key that wraps the keys of persons and posts. Those are random, one per person or post, kept wrapped by the store. Boxes (pieces of events
// and state) and streams (media) are sealed under them; destroying one makes its boxes and streams unreadable for good.
//
// All ciphers are other people's: the standard library's AES-256-GCM and HKDF, golang.org/x/crypto's Argon2id, filippo.io/age for streams,
// exports and backups. doc/sealing.md draws the keys and describes each format. Formats are version 1; what a released version wrote stays
// readable.
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"

	"chaperone/record"
)

// KeySize is the length in bytes of the practice key and of the key of a person or post.
const KeySize = 32

// Labels of what is derived from the practice key. A label is never used for two things, and never changes.
const (
	labelID       = "chaperone practice key v1: id"
	labelDatabase = "chaperone practice key v1: database"
	labelSigner   = "chaperone practice key v1: signer"
	labelWitness  = "chaperone practice key v1: witness"
	labelWrap     = "chaperone practice key v1: wrap"
	labelBackup   = "chaperone practice key v1: backup"
)

// PracticeKey is the practice's key, open in memory. It is safe for concurrent use.
type PracticeKey struct {
	mu  sync.RWMutex
	key []byte // nil once closed
	id  string
}

// NewPracticeKey makes a practice key of 32 bytes from random, which is crypto/rand.Reader in earnest.
func NewPracticeKey(random io.Reader) (*PracticeKey, error) {
	b := make([]byte, KeySize)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, fmt.Errorf("make a practice key: %w", err)
	}
	return practiceKey(b)
}

// practiceKey takes over b.
func practiceKey(b []byte) (*PracticeKey, error) {
	if len(b) != KeySize {
		return nil, fmt.Errorf("%w: a practice key has %d bytes, this one has %d", record.ErrCorrupt, KeySize, len(b))
	}
	if bytes.Equal(b, make([]byte, KeySize)) { // never drawn by chance; a wiped buffer or a hole in a file
		return nil, fmt.Errorf("%w: the practice key is all zeros", record.ErrCorrupt)
	}
	return &PracticeKey{key: b, id: hex.EncodeToString(derive(b, labelID, 8))}, nil
}

func derive(key []byte, label string, n int) []byte {
	out, err := hkdf.Key(sha256.New, key, nil, label, n)
	if err != nil { // only for more than 8160 bytes
		panic(err)
	}
	return out
}

func (k *PracticeKey) sub(label string, n int) ([]byte, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.key == nil {
		return nil, fmt.Errorf("the practice key: %w", record.ErrClosed)
	}
	return derive(k.key, label, n), nil
}

// must is for the keys that are asked for while a practice is being opened, long before anything closes it.
func (k *PracticeKey) must(label string, n int) []byte {
	b, err := k.sub(label, n)
	if err != nil {
		panic(err)
	}
	return b
}

// ID names the key without giving anything of it away: 16 hex digits. Key files, wrapped keys and backups carry it, so that another
// practice's key is told from a damaged file.
func (k *PracticeKey) ID() string { return k.id }

// DatabaseKey gives the 64 bytes for SQLite's xts encryption. It panics after Close.
func (k *PracticeKey) DatabaseKey() []byte { return k.must(labelDatabase, 64) }

// SignerSeed gives the 32 bytes of the Ed25519 key (crypto/ed25519.NewKeyFromSeed) that signs checkpoints and permits. It panics after Close.
func (k *PracticeKey) SignerSeed() []byte { return k.must(labelSigner, 32) }

// WitnessSeed gives the 32 bytes of the Ed25519 key that countersigns the checkpoints of other practices, and signs nothing else. It panics
// after Close.
func (k *PracticeKey) WitnessSeed() []byte { return k.must(labelWitness, 32) }

// WrapKey gives the 32 bytes that wrap the keys of persons and posts. It panics after Close.
func (k *PracticeKey) WrapKey() []byte { return k.must(labelWrap, KeySize) }

// Close overwrites the key in memory. Rings of it answer record.ErrClosed from then on. The runtime may have moved or copied bytes before:
// this is care, not proof.
func (k *PracticeKey) Close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.key)
	k.key = nil
}

// String hides the key.
func (k *PracticeKey) String() string { return "practice key " + k.id }

// GoString hides the key from %#v.
func (k *PracticeKey) GoString() string { return k.String() }

// A wrapped key: version, id of the practice key, nonce, key, tag.
const (
	wrapVersion = 1
	wrappedSize = 1 + 8 + 12 + KeySize + 16
	maxID       = 200
)

// NewKey makes the key of a person or post, wrapped for the store's PutKey. The wrapping is bound to id: under another id it doesn't open.
func (k *PracticeKey) NewKey(random io.Reader, id string) (wrapped []byte, err error) {
	key := make([]byte, KeySize)
	defer clear(key)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("make a key for %s: %w", id, err)
	}
	return k.wrap(id, key)
}

// Rewrap gives the same key wrapped under another practice key, for the store's RewrapKey where the practice key itself is replaced.
// (A changed passphrase changes the key file only; wrapped keys stay as they are.)
func (k *PracticeKey) Rewrap(id string, wrapped []byte, to *PracticeKey) ([]byte, error) {
	key, err := k.unwrap(id, wrapped)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return to.wrap(id, key)
}

func (k *PracticeKey) wrap(id string, key []byte) ([]byte, error) {
	if err := checkID(id); err != nil {
		return nil, err
	}
	kek, err := k.sub(labelWrap, KeySize)
	if err != nil {
		return nil, err
	}
	defer clear(kek)
	head := k.wrapHead()
	return gcm(kek).Seal(head, nil, key, place("chaperone wrapped key v1", string(head), id)), nil
}

func (k *PracticeKey) unwrap(id string, wrapped []byte) ([]byte, error) {
	switch {
	case len(wrapped) == 0:
		return nil, fmt.Errorf("the key of %s: %w", id, record.ErrErased)
	case wrapped[0] > wrapVersion:
		return nil, fmt.Errorf("the key of %s: %w (wrapping %d)", id, record.ErrNewer, wrapped[0])
	case len(wrapped) != wrappedSize || wrapped[0] != wrapVersion:
		return nil, fmt.Errorf("the key of %s: %w", id, record.ErrCorrupt)
	}
	head := k.wrapHead()
	if !bytes.Equal(wrapped[:9], head) {
		return nil, fmt.Errorf("the key of %s belongs to practice key %x, this is %s: %w", id, wrapped[1:9], k.id, record.ErrWrongKey)
	}
	kek, err := k.sub(labelWrap, KeySize)
	if err != nil {
		return nil, err
	}
	defer clear(kek)
	key, err := gcm(kek).Open(nil, nil, wrapped[9:], place("chaperone wrapped key v1", string(head), id))
	if err != nil {
		return nil, fmt.Errorf("the key of %s: %w", id, record.ErrCorrupt)
	}
	return key, nil
}

func (k *PracticeKey) wrapHead() []byte {
	b, err := hex.DecodeString(k.id)
	if err != nil {
		panic(err) // it was made by EncodeToString
	}
	return append([]byte{wrapVersion}, b...)
}

// checkID keeps ids printable: they stand in error messages and in names of keys.
func checkID(id string) error {
	if id == "" || len(id) > maxID || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("a key's id such as \"person/3f9k\" is needed, of printable ASCII without spaces, at most %d bytes; this has %d bytes", maxID, len(id))
	}
	return nil
}

func gcm(key []byte) cipher.AEAD {
	b, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the length is ours
	}
	a, err := cipher.NewGCMWithRandomNonce(b)
	if err != nil {
		panic(err)
	}
	return a
}

// place joins strings so that no two lists of strings give the same bytes.
func place(parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = binary.AppendUvarint(b, uint64(len(p)))
		b = append(b, p...)
	}
	return b
}

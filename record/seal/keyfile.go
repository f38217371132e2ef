// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"chaperone/record"
)

// FileName is what the key file is called in the data folder.
const FileName = "practice.key"

// Protection says how a key file keeps the practice key.
type Protection string

// The ways a key file keeps the practice key.
const (
	InClear         Protection = "clear"      // whoever can read the file has the key
	UnderPassphrase Protection = "passphrase" // Argon2id and AES-256-GCM
	Outside         Protection = "outside"    // only a key service outside unwraps it
)

// keyFile is the form of a key file: one line of JSON with its fields in this order and nothing else, so that any changed byte is noticed.
type keyFile struct {
	Format     string     `json:"format"` // "chaperone practice key"
	Version    int        `json:"v"`
	ID         string     `json:"id"` // PracticeKey.ID
	Protection Protection `json:"protection"`
	KDF        *kdf       `json:"argon2id,omitempty"` // with a passphrase
	Key        []byte     `json:"key"`                // in the clear; nonce, ciphertext and tag; or what the service outside unwraps
	Sum        string     `json:"sum"`                // tells a damaged file from a wrong passphrase
}

const (
	keyFileFormat  = "chaperone practice key"
	keyFileVersion = 1
	maxKeyFile     = 64 << 10
	maxOutside     = 16 << 10 // what a service outside makes of 32 bytes
	sealedKeySize  = 12 + KeySize + 16
)

func (f keyFile) encode() []byte {
	f.Sum = ""
	f.Sum = f.sum()
	b, err := json.Marshal(f)
	if err != nil {
		panic(err) // strings, numbers and bytes
	}
	return append(b, '\n')
}

// sum is the first half of the SHA-256 of the file as it is without it.
func (f keyFile) sum() string {
	f.Sum = ""
	b, err := json.Marshal(f)
	if err != nil {
		panic(err)
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:16])
}

func decodeKeyFile(data []byte) (keyFile, error) {
	var f keyFile
	bad := func(why string) (keyFile, error) {
		return keyFile{}, fmt.Errorf("the key file: %w: %s", record.ErrCorrupt, why)
	}
	if len(data) > maxKeyFile {
		return bad("it is far too long")
	}
	var head struct { // read leniently, so that a newer file is told from a damaged one
		Format  string `json:"format"`
		Version int    `json:"v"`
	}
	if err := json.Unmarshal(data, &head); err != nil || head.Format != keyFileFormat {
		return bad("it isn't in the form it is written in")
	}
	if head.Version > keyFileVersion {
		return keyFile{}, fmt.Errorf("the key file: %w (its version is %d, this program knows %d)", record.ErrNewer, head.Version, keyFileVersion)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil || f.Version != keyFileVersion || !bytes.Equal(f.encode(), data) {
		return bad("it isn't in the form it is written in")
	}
	if id, err := hex.DecodeString(f.ID); err != nil || len(id) != 8 {
		return bad("its id isn't one")
	}
	ok := false
	switch f.Protection {
	case InClear:
		ok = f.KDF == nil && len(f.Key) == KeySize
	case UnderPassphrase:
		ok = f.KDF != nil && len(f.Key) == sealedKeySize
	case Outside:
		ok = f.KDF == nil && len(f.Key) > 0 && len(f.Key) <= maxOutside
	}
	if !ok {
		return bad("its parts don't fit together")
	}
	if f.KDF != nil {
		if err := f.KDF.check(); err != nil {
			return keyFile{}, err
		}
	}
	return f, nil
}

// bind is what a passphrase's ciphertext is bound to: all of the file but the key itself.
func (f keyFile) bind() []byte {
	f.Key, f.Sum = nil, ""
	b, err := json.Marshal(f)
	if err != nil {
		panic(err)
	}
	return b
}

// lockKey makes the key file of an open key.
func lockKey(ctx context.Context, k *PracticeKey, l Lock) (keyFile, error) {
	f := keyFile{Format: keyFileFormat, Version: keyFileVersion, ID: k.id, Protection: l.protection()}
	if err := l.check(); err != nil {
		return f, err
	}
	k.mu.RLock()
	key := bytes.Clone(k.key)
	k.mu.RUnlock()
	if key == nil {
		return f, fmt.Errorf("the practice key: %w", record.ErrClosed)
	}
	defer clear(key)
	switch f.Protection {
	case InClear:
		f.Key = bytes.Clone(key)
	case UnderPassphrase:
		f.KDF = &kdf{Salt: make([]byte, saltSize), Time: kdfTime, Memory: kdfMemory, Threads: kdfThreads}
		if _, err := rand.Read(f.KDF.Salt); err != nil {
			return f, err
		}
		kek, err := f.KDF.key(l.Passphrase)
		if err != nil {
			return f, err
		}
		defer clear(kek)
		f.Key = gcm(kek).Seal(nil, nil, key, f.bind())
	case Outside:
		w, ok := l.Outside.(Wrapper)
		if !ok {
			return f, fmt.Errorf("the key service can unwrap a key but not wrap one: give it a way to, too")
		}
		var err error
		if f.Key, err = w.Wrap(ctx, key); err != nil {
			return f, err
		}
		if len(f.Key) == 0 || len(f.Key) > maxOutside || bytes.Contains(f.Key, key) {
			return f, fmt.Errorf("the key service didn't wrap the key: it gave %d bytes back that aren't a wrapped key", len(f.Key))
		}
		again, err := f.unlock(ctx, l) // a service that can't read what it wrote would lock the practice for good
		if err != nil {
			return f, fmt.Errorf("the key service doesn't unwrap what it wrapped: %w", err)
		}
		again.Close()
	}
	return f, nil
}

// unlock opens the key in a key file.
func (f keyFile) unlock(ctx context.Context, l Lock) (*PracticeKey, error) {
	var key []byte
	switch f.Protection {
	case InClear: // nothing is asked for; a passphrase or service given all the same is not needed
		key = bytes.Clone(f.Key)
	case UnderPassphrase:
		if l.Passphrase == "" {
			return nil, fmt.Errorf("%w: this practice is opened with a passphrase, and none was given", record.ErrWrongKey)
		}
		kek, err := f.KDF.key(l.Passphrase)
		if err != nil {
			return nil, err
		}
		defer clear(kek)
		if key, err = gcm(kek).Open(nil, nil, f.Key, f.bind()); err != nil {
			return nil, errPassphrase("practice")
		}
	case Outside:
		if l.Outside == nil {
			return nil, fmt.Errorf("%w: this practice is opened by a key service outside, and none was given", record.ErrWrongKey)
		}
		var err error
		if key, err = l.Outside.Unwrap(ctx, bytes.Clone(f.Key)); err != nil {
			return nil, err
		}
	}
	k, err := practiceKey(key)
	if err == nil && k.id != f.ID {
		k.Close()
		err = record.ErrCorrupt
		if f.Protection == Outside {
			err = fmt.Errorf("%w: the key service gave another key than this practice's", record.ErrWrongKey)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the key file: %w", err)
	}
	return k, nil
}

// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"chaperone/record"
)

// identity says which key opens a database, so that a wrong key can be told from a damaged file: under a wrong key every page looks
// damaged. It is written in three lines:
//
//	chaperone record 1
//	id 6f0c…          16 random bytes in hex
//	key 1f8b…         HMAC-SHA256 of the id under the key, or "none"
type identity struct {
	id    [16]byte
	check []byte // nil where the database isn't encrypted
}

const (
	idHead  = "chaperone record "
	idLabel = "chaperone record key check v1\n" // keeps the check from being taken for any other use of the key
)

func newIdentity(key []byte) identity {
	var i identity
	rand.Read(i.id[:])
	i.check = keyCheck(i.id, key)
	return i
}

func keyCheck(id [16]byte, key []byte) []byte {
	if key == nil {
		return nil
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(idLabel))
	h.Write(id[:])
	return h.Sum(nil)
}

// opens says whether this is the key, nil for none: record.ErrWrongKey otherwise.
func (i identity) opens(key []byte) error {
	check := keyCheck(i.id, key)
	if (check == nil) != (i.check == nil) || !hmac.Equal(check, i.check) {
		return record.ErrWrongKey
	}
	return nil
}

func (i identity) encode() []byte {
	check := "none"
	if i.check != nil {
		check = hex.EncodeToString(i.check)
	}
	return fmt.Appendf(nil, "%s1\nid %x\nkey %s\n", idHead, i.id, check)
}

func parseIdentity(data []byte) (identity, error) {
	var i identity
	lines := strings.Split(string(data), "\n")
	if version, ok := strings.CutPrefix(lines[0], idHead); ok && version != "1" {
		if strings.Trim(version, "0123456789") == "" && version != "" && version[0] != '0' {
			return i, fmt.Errorf("%w: form %.20s", record.ErrNewer, version)
		}
	}
	if len(lines) == 4 {
		id, err1 := hex.DecodeString(strings.TrimPrefix(lines[1], "id "))
		check, err2 := hex.DecodeString(strings.TrimPrefix(lines[2], "key "))
		if err2 == nil {
			i.check = check
		}
		if err1 == nil && len(id) == len(i.id) {
			i.id = [16]byte(id)
		}
	}
	if (i.check != nil && len(i.check) != sha256.Size) || !bytes.Equal(i.encode(), data) { // one form only
		return identity{}, fmt.Errorf("%w: not in the form it is written in", record.ErrCorrupt)
	}
	return i, nil
}

// readIdentity reads practice.id; ok is false where there is none.
func readIdentity(dir string) (i identity, ok bool, err error) {
	path := filepath.Join(dir, idName)
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return i, false, nil
	}
	if err == nil {
		i, err = parseIdentity(data)
	}
	if err != nil {
		return i, false, fmt.Errorf("%s: %w", path, err)
	}
	return i, true, nil
}

// write puts practice.id in place, whole and on disk.
func (i identity) write(dir string) error {
	f, err := os.CreateTemp(dir, idName+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(i.encode())
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, idName))
	}
	if err == nil {
		err = syncDir(dir)
	}
	return err
}

// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"chaperone/record"
)

// CheckName is the file beside the database by which a wrong key is told from a damaged database. It holds a line with the HMAC of a label
// under the key, which gives nothing of the key away.
const CheckName = "practice.check"

const checkLabel = "chaperone database key v1"

func checkLine(key []byte) string {
	if key == nil {
		return "in clear\n"
	}
	m := hmac.New(sha256.New, key)
	m.Write([]byte(checkLabel))
	return hex.EncodeToString(m.Sum(nil)) + "\n"
}

// checkKey holds the key against the check file. It tells whether the database is new, and then writes the file.
func checkKey(dir, path string, key []byte) (isNew bool, err error) {
	name := filepath.Join(dir, CheckName)
	data, err := os.ReadFile(name)
	if err == nil {
		if !hmac.Equal([]byte(strings.TrimSpace(string(data))), []byte(strings.TrimSpace(checkLine(key)))) {
			return false, fmt.Errorf("%s: %w", path, record.ErrWrongKey)
		}
		_, err = os.Stat(path)
		return errors.Is(err, fs.ErrNotExist), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return false, plain(name, err)
	}
	if _, err := os.Stat(path); err == nil {
		return false, fmt.Errorf("%s: %w: its check file %s is missing; copy it from a backup", path, record.ErrCorrupt, CheckName)
	}
	return true, writeFile(name, []byte(checkLine(key)))
}

// writeFile writes a small file whole or not at all, and durably.
func writeFile(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return plain(name, err)
	}
	defer os.Remove(f.Name()) // gone already once it was renamed
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return plain(name, err)
	}
	return syncDir(filepath.Dir(name))
}

// syncDir makes names in a folder durable, where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return plain(dir, err)
	}
	defer d.Close()
	_ = d.Sync() // Windows has no such call for folders
	return nil
}

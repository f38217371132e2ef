// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chaperone/record"
)

func copyOf(t *testing.T, dir string, key []byte) []byte {
	t.Helper()
	s := openAt(t, dir, key)
	defer s.Close()
	var b bytes.Buffer
	if err := s.Copy(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOnlyAWholeAndUnchangedCopyIsRestored(t *testing.T) {
	good := copyOf(t, prepared(t, testKey), testKey)
	flip := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	otherID := bytes.Clone(good) // another digit, which a flipped bit needn't be
	if at := len(copyHead) + len(idHead) + 8; otherID[at] == '0' {
		otherID[at] = '1'
	} else {
		otherID[at] = '0'
	}
	mid := len(good) / 2
	for name, c := range map[string]struct {
		data []byte
		key  []byte
		want error
	}{
		"nothing":                      {nil, testKey, record.ErrCorrupt},
		"something else":               {bytes.Repeat([]byte("text\n"), 999), testKey, record.ErrCorrupt},
		"another key":                  {good, bytes.Repeat([]byte("x"), KeySize), record.ErrWrongKey},
		"no key":                       {good, nil, record.ErrWrongKey},
		"a short key":                  {good, testKey[:16], record.ErrWrongKey},
		"cut off in the head":          {good[:50], testKey, record.ErrCorrupt},
		"cut off in the middle":        {good[:mid], testKey, record.ErrCorrupt},
		"cut off at the end":           {good[:len(good)-1], testKey, record.ErrCorrupt},
		"followed by something":        {append(bytes.Clone(good), 0), testKey, record.ErrCorrupt},
		"a byte changed in the middle": {flip(mid), testKey, record.ErrCorrupt},
		"a byte changed at the end":    {flip(len(good) - 1), testKey, record.ErrCorrupt},
		"a digit changed in the id":    {otherID, testKey, record.ErrWrongKey},
		"a newer form":                 {[]byte("chaperone record copy 2\n"), testKey, record.ErrNewer},
		"a line without an end":        {bytes.Repeat([]byte("x"), 1<<20), testKey, record.ErrCorrupt},
	} {
		for _, there := range []bool{false, true} {
			dir := filepath.Join(t.TempDir(), "to")
			if there {
				if err := os.Mkdir(dir, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			err := Restore(t.Context(), bytes.NewReader(c.data), dir, c.key)
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
			left, err := os.ReadDir(dir)
			if len(left) > 0 || there != (err == nil) {
				t.Errorf("%s: left %v, %v", name, left, err)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Restore(ctx, bytes.NewReader(good), filepath.Join(t.TempDir(), "to"), testKey); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "to", "deeper")
	if err := Restore(t.Context(), bytes.NewReader(good), dir, testKey); err != nil {
		t.Fatal(err)
	}
	mustHold(t, dir, testKey, 3, 3)
}

// In a copy every byte counts, whether the database is encrypted or not.
func TestEveryFlippedByteOfACopyIsNoticed(t *testing.T) {
	step := 61
	if raceOn {
		step = 6007
	}
	for name, key := range map[string][]byte{"plain": nil, "encrypted": testKey} {
		good := copyOf(t, prepared(t, key), key)
		for at := 0; at < len(good); at += step {
			good[at] ^= 0x20
			s := &Store{dir: t.TempDir(), key: key, layer: standard}
			s.path = filepath.Join(s.dir, dbName)
			if _, err := s.receive(t.Context(), bufio.NewReader(bytes.NewReader(good))); err == nil {
				t.Errorf("%s: byte %d of %d was changed and nothing is said", name, at, len(good))
			}
			good[at] ^= 0x20
			os.Remove(s.path)
		}
	}
}

func TestAFolderThatHoldsSomethingIsLeftAlone(t *testing.T) {
	good := copyOf(t, prepared(t, testKey), testKey)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "letter.txt"), []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), bytes.NewReader(good), dir, testKey); !errors.Is(err, record.ErrNotEmpty) || !strings.Contains(err.Error(), "letter.txt") {
		t.Errorf("%v, want not empty and what is there", err)
	}
	if got := listing(t, dir); got != "letter.txt 4" {
		t.Errorf("left %s", got)
	}
	// What a restore that was killed has left is no hindrance.
	dir = t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, restorePrefix+"123"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), bytes.NewReader(good), dir, testKey); err != nil {
		t.Fatal(err)
	}
	mustHold(t, dir, testKey, 3, 3)
}

func FuzzIdentity(f *testing.F) {
	f.Add(newIdentity(testKey).encode())
	f.Add(newIdentity(nil).encode())
	f.Add([]byte("chaperone record 2\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		i, err := parseIdentity(data)
		switch {
		case err == nil && !bytes.Equal(i.encode(), data):
			t.Errorf("%q is read and written as %q", data, i.encode())
		case err == nil && i.check == nil && i.opens(nil) != nil, err == nil && i.check != nil && i.opens(nil) == nil:
			t.Errorf("%q takes the wrong key", data)
		case err != nil && !errors.Is(err, record.ErrCorrupt) && !errors.Is(err, record.ErrNewer):
			t.Errorf("%q: %v", data, err)
		}
	})
}

func FuzzCopyHead(f *testing.F) {
	f.Add([]byte(copyHead + string(newIdentity(testKey).encode()) + "size 4096\n"))
	f.Add([]byte("chaperone record copy 3\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		id, size, err := readCopyHead(bufio.NewReader(bytes.NewReader(data)))
		switch {
		case err == nil && !bytes.HasPrefix(data, []byte(copyHead+string(id.encode())+"size ")):
			t.Errorf("%q is read as something else", data)
		case err == nil && size < 0:
			t.Errorf("%q has a size of %d", data, size)
		case err != nil && !errors.Is(err, record.ErrCorrupt) && !errors.Is(err, record.ErrNewer):
			t.Errorf("%q: %v", data, err)
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/store/storetest"
)

func open(t *testing.T) *Blobs {
	t.Helper()
	b, err := Open(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func put(t *testing.T, b *Blobs, data string) (digest, path string) {
	t.Helper()
	digest, _, err := b.Put(t.Context(), strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	path, err = b.path(digest)
	if err != nil {
		t.Fatal(err)
	}
	return digest, path
}

func TestBlobsKeepTheirPromises(t *testing.T) {
	storetest.RunBlobs(t, func(t *testing.T) record.Blobs { return open(t) })
}

func TestDamagedFilesAreNoticedWhileReading(t *testing.T) {
	for name, damage := range map[string]func(data []byte) []byte{
		"a byte flipped":  func(d []byte) []byte { d[len(d)/2] ^= 1; return d },
		"cut short":       func(d []byte) []byte { return d[:len(d)-1] },
		"longer":          func(d []byte) []byte { return append(d, 0) },
		"emptied":         func([]byte) []byte { return nil },
		"other whole one": func([]byte) []byte { return []byte("other") },
	} {
		b := open(t)
		text := strings.Repeat("text ", 50_000)
		digest, path := put(t, b, text)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, damage(data), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := b.Open(t.Context(), digest)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); !errors.Is(err, record.ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
		r.Close()
		put(t, b, text) // makes it whole again
		r, err = b.Open(t.Context(), digest)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			t.Errorf("%s, then put again: %v", name, err)
		}
		r.Close()
	}
}

func TestNobodyElseMayReadTheFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other rights")
	}
	b := open(t)
	put(t, b, "x")
	n := 0
	err := filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		n++
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", path, info.Mode())
		}
		return nil
	})
	if err != nil || n < 4 {
		t.Errorf("%d files and folders, %v", n, err)
	}
}

func TestOnlyFilesOfTheRecordAreListed(t *testing.T) {
	b := open(t)
	digest, path := put(t, b, "x")
	for _, name := range []string{"note.txt", "new/half", filepath.Base(path)} {
		if err := os.WriteFile(filepath.Join(b.dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	if err := b.List(t.Context(), func(d string, _ int64) error { got = append(got, d); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0] != digest {
		t.Errorf("%q", got)
	}
}

func TestWhatAKilledProgramLeftIsClearedAfterADay(t *testing.T) {
	b := open(t)
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "fresh": time.Hour} {
		path := filepath.Join(b.dir, newFolder, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(b.dir); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Join(b.dir, newFolder))
	if err != nil || len(left) != 1 || left[0].Name() != "fresh" {
		t.Errorf("%v, %v", left, err)
	}
}

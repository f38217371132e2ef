// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"chaperone/record"

	"github.com/ncruces/go-sqlite3"
)

func TestWhatIsWrongWithAFolderIsTold(t *testing.T) {
	other := bytes.Repeat([]byte("x"), KeySize)
	write := func(name, text string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(name string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		name      string
		made, key []byte
		harm      func(t *testing.T, dir string)
		want      error // nil: it opens, and holds what it held
	}{
		{"nothing", testKey, testKey, func(*testing.T, string) {}, nil},
		{"another key", testKey, other, func(*testing.T, string) {}, record.ErrWrongKey},
		{"no key", testKey, nil, func(*testing.T, string) {}, record.ErrWrongKey},
		{"a key for what has none", nil, testKey, func(*testing.T, string) {}, record.ErrWrongKey},
		{"a short key", testKey, testKey[:32], func(*testing.T, string) {}, record.ErrWrongKey},
		{"the database is text", testKey, testKey, write(dbName, strings.Repeat("something else\n", 9999)), record.ErrCorrupt},
		{"the database is text, unencrypted", nil, nil, write(dbName, strings.Repeat("something else\n", 9999)), record.ErrCorrupt},
		{"the database is empty", testKey, testKey, write(dbName, ""), record.ErrCorrupt},
		{"the database is gone", testKey, testKey, remove(dbName), record.ErrDamaged},
		{"practice.id is gone", testKey, testKey, remove(idName), nil},
		{"practice.id is gone and the key is another", testKey, other, remove(idName), record.ErrCorrupt},
		{"practice.id is text", testKey, testKey, write(idName, "something else"), record.ErrCorrupt},
		{"practice.id is of a newer form", testKey, testKey, write(idName, "chaperone record 2\n…"), record.ErrNewer},
		{"the journal is text", testKey, testKey, write(dbName+"-wal", strings.Repeat("something else\n", 999)), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := prepared(t, c.made)
			c.harm(t, dir)
			before := listing(t, dir)
			s, err := Open(dir, c.key)
			if c.want != nil {
				if !errors.Is(err, c.want) || !strings.Contains(err.Error(), dir) {
					t.Errorf("%v, want %v and the path", err, c.want)
				}
				if after := listing(t, dir); after != before {
					t.Errorf("a refused folder was changed: %s, was %s", after, before)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if n, err := rounds(s); n != 3 || err != nil {
				t.Errorf("%d rounds, %v", n, err)
			}
			s.Close()
			if _, err := Open(dir, other); !errors.Is(err, record.ErrWrongKey) {
				t.Errorf("another key afterwards: %v", err)
			}
		})
	}
}

// listing names the files of a folder that last, and their sizes.
func listing(t *testing.T, dir string) string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		switch f.Name() {
		case lockName, dbName + "-shm", dbName + "-wal":
		default:
			out = append(out, fmt.Sprintf("%s %d", f.Name(), info.Size()))
		}
	}
	return strings.Join(out, ", ")
}

func TestASpoiltPageIsNoticedWhereItIsRead(t *testing.T) {
	for name, key := range map[string][]byte{"plain": nil, "encrypted": testKey} {
		origin := prepared(t, key)
		data, err := os.ReadFile(filepath.Join(origin, dbName))
		if err != nil {
			t.Fatal(err)
		}
		const page = 4096
		noticed := 0
		for at := 0; at < len(data); at += page {
			dir := copyFiles(t, origin)
			spoilt := bytes.Clone(data)
			copy(spoilt[at:at+page], bytes.Repeat([]byte("spoilt "), page)[:page])
			if err := os.WriteFile(filepath.Join(dir, dbName), spoilt, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(dir, key)
			if err == nil {
				_, err = rounds(s)
				s.Close()
			}
			if errors.Is(err, record.ErrCorrupt) && strings.Contains(err.Error(), dbName) {
				noticed++
			} else if err == nil {
				t.Errorf("%s: page %d is spoilt and nothing is said", name, at/page+1)
			}
		}
		if noticed < len(data)/page/2 {
			t.Errorf("%s: only %d of %d spoilt pages are called damaged, with the path", name, noticed, len(data)/page)
		}
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	dir := prepared(t, testKey)
	s := openAt(t, dir, testKey)
	if err := s.Update(t.Context(), func(t record.Tx) error {
		return t.(*tx).exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, 1)`, int64(schema+1))
	}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.Copy(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := Open(dir, testKey); !errors.Is(err, record.ErrNewer) || !strings.Contains(err.Error(), dir) {
		t.Errorf("%v, want newer and the path", err)
	}
	if err := Restore(t.Context(), &b, filepath.Join(t.TempDir(), "new"), testKey); !errors.Is(err, record.ErrNewer) {
		t.Errorf("restored: %v, want newer", err)
	}
}

func TestWhoWaitsTooLongIsToldWhatFor(t *testing.T) {
	dir := t.TempDir()
	a, b := openAt(t, dir, testKey), openAt(t, dir, testKey)
	b.wait = 100 * time.Millisecond
	w := <-b.writing
	w.BusyTimeout(b.wait)
	b.writing <- w
	err := a.Update(t.Context(), func(tx record.Tx) error {
		for _, s := range []*Store{b, a} { // another process; and, which would never end, this one within itself
			s.wait = 100 * time.Millisecond
			began := time.Now()
			err := s.Update(t.Context(), func(record.Tx) error { return nil })
			if !errors.Is(err, record.ErrBusy) || !strings.Contains(err.Error(), dir) || time.Since(began) > 5*time.Second {
				t.Errorf("after %v: %v, want busy and the path", time.Since(began), err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		b.wait = time.Minute
		w := <-b.writing
		w.BusyTimeout(b.wait)
		b.writing <- w
		if err := b.Update(ctx, func(record.Tx) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, want the context's error", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Update(t.Context(), addRound(0)); err != nil {
		t.Error(err)
	}
}

func TestAFailedWriteCantBePassedOver(t *testing.T) {
	s := openAt(t, t.TempDir(), testKey)
	err := s.Update(t.Context(), func(r record.Tx) error {
		if err := addRound(0)(r); err != nil {
			return err
		}
		r.(*tx).exec(`INSERT INTO event (seq, kind, about, data, salt) VALUES (0, '', '', '', '')`)
		return nil
	})
	if err == nil {
		t.Error("the update succeeded")
	}
	if n, err := rounds(s); n != 0 || err != nil {
		t.Errorf("%d rounds, %v", n, err)
	}
}

func TestATransactionIsOfNoUseAfterItsEnd(t *testing.T) {
	s := openAt(t, t.TempDir(), testKey)
	var kept record.Tx
	if err := s.Update(t.Context(), func(tx record.Tx) error { kept = tx; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := kept.PutState("k", "i", nil); !errors.Is(err, record.ErrClosed) {
		t.Errorf("write: %v", err)
	}
	if _, err := kept.Size(); !errors.Is(err, record.ErrClosed) {
		t.Errorf("read: %v", err)
	}
}

func TestNobodyElseMayReadTheFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other rights")
	}
	dir := filepath.Join(t.TempDir(), "new")
	s := openAt(t, dir, testKey)
	if err := s.Update(t.Context(), addRound(0)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{"": 0o700, dbName: 0o600, dbName + "-wal": 0o600, idName: 0o600, lockName: 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%q: %v, %v, want %v", name, info.Mode(), err, want)
		}
	}
}

func TestFoldersMayHaveAnyName(t *testing.T) {
	for _, name := range []string{"with space", "100%25 & more", "a'b", "é日本", "x+y=z;"} {
		dir := filepath.Join(t.TempDir(), name)
		s := openAt(t, dir, testKey)
		var b bytes.Buffer
		if err := errors.Join(s.Update(t.Context(), addRound(0)), s.Copy(t.Context(), &b), s.Close()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(dir, dbName)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		mustHold(t, dir, testKey, 1, 1)
	}
}

func TestClosingWaitsForWhatIsUnderWay(t *testing.T) {
	s := openAt(t, t.TempDir(), testKey)
	done := make(chan error)
	err := s.View(t.Context(), func(v record.View) error {
		go func() { done <- s.Close() }()
		time.Sleep(20 * time.Millisecond)
		select {
		case <-done:
			t.Error("closed under a reader")
		default:
		}
		_, err := v.Size()
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// The journal's index is made when a store is opened; a disk that is full by then says only that reading or writing failed.
func TestADiskThatIsFullWhenTheStoreIsOpenedIsCalledFull(t *testing.T) {
	for _, err := range []error{sqlite3.IOERR_SHMSIZE, fmt.Errorf("open: %w", sqlite3.IOERR_SHMSIZE)} {
		if got := explain("practice.db", err); !errors.Is(got, record.ErrFull) {
			t.Errorf("%v", got)
		}
	}
	if got := explain("practice.db", sqlite3.IOERR_READ); errors.Is(got, record.ErrFull) {
		t.Errorf("a disk that can't be read: %v", got)
	}
}

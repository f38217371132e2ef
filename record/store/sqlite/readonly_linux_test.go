// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"chaperone/record"

	"golang.org/x/sys/unix"
)

// TestAFolderThatCantBeWrittenToIsTold looks at a folder as somebody who may only read it. An administrator may write anywhere: so the
// test becomes another user for as long as it takes, on this thread alone.
func TestAFolderThatCantBeWrittenToIsTold(t *testing.T) {
	dir := prepared(t, testKey)
	good := copyOf(t, dir, testKey)
	empty := t.TempDir()
	chmod := func(files, folder os.FileMode) {
		t.Helper()
		for _, d := range []string{dir, empty} {
			names, err := os.ReadDir(d)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range names {
				if err := os.Chmod(filepath.Join(d, n.Name()), files); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(d, folder); err != nil {
				t.Fatal(err)
			}
		}
	}
	chmod(0o444, 0o555)
	defer chmod(0o600, 0o700)
	as := func(f func() error) (err error) {
		if os.Getuid() != 0 {
			return f()
		}
		done := make(chan bool)
		go func() {
			defer close(done)
			runtime.LockOSThread() // and never unlocked: the thread ends with this
			if err = unix.Setfsuid(65534); err == nil {
				err = f()
			}
		}()
		<-done
		return err
	}
	for name, f := range map[string]func() error{
		"open":     func() error { _, err := Open(dir, testKey); return err },
		"make":     func() error { _, err := Open(empty, testKey); return err },
		"make new": func() error { _, err := Open(filepath.Join(empty, "new"), testKey); return err },
		"restore":  func() error { return Restore(t.Context(), bytes.NewReader(good), empty, testKey) },
	} {
		if err := as(f); !errors.Is(err, record.ErrReadOnly) || !strings.Contains(err.Error(), filepath.Dir(dir)[:8]) {
			t.Errorf("%s: %v, want read-only and the path", name, err)
		}
	}
	// Files that lost their rights one by one.
	chmod(0o600, 0o777)
	if err := os.Chmod(filepath.Join(dir, dbName), 0o444); err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{lockName, idName} {
		if err := os.Chmod(filepath.Join(dir, n), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	err := as(func() error {
		s, err := Open(dir, testKey)
		if err != nil {
			return err
		}
		defer s.Close()
		return s.Update(t.Context(), addRound(3))
	})
	if !errors.Is(err, record.ErrReadOnly) || !strings.Contains(err.Error(), dir) {
		t.Errorf("a database that can't be written to: %v, want read-only and the path", err)
	}
	chmod(0o600, 0o700)
	mustHold(t, dir, testKey, 3, 3)
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// left makes what a restore that was killed leaves: its lock is there, and nobody holds it.
func left(t *testing.T, target, tag string) string {
	t.Helper()
	dir := target + restoringMark + tag
	if err := os.MkdirAll(filepath.Join(dir, "store"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{restoringLock, restoringLock + ".turn", "practice.key", "store/practice.db"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestWhatAKilledRestoreLeftIsRemovedByTheNext(t *testing.T) {
	target := filepath.Join(t.TempDir(), "practice")
	gone := []string{left(t, target, "00000001"), left(t, target, "deadbeef")}
	running, err := beginRestoring(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	defer running.end()
	old := target + restoringMark + "0a0a0a0a" // of a version that took no lock
	stays := []string{running.dir, old, left(t, target+"2", "00000001"), left(t, target, "mine"), left(t, target, "00000001.copy"), target + restoringMark + "11111111"}
	if err := os.Mkdir(old, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(stays[len(stays)-1], []byte("a file of somebody's"), 0o600); err != nil {
		t.Fatal(err)
	}
	removed, doubtful := clearRestoring(t.Context(), target)
	if !slices.Equal(removed, gone) || !slices.Equal(doubtful, []string{old}) {
		t.Errorf("removed %q, in doubt about %q", removed, doubtful)
	}
	for _, dir := range gone {
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s is there still", dir)
		}
	}
	for _, dir := range stays {
		if _, err := os.Stat(dir); err != nil {
			t.Errorf("%s isn't there any more", dir)
		}
	}
	running.end()
	if removed, _ := clearRestoring(t.Context(), target); len(removed) > 0 {
		t.Errorf("a restore that ended by itself left %q", removed)
	}
	if removed, doubtful := clearRestoring(t.Context(), filepath.Join(target, "nowhere", "x")); len(removed)+len(doubtful) > 0 {
		t.Errorf("a folder that isn't there: %q, %q", removed, doubtful)
	}
}

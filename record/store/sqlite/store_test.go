// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bytes"
	"io"
	"testing"

	"chaperone/record"
	"chaperone/record/store/storetest"
)

// testKey is a key for tests.
var testKey = bytes.Repeat([]byte("0123456789abcdef"), 4)

func openAt(t testing.TB, dir string, key []byte) *Store {
	t.Helper()
	s, err := Open(dir, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStoreKeepsItsPromises(t *testing.T) {
	for name, key := range map[string][]byte{"encrypted": testKey, "plain": nil} {
		t.Run(name, func(t *testing.T) {
			if name == "plain" && testing.Short() {
				t.Skip("the encrypted one is what people have")
			}
			open := func(t *testing.T) record.Store { return openAt(t, t.TempDir(), key) }
			storetest.Run(t, open)
			storetest.RunCopy(t, open, func(t *testing.T, r io.Reader) record.Store {
				dir := t.TempDir()
				if err := Restore(t.Context(), r, dir, key); err != nil {
					t.Fatal(err)
				}
				return openAt(t, dir, key)
			})
			storetest.RunShared(t, func(t *testing.T) (a, b record.Store) {
				dir := t.TempDir()
				return openAt(t, dir, key), openAt(t, dir, key)
			})
		})
	}
}

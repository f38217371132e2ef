// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/store/sqlite"
)

var key = bytes.Repeat([]byte{3}, sqlite.KeySize)

func open(t testing.TB, dir string, key []byte) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), dir, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestALogIsThereAgainWhenOpenedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a practice? #1")
	sign, err := ledger.NewSigner("chaperone/test", bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for n := range 5 {
		s := open(t, dir, key)
		err := s.Update(ctx, func(tx record.Tx) error {
			_, _, err := ledger.Append(tx, sign, []record.Event{{Version: record.Version, At: time.Unix(int64(n), 0).UTC(), Kind: "a", About: "post/1", By: "author"}}, rand.Reader)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.View(ctx, func(v record.View) error {
			r, err := ledger.Verify(v, sign.Verifier(), ledger.Options{})
			if err == nil && (!r.Holds() || r.Events != int64(n+1)) {
				t.Errorf("after %d: %+v", n+1, r.Fault)
			}
			return err
		})
		if err := errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := sqlite.Open(ctx, dir, bytes.Repeat([]byte{4}, sqlite.KeySize)); !errors.Is(err, record.ErrWrongKey) {
		t.Errorf("another key: %v", err)
	}
}

func TestADestroyedKeyStaysInNoFile(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		key     []byte
		destroy bool
		found   bool
	}{{nil, false, true}, {nil, true, false}, {key, false, false}, {key, true, false}} {
		dir := t.TempDir()
		s := open(t, dir, c.key)
		secret := []byte("a wrapped key that nobody may find")
		err := s.Update(ctx, func(tx record.Tx) error { return tx.PutKey("person/1", secret) })
		if err == nil && c.destroy {
			err = s.Update(ctx, func(tx record.Tx) error { return tx.DestroyKey("person/1", time.Now()) })
		}
		if err != nil {
			t.Fatal(err)
		}
		found := false
		files, _ := filepath.Glob(filepath.Join(dir, "*"))
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			found = found || bytes.Contains(data, secret)
		}
		if found != c.found {
			t.Errorf("encrypted %v, destroyed %v: found %v", c.key != nil, c.destroy, found)
		}
		s.Close()
	}
}

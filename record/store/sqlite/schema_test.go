// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/store/storetest"
)

var writeSchema = flag.Bool("write-schema", false, "write testdata/schema-N.copy and .txt for today's schema, where they aren't there yet")

// released gives the files of a schema: a copy of a small record, under the tests' key, and what it shows.
func released(version int) (copied, shows string) {
	name := filepath.Join("testdata", fmt.Sprintf("schema-%d", version))
	return name + ".copy", name + ".txt"
}

// A record written by any released version is read by this one. Before a schema is released:
//
//	go test ./record/store/sqlite -run EveryReleasedSchema -write-schema
//
// What was released is never written again.
func TestEveryReleasedSchemaIsRead(t *testing.T) {
	if *writeSchema {
		writeReleased(t)
	}
	for version := 1; version <= schema; version++ {
		copied, shows := released(version)
		data, err := os.ReadFile(copied)
		if err != nil {
			t.Fatalf("schema %d: %v", version, err)
		}
		want, err := os.ReadFile(shows)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := Restore(t.Context(), bytes.NewReader(data), dir, testKey); err != nil {
			t.Fatalf("schema %d: %v", version, err)
		}
		s := openAt(t, dir, testKey)
		got, err := storetest.Dump(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("schema %d shows\n%s\nwant\n%s", version, got, want)
		}
		if n, err := rounds(s); n == 0 || err != nil {
			t.Errorf("schema %d: %d rounds, %v", version, n, err)
		} else if err := s.Update(t.Context(), addRound(int(n))); err != nil {
			t.Errorf("schema %d can't be added to: %v", version, err)
		}
	}
}

func writeReleased(t *testing.T) {
	copied, shows := released(schema)
	if _, err := os.Stat(copied); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%s is there: %v", copied, err)
	}
	s := openAt(t, t.TempDir(), testKey)
	for n := range 3 {
		if err := s.Update(t.Context(), addRound(n)); err != nil {
			t.Fatal(err)
		}
	}
	err := s.Update(t.Context(), func(tx record.Tx) error {
		return errors.Join(tx.PutKey("person/é", []byte("wrapped")), tx.PutKey("post/1", []byte("wrapped")), tx.DestroyKey("post/1", time.UnixMilli(1_790_000_000_123)),
			tx.PutState("empty", "", nil), tx.PutState("post", "a/b", []byte(`{"a":1}`)))
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := storetest.Dump(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := errors.Join(s.Copy(t.Context(), &b), os.MkdirAll("testdata", 0o755), os.WriteFile(copied, b.Bytes(), 0o644), os.WriteFile(shows, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

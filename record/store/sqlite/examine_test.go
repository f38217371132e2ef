// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/store/storetest"

	"golang.org/x/mod/sumdb/tlog"
)

// filled makes a folder with a database of n events about a tenth as many things, closed again.
func filled(t testing.TB, key []byte, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s := openAt(t, dir, key)
	for done := 0; done < n; {
		err := s.Update(t.Context(), func(tx record.Tx) error {
			for range min(1000, n-done) {
				e := record.Event{Version: record.Version, At: time.Unix(int64(done), 0), Kind: "post.checked", About: about(done % (n/10 + 1)), By: "author", Body: []byte(`{"verdict":"clear"}`)}
				data, err := e.Encode()
				if err != nil {
					return err
				}
				hashes, err := tlog.StoredHashes(int64(done), data, tx)
				if err != nil {
					return err
				}
				if err := tx.Append(record.Row{Seq: int64(done), Data: data, Salt: bytes.Repeat([]byte{byte(done)}, 32)}, e.Kind, e.About, hashes); err != nil {
					return err
				}
				done++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func about(n int) string { return fmt.Sprintf("post/thing%06d", n) }

// shown is all a store gives: everything it holds, and the same found by what it is about.
func shown(s *Store, things int) (all, found string, err error) {
	if all, err = storetest.Dump(context.Background(), s); err != nil {
		return "", "", err
	}
	var b strings.Builder
	err = s.View(context.Background(), func(v record.View) error {
		for i := range things {
			if err := v.About(about(i), func(r record.Row) error { _, err := fmt.Fprintln(&b, i, r.Seq); return err }); err != nil {
				return err
			}
		}
		return nil
	})
	return all, b.String(), err
}

// An index that doesn't agree with its table leaves events out of a post's story, while the log, read from the table, verifies.
func TestAnIndexOutOfStepWithItsTableIsSeen(t *testing.T) {
	dir := filled(t, nil, 200)
	file := filepath.Join(dir, dbName)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := openAt(t, dir, nil)
	if faults, err := s.Examine(t.Context()); err != nil || len(faults) > 0 {
		t.Fatalf("a sound database: %q, %v", faults, err)
	}
	want, _, err := shown(s, 21)
	s.Close()
	if err != nil {
		t.Fatal(err)
	}
	word, unseen := []byte(about(7)), 0
	for at := bytes.Index(whole, word); at >= 0; {
		bent := bytes.Clone(whole)
		bent[at+len(word)-1] = '8'
		if err := os.WriteFile(file, bent, 0o600); err != nil {
			t.Fatal(err)
		}
		s := openAt(t, dir, nil)
		got, _, err := shown(s, 21)
		faults, err2 := s.Examine(t.Context())
		if err2 != nil {
			t.Fatal(err2)
		}
		if err == nil && got == want { // what the log reads is as it was
			unseen++
			if len(faults) == 0 {
				t.Errorf("byte %d: the index says otherwise than the table, and nobody sees it", at)
			} else if !strings.Contains(strings.Join(faults, " "), "event_about") {
				t.Errorf("byte %d: %q", at, faults)
			}
		}
		s.Close()
		next := bytes.Index(whole[at+1:], word)
		if next < 0 {
			break
		}
		at += 1 + next
	}
	if unseen < 10 {
		t.Errorf("only %d changes of the index were made: the test sees nothing", unseen)
	}
}

// Whatever bit of a database is flipped: SQLite says so, or what is read differs (which the log's hashes show), or nothing differs at all.
func TestFlipsThatNobodySeesChangeNothing(t *testing.T) {
	const n, flips = 300, 150
	dir := filled(t, testKey, n)
	file := filepath.Join(dir, dbName)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := openAt(t, dir, testKey)
	all, found, err := shown(s, n/10+1)
	s.Close()
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 1))
	var said, differs, unused int
	for range flips {
		bent := bytes.Clone(whole)
		at := r.IntN(len(bent))
		bent[at] ^= 1 << r.IntN(8)
		if err := os.WriteFile(file, bent, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(dir, testKey)
		if err != nil {
			said++
			continue
		}
		faults, err := s.Examine(t.Context())
		nowAll, nowFound, err2 := shown(s, n/10+1)
		s.Close()
		switch {
		case err != nil || len(faults) > 0 || err2 != nil:
			said++
		case nowAll != all:
			differs++
		case nowFound != found:
			t.Errorf("seed %d, byte %d: what is found by its name differs from what there is, and nobody sees it", seed, at)
		default:
			unused++
		}
	}
	t.Logf("seed %d: of %d flips in %d bytes SQLite saw %d; %d more changed what is read, which is the log's to see; %d changed nothing that is read", seed, flips, len(whole), said, differs, unused)
	if said == 0 || said+differs+unused != flips {
		t.Error("SQLite saw none")
	}
}

func TestExaminingCanBeStopped(t *testing.T) {
	s := openAt(t, filled(t, testKey, 50), testKey)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Examine(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// What it costs: go test ./record/store/sqlite -run '^$' -bench Examine
func BenchmarkExamine(b *testing.B) {
	s := openAt(b, filled(b, testKey, 100_000), testKey)
	for b.Loop() {
		if faults, err := s.Examine(b.Context()); err != nil || len(faults) > 0 {
			b.Fatal(faults, err)
		}
	}
}

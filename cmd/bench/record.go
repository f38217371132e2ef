// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/store/sqlite"

	"github.com/ncruces/go-sqlite3"
)

const (
	recordRounds = 7                      // of each measurement; the median counts
	recordRound  = 700 * time.Millisecond // for each
)

// measureRecord prints how fast the record is, in a folder on the disk that counts: durable events beside what SQLite and the disk allow
// in the same run, and a copy of a big record while it is written to.
func measureRecord(ctx context.Context, w io.Writer, folder string, mib int64) error {
	dir, err := os.MkdirTemp(folder, "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	row := func(what, format string, a ...any) { fmt.Fprintf(w, "%-44s %s\n", what, fmt.Sprintf(format, a...)) }
	before := processorTime()
	defer func() {
		row("machine", "%d cores, %s%s", runtime.NumCPU(), runtime.GOARCH, processorTime().since(before))
	}()

	key := make([]byte, sqlite.KeySize)
	rand.Read(key)
	ways := []struct {
		name string
		make func(dir string) (func() error, func() error, error)
	}{
		{"the disk: 4 KiB and a sync", writeAndSync},
		{"SQLite: a row and a commit", plainInsert},
		{"the record, encrypted", func(dir string) (func() error, func() error, error) { return appendEvents(ctx, dir, key) }},
		{"the record, not encrypted", func(dir string) (func() error, func() error, error) { return appendEvents(ctx, dir, nil) }},
	}
	var rates [4][]float64
	steps := make([]func() error, len(ways))
	for i, way := range ways {
		d := filepath.Join(dir, fmt.Sprint(i))
		if err := os.Mkdir(d, 0o700); err != nil {
			return err
		}
		step, end, err := way.make(d)
		if err != nil {
			return fmt.Errorf("%s: %w", way.name, err)
		}
		defer end()
		steps[i] = step
	}
	for range recordRounds { // in turn, so that a disk that is slow for a while is so for all
		for i, step := range steps {
			n, began := 0, time.Now()
			for ; time.Since(began) < recordRound; n++ {
				if err := step(); err != nil {
					return fmt.Errorf("%s: %w", ways[i].name, err)
				}
			}
			rates[i] = append(rates[i], float64(n)/time.Since(began).Seconds())
		}
	}
	limit := median(rates[1])
	for i, way := range ways {
		target := ""
		if i == 2 {
			target = "   (target 500)"
		}
		row(way.name, "%.0f/s (%.0f to %.0f), %.2f of SQLite's%s", median(rates[i]), slices.Min(rates[i]), slices.Max(rates[i]), median(rates[i])/limit, target)
	}
	if mib > 0 {
		return measureCopy(ctx, row, filepath.Join(dir, "copy"), key, mib<<20)
	}
	return nil
}

func median(a []float64) float64 {
	s := slices.Sorted(slices.Values(a))
	if len(s) == 0 {
		return math.NaN()
	}
	return s[len(s)/2]
}

func writeAndSync(dir string) (step, end func() error, err error) {
	f, err := os.Create(filepath.Join(dir, "file"))
	if err != nil {
		return nil, nil, err
	}
	page := make([]byte, 4096)
	return func() error {
		_, err := f.Write(page)
		return errors.Join(err, f.Sync())
	}, f.Close, nil
}

// plainInsert is the least SQLite can do for a durable row: the same journal and the same care as the record's.
func plainInsert(dir string) (step, end func() error, err error) {
	c, err := sqlite3.Open("file:" + filepath.ToSlash(filepath.Join(dir, "plain.db")))
	if err != nil {
		return nil, nil, err
	}
	if err := c.Exec(`PRAGMA journal_mode=wal; PRAGMA synchronous=full; CREATE TABLE event (seq INTEGER PRIMARY KEY, data BLOB)`); err != nil {
		return nil, nil, err
	}
	s, _, err := c.Prepare(`INSERT INTO event (data) VALUES (?)`)
	if err != nil {
		return nil, nil, err
	}
	data := bytes.Repeat([]byte("x"), 300)
	return func() error { return errors.Join(s.BindBlob(1, data), s.Exec()) }, func() error { return errors.Join(s.Close(), c.Close()) }, nil
}

// appendEvents does what an action does: an event with its hashes and a signed checkpoint, and the state worked out from it.
func appendEvents(ctx context.Context, dir string, key []byte) (step, end func() error, err error) {
	s, err := sqlite.Open(dir, key)
	if err != nil {
		return nil, nil, err
	}
	signer, err := ledger.NewSigner("bench", bytes.Repeat([]byte{7}, 32))
	if err != nil {
		return nil, nil, err
	}
	n := 0
	return func() error {
		n++
		about := fmt.Sprintf("post/%d", n/20)
		body, err := json.Marshal(map[string]string{"digest": fmt.Sprintf("%064x", n), "rule": "patient-consent", "level": "stop"})
		if err != nil {
			return err
		}
		e := record.Event{Version: record.Version, At: time.Now(), Kind: "post.revised", About: about, By: "m1", Body: body}
		return s.Update(ctx, func(tx record.Tx) error {
			if _, _, err := ledger.Append(tx, signer, []record.Event{e}, rand.Reader); err != nil {
				return err
			}
			return tx.PutState("post", about, body)
		})
	}, s.Close, nil
}

// measureCopy fills a record with so many bytes and copies it while events are appended, then restores the copy.
func measureCopy(ctx context.Context, row func(what, format string, a ...any), dir string, key []byte, size int64) error {
	from := filepath.Join(dir, "from")
	s, err := sqlite.Open(from, key)
	if err != nil {
		return err
	}
	r := mathrand.New(mathrand.NewPCG(1, 2))
	const piece = 16 << 10
	for n := int64(0); n < size/piece; {
		err := s.Update(ctx, func(tx record.Tx) error {
			for range 1000 {
				b := make([]byte, piece)
				for i := range b {
					b[i] = byte(r.Uint32())
				}
				if err := tx.PutState("filling", fmt.Sprintf("%09d", n), b); err != nil {
					return err
				}
				n++
			}
			return nil
		})
		if err != nil {
			return errors.Join(err, s.Close())
		}
	}
	if err := s.Close(); err != nil {
		return err
	}
	step, end, err := appendEvents(ctx, from, key)
	if err != nil {
		return err
	}
	defer end()
	if s, err = sqlite.Open(from, key); err != nil {
		return err
	}
	defer s.Close()
	var writes atomic.Int64
	var slowest time.Duration
	stop, done := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			began := time.Now()
			if err := step(); err != nil {
				done <- err
				return
			}
			writes.Add(1)
			slowest = max(slowest, time.Since(began))
		}
	}()
	f, err := os.Create(filepath.Join(dir, "record.copy"))
	if err != nil {
		return err
	}
	defer f.Close()
	began := time.Now()
	err = s.Copy(ctx, f)
	took := time.Since(began)
	close(stop)
	if err := errors.Join(err, <-done, f.Sync()); err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	row(fmt.Sprintf("copy of %d MiB, encrypted", info.Size()>>20), "%.1f s, %.0f MiB/s   (target: 1 GB in 60 s)", took.Seconds(), float64(info.Size()>>20)/took.Seconds())
	row("… events written meanwhile", "%d, %.0f/s, the slowest in %.0f ms", writes.Load(), float64(writes.Load())/took.Seconds(), ms(slowest))
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	began = time.Now()
	if err := sqlite.Restore(ctx, f, filepath.Join(dir, "to"), key); err != nil {
		return err
	}
	row("… restored and checked", "%.1f s", time.Since(began).Seconds())
	return nil
}

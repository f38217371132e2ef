// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// past measures the built command on posts of one account that has a history.
type past struct {
	History   int           `json:"history"`          // earlier posts
	Posts     int           `json:"posts"`            // posts checked in their light
	Read      time.Duration `json:"read_ns"`          // from the start to the first result: the history is read meanwhile
	PerSecond float64       `json:"posts_per_second"` // after the first result
	PeakKiB   int           `json:"resident_kib_peak"`
}

// ofAccount gives a post as one of one account's, n days after the first.
func ofAccount(line []byte, n int) ([]byte, error) {
	var r labelled
	if err := json.Unmarshal(line, &r); err != nil {
		return nil, err
	}
	r["account"] = json.RawMessage(`"@dr.bench"`)
	r["posted_at"], _ = json.Marshal(time.Date(2016, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(n) * 6 * time.Hour))
	return json.Marshal(r)
}

func measurePast(bin, dir string, posts [][]byte, history, n, cores int) (*past, error) {
	p := &past{History: history, Posts: n}
	var earlier, now bytes.Buffer
	for i := range history + n {
		line, err := ofAccount(posts[i%len(posts)], i)
		if err != nil {
			return nil, err
		}
		b := &earlier
		if i >= history {
			b = &now
		}
		b.Write(append(line, '\n'))
	}
	file := filepath.Join(dir, "earlier.jsonl")
	if err := os.WriteFile(file, earlier.Bytes(), 0o600); err != nil {
		return nil, err
	}
	c := command(bin, cores)
	c.Args = append(c.Args[:len(c.Args)-1], "--history", file, "-")
	c.Stdin = &now
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := c.Start(); err != nil {
		return nil, err
	}
	lines, got, first := bufio.NewReaderSize(out, 1<<16), 0, time.Time{}
	for {
		_, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if got++; got == 1 {
			first = time.Now()
		}
		if got%1000 == 0 {
			p.PeakKiB = max(p.PeakKiB, resident(c.Process.Pid, "VmHWM"))
		}
	}
	p.Read, p.PerSecond = first.Sub(begin), float64(got-1)/time.Since(first).Seconds()
	if err := ended(c.Wait()); err != nil {
		return nil, err
	}
	if got != n {
		return nil, fmt.Errorf("%s posts went in, %d results came out", strconv.Itoa(n), got)
	}
	return p, nil
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// issue 2: a folder of 10,000 posts, each answered, with memory that doesn't grow with them.
func TestTenThousandPosts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	dir := t.TempDir()
	for i := range 10_000 {
		sub := filepath.Join(dir, fmt.Sprint(i/500))
		if i%500 == 0 {
			if err := os.Mkdir(sub, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		words := "The hedges along the lane have been cut and the light is lovely.\n"
		if i%100 == 0 {
			words = "Write to jo@example.org today\n"
		}
		if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("%d.md", i)), []byte(words), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, format := range []string{"text", "json", "jsonl", "sarif", "github"} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		var errs bytes.Buffer
		out := &counter{}
		posts := dir
		if format != "text" && format != "sarif" {
			posts = filepath.Join(dir, "0")
		}
		if code := run([]string{"check", "-q", "--as-of", "2026-11-22", "--packs", "testdata/pack", "--format", format, posts}, env{strings.NewReader(""), out, &errs}); code != exitFound {
			t.Fatalf("%s: exit status %d: %s", format, code, errs.String())
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 64<<20 {
			t.Errorf("%s: %d MiB are still held", format, grown>>20)
		}
		if format == "text" && !strings.Contains(string(out.last), "10000 posts checked: 100 stop, 0 decide, 9900 clear.") {
			t.Errorf("the end is %q", out.last)
		}
	}
}

type counter struct{ last []byte }

func (c *counter) Write(b []byte) (int, error) {
	c.last = append(c.last[:0], b[max(0, len(b)-200):]...)
	return len(b), nil
}

// issue 2: ctrl-C ends a stream at once and without a trace of fright.
func TestInterruptEndsQuietly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	cmd := exec.Command("chaperone", "check", "--format", "jsonl", "-") // this very program, see TestMain
	var errs bytes.Buffer
	cmd.Stderr = &errs
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(in, `{"id":"1","text":"hello"}`)
	first := make([]byte, 10)
	if _, err := io.ReadFull(out, first); err != nil || string(first) != `{"id":"1",` {
		t.Fatalf("%q, %v", first, err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		_ = cmd.Process.Kill()
		t.Fatal("it goes on")
	}
	if errs.Len() > 0 {
		t.Errorf("it says %q", errs.String())
	}
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"chaperone": main})
}

// Each script in testdata is a small story at the command line. PACK is a rule pack whose findings never change. CHAPERONE_PROGRAM names the
// program they drive, as it is given out; without it, it is this test's own, with the race detector where that is on.
func TestScripts(t *testing.T) {
	pack, err := filepath.Abs("testdata/pack")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PACK", pack)
			e.Setenv("CHAPERONE_DATA", filepath.Join(e.WorkDir, "practice"))
			if program := os.Getenv("CHAPERONE_PROGRAM"); program != "" {
				if filepath.Base(program) != "chaperone" && filepath.Base(program) != "chaperone.exe" {
					return fmt.Errorf("CHAPERONE_PROGRAM: %s isn't called chaperone", program)
				}
				e.Setenv("PATH", filepath.Dir(program)+string(os.PathListSeparator)+e.Getenv("PATH"))
			}
			e.Setenv("GORACE", "atexit_sleep_ms=0") // a program under the race detector waits a second before it leaves, and here are hundreds
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"fill": fill, "status": status, "mode": mode, "keep": keep, "spoil": spoil,
		},
	})
}

// fill FILE WORDS COUNT writes a file of repeated words; \n, \0, \xff and the like are read.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	n := 1
	if len(args) > 2 {
		n = 0
		for _, c := range args[2] {
			n = n*10 + int(c-'0')
		}
	}
	words := strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\0`, "\x00", `\xff`, "\xff", `\xfe`, "\xfe", `\xef\xbb\xbf`, "\xef\xbb\xbf", `\t`, "\t").Replace(args[1])
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	ts.Check(err)
	_, err = f.WriteString(strings.Repeat(words, n))
	ts.Check(err)
	ts.Check(f.Close())
}

// status CODE ARGS… runs chaperone and wants exactly this exit code; its output can be read with stdout and stderr.
func status(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec("chaperone", args[1:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, not %s", got, args[0])
	}
}

// keep NAME PATTERN keeps what the pattern's first group matches in the last output as a variable.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	re, err := regexp.Compile(args[1])
	ts.Check(err)
	m := re.FindStringSubmatch(ts.ReadFile("stdout"))
	if len(m) < 2 {
		ts.Fatalf("nothing like %s in the last output", args[1])
	}
	ts.Setenv(args[0], m[1])
}

// spoil FILE AT [STEP] changes a few bytes of a file, and again after each step.
func spoil(ts *testscript.TestScript, neg bool, args []string) {
	at, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	step := int64(len(data))
	if len(args) > 2 {
		step, err = strconv.ParseInt(args[2], 10, 64)
		ts.Check(err)
	}
	for ; at+64 < int64(len(data)); at += step {
		for i := range data[at : at+64] {
			data[at+int64(i)] ^= 0x55
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}

// mode FILE RWX wants a file's permissions, as ls shows them.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := info.Mode().String(); got != args[1] {
		ts.Fatalf("%s is %s, not %s", args[0], got, args[1])
	}
}

// TestGolden checks posts of testdata/golden and compares what a person would see, at 80 columns. A file NAME.yaml beside a post is the
// author's file. go test ./cmd/chaperone -run Golden -update writes them anew: read the difference before it is committed.
func TestGolden(t *testing.T) {
	posts, err := filepath.Glob("testdata/golden/*.md")
	if err != nil || len(posts) == 0 {
		t.Fatal("no golden posts", err)
	}
	for _, p := range posts {
		t.Run(filepath.Base(p), func(t *testing.T) {
			args := []string{"check", "--as-of", "2026-11-22", "--no-color"}
			base := strings.TrimSuffix(p, ".md")
			if strings.Contains(base, "-explain") {
				args = append(args, "--explain")
			}
			if strings.HasSuffix(base, "-pack") {
				args = append(args, "--packs", "testdata/pack")
			}
			if _, err := os.Stat(base + ".yaml"); err == nil {
				args = append(args, "--profile", base+".yaml")
			}
			var out, errs bytes.Buffer
			run(append(args, p), env{strings.NewReader(""), &out, &errs})
			if errs.Len() > 0 {
				t.Errorf("stderr: %s", errs.String())
			}
			if *update {
				if err := os.WriteFile(base+".txt", out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(base + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(want, out.Bytes()) {
				t.Errorf("what is shown has changed. If that is meant: go test ./cmd/chaperone -run Golden -update\n got:\n%s\nwant:\n%s", out.String(), want)
			}
		})
	}
}

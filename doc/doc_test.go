// SPDX-License-Identifier: Apache-2.0

// Package doc holds pages for people, and tests that follow them.
package doc

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestAddingACheckWorksAsWritten follows doc/adding-a-check.md in a copy of the project: it writes the files the page shows, appends
// the rule, and runs the commands the page names.
func TestAddingACheckWorksAsWritten(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a copy of the project")
	}
	page, err := os.ReadFile("adding-a-check.md")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	copyProject(t, root)
	blocks := regexp.MustCompile("(?s)<!-- (file|append): (\\S+) -->\n```[a-z]*\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(blocks) != 4 {
		t.Fatalf("the page shows %d files to write, this test knows of 4: list, detector, cases, rule", len(blocks))
	}
	for _, b := range blocks {
		name := filepath.Join(root, b[2])
		flag := os.O_WRONLY | os.O_CREATE | os.O_EXCL
		if b[1] == "append" {
			flag = os.O_WRONLY | os.O_APPEND
		}
		f, err := os.OpenFile(name, flag, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		if b[1] == "append" {
			b[3] = "\n" + b[3]
		}
		if _, err := f.WriteString(b[3]); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	run(t, root, "", 0, "test", "-short", "-run", "Cases|Examples|Rule", "./fact/detect", "./finding")
	out := run(t, root, "My bleep went off at three\n", 0, "run", "./cmd/chaperone", "check", "-")
	if !strings.Contains(out, "The bleep gets a mention") {
		t.Errorf("the new check says nothing of the post the page tries:\n%s", out)
	}
	if out := run(t, root, "", 0, "run", "./cmd/chaperone", "rules", "facts"); !strings.Contains(out, "bleep-word") {
		t.Error("rules facts does not list the new kind")
	}
}

func run(t *testing.T, dir, stdin string, code int, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS="+os.Getenv("GOFLAGS")+" -trimpath") // with the folder's name left out, what was compiled last time serves again
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run()
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Fatalf("go %s left with %d, want %d:\n%s", strings.Join(args, " "), got, code, out.String())
	}
	return out.String()
}

// copyProject copies what the build and these tests need.
func copyProject(t *testing.T, to string) {
	t.Helper()
	from := ".."
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if rel == ".git" || rel == "dist" || strings.HasSuffix(rel, "node_modules") || rel == filepath.Join("testdata", "cases") {
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		if !d.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPagesNameFilesThatExist keeps the pages honest about where things are.
func TestPagesNameFilesThatExist(t *testing.T) {
	pages := []string{"../README.md", "../CONTRIBUTING.md", "architecture.md", "adding-a-check.md"}
	path := regexp.MustCompile("`((?:doc|fact|text|post|register|rulebook|finding|decision|practice|api|cmd|testdata)/[a-zA-Z0-9_./-]+)`")
	for _, p := range pages {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		for _, m := range path.FindAllStringSubmatch(string(data), -1) {
			if _, err := os.Stat(filepath.Join("..", m[1])); err != nil {
				t.Errorf("%s names %s, which does not exist", p, m[1])
			}
		}
	}
}

// TestTheReadmesPictureIsWhatTheProgramShows holds the README's picture, its example post and the golden output together.
func TestTheReadmesPictureIsWhatTheProgramShows(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if read("example.md") != read("../cmd/chaperone/testdata/golden/readme.md") {
		t.Error("doc/example.md is not the golden post; copy one over the other")
	}
	_, rest, _ := strings.Cut(read("../README.md"), "<!-- picture -->")
	picture, _, _ := strings.Cut(rest, "<!-- /picture -->")
	if want := "\n```text\n" + read("../cmd/chaperone/testdata/golden/readme.txt") + "```\n"; picture != want {
		t.Errorf("the README's picture is not what the program shows; it should be:\n%s", want)
	}
}

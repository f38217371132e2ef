// SPDX-License-Identifier: Apache-2.0

package chaperone

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// rooms, lowest first. A package may import its parents and any room above its own; nothing else of ours. doc/architecture.md draws it.
var rooms = []string{"post", "text", "register", "fact", "rulebook", "finding", "decision", "record", "practice", "desk", "api", "mcp", "cmd"}

// strangers may not import one another though one stands above the other.
var strangers = [][2]string{{"text", "register"}, {"desk", "api"}, {"desk", "mcp"}, {"api", "mcp"}, {"register", "text"}}

func room(pkg string) (name string, rank int) {
	name, _, _ = strings.Cut(pkg, "/")
	for i, r := range rooms {
		if r == name {
			return name, i
		}
	}
	return name, -1
}

// mayImport says why package from may not import package to; "" where it may.
func mayImport(from, to string) string {
	rf, nf := room(from)
	rt, nt := room(to)
	switch {
	case nf < 0 || nt < 0:
		return "is not in the list of rooms"
	case rf == rt && (strings.HasPrefix(from, to+"/") || rf == "cmd"):
		return ""
	case rf == rt:
		if rank(from) > rank(to) {
			return ""
		}
		return "is not a parent, nor earlier in the same room"
	case nt >= nf:
		return "stands below"
	}
	for _, s := range strangers {
		if s[0] == rf && s[1] == rt {
			return "is a stranger"
		}
	}
	return ""
}

// rank orders the sub-rooms that feed one another.
func rank(pkg string) int {
	for i, p := range []string{"fact/model/vec", "fact/model", "fact/jigsaw/figure", "fact/jigsaw", "fact/subject", "fact/detect", "decision/signoff", "record/ledger", "record/seal", "record/permit", "record/paper", "record/bundle", "record/lock", "record/witness", "record/store"} {
		if pkg == p || strings.HasPrefix(pkg, p+"/") {
			return i + 1
		}
	}
	return 0
}

// The imports are parsed here, not asked of the go command: its answer would come from the test cache.
func TestRoomsOnlyImportUpwards(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.Contains(path, "testdata") || !strings.Contains(path, "/") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := filepath.ToSlash(filepath.Dir(path))
		top, _ := room(from)
		seen[top] = true
		for _, imp := range f.Imports {
			p, _ := strconv.Unquote(imp.Path.Value)
			to, ours := strings.CutPrefix(p, "chaperone/")
			if !ours || strings.HasSuffix(path, "_test.go") && to == from {
				continue
			}
			if a, _ := room(from); strings.HasSuffix(path, "_test.go") && strings.HasPrefix(to, a+"/") { // a test may lean on its neighbours: a store in memory
				continue
			}
			if why := mayImport(from, to); why != "" {
				t.Errorf("%s imports %s, which %s", path, to, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"post", "fact", "rulebook", "finding", "cmd"} {
		if !seen[want] {
			t.Errorf("room %s was not looked at: the walk is broken", want)
		}
	}
}

func TestTheGuardItselfCanFail(t *testing.T) {
	for _, c := range [][2]string{{"post", "fact"}, {"fact", "rulebook"}, {"finding", "practice"}, {"register", "text"}, {"desk", "api"}, {"fact", "fact/detect"}, {"nowhere", "post"}} {
		if mayImport(c[0], c[1]) == "" {
			t.Errorf("%s may import %s: the guard lets everything through", c[0], c[1])
		}
	}
	for _, c := range [][2]string{{"fact/detect", "fact"}, {"rulebook", "fact/detect"}, {"cmd/chaperone", "post"}, {"api", "practice"}} {
		if why := mayImport(c[0], c[1]); why != "" {
			t.Errorf("%s must be able to import %s, which %s", c[0], c[1], why)
		}
	}
}

func TestEverySourceFileNamesItsLicence(t *testing.T) {
	_ = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && !strings.Contains(string(b[:min(len(b), 200)]), "SPDX-License-Identifier: Apache-2.0") {
			t.Errorf("%s has no SPDX line", path)
		}
		return err
	})
}

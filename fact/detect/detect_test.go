// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chaperone/fact"
	"chaperone/post"

	"github.com/goccy/go-yaml"
)

// A case file testdata/<detector>.txt holds a post a line:
//
//	[kind]                      the lines below are about this kind (default: the detector's first kind in alphabetical order)
//	My new [[gifted]] scope     exactly these words must be read as the kind, and nothing else as this kind
//	Long night on the ward      nothing must be read
//	+ text                      the kind must be read somewhere, wherever
//	{platform: x, role: GP} …   front matter and author fields for this line; \n is a line end
//	{history: ["…"]} …          the account's earlier posts
type caseLine struct {
	file  string
	line  int
	kind  fact.Kind
	in    *fact.Input
	after []string // the account's earlier posts
	want  []post.Span
	found bool // "+": anywhere
}

var testNow = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func readCase(s string) (*fact.Input, []string, []post.Span, error) {
	var h fact.Context
	if strings.HasPrefix(s, "{") {
		depth, i := 0, 0
		for i = 0; i < len(s); i++ {
			if s[i] == '{' {
				depth++
			}
			if s[i] == '}' {
				if depth--; depth == 0 {
					break
				}
			}
		}
		if i == len(s) {
			return nil, nil, nil, fmt.Errorf("the head is never closed")
		}
		if err := yaml.UnmarshalWithOptions([]byte(s[:i+1]), &h, yaml.Strict()); err != nil {
			return nil, nil, nil, err
		}
		s = strings.TrimSpace(s[i+1:])
	}
	s = strings.ReplaceAll(s, `\n`, "\n")
	words, want, err := fact.Marks(s)
	if err != nil {
		return nil, nil, nil, err
	}
	in, err := h.Input(words, testNow)
	return in, h.History, want, err
}

func readCases(t *testing.T, file string, d *Detector) []caseLine {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("detector %s has no cases: write %s, a post a line, [[ ]] around what must be read", d.Name, file)
	}
	var kinds []fact.Kind
	for k := range d.Kinds {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	kind := kinds[0]
	var out []caseLine
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") && !strings.HasPrefix(line, "[[") {
			kind = fact.Kind(line[1 : len(line)-1])
			if _, ok := d.Kinds[kind]; !ok {
				t.Errorf("%s:%d: detector %s reads no kind %q", file, i+1, d.Name, kind)
			}
			continue
		}
		c := caseLine{file: file, line: i + 1, kind: kind}
		rest, plus := strings.CutPrefix(line, "+ ")
		c.found = plus
		if c.in, c.after, c.want, err = readCase(rest); err != nil {
			t.Errorf("%s:%d: %v", file, i+1, err)
			continue
		}
		out = append(out, c)
	}
	return out
}

func TestDetectorsReadTheirCases(t *testing.T) {
	if err := Start(); err != nil {
		t.Fatal(err)
	}
	for _, d := range All() {
		t.Run(d.Name, func(t *testing.T) {
			hit, miss := map[fact.Kind]bool{}, map[fact.Kind]bool{}
			for _, c := range readCases(t, filepath.Join("testdata", d.Name+".txt"), d) {
				set, err := ReadAfter(c.in, c.after)
				if err != nil {
					t.Fatal(err)
				}
				var got []post.Span
				for _, f := range set.Of(c.kind) {
					got = append(got, f.Span)
				}
				switch {
				case c.found:
					hit[c.kind] = true
					if len(got) == 0 {
						t.Errorf("%s:%d: no %s read", c.file, c.line, c.kind)
					}
				case !slices.Equal(got, c.want):
					t.Errorf("%s:%d: %s: read %s, want %s", c.file, c.line, c.kind, words(c.in.Post.Text, got), words(c.in.Post.Text, c.want))
				case len(c.want) > 0:
					hit[c.kind] = true
				default:
					miss[c.kind] = true
				}
			}
			for k := range d.Kinds {
				if !hit[k] || !miss[k] {
					t.Errorf("kind %s wants a case that is read and one that is not (read: %v, not: %v)", k, hit[k], miss[k])
				}
			}
		})
	}
}

func words(s string, spans []post.Span) string {
	var w []string
	for _, x := range spans {
		w = append(w, fmt.Sprintf("%q", x.Of(s)))
	}
	return "[" + strings.Join(w, " ") + "]"
}

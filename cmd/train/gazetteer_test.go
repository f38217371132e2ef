// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testdata/gazetteer holds a few rows of each source and the lists they make.
func TestAGazetteerIsTheSameFromTheSameData(t *testing.T) {
	for name, g := range gazetteers {
		in := &gazetteerInput{from: []string{"testdata/gazetteer/figures"}, lexicon: "testdata/gazetteer/lexicon"}
		switch name {
		case "ordinary-word":
			in.from = []string{"testdata/gazetteer/words.txt"}
		case "common-word", "story-common":
			in.from = []string{"testdata/gazetteer/posts.jsonl"}
		}
		got, n, err := in.build(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		file := filepath.Join("testdata/gazetteer/want", name+".txt")
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
		if n == 0 || !strings.HasPrefix(string(got), "# ") || g.from == "" {
			t.Errorf("%s: %d rows", name, n)
		}
	}
}

// The lists of the repository were made by the code of the repository: their headers are what it writes.
func TestTheListsHaveTheHeadersOfTheirMakers(t *testing.T) {
	for name, g := range gazetteers {
		data, err := os.ReadFile(filepath.Join("../../fact/detect/lexicon", g.file(name)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		before, after, _ := strings.Cut(g.head, "{rows}")
		before = "# " + strings.ReplaceAll(before, "\n", "\n# ")
		if !strings.HasPrefix(string(data), before) || !strings.Contains(string(data), after+"\n# rebuild: go run ./cmd/train gazetteer "+name+" --from "+g.from+"\n") {
			t.Errorf("%s: the header is not what its maker writes; make it again", name)
		}
	}
}

func TestAGazetteerSaysWhatItMisses(t *testing.T) {
	for args, want := range map[string]string{
		"nobody --from x":          "no list of this name",
		"town":                     "say where the data is",
		"town --from testdata":     "towns_gb_geonames.csv is in none of the folders",
		"ordinary-word --from no.": "open dictionary",
	} {
		err := makeGazetteer(&strings.Builder{}, append(strings.Fields(args), "--lexicon", "testdata/gazetteer/lexicon"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", args, err, want)
		}
	}
}

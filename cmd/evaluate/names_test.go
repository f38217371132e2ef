// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"chaperone/cmd/names"
	"chaperone/fact/detect"
	"chaperone/fact/model/tag"
)

// Nobody's name may be found much worse than others': the gate of the shipped model, by origin of the name.
func TestNamesOfEveryOriginAreFound(t *testing.T) {
	m, err := tag.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	groups := names.Groups()
	if len(groups) < 12 {
		t.Fatalf("%d groups of names", len(groups))
	}
	for _, g := range groups {
		if len(g.Names) < 16 {
			t.Errorf("%s: %d names", g.Name, len(g.Names))
		}
		for c, least := range []float64{0.90, 0.84} {
			hit, n := 0, 0
			for _, f := range names.Frames() {
				for _, name := range g.Names {
					text, err := names.Fill(f, name)
					if err != nil {
						t.Fatal(err)
					}
					ok, err := findsPerson(m, text, c == 1, 0.5, false)
					if err != nil {
						t.Fatal(err)
					}
					if n++; ok {
						hit++
					}
				}
			}
			if share := float64(hit) / float64(n); share < least {
				t.Errorf("%s, in small letters %v: %.3f found, at least %.2f wanted", g.Name, c == 1, share, least)
			}
		}
	}
}

func TestNoNameThatMeasuresStandsInASentenceThatTrains(t *testing.T) {
	frames, err := os.ReadFile("../train/frames.txt")
	if err != nil {
		t.Fatal(err)
	}
	never := names.Words()
	_, words, err := detect.TaggerText(string(frames))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		if w.Flags&tag.Capital != 0 && w.Flags&tag.Common == 0 && never[w.Fold] {
			t.Errorf("%q is in both", w.Raw)
		}
	}
	for _, f := range names.Frames() {
		if strings.Contains(string(frames), f) {
			t.Errorf("%q is in both", f)
		}
	}
}

// The figures of doc/quality.md, with a margin. The corpora are not in the repository.
func TestTheFiguresOfNamesStillHold(t *testing.T) {
	dir := os.Getenv("CORPORA")
	if dir == "" || testing.Short() {
		t.Skip("set CORPORA to the folder of corpora (broad-twitter, wnut17, asq-phi) to measure the shipped model on them")
	}
	m, err := tag.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for corpus, least := range map[string]float64{"broad-twitter": 0.54, "wnut17": 0.565} {
		texts, err := names.Read(dir, corpus)
		if err != nil {
			t.Fatal(err)
		}
		texts = measured(texts)
		found, _, err := findNames(m, texts, 0.5)
		if err != nil {
			t.Fatal(err)
		}
		var c names.Count
		for i, text := range texts {
			d, _, err := detect.TaggerText(text.Text)
			if err != nil {
				t.Fatal(err)
			}
			c.Add(names.Tokens(d, found[i]), names.Tokens(d, text.Spans), 0)
		}
		if c.F1() < least {
			t.Errorf("%s: F1 %.3f, at least %.3f wanted", corpus, c.F1(), least)
		}
	}
	var out bytes.Buffer
	if err := evaluateNames(&out, []string{"--corpora", dir}); err != nil || !strings.Contains(out.String(), "asq-phi") {
		t.Errorf("evaluate names: %v", err)
	}
}

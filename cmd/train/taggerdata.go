// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"chaperone/cmd/names"
	"chaperone/fact/detect"
	"chaperone/fact/model/tag"
	"chaperone/post"
	"chaperone/text"
)

// heldOut is the official part of the corpora that measures and is never trained on.
const heldOut = "dev"

//go:embed frames.txt
var taggerFrames string

// learnable gives the parts of the corpora the tagger may learn from, and those held out. Both are CC BY 4.0. Without a folder there are none:
// the tagger then learns from our own texts alone.
func learnable(corpora string) (train, held []names.Text, err error) {
	if corpora == "" {
		return nil, nil, nil
	}
	for _, name := range []string{"broad-twitter", "wnut17"} {
		all, err := names.Read(corpora, name)
		if err != nil {
			return nil, nil, err
		}
		for _, t := range all {
			if t.Held {
				held = append(held, t)
			} else {
				train = append(train, t)
			}
		}
	}
	return train, held, nil
}

// labelledCase is what is read of a case. The unseen part is never opened.
type labelledCase struct {
	Text  string `json:"text"`
	Facts []struct {
		Kind    string `json:"kind"`
		Subject string `json:"subject"`
		Start   int    `json:"start"`
		End     int    `json:"end"`
	} `json:"facts"`
}

// caseLines reads the project's own texts, a line each. Their labels name the facts that matter and not every name, so a line with a
// word that looks like a name and is not labelled teaches nothing and is left out. The lines of extra have no such labels: those without
// such words teach what is no name.
func caseLines(dir string) ([]names.Text, error) {
	var out []names.Text
	for _, part := range []string{"seen", "extra"} {
		files, err := filepath.Glob(filepath.Join(dir, part, "*.jsonl"))
		if err != nil || len(files) == 0 {
			return nil, fmt.Errorf("no cases under %s/%s", dir, part)
		}
		for _, path := range files {
			f, err := os.Open(path)
			if err != nil {
				return nil, err
			}
			in := bufio.NewScanner(f)
			in.Buffer(nil, 1<<22)
			for in.Scan() {
				var c labelledCase
				if err := json.Unmarshal(in.Bytes(), &c); err != nil {
					return nil, fmt.Errorf("%s: %w", path, err)
				}
				ls, err := c.lines()
				if err != nil {
					return nil, fmt.Errorf("%s: %w", path, err)
				}
				out = append(out, ls...)
			}
			if err := in.Err(); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			f.Close()
		}
	}
	return out, nil
}

func (c *labelledCase) lines() ([]names.Text, error) {
	d, words, err := detect.TaggerText(c.Text)
	if err != nil {
		return nil, err
	}
	kinds := make([]tag.Label, len(words))
	for _, f := range c.Facts {
		k, ok := map[string]tag.Label{"person": tag.BPerson, "place": tag.BPlace, "hospital": tag.BOrganisation, "employer": tag.BOrganisation}[f.Kind]
		if !ok || f.Subject == "eponym" {
			continue
		}
		for i := d.At(f.Start); i < len(words) && d.Tokens[i].Start < f.End; i++ {
			if words[i].Flags&tag.Capital != 0 && words[i].Flags&tag.Title == 0 && d.Tokens[i].Class == text.Word {
				kinds[i] = k
			}
		}
	}
	var out []names.Text
	for i := 0; i < len(words); {
		end := i + 1
		for end < len(words) && words[end].Flags&tag.NewLine == 0 {
			end++
		}
		if t, ok := caseLine(d, words, kinds, i, end); ok {
			out = append(out, t)
		}
		i = end
	}
	return out, nil
}

// caseLine makes one line of tokens a text of its own; false where a word may be a name nobody labelled.
func caseLine(d *text.Doc, words []tag.Word, kinds []tag.Label, from, to int) (names.Text, bool) {
	at := d.Tokens[from].Start
	t := names.Text{Text: d.Text[at:d.Tokens[to-1].End]}
	for i := from; i < to; i++ {
		f := words[i].Flags
		if kinds[i] == 0 {
			starts := i == from || f&tag.NewSentence != 0
			listed := f&(tag.Given|tag.Family|tag.Town|tag.Region|tag.HealthPlace) != 0 || f&(tag.GivenToo|tag.FamilyToo) != 0 && !starts
			known := f&(tag.Medical|tag.Brand|tag.Common|tag.Title|tag.Capitals|tag.Sign|tag.Handle|tag.Address|tag.Hashtag) != 0
			if f&tag.Capital != 0 && (listed && f&tag.Medical == 0 || !known) {
				return t, false
			}
			continue
		}
		s := names.Span{Span: post.Span{Start: d.Tokens[i].Start - at, End: d.Tokens[i].End - at}, Kind: kinds[i]}
		if n := len(t.Spans); i > from && kinds[i-1] == kinds[i] && n > 0 {
			t.Spans[n-1].End = s.End
			continue
		}
		t.Spans = append(t.Spans, s)
	}
	return t, to-from > 2
}

// listSection reads the plain entries of a section of a lexicon file: words only, without patterns.
func listSection(path, section string) ([]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []string
	in := false
	for _, l := range strings.Split(string(data), "\n") {
		if strings.HasPrefix(l, "[") {
			in = strings.Fields(strings.Trim(l, "[]"))[0] == section
			continue
		}
		entry, value, _ := strings.Cut(l, " = ")
		if in && entry != "" && !strings.ContainsAny(entry, "#()|{}?~^_") && !strings.Contains(value, "ambiguous") {
			out = append(out, entry)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no section %s", path, section)
	}
	return out, nil
}

// SPDX-License-Identifier: Apache-2.0

// Package names reads texts in which names are marked, and counts how well they are found. What trains the tagger and what measures it
// read them here, so that they can't come to differ over what a name is.
package names

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"chaperone/fact/model/tag"
	"chaperone/post"
	"chaperone/text"
)

// Span is a marked name: tag.BPerson, tag.BPlace or tag.BOrganisation.
type Span struct {
	post.Span
	Kind tag.Label
}

// Text is a text with its names marked.
type Text struct {
	ID    string
	Text  string
	Spans []Span
	Held  bool // of the official development part: never trained on
	Empty bool // known to hold no identifier (asq-phi's hard negatives)
}

// kinds maps the corpora's words for what is named to ours. Products and works are no names here.
var kinds = map[string]tag.Label{
	"PER": tag.BPerson, "person": tag.BPerson, "NAME": tag.BPerson, "PERSON": tag.BPerson,
	"LOC": tag.BPlace, "location": tag.BPlace, "GPE": tag.BPlace,
	"ORG": tag.BOrganisation, "group": tag.BOrganisation, "corporation": tag.BOrganisation, "ORGANIZATION": tag.BOrganisation,
}

// Read reads a corpus: dir/name/dev.jsonl. Handles (@somebody) that annotators marked as people or organisations are cleared: they are
// found by their form, and four of five people in the Broad Twitter Corpus are nothing else.
func Read(dir, name string) ([]Text, error) {
	path := filepath.Join(dir, name, "dev.jsonl")
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("corpus %s: %w", name, err)
	}
	defer f.Close()
	var out []Text
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<22)
	for in.Scan() {
		var rec struct {
			ID       string `json:"id"`
			Text     string `json:"text"`
			Split    string `json:"official_split"`
			Negative bool   `json:"hard_negative"`
			Spans    []struct {
				Start  int    `json:"start"`
				End    int    `json:"end"`
				Type   string `json:"type"`
				Handle bool   `json:"handle"`
			} `json:"spans"`
		}
		if err := json.Unmarshal(in.Bytes(), &rec); err != nil {
			return nil, fmt.Errorf("corpus %s: %w", name, err)
		}
		t := Text{ID: rec.ID, Text: rec.Text, Held: rec.Split == "dev", Empty: rec.Negative}
		for _, s := range rec.Spans {
			span := post.Span{Start: s.Start, End: s.End}
			k, ok := kinds[s.Type]
			if !ok || s.Handle || !span.Fits(rec.Text) || strings.Contains(span.Of(rec.Text), "@") || s.Start > 0 && rec.Text[s.Start-1] == '@' {
				continue
			}
			t.Spans = append(t.Spans, Span{span, k})
		}
		out = append(out, t)
	}
	return out, in.Err()
}

// Tokens gives the words each marked name covers, in our own reading of the text. A word belongs to the first name it overlaps; names
// that cover no word of ours, or only a handle or address, are left out.
func Tokens(d *text.Doc, spans []Span) []tag.Span {
	var out []tag.Span
	taken := -1
	for _, s := range spans {
		first, last := -1, -1
		for i := d.At(s.Start); i < len(d.Tokens) && d.Tokens[i].Start < s.End; i++ {
			t := &d.Tokens[i]
			if i <= taken || t.Class == text.Handle || t.Class == text.URL || t.Class == text.Email || first < 0 && t.Class != text.Word && t.Class != text.Number {
				continue
			}
			if first < 0 {
				first = i
			}
			last = i
		}
		if first >= 0 {
			out = append(out, tag.Span{First: first, Last: last, Kind: s.Kind, P: 1})
			taken = last
		}
	}
	return out
}

// Labels gives every word its label.
func Labels(n int, spans []tag.Span) []tag.Label {
	out := make([]tag.Label, n)
	for _, s := range spans {
		for i := s.First; i <= s.Last; i++ {
			out[i] = s.Kind + 1
		}
		out[s.First] = s.Kind
	}
	return out
}

// Count counts names found: exactly, with the right kind.
type Count struct{ Right, Found, Marked int }

// Add counts one text; kind 0 counts all kinds.
func (c *Count) Add(found, marked []tag.Span, kind tag.Label) {
	for _, m := range marked {
		if kind != 0 && m.Kind != kind {
			continue
		}
		c.Marked++
		for _, f := range found {
			if f.First == m.First && f.Last == m.Last && f.Kind == m.Kind {
				c.Right++
				break
			}
		}
	}
	for _, f := range found {
		if kind == 0 || f.Kind == kind {
			c.Found++
		}
	}
}

// F1 is the harmonic mean of precision and recall, 0 to 1.
func (c Count) F1() float64 { return 2 * float64(c.Right) / float64(max(1, c.Found+c.Marked)) }

// Precision is the share of what was found that is right; Recall the share of what is there that was found.
func (c Count) Precision() float64 { return float64(c.Right) / float64(max(1, c.Found)) }
func (c Count) Recall() float64    { return float64(c.Right) / float64(max(1, c.Marked)) }

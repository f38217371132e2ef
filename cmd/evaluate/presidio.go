// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os/exec"
	"time"
	"unicode/utf8"

	"chaperone/cmd/names"
	"chaperone/fact/model/tag"
	"chaperone/post"
)

// presidioScript reads a JSON string a line and writes its spans, then the seconds it took, warm.
//
//go:embed presidio.py
var presidioScript string

// presidio finds names with Microsoft Presidio in the given Python. Its offsets are characters; ours are bytes.
func presidio(python string) finder {
	return func(texts []names.Text) ([][]names.Span, time.Duration, error) {
		var in, stderr bytes.Buffer
		enc := json.NewEncoder(&in)
		for _, t := range texts {
			if err := enc.Encode(t.Text); err != nil {
				return nil, 0, err
			}
		}
		c := exec.Command(python, "-c", presidioScript)
		c.Stdin, c.Stderr = &in, &stderr
		data, err := c.Output()
		if err != nil {
			return nil, 0, fmt.Errorf("%w: %s", err, stderr.Bytes()[max(0, stderr.Len()-400):])
		}
		var res struct {
			Seconds float64 `json:"seconds"`
			Spans   [][]struct {
				Start, End int
				Type       string
			} `json:"spans"`
		}
		if err := json.Unmarshal(data, &res); err != nil || len(res.Spans) != len(texts) {
			return nil, 0, fmt.Errorf("its answer can't be read (%d texts of %d): %w", len(res.Spans), len(texts), err)
		}
		kinds := map[string]tag.Label{"PERSON": tag.BPerson, "LOCATION": tag.BPlace, "ORGANIZATION": tag.BOrganisation}
		out := make([][]names.Span, len(texts))
		for i, spans := range res.Spans {
			at := byteOffsets(texts[i].Text)
			for _, s := range spans {
				if k, ok := kinds[s.Type]; ok && s.Start >= 0 && s.Start < s.End && s.End < len(at) {
					out[i] = append(out[i], names.Span{Span: post.Span{Start: at[s.Start], End: at[s.End]}, Kind: k})
				}
			}
		}
		return out, time.Duration(res.Seconds * float64(time.Second)), nil
	}
}

// byteOffsets gives the byte at which each character begins, and the end.
func byteOffsets(s string) []int {
	out := make([]int, 0, len(s)+1)
	for i := 0; i < len(s); {
		out = append(out, i)
		_, n := utf8.DecodeRuneInString(s[i:])
		i += n
	}
	return append(out, len(s))
}

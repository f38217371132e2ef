// SPDX-License-Identifier: Apache-2.0

package api_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"chaperone/api"

	"pgregory.net/rapid"
)

var recordSeeds = []string{`{"text":"hello"}`, `{"id":17,"text":"hi","author":{"interests":"Acme","workplace":["a","b"],"country":"UK"}}`, `{"text":"a\u0000b"}`, `{"text":"\ud800"}`, `{"text":null}`, `[]`, `null`, `"x"`, `{`, `{"text":"x","posted_at":"yesterday"}`,
	`{"text":"x","author":{"interests":[]}}`, `{"text":"x","author":null,"media":null}`, `{"TEXT":"x","text":"y"}`, "\xef\xbb\xbf{}", `{"text":"Write to jo@example.org","id":"é"}`, `{"text":"x","id":1e999}`}

// Any line is read or refused; read, its words are UTF-8 and its kind is one of ours.
func FuzzDecode(f *testing.F) {
	for _, s := range recordSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		p, author, err := api.Decode(line, nil)
		if err != nil {
			if author != nil || strings.Contains(err.Error(), "\n") || err.Error() == "" {
				t.Errorf("fault %q", err)
			}
			return
		}
		if p == nil || author == nil || p.Kind == "" || !utf8.ValidString(p.Text) || !utf8.ValidString(p.ID) {
			t.Errorf("%v, %v", p, author)
		}
	})
}

// Each line of a stream that holds something gets one line, which is JSON.
func FuzzStream(f *testing.F) {
	f.Add([]byte(strings.Join(recordSeeds, "\n")), 3)
	f.Add([]byte(strings.Join(recordSeeds, "\r\n\r\n")+"\n"), 100)
	s := api.Stream{Check: checker(f), Fix: true}
	f.Fuzz(func(t *testing.T, in []byte, pieces int) {
		want := 0
		for l := range bytes.Lines(bytes.TrimPrefix(in, []byte("\xef\xbb\xbf"))) {
			if len(bytes.TrimSpace(l)) > 0 {
				want++
			}
		}
		var out bytes.Buffer
		tally, err := s.Run(&piecemeal{in, max(1, pieces&0xffff)}, &out)
		if err != nil || tally.Posts+tally.Faults != want || bytes.Count(out.Bytes(), []byte("\n")) != want {
			t.Errorf("%d lines, %+v, %v, answers: %s", want, tally, err, out.String())
		}
		for l := range bytes.Lines(out.Bytes()) {
			if !json.Valid(l) {
				t.Errorf("%q is not JSON", l)
			}
		}
	})
}

// What is written as JSON reads back as the same result, with offsets that lead to its words.
func TestResultsSurviveJSON(t *testing.T) {
	c := checker(t)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.String().Filter(func(s string) bool { return !strings.Contains(s, "\x00") }).Draw(t, "words")
		rec, _ := json.Marshal(map[string]any{"text": words + " jo@example.org " + words, "id": words})
		p, author, err := api.Decode(rec, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.CheckDraft(p, author)
		if err != nil {
			t.Fatal(err)
		}
		res := api.FromReport(r)
		b, err := res.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		var again api.Result
		if err := json.Unmarshal(b, &again); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(res, again) {
			t.Fatalf("%+v became %+v", res, again)
		}
		for _, f := range again.Findings {
			for _, s := range f.Spans {
				if p.Text[s.Start:s.End] != s.Text {
					t.Fatalf("%d-%d is %q, not %q", s.Start, s.End, p.Text[s.Start:s.End], s.Text)
				}
			}
		}
		if bytes.Count(b, []byte("\n")) != 1 {
			t.Fatalf("a result takes one line: %q", b)
		}
	})
}

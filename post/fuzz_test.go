// SPDX-License-Identifier: Apache-2.0

package post

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// What a file holds can't break the reader; what is read is the end of the file, byte for byte.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"hello", "---\nkind: bio\nmedia: [a]\n---\nhello", "---\na: &a [x]\nb: *a\n---\nx", "\xef\xbb\xbf---\r\nposted_at: 2026-11-22\r\n---\r\nhello", "---\n", "\xff\xfeh\x00",
		"---\n\tkind: x\n---\nx", "---\nkind: [\n---\nx", "---\n? a\n: b\n---\nx", "---\n!x !y z\n---\nx", "---\nposted_at: !!binary x\nreceived: 1\n---\nx", "---\n'kind': \"\\u0000\"\n---\nx"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse(data)
		if err != nil {
			var at *LineError
			if errors.As(err, &at) && (at.Line < 1 || at.Line > 1+bytes.Count(data, []byte("\n"))) {
				t.Errorf("the fault is on line %d of %d: %v", at.Line, 1+bytes.Count(data, []byte("\n")), err)
			}
			return
		}
		if p.Text != string(data[p.TextAt:]) || p.TextLine != 1+bytes.Count(data[:p.TextAt], []byte("\n")) || !utf8.ValidString(p.Text) {
			t.Errorf("text at %d, line %d", p.TextAt, p.TextLine)
		}
		if _, ok := ParseKind(string(p.Kind)); !ok || p.Kind == "" {
			t.Errorf("kind %q", p.Kind)
		}
	})
}

// YAML from outside never ends the run: it is read or refused.
func FuzzDecodeYAML(f *testing.F) {
	for _, s := range []string{"a: 1", "- - - -", "a: [[[[", "a: &x 1\nb: *x", "<<: {a: 1}", "? ? ?", "a: !x !y", "a: |\n  b\n c", "a: 'b", "\"\\xff\"", "a: {b: [c, {d: e}]}", "%YAML 1.2\n---\na", "a:\n\t- b", "- a: 1\n  a: 2", "a: 1e999\nb: .inf\nc: 0o777", ": :", "a: >-\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > MaxFrontMatter {
			return
		}
		var loose map[string]any
		err := DecodeYAML(data, &loose, false)
		var at *LineError
		if errors.As(err, &at) && (at.Line < 0 || strings.Contains(at.Err.Error(), "\n")) {
			t.Errorf("fault %v", err)
		}
		var strict frontMatter
		_ = DecodeYAML(data, &strict, true)
	})
}

// naive makes edits one by one, from the last to the first.
func naive(text string, edits []Edit) string {
	slices.SortStableFunc(edits, func(a, b Edit) int { return a.Start - b.Start })
	var kept []Edit
	at := 0
	for _, e := range edits {
		if e.Start >= at && e.Fits(text) {
			kept = append(kept, e)
			at = e.End
		}
	}
	for _, e := range slices.Backward(kept) {
		text = text[:e.Start] + e.Text + text[e.End:]
	}
	return text
}

func TestApplyEqualsEditingByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		edits := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Edit {
			a := rapid.IntRange(-1, len(text)+1).Draw(t, "start")
			return Edit{Span{a, a + rapid.IntRange(-1, 6).Draw(t, "length")}, rapid.StringN(0, 4, 8).Draw(t, "words")}
		}), 0, 8).Draw(t, "edits")
		got := Apply(text, edits)
		if want := naive(text, slices.Clone(edits)); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
	})
}

func FuzzApply(f *testing.F) {
	f.Add("hello wörld", 0, 5, "bye", 6, 8, "x")
	f.Add("👩‍⚕️", 1, 4, "", 4, 4, "é")
	f.Fuzz(func(t *testing.T, text string, a, b int, x string, c, d int, y string) {
		if !utf8.ValidString(text) || !utf8.ValidString(x) || !utf8.ValidString(y) {
			return
		}
		edits := []Edit{{Span{a, b}, x}, {Span{c, d}, y}}
		got := Apply(text, edits)
		if want := naive(text, edits); got != want || !utf8.ValidString(got) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

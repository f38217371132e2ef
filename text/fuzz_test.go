// SPDX-License-Identifier: Apache-2.0

package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// A pattern is compiled or refused; compiled, it can be looked for.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{"a b", "a (b|c) d?", "(a|b)? c", "a _3 b", "stem~ {n} {list}", "((((a", "a|b", "x = value", "{", "_1 a", "a'", "a (|) b", "((a|b)(c|d)(e|f))?", "#tag {cap} {emoji}", "'s"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		if strings.Count(pattern, "\n") > 20 || len(pattern) > 500 {
			return
		}
		x, err := Compile(map[string]string{"f.txt": "[list]\nword\n[other]\n" + pattern + "\n"})
		if err != nil {
			return
		}
		s := "a b c d word words 3 #tag " + pattern
		if !utf8.ValidString(s) {
			return
		}
		ms := x.Scan(Read(s))
		for _, m := range ms.Of("other") {
			if !m.Fits(s) {
				t.Errorf("match at %v", m.Span)
			}
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

package register

import (
	"testing"

	"pgregory.net/rapid"
)

var anyText = rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z :#\-\[\]{}!&*?|>'"\\,%@`+"`"+`\n\t0-9.éü’]{0,40}`), rapid.SampledFrom([]string{"yes", "null", "~", "1e3", "0x1f", "2026-11-22", "- a", "? b", "a: b", "a #b", " lead", "trail ", "\"", "\\", "'", "a\r\nb", "\u2028", "\ufeff", "\x00", "\x1b[31m", "😀", "a\n\n b\n"}))

func TestAnyTextInTheAuthorsFileIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &Practice{Author: Author{Name: anyText.Draw(t, "name"), Scope: rapid.SliceOfN(anyText, 0, 4).Draw(t, "scope")},
			Consents: []Consent{{Who: anyText.Draw(t, "who"), Words: rapid.SliceOfN(anyText, 0, 4).Draw(t, "words"), Text: anyText.Draw(t, "text")}, {}}}
		data, err := p.YAML()
		if err != nil {
			t.Fatalf("%v\n%q", err, []any{p.Author, p.Consents[0]})
		}
		again, err := Load(data)
		if err != nil || !same(p, again) {
			t.Fatalf("%v\n%s", err, data)
		}
	})
}

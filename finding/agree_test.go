// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"strings"
	"testing"

	"chaperone/post"
)

func TestTheArticleAgreesWithWhatIsPutBehindIt(t *testing.T) {
	for _, c := range []struct{ text, words, put, want string }{
		{"A 70-year-old man", "70-year-old", "older", "An older man"},
		{"met a 70-year-old", "70-year-old", "older", "met an older"},
		{"An 18-year-old lad", "18-year-old", "young", "A young lad"},
		{"an 80-year-old", "80-year-old", "older", "an older"},
		{"a 30-year-old", "30-year-old", "young", "a young"},
		{"mama 70-year-old", "70-year-old", "older", "mama older"},
		{"a\n70-year-old", "70-year-old", "older", "a\nolder"},
		{"a 70-year-old man", "70-year-old ", "", "a man"},
		{"70-year-old man", "70-year-old", "older", "older man"},
	} {
		start := strings.Index(c.text, c.words)
		e := agree(post.Edit{Span: post.Span{Start: start, End: start + len(c.words)}, Text: c.put}, c.text)
		if got := c.text[:e.Start] + e.Text + c.text[e.End:]; got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package population

import (
	"strings"
	"testing"

	"chaperone/post"
)

func TestWhatIsLeftOutLeavesASentence(t *testing.T) {
	for _, c := range [][2]string{
		{"A teacher [[from Whitehaven]], new Huntington's.", "A teacher, new Huntington's."},
		{"[[Last night]] a girl had swallowed a battery.", "A girl had swallowed a battery."},
		{"Long day. [[Yesterday]], we lost one.", "Long day. We lost one."},
		{"We lost one [[yesterday]].", "We lost one."},
		{"He came, [[at ten]], and went.", "He came, and went."},
		{"Line.\n[[Tonight]] he sang.", "Line.\nHe sang."},
	} {
		i := strings.Index(c[0], "[[")
		j := strings.Index(c[0], "]]") - 2
		text := strings.NewReplacer("[[", "", "]]", "").Replace(c[0])
		if got := post.Apply(text, []post.Edit{leaveOut(text, i, j)}); got != c[1] {
			t.Errorf("%q: %q, want %q", c[0], got, c[1])
		}
	}
}

func TestTimeTakesItsOwnLeadAlong(t *testing.T) {
	for _, c := range []string{"He came in [[last night]] late.", "He came in [[on Friday]] late.", "She left [[in March]].", "It was the talk [[over Christmas]]."} {
		i, j := strings.Index(c, "[["), strings.Index(c, "]]")-2
		text := strings.NewReplacer("[[", "", "]]", "").Replace(c)
		words := text[i:j]
		if _, rest, ok := strings.Cut(words, " "); ok && !strings.HasPrefix(words, "last") {
			words = rest
		}
		if at := timeLead(text, strings.Index(text, words)); at != i {
			t.Errorf("%q: from %q", text, text[at:])
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"os"
	"slices"
	"strings"
	"testing"

	"chaperone/fact"
	"chaperone/post"
)

// TestPlainCluesAreRead holds what is read of plain stories to testdata/plainclues.txt, both ways: what is newly read loses its "-".
func TestPlainCluesAreRead(t *testing.T) {
	data, err := os.ReadFile("testdata/plainclues.txt")
	if err != nil {
		t.Fatal(err)
	}
	const before = "Saw a patient of mine today. "
	read, all := 0, 0
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		marked, known := strings.CutPrefix(line, "- ")
		words := strings.NewReplacer("[", "", "]", "").Replace(marked)
		set := readPost(t, before+words+".")
		found := false
		for _, k := range storyReadings {
			found = found || slices.ContainsFunc(set.Of(k.kind), func(f fact.Fact) bool { return f.Overlaps(bracketed(t, before, marked)) })
		}
		all++
		if found {
			read++
		}
		if found == known {
			t.Errorf("%q: read %v, the file says %v", marked, found, !known)
		}
	}
	t.Logf("%d of %d are read", read, all)
}

// bracketed gives where the first words in brackets stand behind before, once the brackets are gone.
func bracketed(t *testing.T, before, marked string) post.Span {
	t.Helper()
	start, end := strings.Index(marked, "["), strings.Index(marked, "]")
	if start < 0 || end < start {
		t.Fatalf("%q: no words in brackets", marked)
	}
	return post.Span{Start: len(before) + start, End: len(before) + end - 1}
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"os"
	"slices"
	"strings"
	"testing"

	"chaperone/fact"
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
		words, spans, err := fact.Marks(before + marked + ".")
		if err != nil || len(spans) == 0 {
			t.Fatalf("%q: no words in brackets (%v)", marked, err)
		}
		set := readPost(t, words)
		found := false
		for _, k := range storyReadings {
			found = found || slices.ContainsFunc(set.Of(k.kind), func(f fact.Fact) bool { return f.Overlaps(spans[0]) })
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

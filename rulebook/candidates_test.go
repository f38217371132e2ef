// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every candidate rule the catalogue of guidance led to is in, or the page says why not; never both.
func TestEveryCandidateRuleIsInOrSaysWhyNot(t *testing.T) {
	list, err := os.ReadFile("testdata/candidates.txt")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../doc/left-out.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z0-9-]+)` \\| .{10,}").FindAllStringSubmatch(string(page), -1) {
		out[m[1]] = true
	}
	book, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	ids := strings.Fields(string(list))
	if len(ids) != 120 {
		t.Fatalf("%d candidates listed, there were 120", len(ids))
	}
	for _, id := range ids {
		in := book.Rule(id) != nil
		switch {
		case in && out[id]:
			t.Errorf("%s is in the rulebook and on the page of those left out", id)
		case !in && !out[id]:
			t.Errorf("%s is neither in the rulebook nor on the page of those left out", id)
		}
	}
}

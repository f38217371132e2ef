// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"testing"
)

func TestCommonWordsAreFoundWhereTheyLie(t *testing.T) {
	all := strings.Fields(storyCommonWords)
	if len(all) < 4000 || !slices.IsSorted(all) {
		t.Fatalf("%d words, sorted: %v", len(all), slices.IsSorted(all))
	}
	for _, w := range all {
		if !listedWord(w) {
			t.Fatalf("%q is not found", w)
		}
	}
	for _, w := range []string{"", "aaaa", "zzzz", "paraglider", "stormtrooper", "the the"} {
		if listedWord(w) {
			t.Errorf("%q is found", w)
		}
	}
	for w, want := range map[string]bool{"wards": true, "walked": true, "stopped": true, "running": true, "paragliders": false, "garibaldi": false, "mahler": false} {
		if commonWord(w) != want {
			t.Errorf("%q common: %v", w, !want)
		}
	}
}

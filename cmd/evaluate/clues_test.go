// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"chaperone/cmd/cases"
	"chaperone/fact/detect"
)

// The table of kinds can fall behind the detectors only in names that are not read yet; a misspelt name would count as a miss for ever.
func TestEveryLabelHasAKindThatIsRead(t *testing.T) {
	for _, r := range clueKinds {
		known := 0
		for _, k := range r.read {
			if detect.Known(k) {
				known++
			}
		}
		if known == 0 && r.label != "employer" && r.label != "handle" {
			t.Errorf("nothing reads %q: %v", r.label, r.read)
		}
	}
}

func TestCluesAreCountedOnTheStudyPart(t *testing.T) {
	var b strings.Builder
	if err := subcommands["clues"].run(&b, []string{"--cases", "../../testdata/cases", "--part", cases.Study}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"== study: ", "\nage ", "\nall "} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	if err := subcommands["clues"].run(&b, []string{"--part", "all"}); err == nil {
		t.Error("a part that does not exist is taken")
	}
}

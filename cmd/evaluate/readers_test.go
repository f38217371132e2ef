// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"chaperone/cmd/cases"
	"chaperone/post"
	"chaperone/practice"
)

// Over the whole study part no card quotes what doesn't stand there, and of posts that need nothing few say anything to anybody.
func TestReaderCardsInventNothing(t *testing.T) {
	var b strings.Builder
	if err := subcommands["readers"].run(&b, []string{"--cases", "../../testdata/cases", "--part", cases.Study}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), " lines; 0 quote what doesn't stand") {
		t.Errorf("%s", b.String())
	}
	for _, r := range []string{"\npatient ", "\nneighbour ", "\nemployer "} {
		if !strings.Contains(b.String(), r) {
			t.Errorf("no %q in\n%s", r, b.String())
		}
	}
	if err := subcommands["readers"].run(&b, []string{"--part", cases.Unseen}); err == nil {
		t.Error("the part that nobody reads is read")
	}
}

func TestAnInventedQuoteIsSeen(t *testing.T) {
	r := &practice.Report{Post: &post.Post{Text: "A teacher from Whitby came in last  night."}}
	for says, want := range map[string]bool{
		"Would know themselves by ‘teacher’, ‘Whitby’ and ‘last night’.": true,
		"Would know themselves by ‘teacher’ and ‘Hull’.":                 false,
		"Is named here: ‘Mrs Begum’.":                                    false,
		"Is named here: ‘A teacher from…’.":                              true,
		"May say that nobody asked them.":                                true,
	} {
		if stands(says, r) != want {
			t.Errorf("%q stands: %v", says, !want)
		}
	}
}

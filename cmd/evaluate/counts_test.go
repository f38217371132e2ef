// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"io/fs"
	"os"
	"testing"
)

// The counts are committed so that a change of rules or detectors shows whom it reaches, and a reviewer reads that. This test only
// makes sure they were written again.
func TestCommittedCountsAreWhatTheRulesGive(t *testing.T) {
	want, err := os.ReadFile("../../testdata/counts/" + seenCounts + ".txt")
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatal("no counts are committed; make counts writes them")
	}
	if err != nil {
		t.Fatal(err)
	}
	c, err := checker()
	if err != nil {
		t.Fatal(err)
	}
	got, err := countDir(c, "../../testdata/cases/seen")
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Error("testdata/counts is not what the rules give now. Run make counts, read the difference and commit it with the change that made it.")
	}
}

func TestARecordOfAWholeHistoryIsCountedPostByPost(t *testing.T) {
	for in, want := range map[string]int{
		`{"text":"a"}`: 1,
		`{"text":"a b","posts":[{"text":"a"},{"text":"b"}]}`: 2,
		`{"text":"a b","posts":["a","b",""]}`:                2,
		`{"text":"a","received":true}`:                       0,
	} {
		if got := len(postsOf([]byte(in))); got != want {
			t.Errorf("%s: %d posts, want %d", in, got, want)
		}
	}
}

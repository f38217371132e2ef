// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// The folders and the rule agree: what lies in unseen is Unseen, and nothing else is. Only ids are read.
func TestTheFoldersFollowTheRule(t *testing.T) {
	for _, folder := range []string{"seen", "unseen"} {
		files, err := filepath.Glob("../../testdata/cases/" + folder + "/*.jsonl")
		if err != nil || len(files) != 5 {
			t.Fatalf("%s: %d files, %v", folder, len(files), err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for line := range bytes.Lines(data) {
				var r struct{ ID, Series string }
				if err := json.Unmarshal(line, &r); err != nil {
					t.Fatal(err)
				}
				if got := Part(Key(r.Series, r.ID)); (got == Unseen) != (folder == "unseen") {
					t.Errorf("%s lies in %s and is %s by the rule", r.ID, folder, got)
				}
			}
		}
	}
}

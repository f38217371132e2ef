// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"chaperone/text"
)

// What training and measuring read of a text by a few lists must be what the check reads of it by all.
func TestTheTaggerSeesTheSameInTrainingAndInTheCheck(t *testing.T) {
	m, err := start()
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("../../testdata/cases/seen/*.jsonl")
	n := 0
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		in := bufio.NewScanner(f)
		in.Buffer(nil, 1<<22)
		for in.Scan() {
			var c struct {
				Text string `json:"text"`
			}
			if err := json.Unmarshal(in.Bytes(), &c); err != nil {
				t.Fatal(err)
			}
			_, few, err := TaggerText(c.Text)
			if err != nil {
				t.Fatal(err)
			}
			d := text.Read(c.Text)
			all := taggerWords(nil, d, m.lexicon.Scan(d))
			if !slices.Equal(few, all) {
				for i := range min(len(few), len(all)) {
					if few[i] != all[i] {
						t.Fatalf("%s: %q is %b by itself and %b in the check", path, few[i].Raw, few[i].Flags, all[i].Flags)
					}
				}
				t.Fatalf("%s: %d words by itself, %d in the check", path, len(few), len(all))
			}
			n++
		}
	}
	if n < 400 {
		t.Fatalf("only %d texts were compared", n)
	}
}

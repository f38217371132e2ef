// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"chaperone/record/ledger"
)

// The program of doc/ledger.md, run as it stands there.
func TestPythonChecksAProofAsThePageSays(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 isn't here")
	}
	page, err := os.ReadFile("../../doc/ledger.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "<!-- script: proof.py -->\n```python\n")
	script, _, ends := strings.Cut(rest, "```")
	if !ok || !ends {
		t.Fatal("the page has no program")
	}
	dir := t.TempDir()
	check := func(p ledger.Proof) (string, error) {
		data, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "proof.json")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(python, "-c", script, file).CombinedOutput()
		return string(out), err
	}
	v := checkpointed(t, 13)
	for _, c := range [][2]int64{{0, 1}, {0, 13}, {5, 13}, {11, 13}, {12, 13}, {3, 8}} {
		p, err := ledger.Inclusion(v, c[0], c[1])
		if err != nil {
			t.Fatal(err)
		}
		if out, err := check(p); err != nil || !strings.Contains(out, `"kind":"test.happened"`) {
			t.Errorf("entry %d of %d: %v\n%s", c[0], c[1], err, out)
		}
		p.Salt[3] ^= 1
		if out, err := check(p); err == nil {
			t.Errorf("entry %d of %d with another salt: %s", c[0], c[1], out)
		}
	}
}

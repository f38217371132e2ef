// SPDX-License-Identifier: Apache-2.0

package permit_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The commands of doc/permit.md, run as they stand there.
func TestOpenSSLVerifiesAsThePageSays(t *testing.T) {
	for _, tool := range []string{"sh", "openssl", "base64"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool, "isn't here")
		}
	}
	page, err := os.ReadFile("../../doc/permit.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "<!-- script: verify.sh -->\n```sh\n")
	script, _, ends := strings.Cut(rest, "```")
	if !ok || !ends {
		t.Fatal("the page has no script")
	}
	verify := func(data []byte) (string, error) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "permit.txt"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("sh", "-c", script, "sh", "permit.txt")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for _, name := range []string{"permit.txt", "permit-least.txt", "status.txt", "status-empty.txt"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if out, err := verify(data); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
		if out, err := verify([]byte(strings.Replace(string(data), "2026", "2027", 1))); err == nil {
			t.Errorf("%s with another year: %s", name, out)
		}
	}
}

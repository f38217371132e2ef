// SPDX-License-Identifier: Apache-2.0

package chaperone

import (
	"os/exec"
	"strings"
	"testing"
)

// Nothing leaves the machine: the program for checking can't even reach a package that opens connections. (net/url and net/netip are
// words about addresses, not connections.)
func TestTheProgramCannotReachTheNetwork(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./cmd/chaperone").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if len(deps) < 50 {
		t.Fatalf("only %d packages listed: the question was not answered", len(deps))
	}
	for _, d := range deps {
		switch d {
		case "net", "net/http", "crypto/tls", "net/rpc", "net/smtp":
			t.Errorf("cmd/chaperone reaches %s", d)
		}
	}
}

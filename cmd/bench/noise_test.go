// SPDX-License-Identifier: Apache-2.0

package main

import "testing"

func TestWhatOtherMachinesTook(t *testing.T) {
	before := readProcessor("cpu  100 10 20 5000 30 1 2 40 0 0\ncpu0 1 1 1 1\n")
	if want := (processor{used: 133, stolen: 40}); before != want {
		t.Fatalf("%+v, want %+v", before, want)
	}
	after := readProcessor("cpu  160 10 25 9000 90 1 2 75 0 0\n") // 65 used, 35 stolen
	if got, want := after.since(before), "; other machines took 35 % of the processor time asked for"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, bad := range []string{"", "cpu", "cpu 1 2 3", "cpu a b c d e f g h", "intr 1 2 3 4 5 6 7 8 9"} {
		if got := readProcessor(bad); got != (processor{}) {
			t.Errorf("%q: %+v", bad, got)
		}
	}
	if got := (processor{}).since(processor{}); got != "" {
		t.Errorf("without an account: %q", got)
	}
}

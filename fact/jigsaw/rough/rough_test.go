// SPDX-License-Identifier: Apache-2.0

package rough

import "testing"

func TestOneMoreClueNeverEnlargesTheCrowd(t *testing.T) {
	clues := []Clue{{Kind: "age"}, {Kind: "sex"}, {Kind: "rare"}, {Kind: "sex"}, {Kind: "sex"}, {Kind: "venue", Bits: 2}}
	last := Estimate(Frame{}, nil).Bits
	for i := range clues {
		b := Estimate(Frame{}, clues[:i+1]).Bits
		if b > last {
			t.Errorf("clue %d (%s) enlarges the crowd from %.1f to %.1f bits", i, clues[i].Kind, last, b)
		}
		last = b
	}
}

func TestANarrowerFrameNeverEnlargesTheCrowd(t *testing.T) {
	wide := Estimate(Frame{}, nil).Bits
	for _, f := range []Frame{{Workplace: true}, {People: 900}, {Days: 1}, {Workplace: true, Days: 7}} {
		if b := Estimate(f, nil).Bits; b >= wide {
			t.Errorf("%+v leaves %.1f bits, no fewer than %.1f", f, b, wide)
		}
	}
}

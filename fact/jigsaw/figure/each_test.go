// SPDX-License-Identifier: Apache-2.0

package figure

import "testing"

func TestWalkingATableGivesWhatLookingUpGives(t *testing.T) {
	blocksSeen, mentions := 0, 0.0
	for b := range Blocks() {
		blocksSeen++
		if got, ok := BlockOf(b.Code); !ok || got.Code != b.Code {
			t.Fatalf("block %s is not found again", b.Code)
		}
		sum := 0.0
		for code, n := range b.Codes() {
			if of, ok := BlockOf(code); !ok || of.Code != b.Code {
				t.Errorf("code %s of block %s is found in %q", code, b.Code, of.Code)
			}
			sum += n
		}
		if sum != b.Mentions().Value {
			t.Errorf("codes of %s sum to %g, the block says %g", b.Code, sum, b.Mentions().Value)
		}
		mentions += sum
	}
	if blocksSeen < 200 || mentions < 1e8 {
		t.Errorf("%d blocks with %g mentions", blocksSeen, mentions)
	}
	emergencies := 0.0
	for u := range Trusts() {
		if u.Code == "england" {
			t.Error("England is no trust")
		}
		emergencies += u.Emergency.Value
	}
	if all := EnglandEmergency().Value; emergencies < 0.9*all || emergencies > 1.1*all {
		t.Errorf("trusts sum to %g emergency admissions, England has %g", emergencies, all)
	}
	towns := 0
	for v := range EveryTown() {
		if towns++; v.People.Value <= 0 || len(Towns(v.Name)) == 0 {
			t.Errorf("town %+v", v)
		}
	}
	codes := 0
	for c := range EthnicCodes() {
		if codes++; codes == 1 {
			if f, ok := Ethnic(c, "white"); !ok || f.Value <= 0 || f.Value > 1 {
				t.Errorf("%s: %v", c, f)
			}
		}
	}
	if towns < 5000 || codes < 300 {
		t.Errorf("%d towns, %d codes", towns, codes)
	}
}

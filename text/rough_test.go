// SPDX-License-Identifier: Apache-2.0

package text

import (
	"fmt"
	"testing"
)

func TestARoughSetNeverDeniesWhatItHoldsAndSeldomClaimsWhatItDoesNot(t *testing.T) {
	var r Rough
	if r.Maybe("") || r.Maybe("drug") {
		t.Error("an empty set claims a name")
	}
	name := func(i int) string { return fmt.Sprintf("%x-list-of-%d", i*i*7, i*31) }
	for i := range 80 {
		r.Add(name(i))
		if r.Add(""); !r.Maybe(name(i)) || !r.Maybe("") {
			t.Fatalf("%q was put in and is denied", name(i))
		}
	}
	wrong := 0
	for i := 100; i < 2100; i++ {
		if r.Maybe(name(i)) {
			wrong++
		}
	}
	if wrong > 400 {
		t.Errorf("%d of 2000 names that are not in the set may be, it says: then it saves nothing", wrong)
	}
}

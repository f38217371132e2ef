// SPDX-License-Identifier: Apache-2.0

//go:build !purego

package vec

import "testing"

func TestTheNarrowerWayAgreesTooWhereBothAreThere(t *testing.T) {
	if !wide {
		t.Skip("no AVX-512 here: the other tests do the narrower way")
	}
	wide = false
	defer func() { wide = true }()
	everyShape(t)
}

// SPDX-License-Identifier: Apache-2.0

//go:build race

package vec

// raced tells that the race detector is on: it makes sync.Pool drop things at random, so allocations say nothing.
const raced = true

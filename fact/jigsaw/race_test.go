// SPDX-License-Identifier: Apache-2.0

//go:build race

package jigsaw

// share is what part of the random problems is tried: one in five under the race detector, which finds nothing in what one goroutine does.
const share = 5

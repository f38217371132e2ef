// SPDX-License-Identifier: Apache-2.0

//go:build race

package ledger_test

// large is a fifth of what it is without the race detector, which finds nothing in what one goroutine does; test.sh runs the whole of it, too.
const large = 20_000

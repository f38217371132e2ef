// SPDX-License-Identifier: Apache-2.0

//go:build !race

package ledger_test

const large = 100_000

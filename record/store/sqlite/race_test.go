// SPDX-License-Identifier: Apache-2.0

//go:build race

package sqlite

// raceOn makes sets smaller: SQLite is 20 to 60 times slower under the race detector.
const raceOn = true

// SPDX-License-Identifier: Apache-2.0

// Package claim tells whether two sentences make the same claim about health: a claim once looked up need not be looked up again, and a
// claim that only sounds like it must not pass for it.
//
// A sentence is read into a Form: the things it speaks of, which way it says something goes, whom and how many it is about, how sure it
// is. Two forms are Exact only where all of that agrees, so that no number, group, hedge or "not" slips by; Near where what they speak
// of is mostly the same; Contrary where they are near and say the opposite. It is a comparison of words, not of meaning: what it calls
// Near is a question to a person, never an answer.
package claim

// Verdict says how a sentence stands to a claim on record.
type Verdict uint8

// The verdicts. Different is the zero value: nothing is claimed of two sentences nobody could compare.
const (
	Different Verdict = iota
	Contrary          // mostly the same things, the opposite said of them
	Near              // mostly the same things, something differs
	Exact             // the same things, numbers, direction, negation, people and certainty
)

func (v Verdict) String() string { return [...]string{"different", "contrary", "near", "exact"}[v] }

// Difference names what two near claims differ in, in words for a person.
type Difference string

// The differences, in the order they are told.
const (
	DiffersWay     Difference = "which way it goes"
	DiffersNot     Difference = "a ‘not’"
	DiffersNumber  Difference = "a number"
	DiffersGroup   Difference = "who it is about"
	DiffersAgainst Difference = "what it is compared with"
	DiffersSure    Difference = "how sure it is"
	DiffersStrong  Difference = "how strong or how often"
	DiffersRoles   Difference = "what acts on what"
	DiffersWords   Difference = "some words"
)

// Result is what a comparison gives.
type Result struct {
	Verdict Verdict
	Score   float64      // 0 to 1: the share of what the claim on record speaks of that the sentence speaks of, too
	Differs []Difference // for Near, at least one; for Exact none
}

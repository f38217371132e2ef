// SPDX-License-Identifier: Apache-2.0

// Package jigsaw estimates how many people a story could be about: a story's clues and public figures in, a number of people with an
// interval out, with what each clue does to it and the least change that makes it safer. It stands alone but for the post: no clock, no
// network, no person-level data. The number is an upper bound, since only clues with a figure are counted.
//
// Story and Reading are what was read, in words and codes; Problem is the same in figures; Solve turns the one into a Result.
package jigsaw

import (
	"time"

	"chaperone/post"
)

// Sort is what a clue is about.
type Sort string

// The sorts of clue. Detail is everything seen that no figure exists for: it is listed, never counted.
const (
	Age        Sort = "age"
	Sex        Sort = "sex"
	Condition  Sort = "condition"
	Mechanism  Sort = "mechanism"
	Procedure  Sort = "procedure"
	Care       Sort = "care" // place of care: ward, hospital, trust
	Home       Sort = "home" // where the person lives
	When       Sort = "when"
	Ethnicity  Sort = "ethnicity"
	Religion   Sort = "religion"
	Born       Sort = "born" // country of birth
	Occupation Sort = "occupation"
	Marital    Sort = "marital"
	Multiple   Sort = "multiple" // twins, triplets
	GivenName  Sort = "given-name"
	Detail     Sort = "detail"
)

// Source says where a reader finds a clue.
type Source string

// The sources. A profile fact was stated once, by the account, and counts for every post.
const (
	FromText    Source = "text"
	FromProfile Source = "profile"
	FromHistory Source = "history"
)

// Reading is one thing said about the person a story tells of, normalised, with the words it was read from.
type Reading struct {
	Sort   Sort
	Source Source
	Post   string // id of the post the words stand in; "" for the post being checked
	post.Span
	Words string
	Value Value
	Kind  string // the kind of fact it was read as
	Said  bool   // an earlier post says it, too, so that no change of this one takes it back
}

// Value is a reading in the terms of figures. Which fields count depends on the Sort; zero fields say nothing.
type Value struct {
	Lo, Hi      int       // Age: completed years, both included
	Code        string    // Sex "f" or "m"; Condition ICD-10 codes or ranges ("S72.0", "I60-I62", several with a comma) or "ORPHA:399"; Mechanism ICD-10 V01-Y98; Procedure OPCS-4; Occupation "soc1" to "soc9"; Ethnicity, Religion, Born: a row of the table of figures; Multiple "2", "3", "4"; GivenName the name in lower case
	Place       string    // Care: ODS code of the trust or hospital where known, else the name; Home: the name as the tables write it
	From, Until time.Time // When: the window, Until excluded
	Night       bool      // When: only the night hours of the window
	Vague       bool      // When: no words of time; readers take it for recent
}

// Setting is where care was given.
type Setting string

// The settings. In the community nobody is admitted, so admissions say nothing of how many such people there are.
const (
	AnySetting Setting = ""
	Hospital   Setting = "hospital"
	Community  Setting = "community"
)

// Story is what one post, or several that tell of the same person, say of one patient.
type Story struct {
	Readings []Reading
	Posts    []string  // ids of the posts it was gathered from, in order of time; "" is the post being checked
	Told     time.Time // when the last of them was or will be published
	Setting  Setting   // where care was given, as far as the story or its author tell
	Grave    bool      // child, death, pregnancy loss, mental or sexual health, safeguarding, crime, small community: the higher threshold
	News     bool      // something in it is of the kind that gets reported
	Country  string    // ISO code of the author's country; "" unknown
}

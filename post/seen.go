// SPDX-License-Identifier: Apache-2.0

package post

// Seen is what a person says of a picture or film of theirs, since nothing looks into it: what a careful colleague would ask. The zero value is
// one of which nobody has said anything.
type Seen struct {
	Who      Shows  `yaml:"who" json:"who,omitempty"`           // who or what is in it
	Behind   Answer `yaml:"behind" json:"behind,omitempty"`     // somebody else is behind or at the edge
	Readable Answer `yaml:"readable" json:"readable,omitempty"` // a screen, paper, label or wristband can be read
	AtWork   Answer `yaml:"at_work" json:"at_work,omitempty"`   // it was taken at work
	Results  Answer `yaml:"results" json:"results,omitempty"`   // it shows before and after a treatment
	Agreed   Answer `yaml:"agreed" json:"agreed,omitempty"`     // everybody in it agreed to this post
}

// Shows says who or what is in a picture; the zero value that nobody said.
type Shows string

// What a picture may show. Where several are in it, whoever most needs asking counts.
const (
	ShowsNobody    Shows = "nobody"
	ShowsMe        Shows = "me"
	ShowsColleague Shows = "colleague"
	ShowsPatient   Shows = "patient" // or a part of one
	ShowsScan      Shows = "scan"    // an X-ray, slide or trace
	ShowsOther     Shows = "other"   // somebody else
)

// Answer is a person's answer; the zero value that there is none.
type Answer string

// The answers.
const (
	SaidYes Answer = "yes"
	SaidNo  Answer = "no"
)

// ParseSeen reads answers as forms and files give them; false where one of them is none.
func ParseSeen(who, behind, readable, atWork, results, agreed string) (s Seen, ok bool) {
	switch Shows(who) {
	case "", ShowsNobody, ShowsMe, ShowsColleague, ShowsPatient, ShowsScan, ShowsOther:
	default:
		return s, false
	}
	for _, a := range []string{behind, readable, atWork, results, agreed} {
		if x := Answer(a); x != "" && x != SaidYes && x != SaidNo {
			return s, false
		}
	}
	return Seen{Shows(who), Answer(behind), Answer(readable), Answer(atWork), Answer(results), Answer(agreed)}, true
}

// People tells whether somebody whose agreement counts is in it: anybody but the author.
func (s Seen) People() bool {
	return s.Who == ShowsColleague || s.Who == ShowsPatient || s.Who == ShowsOther || s.Behind == SaidYes
}

// Open counts the questions that have no answer yet. Whether everybody agreed is asked only where somebody is in it.
func (s Seen) Open() int {
	n := 0
	for _, none := range []bool{s.Who == "", s.Behind == "", s.Readable == "", s.AtWork == "", s.Results == "", s.People() && s.Agreed == ""} {
		if none {
			n++
		}
	}
	return n
}

// Question is one that is asked about a picture, in words, with what was answered.
type Question struct {
	Field  string // of a Seen, as JSON names it
	Asks   string
	Answer string // in words; "" where nobody has said
}

// ShowsWords say who or what is in a picture.
var ShowsWords = map[Shows]string{ShowsNobody: "Nobody", ShowsMe: "Only the author", ShowsColleague: "A colleague", ShowsPatient: "A patient, or part of one", ShowsScan: "A scan, slide or trace", ShowsOther: "Somebody else"}

// Questions lists what is asked about a picture, with the answers, in the order in which it is asked.
func (s Seen) Questions() []Question {
	yesNo := map[Answer]string{SaidYes: "Yes", SaidNo: "No"}
	return []Question{
		{"who", "Who or what is in it?", ShowsWords[s.Who]},
		{"behind", "Is anyone else behind, or at the edge?", yesNo[s.Behind]},
		{"readable", "Can a screen, paper, label or wristband be read?", yesNo[s.Readable]},
		{"at_work", "Was it taken at work?", yesNo[s.AtWork]},
		{"results", "Does it show before and after a treatment?", yesNo[s.Results]},
		{"agreed", "Did everybody in it agree to this post?", yesNo[s.Agreed]},
	}
}

// SPDX-License-Identifier: Apache-2.0

// Package fact holds what was read from a post: where, how surely, and about whom. Facts say what stands there, never whether it is
// allowed; rules do that. What nobody could read is unknown, which is not the same as absent.
package fact

import (
	"fmt"
	"slices"
	"time"

	"chaperone/post"
	"chaperone/register"
	"chaperone/text"
)

// Kind names a sort of fact, such as "postcode" or "consent-claim". A kind can be true or false of a post.
type Kind string

// Subject says whom a fact is about.
type Subject string

// The subjects. The zero value means nobody could tell.
const (
	Unclear    Subject = ""
	Patient    Subject = "patient"
	Author     Subject = "author"
	Colleague  Subject = "colleague"
	Family     Subject = "family"
	PublicFig  Subject = "public"
	Eponym     Subject = "eponym"
	Historic   Subject = "historic"
	Fiction    Subject = "fiction"
	Generic    Subject = "generic" // a group, or people in general
	Simulated  Subject = "simulated"
	Respondent Subject = "respondent" // the person a reply answers
)

// Fact is one thing read from a post.
type Fact struct {
	Kind Kind
	post.Span
	Subject     Subject
	SubjectSure float64 // 0 to 1: how surely the fact is about its subject; 1 where the detector knew; 0 where Subject is Unclear
	Value       string  // normalised: "104" for "a hundred and four", "semaglutide" for "Ozempic"
	Code        string  // the value in the classification its kind goes by (ICD-10, OPCS-4, SOC, years, a window of time); "" where there is none
	Note        string  // why the words count, as a sentence for the author, where they alone don't show it: which entry, whose brand; "" elsewhere
	Instead     string  // wider words that could stand here; "" where nobody can say
	Told        bool    // read for the estimate of how many people a story fits; it does not count for rules and models that were fitted without it
	Confidence  float64 // 0 to 1; rules read a fact at 0.5 and above
	From        string  // the detector that read it
	Clues       []Clue  // the words it rests on, where they are others than its own; in any order
}

// Clue is a place in the post that a fact rests on. A fact that a model proposes for a whole text names its evidence so.
type Clue struct {
	post.Span
	Weight float64 // how much the fact rests on these words, against its other clues; above 0, in any unit
}

// String hides the words.
func (f Fact) String() string {
	return fmt.Sprintf("%s %d-%d (%s, %.2f)", f.Kind, f.Start, f.End, f.Subject, f.Confidence)
}

// Known is what is known of a kind in a post.
type Known uint8

// No is the zero value: read for, and not there.
const (
	No Known = iota
	Unknown
	Yes
)

// And is three-valued: a No settles it, else an Unknown keeps it open.
func (k Known) And(o Known) Known { return min(k, o) }

// Or is three-valued: a Yes settles it, else an Unknown keeps it open.
func (k Known) Or(o Known) Known { return max(k, o) }

// Not turns Yes and No round; what is unknown stays so.
func (k Known) Not() Known { return Yes - k }

func (k Known) String() string { return [...]string{"no", "unknown", "yes"}[k] }

// Depth says how much time a post is worth. The sentence encoder is right more often than the quick models, and takes tens of
// milliseconds where they take one.
type Depth uint8

// The depths.
const (
	Quick     Depth = iota // without the encoder
	Unsettled              // with the encoder where the quick models leave it open: for archives
	Deep                   // with the encoder
)

// Input is everything facts are read from. It is a value: no clock, network or store is behind it.
type Input struct {
	Post      *post.Post
	Practice  *register.Practice // never nil; its registers may be
	Doc       *text.Doc
	Matches   *text.Matches
	Now       time.Time         // when the check is made
	Depth     Depth             // how much time may be taken
	Answers   map[string]string // what a person has answered to questions about this post, by rule
	Clinician bool              // whoever writes is a clinician, even where nobody has said which

	// Thresholds are how many people a story has to fit, where an organisation asks for more than the least.
	Thresholds Thresholds
}

// Thresholds are numbers of people a story has to fit; 0 asks for no more than the least (fact/jigsaw). Below the first it can't stand, below
// Clear it needs a decision. Grave ones are for stories of children, deaths, mental or sexual health and the like.
type Thresholds struct {
	Red        float64 `yaml:"red" json:"red,omitempty"`
	Clear      float64 `yaml:"clear" json:"clear,omitempty"`
	GraveRed   float64 `yaml:"grave_red" json:"grave_red,omitempty"`
	GraveClear float64 `yaml:"grave_clear" json:"grave_clear,omitempty"`
}

// ByClinician tells whether it is known that a clinician writes: what is told of somebody's illness may then be a patient's.
func (in *Input) ByClinician() bool { return in.Clinician || in.Practice.Author.Role != "" }

// Set is all that was read from one post.
type Set struct {
	In      *Input     // what it was read from
	kinds   text.Rough // of which anything is known: a fact, or that it is unknown
	byKind  map[Kind][]Fact
	unknown map[Kind]string
	failed  map[Kind]string
	Crowd   any // what detect made of the story the post tells, its *detect.Crowd; nil where it tells of nobody
}

// NewSet gives an empty set for an input.
func NewSet(in *Input) *Set { return &Set{In: in, byKind: map[Kind][]Fact{}} }

// Threshold is the confidence from which a fact counts for rules.
const Threshold = 0.5

// Add puts a fact in.
func (s *Set) Add(f Fact) {
	s.kinds.Add(string(f.Kind))
	s.byKind[f.Kind] = append(s.byKind[f.Kind], f)
}

// Drop takes all facts of some kinds out, to be read again.
func (s *Set) Drop(ks ...Kind) {
	for _, k := range ks {
		delete(s.byKind, k)
	}
}

// Settle hands every fact of the set to f, which may say whom it is about. The order is not defined.
func (s *Set) Settle(f func(*Fact)) {
	for _, fs := range s.byKind {
		for i := range fs {
			f(&fs[i])
		}
	}
}

// Unknown notes that a kind could not be read, and why. A fact of the kind that was read all the same outweighs it.
func (s *Set) Unknown(k Kind, why string) {
	if s.unknown == nil {
		s.unknown = map[Kind]string{}
	}
	if _, ok := s.unknown[k]; !ok {
		s.kinds.Add(string(k))
		s.unknown[k] = why
	}
}

// Fail notes that the reading of a kind broke: the kind is unknown, and rules that need it have failed.
func (s *Set) Fail(k Kind, why string) {
	if s.failed == nil {
		s.failed = map[Kind]string{}
	}
	s.failed[k] = why
	s.Unknown(k, why)
}

// Broken tells whether the reading of any kind broke.
func (s *Set) Broken() bool { return len(s.failed) > 0 }

// Failed says why the reading of a kind broke; "" where it did not.
func (s *Set) Failed(k Kind) string { return s.failed[k] }

// Known tells what is known of a kind.
func (s *Set) Known(k Kind) Known {
	if !s.kinds.Maybe(string(k)) {
		return No
	}
	fs := s.byKind[k]
	for i := range fs {
		if fs[i].Confidence >= Threshold {
			return Yes
		}
	}
	if _, ok := s.unknown[k]; ok {
		return Unknown
	}
	return No
}

// Has tells whether a fact of the kind counts.
func (s *Set) Has(k Kind) bool { return s.Known(k) == Yes }

// WhyUnknown says why a kind is unknown; "" where it is not.
func (s *Set) WhyUnknown(k Kind) string { return s.unknown[k] }

// Of gives the facts of a kind that count, in order of place.
func (s *Set) Of(k Kind) []Fact {
	if !s.kinds.Maybe(string(k)) {
		return nil
	}
	all := s.byKind[k]
	for i := range all {
		if all[i].Confidence < Threshold {
			return slices.DeleteFunc(slices.Clone(all), func(f Fact) bool { return f.Confidence < Threshold })
		}
	}
	return all
}

// Best is the highest confidence with which a kind was read, also where that is too low to count; 0 for none.
func (s *Set) Best(k Kind) float64 {
	best := 0.0
	for i := range s.byKind[k] {
		best = max(best, s.byKind[k][i].Confidence)
	}
	return best
}

// Kinds gives the kinds of which a fact counts, in alphabetical order.
func (s *Set) Kinds() []Kind {
	var out []Kind
	for k := range s.byKind {
		if s.Has(k) {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// KindsAt gives the kinds of the facts that count for rules and cover exactly these words, in alphabetical order.
func (s *Set) KindsAt(at post.Span) []Kind {
	var out []Kind
	for k, fs := range s.byKind {
		for i := range fs {
			if fs[i].Span == at && fs[i].Confidence >= Threshold && !fs[i].Told {
				out = append(out, k)
				break
			}
		}
	}
	slices.Sort(out)
	return out
}

// All gives every fact, low confidence included, by place and kind.
func (s *Set) All() []Fact {
	var out []Fact
	for _, fs := range s.byKind {
		out = append(out, fs...)
	}
	slices.SortFunc(out, func(a, b Fact) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		if a.End != b.End {
			return a.End - b.End
		}
		if a.Kind < b.Kind {
			return -1
		}
		return 1
	})
	return out
}

// SPDX-License-Identifier: Apache-2.0

package jigsaw

import "chaperone/post"

// Figure is a number the estimate used, and the row it stands in.
type Figure struct {
	Table, Row string // "a-default" as table: an assumption, named by Row
	Value      float64
	Unit       string // "people", "admissions a year", "share"
	Source     string // who published it
	Year       string
	Licence    string
	Default    bool // no figure exists: an assumption stands in
}

// Frame is a population at risk, before any clue. Each frame holds all people the story can be about, so the smallest counts.
type Frame struct {
	Name    string  // "emergency admissions in England in a year"
	LogN    float64 // natural log of the people in it
	Var     float64 // variance of LogN
	Why     string
	Figures []Figure
}

// Share is what a level of a clue does within one frame.
type Share struct {
	Log     float64 // natural log of the part of the frame's people it holds for, at most 0; 0: it says nothing there
	Var     float64 // variance of Log
	InFrame bool    // counted in the frame's own table (its unit, its window): joining it adds no variance of its own
	Figures []Figure
}

// Level is a clue said more or less finely; the first as written, the last dropped (every Share 0).
type Level struct {
	Label  string  // "in her nineties"
	Shares []Share // one per frame of the problem
	Cost   float64 // of going from as written to here, 0 for as written
	Edits  []Edit  // the words to change to get here; nil where no wording can be offered
	Cell   int     // what Lifts calls this level
	Attest bool    // reached by attesting the true date, not by wording
}

// Edit is a change to the words of one post of the story.
type Edit struct {
	Post string // "" is the post being checked
	post.Edit
}

// Clue is one thing a reader can hold on to.
type Clue struct {
	Sort   Sort
	Source Source
	Words  string
	Spans  []Place
	Levels []Level
	At     int  // the level it stands at
	Locked bool // the teaching point: does not move

	Distinctive bool // where no figure counts it: its words are not ordinary ones (quoted speech, a number, a name, an object)
}

// Place is a span in one of the story's posts.
type Place struct {
	Post string
	post.Span
}

// Lifts tells how two clues hang together: log p(a and b) - log p(a) - log p(b) in the frame, and the mutual information of the two
// variables, both in nats. known is false where no table holds the pair: they join as if independent. It is asked once for each pair
// of levels that say something, when a problem is made ready; NaN counts as not known.
type Lifts interface {
	Lift(frame int, a Clue, la int, b Clue, lb int) (lift, mi float64, known bool)
}

// Problem is a story in figures: what Solve takes.
type Problem struct {
	Frames []Frame
	Clues  []Clue
	Lifts  Lifts // nil: all independent

	Grave bool // Story.Grave: the higher thresholds hold
	News  bool // the event is of a sort that is reported, and whether it was is not answered yet
}

// SPDX-License-Identifier: Apache-2.0

package jigsaw

// Result is everything that is known of a story: the number, why, what is not in it, and what would make it safer. It holds no one's
// data but the story's own words.
type Result struct {
	Estimate
	Verdict   Verdict
	Reasons   []Reason       // why the verdict is not clear; empty where it is
	Clues     []Contribution // the counted clues, the one that does most first
	Uncounted []Uncounted    // the rest of what was seen: it can only make the number smaller
	Plans     []Plan         // up to three, none where the verdict's number is good already
	Best      Estimate       // with every unlocked clue dropped: the most that any wording reaches
	NoWording bool           // not even Best reaches the threshold: no wording of this story is safe from this account
	Faults    []string       // figures that could not be used, in plain words
}

// Contribution is what one counted clue does.
type Contribution struct {
	Clue        int      // index in Problem.Clues
	Without     Estimate // were it not said
	Share       float64  // its part of the narrowing, 0 to 1; over all clues they sum to 1 where anything narrows
	AddsNothing bool     // no share, and the number without it is no greater
	Beside      int      // where another clue makes this one say much less: its index in Problem.Clues, else -1 ("'retired' adds little beside '84'")
	Figures     []Figure // what its number rests on, in the frame of the result
}

// Uncounted is something seen that no number holds.
type Uncounted struct {
	Clue int // index in Problem.Clues
	Why  Why
}

// Why says why a clue is not counted.
type Why string

// The reasons. Distinctive ones hold a verdict at amber.
const (
	NoFigure    Why = "no-figure"   // no figure exists, and its words are ordinary
	Distinctive Why = "distinctive" // no figure exists, and its words are not ordinary
	TooMany     Why = "too-many"    // MaxClues others narrow more
)

// Plan is a way to change the story: coarser or fewer words, or a later post with its true date attested. Facts are never altered.
type Plan struct {
	Name    string // FewestWords, KeepsPoint or DelayOnly
	Moves   []Move
	Edits   []Edit // the words to change, in order of post and place; none share a byte
	Worded  bool   // Edits make the whole plan; else some move has to be put into words by the author
	Attest  bool   // part of it is that the author attests the true date
	Cost    float64
	Before  Estimate
	After   Estimate
	Reaches bool // After.Lo reaches the threshold
	Proven  bool // no plan of this name costs less; else it is the best that was found
}

// Names of plans.
const (
	FewestWords = "fewest words"
	KeepsPoint  = "keeps the clinical point" // condition, procedure and mechanism stay as they are
	DelayOnly   = "delay only"               // only words of time move
)

// Move takes one clue from a level to a coarser one.
type Move struct {
	Clue     int // index in Problem.Clues
	From, To int // levels
}

// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"
	"strings"

	"chaperone/fact/jigsaw"
)

//go:embed table/block.tsv
var blockText string

var blocks = open("block", blockText)

// Columns of the table block.
const (
	colEpisodes = 1 + iota
	colAdmissions
	colEmergency
	colMentions
	colMale
	colFemale
	colAges
)

// blockBands are the ages of its columns from colAges on.
var blockBands = [...][2]int{{0, 0}, {1, 4}, {5, 9}, {10, 14}, {15, 15}, {16, 16}, {17, 17}, {18, 18}, {19, 19}, {20, 24}, {25, 29}, {30, 34},
	{35, 39}, {40, 44}, {45, 49}, {50, 54}, {55, 59}, {60, 64}, {65, 69}, {70, 74}, {75, 79}, {80, 84}, {85, 89}, {90, 120}}

// Block is a block of ICD-10 ("J09-J18") with the stays in hospitals of England it was the main reason for, in a year. "all" is the
// block that holds every stay.
type Block struct {
	Code string
	row  row
}

// BlockOf gives a block by its own code ("J09-J18", "all") or the one a code of three or four characters lies in ("J10", "J10.1").
// False: no such block is in the statistics; causes outside (V to Y) never are the main reason.
func BlockOf(code string) (Block, bool) {
	if r, ok := blocks.find(code); ok {
		return Block{r.key(), r}, true
	}
	code = bare(code)
	if len(code) < 3 {
		return Block{}, false
	}
	code = code[:3]
	off := blocks.seek(code)
	if off < len(blocks.rows) {
		if r, _ := blocks.at(off); r.line[:3] == code { // the block begins with the code: "J09-J18" stands behind "J09"
			return Block{r.key(), r}, true
		}
	}
	if off == 0 {
		return Block{}, false
	}
	r, _ := blocks.at(strings.LastIndexByte(blocks.rows[:off-1], '\n') + 1)
	if first, last, _ := strings.Cut(r.key(), "-"); first <= code && code <= last {
		return Block{r.key(), r}, true
	}
	return Block{}, false
}

// Episodes gives the finished consultant episodes a year with the block as primary diagnosis.
func (b Block) Episodes() jigsaw.Figure { return b.figure(colEpisodes, "episodes a year") }

// Admissions gives the admissions a year, planned and unplanned.
func (b Block) Admissions() jigsaw.Figure { return b.figure(colAdmissions, "admissions a year") }

// Emergency gives the emergency admissions a year.
func (b Block) Emergency() jigsaw.Figure { return b.figure(colEmergency, "admissions a year") }

// Mentions gives the episodes a year that name codes of the block in any position, one for each code named.
func (b Block) Mentions() jigsaw.Figure { return b.figure(colMentions, "episodes a year") }

func (b Block) figure(col int, unit string) jigsaw.Figure {
	return b.row.figure(b.row.count(col), unit)
}

// SexShare gives the part of the block's episodes of a sex ("f" or "m"). False where it is kept back (sexually transmitted infections,
// HIV) or there are no episodes. Unit: share.
func (b Block) SexShare(sex string) (jigsaw.Figure, bool) {
	m, f := b.row.count(colMale), b.row.count(colFemale)
	if b.keptBack() || m+f == 0 {
		return jigsaw.Figure{}, false
	}
	if sex == "f" {
		m = f
	}
	return b.row.figure(m/(b.row.count(colMale)+b.row.count(colFemale)), "share"), true
}

// AgeShare gives the part of the block's episodes of people aged lo to hi. Bands reached in part are parted as the people of England are;
// the figure is then marked as a default. False where ages are kept back. Unit: share.
func (b Block) AgeShare(lo, hi int) (jigsaw.Figure, bool) {
	if b.keptBack() {
		return jigsaw.Figure{}, false
	}
	n, all, split := 0.0, 0.0, false
	rest := b.row.line
	for range colAges {
		_, rest, _ = strings.Cut(rest, "\t")
	}
	for _, band := range blockBands {
		var f string
		f, rest, _ = strings.Cut(rest, "\t")
		x := number(f)
		all += x
		if from, to := max(band[0], lo), min(band[1], hi); from <= to && x > 0 {
			part := within("england", "", band[0], band[1], from, to)
			n += x * part
			split = split || part < 1
		}
	}
	if all == 0 {
		return jigsaw.Figure{}, false
	}
	f := b.row.figure(n/all, "share")
	f.Default = split
	return f, true
}

// keptBack tells whether the publisher keeps back ages and sex: then the ages do not add up to the episodes.
func (b Block) keptBack() bool {
	return b.row.sum(colAges, colAges+len(blockBands)-1) < 0.9*b.row.count(colEpisodes)
}

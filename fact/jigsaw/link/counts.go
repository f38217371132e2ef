// SPDX-License-Identifier: Apache-2.0

package link

import (
	"strings"

	"chaperone/fact/jigsaw"
)

// counts tells in about how many of an account's posts a word or reading stood, in fixed room: each cell counts for many words, and the
// least of a word's four cells is at most a little too high. Too high only makes linking more careful.
type counts struct {
	posts uint32
	cells *[countRows][countCells]uint16
}

const countRows, countCells = 4, 2048

// places are the cells of a word.
func places(s string) [countRows]uint32 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	var out [countRows]uint32
	for i := range out {
		h ^= h >> 29
		h *= 0xbf58476d1ce4e5b9
		out[i] = uint32(h>>40) % countCells
	}
	return out
}

// add counts one post.
func (c *counts) add(t *Telling) {
	c.posts++
	for _, w := range t.Words {
		c.count("w:" + w.Stem)
	}
	if t.Story == nil {
		return
	}
	seen := map[string]bool{}
	for i := range t.Story.Readings {
		if k := readingKey(&t.Story.Readings[i]); k != "" && !seen[k] {
			seen[k] = true
			c.count("p:" + k)
		}
	}
	c.count("stories")
}

func (c *counts) count(s string) {
	if c.cells == nil {
		c.cells = new([countRows][countCells]uint16)
	}
	at := places(s)
	least := c.least(at)
	if least == 65535 {
		return
	}
	for i, p := range at { // only the cells that hold the least grow: the others count for somebody else as well
		c.cells[i][p] = max(c.cells[i][p], least+1)
	}
}

func (c *counts) least(at [countRows]uint32) uint16 {
	if c.cells == nil {
		return 0
	}
	least := uint16(65535)
	for i, p := range at {
		least = min(least, c.cells[i][p])
	}
	return least
}

// few is how many posts an account is taken to have written before its first: until there are more, what it repeats says little.
const few = 20

// share is the share of posts a word stood in, those of the story itself left out.
func (c *counts) share(word string, own int) float64 {
	n := max(0, int(c.least(places(word)))-own)
	return float64(n) / float64(max(0, int(c.posts)-own)+few)
}

// readingKey is what a reading is counted as: its value, and of a single code the category, J18 for J18.1.
func readingKey(r *jigsaw.Reading) string {
	code := r.Value.Code
	if code+r.Value.Place == "" {
		return ""
	}
	switch r.Sort {
	case jigsaw.Condition, jigsaw.Procedure, jigsaw.Mechanism:
		if !strings.ContainsAny(code, "-,:") && len(code) > 3 {
			code = code[:3]
		}
	}
	return string(r.Sort) + ":" + code + r.Value.Place
}

// storyShare is the share of stories a reading stood in.
func (c *counts) storyShare(key string, own int) float64 {
	n := max(0, int(c.least(places("p:"+key)))-own)
	all := int(c.least(places("stories")))
	return float64(n) / float64(max(0, all-own)+few/2)
}

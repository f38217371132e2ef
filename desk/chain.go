// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"strings"

	"chaperone/record/ledger"
)

// chain is a picture of the log: entries in groups, hashed two by two up to one hash, which is signed. It holds no words: what it shows is said
// beneath it.
type chain struct {
	Width, Height int
	Leaves, Nodes []knot
	Lines         []string // paths between the knots
	Seal          knot
	Kept          []kept // checkpoints that somebody else keeps
	Alt           string // the same in words
	First, Last   string
	Entries       int64
	Signs         []sign // what the shapes mean, those that are there
}

// knot is a group of entries, a hash, or the signature.
type knot struct {
	X, Y int
	Is   string // clear, stop, decide, ask
}

// kept is a place under the entries.
type kept struct {
	X  int
	Is string
}

type sign struct{ Is, Words string }

// groups is how many groups of entries are drawn at most; picture measures, in units of its view box.
const (
	groups             = 8
	chainWidth         = 640
	leafY, rise, sealY = 206, 54, 26
)

var signWords = map[string]string{"clear": "as it was first written", "stop": "not as it was first written", "decide": "can’t be told by this version", "ask": "behind the fault: not known"}

// chainOf draws what a verification found. nil: there is nothing to draw.
func chainOf(r *ledger.Report) *chain {
	if r.Events == 0 {
		return nil
	}
	n := int(min(r.Events, groups))
	c := &chain{Width: chainWidth, Height: leafY + 44, Entries: r.Events, First: day(r.First), Last: day(r.Last)}
	level := make([]knot, n)
	for i := range level {
		from, to := int64(i)*r.Events/int64(n), int64(i+1)*r.Events/int64(n)
		level[i] = knot{chainWidth * (2*i + 1) / (2 * n), leafY, stateOf(r.Fault, from, to)}
	}
	c.Leaves = level
	for y := leafY - rise; len(level) > 1; y -= rise * 4 / 5 {
		var up []knot
		for i := 0; i < len(level); i += 2 {
			if i+1 == len(level) { // as in the log itself, the last of an odd number goes up as it is
				up = append(up, level[i])
				continue
			}
			k := knot{(level[i].X + level[i+1].X) / 2, y, worse(level[i].Is, level[i+1].Is)}
			if f := r.Fault; f != nil && f.Part == ledger.PartHash && len(level) == n && i <= groupOf(f.Seq, r.Events, n) && groupOf(f.Seq, r.Events, n) <= i+1 {
				k.Is = "stop"
			}
			for _, below := range level[i : i+2] {
				c.Lines = append(c.Lines, fmt.Sprintf("M%d %dV%dH%d", below.X, below.Y, y, k.X))
			}
			up = append(up, k)
			c.Nodes = append(c.Nodes, k)
		}
		level = up
	}
	root := level[0]
	c.Seal = knot{root.X, sealY, root.Is}
	if f := r.Fault; f != nil && f.Part == ledger.PartCheckpoint {
		c.Seal.Is = "stop"
	}
	c.Lines = append(c.Lines, fmt.Sprintf("M%d %dV%d", root.X, root.Y, sealY))
	for _, h := range r.Elsewhere {
		c.Kept = append(c.Kept, kept{int(h.Size * chainWidth / r.Events), "clear"})
	}
	if f := r.Fault; f != nil && f.Part == ledger.PartElsewhere {
		c.Kept = append(c.Kept, kept{int(min(f.Seq, r.Events) * chainWidth / r.Events), "stop"})
	}
	c.words()
	return c
}

func groupOf(seq, events int64, n int) int { return int(seq * int64(n) / events) }

// stateOf tells how the entries from one to another stand: what lies behind a fault isn't known.
func stateOf(f *ledger.Fault, from, to int64) string {
	switch {
	case f == nil || f.Part == ledger.PartHash || f.Part == ledger.PartCheckpoint || f.Part == ledger.PartElsewhere || to <= f.Seq:
		return "clear"
	case f.Part == ledger.PartIndex:
		if from <= f.Seq {
			return "decide"
		}
		return "clear"
	case from <= max(f.Seq, f.Last):
		if f.Part == ledger.PartForm {
			return "decide"
		}
		return "stop"
	}
	return "ask"
}

// worse gives the graver of two.
func worse(a, b string) string {
	for _, s := range []string{"stop", "decide", "ask"} {
		if a == s || b == s {
			return s
		}
	}
	return "clear"
}

// words says what the picture shows.
func (c *chain) words() {
	there := map[string]int{}
	for _, k := range c.Leaves {
		there[k.Is]++
	}
	parts := []string{}
	for _, s := range []string{"clear", "stop", "decide", "ask"} {
		if there[s] == 0 && !(s == c.Seal.Is) {
			continue
		}
		c.Signs = append(c.Signs, sign{s, signWords[s]})
		if there[s] > 0 {
			parts = append(parts, count(there[s], "group", "groups")+" "+signWords[s])
		}
	}
	c.Alt = "The entries in " + count(len(c.Leaves), "group", "groups") + ", hashed two by two up to one signed hash: " + strings.Join(parts, ", ") + "."
	if c.Seal.Is == "clear" {
		c.Alt += " The signature holds."
	} else {
		c.Alt += " The signature doesn’t hold for all of it."
	}
}

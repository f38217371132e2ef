// SPDX-License-Identifier: Apache-2.0

package subject

import (
	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// way says by what a fact was attached to somebody.
type way uint8

const (
	nobody   way = iota // nothing in reach
	inside              // its own words mention somebody
	owned               // a possessive stands before it
	linked              // somebody and a linking verb or comma stand right before it
	treated             // the author does something to somebody: "saw a", "stitched"
	leading             // somebody comes before it in the sentence
	trailing            // somebody comes behind it in the sentence
	carried             // somebody of the sentences before
	awaited             // somebody of the sentence behind
	ways
)

// attached is what stands around a fact.
type attached struct {
	class                class // of whom it is attached to
	way                  way
	before, after, topic class
	head                 class // the first one mentioned in the sentence
	det                  class // of the possessive before it
	article              bool
	quoted, hash         bool
	did                  bool // the author does something with care in the sentence
	far                  bool // the one it is attached to stands more than eight words away
}

func (c *Cast) of(m int32) class { return c.entities[c.mentions[m].entity].class }

// attach finds whom a fact is attached to. Eponyms are people only where names are asked for: nobody has Crohn's but the one who has it.
func (c *Cast) attach(at post.Span, k fact.Kind) attached {
	t := c.doc.Tokens
	first := min(c.doc.At(at.Start), len(t)-1)
	last := max(first, min(c.doc.At(at.End-1), len(t)-1))
	a := attached{quoted: c.quoted[first], hash: t[first].Hash}
	sent := t[first].Sent
	lo, hi := first, last // the sentence
	for lo > 0 && t[lo-1].Sent == sent {
		lo--
	}
	for hi+1 < len(t) && t[hi+1].Sent == t[last].Sent {
		hi++
	}
	d := c.determiner(first)
	if w, ok := words[d]; ok && w.owner {
		a.det = w.class
	} else {
		a.article = d == "a" || d == "an"
	}
	var prev, next, owner int32 = -1, -1, -1
	names := sortOf[string(k)] == 1
	for j := first - 1; j >= lo; j-- {
		if m := c.at[j]; m > 0 && (names || c.mentions[m-1].class != eponym) {
			prev = m - 1
			break
		}
	}
	for j := last + 1; j <= hi; j++ {
		if m := c.at[j]; m > 0 && (names || c.mentions[m-1].class != eponym) {
			next = m - 1
			break
		}
	}
	if prev >= 0 {
		a.before = c.of(prev)
		if m := c.mentions[prev]; (m.owner || int(m.last)+1 < first && t[m.last+1].Fold == "'s") && first-int(m.last) <= 4 && c.owns(int(m.last)+1, first) {
			owner = prev
		}
	}
	if next >= 0 {
		a.after = c.of(next)
	}
	topic := c.before(lo)
	if topic >= 0 {
		a.topic = c.of(topic)
	}
	a.did = c.does(lo, hi)
	for j := lo; j <= hi; j++ {
		if m := c.at[j]; m > 0 {
			a.head = c.of(m - 1)
			break
		}
	}
	inner := c.inner(first, last)
	if inner >= 0 && !names && c.mentions[inner].class == eponym {
		inner = -1
	}
	put := func(m int32, w way) {
		a.class, a.way = c.of(m), w
		a.far = int(c.mentions[m].last) < first-8 || int(c.mentions[m].first) > last+8
	}
	switch {
	case inner >= 0:
		put(inner, inside)
		if w := words[c.determiner(int(c.mentions[inner].first))]; w.owner {
			a.det = w.class
		}
	case owner >= 0:
		put(owner, owned)
	case prev >= 0 && a.before != me && a.before != us && first-int(c.mentions[prev].last) <= 4 && c.links(int(c.mentions[prev].last), first):
		put(prev, linked)
	case prev >= 0 && (a.before == me || a.before == us) && c.treats(int(c.mentions[prev].last), first):
		if a.class, a.way = none, treated; next >= 0 && someone(a.after) && int(c.mentions[next].first)-last <= 6 {
			a.class = a.after
		} else if topic >= 0 && someone(a.topic) {
			a.class = a.topic
		}
	case prev >= 0:
		put(prev, leading)
	case next >= 0:
		put(next, trailing)
	case topic >= 0:
		put(topic, carried)
	default:
		for j := hi + 1; j < len(t) && j < hi+25; j++ {
			if m := c.at[j]; m > 0 {
				put(m-1, awaited)
				break
			}
		}
	}
	return a
}

// inner gives the mention among the fact's own words: a relative or a name before a bare pronoun; -1 where there is none.
func (c *Cast) inner(first, last int) int32 {
	best := int32(-1)
	for j := first; j <= last; j++ {
		m := c.at[j] - 1
		if m < 0 {
			continue
		}
		if k := c.mentions[m].class; best < 0 || c.mentions[best].owner && k != pronoun && k != me {
			best = m
		}
	}
	return best
}

// before gives the latest mention of somebody other than the author before token lo; else of the author; -1 for none.
func (c *Cast) before(lo int) int32 {
	own := int32(-1)
	for j := lo - 1; j >= 0 && j > lo-60; j-- {
		m := c.at[j] - 1
		if m < 0 {
			continue
		}
		if k := c.of(m); someone(k) && k != animal {
			return m
		} else if own < 0 {
			own = m
		}
	}
	return own
}

// links tells whether a verb, a comma or a bracket carries the words before token first over to it.
func (c *Cast) links(from, first int) bool {
	if first == from+1 {
		return true
	}
	for j := from; j < first; j++ {
		if t := &c.doc.Tokens[j]; linking[t.Fold] || t.Class == text.Punct {
			return true
		}
	}
	return false
}

// owns tells whether nothing between a possessive and token first belongs to another part of the sentence.
func (c *Cast) owns(from, first int) bool {
	for j := from; j < first; j++ {
		if t := &c.doc.Tokens[j]; t.Fold != "'s" && (linking[t.Fold] || t.Class == text.Punct) {
			return false
		}
	}
	return true
}

// treats tells whether a verb of care stands between two places.
func (c *Cast) treats(from, to int) bool {
	for j := from + 1; j < to; j++ {
		if treating[c.word(j)] {
			return true
		}
	}
	return false
}

// does tells whether the author does something with care in a sentence; many leave the "I" out at its start.
func (c *Cast) does(lo, hi int) bool {
	for j := lo; j <= hi; j++ {
		if !treating[c.word(j)] {
			continue
		}
		bare := j <= lo+3 // "Had to tell a man": nobody stands before it
		for k := lo; k < j && bare; k++ {
			bare = c.at[k] == 0
		}
		if bare {
			return true
		}
		for k := j - 1; k >= lo && k >= j-3; k-- {
			if w := words[c.word(k)]; (w.class == me || w.class == us) && !w.owner {
				return true
			}
		}
	}
	return false
}

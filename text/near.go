// SPDX-License-Identifier: Apache-2.0

package text

import (
	"strings"
	"sync"
)

// Lists marked "near" hold long rare words, such as the names of medicines, that are also found misspelt by one letter or cut in two.
// They are told from ordinary words by their length, by their first letter, which must be right, and by the lists: a word that any list
// knows is no misspelling, and one list, ordinary.txt, is there for nothing else. Words of lists marked "inside" are found inside longer
// tags and account names.

const (
	minNear   = 7 // letters a word has before a misspelling of it is read
	minInside = 5 // letters a word has that is read inside a longer tag
)

// nearWords finds words one edit away: an index by every form of a word with one letter left out.
type nearWords struct {
	once  sync.Once
	flags []nearFlags // by symbol-1 of a literal: what the lists are marked that it stands alone in
	slots []nearSlot
	mask  uint32
}

type nearFlags uint8

const (
	flagNear nearFlags = 1 << iota
	flagInside
)

type nearSlot struct {
	hash uint32
	sym  int32 // 0: free
}

func (x *Lexicon) nearTable() *nearWords {
	n := &x.nears
	n.once.Do(func() {
		n.flags = make([]nearFlags, len(x.words.words))
		count := 0
		for sym := 1; sym < len(x.singles); sym++ {
			for k := x.singles[sym]; k != 0; k = x.ends[k].more {
				l := &x.lists[x.ends[k].list]
				if (l.near || l.inside) && plainWord(x.words.words[sym-1]) {
					f := &n.flags[sym-1]
					if l.near && *f&flagNear == 0 {
						*f |= flagNear
						count += len(x.words.words[sym-1])
					}
					if l.inside {
						*f |= flagInside
					}
				}
			}
		}
		size := 1024
		for size < 2*count {
			size *= 2
		}
		n.slots, n.mask = make([]nearSlot, size), uint32(size-1)
		for i, is := range n.flags {
			if w := x.words.words[i]; is&flagNear != 0 && len(w) >= minNear {
				n.add(hashOf(w), int32(i+1))
				for k := 1; k < len(w); k++ {
					n.add(hashWithout(w, k), int32(i+1))
				}
			}
		}
	})
	return n
}

func (n *nearWords) add(h uint32, sym int32) {
	i := spread(h) & n.mask
	for n.slots[i].sym != 0 {
		if n.slots[i] == (nearSlot{h, sym}) {
			return
		}
		i = (i + 1) & n.mask
	}
	n.slots[i] = nearSlot{h, sym}
}

// hashWithout is the hash of w without its letter k.
func hashWithout(w string, k int) uint32 {
	h := uint32(hashStart)
	for i := range len(w) {
		if i != k {
			h = (h ^ uint32(w[i])) * hashPrime
		}
	}
	return h
}

func plainWord(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return w != ""
}

// isNear tells whether w is a word of a list marked near.
func (x *Lexicon) isNear(w string) bool { return x.marked(w, flagNear) }

func (x *Lexicon) marked(w string, f nearFlags) bool {
	sym := x.words.get(w)
	return sym != 0 && x.nearTable().flags[sym-1]&f != 0
}

// Near gives the listed word that an unknown word is read as; "" for none. It is what lists of exceptions are made with.
func (x *Lexicon) Near(w string) string {
	if x.words.get(w) != 0 {
		return ""
	}
	return x.near(w)
}

// near gives the word of a list marked near that w misspells by one letter left out, put in, changed, or two changed over; "" for none.
func (x *Lexicon) near(w string) string {
	if len(w) < minNear-1 || len(w) > 30 || !plainWord(w) {
		return ""
	}
	n := x.nearTable()
	best := ""
	try := func(h uint32) {
		for i := spread(h) & n.mask; n.slots[i].sym != 0; i = (i + 1) & n.mask {
			if n.slots[i].hash != h {
				continue
			}
			c := x.words.words[n.slots[i].sym-1]
			if c[0] == w[0] && oneEdit(w, c) && (best == "" || c < best) {
				best = c
			}
		}
	}
	try(hashOf(w))
	for k := 1; k < len(w); k++ {
		try(hashWithout(w, k))
	}
	return best
}

// oneEdit tells whether a and b differ by one letter left out, put in or changed, or by two neighbours changed over.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(b)-len(a) > 1 || a == b:
		return false
	case len(a) < len(b):
		return a[i:] == b[i+1:]
	case a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// nearInside gives the longest word of a list marked inside that an account's name holds where a reader sees it begin and end: at signs,
// digits and capitals behind small letters, or beside a short word (my, the, by).
func (x *Lexicon) nearInside(raw string) string {
	if len(raw) < minInside || len(raw) > 48 || !asciiWord(raw) {
		return ""
	}
	fold, best := strings.ToLower(raw), ""
	seam := func(i int) bool {
		return i == 0 || i == len(raw) || !isLower(fold[i-1]) || !isLower(fold[i]) || isLower(raw[i-1]) && isUpper(raw[i])
	}
	for from := range fold {
		if !seam(from) && !shortWords[fold[:from]] {
			continue
		}
		for to := from + minInside; to <= len(fold); to++ {
			if w := fold[from:to]; len(w) > len(best) && x.marked(w, flagInside) && (seam(to) || shortStart(fold[to:])) {
				best = w
			}
		}
	}
	return best
}

// shortStart tells whether s begins with a short word that people put into account names.
func shortStart(s string) bool {
	for n := 2; n <= len(s) && n <= 9; n++ {
		if shortWords[s[:n]] {
			return true
		}
	}
	return false
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

func asciiWord(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLower(c) && !isUpper(c) && (c < '0' || c > '9') && c != '_' && c != '.' {
			return false
		}
	}
	return true
}

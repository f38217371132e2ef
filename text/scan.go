// SPDX-License-Identifier: Apache-2.0

package text

import (
	"slices"
	"strings"
	"sync"
)

// Matches holds what every list of a Lexicon found in one Doc, each list in order of place, longest match first at each place and none
// inside an earlier one of the same list.
type Matches struct {
	lex    *Lexicon
	found  Rough   // the lists that found something
	group  []int32 // by list: its place in groups, from 1; 0 where it found nothing
	groups [][]Match
	cut    []ListID // lists that found more than anybody can use; what is behind is missing
	short  bool     // the text was too tangled to be searched whole
	work   int      // steps taken
}

// maxMatches bounds what one list may find in one text: readers compare matches with one another.
const maxMatches = 2000

// Whole tells whether all that was to be found for these lists was found. It is not for a text made to be slow, such as a megabyte of
// one word; what is read from such a text must never look clear.
func (m *Matches) Whole(lists []string) bool {
	if m.short {
		return false
	}
	for _, id := range m.cut {
		if slices.Contains(lists, m.lex.names[id]) {
			return false
		}
	}
	return true
}

// Of gives the matches of a list; nil where the list found nothing or does not exist.
func (m *Matches) Of(list string) []Match {
	if m == nil || m.lex == nil || !m.found.Maybe(list) {
		return nil
	}
	id, ok := m.lex.ids[list]
	if !ok || m.group[id] == 0 {
		return nil
	}
	return m.groups[m.group[id]-1]
}

type scanner struct {
	x       *Lexicon
	d       *Doc
	cells   []cell
	arena   []int32     // symbols of the cells
	begun   []listMatch // matches of lists that other patterns name
	lists   [][]Match   // by list: what the level being scanned has found so far
	out     *Matches
	at      int
	touched []ListID
	steps   int
	work    int // steps of all start tokens
}

// cell is what the tries ask of a token: looked up once, asked hundreds of times.
type cell struct {
	may       uint64 // the bits of its symbols; see node.may
	mayList   uint64 // and of the lists whose matches start here
	syms, end int32  // its symbols are arena[syms:end]
	starts    int32  // the first of the list matches that start here, an index in begun; 0 for none
	sent      int32
	solid     int32  // the token that skip comes to from here; -1 where the sentence ends
	is        uint16 // a bit for each builtin
	emoji     bool
}

// listMatch is a match of a list that other patterns name, as they see it.
type listMatch struct {
	sym  int32 // of the list
	last int32
	more int32
}

var scanners = sync.Pool{New: func() any { return new(scanner) }}

// maxSteps bounds the work for one start token, so that no text can make a scan slow.
const maxSteps = 3000

// maxEmoji is over how many emoji in a row a pattern reads.
const maxEmoji = 8

// maxWork bounds the work for a whole text: a second or less. A post takes a few thousand steps, a book of 100,000 words a few million.
const maxWork = 20_000_000

// Scan finds all lists' patterns in d. Words that only look like letters (0z3mpic) are read as letters where that makes a known word;
// hashtags that split into known words are matched as those words.
func (x *Lexicon) Scan(d *Doc) *Matches {
	x.Mend(d)
	s := scanners.Get().(*scanner)
	s.x, s.d, s.work = x, d, 0
	s.out = &Matches{lex: x, group: make([]int32, len(x.names))}
	if len(s.lists) < len(x.names) {
		s.lists = make([][]Match, len(x.names))
	}
	s.look()
	s.begun = append(s.begun[:0], listMatch{})
	s.touched = s.touched[:0]
	s.singles()
	for level := range x.roots {
		for i := range d.Tokens {
			s.at, s.steps = i, 1
			s.open(level, i)
			if s.work += s.steps; s.work > maxWork {
				s.out.short = true
				break
			}
		}
		s.keep()
	}
	out := s.out
	out.work = s.work
	s.out, s.d, s.x = nil, nil, nil
	if len(d.Tokens) < 20_000 { // what a huge text has taken goes back to the system
		scanners.Put(s)
	}
	return out
}

// keep puts a level's matches in order, and into the result: levels above build on them.
func (s *scanner) keep() {
	n := 0
	for _, id := range s.touched {
		ms := tidy(s.lists[id])
		if len(ms) > maxMatches {
			ms = ms[:maxMatches]
			s.out.cut = append(s.out.cut, id)
		}
		n += len(ms)
		s.lists[id] = ms
	}
	all := make([]Match, 0, n)
	for _, id := range s.touched {
		from := len(all)
		all = append(all, s.lists[id]...)
		s.lists[id] = s.lists[id][:0]
		ms := all[from:len(all):len(all)]
		s.out.groups = append(s.out.groups, ms)
		s.out.group[id] = int32(len(s.out.groups))
		s.out.found.Add(s.x.names[id])
		if s.x.lists[id].used {
			for k := range slices.Backward(ms) {
				c := &s.cells[ms[k].First]
				s.begun = append(s.begun, listMatch{id.symbol(), int32(ms[k].Last), c.starts})
				c.starts = int32(len(s.begun) - 1)
				c.mayList |= symbolBit(id.symbol())
			}
		}
	}
	s.touched = s.touched[:0]
}

// singles finds the phrases of one word.
func (s *scanner) singles() {
	for i := range s.cells {
		s.at = i
		c := &s.cells[i]
		for _, sym := range s.arena[c.syms:c.end] {
			if sym&1 == 1 || int(sym/2) >= len(s.x.singles) {
				continue
			}
			for k := s.x.singles[sym/2]; k != 0; k = s.x.ends[k].more {
				s.found(&s.x.ends[k], i)
			}
		}
	}
}

// look looks every token up once.
func (s *scanner) look() {
	n := len(s.d.Tokens)
	s.cells = slices.Grow(s.cells[:0], n)[:n]
	s.arena = s.arena[:0]
	for i := range s.d.Tokens {
		t := &s.d.Tokens[i]
		from := len(s.arena)
		s.lookUp(t.Fold)
		if t.Near != "" {
			s.lookUp(t.Near)
		}
		if len(s.arena) == from && t.Class == Word {
			s.disguised(t.Fold)
		}
		s.cells[i] = cell{syms: int32(from), end: int32(len(s.arena)), sent: t.Sent, is: builtinsOf(t), emoji: t.Class == Emoji}
	}
	for _, h := range s.d.Hashtags { // "#ad" as written in a list
		for k := -1; k < len(leets) && h.First < n; k++ {
			tag := h.Fold
			if k >= 0 {
				if tag = leets[k].Replace(h.Fold); tag == h.Fold {
					break
				}
			}
			if sym := s.x.words.get("#" + tag); sym != 0 {
				c, from := &s.cells[h.First], len(s.arena)
				s.arena = append(append(s.arena, s.arena[c.syms:c.end]...), 2*sym)
				c.syms, c.end = int32(from), int32(len(s.arena))
				break
			}
		}
	}
	light := 0 // how many tokens in a row, from i on, patterns read over
	for i := n - 1; i >= 0; i-- {
		c, t := &s.cells[i], &s.d.Tokens[i]
		for _, sym := range s.arena[c.syms:c.end] {
			c.may |= symbolBit(sym)
		}
		switch {
		case t.Class != Punct || t.Fold == "." || t.Fold == "!" || t.Fold == "?" || t.Fold == "…":
			c.solid, light = int32(i), 0
		case light < maxLight-1 && i+1 < n && s.cells[i+1].sent == c.sent:
			c.solid, light = s.cells[i+1].solid, light+1
		default:
			c.solid, light = -1, light+1
		}
	}
}

// disguised looks up an unknown word as what it may stand for.
func (s *scanner) disguised(w string) {
	if strings.ContainsAny(w, leetSigns) {
		for _, l := range leets {
			s.lookUp(l.Replace(w))
		}
	}
	if star := strings.IndexByte(w, '*'); star > 0 && len(w) > 3 && star == strings.LastIndexByte(w, '*') {
		s.starred(w, star)
	}
	if strings.ContainsAny(w, "*@$'") {
		s.lookUp(strings.Map(func(r rune) rune {
			if strings.ContainsRune("*@$'", r) {
				return -1
			}
			return r
		}, w))
	}
}

// starred looks up the words that have any letter in place of a star.
func (s *scanner) starred(w string, star int) {
	b := []byte(w)
	for c := byte('a'); c <= 'z'; c++ {
		b[star] = c
		if sym := s.x.words.get(string(b)); sym != 0 {
			s.arena = append(s.arena, 2*sym)
		}
	}
}

// lookUp notes the symbols of a word: its own, and those of all stems it begins with.
func (s *scanner) lookUp(word string) {
	if sym := s.x.words.get(word); sym != 0 {
		s.arena = append(s.arena, 2*sym)
	}
	h := uint32(hashStart)
	for i := 0; i < len(word) && i < s.x.maxLen; i++ {
		h = (h ^ uint32(word[i])) * hashPrime
		if sym := s.x.stems.find(h, word[:i+1]); sym != 0 {
			s.arena = append(s.arena, 2*sym+1)
		}
	}
}

// maxLight bounds how many tokens patterns read over, from the first of them on.
const maxLight = 4

// skip steps over light punctuation from token i, never out of sentence sent. It gives -1 at the end of the sentence.
func (s *scanner) skip(i int, sent int32) int {
	if i >= len(s.cells) || s.cells[i].sent != sent {
		return -1
	}
	return int(s.cells[i].solid)
}

// walk follows the trie: node at, next token i, last token consumed.
func (s *scanner) walk(at int32, i, last int) {
	if s.steps++; s.steps > maxSteps {
		s.out.short = true
		return
	}
	n := &s.x.nodes[at]
	for k := n.joins; k != 0; k = s.x.joins[k].more {
		s.walk(s.x.joins[k].to, i, last)
	}
	for k := n.ends; k != 0; k = s.x.ends[k].more {
		s.found(&s.x.ends[k], last)
	}
	if i >= len(s.cells) || n.may|n.mayList == 0 && n.classes == 0 && n.gaps == 0 {
		return
	}
	sent := s.cells[s.at].sent
	if last >= 0 {
		j := s.skip(i, sent)
		if j < 0 {
			return
		}
		if c := &s.cells[i]; j != i && c.end > c.syms && n.may != 0 { // a pattern that names the sign itself
			s.step(n, at, i)
		}
		i = j
	}
	s.step(n, at, i)
	for k := 0; k < maxEmoji && s.cells[i].emoji && last >= 0 && i+1 < len(s.cells) && s.cells[i+1].sent == sent; k++ { // read over emoji too
		if i = s.skip(i+1, sent); i < 0 {
			return
		}
		s.step(n, at, i)
	}
	for e := n.gaps; e != 0; e = s.x.gaps[e].more {
		g := &s.x.gaps[e]
		to := &s.x.nodes[g.to]
		j := i
		for k := 0; k <= g.max; k++ {
			if c := &s.cells[j]; to.bare && to.may&c.may|to.mayList&c.mayList == 0 && !c.emoji && s.steps < maxSteps {
				s.steps++ // a walk that would end where it begins
			} else {
				s.walk(g.to, j, last)
			}
			if j = s.skip(j+1, sent); j < 0 || j >= len(s.cells) {
				break
			}
		}
	}
}

// open begins the patterns of a level at token i. It is a step from the level's root, which has an edge for every other word: those are
// found by number.
func (s *scanner) open(level, i int) {
	from, c := &s.x.openings[level], &s.cells[i]
	for _, sym := range s.arena[c.syms:c.end] {
		if to := from.of(sym); to != 0 {
			s.walk(to, i+1, i)
		}
	}
	for k := c.starts; k != 0; k = s.begun[k].more {
		m := s.begun[k]
		if to := from.of(m.sym); to != 0 {
			s.walk(to, int(m.last)+1, int(m.last))
		}
	}
	s.byClasses(&s.x.nodes[s.x.roots[level]], c, i)
}

// step goes on from node n, which is number at, by token i. Of the words and lists asked for, one in twenty leads anywhere: the bits tell
// most of the others without a look at the edges.
func (s *scanner) step(n *node, at int32, i int) {
	c := &s.cells[i]
	if n.may&c.may != 0 {
		for _, sym := range s.arena[c.syms:c.end] {
			if n.may&symbolBit(sym) == 0 {
				continue
			}
			if to := s.x.follow(at, sym); to != 0 {
				s.walk(to, i+1, i)
			}
		}
	}
	if n.mayList&c.mayList != 0 {
		for k := c.starts; k != 0; k = s.begun[k].more {
			m := s.begun[k]
			if n.mayList&symbolBit(m.sym) == 0 {
				continue
			}
			if to := s.x.follow(at, m.sym); to != 0 {
				s.walk(to, int(m.last)+1, int(m.last))
			}
		}
	}
	s.byClasses(n, c, i)
}

func (s *scanner) byClasses(n *node, c *cell, i int) {
	for e := n.classes; e != 0; e = s.x.classes[e].more {
		if k := &s.x.classes[e]; c.is>>k.builtin&1 != 0 {
			s.walk(k.to, i+1, i)
		}
	}
}

// builtinsOf gives the classes of a token that patterns can name, a bit for each.
func builtinsOf(t *Token) (is uint16) {
	set := func(b builtin, yes bool) {
		if yes {
			is |= 1 << b
		}
	}
	word := t.Class == Word
	set(bN, t.Class == Number)
	set(bNum, t.Class == Number || numberWords[t.Fold])
	set(bCap, word && t.Cap)
	set(bUpper, word && t.Upper)
	set(bWord, word)
	set(bURL, t.Class == URL)
	set(bEmail, t.Class == Email)
	set(bHandle, t.Class == Handle)
	set(bHashtag, t.Hash)
	set(bEmoji, t.Class == Emoji)
	return is
}

func (s *scanner) found(e *end, last int) {
	first := &s.d.Tokens[s.at]
	switch e.need {
	case needCap:
		if !first.Cap && !first.Hash {
			return
		}
	case needUpper:
		if !first.Upper {
			return
		}
	}
	l := &s.lists[e.list]
	switch len(*l) {
	case 0:
		s.touched = append(s.touched, e.list)
	case 8 * maxMatches: // they take memory, too
		s.out.short = true
		return
	}
	*l = append(*l, Match{First: s.at, Last: last, Value: s.x.values[e.value], Span: s.d.Span(s.at, last)})
}

// tidy orders matches, keeps the longest at each place and drops those inside an earlier one.
func tidy(ms []Match) []Match {
	order := func(a, b Match) int {
		if a.First != b.First {
			return a.First - b.First
		}
		return b.Last - a.Last
	}
	for i := 1; i < len(ms); i++ {
		if a, b := &ms[i-1], &ms[i]; a.First > b.First || a.First == b.First && a.Last < b.Last { // seldom: they are found in order of place
			slices.SortStableFunc(ms, order)
			break
		}
	}
	n := min(1, len(ms))
	for i := 1; i < len(ms); i++ {
		if ms[i].Last > ms[n-1].Last {
			if n != i {
				ms[n] = ms[i]
			}
			n++
		}
	}
	return ms[:n]
}

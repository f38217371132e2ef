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
	if m == nil || m.lex == nil {
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
	syms    [][]int32
	arena   []int32
	starts  []int32     // by token: the first of the list matches that start there, an index in begun; 0 for none
	begun   []listMatch // matches of lists that other patterns name
	lists   [][]Match   // by list: what the level being scanned has found so far
	out     *Matches
	at      int
	touched []ListID
	steps   int
	work    int // steps of all start tokens
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
	s.symbols()
	s.starts = slices.Grow(s.starts[:0], len(d.Tokens))[:len(d.Tokens)]
	clear(s.starts)
	s.begun = append(s.begun[:0], listMatch{})
	s.touched = s.touched[:0]
	s.singles()
	for _, root := range x.roots {
		for i := range d.Tokens {
			s.at, s.steps = i, 0
			s.walk(root, i, -1)
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
		if s.x.lists[id].used {
			for k := range slices.Backward(ms) {
				s.begun = append(s.begun, listMatch{id.symbol(), int32(ms[k].Last), s.starts[ms[k].First]})
				s.starts[ms[k].First] = int32(len(s.begun) - 1)
			}
		}
	}
	s.touched = s.touched[:0]
}

// singles finds the phrases of one word.
func (s *scanner) singles() {
	for i, syms := range s.syms {
		s.at = i
		for _, sym := range syms {
			if sym&1 == 1 || int(sym/2) >= len(s.x.singles) {
				continue
			}
			for k := s.x.singles[sym/2]; k != 0; k = s.x.ends[k].more {
				s.found(&s.x.ends[k], i)
			}
		}
	}
}

// symbols looks every token up once.
func (s *scanner) symbols() {
	n := len(s.d.Tokens)
	s.syms = slices.Grow(s.syms[:0], n)[:n]
	s.arena = s.arena[:0]
	for i := range s.d.Tokens {
		t := &s.d.Tokens[i]
		from := len(s.arena)
		s.lookUp(t.Fold)
		if t.Near != "" {
			s.lookUp(t.Near)
		}
		if len(s.arena) == from && t.Class == Word {
			if strings.ContainsAny(t.Fold, leetSigns) {
				for _, l := range leets {
					s.lookUp(l.Replace(t.Fold))
				}
			}
			if star := strings.IndexByte(t.Fold, '*'); star > 0 && len(t.Fold) > 3 && star == strings.LastIndexByte(t.Fold, '*') {
				s.starred(t.Fold, star)
			}
			if strings.ContainsAny(t.Fold, "*@$'") {
				s.lookUp(strings.Map(func(r rune) rune {
					if strings.ContainsRune("*@$'", r) {
						return -1
					}
					return r
				}, t.Fold))
			}
		}
		s.syms[i] = s.arena[from:len(s.arena):len(s.arena)]
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
				s.syms[h.First] = append(slices.Clone(s.syms[h.First]), 2*sym)
				break
			}
		}
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

// skip steps over light punctuation and emoji from token i, never out of sentence sent. It gives -1 at the end of the sentence.
func (s *scanner) skip(i int, sent int32) int {
	for n := 0; i < len(s.d.Tokens) && n < 4; n++ {
		t := &s.d.Tokens[i]
		if t.Sent != sent {
			return -1
		}
		if t.Class != Punct || t.Fold == "." || t.Fold == "!" || t.Fold == "?" || t.Fold == "…" {
			return i
		}
		i++
	}
	return -1
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
	if i >= len(s.d.Tokens) || !n.leads && !n.lists && n.classes == 0 && n.gaps == 0 {
		return
	}
	sent := s.d.Tokens[s.at].Sent
	if last >= 0 {
		j := s.skip(i, sent)
		if j < 0 {
			return
		}
		if j != i && len(s.syms[i]) > 0 && n.leads { // a pattern that names the sign itself
			s.step(at, i)
		}
		i = j
	}
	s.step(at, i)
	for k := 0; k < maxEmoji && s.d.Tokens[i].Class == Emoji && last >= 0 && i+1 < len(s.d.Tokens) && s.d.Tokens[i+1].Sent == sent; k++ { // read over emoji too
		if i = s.skip(i+1, sent); i < 0 {
			return
		}
		s.step(at, i)
	}
	for e := n.gaps; e != 0; e = s.x.gaps[e].more {
		g := &s.x.gaps[e]
		j := i
		for k := 0; k <= g.max; k++ {
			s.walk(g.to, j, last)
			if j = s.skip(j+1, sent); j < 0 || j >= len(s.d.Tokens) {
				break
			}
		}
	}
}

func (s *scanner) step(at int32, i int) {
	n := &s.x.nodes[at]
	if n.leads {
		for _, sym := range s.syms[i] {
			if to := s.x.edges.get(at, sym); to != 0 {
				s.walk(to, i+1, i)
			}
		}
	}
	if n.lists {
		for k := s.starts[i]; k != 0; k = s.begun[k].more {
			m := s.begun[k]
			if to := s.x.edges.get(at, m.sym); to != 0 {
				s.walk(to, int(m.last)+1, int(m.last))
			}
		}
	}
	for e := n.classes; e != 0; e = s.x.classes[e].more {
		c := &s.x.classes[e]
		if s.is(c.builtin, i) {
			s.walk(c.to, i+1, i)
		}
	}
}

func (s *scanner) is(b builtin, i int) bool {
	t := &s.d.Tokens[i]
	switch b {
	case bN:
		return t.Class == Number
	case bNum:
		return t.Class == Number || numberWords[t.Fold]
	case bCap:
		return t.Class == Word && t.Cap
	case bUpper:
		return t.Class == Word && t.Upper
	case bWord:
		return t.Class == Word
	case bURL:
		return t.Class == URL
	case bEmail:
		return t.Class == Email
	case bHandle:
		return t.Class == Handle
	case bHashtag:
		return t.Hash
	case bEmoji:
		return t.Class == Emoji
	}
	return false
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
	*l = append(*l, Match{List: e.list, First: s.at, Last: last, Value: s.x.values[e.value], Span: s.d.Span(s.at, last)})
}

// tidy orders matches, keeps the longest at each place and drops those inside an earlier one.
func tidy(ms []Match) []Match {
	if len(ms) < 2 {
		return ms
	}
	slices.SortStableFunc(ms, func(a, b Match) int {
		if a.First != b.First {
			return a.First - b.First
		}
		return b.Last - a.Last
	})
	out := ms[:1]
	for _, m := range ms[1:] {
		if m.Last > out[len(out)-1].Last {
			out = append(out, m)
		}
	}
	return out
}

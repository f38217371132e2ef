// SPDX-License-Identifier: Apache-2.0

package text

import (
	"cmp"
	"slices"
)

// The patterns of a Lexicon stand in one trie per level. All nodes, edges and symbols live in a few flat slices, joined by index: that
// is compiled in milliseconds at every start, which a tree of maps is not.

// symbols gives words numbers from 1 on. It is an open-addressing table whose hash grows letter by letter, so that all beginnings of
// a word are looked up in one pass over it.
type symbols struct {
	slots []symbolSlot
	words []string
}

type symbolSlot struct {
	hash uint32
	sym  int32 // 0: free
}

const (
	hashStart = 2166136261 // FNV-1a, 32 bits
	hashPrime = 16777619
)

func hashOf(word string) uint32 {
	h := uint32(hashStart)
	for i := 0; i < len(word); i++ {
		h = (h ^ uint32(word[i])) * hashPrime
	}
	return h
}

// spread mixes the low bits, which FNV leaves alike for words that differ in their last letter only.
func spread(h uint32) uint32 { return h ^ h>>15 }

func (t *symbols) get(word string) int32 { return t.find(hashOf(word), word) }

func (t *symbols) find(hash uint32, word string) int32 {
	if len(t.slots) == 0 {
		return 0
	}
	mask := uint32(len(t.slots) - 1)
	for i := spread(hash) & mask; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s.sym == 0 || s.hash == hash && t.words[s.sym-1] == word {
			return s.sym
		}
	}
}

func (t *symbols) put(word string) int32 {
	hash := hashOf(word)
	if sym := t.find(hash, word); sym != 0 {
		return sym
	}
	if 4*(len(t.words)+1) > 3*len(t.slots) {
		old := t.slots
		t.slots = make([]symbolSlot, max(1024, 2*len(old)))
		for _, s := range old {
			if s.sym != 0 {
				t.place(s)
			}
		}
	}
	t.words = append(t.words, word)
	sym := int32(len(t.words))
	t.place(symbolSlot{hash, sym})
	return sym
}

func (t *symbols) place(s symbolSlot) {
	mask := uint32(len(t.slots) - 1)
	i := spread(s.hash) & mask
	for t.slots[i].sym != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

// growing holds the edges of a trie while its lists are compiled, by node and symbol: open addressing again. When all lists are in, settle
// puts them in order.
type growing struct {
	slots []edgeSlot
	n     int
}

type edgeSlot struct {
	from, sym, to int32 // to 0: free, since no edge leads to the first root
}

func edgeHash(from, sym int32) uint32 {
	h := (uint64(uint32(from))<<32 | uint64(uint32(sym))) * 0x9E3779B97F4A7C15
	return uint32(h >> 32)
}

func (t *growing) get(from, sym int32) int32 {
	mask := uint32(len(t.slots) - 1)
	for i := edgeHash(from, sym) & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.to == 0 || s.from == from && s.sym == sym {
			return s.to
		}
	}
}

func (t *growing) put(from, sym, to int32) {
	if 4*(t.n+1) > 3*len(t.slots) {
		old := t.slots
		t.slots = make([]edgeSlot, max(1024, 2*len(old)))
		for _, s := range old {
			if s.to != 0 {
				t.place(s)
			}
		}
	}
	t.n++
	t.place(edgeSlot{from, sym, to})
}

func (t *growing) place(s edgeSlot) {
	mask := uint32(len(t.slots) - 1)
	i := edgeHash(s.from, s.sym) & mask
	for t.slots[i].to != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

// node is a place in a trie. Its edges by word, stem or list stand in Lexicon.edges up to where those of the next node begin, by symbol.
// What else hangs on it goes by its first index, 0 for none.
type node struct {
	may     uint64 // the bits of the words and stems that lead on: most of what a text holds leads nowhere, and that is seen here
	mayList uint64 // likewise of lists: a token begins matches of half a dozen, and their bits would fill those of words
	edges   int32
	classes int32
	gaps    int32
	ends    int32
	joins   int32
	bare    bool // nothing but edges hangs on it
}

// edge leads to a node by a symbol: of a word, a stem, or, negative, of a match of another list.
type edge struct{ sym, to int32 }

// symbolBit spreads symbols over the bits of node.may and node.mayList.
func symbolBit(sym int32) uint64 { return 1 << (uint32(sym) * 0x9E3779B1 >> 26) }

// follow gives the node behind node at by a symbol, 0 for none.
func (x *Lexicon) follow(at, sym int32) int32 {
	es := x.edges[x.nodes[at].edges:x.nodes[at+1].edges]
	for len(es) > 8 {
		if m := len(es) / 2; es[m].sym <= sym {
			es = es[m:]
		} else {
			es = es[:m]
		}
	}
	for i := range es {
		if es[i].sym == sym {
			return es[i].to
		}
	}
	return 0
}

// settle puts the edges in order once all lists are compiled.
func (x *Lexicon) settle() {
	es := make([]edgeSlot, 0, x.growing.n)
	for _, e := range x.growing.slots {
		if e.to != 0 {
			es = append(es, e)
		}
	}
	x.growing = growing{}
	slices.SortFunc(es, func(a, b edgeSlot) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.sym, b.sym)) })
	x.edges = make([]edge, len(es))
	for i, e := range es {
		x.edges[i] = edge{e.sym, e.to}
	}
	k := 0
	for i := range x.nodes {
		x.nodes[i].edges = int32(k)
		for k < len(es) && es[k].from == int32(i) {
			k++
		}
	}
	x.seal()
}

// opening is what symbols lead to from a level's root, by their number. All words are looked up there.
type opening struct{ words, stems, lists []int32 }

func (o *opening) of(sym int32) int32 {
	switch {
	case sym < 0:
		return o.lists[-1-sym]
	case sym&1 == 0:
		return o.words[sym/2]
	}
	return o.stems[sym/2]
}

// seal makes what follows from the nodes and edges: the node behind the last one, where its edges would begin, what each node may and
// must not be asked, and the openings.
func (x *Lexicon) seal() {
	for i := range x.nodes {
		n, to := &x.nodes[i], len(x.edges)
		if i+1 < len(x.nodes) {
			to = int(x.nodes[i+1].edges)
		}
		for _, e := range x.edges[n.edges:to] {
			if e.sym < 0 {
				n.mayList |= symbolBit(e.sym)
			} else {
				n.may |= symbolBit(e.sym)
			}
		}
		n.bare = n.classes == 0 && n.gaps == 0 && n.ends == 0 && n.joins == 0
	}
	x.nodes = append(x.nodes, node{edges: int32(len(x.edges))})
	x.openings = make([]opening, len(x.roots))
	for l, r := range x.roots {
		o := opening{make([]int32, len(x.words.words)+1), make([]int32, len(x.stems.words)+1), make([]int32, len(x.lists))}
		for _, e := range x.edges[x.nodes[r].edges:x.nodes[r+1].edges] {
			switch {
			case e.sym < 0:
				o.lists[-1-e.sym] = e.to
			case e.sym&1 == 0:
				o.words[e.sym/2] = e.to
			default:
				o.stems[e.sym/2] = e.to
			}
		}
		x.openings[l] = o
	}
}

// join leads from a node to another one without a word: behind its second word, a pattern's alternatives go on together, or the
// phrases it stands for would multiply out to hundreds of thousands of nodes.
type join struct {
	to   int32
	more int32
}

type classEdge struct {
	builtin builtin
	to      int32
	more    int32
}

type gapEdge struct {
	max  int
	to   int32
	more int32
}

type end struct {
	list  ListID
	value int32 // index in Lexicon.values
	more  int32
	need  need
}

func (x *Lexicon) newNode() int32 {
	x.nodes = append(x.nodes, node{})
	return int32(len(x.nodes) - 1)
}

// bySymbol gives the node behind n by a symbol, and makes it where there is none; likewise byClass, byList and byGap.
func (x *Lexicon) bySymbol(n, sym int32) int32 {
	if to := x.growing.get(n, sym); to != 0 {
		return to
	}
	to := x.newNode()
	x.growing.put(n, sym, to)
	return to
}

func (x *Lexicon) byClass(n int32, b builtin) int32 {
	for i := x.nodes[n].classes; i != 0; i = x.classes[i].more {
		if c := &x.classes[i]; c.builtin == b {
			return c.to
		}
	}
	to := x.newNode()
	x.classes = append(x.classes, classEdge{b, to, x.nodes[n].classes})
	x.nodes[n].classes = int32(len(x.classes) - 1)
	return to
}

// byList gives the node behind n by a match of another list. Such edges stand among those of words, under the list's negative symbol.
func (x *Lexicon) byList(n int32, list ListID) int32 {
	x.lists[list].used = true
	return x.bySymbol(n, list.symbol())
}

func (id ListID) symbol() int32 { return -1 - int32(id) }

func (x *Lexicon) byGap(n int32, size int) int32 {
	for i := x.nodes[n].gaps; i != 0; i = x.gaps[i].more {
		if g := &x.gaps[i]; g.max == size {
			return g.to
		}
	}
	to := x.newNode()
	x.gaps = append(x.gaps, gapEdge{size, to, x.nodes[n].gaps})
	x.nodes[n].gaps = int32(len(x.gaps) - 1)
	return to
}

func (x *Lexicon) addJoin(n, to int32) {
	x.joins = append(x.joins, join{to, x.nodes[n].joins})
	x.nodes[n].joins = int32(len(x.joins) - 1)
}

func (x *Lexicon) addEnd(n int32, e end) { x.chainEnd(&x.nodes[n].ends, e) }

// addSingle adds a phrase of one word that needs no other list. Most lines are such: they get no node and no edge.
func (x *Lexicon) addSingle(sym int32, e end) {
	for int(sym) >= 2*len(x.singles) {
		x.singles = append(x.singles, 0)
	}
	x.chainEnd(&x.singles[sym/2], e)
}

func (x *Lexicon) chainEnd(first *int32, e end) {
	for i := *first; i != 0; i = x.ends[i].more {
		if o := &x.ends[i]; o.list == e.list && o.need == e.need {
			return // the list has the phrase already: its first value counts
		}
	}
	e.more = *first
	x.ends = append(x.ends, e)
	*first = int32(len(x.ends) - 1)
}

// SPDX-License-Identifier: Apache-2.0

package text

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"chaperone/post"
)

// ListID names a list inside one Lexicon.
type ListID int32

// Match is one place where a list's pattern was found.
type Match struct {
	List  ListID
	First int // index of the first token
	Last  int // index of the last token
	Value string
	post.Span
}

// Lexicon holds compiled lists of phrase patterns. It is built once by Compile and safe for concurrent use.
type Lexicon struct {
	names  []string
	ids    map[string]ListID
	words  map[string]int32 // literal → symbol
	stems  map[string]int32
	maxLen int // longest stem
	levels []*node
	lists  []listInfo
	parts  map[string]bool // words that a hashtag may be split into
}

type listInfo struct {
	cap   bool
	level int
}

type node struct {
	next    map[int32]*node
	classes []classEdge
	gaps    []gapEdge
	ends    []end
}

type classEdge struct {
	builtin builtin
	list    ListID
	to      *node
}

type gapEdge struct {
	max int
	to  *node
}

type end struct {
	list  ListID
	value string
	need  need
}

// need is what the first token must look like in the original.
type need uint8

const (
	anyCase need = iota
	needCap
	needUpper
)

type builtin uint8

const (
	noBuiltin builtin = iota
	bN
	bNum
	bCap
	bUpper
	bWord
	bURL
	bEmail
	bHandle
	bHashtag
	bEmoji
)

var builtins = map[string]builtin{"n": bN, "num": bNum, "cap": bCap, "upper": bUpper, "word": bWord, "url": bURL, "email": bEmail,
	"handle": bHandle, "hashtag": bHashtag, "emoji": bEmoji}

// numberWords are read by {num}; compounds ("forty three") are two tokens, joined by the detectors that need the value.
var numberWords = map[string]bool{}

func init() {
	for _, w := range strings.Fields("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen half") {
		numberWords[w] = true
	}
}

type source struct {
	file string
	line int
	list ListID
	text string
	seqs [][]atom
	end  end
}

// Compile reads lexicon files (name → content) into one Lexicon. Every fault is reported with file and line.
func Compile(files map[string]string) (*Lexicon, error) {
	x := &Lexicon{ids: map[string]ListID{}, words: map[string]int32{}, stems: map[string]int32{}, parts: map[string]bool{}}
	var names []string
	for n := range files {
		names = append(names, n)
	}
	sort.Strings(names)
	var all []source
	for _, n := range names {
		s, err := x.readFile(n, files[n])
		if err != nil {
			return nil, err
		}
		all = append(all, s...)
	}
	deps := make([]map[ListID]bool, len(x.names))
	for i := range all {
		s := &all[i]
		for _, seq := range s.seqs {
			for _, a := range seq {
				if a.kind != class || builtins[a.text] != noBuiltin {
					continue
				}
				id, ok := x.ids[a.text]
				if !ok {
					return nil, fmt.Errorf("%s:%d: no list or class is called {%s}", s.file, s.line, a.text)
				}
				if deps[s.list] == nil {
					deps[s.list] = map[ListID]bool{}
				}
				deps[s.list][id] = true
			}
		}
	}
	if err := x.order(deps); err != nil {
		return nil, err
	}
	top := 0
	for _, l := range x.lists {
		top = max(top, l.level)
	}
	x.levels = make([]*node, top+1)
	for i := range x.levels {
		x.levels[i] = &node{}
	}
	for _, s := range all {
		for _, seq := range s.seqs {
			x.insert(x.levels[x.lists[s.list].level], seq, s.end)
		}
	}
	return x, nil
}

// order gives each list a level above all lists it is built from.
func (x *Lexicon) order(deps []map[ListID]bool) error {
	state := make([]int, len(x.names))
	var visit func(ListID) error
	visit = func(id ListID) error {
		switch state[id] {
		case 1:
			return fmt.Errorf("list [%s] is built from itself", x.names[id])
		case 2:
			return nil
		}
		state[id] = 1
		for d := range deps[id] {
			if err := visit(d); err != nil {
				return err
			}
			x.lists[id].level = max(x.lists[id].level, x.lists[d].level+1)
		}
		state[id] = 2
		return nil
	}
	for id := range x.names {
		if err := visit(ListID(id)); err != nil {
			return err
		}
	}
	return nil
}

func (x *Lexicon) list(name string) ListID {
	if id, ok := x.ids[name]; ok {
		return id
	}
	id := ListID(len(x.names))
	x.ids[name] = id
	x.names = append(x.names, name)
	x.lists = append(x.lists, listInfo{})
	return id
}

func (x *Lexicon) readFile(file, content string) ([]source, error) {
	var out []source
	list := ListID(-1)
	for i, line := range strings.Split(content, "\n") {
		n := i + 1
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "# ") || line == "#" {
			continue
		}
		if strings.HasPrefix(line, "[") {
			if !strings.HasSuffix(line, "]") {
				return nil, fmt.Errorf("%s:%d: a section is written [name]", file, n)
			}
			f := strings.Fields(line[1 : len(line)-1])
			if len(f) == 0 || builtins[f[0]] != noBuiltin {
				return nil, fmt.Errorf("%s:%d: %q can't be the name of a list", file, n, line)
			}
			list = x.list(f[0])
			for _, o := range f[1:] {
				if o != "cap" {
					return nil, fmt.Errorf("%s:%d: no section option is called %q", file, n, o)
				}
				x.lists[list].cap = true
			}
			continue
		}
		if list < 0 {
			return nil, fmt.Errorf("%s:%d: a pattern stands before the first [section]", file, n)
		}
		pat, value, _ := strings.Cut(line, " = ")
		s := source{file: file, line: n, list: list, text: strings.TrimSpace(pat), end: end{list: list, value: strings.TrimSpace(value)}}
		if x.lists[list].cap {
			s.end.need = needCap
		}
		if p, ok := strings.CutPrefix(s.text, "^^ "); ok {
			s.text, s.end.need = p, needUpper
		} else if p, ok := strings.CutPrefix(s.text, "^ "); ok {
			s.text, s.end.need = p, needCap
		}
		seqs, err := parsePattern(s.text)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n, err)
		}
		s.seqs = seqs
		out = append(out, s)
	}
	return out, nil
}

func (x *Lexicon) insert(n *node, seq []atom, e end) {
	for _, a := range seq {
		switch a.kind {
		case literal, stem:
			table := x.words
			if a.kind == stem {
				table = x.stems
				x.maxLen = max(x.maxLen, len(a.text))
			} else if len(a.text) > 1 {
				x.parts[a.text] = true
			}
			sym, ok := table[a.text]
			if !ok {
				sym = int32(len(x.words) + len(x.stems) + 1)
				table[a.text] = sym
			}
			if n.next == nil {
				n.next = map[int32]*node{}
			}
			to := n.next[sym]
			if to == nil {
				to = &node{}
				n.next[sym] = to
			}
			n = to
		case class:
			b, id := builtins[a.text], ListID(-1)
			if b == noBuiltin {
				id = x.ids[a.text]
			}
			i := slices.IndexFunc(n.classes, func(c classEdge) bool { return c.builtin == b && c.list == id })
			if i < 0 {
				i = len(n.classes)
				n.classes = append(n.classes, classEdge{b, id, &node{}})
			}
			n = n.classes[i].to
		case gap:
			i := slices.IndexFunc(n.gaps, func(g gapEdge) bool { return g.max == a.gap })
			if i < 0 {
				i = len(n.gaps)
				n.gaps = append(n.gaps, gapEdge{a.gap, &node{}})
			}
			n = n.gaps[i].to
		}
	}
	n.ends = append(n.ends, e)
}

// Lists gives the names of all lists, in no particular order.
func (x *Lexicon) Lists() []string { return slices.Clone(x.names) }

// ID finds a list by name.
func (x *Lexicon) ID(name string) (ListID, bool) {
	id, ok := x.ids[name]
	return id, ok
}

// Knows tells whether a folded word is a literal of any list.
func (x *Lexicon) Knows(word string) bool { return x.words[word] != 0 }

// SPDX-License-Identifier: Apache-2.0

package text

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"chaperone/post"
)

// ListID names a list inside one Lexicon.
type ListID int32

// Match is one place where a list's pattern was found.
type Match struct {
	First int // index of the first token
	Last  int // index of the last token
	Value string
	post.Span
}

// Lexicon holds compiled lists of phrase patterns. It is built once by Compile and safe for concurrent use.
type Lexicon struct {
	names []string
	ids   map[string]ListID
	lists []listInfo

	words   symbols // literals; their symbols are even
	stems   symbols // stems; their symbols are odd
	maxLen  int     // longest stem
	singles []int32 // by half a literal's symbol: ends of phrases of this one word
	roots   []int32 // one trie a level
	nodes   []node
	edges   []edge
	growing growing // the edges until all lists are compiled
	classes []classEdge
	gaps    []gapEdge
	joins   []join
	ends    []end
	values  []string
	nears   nearWords

	openings []opening // by level
}

type listInfo struct {
	cap    bool
	near   bool // its long words are read misspelt or cut in two as well
	inside bool // its words are read inside longer tags and account names as well
	used   bool // other patterns name the list
	level  int
}

func (x *Lexicon) literal(word string) int32 { return 2 * x.words.put(word) }

func (x *Lexicon) stem(s string) int32 {
	x.maxLen = max(x.maxLen, len(s))
	return 2*x.stems.put(s) + 1
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
	text string
	end  end
}

// Compile reads lexicon files (name → content) into one Lexicon. Every fault is reported with file and line.
func Compile(files map[string]string) (*Lexicon, error) {
	size, lines := 0, 0
	for _, c := range files {
		size, lines = size+len(c), lines+strings.Count(c, "\n")
	}
	x := newLexicon(size, lines)
	all := make([]source, 0, lines)
	for _, n := range slices.Sorted(maps.Keys(files)) {
		var err error
		if all, err = x.readFile(all, n, files[n]); err != nil {
			return nil, err
		}
	}
	deps := make([]map[ListID]bool, len(x.names))
	for i := range all {
		if err := x.depends(&all[i], deps); err != nil {
			return nil, err
		}
	}
	if err := x.order(deps); err != nil {
		return nil, err
	}
	top := 0
	for _, l := range x.lists {
		top = max(top, l.level)
	}
	for range top + 1 {
		x.roots = append(x.roots, x.newNode())
	}
	p := patternReader{x: x, atoms: map[string][]atom{}}
	for i := range all {
		s := &all[i]
		if err := p.insert(s.text, x.roots[x.lists[s.end.list].level], s.end); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", s.file, s.line, err)
		}
	}
	x.settle()
	return x, nil
}

// newLexicon makes room for lists of so many bytes and lines, since growing tables is a good part of compiling them.
func newLexicon(size, lines int) *Lexicon {
	table := 1 << bits.Len(uint(size/8))
	x := &Lexicon{ids: map[string]ListID{}, nodes: make([]node, 0, table/2), ends: make([]end, 1, lines+1), values: make([]string, 1, lines+1),
		classes: make([]classEdge, 1), gaps: make([]gapEdge, 1), joins: make([]join, 1)}
	x.growing.slots = make([]edgeSlot, max(2, table))
	x.words.slots = make([]symbolSlot, max(2, table/4))
	x.words.words = make([]string, 0, lines)
	x.singles = make([]int32, 0, lines)
	return x
}

// depends notes the lists a pattern names in braces.
func (x *Lexicon) depends(s *source, deps []map[ListID]bool) error {
	for rest := s.text; ; {
		_, after, ok := strings.Cut(rest, "{")
		if !ok {
			return nil
		}
		name, behind, ok := strings.Cut(after, "}")
		if !ok {
			return fmt.Errorf("%s:%d: %q: a brace is never closed", s.file, s.line, s.text)
		}
		rest = behind
		if builtins[name] != noBuiltin {
			continue
		}
		id, ok := x.ids[name]
		if !ok {
			return fmt.Errorf("%s:%d: no list or class is called {%s}", s.file, s.line, name)
		}
		if deps[s.end.list] == nil {
			deps[s.end.list] = map[ListID]bool{}
		}
		deps[s.end.list][id] = true
	}
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

func (x *Lexicon) readFile(out []source, file, content string) ([]source, error) {
	list := ListID(-1)
	n := 0
	for line := range strings.SplitSeq(content, "\n") {
		n++
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
				switch o {
				case "cap":
					x.lists[list].cap = true
				case "near":
					x.lists[list].near = true
				case "inside":
					x.lists[list].inside = true
				default:
					return nil, fmt.Errorf("%s:%d: no section option is called %q", file, n, o)
				}
			}
			continue
		}
		if list < 0 {
			return nil, fmt.Errorf("%s:%d: a pattern stands before the first [section]", file, n)
		}
		s := source{file: file, line: n, text: line, end: end{list: list}}
		if strings.IndexByte(line, '=') >= 0 {
			pat, value, _ := strings.Cut(line, " = ")
			s.text = strings.TrimSpace(pat)
			if value = strings.TrimSpace(value); value != "" {
				s.end.value = int32(len(x.values))
				x.values = append(x.values, value)
			}
		}
		if x.lists[list].cap {
			s.end.need = needCap
		}
		if p, ok := strings.CutPrefix(s.text, "^^ "); ok {
			s.text, s.end.need = p, needUpper
		} else if p, ok := strings.CutPrefix(s.text, "^ "); ok {
			s.text, s.end.need = p, needCap
		}
		out = append(out, s)
	}
	return out, nil
}

// Lists gives the names of all lists, in no particular order.
func (x *Lexicon) Lists() []string { return slices.Clone(x.names) }

// ID finds a list by name.
func (x *Lexicon) ID(name string) (ListID, bool) {
	id, ok := x.ids[name]
	return id, ok
}

// Knows tells whether a folded word is a literal of any list.
func (x *Lexicon) Knows(word string) bool { return x.words.get(word) != 0 }

// SPDX-License-Identifier: Apache-2.0

package text

import (
	"fmt"
	"strings"
)

// atom is one step of a pattern: a literal word, a stem, a class or list, or a gap.
type atom struct {
	kind    atomKind
	sym     int32 // of a literal or stem
	builtin builtin
	list    ListID
	gap     int
}

type atomKind uint8

const (
	literal atomKind = iota
	stem
	class
	gap
)

// maxPaths bounds what the alternatives of one pattern may multiply out to.
const maxPaths = 6000

// path is one way through a pattern so far: the node of the trie it has come to, and what it must not end as.
type path struct {
	node   int32
	words  int  // words, stems and classes on it; gaps alone match nothing
	gapped bool // the last step was a gap
	wrong  bool // the first step was a gap
}

// patternReader multiplies out the alternatives of a pattern straight into a trie: every alternative takes the paths so far one step
// on. See fact/detect/lexicon/README.md for the notation.
type patternReader struct {
	x     *Lexicon
	s     string
	at    int
	atoms map[string][]atom // words taken apart before: the same few stand in many patterns
}

// insert puts all phrases that pattern s stands for into the trie under root.
func (p *patternReader) insert(s string, root int32, e end) error {
	p.s, p.at = s, 0
	if plainWords(s) { // most lines are
		n := root
		for w := range strings.FieldsSeq(s) {
			if full, ok := typed[w]; ok {
				w = full
			}
			sym := p.x.literal(w)
			if len(w) == len(s) && root == p.x.roots[0] {
				p.x.addSingle(sym, e)
				return nil
			}
			n = p.x.bySymbol(n, sym)
		}
		p.x.addEnd(n, e)
		return nil
	}
	out, err := p.alternatives([]path{{node: root}}, 0)
	if err != nil {
		return err
	}
	if p.at < len(s) {
		return fmt.Errorf("%q closes a bracket that was never opened", s[p.at:])
	}
	for _, w := range out {
		if w.words == 0 {
			return fmt.Errorf("%q can match nothing at all", s)
		}
		if w.wrong || w.gapped {
			return fmt.Errorf("%q begins or ends with a gap", s)
		}
		p.x.addEnd(w.node, e)
	}
	return nil
}

// plainWords tells a line of lower-case letters and spaces, which means just these words.
func plainWords(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && c != ' ' {
			return false
		}
	}
	return true
}

// alternatives reads "a b|c d" up to a closing bracket or the end and takes the paths from on. At depth 0 a bar binds words only where
// no brackets are used around it: "use|quote my code" is "(use|quote) my code".
func (p *patternReader) alternatives(from []path, depth int) ([]path, error) {
	var all []path
	cur := from
	for {
		p.spaces()
		switch {
		case p.at >= len(p.s):
			if depth > 0 {
				return nil, fmt.Errorf("%q: a bracket is never closed", p.s)
			}
			return cur, nil
		case p.s[p.at] == ')':
			return append(all, cur...), nil
		case p.s[p.at] == '|':
			if depth == 0 {
				return nil, fmt.Errorf("%q: put the alternatives in brackets", p.s)
			}
			p.at++
			all = append(all, cur...)
			cur = from
		case p.s[p.at] == '(':
			p.at++
			inner, err := p.alternatives(cur, depth+1)
			if err != nil {
				return nil, err
			}
			p.at++ // the closing bracket
			if p.at < len(p.s) && p.s[p.at] == '?' {
				p.at++
				inner = append(inner, cur...)
			}
			cur = p.together(inner)
		default:
			next, err := p.word(cur, depth)
			if err != nil {
				return nil, err
			}
			cur = p.together(next)
		}
		if len(all)+len(cur) > maxPaths {
			return nil, fmt.Errorf("%q stands for more than %d phrases; write it as several lines", p.s, maxPaths)
		}
	}
}

func (p *patternReader) spaces() {
	for p.at < len(p.s) && p.s[p.at] == ' ' {
		p.at++
	}
}

// word reads one word with its marks and takes the paths from over it; at depth 0 "a|b" without spaces are alternatives.
func (p *patternReader) word(from []path, depth int) ([]path, error) {
	start := p.at
	for p.at < len(p.s) && p.s[p.at] != ' ' && p.s[p.at] != '(' && p.s[p.at] != ')' && (depth == 0 || p.s[p.at] != '|') {
		p.at++
	}
	out := make([]path, 0, len(from))
	for w := range strings.SplitSeq(p.s[start:p.at], "|") {
		optional := false
		if len(w) > 1 && strings.HasSuffix(w, "?") {
			w, optional = w[:len(w)-1], true
		}
		as, ok := p.atoms[w]
		if !ok {
			var err error
			if as, err = p.read(w); err != nil {
				return nil, err
			}
			p.atoms[w] = as
		}
		for _, f := range from {
			for _, a := range as {
				f = p.step(f, a)
			}
			out = append(out, f)
		}
		if optional {
			out = append(out, from...)
		}
	}
	return out, nil
}

// manyPaths is from how many paths on it pays to let them go on together.
const manyPaths = 4

// together joins paths that have two words behind them. Earlier would save more nodes, but then each post's "my" and "the" would have
// to be followed into every pattern that begins with a choice of such words.
func (p *patternReader) together(ps []path) []path {
	fit := func(f path) bool { return f.words >= 2 && !f.gapped && !f.wrong }
	n := 0
	for _, f := range ps {
		if fit(f) {
			n++
		}
	}
	if n < manyPaths || p.at >= len(p.s) {
		return ps
	}
	to := path{node: p.x.newNode(), words: 2}
	out := []path{to}
	for _, f := range ps {
		if fit(f) {
			p.x.addJoin(f.node, to.node)
		} else {
			out = append(out, f)
		}
	}
	return out
}

func (p *patternReader) step(f path, a atom) path {
	if f.gapped = a.kind == gap; !f.gapped {
		f.words++
	}
	f.wrong = f.wrong || f.words == 0
	switch a.kind {
	case literal, stem:
		f.node = p.x.bySymbol(f.node, a.sym)
	case class:
		if a.builtin == noBuiltin {
			f.node = p.x.byList(f.node, a.list)
		} else {
			f.node = p.x.byClass(f.node, a.builtin)
		}
	case gap:
		f.node = p.x.byGap(f.node, a.gap)
	}
	return f
}

// read takes one word of a pattern apart, as the reader of texts would.
func (p *patternReader) read(w string) ([]atom, error) {
	switch {
	case w == "":
		return nil, nil
	case w[0] == '{':
		if !strings.HasSuffix(w, "}") {
			return nil, fmt.Errorf("%q: a brace is never closed", w)
		}
		b, list := builtins[w[1:len(w)-1]], ListID(-1)
		if b == noBuiltin {
			list = p.x.ids[w[1:len(w)-1]]
		}
		return []atom{{kind: class, builtin: b, list: list}}, nil
	case w[0] == '_' && len(w) == 2 && w[1] >= '1' && w[1] <= '9':
		return []atom{{kind: gap, gap: int(w[1] - '0')}}, nil
	case strings.HasSuffix(w, "~"):
		f := Fold(strings.TrimSuffix(w, "~"))
		if len(f) < 2 {
			return nil, fmt.Errorf("%q: a stem needs two letters at least", w)
		}
		return []atom{{kind: stem, sym: p.x.stem(f)}}, nil
	case w == "'s": // alone it would be read as a quotation mark and a letter
		return []atom{{kind: literal, sym: p.x.literal(w)}}, nil
	case w[0] == '#' && len(w) > 1:
		return []atom{{kind: literal, sym: p.x.literal(Fold(w))}}, nil
	}
	var out []atom
	d := Doc{}
	r := reader{d: &d, s: w}
	for at := 0; at < len(w); {
		at = r.next(at)
	}
	for _, t := range d.Tokens {
		if t.Class == Punct && len(d.Tokens) > 1 {
			continue // patterns read over light punctuation
		}
		out = append(out, atom{kind: literal, sym: p.x.literal(t.Fold)})
	}
	return out, nil
}

// SPDX-License-Identifier: Apache-2.0

package text

import (
	"fmt"
	"strings"
)

// atom is one step of a pattern: a literal word, a stem, a class or list, or a gap.
type atom struct {
	kind atomKind
	text string
	gap  int
}

type atomKind uint8

const (
	literal atomKind = iota
	stem
	class
	gap
)

// maxExpansions bounds what the alternatives of one pattern may multiply out to.
const maxExpansions = 6000

// parsePattern multiplies out the alternatives of a pattern. See fact/detect/lexicon/README.md for the notation.
func parsePattern(s string) ([][]atom, error) {
	p := patternReader{s: s}
	out, err := p.alternatives(0)
	if err != nil {
		return nil, err
	}
	if p.at < len(s) {
		return nil, fmt.Errorf("%q closes a bracket that was never opened", s[p.at:])
	}
	for _, seq := range out {
		solid := false
		for _, a := range seq {
			solid = solid || a.kind == literal || a.kind == stem || a.kind == class
		}
		if !solid {
			return nil, fmt.Errorf("%q can match nothing at all", s)
		}
		if seq[0].kind == gap || seq[len(seq)-1].kind == gap {
			return nil, fmt.Errorf("%q begins or ends with a gap", s)
		}
	}
	return out, nil
}

type patternReader struct {
	s  string
	at int
}

// alternatives reads "a b|c d" up to a closing bracket or the end. At depth 0 a bar binds words only where no brackets are used
// around it: "use|quote my code" is "(use|quote) my code".
func (p *patternReader) alternatives(depth int) ([][]atom, error) {
	var all [][]atom
	cur := [][]atom{{}}
	var err error
	for {
		p.spaces()
		switch {
		case p.at >= len(p.s):
			if depth > 0 {
				return nil, fmt.Errorf("%q: a bracket is never closed", p.s)
			}
			return append(all, cur...), nil
		case p.s[p.at] == ')':
			if depth == 0 {
				return append(all, cur...), nil
			}
			return append(all, cur...), nil
		case p.s[p.at] == '|':
			if depth == 0 {
				return nil, fmt.Errorf("%q: put the alternatives in brackets", p.s)
			}
			p.at++
			all = append(all, cur...)
			cur = [][]atom{{}}
		case p.s[p.at] == '(':
			p.at++
			inner, e := p.alternatives(depth + 1)
			if e != nil {
				return nil, e
			}
			p.at++ // the closing bracket
			if p.at < len(p.s) && p.s[p.at] == '?' {
				p.at++
				inner = append(inner, nil)
			}
			if cur, err = cross(cur, inner, p.s); err != nil {
				return nil, err
			}
		default:
			inner, e := p.word(depth)
			if e != nil {
				return nil, e
			}
			if cur, err = cross(cur, inner, p.s); err != nil {
				return nil, err
			}
		}
	}
}

func (p *patternReader) spaces() {
	for p.at < len(p.s) && p.s[p.at] == ' ' {
		p.at++
	}
}

// word reads one word with its marks; at depth 0 "a|b" without spaces are alternatives.
func (p *patternReader) word(depth int) ([][]atom, error) {
	start := p.at
	for p.at < len(p.s) && p.s[p.at] != ' ' && p.s[p.at] != '(' && p.s[p.at] != ')' && (depth == 0 || p.s[p.at] != '|') {
		p.at++
	}
	var out [][]atom
	for _, w := range strings.Split(p.s[start:p.at], "|") {
		optional := false
		if len(w) > 1 && strings.HasSuffix(w, "?") {
			w, optional = w[:len(w)-1], true
		}
		seq, err := atoms(w)
		if err != nil {
			return nil, err
		}
		out = append(out, seq)
		if optional {
			out = append(out, nil)
		}
	}
	return out, nil
}

func atoms(w string) ([]atom, error) {
	switch {
	case w == "":
		return nil, nil
	case w[0] == '{':
		if !strings.HasSuffix(w, "}") {
			return nil, fmt.Errorf("%q: a brace is never closed", w)
		}
		return []atom{{kind: class, text: w[1 : len(w)-1]}}, nil
	case w[0] == '_' && len(w) == 2 && w[1] >= '1' && w[1] <= '9':
		return []atom{{kind: gap, gap: int(w[1] - '0')}}, nil
	case strings.HasSuffix(w, "~"):
		f := Fold(strings.TrimSuffix(w, "~"))
		if len(f) < 2 {
			return nil, fmt.Errorf("%q: a stem needs two letters at least", w)
		}
		return []atom{{kind: stem, text: f}}, nil
	case w == "'s": // alone it would be read as a quotation mark and a letter
		return []atom{{kind: literal, text: w}}, nil
	case w[0] == '#' && len(w) > 1:
		return []atom{{kind: literal, text: Fold(w)}}, nil
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
		out = append(out, atom{kind: literal, text: t.Fold})
	}
	return out, nil
}

func cross(left, right [][]atom, s string) ([][]atom, error) {
	if len(left)*len(right) > maxExpansions {
		return nil, fmt.Errorf("%q stands for more than %d phrases; write it as several lines", s, maxExpansions)
	}
	out := make([][]atom, 0, len(left)*len(right))
	for _, l := range left {
		for _, r := range right {
			seq := make([]atom, 0, len(l)+len(r))
			out = append(out, append(append(seq, l...), r...))
		}
	}
	return out, nil
}

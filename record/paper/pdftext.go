// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"strings"
	"unicode/utf8"
)

// look is how a piece of text is set, apart from the styles of its runs.
type look struct {
	size   float64 // points
	style  Style   // added to every run's
	colour rgb
	tight  bool // lines closer together, for headings and tables
}

func (l look) leading() float64 {
	if l.tight {
		return l.size * 1.3
	}
	return l.size * 1.48
}

// piece is words in one style on one line.
type piece struct {
	words string
	style Style
	href  string
	width float64
}

// textLine is a line as it is set.
type textLine struct {
	pieces []piece
	width  float64
	look   look
}

// atom is what a line can't be broken within, except where it is wider than a line: part of a word in one style.
type atom struct {
	words string
	style Style
	href  string
	space bool // a space: a line may be broken here
	brk   bool // a line break
}

// atoms cuts text at its spaces and line breaks.
func (s *sheet) atoms(t Text, l look) []atom {
	var out []atom
	for _, r := range t {
		words, _ := printText(r.Words)
		for words != "" {
			i := strings.IndexAny(words, " \n")
			switch {
			case i < 0:
				i = len(words)
				fallthrough
			case i > 0:
				out = append(out, atom{words: words[:i], style: r.Style | l.style, href: r.Href})
				words = words[i:]
			default:
				out = append(out, atom{words: words[:1], style: r.Style | l.style, href: r.Href, space: words[0] == ' ', brk: words[0] == '\n'})
				words = words[1:]
			}
		}
	}
	return out
}

// wrap sets text in lines of a width.
func (s *sheet) wrap(t Text, l look, width float64) []textLine {
	lines := []textLine{{look: l}}
	cur := func() *textLine { return &lines[len(lines)-1] }
	newLine := func() {
		c := cur()
		for n := len(c.pieces); n > 0 && c.pieces[n-1].words == " "; n-- {
			c.width -= c.pieces[n-1].width
			c.pieces = c.pieces[:n-1]
		}
		lines = append(lines, textLine{look: l})
	}
	put := func(a atom, w float64) {
		c := cur()
		c.pieces = append(c.pieces, piece{a.words, a.style, a.href, w})
		c.width += w
	}
	as := s.atoms(t, l)
	for i := 0; i < len(as); {
		switch a := as[i]; {
		case a.brk:
			newLine()
			i++
			continue
		case a.space:
			if w := s.widthOf(a, l); len(cur().pieces) > 0 || i == 0 || as[i-1].brk {
				put(a, w)
			}
			i++
			continue
		}
		end, w := i, 0.0 // the word, all its styles
		for end < len(as) && !as[end].space && !as[end].brk {
			w += s.widthOf(as[end], l)
			end++
		}
		if cur().width+w > width && len(cur().pieces) > 0 && (w <= width || cur().width > width*0.6) {
			newLine()
		}
		for ; i < end; i++ {
			a, aw := as[i], s.widthOf(as[i], l)
			for cur().width+aw > width && a.words != "" {
				head, hw := s.fit(a, l, width-cur().width, len(cur().pieces) == 0)
				if head != "" {
					put(atom{words: head, style: a.style, href: a.href}, hw)
				}
				if a.words = a.words[len(head):]; a.words == "" {
					break
				}
				newLine()
				aw = s.widthOf(a, l)
			}
			if a.words != "" {
				put(a, aw)
			}
		}
	}
	return lines
}

// fit gives as much of a word as a width holds; at least one character where force is set, so that every line moves on.
func (s *sheet) fit(a atom, l look, width float64, force bool) (string, float64) {
	s.font(a.style, l.size)
	n, w := 0, 0.0
	for n < len(a.words) {
		_, size := utf8.DecodeRuneInString(a.words[n:])
		cw := s.pdf.GetStringWidth(a.words[n : n+size])
		if w+cw > width && !(force && n == 0) {
			break
		}
		n, w = n+size, w+cw
	}
	return a.words[:n], w
}

func (s *sheet) widthOf(a atom, l look) float64 {
	s.font(a.style, l.size)
	return s.pdf.GetStringWidth(a.words)
}

// text writes text at the column, page by page. A line left alone at the end of a page takes the next one with it.
func (s *sheet) text(t Text, l look) {
	lines := s.wrap(t, l, s.w)
	h := l.leading()
	for i, ln := range lines {
		keep := h
		if i == 0 && len(lines) > 1 || i == len(lines)-2 {
			keep = 2 * h
		}
		s.need(keep)
		s.drawLine(ln, s.x, s.y+l.size*1.05)
		s.advance(h)
	}
}

// drawLine sets a line with its base line at y. Neighbours in one style are set together.
func (s *sheet) drawLine(ln textLine, x, y float64) {
	for i := 0; i < len(ln.pieces); {
		p := ln.pieces[i]
		for i++; i < len(ln.pieces) && ln.pieces[i].style == p.style && ln.pieces[i].href == p.href; i++ {
			p.words += ln.pieces[i].words
			p.width += ln.pieces[i].width
		}
		c := ln.look.colour
		href := safeHref(p.href)
		if p.style&Removed != 0 {
			c = ink3
		}
		if outside(href) || s.anchors[strings.TrimPrefix(href, "#")] != 0 {
			c = accent
			s.linkTo(href, x, y-ln.look.size, p.width, ln.look.size*1.3)
			s.rule(x, y+1.6, p.width, 0.4, accent)
		}
		s.font(p.style, ln.look.size)
		s.colour(c)
		s.pdf.Text(x, y, p.words)
		if p.style&Added != 0 {
			s.rule(x, y+1.6, p.width, 1, green)
		}
		if p.style&Removed != 0 {
			s.rule(x, y-ln.look.size*0.3, p.width, 0.9, markRGB[Stop])
		}
		x += p.width
	}
}

func (s *sheet) linkTo(href string, x, y, w, h float64) {
	if outside(href) {
		s.pdf.LinkString(x, y, w, h, href)
	} else if id := s.anchors[strings.TrimPrefix(href, "#")]; id != 0 {
		s.pdf.Link(x, y, w, h, id)
	}
}

// indexAnchors prepares a target for each heading that has an id.
func (s *sheet) indexAnchors(blocks []Block) {
	for _, b := range blocks {
		switch x := b.(type) {
		case Heading:
			if id := safeID(x.ID); id != "" && s.anchors[id] == 0 {
				s.anchors[id] = s.pdf.AddLink()
			}
		case Note:
			s.indexAnchors(x.Blocks)
		}
	}
}

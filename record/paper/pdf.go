// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"fmt"
	"io"

	"codeberg.org/go-pdf/fpdf"
)

// The page, in points: A4, margins of 21 mm, wider at the foot.
const (
	pageW, pageH = 595.28, 841.89
	margin       = 60.0
	top, bottom  = 60.0, 72.0
	columnW      = pageW - 2*margin
)

// rgb is a colour of the desk's light theme; paper is white.
type rgb [3]int

var (
	ink        = rgb{0x26, 0x22, 0x1c}
	ink2       = rgb{0x55, 0x4d, 0x42}
	ink3       = rgb{0x66, 0x5d, 0x50}
	line       = rgb{0xde, 0xd4, 0xc4}
	lineStrong = rgb{0x85, 0x7a, 0x6b}
	sunk       = rgb{0xf3, 0xed, 0xe2}
	accent     = rgb{0x64, 0x2a, 0x55}
	green      = rgb{0x35, 0x63, 0x2f}
	markRGB    = map[Mark]rgb{Stop: {0xa3, 0x24, 0x1c}, Decide: {0x7d, 0x4a, 0x00}, Advise: {0x33, 0x58, 0x7f}, Clear: green, Ask: accent}
)

// sheet is a PDF being written: where the next thing goes, and what surrounds it.
type sheet struct {
	pdf      *fpdf.Fpdf
	x, w     float64 // left edge and width of the column in use
	y        float64
	bars     []bar // vertical lines beside what is being written
	footer   string
	pictures int
	onPage   func()         // drawn again at the head of a page: a table's head
	anchors  map[string]int // fpdf's links, by the id of the heading they lead to
}

// bar is a line drawn beside everything until it is taken away again.
type bar struct {
	x, width float64
	colour   rgb
}

// PDF writes the document as a PDF with its fonts inside.
func (d Doc) PDF(w io.Writer) error {
	s, err := d.sheet()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := s.pdf.Output(&b); err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Unprintable counts the characters that the PDF names in square brackets, since its fonts lack them.
func (d Doc) Unprintable() int {
	n := 0
	for w := range d.words() {
		_, m := printText(w)
		n += m
	}
	return n
}

func (d Doc) sheet() (*sheet, error) {
	s := &sheet{pdf: fpdf.New("P", "pt", "A4", ""), x: margin, w: columnW, anchors: map[string]int{}}
	p := s.pdf
	for _, f := range faces {
		p.AddUTF8FontFromBytes(f.family, f.style, bytes.Clone(f.ttf)) // fpdf may write to what it is given
	}
	p.SetCatalogSort(true)
	p.SetCreationDate(d.at())
	p.SetModificationDate(d.at())
	p.SetProducer("Chaperone", true)
	p.SetTitle(d.Title, true)
	p.SetLang(d.lang())
	p.SetMargins(margin, top, margin)
	p.SetAutoPageBreak(false, 0)
	p.SetCellMargin(0)
	p.AliasNbPages("{nb}")
	s.footer = d.Footer
	p.SetFooterFunc(s.foot)
	s.indexAnchors(d.Blocks)
	s.addPage()
	s.head(d)
	if err := s.blocks(d.Blocks); err != nil {
		return nil, err
	}
	if d.Unprintable() > 0 {
		s.gap(14)
		s.need(30) // marked content can't go over to another page
		s.artifact(func() {
			s.text(Words("This file's fonts lack some characters of the text. They are named in square brackets; the web page shows them as they are."), look{size: 8.5, colour: ink3})
		})
	}
	if err := p.Error(); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return s, nil
}

// artifact marks what is drawn as no part of the text: feet of pages, repeated heads.
func (s *sheet) artifact(f func()) {
	s.pdf.RawWriteStr("/Artifact BMC")
	f()
	s.pdf.RawWriteStr("EMC")
}

func (s *sheet) foot() {
	s.artifact(func() {
		p := s.pdf
		s.rule(margin, pageH-bottom+24, columnW, 0.5, line)
		s.font(0, 8.5)
		s.colour(ink3)
		pos := fmt.Sprintf("%d / {nb}", p.PageNo())
		// {nb} is wider than the number it becomes; two digits stand for it.
		right := p.GetStringWidth(fmt.Sprintf("%d / 00", p.PageNo()))
		at := pageH - bottom + 38
		for i, l := range s.wrap(Words(s.footer), look{size: 8.5, colour: ink3}, columnW-right-24) {
			s.drawLine(l, margin, at+float64(i)*11)
		}
		s.font(0, 8.5)
		s.colour(ink3)
		p.Text(pageW-margin-right, at, pos)
	})
}

func (s *sheet) addPage() {
	s.pdf.AddPage()
	s.y = top
}

// need begins a new page unless h points are left on this one.
func (s *sheet) need(h float64) {
	if s.y+h > pageH-bottom && s.y > top {
		s.addPage()
		if s.onPage != nil {
			s.artifact(s.onPage)
		}
	}
}

// advance moves down and draws what runs beside the text.
func (s *sheet) advance(h float64) {
	for _, b := range s.bars {
		s.rect(b.x, s.y, b.width, min(h, pageH-bottom-s.y), b.colour)
	}
	s.y += h
}

// gap is space that a new page swallows.
func (s *sheet) gap(h float64) {
	if s.y > top && s.y+h < pageH-bottom {
		s.advance(h)
	}
}

// font chooses a face; size in points.
func (s *sheet) font(st Style, size float64) {
	if st&Mono != 0 {
		s.pdf.SetFont("mono", "", size*0.92)
		return
	}
	style := ""
	if st&Strong != 0 {
		style += "B"
	}
	if st&Em != 0 {
		style += "I"
	}
	s.pdf.SetFont("go", style, size)
}

func (s *sheet) colour(c rgb) { s.pdf.SetTextColor(c[0], c[1], c[2]) }

func (s *sheet) rect(x, y, w, h float64, c rgb) {
	s.pdf.SetFillColor(c[0], c[1], c[2])
	s.pdf.Rect(x, y, w, h, "F")
}

func (s *sheet) rule(x, y, w, thick float64, c rgb) { s.rect(x, y, w, thick, c) }

// within writes a part in a narrower column, with a bar at its left where it has one.
func (s *sheet) within(left float64, b *bar, f func() error) error {
	x, w, bars := s.x, s.w, s.bars
	s.x, s.w = x+left, w-left
	if b != nil {
		s.bars = append(bars[:len(bars):len(bars)], *b)
	}
	err := f()
	s.x, s.w, s.bars = x, w, bars
	return err
}

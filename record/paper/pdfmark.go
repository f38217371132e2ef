// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// mark draws one of the five signs in a square of the given side, its top left corner at x, y.
func (s *sheet) mark(m Mark, x, y, side float64) {
	p, k := s.pdf, side/16
	c, ok := markRGB[m]
	if !ok {
		p.SetDrawColor(ink2[0], ink2[1], ink2[2])
		p.SetLineWidth(1.2)
		p.Circle(x+side/2, y+side/2, side*0.28, "D")
		return
	}
	poly := func(colour rgb, xy ...float64) {
		pts := make([]fpdf.PointType, 0, len(xy)/2)
		for i := 0; i+1 < len(xy); i += 2 {
			pts = append(pts, fpdf.PointType{X: x + xy[i]*k, Y: y + xy[i+1]*k})
		}
		p.SetFillColor(colour[0], colour[1], colour[2])
		p.Polygon(pts, "F")
	}
	white := rgb{255, 255, 255}
	switch m {
	case Stop:
		poly(c, 5, .6, 11, .6, 15.4, 5, 15.4, 11, 11, 15.4, 5, 15.4, .6, 11, .6, 5)
		poly(white, 4, 7, 12, 7, 12, 9, 4, 9)
	case Decide:
		poly(c, 8, .9, 15.8, 15, .2, 15)
		poly(white, 7.1, 5.8, 8.9, 5.8, 8.9, 10.4, 7.1, 10.4)
		poly(white, 7.1, 11.5, 8.9, 11.5, 8.9, 13.3, 7.1, 13.3)
	case Advise:
		p.SetDrawColor(c[0], c[1], c[2])
		p.SetLineWidth(1.8 * k)
		p.Circle(x+8*k, y+8*k, 6.3*k, "D")
		p.SetFillColor(c[0], c[1], c[2])
		p.Circle(x+8*k, y+8*k, 1.9*k, "F")
	case Clear:
		poly(c, 1.2, 8.6, 2.9, 6.9, 6.2, 10.2, 13.2, 2.6, 15, 4.3, 6.2, 13.6)
	case Ask:
		s.artifact(func() {
			s.font(Strong, side*1.05)
			s.colour(c)
			p.Text(x+3.5*k, y+14.2*k, "?")
		})
	}
}

func (s *sheet) note(n Note) error {
	c, ok := markRGB[n.Mark]
	if !ok {
		c = lineStrong
	}
	title := look{size: 11.5, style: Strong, colour: ink, tight: true}
	s.need(title.leading() + 3*body.leading())
	return s.within(14, &bar{s.x, 2, c}, func() error {
		y := s.y
		err := s.within(20, nil, func() error {
			if n.Word != "" {
				l := label
				l.style, l.colour = Strong, c
				s.text(Words(n.Word), l)
			}
			s.text(Words(n.Title), title)
			return nil
		})
		if err != nil {
			return err
		}
		s.mark(n.Mark, s.x, y, 13)
		s.advance(5)
		return s.blocks(n.Blocks)
	})
}

func (s *sheet) timeLine(t TimeLine) {
	const dateW, dotW = 76.0, 22.0
	title := look{size: 10.5, style: Strong, colour: ink, tight: true}
	text := look{size: 9.5, colour: ink2, tight: true}
	for i, m := range t {
		height := title.leading()*float64(len(s.wrap(Words(m.Title), title, s.w-dateW-dotW))) + text.leading()*2
		s.need(min(height, 120))
		page, y := s.pdf.PageNo(), s.y
		day, hour := label, label
		day.style, day.colour = Strong, ink
		s.drawLine(s.wrap(Words(momentDay(m.At)), day, dateW)[0], s.x, y+10)
		s.drawLine(s.wrap(Words(momentTime(m.At)), hour, dateW)[0], s.x, y+21)
		s.mark(m.Mark, s.x+dateW+2, y+1, 11)
		_ = s.within(dateW+dotW, nil, func() error {
			s.text(Words(m.Title), title)
			if len(m.Text) > 0 {
				s.text(m.Text, text)
			}
			return nil
		})
		if s.pdf.PageNo() == page && s.y < y+24 {
			s.advance(y + 24 - s.y)
		}
		if i == len(t)-1 {
			continue
		}
		s.gap(8)
		if s.pdf.PageNo() == page {
			s.rect(s.x+dateW+7.2, y+15, 0.6, max(0, s.y-y-17), lineStrong)
		}
	}
}

// box is one to tick.
func (s *sheet) box(x, y, side float64) {
	s.pdf.SetDrawColor(ink[0], ink[1], ink[2])
	s.pdf.SetLineWidth(0.9)
	s.pdf.Rect(x, y, side, side, "D")
}

// signatures sets lines to write on, two beside one another.
func (s *sheet) signatures(labels Signatures) {
	const gutter = 24.0
	w := (s.w - gutter) / 2
	for i := 0; i < len(labels); i += 2 {
		row := labels[i:min(i+2, len(labels))]
		s.need(70)
		s.advance(42)
		lines := 1
		for n, l := range row {
			x := s.x + float64(n)*(w+gutter)
			s.rule(x, s.y, w, 0.7, ink)
			set := s.wrap(Words(l), label, w)
			lines = max(lines, len(set))
			for k, ln := range set {
				s.drawLine(ln, x, s.y+11+float64(k)*label.leading())
			}
		}
		s.advance(4 + float64(lines)*label.leading())
	}
}

func (s *sheet) code(c Code) {
	if c.Label != "" {
		s.text(Words(c.Label), label)
		s.advance(2)
	}
	_ = s.within(12, nil, func() error {
		s.w -= 12
		for l := range strings.SplitSeq(strings.TrimRight(strings.ReplaceAll(c.Text, "\r\n", "\n"), "\n"), "\n") {
			for _, ln := range s.wrap(Words(l), typed, s.w) {
				h := typed.leading()
				s.need(h)
				s.rect(s.x-12, s.y, s.w+24, h+0.3, sunk)
				s.drawLine(ln, s.x, s.y+typed.size*1.05)
				s.advance(h)
			}
		}
		return nil
	})
}

func (s *sheet) qr(q QR) error {
	c, err := q.code()
	if err != nil {
		return err
	}
	const side = 110.0
	s.need(side + 30)
	k := side / float64(c.Size+8)
	s.pdf.SetFillColor(0, 0, 0)
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			n := 0
			for x+n < c.Size && c.Black(x+n, y) {
				n++
			}
			if n > 0 { // a row's neighbours as one bar, a hair taller: no white lines between rows
				s.pdf.Rect(s.x+float64(x+4)*k, s.y+float64(y+4)*k, float64(n)*k, k+0.05, "F")
				x += n
			}
		}
	}
	s.advance(side + 2)
	l := typed
	l.colour = ink3
	s.text(Words(q.Words), l)
	if q.Caption != "" {
		s.text(Words(q.Caption), label)
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// The looks of a page.
var (
	body  = look{size: 10.5, colour: ink}
	small = look{size: 8.5, colour: ink3}
	table = look{size: 9, colour: ink, tight: true}
	label = look{size: 8.5, colour: ink3, tight: true}
	typed = look{size: 8.5, colour: ink, style: Mono}
)

func (s *sheet) head(d Doc) {
	s.rule(s.x, s.y, s.w, 2.5, ink)
	s.advance(16)
	s.text(Words(d.Title), look{size: 20, style: Strong, colour: ink, tight: true})
	if d.Subtitle != "" {
		s.advance(3)
		s.text(Words(d.Subtitle), look{size: 10.5, colour: ink2})
	}
	s.advance(14)
}

func (s *sheet) blocks(blocks []Block) error {
	for i, b := range blocks {
		if err := s.one(b, i == len(blocks)-1); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) one(b Block, last bool) error {
	space := 8.0
	switch x := b.(type) {
	case Heading:
		s.heading(x)
		return nil
	case PageBreak:
		if s.y > top {
			s.addPage()
		}
		return nil
	case Para:
		l := body
		if x.Small {
			l = small
		} else if x.Lead {
			l = look{size: 13, colour: ink}
		}
		s.text(x.Text, l)
	case List:
		for i, it := range x.Items {
			mark := "•"
			if x.Ordered {
				mark = fmt.Sprintf("%d.", i+1)
			}
			s.item(mark, it)
		}
	case Table:
		s.table(x)
	case Terms:
		s.terms(x)
	case Quote:
		_ = s.within(14, &bar{s.x, 1.5, lineStrong}, func() error {
			s.text(x.Text, look{size: 10.5, style: Em, colour: ink})
			if x.By != "" {
				s.text(Words(x.By), label)
			}
			return nil
		})
	case Post:
		s.post(x)
	case Picture:
		s.picture(x)
	case TimeLine:
		s.timeLine(x)
	case Ticks:
		for _, t := range x {
			s.need(body.leading())
			y := s.y
			_ = s.within(22, nil, func() error { s.text(t, body); return nil })
			if s.y < y {
				y = top // the text began a new page
			}
			s.box(s.x, y+1, 11)
			s.gap(5)
		}
	case Signatures:
		s.signatures(x)
	case Code:
		s.code(x)
	case QR:
		if err := s.qr(x); err != nil {
			return err
		}
	case Note:
		if err := s.note(x); err != nil {
			return err
		}
		space = 12
	default:
		return fmt.Errorf("paper: a %T can't be set in a PDF", b)
	}
	if !last {
		s.gap(space)
	}
	return nil
}

func (s *sheet) heading(h Heading) {
	size := map[int]float64{2: 14.5, 3: 12, 4: 10.5}[min(max(h.Level, 2), 4)]
	l := look{size: size, style: Strong, colour: ink, tight: true}
	above := size * 1.1
	s.need(above + l.leading()*float64(len(s.wrap(Words(h.Words), l, s.w))) + 3*body.leading())
	if s.y > top {
		s.advance(above)
		if h.Level <= 2 {
			s.rule(s.x, s.y-6, s.w, 0.5, line)
			s.advance(4)
		}
	}
	if id := s.anchors[safeID(h.ID)]; id != 0 {
		s.pdf.SetLink(id, s.y, s.pdf.PageNo())
	}
	words, _ := printText(h.Words)
	s.pdf.Bookmark(words, min(max(h.Level, 2), 4)-2, s.y)
	s.text(Words(h.Words), l)
	s.advance(4)
}

func (s *sheet) item(mark string, t Text) {
	s.need(body.leading())
	s.artifact(func() { // as in a web page, where it is no part of the text either
		s.font(0, body.size)
		s.colour(ink3)
		s.pdf.Text(s.x+2, s.y+body.size*1.05, mark)
	})
	_ = s.within(18, nil, func() error { s.text(t, body); return nil })
	s.gap(2)
}

func (s *sheet) terms(t Terms) {
	const nameW = 118.0
	for _, r := range t {
		name, def := s.wrap(Words(r.Name), label, nameW-10), s.wrap(r.Text, table, s.w-nameW)
		s.columns([][]textLine{name, def}, []float64{0, nameW})
	}
}

// columns sets cells side by side, a rule beneath; what doesn't fit on the page goes on at the next.
func (s *sheet) columns(cells [][]textLine, at []float64) {
	h := table.leading()
	rows := 0
	for _, c := range cells {
		rows = max(rows, len(c))
	}
	s.need(min(float64(rows), 12)*h + 8)
	s.advance(4)
	for from := 0; from < rows; {
		fit := max(1, int((pageH-bottom-s.y)/h))
		to := min(rows, from+fit)
		for i, c := range cells {
			for n := from; n < min(to, len(c)); n++ {
				s.drawLine(c[n], s.x+at[i], s.y+float64(n-from)*h+table.size*1.05)
			}
		}
		s.advance(float64(to-from) * h)
		if from = to; from < rows {
			s.need(pageH)
		}
	}
	s.rule(s.x, s.y+3.5, s.w, 0.5, line)
	s.advance(4)
}

func (s *sheet) table(t Table) {
	if len(t.Head) == 0 {
		return
	}
	if t.Caption != "" {
		s.text(Words(t.Caption), look{size: 9, colour: ink2, tight: true})
	}
	const gutter = 12.0
	bold := look{size: 8.5, style: Strong, colour: ink3, tight: true}
	widths := s.columnWidths(t, bold, gutter)
	at := make([]float64, len(widths))
	for i := 1; i < len(widths); i++ {
		at[i] = at[i-1] + widths[i-1]
	}
	set := func(row []Text, l look) [][]textLine {
		out := make([][]textLine, len(widths))
		for i, c := range row {
			out[i] = s.wrap(c, l, widths[i]-gutter)
		}
		return out
	}
	head := make([]Text, len(t.Head))
	for i, h := range t.Head {
		head[i] = Words(h)
	}
	drawHead := func() {
		s.columns(set(head, bold), at)
		s.rule(s.x, s.y-0.75, s.w, 0.9, ink)
	}
	s.need(5 * table.leading())
	drawHead()
	s.onPage = func() {
		again := s.onPage
		s.onPage = nil
		drawHead()
		s.onPage = again
	}
	for _, r := range t.Rows {
		s.columns(set(cells(r, len(t.Head)), table), at)
	}
	s.onPage = nil
}

// columnWidths shares the width by what the cells hold, so that no column is narrower than its longest word where that can be had.
func (s *sheet) columnWidths(t Table, bold look, gutter float64) []float64 {
	n := len(t.Head)
	least, most := make([]float64, n), make([]float64, n)
	widest := func(c Text, l look, i int) {
		all := 0.0
		word := 0.0
		for _, a := range s.atoms(c, l) {
			w := s.widthOf(a, l)
			if all += w; a.space || a.brk {
				word = 0
				continue
			}
			word += w
			least[i] = max(least[i], min(word, s.w/3))
		}
		most[i] = max(most[i], min(all, s.w))
	}
	for i, h := range t.Head {
		widest(Words(h), bold, i)
	}
	for _, r := range t.Rows {
		for i, c := range cells(r, n) {
			widest(c, table, i)
		}
	}
	room, want := s.w, 0.0
	for i := range n {
		room -= least[i] + gutter
		want += most[i] - least[i]
	}
	out := make([]float64, n)
	for i := range n {
		switch out[i] = least[i] + gutter; {
		case room >= want: // everything on one line; what is left over goes to all alike
			out[i] = most[i] + gutter + (room-want)/float64(n)
		case room > 0:
			out[i] += room * (most[i] - least[i]) / want
		default:
			out[i] += room / float64(n)
		}
	}
	return out
}

func (s *sheet) post(x Post) {
	s.need(60)
	_ = s.within(14, &bar{s.x, 0.75, lineStrong}, func() error {
		s.bars = append(s.bars, bar{s.x + s.w - 0.75, 0.75, lineStrong})
		left, wide := s.x-14, s.w+14
		s.w -= 14
		s.rect(left, s.y, wide, 0.75, lineStrong)
		s.advance(9)
		who := Styled(Strong, x.Account)
		for _, p := range []string{x.Place, x.When} {
			if p != "" {
				who = who.And(Words(" · " + p))
			}
		}
		s.text(who, label)
		s.advance(4)
		s.text(Words(strings.ReplaceAll(x.Text, "\r\n", "\n")), look{size: 11.5, colour: ink})
		for _, p := range x.Pictures {
			s.advance(6)
			s.picture(p)
		}
		s.advance(9)
		s.rect(left, s.y-0.75, wide, 0.75, lineStrong)
		return nil
	})
}

func (s *sheet) picture(p Picture) {
	r, err := p.prepare()
	if err != nil {
		s.text(Styled(Em, p.missing()), look{size: 9.5, colour: ink2})
	} else {
		w := min(s.w, float64(r.width)*0.75)
		h := w * float64(r.height) / float64(r.width)
		if limit := (pageH - top - bottom) * 0.6; h > limit {
			w, h = w*limit/h, limit
		}
		s.need(h + 30)
		s.pictures++
		name, kind := fmt.Sprintf("p%d", s.pictures), "JPG"
		if r.png {
			kind = "PNG"
		}
		opt := fpdf.ImageOptions{ImageType: kind}
		s.pdf.RegisterImageOptionsReader(name, opt, bytes.NewReader(r.data))
		s.pdf.ImageOptions(name, s.x, s.y, w, h, false, opt, 0, "")
		s.advance(h + 3)
	}
	if p.Alt != "" {
		s.text(Words(p.Alt), label)
	}
	if p.Caption != "" {
		s.text(Words(p.Caption), label)
	}
}

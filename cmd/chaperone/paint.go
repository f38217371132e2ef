// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"
)

// painter knows how wide the output is and whether it takes colours. Both only come from a terminal; a pipe gets 80 plain columns.
type painter struct {
	width  int
	colour bool
}

func newPainter(w io.Writer, noColor bool) *painter {
	p := &painter{width: 80}
	f, ok := w.(*os.File)
	if !ok || !isTerminal(f) {
		return p
	}
	if cols, _, err := term.GetSize(int(f.Fd())); err == nil {
		p.width = min(max(cols, 40), 100)
	}
	p.colour = !noColor && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return p
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// The few styles in use, as SGR codes of the sixteen colours every terminal has and its user has chosen.
const (
	bold      = "1"
	dim       = "2"
	underline = "4"
	red       = "31"
	green     = "32"
	yellow    = "33"
	cyan      = "36"
)

func (p *painter) style(s string, codes ...string) string {
	if !p.colour || s == "" {
		return s
	}
	return "\x1b[" + strings.Join(codes, ";") + "m" + s + "\x1b[0m"
}

// wrap breaks s at spaces so that each line, indent included, fits the width; later lines stand under the first.
func (p *painter) wrap(s, indent string) string {
	return p.hang(s, indent, indent)
}

// hang is wrap with another indent for the lines after the first.
func (p *painter) hang(s, indent, hanging string) string {
	var b strings.Builder
	line, room := indent, false
	for w := range strings.FieldsSeq(s) {
		if room && ansi.StringWidth(line)+1+ansi.StringWidth(w) > p.width {
			b.WriteString(line + "\n")
			line, room = hanging, false
		}
		if room {
			line += " "
		}
		line, room = line+w, true
	}
	return b.String() + line
}

// harmless takes control characters out of words that are shown, so that a post can't steer the terminal.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '·'
		}
		return r
	}, s)
}

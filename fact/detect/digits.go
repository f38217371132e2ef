// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// digitGroup is a run of digits without anything between them.
type digitGroup struct {
	post.Span
	digits string
}

// digitRun is groups of digits with only light signs between them, as long numbers are written.
type digitRun struct {
	groups []digitGroup
	seps   []string // seps[i] stands between group i and i+1; invisible characters are "" here
	hidden bool     // invisible characters stand between the digits
	before rune     // the character before the first digit; 0 at the start
	after  rune     // the character behind the last; 0 at the end
}

func (d digitRun) all() string {
	var b strings.Builder
	for _, g := range d.groups {
		b.WriteString(g.digits)
		if b.Len() > 40 { // longer than any number we know; asked once a group, the whole would cost the square of a page of digits
			break
		}
	}
	return b.String()
}

// span covers groups a to b, both included.
func (d digitRun) span(a, b int) post.Span {
	return post.Span{Start: d.groups[a].Start, End: d.groups[b].End}
}

// digitOf gives the ASCII digit a reader sees, wide and mathematical ones included.
func digitOf(c rune) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return byte(c), true
	case c >= 0xFF10 && c <= 0xFF19:
		return byte(c-0xFF10) + '0', true
	case c >= 0x1D7CE && c <= 0x1D7FF:
		return byte((c-0x1D7CE)%10) + '0', true
	case c >= 0x660 && c <= 0x669:
		return byte(c-0x660) + '0', true
	case c >= 0x966 && c <= 0x96F:
		return byte(c-0x966) + '0', true
	}
	return 0, false
}

func hiddenRune(c rune) bool {
	return c == 0x00AD || c >= 0x200B && c <= 0x200F || c >= 0x202A && c <= 0x202E || c >= 0x2060 && c <= 0x2064 || c == 0xFEFF || c >= 0xFE00 && c <= 0xFE0F ||
		c >= 0x20DD && c <= 0x20E4 || c >= 0x300 && c <= 0x36F // strokes through digits
}

// manyDigits is the cheap gate before every reading of numbers.
func manyDigits(s string, n int) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' || s[i] >= 0xD9 { // the latter may begin a wide digit
			if n--; n <= 0 {
				return true
			}
		}
	}
	return false
}

// digitRuns reads all runs of at least min digits that stand outside links, mail addresses, handles and hashtags.
func (r *Reader) digitRuns(min int) []digitRun {
	s := r.Text()
	if !manyDigits(s, min) {
		return nil
	}
	var out []digitRun
	var cur digitRun
	n := 0
	flush := func(after rune) {
		cur.after = after
		if n >= min {
			out = append(out, cur)
		}
		cur, n = digitRun{}, 0
	}
	prev := rune(0)
	for at := 0; at < len(s); {
		c, size := utf8.DecodeRuneInString(s[at:])
		if _, ok := digitOf(c); !ok {
			prev = c
			at += size
			continue
		}
		if end := r.insideAddress(at); end > at {
			prev, at = 0, end
			continue
		}
		cur.before = prev
		for at < len(s) { // a group and what follows it
			g := digitGroup{Span: post.Span{Start: at}}
			var b []byte
			gap := ""
			for at < len(s) {
				c, size = utf8.DecodeRuneInString(s[at:])
				if d, ok := digitOf(c); ok {
					if gap != "" { // invisible signs between digits part groups only where they part 3-3-4
						cur.hidden = true
						gap = ""
					}
					b = append(b, d)
					at += size
					g.End = at
					continue
				}
				if hiddenRune(c) {
					gap += "x"
					at += size
					continue
				}
				break
			}
			g.digits = string(b)
			cur.groups = append(cur.groups, g)
			n += len(b)
			next, sep, ok := joins(s, g.End)
			if !ok {
				at = g.End
				break
			}
			cur.seps = append(cur.seps, sep)
			at = next
		}
		c, _ = utf8.DecodeRuneInString(s[at:])
		if at >= len(s) {
			c = 0
		}
		flush(c)
		prev = 'x'
	}
	return out
}

// joins tells whether the next digit behind at belongs to the same run: at most three light signs between.
func joins(s string, at int) (int, string, bool) {
	var b []byte
	for k := 0; k < 4; k++ {
		c, size := utf8.DecodeRuneInString(s[at:])
		if size == 0 {
			return 0, "", false
		}
		if _, ok := digitOf(c); ok {
			return at, string(b), len(b) <= 3
		}
		switch {
		case hiddenRune(c):
		case c == ' ' || c == 0xA0 || c == 0x2009 || c == 0x202F || c == '\t':
			b = append(b, ' ')
		case c == '-' || c == '–' || c == '—' || c == 0x2010 || c == 0x2011:
			b = append(b, '-')
		case c == '.' || c == '·' || c == '•' || c == '_' || c == '(' || c == ')' || c == '/':
			if c == '·' || c == '•' || c == '_' {
				c = '.'
			}
			b = append(b, byte(c))
		default:
			return 0, "", false
		}
		at += size
	}
	return 0, "", false
}

// insideAddress gives the end of the link, mail address, handle or hashtag that byte at stands in, or 0.
func (r *Reader) insideAddress(at int) int {
	i := r.Doc.At(at)
	if i >= len(r.Doc.Tokens) {
		return 0
	}
	t := &r.Doc.Tokens[i]
	if t.Start <= at && (t.Hash || t.Class == text.URL || t.Class == text.Email || t.Class == text.Handle) {
		return t.End
	}
	return 0
}

// cueBefore tells whether a match of a list ends within n tokens before place s, across sentences.
func (r *Reader) cueBefore(s post.Span, n int, lists ...string) bool {
	at := r.Doc.At(s.Start)
	for _, l := range lists {
		for _, m := range r.Phrases(l) {
			if m.Last < at && m.Last >= at-n {
				return true
			}
		}
	}
	return false
}

// cueAfter tells whether a match of a list begins within n tokens behind place s, in the same sentence.
func (r *Reader) cueAfter(s post.Span, n int, lists ...string) bool {
	at := r.Doc.At(max(s.Start, s.End-1))
	for _, l := range lists {
		for _, m := range r.Phrases(l) {
			if m.First > at && m.First <= at+n && r.Doc.Tokens[m.First].Sent == r.Doc.Tokens[min(at, len(r.Doc.Tokens)-1)].Sent {
				return true
			}
		}
	}
	return false
}

// cueNear is cueBefore or cueAfter.
func (r *Reader) cueNear(s post.Span, n int, lists ...string) bool {
	return r.cueBefore(s, n, lists...) || r.cueAfter(s, n, lists...)
}

// taken tells whether place s overlaps a fact of one of the kinds, which must be in Needs.
func (r *Reader) taken(s post.Span, kinds ...fact.Kind) bool {
	for _, k := range kinds {
		for _, f := range r.Facts(k) {
			if f.Overlaps(s) {
				return true
			}
		}
	}
	return false
}

func isAlnum(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

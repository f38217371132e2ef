// SPDX-License-Identifier: Apache-2.0

// Package paper is a small document that reads the same as a web page, as a PDF and as Markdown: what the practice prints, hands over or
// keeps. It knows nothing of posts or of the record; others fill it.
//
// All three forms hold the same words in the same order. The HTML is one file without script and without anything from elsewhere (its
// content security policy forbids both), reads on a phone of 320 px and on paper, in light and dark. The PDF carries its fonts. The same
// document gives the same bytes: no clock, no randomness, no map order.
//
// A PDF's fonts hold Latin, Greek and Cyrillic letters. What they lack is named in square brackets ("[pill]", "[4 letters in Arabic]"),
// never dropped; Doc.Unprintable tells how much that was. PDFs written here have no structure tags, so the HTML is the accessible form.
package paper

import (
	"strings"
	"time"
)

// Doc is a document. Its texts are plain words, never markup: whatever stands in them is shown as it is.
type Doc struct {
	Title    string
	Subtitle string
	Lang     string    // BCP 47; "en-GB" where empty
	At       time.Time // when it was made: stands in the PDF's data, nowhere in the text. Zero is 1 January 2000
	Footer   string    // a line at the foot of each page, beside the page's number
	Blocks   []Block
}

// Block is a piece of a document: one of the types of this package.
type Block interface{ block() }

// Style is how a run of words is set. Styles add up.
type Style uint8

// The styles.
const (
	Strong  Style = 1 << iota
	Em            // emphasis
	Mono          // as typed: digests, addresses
	Added         // new in a comparison; underlined
	Removed       // gone in a comparison; struck through
)

// Run is some words in one style.
type Run struct {
	Words string
	Style Style
	Href  string // https, http, mailto, "#id" of a heading, or a file beside the document; anything else is left out
}

// Text is words in styles. A line break in the words is a line break in the document.
type Text []Run

// Words is text without emphasis.
func Words(s string) Text { return Text{{Words: s}} }

// Styled is text in one style.
func Styled(style Style, s string) Text { return Text{{Words: s, Style: style}} }

// Link is text that leads somewhere.
func Link(s, href string) Text { return Text{{Words: s, Href: href}} }

// And gives the text with more behind it.
func (t Text) And(more ...Text) Text {
	out := append(Text{}, t...)
	for _, m := range more {
		out = append(out, m...)
	}
	return out
}

// Plain gives the words alone.
func (t Text) Plain() string {
	var b strings.Builder
	for _, r := range t {
		b.WriteString(r.Words)
	}
	return b.String()
}

// Mark is one of the five signs: a shape and a colour, the same as everywhere in Chaperone.
type Mark string

// The marks. None is a plain dot.
const (
	None   Mark = ""
	Stop   Mark = "stop"
	Decide Mark = "decide"
	Advise Mark = "advise"
	Clear  Mark = "clear"
	Ask    Mark = "ask"
)

// Heading of level 2 to 4; the title is level 1.
type Heading struct {
	Level int
	Words string
	ID    string // what "#id" leads to; letters, digits and hyphens
}

// Para is a paragraph.
type Para struct {
	Text  Text
	Small bool // set small and grey: an aside, a source
	Lead  bool // set large: what a page says first
}

// List is points, numbered where Ordered.
type List struct {
	Ordered bool
	Items   []Text
}

// Table is rows under heads. Shorter rows are filled up with empty cells, longer ones cut.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]Text
}

// Terms are rows of a name and what it stands for.
type Terms []Term

// Term is one of them.
type Term struct {
	Name string
	Text Text
}

// Quote is somebody's words.
type Quote struct {
	Text Text
	By   string
}

// Post is a post as it would appear.
type Post struct {
	Account  string // whose: a name or handle
	Place    string // where: "Instagram, public"
	When     string
	Text     string
	Pictures []Picture
}

// Picture is an image. It is decoded and encoded anew, so that nothing but its pixels reaches the document; one that can't be decoded is
// said to be so in its place.
type Picture struct {
	Data    []byte // JPEG, PNG, GIF or WebP; at most MaxPixels
	Alt     string // what it shows, for those who can't see it; printed under it in the PDF
	Caption string
	File    string // where it stands beside the document, for Markdown; may be empty
}

// TimeLine is moments in the order given.
type TimeLine []Moment

// Moment is one of them. Its time is shown in its own zone, which is named.
type Moment struct {
	At    time.Time
	Mark  Mark
	Title string
	Text  Text
}

// PageBreak begins a new page on paper; on a screen it is a line.
type PageBreak struct{}

// Ticks are boxes to tick by hand.
type Ticks []Text

// Signatures are lines to write on, each with what belongs there.
type Signatures []string

// Code is text as typed, each line as it is: a checkpoint, a digest.
type Code struct {
	Label string
	Text  string
}

// QR is a QR code with its words printed beneath; at most 1,000 bytes.
type QR struct {
	Words   string
	Caption string
}

// Note is a card: a sign, a word for it, a title, and what stands below.
type Note struct {
	Mark   Mark
	Word   string // "Stop", "Decide" …: colour and shape alone say nothing
	Title  string
	Blocks []Block // any but PageBreak
}

func (Heading) block()    {}
func (Para) block()       {}
func (List) block()       {}
func (Table) block()      {}
func (Terms) block()      {}
func (Quote) block()      {}
func (Post) block()       {}
func (Picture) block()    {}
func (TimeLine) block()   {}
func (PageBreak) block()  {}
func (Ticks) block()      {}
func (Signatures) block() {}
func (Code) block()       {}
func (QR) block()         {}
func (Note) block()       {}

// Day writes a day as it is written in Britain: "22 November 2026".
func Day(t time.Time) string { return t.Format("2 January 2006") }

// Minute writes a day and time with its zone: "22 November 2026, 14:05 UTC".
func Minute(t time.Time) string { return t.Format("2 January 2006, 15:04 MST") }

// momentDay and momentTime are the two parts a time line shows.
func momentDay(t time.Time) string  { return t.Format("2 Jan 2006") }
func momentTime(t time.Time) string { return t.Format("15:04 MST") }

func (d Doc) lang() string {
	if d.Lang == "" {
		return "en-GB"
	}
	return d.Lang
}

func (d Doc) at() time.Time {
	if d.At.IsZero() {
		return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return d.At.UTC()
}

// outside tells whether a link leads out of the document and its folder.
func outside(href string) bool {
	return strings.HasPrefix(href, "https://") || strings.HasPrefix(href, "http://") || strings.HasPrefix(href, "mailto:")
}

// safeHref gives the link where it is of a kind Run allows, else nothing. A relative one may not leave its folder.
func safeHref(href string) string {
	for _, r := range href {
		if r <= ' ' || r == 0x7f || r == '\\' {
			return ""
		}
	}
	switch {
	case href == "", outside(href), strings.HasPrefix(href, "#"):
		return href
	case strings.ContainsAny(href, ":") || strings.HasPrefix(href, "/") || strings.Contains("/"+href+"/", "/../"):
		return ""
	}
	return href
}

// cells gives a row of a table with exactly n cells.
func cells(row []Text, n int) []Text {
	out := make([]Text, n)
	copy(out, row)
	return out
}

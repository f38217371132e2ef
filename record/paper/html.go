// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
)

//go:embed page.css
var style string

//go:embed page.html
var pageHTML string

// policy lets the page use its own style and pictures it carries, and nothing else: no script, no frame, no form, no outside address.
var policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; img-src data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}()

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"kind":   kind,
	"runs":   runsHTML,
	"lines":  func(s string) []string { return strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") },
	"href":   func(s string) template.URL { return template.URL(safeHref(s)) },
	"id":     safeID,
	"level":  func(n int) int { return min(max(n, 2), 4) },
	"cells":  func(row []Text, head []string) []Text { return cells(row, len(head)) },
	"ready":  readyHTML,
	"qr":     qrHTML,
	"day":    momentDay,
	"time":   momentTime,
	"stamp":  func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") },
	"lang":   Doc.lang,
	"style":  func() template.CSS { return template.CSS(style) },
	"policy": func() template.HTMLAttr { return template.HTMLAttr(`content="` + policy + `"`) },
	"shape":  shapeHTML,
}).Parse(pageHTML))

// HTML writes the document as one web page.
func (d Doc) HTML(w io.Writer) error {
	var b bytes.Buffer
	if err := page.Execute(&b, d); err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// kind names a block for the template.
func kind(b Block) string { return strings.TrimPrefix(fmt.Sprintf("%T", b), "paper.") }

// safeID keeps letters, digits and hyphens.
func safeID(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, s)
}

// runsHTML escapes the words and puts the elements of their styles around them.
func runsHTML(t Text) template.HTML {
	var b strings.Builder
	for _, r := range t {
		open, shut := "", ""
		add := func(el string) { open, shut = open+"<"+el+">", "</"+el+">"+shut }
		if h := safeHref(r.Href); h != "" {
			open, shut = `<a href="`+template.HTMLEscapeString(h)+`" rel="noreferrer">`, "</a>"
		}
		for _, s := range []struct {
			style Style
			el    string
		}{{Strong, "strong"}, {Em, "em"}, {Mono, "code"}, {Added, "ins"}, {Removed, "del"}} {
			if r.Style&s.style != 0 {
				add(s.el)
			}
		}
		words := template.HTMLEscapeString(strings.ReplaceAll(r.Words, "\r\n", "\n"))
		b.WriteString(open + strings.ReplaceAll(words, "\n", "<br>") + shut)
	}
	return template.HTML(b.String())
}

// shown is a picture in a page.
type shown struct {
	Src           template.URL
	Width, Height int
	Missing       string
}

func readyHTML(p Picture) shown {
	r, err := p.prepare()
	if err != nil {
		return shown{Missing: p.missing()}
	}
	return shown{Src: template.URL("data:" + r.mime() + ";base64," + base64.StdEncoding.EncodeToString(r.data)), Width: r.width, Height: r.height}
}

// qrHTML is SVG for the template.
func qrHTML(q QR) (template.HTML, error) { return q.SVG() }

// SVG draws a QR code as one path, four squares of border around it.
func (q QR) SVG() (template.HTML, error) {
	c, err := q.code()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="qr" viewBox="0 0 %d %d" role="img" aria-label="QR code" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path fill="#000" d="`, c.Size+8, c.Size+8)
	for y := range c.Size {
		for x := range c.Size {
			if c.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+4, y+4)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()), nil
}

// shapes are the five signs on a square of 16, drawn for Chaperone.
var shapes = map[Mark]string{
	Stop:   "M5 .6h6L15.4 5v6L11 15.4H5L.6 11V5zM4 7v2h8V7z",
	Decide: "M8 .9 15.8 15H.2zM7.1 5.8v4.6h1.8V5.8zm0 5.7v1.8h1.8v-1.8z",
	Advise: "M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8zm0 1.8a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6zm0 3.5a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8z",
	Clear:  "m1.2 8.6 1.7-1.7 3.3 3.3L13.2 2.6 15 4.3 6.2 13.6z",
	Ask:    "M4.3 5.2C4.3 2.9 6 1.4 8.2 1.4c2.1 0 3.7 1.3 3.7 3.3 0 1.5-.8 2.3-1.8 3-.8.6-1.1 1-1.1 1.8v.6H7v-.8c0-1.3.6-2 1.6-2.7.8-.6 1.2-1 1.2-1.8 0-.9-.7-1.5-1.6-1.5-1.1 0-1.8.7-1.8 1.9zM7 12h2.1v2.3H7z",
}

func shapeHTML(m Mark) template.HTML {
	d, ok := shapes[m]
	if !ok {
		return `<i class="dot" aria-hidden="true"></i>`
	}
	return template.HTML(`<svg class="lv ` + string(m) + `" viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" d="` + d + `"/></svg>`)
}

// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
)

var (
	streams  = regexp.MustCompile(`(?s)<</Filter /FlateDecode /Length \d+>>\nstream\n(.*?)\nendstream`)
	artifact = regexp.MustCompile(`(?s)/Artifact BMC.*?EMC`)
)

// pdfText reads the words back out of a PDF: of each page in the order they were set, without what is marked as no part of the text.
func pdfText(t testing.TB, pdf []byte) []string {
	t.Helper()
	var pages []string
	for _, m := range streams.FindAllSubmatch(pdf, -1) {
		z, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue
		}
		content, err := io.ReadAll(z)
		if err != nil || !bytes.Contains(content, []byte("0 J")) && !bytes.Contains(content, []byte(" Tj ET")) {
			continue
		}
		var page strings.Builder
		rest := artifact.ReplaceAll(content, nil)
		for {
			_, after, ok := bytes.Cut(rest, []byte(" Td ("))
			if !ok {
				break
			}
			words, n := unescapePDF(after)
			page.WriteString(fromUTF16(words) + "\n")
			rest = after[n:]
		}
		pages = append(pages, page.String())
	}
	return pages
}

// unescapePDF reads a string to its closing bracket and gives its bytes, and how many it took.
func unescapePDF(b []byte) (out []byte, n int) {
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == ')':
			return out, i
		case b[i] == '\\' && i+1 < len(b):
			if i++; b[i] == 'r' {
				out = append(out, '\r')
				continue
			}
		}
		out = append(out, b[i])
	}
	return out, len(b)
}

func fromUTF16(b []byte) string {
	var u []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, binary.BigEndian.Uint16(b[i:]))
	}
	return string(utf16.Decode(u))
}

var (
	htmlHead = regexp.MustCompile(`(?s)^.*?<body>`)
	htmlAlt  = regexp.MustCompile(`<img [^>]*alt="([^"]*)"[^>]*>`)
	htmlTag  = regexp.MustCompile(`(?s)<[^>]*>`)
	htmlFoot = regexp.MustCompile(`(?s)<footer>.*</footer>`)
)

// htmlText reads the words of a page, what pictures show included, the footer not.
func htmlText(page string) string {
	page = htmlFoot.ReplaceAllString(htmlHead.ReplaceAllString(page, ""), "")
	return html.UnescapeString(htmlTag.ReplaceAllString(htmlAlt.ReplaceAllString(page, " $1 "), " "))
}

var (
	mdLink  = regexp.MustCompile(`\]\(<[^>]*>\)`)
	mdIns   = regexp.MustCompile(`</?ins>|<br>`)
	mdFence = regexp.MustCompile("(?m)^(> )?```+$")
	mdEsc   = regexp.MustCompile(`\\([\\` + "`" + `*_\[\]<>~|&#+\-=.)])`)
	mdList  = regexp.MustCompile(`(?m)^((?:> )*)(?:\d+\. |- )`)
	mdTail  = regexp.MustCompile(`(?s)\n---\n\n[^\n]*\n$`)
)

// markdownText reads the words of Markdown, its last line (the footer) not.
func markdownText(md string) string {
	md = mdTail.ReplaceAllString(md, "")
	md = mdFence.ReplaceAllString(mdList.ReplaceAllString(md, "$1"), "")
	md = mdIns.ReplaceAllString(mdLink.ReplaceAllString(md, "]"), " ")
	md = strings.ReplaceAll(md, "Picture: ", "")
	return html.UnescapeString(mdEsc.ReplaceAllString(md, "$1"))
}

// letters keeps letters and digits, as the PDF's fonts would have shown them: how a text is broken into lines doesn't count.
func letters(s string) string {
	s, _ = printText(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// apart shows where two texts part ways.
func apart(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, min(i-40, len(s))):min(len(s), i+60)] }
	return "…" + cut(a) + "… and …" + cut(b) + "…"
}

// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Markdown writes the document as CommonMark with GitHub's tables. Pictures are named by their File; without one, by what they show.
func (d Doc) Markdown(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\n", oneLine(escape(d.Title)))
	if d.Subtitle != "" {
		fmt.Fprintf(&b, "%s\n\n", oneLine(escape(d.Subtitle)))
	}
	blocksMarkdown(&b, d.Blocks)
	if d.Footer != "" {
		fmt.Fprintf(&b, "---\n\n%s\n\n", oneLine(escape(d.Footer)))
	}
	_, err := w.Write(append(bytes.TrimRight(b.Bytes(), "\n"), '\n'))
	return err
}

func blocksMarkdown(b *bytes.Buffer, blocks []Block) {
	for _, bl := range blocks {
		blockMarkdown(b, bl)
	}
}

func blockMarkdown(b *bytes.Buffer, bl Block) {
	switch x := bl.(type) {
	case Heading:
		fmt.Fprintf(b, "%s %s\n\n", strings.Repeat("#", min(max(x.Level, 2), 4)), oneLine(escape(x.Words)))
	case Para:
		fmt.Fprintf(b, "%s\n\n", runsMarkdown(x.Text, "\\\n"))
	case List:
		for i, it := range x.Items {
			mark := "- "
			if x.Ordered {
				mark = fmt.Sprintf("%d. ", i+1)
			}
			fmt.Fprintf(b, "%s%s\n", mark, indent(runsMarkdown(it, "\\\n"), strings.Repeat(" ", len(mark))))
		}
		b.WriteByte('\n')
	case Table:
		tableMarkdown(b, x)
	case Terms:
		for _, t := range x {
			fmt.Fprintf(b, "- **%s**: %s\n", oneLine(escape(t.Name)), indent(runsMarkdown(t.Text, "\\\n"), "  "))
		}
		b.WriteByte('\n')
	case Quote:
		quoteMarkdown(b, runsMarkdown(x.Text, "\\\n"), oneLine(escape(x.By)))
	case Post:
		who := "**" + oneLine(escape(x.Account)) + "**"
		for _, s := range []string{x.Place, x.When} {
			if s != "" {
				who += " · " + oneLine(escape(s))
			}
		}
		parts := []string{who, runsMarkdown(Words(x.Text), "\\\n")}
		for _, p := range x.Pictures {
			parts = append(parts, pictureMarkdown(p))
		}
		quoteMarkdown(b, parts...)
	case Picture:
		fmt.Fprintf(b, "%s\n\n", pictureMarkdown(x))
	case TimeLine:
		for _, m := range x {
			fmt.Fprintf(b, "- **%s** %s — **%s**", escape(momentDay(m.At)), escape(momentTime(m.At)), oneLine(escape(m.Title)))
			if len(m.Text) > 0 {
				fmt.Fprintf(b, "\\\n  %s", indent(runsMarkdown(m.Text, "\\\n"), "  "))
			}
			b.WriteByte('\n')
		}
		b.WriteByte('\n')
	case PageBreak:
		b.WriteString("---\n\n")
	case Ticks:
		for _, t := range x {
			fmt.Fprintf(b, "- [ ] %s\n", indent(runsMarkdown(t, "\\\n"), "  "))
		}
		b.WriteByte('\n')
	case Signatures:
		for _, s := range x {
			fmt.Fprintf(b, "\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\\n%s\n\n", oneLine(escape(s)))
		}
	case Code:
		if x.Label != "" {
			fmt.Fprintf(b, "%s\n\n", oneLine(escape(x.Label)))
		}
		b.WriteString(fenced(x.Text) + "\n")
	case QR:
		fmt.Fprintf(b, "%s", codeSpan(x.Words))
		if x.Caption != "" {
			fmt.Fprintf(b, "\\\n%s", oneLine(escape(x.Caption)))
		}
		b.WriteString("\n\n")
	case Note:
		head := oneLine(escape(x.Title))
		if x.Word != "" {
			head = oneLine(escape(x.Word)) + " · " + head
		}
		var in bytes.Buffer
		blocksMarkdown(&in, x.Blocks)
		quoteMarkdown(b, "**"+head+"**", strings.TrimRight(in.String(), "\n"))
	}
}

func tableMarkdown(b *bytes.Buffer, t Table) {
	if t.Caption != "" {
		fmt.Fprintf(b, "%s\n\n", oneLine(escape(t.Caption)))
	}
	b.WriteByte('|')
	for _, h := range t.Head {
		fmt.Fprintf(b, " %s |", oneLine(escape(h)))
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(t.Head)) + "\n")
	for _, r := range t.Rows {
		b.WriteByte('|')
		for _, c := range cells(r, len(t.Head)) {
			fmt.Fprintf(b, " %s |", runsMarkdown(c, "<br>"))
		}
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
}

func pictureMarkdown(p Picture) string {
	s := "Picture: " + oneLine(escape(p.Alt))
	if h := safeHref(p.File); h != "" && !outside(h) {
		s = fmt.Sprintf("![%s](<%s>)", oneLine(escape(p.Alt)), strings.NewReplacer("<", "%3C", ">", "%3E").Replace(h))
	}
	if p.Caption != "" {
		s += "\\\n" + oneLine(escape(p.Caption))
	}
	return s
}

func quoteMarkdown(b *bytes.Buffer, parts ...string) {
	first := true
	for _, p := range parts {
		if p == "" {
			continue
		}
		if !first {
			b.WriteString(">\n")
		}
		first = false
		for l := range strings.SplitSeq(p, "\n") {
			b.WriteString(strings.TrimRight("> "+l, " ") + "\n")
		}
	}
	b.WriteByte('\n')
}

// runsMarkdown writes text in one block; brk stands for a line break.
func runsMarkdown(t Text, brk string) string {
	var b strings.Builder
	for _, r := range t {
		words := strings.ReplaceAll(r.Words, "\r\n", "\n")
		// Emphasis must touch its words, so spaces at the ends stay outside it.
		core := strings.Trim(words, " \n")
		lead, tail := words[:len(words)-len(strings.TrimLeft(words, " \n"))], ""
		if core != "" {
			tail = words[len(lead)+len(core):]
		}
		s := ""
		if r.Style&Mono != 0 && core != "" {
			if s = codeSpan(core); brk == "<br>" {
				s = strings.ReplaceAll(s, "|", "\\|") // in a table even code can't hold a bare one
			}
		} else {
			s = strings.ReplaceAll(escape(core), "\n", brk)
		}
		for _, st := range []struct {
			style      Style
			open, shut string
		}{{Em, "*", "*"}, {Strong, "**", "**"}, {Added, "<ins>", "</ins>"}, {Removed, "~~", "~~"}} {
			if r.Style&st.style != 0 && core != "" {
				s = st.open + s + st.shut
			}
		}
		if h := safeHref(r.Href); h != "" && core != "" {
			s = fmt.Sprintf("[%s](<%s>)", s, strings.NewReplacer("<", "%3C", ">", "%3E").Replace(h))
		}
		b.WriteString(strings.ReplaceAll(lead, "\n", brk) + s + strings.ReplaceAll(tail, "\n", brk))
	}
	return b.String()
}

// escape keeps what people wrote from being read as markup.
func escape(s string) string {
	var b strings.Builder
	start := true // of a line
	for i, r := range s {
		switch {
		case strings.ContainsRune("\\`*_[]<>~|&", r):
			b.WriteByte('\\')
		case strings.ContainsRune("#+-=", r) && start:
			b.WriteByte('\\')
		case (r == '.' || r == ')') && i > 0 && numberBefore(s[:i]):
			b.WriteByte('\\')
		case r == '\r':
			continue
		case r == '\t':
			r = ' '
		}
		if r == '\n' {
			start = true
		} else if r != ' ' {
			start = false
		}
		if start && r == ' ' {
			b.WriteString("&nbsp;")
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// numberBefore tells whether a line so far is only a number: with "." behind it, it would begin a list.
func numberBefore(s string) bool {
	s = s[strings.LastIndexByte(s, '\n')+1:]
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func indent(s, by string) string { return strings.ReplaceAll(s, "\n", "\n"+by) }

// codeSpan and fenced choose a fence that is longer than any run of back quotes inside.
func codeSpan(s string) string {
	s = oneLine(s)
	f := strings.Repeat("`", longestTicks(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return f + s + f
}

func fenced(s string) string {
	f := strings.Repeat("`", max(3, longestTicks(s)+1))
	return f + "\n" + strings.TrimRight(s, "\n") + "\n" + f + "\n"
}

func longestTicks(s string) int {
	longest, n := 0, 0
	for _, r := range s {
		if r == '`' {
			n++
			longest = max(longest, n)
		} else {
			n = 0
		}
	}
	return longest
}

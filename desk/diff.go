// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"strings"
	"unicode/utf8"

	"chaperone/post"
)

// around is how many bytes of the text are shown on each side of a change, and between two changes before the middle is left out.
const around = 28

// diffOf shows a change in its place: what goes, what comes, and the words beside it. Edits are in order and don't overlap, as fixes are made.
func diffOf(edits []post.Edit, text string) []piece {
	var out []piece
	add := func(sort, s string) {
		if s != "" {
			out = append(out, piece{sort, s})
		}
	}
	at := 0
	for i, e := range edits {
		if !e.Fits(text) || e.Start < at {
			continue
		}
		gap := text[at:e.Start]
		switch {
		case i == 0 || len(out) == 0:
			if len(gap) > around {
				add("gap", "… ")
				gap = tail(gap, around)
			}
			add("keep", gap)
		case len(gap) > 2*around:
			add("keep", head(gap, around))
			add("gap", " … ")
			add("keep", tail(gap, around))
		default:
			add("keep", gap)
		}
		add("del", e.Of(text))
		add("ins", e.Text)
		at = e.End
	}
	if rest := text[at:]; len(rest) > around {
		add("keep", head(rest, around))
		add("gap", " …")
	} else {
		add("keep", rest)
	}
	return out
}

// head gives about n bytes of the beginning, to the end of a word; tail the same of the end.
func head(s string, n int) string {
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	if i := strings.LastIndexAny(s[:n], " \n"); i > 0 {
		n = i
	}
	return s[:n]
}

func tail(s string, n int) string {
	i := len(s) - n
	for i < len(s) && !utf8.RuneStart(s[i]) {
		i++
	}
	if j := strings.IndexAny(s[i:], " \n"); j >= 0 && i+j+1 < len(s) {
		i += j + 1
	}
	return s[i:]
}

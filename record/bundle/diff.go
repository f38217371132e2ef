// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"strings"
	"unicode"

	"chaperone/record/paper"
)

// maxDiff bounds the table a comparison needs: beyond it, what differs is shown as taken out and put in as a whole.
const maxDiff = 4 << 20

// changes sets two wordings beside one another, word by word: what went, what came, and a little of what stayed around it.
func changes(before, after string) paper.Text {
	a, b := split(before), split(after)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out paper.Text
	add := func(st paper.Style, words ...string) {
		s := strings.Join(words, "")
		if s == "" {
			return
		}
		if n := len(out); n > 0 && out[n-1].Style == st {
			out[n-1].Words += s
			return
		}
		out = append(out, paper.Run{Words: s, Style: st})
	}
	add(0, a[:head]...)
	middle(a[head:len(a)-tail], b[head:len(b)-tail], add)
	add(0, a[len(a)-tail:]...)
	return out
}

// middle walks along a longest common subsequence of two lists of words.
func middle(a, b []string, add func(paper.Style, ...string)) {
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > maxDiff {
		add(paper.Removed, a...)
		add(paper.Added, b...)
		return
	}
	w := len(b) + 1
	long := make([]int32, (len(a)+1)*w)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				long[i*w+j] = long[(i+1)*w+j+1] + 1
			} else {
				long[i*w+j] = max(long[(i+1)*w+j], long[i*w+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			add(0, a[i])
			i, j = i+1, j+1
		case long[(i+1)*w+j] >= long[i*w+j+1]:
			add(paper.Removed, a[i])
			i++
		default:
			add(paper.Added, b[j])
			j++
		}
	}
	add(paper.Removed, a[i:]...)
	add(paper.Added, b[j:]...)
}

// split cuts a text into words and what stands between them.
func split(s string) []string {
	var out []string
	start, kind := 0, -1
	for i, r := range s {
		k := 2 // each sign by itself
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			k = 0
		} else if unicode.IsSpace(r) {
			k = 1
		}
		if i > start && (k != kind || k == 2) {
			out = append(out, s[start:i])
			start = i
		}
		kind = k
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

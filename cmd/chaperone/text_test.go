// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"chaperone/finding"
	"chaperone/post"
)

// A style ends with its line and begins anew on the next: the bar in the margin is never coloured, and nothing is wider than the window.
func TestStylesDontReachIntoTheMarginOfABrokenLine(t *testing.T) {
	p := &painter{width: 40, colour: true}
	text := "A " + p.style("long run of underlined words that goes over two lines or three", underline, red) + " and plain words after it, as many again."
	lines := p.barred(text)
	if len(lines) < 3 {
		t.Fatalf("only %d lines", len(lines))
	}
	for _, l := range lines {
		bar := strings.Index(l, "│")
		if strings.Contains(l[:bar], "\x1b[") {
			t.Errorf("a style stands before the bar: %q", l)
		}
		if at := strings.LastIndex(l, "\x1b["); at >= 0 && !strings.HasPrefix(l[at:], "\x1b[0m") {
			t.Errorf("a style isn't ended on its line: %q", l)
		}
		if ansi.StringWidth(l) > p.width {
			t.Errorf("%d columns: %q", ansi.StringWidth(l), l)
		}
	}
	if n := strings.Count(strings.Join(lines, ""), "\x1b[4;31m"); n < 2 {
		t.Errorf("the style isn't taken up again: it begins %d times", n)
	}
}

// Every finding that points at words has its number in the post, if need be behind words that another has marked.
func TestEveryFindingHasAPlaceInThePost(t *testing.T) {
	const words = "As a dentist I'll diagnose your snoring by video"
	at := func(s string) post.Span {
		i := strings.Index(words, s)
		return post.Span{Start: i, End: i + len(s)}
	}
	for _, c := range []struct {
		spans [][]post.Span
		want  string
	}{
		{[][]post.Span{{at("diagnose your")}, {at("I'll diagnose")}}, "As a dentist I'll [diagnose your]¹˒² snoring by video"},
		{[][]post.Span{{at("diagnose your")}, {at("diagnose your")}}, "As a dentist I'll [diagnose your]¹˒² snoring by video"},
		{[][]post.Span{{at("diagnose your")}, {at("by video"), at("your snoring")}}, "As a dentist I'll [diagnose your]¹ snoring [by video]²"},
		{[][]post.Span{{at("diagnose"), at("by video")}, {at(words)}, {}}, "As a dentist I'll [diagnose]¹˒² your snoring [by video]¹"},
	} {
		var cards []card
		for i, s := range c.spans {
			cards = append(cards, card{finding.Finding{Spans: s}, i + 1, words})
		}
		p := &painter{width: 100}
		if got := strings.TrimPrefix(p.marked(words, cards), "  │ "); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

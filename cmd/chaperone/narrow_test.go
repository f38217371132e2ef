// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
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

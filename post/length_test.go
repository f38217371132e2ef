// SPDX-License-Identifier: Apache-2.0

package post

import (
	"strings"
	"testing"
)

func TestLengthCountsAsPlatformsDo(t *testing.T) {
	for _, c := range []struct {
		on   Platform
		text string
		want int
	}{
		{Instagram, "Café ☕", 6},
		{X, "Café", 4},
		{X, "‘So’ – she said…", 17},
		{X, "漢字", 4},
		{X, "see https://example.org/a/very/long/address/indeed?with=more", 4 + 23},
		{Mastodon, "https://a.b", 23},
		{Bluesky, "https://a.b", 11},
		{Threads, strings.Repeat("a", 501), 501},
		{Other, "", 0},
	} {
		if got := c.on.Length(c.text); got != c.want {
			t.Errorf("%s counts %q as %d, want %d", c.on, c.text, got, c.want)
		}
	}
}

func TestEveryPlatformThatFoldsHasALimitBehindIt(t *testing.T) {
	for _, p := range []Platform{Instagram, TikTok, YouTube, Facebook, X, Threads, LinkedIn, Bluesky, Mastodon} {
		if l := p.Limit(); l == 0 || p != Bluesky && p.Fold() > l {
			t.Errorf("%s takes %d characters and folds at %d", p, l, p.Fold())
		}
	}
}

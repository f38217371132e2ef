// SPDX-License-Identifier: Apache-2.0

package post

import (
	"regexp"
	"unicode/utf8"
)

// Limit is the most characters a platform takes in one post, as Length counts them; 0 means nobody here knows. Like Fold, these are
// layout facts of 2026 that change without notice: they are shown beside a draft and decide nothing.
func (p Platform) Limit() int {
	switch p {
	case Instagram:
		return 2200
	case TikTok:
		return 4000
	case YouTube:
		return 5000
	case Facebook:
		return 63206
	case LinkedIn:
		return 3000
	case X:
		return 280
	case Threads, Mastodon:
		return 500
	case Bluesky:
		return 300
	}
	return 0
}

// linkLength is what X and Mastodon count for any link, however long.
const linkLength = 23

var link = regexp.MustCompile(`https?://[^\s]+`)

// Length counts a text's characters about as the platform does: in runes, with links at one price on X and Mastodon, and characters of the
// scripts X counts twice (all but Latin, Greek, Cyrillic and their neighbours) twice there. Composed emoji may differ by a few.
func (p Platform) Length(text string) int {
	n := 0
	if p == X || p == Mastodon {
		for _, l := range link.FindAllString(text, -1) {
			n += linkLength - utf8.RuneCountInString(l)
		}
	}
	for _, r := range text {
		n++
		if p == X && (r > 0x10FF && r < 0x2000 || r > 0x200D && r < 0x2010 || r > 0x201F && r < 0x2032 || r > 0x2037) {
			n++
		}
	}
	return n
}

// SPDX-License-Identifier: Apache-2.0

// Package post holds what is about to be published, before anybody judges it: a text with its medium, time and destination.
// It stands alone: every other room may use it, it uses none.
package post

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Kind says what sort of publication a post is.
type Kind string

// The kinds of the interface contract. A comment or message usually answers somebody (see Post.InReplyTo).
const (
	KindPost    Kind = "post"
	KindComment Kind = "comment"
	KindMessage Kind = "message"
	KindBio     Kind = "bio"
	KindCaption Kind = "caption"
)

// Platform is where the post goes; it decides where the fold falls.
type Platform string

// Platforms with a layout of their own. Anything else is Other.
const (
	Instagram Platform = "instagram"
	TikTok    Platform = "tiktok"
	YouTube   Platform = "youtube"
	Facebook  Platform = "facebook"
	X         Platform = "x"
	Threads   Platform = "threads"
	LinkedIn  Platform = "linkedin"
	Bluesky   Platform = "bluesky"
	Mastodon  Platform = "mastodon"
	Other     Platform = "other"
)

// Fold is the number of characters (runes) a platform shows before "more"; 0 means everything is shown. Observed on the phone apps in
// 2026; they are layout facts that change without notice, so rules use them only to say "behind the fold", never to say "fine".
func (p Platform) Fold() int {
	switch p {
	case Instagram:
		return 125
	case TikTok:
		return 80
	case YouTube:
		return 100
	case Facebook:
		return 477
	case LinkedIn:
		return 210
	case X:
		return 280
	case Threads, Bluesky, Mastodon:
		return 500
	}
	return 0
}

// Audience says who can see the post.
type Audience string

// The audiences of the interface contract; the zero value means not known.
const (
	Public    Audience = "public"
	Followers Audience = "followers"
	Group     Audience = "group"
	Private   Audience = "private"
)

// Payment says what stands behind the post commercially; the zero value means not known, which is not the same as NotPaid.
type Payment string

// The values of front matter's "paid".
const (
	NotPaid   Payment = "no"
	Paid      Payment = "paid"
	Gifted    Payment = "gifted"
	Affiliate Payment = "affiliate"
	Own       Payment = "own"
)

// Post is one publication as the author would send it.
type Post struct {
	ID       string
	Kind     Kind // never empty after Parse or api.Decode
	Platform Platform
	Account  string
	PostedAt time.Time // zero: not known. Keeps the author's own offset where one was given.
	Audience Audience
	Paid     Payment
	Media    []string
	Seen     []Seen // what a person says of each of Media; nil where nobody was asked
	Text     string // UTF-8; every Span counts its bytes
	Received bool   // somebody sent it to the author
	Reply    string // the text being answered, if any
	Series   string // records with the same series are one history
}

// String hides the words: a post may hold a patient's secret and must not reach a log.
func (p Post) String() string {
	return fmt.Sprintf("post(%s, %d bytes)", p.Kind, len(p.Text))
}

// Span is a stretch of bytes in a text: Start included, End excluded. Start == End marks a place (an insertion), not words.
type Span struct {
	Start, End int
}

// Of gives the words a span covers, or "" where the span does not fit.
func (s Span) Of(text string) string {
	if s.Start < 0 || s.End > len(text) || s.Start > s.End {
		return ""
	}
	return text[s.Start:s.End]
}

// Empty tells whether the span covers no words.
func (s Span) Empty() bool { return s.End <= s.Start }

// Overlaps tells whether two spans share a byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Contains tells whether o lies inside s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Fits tells whether a span lies inside a text and cuts no character in two.
func (s Span) Fits(text string) bool {
	return s.Start >= 0 && s.Start <= s.End && s.End <= len(text) &&
		(s.Start == len(text) || utf8.RuneStart(text[s.Start])) &&
		(s.End == len(text) || utf8.RuneStart(text[s.End]))
}

// Edit replaces the words of a span.
type Edit struct {
	Span
	Text string
}

// Apply makes all edits at once; offsets refer to the original text. Edits that overlap an earlier one (by start) are left out, so
// that a fix can never garble a text.
func Apply(text string, edits []Edit) string {
	sorted := make([]Edit, len(edits))
	copy(sorted, edits)
	for i := 1; i < len(sorted); i++ {
		for j := i; j > 0 && sorted[j].Start < sorted[j-1].Start; j-- {
			sorted[j], sorted[j-1] = sorted[j-1], sorted[j]
		}
	}
	var b strings.Builder
	at := 0
	for _, e := range sorted {
		if e.Start < at || !e.Fits(text) {
			continue
		}
		b.WriteString(text[at:e.Start])
		b.WriteString(e.Text)
		at = e.End
	}
	b.WriteString(text[at:])
	return b.String()
}

// SPDX-License-Identifier: Apache-2.0

package fact

import (
	"fmt"
	"strings"
	"time"

	"chaperone/post"
	"chaperone/register"
)

// Context is what surrounds the words of an example or a test case: front matter and author in one flat map, registers below.
type Context struct {
	Kind      string      `yaml:"kind"`
	Platform  string      `yaml:"platform"`
	PostedAt  string      `yaml:"posted_at"`
	Audience  string      `yaml:"audience"`
	Paid      string      `yaml:"paid"`
	Received  bool        `yaml:"received"`
	InReplyTo string      `yaml:"in_reply_to"`
	Media     []string    `yaml:"media"`
	Seen      []post.Seen `yaml:"seen"`    // what the author says of each of them
	History   []string    `yaml:"history"` // the account's earlier posts, a day apart

	register.Author `yaml:",inline"`
	Registers       register.Practice `yaml:"registers"`
}

// Input makes the input for words in this context, as checked at now.
func (c Context) Input(words string, now time.Time) (*Input, error) {
	p := &post.Post{Text: words, Received: c.Received, Reply: c.InReplyTo, Media: c.Media, Seen: c.Seen}
	var ok [4]bool
	p.Kind, ok[0] = post.ParseKind(c.Kind)
	p.Platform, ok[1] = post.ParsePlatform(c.Platform)
	p.Audience, ok[2] = post.ParseAudience(c.Audience)
	p.Paid, ok[3] = post.ParsePayment(c.Paid)
	for i, field := range []string{"kind", "platform", "audience", "paid"} {
		if !ok[i] {
			return nil, fmt.Errorf("the value of %s is not known", field)
		}
	}
	if c.PostedAt != "" {
		t, err := post.ParseTime(c.PostedAt)
		if err != nil {
			return nil, err
		}
		p.PostedAt = t
	}
	pr := c.Registers
	pr.Author = c.Author
	return &Input{Post: p, Practice: &pr, Now: now}, nil
}

// Marks takes [[ ]] out of an example or case and gives the places they held.
func Marks(s string) (string, []post.Span, error) {
	var b strings.Builder
	var spans []post.Span
	for {
		before, rest, ok := strings.Cut(s, "[[")
		b.WriteString(before)
		if !ok {
			return b.String(), spans, nil
		}
		words, after, ok := strings.Cut(rest, "]]")
		if !ok {
			return "", nil, fmt.Errorf("the example opens [[ and never closes it")
		}
		spans = append(spans, post.Span{Start: b.Len(), End: b.Len() + len(words)})
		b.WriteString(words)
		s = after
	}
}

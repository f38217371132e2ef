// SPDX-License-Identifier: Apache-2.0

// Package practice is what people can do with Chaperone, one file each. Each use takes values in, calls the pure rooms and gives
// values back; where something has to be kept, it is kept here and nowhere else.
package practice

import (
	"time"

	"chaperone/fact"
	"chaperone/fact/jigsaw/link"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/register"
	"chaperone/rulebook"
)

// Report is what a check gives: every fact, every finding (silent ones too), one verdict.
type Report struct {
	Post     *post.Post
	Facts    *fact.Set
	Findings []finding.Finding
	Verdict  rulebook.Level
	Book     *rulebook.Book
	When     time.Time
	Linked   *link.Outcome // what earlier posts of the account add; nil where there is no history
}

// Checker checks posts against one rulebook. It is safe for concurrent use.
type Checker struct {
	Book  *rulebook.Book
	Now   func() time.Time // the day rules are read for; tests pass a fixed one
	Depth fact.Depth       // whether the sentence encoder is asked

	Clinician bool // posts are a clinician's, even where no profile says so: a practice that keeps a record is
}

// CheckDraft reads a post in the light of the author's file and judges it. A nil practice means nothing is known of the author.
func (c *Checker) CheckDraft(p *post.Post, author *register.Practice) (*Report, error) {
	return c.CheckNext(nil, p, author)
}

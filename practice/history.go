// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"time"

	"chaperone/decision"
	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/fact/jigsaw/link"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/register"
)

// History is what an account's earlier posts tell: the last cases, without their texts, and what they make known of the author. Its size
// is bounded. The zero value is an account without posts. It is for one goroutine, and for posts in order of time.
type History = link.History

// Draft is a post whose words are read and which has not been judged: between the two it takes its place in the account's history.
type Draft struct {
	post   *post.Post
	open   *detect.Open
	now    time.Time
	linked *link.Outcome
}

// Read reads the words of a post; a nil practice means nothing is known of the author. It may run for many posts at once.
func (c *Checker) Read(p *post.Post, author *register.Practice) (*Draft, error) {
	return c.ReadAnswered(p, author, nil)
}

// ReadAnswered reads a post about which some questions have been answered: by rule, what was said.
func (c *Checker) ReadAnswered(p *post.Post, author *register.Practice, answers map[string]string) (*Draft, error) {
	if author == nil {
		author = &register.Practice{}
	}
	d := &Draft{post: p, now: c.Now()}
	var err error
	d.open, err = detect.ReadWords(&fact.Input{Post: p, Practice: author, Now: d.now, Depth: c.Depth, Answers: answers, Clinician: c.Clinician, Thresholds: c.Book.Thresholds()})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Tell gives what linking needs of the post, a small value without its text.
func (d *Draft) Tell() *link.Telling { return d.open.Tell() }

// Follow sets what the post links to, as History.Next has found it.
func (d *Draft) Follow(o *link.Outcome) { d.linked = o }

// Judge judges a draft, in the light of what it follows. It may run for many drafts at once, once for each.
func (c *Checker) Judge(d *Draft) *Report {
	facts := d.open.Weigh(d.linked)
	fs := finding.Check(c.Book, facts, d.now)
	return &Report{Post: d.post, Facts: facts, Findings: fs, Verdict: decision.Verdict(fs), Book: c.Book, When: d.now, Linked: d.linked}
}

// CheckNext checks the next post of an account in the light of its history, which then holds the post, too. A nil history is none.
func (c *Checker) CheckNext(h *History, p *post.Post, author *register.Practice) (*Report, error) {
	d, err := c.Read(p, author)
	if err != nil {
		return nil, err
	}
	if h != nil {
		d.Follow(h.Next(d.Tell()))
	}
	return c.Judge(d), nil
}

// checkAnswered is CheckAnswered with the answers taken as they are.
func (c *Checker) checkAnswered(h *History, p *post.Post, author *register.Practice, answers map[string]string) (*Report, error) {
	d, err := c.ReadAnswered(p, author, answers)
	if err != nil {
		return nil, err
	}
	if h != nil {
		d.Follow(h.Peek(d.Tell()))
	}
	return c.Judge(d), nil
}

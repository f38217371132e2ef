// SPDX-License-Identifier: Apache-2.0

// Package readers looks at a post through the eyes of those who might read it: what each could infer, and what each might mind. All of it is
// computed from the facts that were read and the findings that were raised, by a table (minds.go) and a few conditions (infers.go): nothing is
// guessed, and of a reader with nothing to infer or mind nothing is said.
package readers

import (
	"slices"
	"strings"
	"unicode/utf8"

	"chaperone/fact"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/rulebook"
)

// Reader is somebody who might read a post.
type Reader string

// The readers, nearest to the patient first.
const (
	Patient    Reader = "patient"
	Relative   Reader = "relative"
	Colleague  Reader = "colleague"
	Neighbour  Reader = "neighbour"
	Journalist Reader = "journalist"
	Regulator  Reader = "regulator"
	Employer   Reader = "employer"
)

// All lists the readers in the order they are shown.
var All = []Reader{Patient, Relative, Colleague, Neighbour, Journalist, Regulator, Employer}

// Who is the reader as a heading puts it.
func (r Reader) Who() string {
	return map[Reader]string{Patient: "The patient", Relative: "A relative", Colleague: "A colleague", Neighbour: "A neighbour", Journalist: "A journalist", Regulator: "The regulator", Employer: "Your employer"}[r]
}

// Line is one thing a reader could infer or mind, as a sentence without a subject: "May feel laughed at: ‘…’."
type Line struct {
	Says  string
	Rule  string         // the finding it comes from; "" where it comes from facts
	Level rulebook.Level // of that finding
	Spans []post.Span    // the words it rests on; none where the rule keeps them covered
}

// String hides the words.
func (l Line) String() string { return "line(" + l.Rule + ")" }

// Card is a post as one reader sees it. At least one of its lists holds something.
type Card struct {
	Reader Reader
	Infers []Line
	Minds  []Line
}

// Most lines of a list that are given: behind the first few nobody reads on.
const (
	mostInfers = 3
	mostMinds  = 4
)

// Of gives the cards of a post, of those readers who have something to infer or to mind.
func Of(facts *fact.Set, all []finding.Finding) []Card {
	v := &view{facts: facts, text: facts.In.Post.Text}
	for i := range all {
		f := &all[i]
		if f.Outcome != finding.Raised || f.Level < rulebook.Advise {
			continue
		}
		v.raised = append(v.raised, f)
		if f.Rule.Mask {
			v.covered = append(v.covered, f.Spans...)
		}
	}
	slices.SortStableFunc(v.raised, func(a, b *finding.Finding) int { return int(b.Level) - int(a.Level) })
	var out []Card
	for _, r := range All {
		c := Card{Reader: r, Infers: v.infers(r), Minds: v.minds(r)}
		c.Infers, c.Minds = c.Infers[:min(len(c.Infers), mostInfers)], c.Minds[:min(len(c.Minds), mostMinds)]
		if len(c.Infers)+len(c.Minds) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// view is a post while it is looked at.
type view struct {
	facts   *fact.Set
	text    string
	raised  []*finding.Finding // the gravest first
	covered []post.Span        // words that are never repeated
}

// longestQuote is how many characters of the post's own words a line repeats.
const longestQuote = 40

// quote gives words of the post between quotation marks; "" where they are covered, or where there are none.
func (v *view) quote(s post.Span) string {
	words := strings.Join(strings.Fields(s.Of(v.text)), " ")
	if words == "" || slices.ContainsFunc(v.covered, s.Overlaps) {
		return ""
	}
	if utf8.RuneCountInString(words) > longestQuote {
		cut := string([]rune(words)[:longestQuote-1])
		if i := strings.LastIndex(cut, " "); i > len(cut)/2 {
			cut = cut[:i]
		}
		words = strings.TrimRight(cut, " ,.;:–") + "…"
	}
	return "‘" + words + "’"
}

// listed joins words as one would say them.
func listed(ws []string) string {
	if len(ws) < 2 {
		return strings.Join(ws, "")
	}
	return strings.Join(ws[:len(ws)-1], ", ") + " and " + ws[len(ws)-1]
}

// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/register"
	"chaperone/rulebook"
	"chaperone/text"
)

// Whether a claim of a post is the very one on record only its author can tell. "The same" is said of some words: it counts for those, and is
// written into the entry as another wording, so that no later post with these words is asked about.

// Kinds of facts the question rests on.
const (
	claimSame fact.Kind = "claim-same-as-record"
	claimLike fact.Kind = "claim-like-record"
	claimGone fact.Kind = "claim-like-gone"
)

// like is a sentence that is like a claim on record.
type like struct {
	entry string
	words string
	key   string // of both
}

// asksWhetherSame tells whether a rule asks if a claim is one on record.
func asksWhetherSame(r *rulebook.Rule) bool {
	return r != nil && r.Ask != "" && r.When != nil && slices.Contains(r.When.Kinds(), claimSame)
}

// likesIn gives the sentences of a post that are like a claim on record whose source still stands.
func likesIn(r *Report) (out []like) {
	for _, f := range r.Facts.Of(claimLike) {
		if slices.ContainsFunc(r.Facts.Of(claimGone), func(g fact.Fact) bool { return g.Span == f.Span }) {
			continue
		}
		words := strings.TrimRight(strings.Join(strings.Fields(f.Span.Of(r.Post.Text)), " "), ".!… ")
		sum := sha256.Sum256([]byte(f.Value + "\n" + text.Fold(words)))
		out = append(out, like{f.Value, words, hex.EncodeToString(sum[:6])})
	}
	return out
}

// Said gives an answer to a rule's question as it was given, without the words it was given for.
func Said(value string) string {
	said, _ := splitAnswer(value)
	return said
}

// splitAnswer parts "Same [1f0c…]" into the answer and the keys of the sentences it was given for.
func splitAnswer(value string) (said string, keys []string) {
	value = strings.TrimSpace(value)
	said, rest, ok := strings.Cut(value, " [")
	if !ok || !strings.HasSuffix(rest, "]") {
		return value, nil
	}
	return said, strings.Fields(strings.TrimSuffix(rest, "]"))
}

// AnswerFor gives an answer to the question of a rule as it is kept: that a claim is the one on record belongs to the words it is said of, those
// it was said of before among them.
func AnswerFor(r *Report, rule *rulebook.Rule, said, before string) string {
	if !asksWhetherSame(rule) || rule.Answered(said) != rulebook.MeansClear {
		return said
	}
	earlier, keys := splitAnswer(before)
	if rule.Answered(earlier) != rulebook.MeansClear {
		keys = nil
	}
	for _, l := range likesIn(r) {
		if !slices.Contains(keys, l.key) {
			keys = append(keys, l.key)
		}
	}
	if len(keys) == 0 {
		return said
	}
	return said + " [" + strings.Join(keys, " ") + "]"
}

// CheckAnswered checks a post about which some questions have been answered as the next one of a history, and leaves the history as it is. Where
// it was said that a sentence makes a claim on record, that sentence counts as a wording of it; other words are asked about again.
func (c *Checker) CheckAnswered(h *History, p *post.Post, author *register.Practice, answers map[string]string) (*Report, error) {
	answers = maps.Clone(answers)
	var same []string
	for id, value := range answers {
		r := c.Book.Rule(id)
		if !asksWhetherSame(r) {
			continue
		}
		said, keys := splitAnswer(value)
		answers[id] = said
		if r.Answered(said) == rulebook.MeansClear && len(keys) > 0 {
			same = append(same, keys...)
			delete(answers, id)
		}
	}
	r, err := c.checkAnswered(h, p, author, answers)
	if err != nil || len(same) == 0 {
		return r, err
	}
	likes := slices.DeleteFunc(likesIn(r), func(l like) bool { return !slices.Contains(same, l.key) })
	if len(likes) == 0 {
		return r, nil
	}
	return c.checkAnswered(h, p, worded(author, likes), answers)
}

// worded gives the registers with sentences as further wordings of the claims they are like.
func worded(author *register.Practice, likes []like) *register.Practice {
	out := *author
	out.Evidence = slices.Clone(author.Evidence)
	for _, l := range likes {
		for i := range out.Evidence {
			if e := &out.Evidence[i]; e.ID == l.entry {
				e.Words = append(slices.Clone(e.Words), l.words)
			}
		}
	}
	return &out
}

// answerOf gives the answer to a rule's question as it is kept for the words of a post as they stand.
func (w *work) answerOf(p *signoff.Post, rule, value string) (string, error) {
	r := w.books.checker.Book.Rule(rule)
	if _, keys := splitAnswer(value); keys != nil || !asksWhetherSame(r) {
		return value, nil
	}
	report, err := w.claimsOf(p)
	if err != nil {
		return "", err
	}
	return AnswerFor(report, r, value, p.Answer(rule)), nil
}

// claimsOf reads the claims of a post beside those on record.
func (w *work) claimsOf(p *signoff.Post) (*Report, error) {
	rs, err := w.registers()
	if err != nil {
		return nil, err
	}
	words, ok := p.Text()
	if !ok {
		return nil, signoff.ErrErased
	}
	c := w.books.checker
	c.Depth = fact.Quick
	return c.checkAnswered(nil, PostOf(p.ID, words, w.at), w.profile(rs, p), nil)
}

// wordings writes sentences that were said to make a claim on record into its entry: an event of the entry, by whoever said so. A sentence that
// may tell of a person isn't: registers keep it in clear, and longer than the post. It then counts for this post alone.
func (w *work) wordings(p *signoff.Post, rule, value string) error {
	said, keys := splitAnswer(value)
	if r := w.books.checker.Book.Rule(rule); len(keys) == 0 || !asksWhetherSame(r) || r.Answered(said) != rulebook.MeansClear {
		return nil
	}
	report, err := w.claimsOf(p)
	if err != nil {
		return err
	}
	rs, err := w.registers()
	if err != nil {
		return err
	}
	for _, l := range likesIn(report) {
		if !slices.Contains(keys, l.key) {
			continue
		}
		entry := rs.Entry(l.entry)
		if entry == nil || entry.Ended != nil || entry.Erased != nil {
			continue
		}
		v, _ := entry.Value()
		if v.Evidence == nil || slices.Contains(v.Evidence.Words, l.words) {
			continue
		}
		if ok, err := w.tellsOfNobody(l.words); err != nil || !ok {
			if err != nil {
				return err
			}
			continue
		}
		if v, err = v.Say("words", append(slices.Clone(v.Evidence.Words), l.words)); err != nil {
			return err
		}
		e, err := entry.Change(w.at, w.by, "Said to be the same claim, of "+p.About(), v)
		if err != nil {
			return fmt.Errorf("entry %s: %w", entry.ID, err)
		}
		if err := w.filed(e); err != nil {
			return err
		}
	}
	return nil
}

// longestWording is how long a wording may be that is written into an entry, in bytes: a sentence, not a story.
const longestWording = 400

// peopleKinds are facts that name or number somebody.
var peopleKinds = []fact.Kind{"person-name", "likely-person", "patient-name", "patient-initials", "patient-case", "handle"}

// tellsOfNobody tells whether words by themselves hold nothing that is about a person.
func (w *work) tellsOfNobody(words string) (bool, error) {
	if len(words) > longestWording {
		return false, nil
	}
	c := w.books.checker
	c.Depth = fact.Quick
	r, err := c.checkAnswered(nil, &post.Post{Kind: post.KindPost, Text: words}, &register.Practice{}, nil)
	if err != nil {
		return false, err
	}
	about := func(f finding.Finding) bool {
		return (f.Rule.Area == rulebook.Confidentiality || f.Rule.Area == rulebook.Consent) && (f.Outcome == finding.Raised || f.Outcome == finding.Failed || f.Outcome == finding.Ask && len(f.Spans) > 0)
	}
	return !slices.ContainsFunc(peopleKinds, r.Facts.Has) && !slices.ContainsFunc(r.Findings, about), nil
}

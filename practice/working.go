// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/record"
	"chaperone/register"
)

// stateWorking is the kind of state that working copies are kept as, by the id of the post they are or will be. They are no part of the log: what
// somebody typed and took back again is nobody's business. They are sealed under the post's key, so that what erases the post erases them.
const stateWorking = "working"

// Working is a post as somebody is writing it: kept at every pause, so that nothing is lost with a closed tab, a crash or a restart. It
// becomes a revision, on record, when Settle is asked.
type Working struct {
	ID       string            `json:"id"`
	Version  int               `json:"version"`  // counts what was kept; 0: nothing yet
	Saved    time.Time         `json:"saved"`    // when it was last kept
	By       string            `json:"by"`       // the member who did
	OnRecord bool              `json:"-"`        // a post of this id is on record
	Changed  bool              `json:"-"`        // it isn't what is on record
	Revision signoff.Revision  `json:"revision"` //
	Answers  map[string]string `json:"answers,omitempty"`
}

// String hides the words.
func (w Working) String() string { return fmt.Sprintf("working(%s, version %d)", w.ID, w.Version) }

// workingFacts is what stands of a working copy in clear.
type workingFacts struct {
	Version int       `json:"version"`
	Saved   time.Time `json:"saved"`
	By      string    `json:"by"`
}

// workingWords is what is sealed of it.
type workingWords struct {
	Revision signoff.Revision  `json:"revision"`
	Answers  map[string]string `json:"answers,omitempty"`
}

// ErrOtherCopy is given where a working copy was changed since it was read: in another tab, or by another person.
var ErrOtherCopy = errors.New("this draft was changed elsewhere since it was opened here")

// keyOfPost names the key of a post by its id, before there is a post.
func keyOfPost(id string) string { return (&signoff.Post{ID: id}).KeyID() }

// working loads a working copy: record.ErrNotFound where there is none.
func (r reading) working(id string) (Working, error) {
	data, err := r.v.State(stateWorking, id)
	if err != nil {
		return Working{}, err
	}
	return r.workingOf(id, data)
}

func (r reading) workingOf(id string, data []byte) (Working, error) {
	var f workingFacts
	var words workingWords
	gone, err := r.state(stateWorking, id, data, &f, &words)
	if err == nil && gone {
		err = fmt.Errorf("draft %s: %w", id, record.ErrErased)
	}
	if err != nil {
		return Working{}, err
	}
	return Working{ID: id, Version: f.Version, Saved: f.Saved, By: f.By, Revision: words.Revision, Answers: words.Answers}, nil
}

// opened gives the post of an id as somebody goes on with it: its working copy, or else what is on record.
func (r reading) opened(id string) (Working, error) {
	p, err := r.post(id)
	if err != nil && !errors.Is(err, record.ErrNotFound) {
		return Working{}, err
	}
	w, fault := r.working(id)
	switch {
	case fault == nil && p == nil:
		w.Changed = true
		return w, nil
	case fault == nil:
		now, _ := p.Text()
		w.OnRecord, w.Changed = true, !now.Same(w.Revision)
		return w, nil
	case !errors.Is(fault, record.ErrNotFound):
		return Working{}, fault
	case p == nil:
		return Working{}, fmt.Errorf("post %s: %w", id, record.ErrNotFound)
	}
	text, ok := p.Text()
	if !ok {
		return Working{}, fmt.Errorf("post %s: %w", id, record.ErrErased)
	}
	w = Working{ID: id, Saved: p.Revised, By: p.Author, OnRecord: true, Revision: text, Answers: map[string]string{}}
	for _, a := range p.Answers {
		w.Answers[a.Rule] = p.Answer(a.Rule)
	}
	return w, nil
}

// OpenWorking gives the post of an id as somebody goes on with it: its working copy, or else what is on record.
func (o *Office) OpenWorking(ctx context.Context, id string) (w Working, err error) {
	err = o.view(ctx, func(r reading) error {
		w, err = r.opened(id)
		return err
	})
	return w, err
}

// WorkingCopies gives all working copies, the last kept first.
func (o *Office) WorkingCopies(ctx context.Context) (all []Working, err error) {
	err = o.view(ctx, func(r reading) error {
		return r.v.States(stateWorking, func(id string, data []byte) error {
			w, err := r.workingOf(id, data)
			if errors.Is(err, record.ErrErased) {
				return nil
			}
			all = append(all, w)
			return err
		})
	})
	slices.SortStableFunc(all, func(a, b Working) int { return b.Saved.Compare(a.Saved) })
	return all, err
}

// KeepWorking keeps a working copy. A new one has no id and gets one; else Version is the one it was read with: ErrOtherCopy where it isn't
// the last any more. Anything may be kept that has been typed so far, nothing too.
func (o *Office) KeepWorking(ctx context.Context, by Member, w Working) (Working, error) {
	if len(w.Revision.Text) > post.MaxBytes {
		return Working{}, fmt.Errorf("%w: the text is %w", signoff.ErrRevision, post.ErrTooLong)
	}
	w.Revision.Text = strings.ToValidUTF8(w.Revision.Text, "\uFFFD")
	for i, m := range w.Revision.Media {
		if max(len(m.Alt), len(m.Caption)) > post.MaxBytes {
			return Working{}, fmt.Errorf("%w: the words of picture %d are %w", signoff.ErrRevision, i+1, post.ErrTooLong)
		}
		w.Revision.Media[i].Alt, w.Revision.Media[i].Caption = strings.ToValidUTF8(m.Alt, "\uFFFD"), strings.ToValidUTF8(m.Caption, "\uFFFD")
	}
	fresh := w.ID == ""
	if fresh {
		var err error
		if w.ID, err = o.newID(); err != nil {
			return Working{}, err
		}
	}
	err := o.update(ctx, by, func(x *work) error {
		last, err := x.opened(w.ID)
		switch {
		case fresh && !errors.Is(err, record.ErrNotFound):
			return fmt.Errorf("draft %s: %w", w.ID, errors.Join(err, record.ErrExists))
		case fresh:
		case err != nil:
			return err
		case last.Version != w.Version:
			return fmt.Errorf("draft %s: %w", w.ID, ErrOtherCopy)
		}
		if last.OnRecord {
			p, err := x.post(w.ID)
			if err != nil {
				return err
			}
			if p.Closed != nil || p.Status == signoff.TakenDown {
				return signoff.ErrClosed
			}
			now, _ := p.Text()
			w.OnRecord, w.Changed = true, !now.Same(w.Revision)
		}
		if w.Revision.Media, err = x.attached(w.ID, w.Revision.Media); err != nil {
			return err
		}
		w.Version, w.Saved, w.By = w.Version+1, x.at, by.ID
		return x.put(stateWorking, w.ID, workingFacts{w.Version, w.Saved, w.By}, workingWords{w.Revision, w.Answers}, keyOfPost(w.ID))
	})
	return w, err
}

// ThrowWorking throws a working copy away; where nothing of the post is on record, its words are destroyed with their key.
func (o *Office) ThrowWorking(ctx context.Context, by Member, id string) error {
	var gone []string
	err := o.update(ctx, by, func(x *work) error {
		if _, err := x.v.State(stateWorking, id); err != nil {
			return fmt.Errorf("draft %s: %w", id, err)
		}
		if err := x.tx.DropState(stateWorking, id); err != nil {
			return err
		}
		var err error
		if gone, err = x.named(id, nil); err != nil {
			return err
		}
		if _, err = x.post(id); errors.Is(err, record.ErrNotFound) {
			return x.tx.DestroyKey(keyOfPost(id), x.at)
		}
		return err
	})
	if err != nil {
		return err
	}
	o.drop(ctx, gone)
	return nil
}

// Settle puts a working copy on record, checks it and gives the post: begun, revised, or as it was where nothing changed. Answers to questions
// go with it. All of it happens, or nothing.
func (o *Office) Settle(ctx context.Context, by Member, id string) (p *signoff.Post, err error) {
	salt := make([]byte, signoff.SaltSize)
	if _, err := io.ReadFull(o.rand, salt); err != nil {
		return nil, fmt.Errorf("random bytes: %w", err)
	}
	var gone []string
	err = o.update(ctx, by, func(w *work) error {
		c, err := w.opened(id)
		if err != nil {
			return err
		}
		if p, err = w.settled(c, salt); err != nil {
			return err
		}
		if gone, err = w.named(id, c.Revision.Media); err != nil {
			return err
		}
		if err := w.tx.DropState(stateWorking, id); err != nil {
			return err
		}
		if _, err := w.check(p); err != nil {
			return err
		}
		return w.answerOpen(p, c.Answers)
	})
	if err != nil {
		return nil, err
	}
	o.drop(ctx, gone)
	return p, nil
}

// answerOpen gives answers as the way out of the questions that hold the post up all the same: those that only people can judge.
func (w *work) answerOpen(p *signoff.Post, answers map[string]string) error {
	for _, f := range p.StillOpen() {
		value := answers[f.Rule]
		if f.Outcome != finding.Ask || strings.TrimSpace(value) == "" {
			continue
		}
		e, err := p.AnswerQuestion(w.at, w.by, f.Rule, value)
		if err != nil {
			return err
		}
		if err := w.posted(p, e); err != nil {
			return err
		}
	}
	return nil
}

// settled makes the events that lead from what is on record to a working copy.
func (w *work) settled(c Working, salt []byte) (*signoff.Post, error) {
	p := &signoff.Post{}
	var e signoff.Event
	var err error
	if c.OnRecord {
		if p, err = w.post(c.ID); err != nil {
			return nil, err
		}
		e, err = p.Revise(w.at, w.by, c.Revision)
	} else {
		e, err = signoff.New(w.at, w.by, c.ID, salt, c.Revision)
	}
	switch {
	case errors.Is(err, signoff.ErrSame):
	case err != nil:
		return nil, err
	default:
		if err := w.posted(p, e); err != nil {
			return nil, err
		}
		if err := w.outdated(p); err != nil {
			return nil, err
		}
	}
	rules := make([]string, 0, len(c.Answers))
	for r := range c.Answers {
		rules = append(rules, r)
	}
	slices.Sort(rules)
	for _, rule := range rules {
		if p.Answer(rule) == c.Answers[rule] || w.books.checker.MayAnswer(rule, c.Answers[rule]) != nil {
			continue
		}
		e, err := p.AnswerQuestion(w.at, w.by, rule, c.Answers[rule])
		if err != nil {
			return nil, err
		}
		if err := w.posted(p, e); err != nil {
			return nil, err
		}
		if err := w.wordings(p, rule, c.Answers[rule]); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// MayAnswer says why a rule's question doesn't take an answer (ErrAnswer); nil where it does.
func (c *Checker) MayAnswer(rule, value string) error {
	r := c.Book.Rule(rule)
	if r == nil || r.Ask == "" {
		return fmt.Errorf("%w: no rule called %q asks anything", ErrAnswer, rule)
	}
	if asksWhetherSame(r) {
		value = Said(value)
	}
	var known []string
	for _, a := range r.Answers {
		known = append(known, a.Say)
	}
	if len(known) > 0 && !slices.ContainsFunc(known, func(s string) bool { return strings.EqualFold(s, strings.TrimSpace(value)) }) {
		return fmt.Errorf("%w: %q. One of: %s", ErrAnswer, value, strings.Join(known, ", "))
	}
	return nil
}

// LookAtWorking checks words that are being written, as SignOff would: against the registers, with the answers given so far. It keeps nothing.
// fact.Quick answers while somebody types; fact.Deep is what holds.
func (o *Office) LookAtWorking(ctx context.Context, c Working, depth fact.Depth) (report *Report, err error) {
	err = o.view(ctx, func(r reading) error {
		rs, err := r.registers()
		if err != nil {
			return err
		}
		p := &signoff.Post{ID: c.ID, Private: &signoff.Private{}}
		if c.OnRecord {
			if p, err = r.post(c.ID); err != nil {
				return err
			}
		}
		h, err := r.historyOf(c.ID, c.Revision.Account)
		if err != nil {
			return err
		}
		quick := r.books.checker
		quick.Depth = depth
		report, err = quick.CheckAnswered(h, PostOf(c.ID, c.Revision, time.Time{}), r.profileOf(rs, p, c.Revision), c.Answers)
		return err
	})
	return report, err
}

// profileOf gives what the checks lean on for words that aren't on record yet.
func (r reading) profileOf(rs *register.Registers, p *signoff.Post, words signoff.Revision) *register.Practice {
	l := leanOf(p)
	l.Post, l.Revision, l.Text, l.Audience, l.Media, l.Platforms = p.ID, words.Digest(), words.Text, string(words.Audience), nil, nil
	for _, m := range words.Media {
		l.Media = append(l.Media, m.Digest)
	}
	for _, x := range words.Platforms {
		l.Platforms = append(l.Platforms, string(x))
	}
	return rs.PracticeFor(l, r.o.clock())
}

// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"slices"
	"strings"
)

// Apply makes an event part of the post. Events that a method of the post decided always fit; others may give ErrEvent and leave the post as it
// was. Without an event's private part (erased, or not opened) everything else still comes about, and the post says Erased.
func Apply(p *Post, e Event) error {
	if e.Kind != KindDrafted && p.ID == "" {
		return why(ErrEvent, "%s before the post began", e.Kind)
	}
	if err := p.apply(e); err != nil {
		return err
	}
	p.Open = len(p.StillOpen())
	if s := p.status(); s != p.Status {
		p.Status, p.Since = s, e.At
	}
	return nil
}

func (p *Post) apply(e Event) error {
	switch b := e.Body.(type) {
	case Drafted:
		return p.begin(e, b)
	case Revised:
		return p.revised(e, b)
	case Checked:
		return p.checked(e, b)
	case Answer:
		return p.answered(e, b)
	case WayGiven:
		return p.gave(e, b.Way, b.Ends)
	case Asked:
		p.Requests = append(p.Requests, b.Request)
	case Replied:
		return p.replied(e, b)
	case EntryGone:
		p.end(b.Ends)
		p.void1(b.Voids)
		p.opens(b.Opens)
	case Signed:
		p.SignOffs = append(p.SignOffs, b.SignOff)
	case Unsigned:
		p.void1(&b.Void)
	case Permitted:
		p.Permits = append(p.Permits, b.Permit)
	case PermitGone:
		return p.permitGone(e, b)
	case Went:
		return p.wentOut(e, b)
	case DueOpened:
		p.opens(&b.Due)
	case Again:
		p.SignOffs = append(p.SignOffs, b.SignOff)
		for i := range p.Addresses {
			if p.Addresses[i].live() {
				p.Addresses[i].Leans = b.SignOff.Leans // what it rests on from now on
			}
		}
		p.settle(e, b.Closes, "re-checked")
	case CameDown:
		return p.cameDown(e, b)
	case HoldChanged:
		return p.hold(e, b)
	case Ending:
		return p.closes(e)
	case Wiped:
		p.Erased, p.Private = true, nil
		at := e.At
		p.ErasedAt = &at
	default:
		return why(ErrEvent, "%s", e.Kind)
	}
	return nil
}

// private gives the private part of an event where it is there; where it isn't, the post's own is lost, too: they have one key.
func private[T any](p *Post, e Event) (T, bool) {
	w, ok := e.Private.(T)
	if !ok || p.Private == nil {
		p.Erased, p.Private = true, nil
		return w, false
	}
	return w, true
}

func (p *Post) begin(e Event, b Drafted) error {
	if p.ID != "" {
		return why(ErrEvent, "%s began already", p.ID)
	}
	if b.ID == "" {
		return why(ErrEvent, "a post without an id")
	}
	*p = Post{ID: b.ID, Author: e.By, Writers: []string{e.By}, Begun: e.At, Revision: b.Revision, Revised: e.At, Private: &Private{}}
	if w, ok := private[DraftedWords](p, e); ok {
		p.Private.Salt = slices.Clone(w.Salt)
		p.Private.Revisions = map[int]Revision{b.Revision.No: w.Revision}
	}
	return nil
}

func (p *Post) revised(e Event, b Revised) error {
	old := p.Revision
	if b.Revision.No != old.No+1 {
		return why(ErrEvent, "revision %d after %d", b.Revision.No, old.No)
	}
	kept := slices.ContainsFunc(p.SignOffs, func(s SignOff) bool { return s.Revision == old.Digest }) ||
		slices.ContainsFunc(p.Addresses, func(a Address) bool { return a.Revision == old.Digest })
	if kept {
		p.Kept = append(p.Kept, old)
	}
	if w, ok := private[RevisedWords](p, e); ok {
		if !kept {
			delete(p.Private.Revisions, old.No)
		}
		p.Private.Revisions[b.Revision.No] = w.Revision
		p.Private.Found = nil
	}
	if p.Check != nil {
		p.Before = p.Check.Found
	}
	p.Revision, p.Revised, p.Check = b.Revision, e.At, nil
	if !slices.Contains(p.Writers, e.By) {
		p.Writers = append(p.Writers, e.By)
	}
	p.void1(b.Voids)
	return nil
}

func (p *Post) checked(e Event, b Checked) error {
	if b.Check.Revision != p.Revision.Digest {
		return why(ErrEvent, "a check of another revision")
	}
	w, ok := private[CheckedWords](p, e)
	if ok {
		p.Private.Found = w.Found
	}
	c := b.Check
	p.Check, p.Before, p.Checks = &c, nil, p.Checks+1
	for _, x := range b.Carried {
		if i := slices.IndexFunc(p.Ways, func(w WayOut) bool { return w.No == x.No }); i >= 0 {
			way := &p.Ways[i]
			way.Carried, way.Finding = append(slices.Clip(way.Carried), x), x.Finding
			if way.Entry != nil {
				lean := *way.Entry
				lean.Version = x.Version
				way.Entry = &lean
			}
		}
	}
	p.end(b.Ended)
	p.Fixed = slices.DeleteFunc(slices.Clone(p.Fixed), func(f Fixed) bool {
		return c.holds(f.Found) || slices.ContainsFunc(b.Fixed, func(n Fixed) bool { return n.Key == f.Key })
	})
	if p.Fixed = append(p.Fixed, b.Fixed...); len(p.Fixed) == 0 {
		p.Fixed = nil
	}
	p.void1(b.Voids)
	p.opens(b.Opens)
	return nil
}

func (p *Post) answered(e Event, b Answer) error {
	a := Answered{Rule: b.Rule, At: e.At, By: e.By}
	i, found := slices.BinarySearchFunc(p.Answers, b.Rule, func(a Answered, rule string) int { return strings.Compare(a.Rule, rule) })
	p.Answers = slices.Clone(p.Answers)
	if found {
		p.Answers[i] = a
	} else {
		p.Answers = slices.Insert(p.Answers, i, a)
	}
	if w, ok := private[AnswerWords](p, e); ok {
		if p.Private.Answers == nil {
			p.Private.Answers = map[string]string{}
		}
		p.Private.Answers[b.Rule] = w.Value
	}
	if b.Way == nil {
		return nil
	}
	p.end(b.Ends)
	p.Ways = append(p.Ways, *b.Way)
	return nil
}

func (p *Post) gave(e Event, way WayOut, ends []Ended) error {
	p.end(ends)
	p.Ways = append(p.Ways, way)
	if w, ok := private[Words](p, e); ok {
		if p.Private.Ways == nil {
			p.Private.Ways = map[int]Words{}
		}
		p.Private.Ways[way.No] = w
	}
	return nil
}

func (p *Post) replied(e Event, b Replied) error {
	i := slices.IndexFunc(p.Requests, func(r Request) bool { return r.ID == b.Request })
	if i < 0 {
		return why(ErrEvent, "a reply to no request of this post")
	}
	p.Requests = slices.Clone(p.Requests)
	p.Requests[i].Reply, p.Requests[i].Replied, p.Requests[i].From = b.Reply, e.At, b.From
	p.end(b.Ends)
	p.void1(b.Voids)
	p.opens(b.Opens)
	return nil
}

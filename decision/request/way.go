// SPDX-License-Identifier: Apache-2.0

package request

import (
	"slices"
	"time"
)

// reachedBy checks the way an answer came, and fills in what it shows.
func (r *Request) reachedBy(at time.Time, g Given, a *Answer) error {
	if r.ID == "" || r.Closed != nil || r.ErasedAt != nil {
		return ErrUnknown
	}
	a.By = r.About()
	switch g.Channel {
	case Link:
		if !r.Opens(g.Token) {
			return ErrUnknown
		}
		a.Signature = Typed
	case Device:
		if r.Handed == nil {
			return ErrNotHanded
		}
		a.Signature = Typed
	case Paper:
		switch {
		case !isMember(g.Member):
			return ErrNotAMember
		case !r.has(Paper):
			return why(ErrReply, "no paper was made for this request")
		case g.Photo == "":
			return ErrPhoto
		}
		a.By, a.Signature = g.Member, OnPaper
	case Page:
		if !isMember(g.Member) {
			return ErrNotAMember
		}
		if err := r.coded(g.Code, a); err != nil {
			return err
		}
		a.By, a.Signature = g.Member, ByCode
	case Spoken:
		if !isMember(g.Member) {
			return ErrNotAMember
		}
		if a.Reply.yes() || !slices.Contains([]Reply{No, WouldNot, LeaveOut, HasTie, CantJudge, CantSay, Named, PerhapsNamed}, a.Reply) {
			return why(ErrReply, "by word of mouth only a no counts; send them a page or a paper for a yes")
		}
		a.By = g.Member
	default:
		return why(ErrReply, "it comes by link, device, paper, page or word of mouth")
	}
	if a.Drawn != "" && a.Signature == Typed {
		a.Signature = Drawn
	}
	return nil
}

// coded reads the code somebody sent back, which decides the answer.
func (r *Request) coded(code string, a *Answer) error {
	typed, err := ReadCode(code)
	if err != nil {
		return err
	}
	for _, w := range r.Ways {
		if w.Codes == nil {
			continue
		}
		c, ok := w.Codes.find(r.ID, typed.values)
		switch {
		case !ok:
		case w.Replaced:
			return why(ErrStale, "this code is from an earlier page that was replaced")
		default:
			return r.counts(c, a)
		}
	}
	return ErrCode
}

// counts tells whether a code that is one of the page's counts now.
func (r *Request) counts(c CodeHash, a *Answer) error {
	a.Reply, a.Code = c.Reply, &c
	if c.Reply.judges() {
		a.Ticked = r.Statements() // the code stands behind them
	}
	used := slices.ContainsFunc(r.Answers, func(x Answer) bool { return x.Code != nil && x.Code.Hash == c.Hash })
	last := r.Last()
	switch {
	case !used || !c.Reply.agrees():
		return nil
	case last.Code != nil && last.Code.Hash == c.Hash:
		return ErrSame
	}
	return ErrUsed
}

// Opens tells whether a token opens this request's page. It takes the same time for every request of its kind, whatever the token.
func (r *Request) Opens(t Token) bool {
	open := false
	for _, w := range r.Ways {
		if w.Channel == Link && t.Is(w.Token) && !w.Replaced {
			open = true
		}
	}
	return open && r.Closed == nil && r.ErasedAt == nil
}

func (r *Request) has(c Channel) bool {
	return slices.ContainsFunc(r.Ways, func(w Way) bool { return w.Channel == c && !w.Replaced })
}

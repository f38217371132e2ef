// SPDX-License-Identifier: Apache-2.0

package request

import (
	"strings"
	"time"

	"chaperone/register"
)

// Judged says that somebody judged whether a child or young person understands what they are asked (for under 16: Gillick competence).
type Judged struct {
	Able bool      `json:"able"`
	At   time.Time `json:"at"`
	By   string    `json:"by"` // the member who notes it
}

// Notes are the reasons for a judgement or a decision. All are private.
type Notes struct {
	Judge     string `json:"judge,omitempty"`     // who judged: name and role
	Reasons   string `json:"reasons,omitempty"`   // why
	Support   string `json:"support,omitempty"`   // what was tried to help them decide themselves
	Wishes    string `json:"wishes,omitempty"`    // theirs, past and present, as far as known
	Benefit   string `json:"benefit,omitempty"`   // why it is in their best interests, not in others'
	Needed    string `json:"needed,omitempty"`    // why nothing less would do: without them, or without what points to them
	Consulted string `json:"consulted,omitempty"` // who, how they know the person, what they said
}

// String hides the words.
func (Notes) String() string { return "notes()" }

// JudgeCompetence notes whether a child or young person can decide this for themself, who judged it, and why. Under 16 it takes the child's own
// yes beside the parent's when they can; at 16 or 17 it lets their own yes stand without a parent's, where somebody else than the author notes it.
func (r *Request) JudgeCompetence(at time.Time, by string, able bool, n Notes) (Event, error) {
	if err := r.open(); err != nil {
		return Event{}, err
	}
	switch {
	case !isMember(by):
		return Event{}, ErrNotAMember
	case r.Form != Patient || r.Subject != Child && r.Subject != Young:
		return Event{}, why(ErrReply, "this is for somebody under 18")
	case strings.TrimSpace(n.Judge) == "" || strings.TrimSpace(n.Reasons) == "":
		return Event{}, why(ErrWords, "say who judged it, and why")
	}
	if err := n.check(); err != nil {
		return Event{}, err
	}
	return event(KindCompetence, at, by, Judged{able, moment(at), by}, n), nil
}

// Authority is a legal power to decide for an adult who can't.
type Authority string

// The authorities. Being a relative is none.
const (
	NoAuthority Authority = ""
	Attorney    Authority = "attorney" // lasting power for health and welfare, or welfare power of attorney
	Deputy      Authority = "deputy"   // of the court, or welfare guardian
	Court       Authority = "court"    // the court itself
)

// Best is a decision whether publishing is in the best interests of an adult who can't decide. By law nobody else's yes takes the place of
// theirs: whoever decides, also with legal authority, applies the same test (Mental Capacity Act 2005, sections 1 and 4; GMC recordings, 31
// and 32). In a post it is seldom met, and a consent it leads to covers no post by itself: the check still asks for another person's eyes.
type Best struct {
	For        bool          `json:"for"`                 // to publish
	Assessed   register.Date `json:"assessed"`            // when capacity for this decision was assessed
	MayReturn  bool          `json:"may_return"`          // the person may be able to decide later: then it waits
	Objects    bool          `json:"objects"`             // they object, in words or by what they do
	Authority  Authority     `json:"authority,omitempty"` // somebody holds a legal power to decide this
	Agrees     bool          `json:"agrees,omitempty"`    // and that somebody agrees
	Consulted  int           `json:"consulted"`           // people who know the person
	AskAgainBy register.Date `json:"ask_again_by"`        // the day by which it is looked at anew
	At         time.Time     `json:"at"`
	By         string        `json:"by"` // the member who decides, never the author
}

// longest is how long a decision for somebody else stands before it is looked at anew: our rule; guidance names no period.
const longest = 366 * 24 * time.Hour

// Decide notes a decision in the best interests of an adult who can't decide: by a member who didn't write the post. ErrBest says what a decision
// for publishing lacks; one against it needs only its reasons. It can be made anew at any time.
func (r *Request) Decide(at time.Time, by string, b Best, n Notes) (Event, error) {
	if err := r.open(); err != nil {
		return Event{}, err
	}
	b.At, b.By = moment(at), by
	switch {
	case !isMember(by):
		return Event{}, ErrNotAMember
	case r.Form != Patient || r.Subject != Lacks:
		return Event{}, why(ErrReply, "this is for an adult who can't decide")
	case r.wrote(by):
		return Event{}, why(ErrOwnAnswer, "somebody who didn't write the post decides")
	case strings.TrimSpace(n.Reasons) == "":
		return Event{}, why(ErrWords, "say why")
	}
	if err := n.check(); err != nil {
		return Event{}, err
	}
	if b.For {
		if err := r.mayDecideFor(at, b, n); err != nil {
			return Event{}, err
		}
	}
	return event(KindBest, at, by, b, n), nil
}

func (r *Request) mayDecideFor(at time.Time, b Best, n Notes) error {
	need := func(s string) bool { return strings.TrimSpace(s) == "" }
	last := r.Last()
	switch {
	case b.Assessed.IsZero() || b.Assessed.After(at) || need(n.Judge):
		return why(ErrBest, "say who assessed their capacity for this decision, and when")
	case need(n.Support):
		return why(ErrBest, "say what was tried to help them decide themselves")
	case b.MayReturn:
		return why(ErrBest, "they may be able to decide later; a post can wait for that")
	case b.Objects:
		return why(ErrBest, "they object, and that ends it")
	case need(n.Wishes):
		return why(ErrBest, "say what they would have wanted, as far as anybody knows")
	case b.Consulted < 1 || need(n.Consulted):
		return why(ErrBest, "ask people who know them, and write down what they said")
	case need(n.Benefit) || need(n.Needed):
		return why(ErrBest, "say how it is good for them, and why nothing less would do: without them, or as nobody's story")
	case b.Authority != NoAuthority && !b.Agrees:
		return why(ErrBest, "who holds the power to decide must agree")
	case last == nil:
		return why(ErrBest, "those close to them haven't answered yet")
	case last.Reply == WouldNot:
		return why(ErrBest, "those close to them say that they wouldn't want it")
	case r.Superseded != "":
		return ErrStale
	case b.AskAgainBy.IsZero() || b.AskAgainBy.Past(at) || b.AskAgainBy.After(at.Add(longest)):
		return why(ErrBest, "say by when it is looked at again, within a year")
	}
	return nil
}

func (n Notes) check() error {
	for _, s := range []string{n.Judge, n.Reasons, n.Support, n.Wishes, n.Benefit, n.Needed, n.Consulted} {
		if err := spoken(s, maxWords); err != nil {
			return err
		}
	}
	return nil
}

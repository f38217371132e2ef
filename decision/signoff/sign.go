// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"slices"
	"time"
)

// Policy is what a practice asks for beyond the rest.
type Policy struct {
	SecondPerson bool `json:"second_person,omitempty"` // who wrote in a post doesn't sign it off
}

// Fresh is how old a check may be at sign-off: rules begin, entries end and dates pass from one day to the next without anybody changing
// anything.
const Fresh = 24 * time.Hour

// SignOff says that somebody meant this wording to go out, and what they knew.
type SignOff struct {
	No       int       `json:"no"` // from 1
	Revision string    `json:"revision"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Against  Against   `json:"against"` // what the check went by
	Checked  time.Time `json:"checked"`
	Verdict  string    `json:"verdict"`        // of the check
	Policy   Policy    `json:"policy"`         // that held
	Ways     []int     `json:"ways,omitempty"` // the ways out that counted
	Leans    []Lean    `json:"leans,omitempty"`
	Void     *Void     `json:"void,omitempty"` // nil while it holds
}

// Signed is the body of KindSigned.
type Signed struct {
	SignOff SignOff `json:"sign_off"`
}

// Unsigned is the body of KindUnsigned.
type Unsigned struct {
	Void Void `json:"void"`
}

// guard is what a sign-off has to pass. It stands apart so that a test can break each part of it and see that the break shows.
type guard struct {
	closed   func(Found, []WayOut, bool) bool
	revision func(p *Post, expected string) bool
	fresh    func(c *Check, now Against, at time.Time) bool
	second   func(p *Post, by string, policy Policy) bool
	waits    func(r Request) bool
	refused  func(r Request, revision string) bool
}

var whole = guard{
	closed:   closed,
	revision: func(p *Post, expected string) bool { return p.Revision.Digest == expected },
	fresh:    (*Check).Holds,
	second: func(p *Post, by string, policy Policy) bool {
		return !policy.SecondPerson || !slices.Contains(p.Writers, by)
	},
	waits:   func(r Request) bool { return r.Blocks },
	refused: refuses,
}

// SignOff signs the current revision off. expected is the digest of the one the person looked at (ErrOtherRevision where it changed since); now is
// what a check would go by at this moment (ErrStale where the last one went by something else, or is older than Fresh). *StillOpen lists findings
// without a way out, answers awaited, and patients who said no to these very words; ErrOwnPost where the policy asks for a second person.
func (p *Post) SignOff(at time.Time, by, expected string, now Against, policy Policy) (Event, error) {
	return p.signOff(whole, at, by, expected, now, policy)
}

func (p *Post) signOff(g guard, at time.Time, by, expected string, now Against, policy Policy) (Event, error) {
	if err := p.writable(by); err != nil {
		return Event{}, err
	}
	switch {
	case !g.revision(p, expected):
		return Event{}, why(ErrOtherRevision, "it is %s now", p.Revision.Short())
	case p.Signed() != nil:
		return Event{}, ErrSigned
	}
	s, err := p.mayStand(g, at, by, now, policy)
	if err != nil {
		return Event{}, err
	}
	return event(KindSigned, at, by, Signed{s}, nil), nil
}

// mayStand gives the sign-off of the current revision, or what stands in its way.
func (p *Post) mayStand(g guard, at time.Time, by string, now Against, policy Policy) (SignOff, error) {
	at = moment(at)
	switch {
	case p.Check == nil:
		return SignOff{}, ErrUnchecked
	case !g.fresh(p.Check, now, at):
		return SignOff{}, ErrStale
	case len(p.Revision.Platforms) == 0:
		return SignOff{}, ErrNoPlace
	case !g.second(p, by, policy):
		return SignOff{}, ErrOwnPost
	}
	open := StillOpen{Findings: p.stillOpen(g.closed)}
	for _, r := range p.Waiting() {
		if g.waits(r) {
			open.Requests = append(open.Requests, r)
		}
	}
	for _, r := range p.Requests {
		if g.refused(r, p.Revision.Digest) {
			open.Refused = append(open.Refused, r)
		}
	}
	if len(open.Findings)+len(open.Requests)+len(open.Refused) > 0 {
		return SignOff{}, &open
	}
	s := SignOff{No: len(p.SignOffs) + 1, Revision: p.Revision.Digest, At: at, By: by, Against: p.Check.Against, Checked: p.Check.At, Verdict: p.Check.Verdict,
		Policy: policy, Leans: p.leaning()}
	for _, w := range p.Ways {
		if w.Ended == nil && p.Check.has(w.Finding) {
			s.Ways = append(s.Ways, w.No)
		}
	}
	return s, nil
}

// leaning gives the entries the current revision rests on: attached ones, and those that kept a rule from being raised.
func (p *Post) leaning() []Lean {
	var out []Lean
	if p.Check != nil {
		out = append(out, p.Check.Leans...)
	}
	for _, w := range p.Ways {
		if w.Ended == nil && w.Entry != nil {
			out = append(out, *w.Entry)
		}
	}
	return sorted(out)
}

// Unsign takes the sign-off back before the post is published: a person thought again.
func (p *Post) Unsign(at time.Time, by string) (Event, error) {
	switch {
	case !isPerson(by):
		return Event{}, ErrNotAPerson
	case p.isClosed():
		return Event{}, ErrClosed
	case p.Signed() == nil:
		return Event{}, ErrNotSigned
	case len(p.Live()) > 0:
		return Event{}, why(ErrPublished, "take it down, or ask for a re-check")
	}
	return event(KindUnsigned, at, by, Unsigned{*p.void(at, by, VoidTakenBack)}, nil), nil
}

// Permit is a signed statement given out about a sign-off; record/permit makes and verifies it. Here is what has become of it.
type Permit struct {
	ID         string     `json:"id"`
	SignOff    int        `json:"sign_off"`
	Revision   string     `json:"revision"`
	From       time.Time  `json:"from"`
	Until      time.Time  `json:"until"`
	Superseded *Void      `json:"superseded,omitempty"`
	Withdrawn  *time.Time `json:"withdrawn,omitempty"`
	WithdrawBy string     `json:"withdrawn_by,omitempty"`
}

// PermitStatus is what a permit is worth.
type PermitStatus string

// What permits are worth.
const (
	PermitValid      PermitStatus = "valid"
	PermitExpired    PermitStatus = "expired"
	PermitSuperseded PermitStatus = "superseded" // the sign-off it speaks of no longer holds; Permit.Superseded says why
	PermitWithdrawn  PermitStatus = "withdrawn"
)

// Status tells what the permit is worth at a moment.
func (m Permit) Status(at time.Time) PermitStatus {
	switch {
	case m.Withdrawn != nil:
		return PermitWithdrawn
	case m.Superseded != nil:
		return PermitSuperseded
	case at.After(m.Until):
		return PermitExpired
	}
	return PermitValid
}

// Permitted is the body of KindPermitted.
type Permitted struct {
	Permit Permit `json:"permit"`
}

// PermitGone is the body of KindPermitWithdrawn.
type PermitGone struct {
	ID string `json:"id"`
}

// PermitIssued notes that a permit for the sign-off that holds was given out, good until a moment.
func (p *Post) PermitIssued(at time.Time, by, id string, until time.Time) (Event, error) {
	s := p.Signed()
	switch {
	case s == nil:
		return Event{}, ErrNotSigned
	case p.isClosed():
		return Event{}, ErrClosed
	case id == "" || !until.After(at):
		return Event{}, why(ErrUnknown, "a permit has an id and ends after it begins")
	case slices.ContainsFunc(p.Permits, func(m Permit) bool { return m.ID == id }):
		return Event{}, why(ErrExists, "permit %s", id)
	}
	return event(KindPermitted, at, by, Permitted{Permit{ID: id, SignOff: s.No, Revision: s.Revision, From: moment(at), Until: moment(until)}}, nil), nil
}

// WithdrawPermit takes a permit back.
func (p *Post) WithdrawPermit(at time.Time, by, id string) (Event, error) {
	i := slices.IndexFunc(p.Permits, func(m Permit) bool { return m.ID == id })
	switch {
	case i < 0:
		return Event{}, why(ErrUnknown, "permit %q", id)
	case p.Permits[i].Withdrawn != nil:
		return Event{}, why(ErrExists, "permit %s is withdrawn", id)
	}
	return event(KindPermitWithdrawn, at, by, PermitGone{id}, nil), nil
}

// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"slices"
	"strings"
	"time"
)

// Closed says that a draft was thrown away, or that the post will never be published.
type Closed struct {
	As Status    `json:"as"` // ThrownAway or NotPublished
	At time.Time `json:"at"`
	By string    `json:"by"`
}

// Ending is the body of KindThrownAway and KindNotPublished; the kind says it all.
type Ending struct{}

// Hold is a legal matter for which the post must be kept. Why is private.
type Hold struct {
	ID        string     `json:"id"`
	At        time.Time  `json:"at"`
	By        string     `json:"by"`
	Released  *time.Time `json:"released,omitempty"` // nil while it holds
	ReleaseBy string     `json:"released_by,omitempty"`
}

// HoldChanged is the body of KindHeld and KindReleased.
type HoldChanged struct {
	ID string `json:"id"`
}

// Wiped is the body of KindErased.
type Wiped struct {
	Why Reason `json:"why"`
}

// Reasons for erasing a post's texts.
const (
	BecauseAsked     Reason = "at-their-request"
	BecauseRetention Reason = "past-retention"
	BecauseThrown    Reason = "thrown-away"
)

// Throw throws a draft away; its texts may be erased then. ErrHeld under a legal hold; ErrSigned where it was ever signed off and ErrPublished where it
// ever went out: such a post is part of the record, close it with NeverPublish or take it down.
func (p *Post) Throw(at time.Time, by string) (Event, error) {
	if err := p.closable(by); err != nil {
		return Event{}, err
	}
	switch {
	case p.Held():
		return Event{}, ErrHeld
	case len(p.SignOffs) > 0:
		return Event{}, why(ErrSigned, "it stays on record; note that it won't be published instead")
	}
	return event(KindThrownAway, at, by, Ending{}, nil), nil
}

// NeverPublish closes a post that won't go out; it stays on record with the reason. ErrPublished where it did go out.
func (p *Post) NeverPublish(at time.Time, by, because string) (Event, error) {
	if err := p.closable(by); err != nil {
		return Event{}, err
	}
	because = strings.TrimSpace(because)
	if p.Erased && because != "" {
		return Event{}, why(ErrErased, "a reason can't be kept with it any more")
	}
	return event(KindNotPublished, at, by, Ending{}, noteWords(because)), nil
}

func (p *Post) closable(by string) error {
	switch {
	case p.ID == "":
		return ErrUnknown
	case !isPerson(by):
		return ErrNotAPerson
	case p.Closed != nil:
		return ErrClosed
	case len(p.Addresses) > 0:
		return why(ErrPublished, "take it down instead")
	}
	return nil
}

// Hold keeps the post for a legal matter: until it is released nobody can throw it away or erase it. Several may hold at once.
func (p *Post) Hold(at time.Time, by, id, because string) (Event, error) {
	because = strings.TrimSpace(because)
	switch {
	case p.ID == "" || id == "":
		return Event{}, ErrUnknown
	case !isPerson(by):
		return Event{}, ErrNotAPerson
	case p.Erased && because != "":
		return Event{}, why(ErrErased, "a reason can't be kept with it any more")
	case slices.ContainsFunc(p.Holds, func(h Hold) bool { return h.ID == id }):
		return Event{}, why(ErrExists, "hold %s", id)
	}
	return event(KindHeld, at, by, HoldChanged{id}, noteWords(because)), nil
}

// Release ends a legal hold.
func (p *Post) Release(at time.Time, by, id string) (Event, error) {
	i := slices.IndexFunc(p.Holds, func(h Hold) bool { return h.ID == id })
	switch {
	case !isPerson(by):
		return Event{}, ErrNotAPerson
	case i < 0:
		return Event{}, why(ErrUnknown, "hold %q", id)
	case p.Holds[i].Released != nil:
		return Event{}, why(ErrExists, "hold %s is released", id)
	}
	return event(KindReleased, at, by, HoldChanged{id}, nil), nil
}

// MayErase says whether the texts may be erased: ErrHeld under a legal hold, ErrPublished while readers still find the post, since its addresses
// are needed to take it down.
func (p *Post) MayErase() error {
	switch {
	case p.ID == "":
		return ErrUnknown
	case p.Held():
		return ErrHeld
	case len(p.Live()) > 0:
		return why(ErrPublished, "take it down first; its addresses would be lost")
	case p.ErasedAt != nil:
		return why(ErrExists, "it was erased")
	}
	return nil
}

// Erase notes that the key of the texts is destroyed: BecauseAsked, BecauseRetention, BecauseThrown. What was decided, by whom and when, stays.
func (p *Post) Erase(at time.Time, by string, because Reason) (Event, error) {
	if err := p.MayErase(); err != nil {
		return Event{}, err
	}
	if because == "" {
		return Event{}, why(ErrUnknown, "say why")
	}
	return event(KindErased, at, by, Wiped{because}, nil), nil
}

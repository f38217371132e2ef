// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Void says why a sign-off no longer holds.
type Void struct {
	SignOff int       `json:"sign_off"` // its number
	Why     VoidWhy   `json:"why"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
}

// VoidWhy is why a sign-off no longer holds.
type VoidWhy string

// Why sign-offs end.
const (
	VoidRevised   VoidWhy = "revised"     // the post changed
	VoidFound     VoidWhy = "found"       // a later check found something that has no way out
	VoidReply     VoidWhy = "reply"       // somebody who was asked said no, or changed their mind
	VoidEntry     VoidWhy = "entry-ended" // an entry it rests on was ended or withdrawn
	VoidTakenBack VoidWhy = "taken-back"  // by a person
)

// Drafted is the body of KindDrafted.
type Drafted struct {
	ID       string `json:"id"`
	Revision Facts  `json:"revision"`
}

// DraftedWords is the private part of KindDrafted.
type DraftedWords struct {
	Salt     []byte   `json:"salt"`
	Revision Revision `json:"revision"`
}

// String hides the words.
func (w DraftedWords) String() string { return w.Revision.String() }

// Revised is the body of KindRevised. Voids is the sign-off the change ended; nil where there was none.
type Revised struct {
	Revision Facts `json:"revision"`
	Voids    *Void `json:"voids,omitempty"`
}

// RevisedWords is the private part of KindRevised.
type RevisedWords struct {
	Revision Revision `json:"revision"`
}

// String hides the words.
func (w RevisedWords) String() string { return w.Revision.String() }

// SaltSize is how many random bytes New needs.
const SaltSize = 16

// New begins a post. The id is a short random string, salt SaltSize random bytes; ErrRevision where the revision can't be kept.
func New(at time.Time, by, id string, salt []byte, r Revision) (Event, error) {
	if !isPerson(by) {
		return Event{}, ErrNotAPerson
	}
	if strings.TrimSpace(id) == "" || len(salt) < SaltSize {
		return Event{}, why(ErrRevision, "it has no id or no salt of %d bytes", SaltSize)
	}
	r, err := r.valid()
	if err != nil {
		return Event{}, err
	}
	return event(KindDrafted, at, by, Drafted{id, r.facts(1)}, DraftedWords{bytes.Clone(salt), r}), nil
}

// Revise puts another wording in the place of the current one. A sign-off of the current one ends with it, its permits are superseded, and
// requests that weren't answered asked about other words: while these stand they don't hold the post up. A post that was published may be
// revised: what stands at its addresses stays on record as it was. ErrSame where nothing changed.
func (p *Post) Revise(at time.Time, by string, r Revision) (Event, error) {
	if err := p.writable(by); err != nil {
		return Event{}, err
	}
	r, err := r.valid()
	if err != nil {
		return Event{}, err
	}
	if now, ok := p.Text(); !ok {
		return Event{}, ErrErased
	} else if same(now, r) {
		return Event{}, ErrSame
	}
	return event(KindRevised, at, by, Revised{r.facts(p.Revision.No + 1), p.void(at, by, VoidRevised)}, RevisedWords{r}), nil
}

// same compares revisions as they are kept; that a list is nil or empty makes no difference.
func same(a, b Revision) bool {
	am, bm := a.Media, b.Media
	ap, bp := a.Platforms, b.Platforms
	a.Media, b.Media, a.Platforms, b.Platforms = nil, nil, nil, nil
	return reflect.DeepEqual(a, b) && slices.Equal(am, bm) && slices.Equal(ap, bp)
}

// void is what ends the sign-off that holds; nil where none does.
func (p *Post) void(at time.Time, by string, because VoidWhy) *Void {
	if s := p.Signed(); s != nil {
		return &Void{SignOff: s.No, Why: because, At: moment(at), By: by}
	}
	return nil
}

// writable tells whether a person may work on the post.
func (p *Post) writable(by string) error {
	switch {
	case p.ID == "":
		return ErrUnknown
	case !isPerson(by):
		return ErrNotAPerson
	case p.Erased || p.Private == nil:
		return ErrErased
	case p.isClosed():
		return ErrClosed
	}
	return nil
}

// isClosed tells whether the life of the post is over.
func (p *Post) isClosed() bool { return p.Closed != nil || p.Status == TakenDown }

// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"chaperone/post"
)

// Address is one place where a post went out. Where exactly is private.
type Address struct {
	No       int           `json:"no"` // from 1
	Platform post.Platform `json:"platform"`
	Revision string        `json:"revision"`           // digest of what went out
	SignOff  int           `json:"sign_off,omitempty"` // the one that held; 0: it went out without, a fault
	At       time.Time     `json:"at"`
	By       string        `json:"by"`
	Leans    []Lean        `json:"leans,omitempty"`
	Replaced int           `json:"replaced,omitempty"` // the address that now has other words in its place; 0: none
	Down     *Proof        `json:"down,omitempty"`     // nil while it stands
}

// live tells whether readers still find these words there.
func (a Address) live() bool { return a.Down == nil && a.Replaced == 0 }

// AddressWords is the private part of an address.
type AddressWords struct {
	Address string `json:"address"`        // where readers find it
	Why     string `json:"why,omitempty"`  // it went out without sign-off
	Note    string `json:"note,omitempty"` // on taking down: what can't be recalled
}

// String hides the words.
func (AddressWords) String() string { return "words()" }

// Went is the body of KindPublished. Closes are the re-checks that are settled because other words stand there now.
type Went struct {
	Address  Address `json:"address"`
	Replaces []int   `json:"replaces,omitempty"` // earlier ones of the same place
	Closes   []int   `json:"closes,omitempty"`   // by Due.No
}

// Publish notes that the signed-off revision went out: where, and the address readers find it at. Each place is noted on its own; noting a
// place again says that the words there were edited. ErrNotSigned, ErrPlatform for a place the sign-off doesn't name.
func (p *Post) Publish(at time.Time, by string, platform post.Platform, address string) (Event, error) {
	if err := p.writable(by); err != nil {
		return Event{}, err
	}
	s := p.Signed()
	switch {
	case s == nil:
		return Event{}, ErrNotSigned
	case !slices.Contains(p.Revision.Platforms, platform):
		return Event{}, why(ErrPlatform, "%s", platform)
	}
	return p.went(at, by, Address{Platform: platform, SignOff: s.No, Leans: s.Leans}, AddressWords{Address: address})
}

// PublishedWithout notes honestly that the current revision went out without being signed off, or somewhere the sign-off doesn't name, and
// why. It stays a fault on record whatever comes after. A post that was closed is open again: readers find it.
func (p *Post) PublishedWithout(at time.Time, by string, platform post.Platform, address, because string) (Event, error) {
	switch {
	case p.ID == "":
		return Event{}, ErrUnknown
	case !isPerson(by):
		return Event{}, ErrNotAPerson
	case p.Erased || p.Private == nil:
		return Event{}, ErrErased
	case platform == "":
		return Event{}, why(ErrPlatform, "it has no name")
	case p.Signed() != nil && !p.isClosed() && slices.Contains(p.Revision.Platforms, platform):
		return Event{}, why(ErrSigned, "note it as published")
	}
	return p.went(at, by, Address{Platform: platform, Leans: p.leaning()}, AddressWords{Address: address, Why: strings.TrimSpace(because)})
}

// maxAddress bounds an address, in bytes; the longest that browsers and platforms take is shorter.
const maxAddress = 2048

func (p *Post) went(at time.Time, by string, a Address, words AddressWords) (Event, error) {
	words.Address = strings.TrimSpace(words.Address)
	if words.Address == "" || len(words.Address) > maxAddress || strings.ContainsFunc(words.Address, unicode.IsControl) {
		return Event{}, ErrAddress
	}
	a.No, a.Revision, a.At, a.By = len(p.Addresses)+1, p.Revision.Digest, moment(at), by
	b := Went{Address: a}
	stale := false // older words still stand somewhere
	for _, old := range p.Live() {
		if old.Platform == a.Platform && p.Private.Addresses[old.No].Address == words.Address {
			if old.Revision == a.Revision && old.SignOff == a.SignOff {
				return Event{}, why(ErrExists, "address %d", old.No)
			}
			b.Replaces = append(b.Replaces, old.No)
		} else if old.Revision != a.Revision {
			stale = true
		}
	}
	if a.SignOff > 0 && !stale {
		for _, d := range p.open(DueRecheck) {
			if s := p.Signed(); p.signedAfter(s.No, d.No) {
				b.Closes = append(b.Closes, d.No)
			}
		}
	}
	return event(KindPublished, at, by, b, words), nil
}

// signedAfter tells whether a sign-off was given when a due was already there: told by the order of events, not by clocks.
func (p *Post) signedAfter(signOff, due int) bool {
	return slices.ContainsFunc(p.Due, func(d Due) bool { return d.No == due && signOff > d.SignOffs })
}

// DueKind is what has to be done about a published post.
type DueKind string

// What can be due.
const (
	DueTakeDown DueKind = "take-down"
	DueRecheck  DueKind = "re-check"
	dueAny      DueKind = ""
)

// Reason is why something is due.
type Reason string

// Reasons.
const (
	ReasonConsentWithdrawn  Reason = "consent-withdrawn"
	ReasonConsentExpired    Reason = "consent-expired"
	ReasonEntryEnded        Reason = "entry-ended"
	ReasonEvidenceRetracted Reason = "evidence-retracted"
	ReasonReviewPassed      Reason = "review-passed"
	ReasonCoverLapsed       Reason = "cover-lapsed"
	ReasonInterestAdded     Reason = "interest-added"
	ReasonRulebook          Reason = "rulebook"  // guidance changed
	ReasonFound             Reason = "found"     // a later check found something
	ReasonReply             Reason = "reply"     // somebody who was asked changed their mind
	ReasonErased            Reason = "erased"    // somebody's data was erased at their request
	ReasonComplaint         Reason = "complaint" // from outside
	ReasonOwn               Reason = "own"       // the author wants it so
)

// Cause is what brought a reason about.
type Cause struct {
	Kind string `json:"kind,omitempty"` // entry, request, rule, rulebook, person
	ID   string `json:"id,omitempty"`
}

// Due is a take-down or a re-check that has to be done, or was.
type Due struct {
	No       int       `json:"no"` // from 1
	Kind     DueKind   `json:"kind"`
	Reason   Reason    `json:"reason"`
	Cause    Cause     `json:"cause,omitzero"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Until    time.Time `json:"until"`               // by when
	SignOffs int       `json:"sign_offs,omitempty"` // how many the post had had then: order is told by these, not by clocks
	Checks   int       `json:"checks,omitempty"`    // how many checks it had had then
	Done     *Done     `json:"done,omitempty"`      // nil while open
}

// Done says when something that was due was settled, and how.
type Done struct {
	At  time.Time `json:"at"`
	By  string    `json:"by"`
	How string    `json:"how"` // taken-down, re-checked, republished
}

// DueOpened is the body of KindDue.
type DueOpened struct {
	Due Due `json:"due"`
}

// open lists what is due of a kind, or of any, the earliest first.
func (p *Post) open(kind DueKind) []Due {
	var out []Due
	for _, d := range p.Due {
		if d.Done == nil && (kind == dueAny || d.Kind == kind) {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b Due) int { return a.Until.Compare(b.Until) })
	return out
}

// IsDue lists what has to be done about the post and isn't yet, the earliest first.
func (p *Post) IsDue() []Due { return p.open(dueAny) }

func (p *Post) due(at time.Time, by string, kind DueKind, reason Reason, cause Cause, until time.Time) *Due {
	return &Due{No: len(p.Due) + 1, Kind: kind, Reason: reason, Cause: cause, At: moment(at), By: by, Until: moment(until), SignOffs: len(p.SignOffs), Checks: p.Checks}
}

// TakeDownDue says that the post has to come down by a day, why, and what brought it about. It closes on proof only. ErrNotPublished where
// readers can't find it anyway; ErrExists where it is due for this very reason already.
func (p *Post) TakeDownDue(at time.Time, by string, reason Reason, cause Cause, until time.Time) (Event, error) {
	return p.falls(at, by, DueTakeDown, reason, cause, until)
}

// RecheckDue says that the published post has to be looked at again by a day; see Rechecked. Errors are those of TakeDownDue.
func (p *Post) RecheckDue(at time.Time, by string, reason Reason, cause Cause, until time.Time) (Event, error) {
	return p.falls(at, by, DueRecheck, reason, cause, until)
}

func (p *Post) falls(at time.Time, by string, kind DueKind, reason Reason, cause Cause, until time.Time) (Event, error) {
	switch {
	case len(p.Live()) == 0:
		return Event{}, ErrNotPublished
	case reason == "":
		return Event{}, why(ErrUnknown, "say why it is due")
	case slices.ContainsFunc(p.open(kind), func(d Due) bool { return d.Reason == reason && d.Cause == cause }):
		return Event{}, why(ErrExists, "%s, %s", kind, reason)
	}
	return event(KindDue, at, by, DueOpened{*p.due(at, by, kind, reason, cause, until)}, nil), nil
}

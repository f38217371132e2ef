// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"slices"
	"strings"
	"time"
)

// Again is the body of KindRechecked: the post was looked at again and stands. Closes are the re-checks it settles.
type Again struct {
	SignOff SignOff `json:"sign_off"`
	Closes  []int   `json:"closes"`
}

// Rechecked says that a person looked again at a published post and it stands as it is. It needs what a sign-off needs, of a check made since
// the re-check was due, and counts as one. ErrTakeDownDue where the post has to come down; ErrOtherRevision where other words are published than the
// current ones: sign these off and note them as published instead.
func (p *Post) Rechecked(at time.Time, by string, now Against, policy Policy) (Event, error) {
	if err := p.writable(by); err != nil {
		return Event{}, err
	}
	due := p.open(DueRecheck)
	switch {
	case len(p.open(DueTakeDown)) > 0:
		return Event{}, ErrTakeDownDue
	case len(due) == 0:
		return Event{}, ErrNotDue
	case slices.ContainsFunc(p.Live(), func(a Address) bool { return a.Revision != p.Revision.Digest }):
		return Event{}, why(ErrOtherRevision, "older words are published; sign these off and note them as published")
	case slices.ContainsFunc(due, func(d Due) bool { return p.Checks <= d.Checks }):
		return Event{}, why(ErrStale, "it was made before this was due")
	}
	s, err := p.mayStand(whole, at, by, now, policy)
	if err != nil {
		return Event{}, err
	}
	b := Again{SignOff: s}
	for _, d := range due {
		b.Closes = append(b.Closes, d.No)
	}
	return event(KindRechecked, at, by, b, nil), nil
}

// ProofKind is how a take-down is proven.
type ProofKind string

// The proofs.
const (
	ProofGone   ProofKind = "gone"    // somebody opened the address and found nothing there
	ProofRescan ProofKind = "re-scan" // an export of the account, taken since, no longer holds the post
)

// Proof says that an address no longer has the post, and how anybody knows.
type Proof struct {
	Kind   ProofKind `json:"kind"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`               // who looked, or took the export
	Export string    `json:"export,omitempty"` // digest of the export that was scanned: "sha256:…"
}

// CameDown is the body of KindTakenDown. Closes are what was due and is settled: everything, once the last address has its proof.
type CameDown struct {
	Address int   `json:"address"` // Address.No
	Proof   Proof `json:"proof"`
	Closes  []int `json:"closes,omitempty"`
}

// NoteWords is the private part of events that have a note or a reason and nothing else.
type NoteWords struct {
	Note string `json:"note,omitempty"`
}

// String hides the words.
func (NoteWords) String() string { return "words()" }

// AddressNo finds the number of an address by how it was noted; 0 where nothing of the post is live there.
func (p *Post) AddressNo(address string) int {
	if p.Private == nil {
		return 0
	}
	for _, a := range p.Live() {
		if p.Private.Addresses[a.No].Address == strings.TrimSpace(address) {
			return a.No
		}
	}
	return 0
}

// TakenDown closes address no with its proof: a person who looked and found it gone, or the digest of an export in which a re-scan no longer found
// it. note says what can't be recalled (copies, screenshots); it may be empty. The post is taken down once every address has its proof.
func (p *Post) TakenDown(at time.Time, by string, no int, kind ProofKind, export, note string) (Event, error) {
	i := slices.IndexFunc(p.Addresses, func(a Address) bool { return a.No == no && a.live() })
	note = strings.TrimSpace(note)
	switch {
	case !isPerson(by):
		return Event{}, ErrNotAPerson
	case i < 0:
		return Event{}, why(ErrUnknown, "no live address %d", no)
	case kind != ProofGone && kind != ProofRescan:
		return Event{}, ErrProof
	case kind == ProofRescan && !isDigest(export), kind == ProofGone && export != "":
		return Event{}, why(ErrProof, "a re-scan names the digest of its export")
	case p.Erased && note != "":
		return Event{}, why(ErrErased, "a note can't be kept with it any more")
	}
	b := CameDown{Address: no, Proof: Proof{Kind: kind, At: moment(at), By: by, Export: export}}
	if len(p.Live()) == 1 {
		for _, d := range p.open(dueAny) {
			b.Closes = append(b.Closes, d.No)
		}
	}
	return event(KindTakenDown, at, by, b, noteWords(note)), nil
}

func noteWords(note string) any {
	if note == "" {
		return nil
	}
	return NoteWords{note}
}

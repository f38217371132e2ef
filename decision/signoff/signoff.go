// SPDX-License-Identifier: Apache-2.0

// Package signoff is the life of a post, from draft to taken down: which wording is meant, what a check found in it, what became of each
// finding, who signed it off, where it went, and how it came down again. doc/post-life.md draws it.
//
// It decides and keeps nothing: a Post is worked out from events. Methods such as Post.SignOff look at the post and give the Event that
// would happen, or say why it may not; Apply makes it so. There is no clock, no randomness and no store in here: times, random bytes and ids
// come in as arguments. The same events give the same post, and events written by a released version stay readable.
//
// What an event says in clear (Body) are ids, digests, days, levels and names of rules. Texts, titles, words, reasons and addresses (Private)
// are sealed under Post.KeyID; a post whose key was destroyed still shows what happened and when, and says Erased.
//
// One promise matters more than the rest: a post is signed off only when each finding that holds it up has a way out that is allowed for
// it, and a sign-off belongs to one wording. No clock, no order of commands and no second try gets round that; property_test.go tries.
package signoff

import (
	"strings"
	"time"
)

// Event is one thing that happened to a post. Body and Private are structs of this package (nil: nothing to say); the kind tells which.
type Event struct {
	Kind    string
	At      time.Time // UTC, whole milliseconds
	By      string    // a member's id, "request/…" for somebody who was asked, "chaperone" for the program
	Body    any
	Private any // sealed under Post.KeyID
}

// String hides what the event holds.
func (e Event) String() string { return "event(" + e.Kind + ")" }

// The kinds of events, in the order of a post's life.
const (
	KindDrafted         = "post.drafted"
	KindRevised         = "post.revised"
	KindChecked         = "post.checked"
	KindAnswered        = "post.answered"  // a question of a rule
	KindWayGiven        = "post.way-given" // a way out for a finding
	KindAsked           = "post.asked"     // a person, by a request
	KindReplied         = "post.replied"   // that person
	KindEntryEnded      = "post.entry-ended"
	KindSigned          = "post.signed"
	KindUnsigned        = "post.unsigned"
	KindPermitted       = "post.permitted"
	KindPermitWithdrawn = "post.permit-withdrawn"
	KindPublished       = "post.published"
	KindDue             = "post.due" // a take-down or a re-check
	KindRechecked       = "post.rechecked"
	KindTakenDown       = "post.taken-down"
	KindHeld            = "post.held"
	KindReleased        = "post.released"
	KindThrownAway      = "post.thrown-away"
	KindNotPublished    = "post.not-published"
	KindErased          = "post.erased"
)

// Program is what By says where nobody did it by hand.
const Program = "chaperone"

// isPerson tells whether by is somebody who works here: judgements are theirs alone.
func isPerson(by string) bool {
	return strings.TrimSpace(by) != "" && by != Program && !strings.HasPrefix(by, "request/")
}

// moment is how times are kept: UTC and whole milliseconds, as the record encodes them.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func event(kind string, at time.Time, by string, body, private any) Event {
	return Event{Kind: kind, At: moment(at), By: by, Body: body, Private: private}
}

// SPDX-License-Identifier: Apache-2.0

// Package request asks people: a patient for consent, an employer for permission, a colleague for an opinion. One mechanism, three forms.
// doc/requests.md says who may answer what, and what an answer gives.
//
// It decides and keeps nothing: a Request is worked out from events. Methods such as Request.Answer look at it and give the Event that would
// happen, or say why it may not; Apply makes it so. There is no clock, no randomness and no store in here: times, random bytes and ids come
// in as arguments. The same events give the same request, and events written by a released version stay readable.
//
// What an event says in clear (Body) are ids, digests, days, flags and answers from our own lists. Names, contacts, signatures, messages,
// reasons and what the person was shown (Private) are sealed under Request.KeyID; where that key was destroyed the rest still says what
// happened and when, and the request says Erased.
//
// Promises that property_test.go tries to break: there is no Grant without a yes by somebody other than the author; a yes that was taken back
// grants nothing; an answer is for one revision and never for another; no answer is no.
package request

import (
	"strings"
	"time"
)

// Event is one thing that happened to a request. Body and Private are structs of this package (nil: nothing to say); the kind tells which.
type Event struct {
	Kind    string
	At      time.Time // UTC, whole milliseconds
	By      string    // a member's id, "request/<id>" for the person asked, "chaperone" for the program
	Body    any
	Private any // sealed under Request.KeyID
}

// String hides what the event holds.
func (e Event) String() string { return "event(" + e.Kind + ")" }

// The kinds of events.
const (
	KindAsked      = "request.asked"
	KindRenewed    = "request.renewed" // a new way to answer, or more time
	KindSeen       = "request.seen"
	KindHanded     = "request.handed-over" // this device, to the person asked
	KindTakenBack  = "request.taken-back"
	KindAnswered   = "request.answered" // the first answer and every change of mind
	KindQuestion   = "request.question" // the person asks back
	KindReplied    = "request.replied"  // and somebody answers that
	KindNotMe      = "request.not-me"   // it isn't about them, or not for them to answer
	KindCompetence = "request.competence"
	KindBest       = "request.best-interests"
	KindRevised    = "request.revised" // the post's words changed, or came back
	KindLapsed     = "request.lapsed"
	KindCancelled  = "request.cancelled"
	KindErased     = "request.erased"
)

// Program is what By says where nobody did it by hand.
const Program = "chaperone"

// Form is whom a request is put to. The words are those of package signoff.
type Form string

// The forms.
const (
	Patient   Form = "patient"
	Employer  Form = "employer"
	Colleague Form = "colleague"
)

// Subject says whose agreement a patient's form is about. It decides who answers, and what an answer can come to.
type Subject string

// The subjects. Someone of 16 or more is taken to be able to decide unless it was found otherwise (Mental Capacity Act 2005, section 1).
const (
	Adult    Subject = "adult"
	Young    Subject = "16-17"
	Child    Subject = "under-16"
	Lacks    Subject = "lacks-capacity" // an adult who was found not to be able to decide this
	Deceased Subject = "deceased"
)

// Question is what a colleague is asked.
type Question string

// The questions.
const (
	AboutInterest Question = "interest" // could a fair reader think an interest shaped this?
	AboutPatient  Question = "patient"  // could you name the person?
)

// Reply is an answer, from our own list.
type Reply string

// The answers. Which belong to which form, Request.Replies says.
const (
	Yes          Reply = "yes"            // patient, employer
	No           Reply = "no"             // patient, employer
	Conditions   Reply = "yes-conditions" // employer; the conditions are private
	UntilDate    Reply = "yes-until"      // employer
	SomeoneElse  Reply = "someone-else"   // employer: somebody else should be asked
	Fine         Reply = "fine"           // colleague: no fair reader would think so
	SaySo        Reply = "say-so"         // colleague: saying so in the post is enough
	LeaveOut     Reply = "leave-out"      // colleague
	CantJudge    Reply = "cannot-judge"   // colleague
	HasTie       Reply = "has-tie"        // colleague: shares the interest, or may
	NotNamed     Reply = "not-named"      // colleague: couldn't name the person
	PerhapsNamed Reply = "perhaps-named"  // colleague
	Named        Reply = "named"          // colleague
	WouldWant    Reply = "would-want"     // somebody close to an adult who can't decide: the person would have wanted it
	WouldNot     Reply = "would-not-want" // the same: they wouldn't
	CantSay      Reply = "cannot-say"     // the same
	AsksBack     Reply = "asks-back"      // any: a question first; no answer yet
	NotMe        Reply = "not-me"         // any: not for this person
)

// Replies lists the answers the request knows, in the order of its page, without asking back and "not for me".
func (a *Asked) Replies() []Reply {
	switch a.Form {
	case Patient:
		if a.Subject == Lacks {
			return []Reply{WouldWant, WouldNot, CantSay}
		}
		return []Reply{Yes, No}
	case Employer:
		return []Reply{Yes, Conditions, UntilDate, No, SomeoneElse}
	case Colleague:
		if a.Question == AboutPatient {
			return []Reply{NotNamed, PerhapsNamed, Named, CantJudge}
		}
		return []Reply{Fine, SaySo, LeaveOut, CantJudge, HasTie}
	}
	return nil
}

// yes tells whether an answer leaves the post standing.
func (r Reply) yes() bool { return r.agrees() }

// isMember tells whether by is somebody who works here.
func isMember(by string) bool {
	return strings.TrimSpace(by) != "" && by != Program && !strings.HasPrefix(by, "request/")
}

// moment is how times are kept: UTC and whole milliseconds, as the record encodes them.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func event(kind string, at time.Time, by string, body, private any) Event {
	return Event{Kind: kind, At: moment(at), By: by, Body: body, Private: private}
}

// CodeReplies lists the answers a page sent by mail has codes for: NewCodes makes them.
func (a *Asked) CodeReplies() []Reply { return append(a.Replies(), AsksBack, NotMe) }

// SPDX-License-Identifier: Apache-2.0

package request

import (
	"fmt"
	"slices"
	"time"
)

// Request is the state of one request, as far as everybody in the practice may know. The zero value is no request; New gives the event
// that begins one.
type Request struct {
	Asked                 // what was asked; never changes
	At         time.Time  `json:"at"`
	By         string     `json:"by"`
	Expires    time.Time  `json:"expires"` // for a first answer; a change of mind is never too late
	Ways       []Way      `json:"ways"`    // to answer, replaced ones too
	Seen       *time.Time `json:"seen,omitempty"`
	Answers    []Answer   `json:"answers,omitempty"` // oldest first; the last one counts
	Thread     []Message  `json:"thread,omitempty"`  // what the person asked back, and what they were told
	Competence *Judged    `json:"competence,omitempty"`
	Best       *Best      `json:"best_interests,omitempty"`
	Handed     *Handed    `json:"handed_over,omitempty"` // nil while the device is with the practice
	Superseded string     `json:"superseded,omitempty"`  // digest of the words that took the place of those asked about
	Granted    *time.Time `json:"granted,omitempty"`     // since when the latest grant is there; nil: there never was one
	Ended      *time.Time `json:"ended,omitempty"`       // since when it is there no more; nil while it is
	Lapsed     *time.Time `json:"lapsed,omitempty"`      // when it was noted that nobody had answered in time
	Closed     *Closed    `json:"closed,omitempty"`
	Erased     bool       `json:"erased,omitempty"`    // private parts aren't there: erased, or not opened
	ErasedAt   *time.Time `json:"erased_at,omitempty"` // nil where they were only not opened
	Private    *Private   `json:"-"`                   // sealed under KeyID; nil where Erased
}

// Private is what only a holder of the person's key may read.
type Private struct {
	Asked   AskedWords          `json:"asked"`
	Answers map[int]AnswerWords `json:"answers,omitempty"` // by index in Request.Answers
	Thread  map[int]string      `json:"thread,omitempty"`  // by index in Request.Thread
	Notes   map[string]Notes    `json:"notes,omitempty"`   // "competence", "best-interests", "cancelled"
}

// String hides the words.
func (Private) String() string { return "private()" }

// String hides the words.
func (r *Request) String() string { return fmt.Sprintf("request(%s, %s)", r.ID, r.Form) }

// KeyID names the key the private parts are sealed under.
func (r *Request) KeyID() string { return "person/" + r.Person }

// About is what the record calls this request.
func (r *Request) About() string { return "request/" + r.ID }

// Channel is a way to reach somebody.
type Channel string

// The channels; the words are those of register.Consent.Obtained.
const (
	Link   Channel = "link"   // served by the desk
	Device Channel = "device" // this device is handed over
	Paper  Channel = "paper"
	Page   Channel = "page"   // sent by mail; a code comes back
	Spoken Channel = "spoken" // they rang, wrote or said it: counts for a no alone
)

// Way is one way to answer.
type Way struct {
	Channel  Channel   `json:"channel"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Token    string    `json:"token,omitempty"` // Link: Token.Hash
	Ref      string    `json:"ref,omitempty"`   // Paper
	Codes    *Codes    `json:"codes,omitempty"` // Page
	Replaced bool      `json:"replaced,omitempty"`
}

// Message is one of the thread; its words are in Private.Thread.
type Message struct {
	At time.Time `json:"at"`
	By string    `json:"by"` // "request/…": the person asked
}

// Handed says that this device is with the person asked: until it is taken back, the desk shows their page and nothing else.
type Handed struct {
	At time.Time `json:"at"`
	By string    `json:"by"` // who handed it over
}

// Ending is how a request closed without an answer.
type Ending string

// The endings.
const (
	EndCancelled Ending = "cancelled" // by whoever asked
	EndNotMe     Ending = "not-me"    // it wasn't for this person; their page shows nothing any more
)

// Closed says that a request ended without an answer.
type Closed struct {
	As Ending    `json:"as"`
	At time.Time `json:"at"`
	By string    `json:"by"`
}

// Last gives the answer that counts; nil where there is none.
func (r *Request) Last() *Answer {
	if len(r.Answers) == 0 {
		return nil
	}
	return &r.Answers[len(r.Answers)-1]
}

// Locked tells whether this device is with the person asked: nothing of the desk may be reachable then.
func (r *Request) Locked() bool { return r.Handed != nil }

// Status is where a request stands.
type Status string

// The statuses.
const (
	Waiting   Status = "waiting"    // nobody has answered yet
	Asks      Status = "asks-back"  // the person's last word is a question
	Answered  Status = "answered"   // Request.Reply says what
	TimeOver  Status = "lapsed"     // no answer in time, which means no
	Cancelled Status = "cancelled"  //
	NotTheirs Status = "not-me"     //
	Outdated  Status = "superseded" // not answered, and the post has other words now
)

// Status tells where the request stands at a time.
func (r *Request) Status(now time.Time) Status {
	switch {
	case r.Closed != nil && r.Closed.As == EndNotMe:
		return NotTheirs
	case r.Closed != nil:
		return Cancelled
	case len(r.Answers) > 0:
		return Answered
	case r.lapsed(now):
		return TimeOver
	case r.Superseded != "":
		return Outdated
	case len(r.Thread) > 0 && r.Thread[len(r.Thread)-1].By == r.About():
		return Asks
	}
	return Waiting
}

// lapsed tells whether the time for a first answer is over. What was noted once stays so: a clock that went back opens nothing again.
func (r *Request) lapsed(now time.Time) bool {
	return len(r.Answers) == 0 && (r.Lapsed != nil || now.After(r.Expires))
}

// Reply gives the answer in the words package signoff uses for a request of a post: "" while nothing is answered.
func (r *Request) Reply() string {
	if r.Closed != nil {
		return "called-off"
	}
	last := r.Last()
	switch {
	case last == nil && r.Lapsed != nil:
		return "lapsed"
	case last == nil && len(r.Thread) > 0 && r.Thread[len(r.Thread)-1].By == r.About():
		return "asks-back"
	case last == nil:
		return ""
	}
	switch last.Reply {
	case Yes, Conditions, UntilDate:
		return "yes"
	case No, WouldNot:
		if slices.ContainsFunc(r.Answers, func(a Answer) bool { return a.Reply.yes() }) {
			return "changed-mind"
		}
		return "no"
	case WouldWant, CantSay:
		switch {
		case r.Best == nil:
			return "" // what people close say is no decision
		case r.Best.For:
			return "yes"
		}
		return "no"
	case NotNamed:
		return "fine"
	case PerhapsNamed, Named:
		return "leave-out"
	case SomeoneElse:
		return "called-off"
	}
	return string(last.Reply)
}

// SPDX-License-Identifier: Apache-2.0

package register

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// The kinds of events of this room.
const (
	KindAdded     = "register.added"     // a new entry
	KindChanged   = "register.changed"   // a new version of an entry
	KindEnded     = "register.ended"     // it holds to a last day
	KindWithdrawn = "register.withdrawn" // a person changed her mind
	KindReviewed  = "register.reviewed"  // looked at again, and it stands
	KindNoticed   = "register.noticed"   // evidence: something became known of the paper (a retraction, a concern …)
	KindAttached  = "register.attached"
	KindDetached  = "register.detached"
	KindErased    = "register.erased"
	KindGiven     = "register.given"     // a register is kept, whatever is in it
	KindAuthor    = "register.author"    // who publishes
	KindRetention = "register.retention" // how long a register is kept
	KindHeld      = "register.held"      // legal hold
	KindLifted    = "register.lifted"    // legal hold is over
)

// Event is one thing that happened to the registers. Private is Words or nil.
type Event struct {
	Kind    string
	At      time.Time // UTC, whole milliseconds
	By      string
	Body    any // Added, Changed …
	Private any // Words: sealed under the key the entry names; nil where there are none, or they were erased or not opened
}

// String hides what the event holds.
func (e Event) String() string { return "event(" + e.Kind + ")" }

// Entry gives the id of the entry the event is about; "" for events about the registers as a whole.
func (e Event) Entry() string {
	if b, ok := e.Body.(interface{ entry() string }); ok {
		return b.entry()
	}
	return ""
}

// About gives what the event is about, as record.Event names it: "entry/…", or "practice".
func (e Event) About() string {
	if id := e.Entry(); id != "" {
		return "entry/" + id
	}
	return "practice"
}

// Head is what the bodies of all events about an entry hold. Open has the words where the register names nobody.
type Head struct {
	Entry string `json:"entry"`
	Open  *Words `json:"open,omitempty"`
}

func (h Head) entry() string { return h.Entry }
func (h Head) open() *Words  { return h.Open }

// Words are what people wrote: the whole value, reasons, names of files.
type Words struct {
	Value *Value `json:"value,omitempty"`
	Why   string `json:"why,omitempty"`
	Said  string `json:"said,omitempty"`  // what the person said on ending it
	Name  string `json:"name,omitempty"`  // of a file
	Plain string `json:"plain,omitempty"` // digest of a file as it was before sealing
}

// String hides the words.
func (w Words) String() string { return "words()" }

// Added is the body of KindAdded.
type Added struct {
	Head
	Register Name   `json:"register"`
	Order    int    `json:"order"`
	Person   string `json:"person,omitempty"`
	Of       string `json:"of,omitempty"`
	Request  string `json:"request,omitempty"`
	Imported bool   `json:"imported,omitempty"`
	Public   Value  `json:"public"`
}

// Changed is the body of KindChanged.
type Changed struct {
	Head
	Public Value `json:"public"`
}

// Ended is the body of KindEnded: Last is the last day the entry holds.
type Ended struct {
	Head
	Last Date `json:"last"`
}

// Withdrawn is the body of KindWithdrawn: On is the day the person changed her mind.
type Withdrawn struct {
	Head
	On Date `json:"on"`
}

// Reviewed is the body of KindReviewed: On is the day somebody looked, Next when to look again (zero: never).
type Reviewed struct {
	Head
	On   Date `json:"on"`
	Next Date `json:"next,omitzero"`
}

// Noticed is the body of KindNoticed.
type Noticed struct {
	Head
	Notice Notice `json:"notice"`
}

// Attached is the body of KindAttached.
type Attached struct {
	Head
	Digest string `json:"digest"`
	Size   int64  `json:"size"`
	Type   string `json:"type"`
}

// Detached is the body of KindDetached.
type Detached struct {
	Head
	Digest string `json:"digest"`
}

// Erased is the body of KindErased.
type Erased struct {
	Head
	Because string `json:"because"` // AtTheirRequest, PastRetention, InError
}

// Given is the body of KindGiven.
type Given struct {
	Register Name `json:"register"`
}

// AuthorSet is the body of KindAuthor. Who publishes is a member of the practice and stands in clear.
type AuthorSet struct {
	Of     string `json:"of,omitempty"`
	Author Author `json:"author"`
}

// ErrEvent marks an event this room can't read, or can't apply because it does not follow from the state.
var ErrEvent = errors.New("an event of the registers does not fit")

var bodies = map[string]func([]byte) (any, error){
	KindAdded: body[Added], KindChanged: body[Changed], KindEnded: body[Ended], KindWithdrawn: body[Withdrawn], KindReviewed: body[Reviewed],
	KindNoticed: body[Noticed], KindAttached: body[Attached], KindDetached: body[Detached], KindErased: body[Erased],
	KindGiven: body[Given], KindAuthor: body[AuthorSet], KindRetention: body[RetentionSet], KindHeld: body[Held], KindLifted: body[Lifted],
}

// Kinds lists the kinds of events of this room.
func Kinds() []string {
	return []string{KindAdded, KindChanged, KindEnded, KindWithdrawn, KindReviewed, KindNoticed, KindAttached, KindDetached, KindErased,
		KindGiven, KindAuthor, KindRetention, KindHeld, KindLifted}
}

func body[T any](data []byte) (any, error) {
	var b T
	err := strict(data, &b)
	return b, err
}

// strict reads JSON without fields nobody knows.
func strict(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if dec.More() {
		return errors.New("something follows its end")
	}
	return nil
}

// Decode reads an event back. body and private are the JSON of Event.Body and Event.Private; private is empty where there was none, or
// where it was erased or not opened.
func Decode(kind string, at time.Time, by string, body, private []byte) (Event, error) {
	read, ok := bodies[kind]
	if !ok {
		return Event{}, fmt.Errorf("%w: kind %q", ErrEvent, kind)
	}
	e := Event{Kind: kind, At: at.UTC(), By: by}
	var err error
	if e.Body, err = read(body); err != nil {
		return Event{}, fmt.Errorf("%w: %s: %w", ErrEvent, kind, err)
	}
	if len(private) > 0 {
		var w Words
		if err := strict(private, &w); err != nil {
			return Event{}, fmt.Errorf("%w: private part of %s: %w", ErrEvent, kind, err)
		}
		e.Private = w
	}
	return e, nil
}

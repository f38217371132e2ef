// SPDX-License-Identifier: Apache-2.0

package register

import (
	"errors"
	"fmt"
	"time"
)

// Errors of the registers; test with errors.Is. What wraps them says what to do instead.
var (
	ErrRefused   = errors.New("this can't go into the register") // a value no register can hold
	ErrUnknown   = errors.New("no such entry")
	ErrTaken     = errors.New("is on file already")
	ErrOver      = errors.New("the entry has ended") // ended entries are not changed: a new agreement is a new entry
	ErrWithdrawn = errors.New("the consent was withdrawn")
	ErrErased    = errors.New("the entry was erased")
	ErrHeld      = errors.New("the entry is under legal hold")
	ErrSealed    = errors.New("the entry has not been opened") // its private part is there but was not handed in
)

// Entry is one entry of a register with all it ever said. Its first version is the first thing known; none is ever taken out or
// overwritten, except that erasing takes the words of people out of all of them.
type Entry struct {
	ID        string    `json:"id"`
	Register  Name      `json:"register"`
	Order     int       `json:"order"`              // its place among all entries, by when they were added
	Person    string    `json:"person,omitempty"`   // consents: the id of the person
	Of        string    `json:"of,omitempty"`       // the member whose entry it is; "" for the whole practice
	Request   string    `json:"request,omitempty"`  // the request it came from
	Imported  bool      `json:"imported,omitempty"` // it came from an author's file
	Versions  []Version `json:"versions"`           // oldest first, never empty
	Files     []File    `json:"files,omitempty"`    // attached, oldest first; detached ones stay, marked
	Notices   []Notice  `json:"notices,omitempty"`  // evidence: what became known of the paper
	Ended     *Ending   `json:"ended,omitempty"`    // nil while it stands
	Erased    *Erasure  `json:"erased,omitempty"`   // nil unless a person's words were erased
	Reviewing *Checkup  `json:"reviewed,omitempty"` // the latest time somebody looked at it again
}

// Version is what an entry said from a moment on. Whole is nil in registers that name nobody (Public holds all), where the private
// part was not opened, and after erasure.
type Version struct {
	What   string    `json:"what"` // the kind of event that made it
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Public Value     `json:"public"`
	Whole  *Value    `json:"whole,omitempty"` // private
	Why    string    `json:"why,omitempty"`   // private in sealed registers
}

// File is something attached: a signed form, a policy, an e-mail.
type File struct {
	Digest   string    `json:"digest"`          // of the sealed bytes, as record.Blobs keeps them
	Size     int64     `json:"size"`            // of the file itself, bytes
	Type     string    `json:"type"`            // media type
	Name     string    `json:"name,omitempty"`  // private in sealed registers
	Plain    string    `json:"plain,omitempty"` // digest of the file itself; private in sealed registers
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Detached time.Time `json:"detached,omitzero"` // when it was found not to belong here
}

// Ending says how an entry ended.
type Ending struct {
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	Last      Date      `json:"last,omitzero"`       // the last day it held; a withdrawn consent holds nothing from the moment on
	Withdrawn bool      `json:"withdrawn,omitempty"` // the person changed her mind
	Why       string    `json:"why,omitempty"`       // private in sealed registers
	Said      string    `json:"said,omitempty"`      // what the person said; private in sealed registers
}

// Checkup is a time somebody looked at an entry again and found that it stands.
type Checkup struct {
	At time.Time `json:"at"`
	By string    `json:"by"`
}

// Reasons for an erasure.
const (
	AtTheirRequest = "request"   // the person asked for it
	PastRetention  = "retention" // the time to keep it was over
	InError        = "error"     // it should never have been kept
)

// Erasure says when and why people's words were taken out of an entry.
type Erasure struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Because string    `json:"because"`
}

// String hides the words.
func (e *Entry) String() string {
	return fmt.Sprintf("entry(%s %s, %d versions)", e.Register, e.ID, len(e.Versions))
}

// KeyID names the key that people's words in this entry are sealed under; "" where the register names nobody.
func (e *Entry) KeyID() string { return keyID(e.Register, e.ID, e.Person) }

func keyID(n Name, id, person string) string {
	switch {
	case n == Consents:
		return "person/" + person
	case n.Sealed():
		return "entry/" + id
	}
	return ""
}

// Value gives what the entry says now. Where its private part was erased or not opened, whole is false and only the public part is there.
func (e *Entry) Value() (v Value, whole bool) {
	if len(e.Versions) == 0 {
		return Value{}, false
	}
	last := &e.Versions[len(e.Versions)-1]
	switch {
	case last.Whole != nil:
		return *last.Whole, true
	case !e.Register.Sealed():
		return last.Public, true
	}
	return last.Public, false
}

// public gives the public part of what the entry says now.
func (e *Entry) public() Value {
	if len(e.Versions) == 0 {
		return Value{}
	}
	return e.Versions[len(e.Versions)-1].Public
}

// Withdrawn tells whether the entry is a consent that the person has withdrawn. Once true it stays true.
func (e *Entry) Withdrawn() bool { return e.Ended != nil && e.Ended.Withdrawn }

// Live tells whether the entry holds at t: begun, neither ended, expired, withdrawn, retracted nor erased. What it covers is another
// question; see Covers.
func (e *Entry) Live(t time.Time) bool {
	if len(e.Versions) == 0 || e.Withdrawn() || e.Erased != nil {
		return false
	}
	v := e.public()
	if v.Evidence != nil && (v.Evidence.Retracted || v.Evidence.Superseded || e.Ended != nil) {
		return false
	}
	return v.Until().Live(t) && !v.Since().future(t)
}

// Attached gives the files that still belong to the entry.
func (e *Entry) Attached() []File {
	var out []File
	for _, f := range e.Files {
		if f.Detached.IsZero() {
			out = append(out, f)
		}
	}
	return out
}

// file gives the index of an attached file; -1 where there is none.
func (e *Entry) file(digest string) int {
	for i, f := range e.Files {
		if f.Digest == digest && f.Detached.IsZero() {
			return i
		}
	}
	return -1
}

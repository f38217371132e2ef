// SPDX-License-Identifier: Apache-2.0

package request

import (
	"slices"
	"strings"
	"time"
)

// Empty is the body of events whose kind says it all.
type Empty struct{}

// Renewed is the body of KindRenewed.
type Renewed struct {
	Way     *Way      `json:"way,omitempty"` // nil: only more time
	Expires time.Time `json:"expires"`
}

// SeenBy is the body of KindSeen.
type SeenBy struct {
	Channel Channel `json:"channel"`
}

// RevisedTo is the body of KindRevised.
type RevisedTo struct {
	Revision string `json:"revision"`
}

// Erasure is the body of KindErased.
type Erasure struct {
	Because string `json:"because"` // register.AtTheirRequest, PastRetention, InError
}

// Words is the private part of events that hold one text.
type Words struct {
	Words string `json:"words"`
}

// String hides the words.
func (Words) String() string { return "words()" }

// open gives an error where nothing can be added to the request any more.
func (r *Request) open() error {
	switch {
	case r.ID == "":
		return ErrUnknown
	case r.ErasedAt != nil:
		return ErrErased
	case r.Closed != nil:
		return ErrClosed
	}
	return nil
}

// See notes that the page was opened for the first time. ErrSame when it was before.
func (r *Request) See(at time.Time, c Channel) (Event, error) {
	if err := r.open(); err != nil {
		return Event{}, err
	}
	if r.Seen != nil {
		return Event{}, ErrSame
	}
	return event(KindSeen, at, r.About(), SeenBy{c}, nil), nil
}

// Renew gives another way to answer or more time. The zero way gives only time. A way of the same channel takes the place of the one before,
// whose token or codes open nothing any more, except that codes and papers stay known as stale. After an answer a new way may still be given, so
// that who lost their link can change their mind; it never gives a no more time to become a yes. Nobody is asked again who said no.
func (r *Request) Renew(at time.Time, by string, way Way, expires time.Time) (Event, error) {
	if err := r.open(); err != nil {
		return Event{}, err
	}
	expires = moment(expires)
	switch {
	case !isMember(by):
		return Event{}, ErrNotAMember
	case len(r.Answers) == 0 && r.Superseded != "":
		return Event{}, why(ErrStale, "make a new request for the new words")
	case len(r.Answers) > 0 && !expires.Equal(r.Expires):
		return Event{}, why(ErrAnswered, "more time is for those who haven't answered")
	case way.Channel == "" && !expires.After(r.Expires):
		return Event{}, why(ErrAsking, "give more time, or another way")
	case len(r.Answers) == 0 && !expires.After(at):
		return Event{}, why(ErrAsking, "the time to answer must lie ahead")
	}
	b := Renewed{Expires: expires}
	if way.Channel != "" {
		w, err := way.ready(at, by)
		if err != nil {
			return Event{}, err
		}
		b.Way = &w
	}
	return event(KindRenewed, at, by, b, nil), nil
}

// HandOver notes that this device goes to the person asked. From here on the request is Locked: the desk shows the page and nothing else,
// until a member takes the device back.
func (r *Request) HandOver(at time.Time, by string) (Event, error) {
	if err := r.open(); err != nil {
		return Event{}, err
	}
	switch {
	case !isMember(by):
		return Event{}, ErrNotAMember
	case r.Handed != nil:
		return Event{}, ErrHanded
	case r.lapsed(at):
		return Event{}, ErrLapsed
	case len(r.Answers) == 0 && r.Superseded != "":
		return Event{}, ErrStale
	}
	return event(KindHanded, at, by, Empty{}, nil), nil
}

// TakeBack notes that the device is with the practice again. The desk asks the member to sign in before it calls this.
func (r *Request) TakeBack(at time.Time, by string) (Event, error) {
	switch {
	case !isMember(by):
		return Event{}, ErrNotAMember
	case r.Handed == nil:
		return Event{}, ErrNotHanded
	}
	return event(KindTakenBack, at, by, Empty{}, nil), nil
}

// AskBack notes what the person asked wants to know. It is no answer. by is Request.About, or a member who was told.
func (r *Request) AskBack(at time.Time, by, words string) (Event, error) {
	return r.say(at, by, KindQuestion, words, by == r.About() || isMember(by))
}

// ReplyTo notes what a member told them.
func (r *Request) ReplyTo(at time.Time, by, words string) (Event, error) {
	return r.say(at, by, KindReplied, words, isMember(by))
}

func (r *Request) say(at time.Time, by, kind, words string, may bool) (Event, error) {
	if err := r.open(); err != nil {
		return Event{}, err
	}
	words = strings.TrimSpace(words)
	switch {
	case !may:
		return Event{}, ErrNotAMember
	case words == "":
		return Event{}, why(ErrWords, "nothing is written")
	}
	if err := spoken(words, maxWords); err != nil {
		return Event{}, err
	}
	return event(kind, at, by, Empty{}, Words{words}), nil
}

// NotMe notes that this isn't about the person who opened it, or not for them. Their page shows nothing any more and the author is told. Who
// has answered can't be the wrong person: they change their mind instead.
func (r *Request) NotMe(at time.Time, by string) (Event, error) {
	if err := r.open(); err != nil {
		return Event{}, err
	}
	switch {
	case by != r.About() && !isMember(by):
		return Event{}, ErrNotAMember
	case len(r.Answers) > 0:
		return Event{}, why(ErrAnswered, "to take a yes back, answer no")
	}
	return event(KindNotMe, at, by, Empty{}, nil), nil
}

// Cancel takes an unanswered request back. because is private and may be "".
func (r *Request) Cancel(at time.Time, by, because string) (Event, error) {
	if err := r.open(); err != nil {
		return Event{}, err
	}
	switch {
	case !isMember(by):
		return Event{}, ErrNotAMember
	case len(r.Answers) > 0:
		return Event{}, ErrAnswered
	}
	if err := spoken(because, maxWords); err != nil {
		return Event{}, err
	}
	var private any
	if because = strings.TrimSpace(because); because != "" {
		private = Words{because}
	}
	return event(KindCancelled, at, by, Empty{}, private), nil
}

// Lapse notes that the time to answer is over and nobody did. ErrSame where there is nothing to note yet, or it is noted.
func (r *Request) Lapse(at time.Time) (Event, error) {
	if err := r.open(); err != nil {
		return Event{}, err
	}
	if r.Lapsed != nil || !r.lapsed(at) {
		return Event{}, ErrSame
	}
	return event(KindLapsed, at, Program, Empty{}, nil), nil
}

// Revise notes that the post has other words now, or those asked about again. What was answered stays and is for its own words; an unanswered
// page shows that the post has changed. ErrSame where that is known.
func (r *Request) Revise(at time.Time, by, revision string) (Event, error) {
	if r.ID == "" {
		return Event{}, ErrUnknown
	}
	if !idShape.MatchString(revision) {
		return Event{}, why(ErrAsking, "a revision is named by its digest")
	}
	if revision == r.Superseded || revision == r.Revision && r.Superseded == "" {
		return Event{}, ErrSame
	}
	return event(KindRevised, at, by, RevisedTo{revision}, nil), nil
}

// Erase notes that the person's key is destroyed. A yes by them grants nothing from then on.
func (r *Request) Erase(at time.Time, by, because string) (Event, error) {
	switch {
	case r.ID == "":
		return Event{}, ErrUnknown
	case r.ErasedAt != nil:
		return Event{}, ErrSame
	case !slices.Contains([]string{"request", "retention", "error"}, because):
		return Event{}, why(ErrReply, "say why: request, retention or error")
	}
	return event(KindErased, at, by, Erasure{because}, nil), nil
}

// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"slices"
	"time"
)

// Form is whom a request is put to.
type Form string

// The forms of a request.
const (
	Patient   Form = "patient"
	Employer  Form = "employer"
	Colleague Form = "colleague"
)

// Reply is what somebody who was asked answers. "" is no answer yet.
type Reply string

// The replies. Yes, No and ChangedMind are a patient's and an employer's; Fine, SaySo, LeaveOut, CantJudge and HasTie a colleague's.
const (
	Yes         Reply = "yes"
	No          Reply = "no"
	AsksBack    Reply = "asks-back"    // wants to know something first; still waits
	ChangedMind Reply = "changed-mind" // after a yes
	Lapsed      Reply = "lapsed"       // the time to answer ended
	CalledOff   Reply = "called-off"   // whoever asked took it back
	Fine        Reply = "fine"         // it can stay: no fair reader would think ill of it, nobody could be named
	SaySo       Reply = "say-so"       // it can stay where the post says so
	LeaveOut    Reply = "leave-out"
	CantJudge   Reply = "cannot-judge"
	HasTie      Reply = "has-tie" // shares the interest, so may not answer
)

var replies = map[Form][]Reply{
	Patient:   {Yes, No, AsksBack, ChangedMind, Lapsed, CalledOff},
	Employer:  {Yes, No, AsksBack, ChangedMind, Lapsed, CalledOff},
	Colleague: {Fine, SaySo, LeaveOut, CantJudge, HasTie, AsksBack, ChangedMind, Lapsed, CalledOff},
}

func (r Reply) words() string {
	switch r {
	case "", AsksBack:
		return "no answer yet"
	case LeaveOut:
		return "your colleague would leave it out; change the words, or ask somebody else"
	case CantJudge, HasTie:
		return "your colleague can't judge this; ask somebody else"
	}
	return "that isn't an opinion that it can stay; ask a colleague"
}

// Request is somebody who was asked about the post; package request has the asking itself.
type Request struct {
	ID       string    `json:"id"`
	Form     Form      `json:"form"`
	Person   string    `json:"person,omitempty"`  // id of the person asked, where one is kept
	Finding  string    `json:"finding,omitempty"` // Found.Key it is about; "" the post as a whole
	Revision string    `json:"revision"`          // digest of the one they see
	Blocks   bool      `json:"blocks,omitempty"`  // no sign-off until it is answered
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Reply    Reply     `json:"reply,omitempty"`
	Replied  time.Time `json:"replied,omitzero"`
	From     string    `json:"from,omitempty"` // who answered: a member's id, or "request/…"
}

// Unanswered tells whether nobody answered yet, or wants to know something first.
func (r Request) Unanswered() bool { return r.Reply == "" || r.Reply == AsksBack }

// Waiting lists the requests about the current words that aren't answered. Those about other words wait for nothing, unless these come back.
func (p *Post) Waiting() []Request {
	var out []Request
	for _, r := range p.Requests {
		if r.Unanswered() && r.Revision == p.Revision.Digest {
			out = append(out, r)
		}
	}
	return out
}

// No tells whether the answer is no, or a yes that was taken back.
func (r Request) No() bool { return r.Reply == No || r.Reply == ChangedMind }

// person tells patients apart; who isn't named is somebody else each time.
func (r Request) person() string {
	if r.Person == "" {
		return "request/" + r.ID
	}
	return r.Person
}

// Asked is the body of KindAsked.
type Asked struct {
	Request Request `json:"request"`
}

// Replied is the body of KindReplied: the answer and what follows.
type Replied struct {
	Request string  `json:"request"`
	Reply   Reply   `json:"reply"`
	From    string  `json:"from"`
	Ends    []Ended `json:"ends,omitempty"`
	Voids   *Void   `json:"voids,omitempty"`
	Opens   *Due    `json:"opens,omitempty"`
}

// EntryGone is the body of KindEntryEnded: an entry the post rests on ended or was withdrawn, and what follows.
type EntryGone struct {
	Register string  `json:"register"`
	Entry    string  `json:"entry"`
	Ends     []Ended `json:"ends,omitempty"`
	Voids    *Void   `json:"voids,omitempty"`
	Opens    *Due    `json:"opens,omitempty"`
}

// Asked notes that somebody was asked about the current revision: about finding n of its check, or (0) the post as a whole. person is their id in
// the registers, where there is one: it tells a second try with the same patient from asking another. With blocks there is no sign-off until they answered.
func (p *Post) Asked(at time.Time, by, id string, form Form, person string, n int, blocks bool) (Event, error) {
	if err := p.writable(by); err != nil {
		return Event{}, err
	}
	r := Request{ID: id, Form: form, Person: person, Revision: p.Revision.Digest, Blocks: blocks, At: moment(at), By: by}
	if n != 0 {
		f, ok := p.Check.finding(n)
		if !ok {
			return Event{}, why(ErrNoFinding, "number %d", n)
		}
		r.Finding = f.Key
	}
	switch {
	case id == "" || replies[form] == nil:
		return Event{}, why(ErrUnknown, "a request has an id and is put to a patient, an employer or a colleague")
	case slices.ContainsFunc(p.Requests, func(q Request) bool { return q.ID == id }):
		return Event{}, why(ErrExists, "request %s", id)
	}
	return event(KindAsked, at, by, Asked{r}, nil), nil
}

// Replied notes what somebody who was asked answered, or that they changed their mind: at any time, for ever, on closed and erased posts, too.
// from is who answered. An opinion that no longer says the post can stay stops being a way out; a sign-off that rested on it ends. What a
// patient's no means for the registers, and for a published post, package practice decides (EntryEnded, TakeDownDue).
func (p *Post) Replied(at time.Time, by, id string, reply Reply, from string) (Event, error) {
	i := slices.IndexFunc(p.Requests, func(q Request) bool { return q.ID == id })
	if i < 0 {
		return Event{}, why(ErrUnknown, "request %q", id)
	}
	r := p.Requests[i]
	if !slices.Contains(replies[r.Form], reply) {
		return Event{}, why(ErrUnknown, "%q is no answer to request %s", reply, id)
	}
	if reply == r.Reply && from == r.From {
		return Event{}, why(ErrExists, "request %s is answered so", id)
	}
	b := Replied{Request: id, Reply: reply, From: from}
	for _, w := range p.Ways {
		if w.Ended == nil && w.Kind == WayOpinion && w.Request == id && w.Answer != reply {
			b.Ends = append(b.Ends, Ended{No: w.No, Why: EndChangedMind, At: moment(at)})
		}
	}
	e := event(KindReplied, at, by, b, nil)
	b.Voids, b.Opens = p.fallout(e, VoidReply)
	e.Body = b
	return e, nil
}

// EntryEnded notes that a register entry ended, was withdrawn or no longer holds. Ways out that are this entry end; a sign-off that rests on
// it ends, too. For a published post call TakeDownDue or RecheckDue first, with the reason and the day; where neither is due, a re-check is.
// ErrUnknown where nothing of the post rests on the entry. A post whose life is over hears of it, too: its permits may be in somebody's hands.
func (p *Post) EntryEnded(at time.Time, by, register, entry string) (Event, error) {
	if p.ID == "" {
		return Event{}, ErrUnknown
	}
	is := func(l Lean) bool { return l.Register == register && l.Entry == entry }
	b := EntryGone{Register: register, Entry: entry}
	for _, w := range p.Ways {
		if w.Ended == nil && w.Entry != nil && is(*w.Entry) {
			b.Ends = append(b.Ends, Ended{No: w.No, Why: EndEntry, At: moment(at)})
		}
	}
	signed := p.Signed()
	rests := signed != nil && slices.ContainsFunc(signed.Leans, is)
	if len(b.Ends) == 0 && !rests {
		return Event{}, why(ErrUnknown, "it doesn't rest on %s/%s", register, entry)
	}
	e := event(KindEntryEnded, at, by, b, nil)
	if rests {
		b.Voids = p.void(at, by, VoidEntry)
		if len(p.Live()) > 0 && len(p.open(dueAny)) == 0 {
			b.Opens = p.due(at, by, DueRecheck, ReasonEntryEnded, Cause{Kind: "entry", ID: entry}, at)
		}
	} else {
		b.Voids, b.Opens = p.fallout(e, VoidEntry)
	}
	e.Body = b
	return e, nil
}

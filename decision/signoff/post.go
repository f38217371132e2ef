// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"chaperone/post"
)

// Status is where a post stands in its life.
type Status string

// The statuses; doc/post-life.md draws how one leads to another.
const (
	Draft        Status = "draft"
	Waiting      Status = "waiting" // somebody was asked and hasn't answered
	SignedOff    Status = "signed-off"
	Published    Status = "published"
	RecheckDue   Status = "re-check-due"
	TakeDownDue  Status = "take-down-due"
	TakenDown    Status = "taken-down"
	ThrownAway   Status = "thrown-away"
	NotPublished Status = "not-published" // closed without ever going out
)

// Post is the state of one post, as far as everybody may know. The zero value is no post; New gives the event that begins one.
type Post struct {
	ID        string     `json:"id"`
	Status    Status     `json:"status"`
	Since     time.Time  `json:"since"`              // when Status last changed
	Author    string     `json:"author"`             // who began it
	Writers   []string   `json:"writers"`            // everybody who wrote in it, Author first
	Begun     time.Time  `json:"begun"`              //
	Revision  Facts      `json:"revision"`           // the current one
	Revised   time.Time  `json:"revised"`            // when it became current
	Kept      []Facts    `json:"kept,omitempty"`     // earlier ones that were signed off or published
	Check     *Check     `json:"check,omitempty"`    // the last of the current revision; nil: none yet
	Checks    int        `json:"checks,omitempty"`   // how many there were, of all revisions
	Before    []Found    `json:"before,omitempty"`   // what was last found, while the current revision has no check
	Fixed     []Fixed    `json:"fixed,omitempty"`    // what held the post up once and is no longer found
	Ways      []WayOut   `json:"ways,omitempty"`     // given so far, ended ones too; never taken out
	Answers   []Answered `json:"answers,omitempty"`  // to questions of rules, the last for each rule, in order of rule
	Requests  []Request  `json:"requests,omitempty"` // in the order they were made
	SignOffs  []SignOff  `json:"sign_offs,omitempty"`
	Permits   []Permit   `json:"permits,omitempty"`
	Addresses []Address  `json:"addresses,omitempty"` // where it went, in order
	Due       []Due      `json:"due,omitempty"`       // take-downs and re-checks, done ones too
	Holds     []Hold     `json:"holds,omitempty"`     // legal holds, released ones too
	Closed    *Closed    `json:"closed,omitempty"`    // thrown away, or decided never to publish
	Erased    bool       `json:"erased,omitempty"`    // texts are not there: erased, or not opened
	ErasedAt  *time.Time `json:"erased_at,omitempty"` // nil where it was only not opened
	Open      int        `json:"open,omitempty"`      // findings that still need a way out
	Private   *Private   `json:"-"`                   // sealed under KeyID; nil where Erased
}

// Private is what only a holder of the post's key may read.
type Private struct {
	Salt      []byte               `json:"salt"`                // keys the hashes that identify findings
	Revisions map[int]Revision     `json:"revisions"`           // by number: the current one and those of Post.Kept
	Found     []FoundWords         `json:"found,omitempty"`     // the words of Check.Found, in its order
	Ways      map[int]Words        `json:"ways,omitempty"`      // by WayOut.No
	Answers   map[string]string    `json:"answers,omitempty"`   // by rule
	Addresses map[int]AddressWords `json:"addresses,omitempty"` // by Address.No
	Notes     map[string]string    `json:"notes,omitempty"`     // "hold/…", "closed"
}

// String hides the words.
func (p Private) String() string { return fmt.Sprintf("private(%d revisions)", len(p.Revisions)) }

// String hides the words.
func (p *Post) String() string { return fmt.Sprintf("post(%s, %s)", p.ID, p.Status) }

// Fixed is a finding that held the post up and is no longer found.
type Fixed struct {
	Found
	Revision string    `json:"revision"` // digest of the one that no longer has it
	At       time.Time `json:"at"`
}

// Answered says that a question of a rule was answered. Its value is private.
type Answered struct {
	Rule string    `json:"rule"`
	At   time.Time `json:"at"`
	By   string    `json:"by"`
}

// KeyID names the key the private parts are sealed under.
func (p *Post) KeyID() string { return "post/" + p.ID }

// About is what the record calls this post.
func (p *Post) About() string { return "post/" + p.ID }

// Text gives the current revision with its words; false where they aren't there.
func (p *Post) Text() (Revision, bool) {
	if p.Private == nil {
		return Revision{}, false
	}
	r, ok := p.Private.Revisions[p.Revision.No]
	return r, ok
}

// Answer gives what was answered to the question of a rule; "" where nothing was, or where it isn't there to read.
func (p *Post) Answer(rule string) string {
	if p.Private == nil {
		return ""
	}
	return p.Private.Answers[rule]
}

// Words gives the words of finding n of the last check; empty ones where they aren't there.
func (p *Post) Words(n int) FoundWords {
	if p.Private == nil || n < 1 || n > len(p.Private.Found) {
		return FoundWords{}
	}
	return p.Private.Found[n-1]
}

// Live gives the addresses where readers still find the post, as far as anybody noted.
func (p *Post) Live() []Address {
	var out []Address
	for _, a := range p.Addresses {
		if a.live() {
			out = append(out, a)
		}
	}
	return out
}

// Fault tells whether the post went out, anywhere and ever, without being signed off.
func (p *Post) Fault() bool {
	return slices.ContainsFunc(p.Addresses, func(a Address) bool { return a.SignOff == 0 })
}

// Leans gives the register entries that the post rests on as signed off or published: those whose end concerns it. Sorted, each once.
func (p *Post) Leans() []Lean {
	var all []Lean
	if s := p.Signed(); s != nil {
		all = append(all, s.Leans...)
	}
	for _, a := range p.Live() {
		all = append(all, a.Leans...)
	}
	return sorted(all)
}

// Held tells whether the post is under a legal hold.
func (p *Post) Held() bool {
	return slices.ContainsFunc(p.Holds, func(h Hold) bool { return h.Released == nil })
}

// Signed gives the sign-off that holds for the current revision; nil where there is none.
func (p *Post) Signed() *SignOff {
	if n := len(p.SignOffs); n > 0 && p.SignOffs[n-1].Void == nil && p.SignOffs[n-1].Revision == p.Revision.Digest {
		return &p.SignOffs[n-1]
	}
	return nil
}

// status works out where the post stands from everything else.
func (p *Post) status() Status {
	live, due := p.Live(), p.open(dueAny)
	switch {
	case p.Closed != nil:
		return p.Closed.As
	case len(p.Addresses) > 0 && len(live) == 0:
		return TakenDown
	case slices.ContainsFunc(due, func(d Due) bool { return d.Kind == DueTakeDown }):
		return TakeDownDue
	case len(live) > 0 && len(due) > 0:
		return RecheckDue
	case len(live) > 0:
		return Published
	case p.Signed() != nil:
		return SignedOff
	case len(p.Waiting()) > 0:
		return Waiting
	}
	return Draft
}

// Wait is one thing a post waits for.
type Wait struct {
	For     string        `json:"for"`               // check, finding, refused, request, sign-off, publication, wording, re-check, proof
	N       int           `json:"n,omitempty"`       // of the finding, address or due
	Rule    string        `json:"rule,omitempty"`    // of the finding
	Request string        `json:"request,omitempty"` // that is awaited, or was answered by no
	Where   post.Platform `json:"where,omitempty"`   // of the address
	Until   *time.Time    `json:"until,omitempty"`   // when it is due
}

// WaitsFor lists what the post waits for, the most pressing first: proofs that it came down, a re-check; then, for the current wording, a
// check, answers, ways out of findings, the sign-off ("refused" in its place, which wants other words, where a patient said no to these),
// publication ("wording" where older words still stand published). Empty: nothing.
func (p *Post) WaitsFor() []Wait {
	var out []Wait
	if p.ID == "" || p.Closed != nil || p.Status == TakenDown {
		return nil
	}
	if down := p.open(DueTakeDown); len(down) > 0 {
		for _, a := range p.Live() { // the first to be due stands for all: one proof closes each
			out = append(out, Wait{For: "proof", N: a.No, Where: a.Platform, Until: &down[0].Until})
		}
	}
	for _, d := range p.open(DueRecheck) {
		until := d.Until
		out = append(out, Wait{For: "re-check", N: d.No, Until: &until})
	}
	for _, r := range p.Waiting() {
		out = append(out, Wait{For: "request", Request: r.ID})
	}
	if p.Signed() == nil {
		if p.Check == nil {
			return append(out, Wait{For: "check"})
		}
		for _, f := range p.StillOpen() {
			out = append(out, Wait{For: "finding", N: f.N, Rule: f.Rule})
		}
		no := p.RefusedThese()
		if len(p.open(DueTakeDown)) == 0 { // once it has to come down, that comes first
			for _, r := range no {
				out = append(out, Wait{For: "refused", Request: r.ID})
			}
		}
		if len(no) == 0 && len(p.open(dueAny)) == 0 {
			out = append(out, Wait{For: "sign-off"})
		}
		return out
	}
	if live := p.Live(); len(live) == 0 {
		out = append(out, Wait{For: "publication"})
	} else if slices.ContainsFunc(live, func(a Address) bool { return a.Revision != p.Revision.Digest }) {
		out = append(out, Wait{For: "wording"})
	}
	return out
}

// clone is a copy that shares nothing, to see what an event would lead to.
func (p *Post) clone() *Post {
	c := &Post{}
	copyJSON(p, c)
	if p.Private != nil {
		c.Private = &Private{}
		copyJSON(p.Private, c.Private)
	}
	return c
}

func copyJSON(from, to any) {
	b, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(b, to)
	}
	if err != nil {
		panic(err) // plain structs: it can't fail
	}
}

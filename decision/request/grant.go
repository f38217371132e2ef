// SPDX-License-Identifier: Apache-2.0

package request

import (
	"strings"
	"time"

	"chaperone/register"
)

// Grant is what the answer that counts now gives to a register, or to the finding it answers. Exactly one of Consent, Permission and Opinion
// is set. It is for one revision.
type Grant struct {
	Request    string               `json:"request"`
	Form       Form                 `json:"form"`
	Person     string               `json:"person"`
	Post       string               `json:"post"`
	Revision   string               `json:"revision"`
	At         time.Time            `json:"at"`   // when it was answered
	From       string               `json:"from"` // who answered, as package signoff asks: "request/…", or a member
	Consent    *register.Consent    `json:"consent,omitempty"`
	Permission *register.Permission `json:"permission,omitempty"`
	Opinion    Reply                `json:"opinion,omitempty"` // Fine or SaySo
	Finding    string               `json:"finding,omitempty"` // that the opinion answers; "" the post as a whole
}

// String hides the words.
func (g *Grant) String() string { return "grant(" + g.Request + ")" }

// Grant gives what the answer that counts now comes to; nil where it comes to nothing: no answer, a no, a yes taken back, a closed request,
// and whatever was erased, since nobody could show any more who agreed to what. What it gives may still be too little for a register to
// cover a post with: no parent for a child, an incentive, an adult who couldn't decide. Coverage is the register's to say.
func (r *Request) Grant() *Grant {
	if !r.grants() || r.Private == nil {
		return nil
	}
	last := r.Last()
	g := &Grant{Request: r.ID, Form: r.Form, Person: r.Person, Post: r.Post, Revision: last.Revision, At: last.At, From: r.About()}
	switch r.Form {
	case Patient:
		if r.Subject == Lacks {
			g.At, g.From = r.Best.At, r.Best.By
		}
		g.Consent = r.consent(last)
	case Employer:
		g.Permission = r.permission(last)
	case Colleague:
		g.Finding = r.Finding
		if g.Opinion = last.Reply; g.Opinion == NotNamed {
			g.Opinion = Fine
		}
	}
	return g
}

// grants tells whether there is a grant, as far as that shows in clear.
func (r *Request) grants() bool {
	last := r.Last()
	switch {
	case last == nil || r.Closed != nil || r.ErasedAt != nil:
		return false
	case r.Form == Patient && r.Subject == Lacks:
		return r.Best != nil && r.Best.For // a no by those close to them ends it; see Apply
	}
	return last.yes()
}

func (r *Request) consent(a *Answer) *register.Consent {
	s := r.Private.Asked.Shown
	words := r.words()
	c := &register.Consent{
		Who: or(s.Patient, s.About), Words: s.Words, Posts: []string{r.Post}, Revisions: []string{a.Revision}, Text: s.Text, Media: r.Media,
		Platforms: r.platforms(), Purpose: s.Purpose, Audience: string(r.Audience), Told: r.Private.Asked.Told, Withdraw: true,
		Relies: s.Called, Given: register.Day(a.At), Review: r.Review, Expires: r.Until, Record: "register", Form: "written",
		Obtained: string(a.Channel), Signature: string(a.Signature), TakenBy: s.Taken, WorkTime: r.WorkTime, Employer: r.Agreed,
		Incentive: or(strings.TrimSpace(s.Offered), string(r.Incentive)),
	}
	switch r.Subject {
	case Adult:
		c.Who = or(s.Person.Name, words.Name)
	case Young:
		c.Who = or(s.Person.Name, words.Name)
		c.Child, c.ChildView = true, true // they answered themselves
		c.Parent = a.Parent || r.Competence != nil && r.Competence.Able && !r.wrote(r.Competence.By)
	case Child:
		c.Child, c.Parent, c.ChildView = true, true, a.View == ChildFor || a.View == TooYoung
	case Lacks:
		c.Capacity, c.Given, c.Review = "lacked", register.Day(r.Best.At), r.Best.AskAgainBy
		c.TakenBy = "decided in the person's best interests"
		c.Signature = "none"
	case Deceased:
		c.Deceased = true
		if r.Wishes == Wanted {
			c.Wishes = s.KnownWishes
		}
	}
	return c
}

func (r *Request) permission(a *Answer) *register.Permission {
	s, words := r.Private.Asked.Shown, r.words()
	from := or(words.Name, s.Person.Name)
	if s.Person.Role != "" {
		from += ", " + s.Person.Role
	}
	p := &register.Permission{From: from, For: r.Uses, Posts: []string{r.Post}, Revisions: []string{a.Revision}, Platforms: r.platforms(),
		Since: register.Day(a.At), Until: a.Until, Details: "request " + r.ID}
	if a.Reply == Conditions {
		p.Conditions = words.Words
	}
	return p
}

func (r *Request) platforms() []string {
	var out []string
	for _, p := range r.Platforms {
		out = append(out, string(p))
	}
	return out
}

// words gives the private part of the answer that counts.
func (r *Request) words() AnswerWords {
	if r.Private == nil {
		return AnswerWords{}
	}
	return r.Private.Answers[len(r.Answers)-1]
}

// Withdrawn tells whether there was a grant once that is no more: what rests on it has to come down. at is since when, said what the person
// said, if they did. Answering no, a new decision and erasing all end it; a new yes is a new grant.
func (r *Request) Withdrawn() (at time.Time, said string, ok bool) {
	if r.Granted == nil || r.Ended == nil {
		return time.Time{}, "", false
	}
	if last := r.Last(); last != nil && last.At.Equal(*r.Ended) {
		said = r.words().Words
	}
	return *r.Ended, said, true
}

// mark notes since when there is a grant, or since when it is no more.
func (r *Request) mark(e Event) {
	at := e.At
	switch now := r.grants(); {
	case now && (r.Granted == nil || r.Ended != nil):
		r.Granted, r.Ended = &at, nil
	case !now && r.Granted != nil && r.Ended == nil:
		r.Ended = &at
	}
}

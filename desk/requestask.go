// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/request/form"
	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
)

// askView is the form by which somebody is asked. Values come back as they were typed where something is missing.
type askView struct {
	Post, PostWords        string
	Form                   request.Form
	N                      int
	Fault                  string
	Titles                 []formChoice
	Subjects, Purposes     []replyForm
	Uses, Ties             []replyForm
	Interests              []replyForm
	Value                  map[string]string
	Ticked                 map[string]bool
	Places, About          string
	Title, Lead            string
	NoPlace, NotPublic     bool
	ChannelsShown, Refused []replyForm
	Local                  bool // links open on this computer only
}

type formChoice struct {
	Name, To string
	Here     bool
}

var subjectNames = []replyForm{{"adult", "An adult"}, {"16-17", "Somebody of 16 or 17"}, {"under-16", "A child under 16"}, {"lacks-capacity", "An adult who can’t decide this"}, {"deceased", "Somebody who has died"}}

var useNames = []replyForm{{"premises", "Premises"}, {"equipment", "Equipment"}, {"hours", "Working time"}, {"uniform", "Uniform, badge or name"}, {"filming", "Filming there"}, {"case", "A case from there"}, {"speaking", "Speaking for them"}}

var tieNames = []replyForm{{"in-care", "I treat them now"}, {"employed", "They work for me, or I teach them"}, {"family", "Family"}, {"friend", "A friend"}, {"detained", "They are held in hospital, prison or care"}}

var channelNames = []replyForm{{"link", "A link, also as a QR code"}, {"device", "Here, on this device"}, {"paper", "Paper to sign"}, {"page", "A page to send by mail"}}

// askForm shows the form, filled in as far as the desk knows.
func (c *call) askForm() error {
	p, err := c.office.Post(c.ctx(), c.id())
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	v, err := c.askView(p, request.Form(q.Get("form")), q.Get("n"))
	if err != nil {
		return err
	}
	if from := q.Get("from"); from != "" {
		if old, err := c.office.Request(c.ctx(), from); err == nil && old.Post == p.ID && old.Private != nil {
			v.from(old)
		}
	}
	return c.page("ask", v.Title, v)
}

func (c *call) askView(p *signoff.Post, f request.Form, n string) (*askView, error) {
	if formNames[f] == "" {
		f = request.Patient
	}
	t, ok := p.Text()
	if !ok {
		return nil, signoff.ErrErased
	}
	ways := channelNames
	if c.public == "" { // a QR code would lead a phone to itself
		ways = append([]replyForm{{"link", "A link on this computer"}}, channelNames[1:]...)
	}
	v := &askView{Post: p.ID, PostWords: t.Text, Form: f, Value: map[string]string{}, Ticked: map[string]bool{}, Places: placesOf(p.Revision.Platforms), NoPlace: len(p.Revision.Platforms) == 0,
		Subjects: subjectNames, Uses: useNames, Ties: tieNames, ChannelsShown: ways, Local: c.public == ""}
	v.N, _ = strconv.Atoi(n)
	for _, x := range []request.Form{request.Patient, request.Employer, request.Colleague} {
		name := map[request.Form]string{request.Patient: "A patient", request.Employer: "An employer", request.Colleague: "A colleague"}[x]
		to := "/posts/" + p.ID + "/ask?form=" + string(x)
		if v.N > 0 {
			to += "&n=" + strconv.Itoa(v.N)
		}
		v.Titles = append(v.Titles, formChoice{name, to, x == f})
	}
	v.Title = map[request.Form]string{request.Patient: "Ask for consent", request.Employer: "Ask for permission", request.Colleague: "Ask a colleague"}[f]
	v.Lead = map[request.Form]string{request.Patient: "They see the exact post, where it goes and who can see it. They can say no, ask something first, and change their mind for ever by the same way.",
		request.Employer: "They see the exact post and what of theirs it uses.", request.Colleague: "They see the exact post and your words about the interest. They first say that they don’t share it."}[f]
	for _, x := range request.Purposes {
		v.Purposes = append(v.Purposes, replyForm{x, sentence(x)[:len(x)]})
	}
	rs, err := c.office.Registers(c.ctx())
	if err != nil {
		return nil, err
	}
	for _, e := range rs.Entries {
		if e.Register == register.Interests && e.Ended == nil && e.Erased == nil {
			if x, _ := e.Value(); x.Interest != nil {
				v.Interests = append(v.Interests, replyForm{x.Interest.Party, x.Interest.Party})
			}
		}
	}
	c.prefill(v, p, rs)
	return v, nil
}

// audienceSays is what a patient is told of who can see the post.
var audienceSays = map[post.Audience]string{post.Public: "Anyone in the world can see it.", post.Followers: "The people who follow the page can see it.", post.Group: "The members of a closed group can see it.", post.Private: "Only a few people can see it."}

// prefill takes what is known: from the profile, and from the last request this member made.
func (c *call) prefill(v *askView, p *signoff.Post, rs *register.Registers) {
	a, _ := rs.Author("")
	set := func(name, s string) {
		if v.Value[name] == "" && s != "" {
			v.Value[name] = s
		}
	}
	if all, err := c.office.Requests(c.ctx()); err == nil {
		for _, q := range all {
			if q.By == c.me.ID && q.Private != nil {
				s := &q.Private.Asked.Shown
				for name, x := range map[string]string{"called": s.Called, "place": s.Place, "team": s.Team, "phone": s.Phone, "address": s.Address, "email": s.Author.Email, "read_by": s.ReadBy} {
					set(name, x)
				}
				break
			}
		}
	}
	set("called", a.Name)
	set("called", c.me.Name)
	if len(a.Workplaces) > 0 {
		set("place", a.Workplaces[0])
	}
	set("audience", audienceSays[p.Revision.Audience])
	set("stays", "years")
	set("days", "28")
	set("purpose", "education")
	set("subject", "adult")
	set("question", "interest")
	set("channel", "link")
	t, _ := p.Text()
	switch t.Paid {
	case post.NotPaid:
		set("paid", v.Value["called"]+" is not paid for it.")
	case post.Paid:
		set("paid", v.Value["called"]+" is paid for it.")
	case post.Gifted:
		set("paid", v.Value["called"]+" was given something for it.")
	case post.Affiliate:
		set("paid", v.Value["called"]+" earns when people buy through it.")
	case post.Own:
		set("paid", "It speaks of a business of "+v.Value["called"]+".")
	}
	if v.Form == request.Colleague && v.N > 0 && p.Check != nil && v.N <= len(p.Check.Found) && p.Check.Found[v.N-1].Area == "confidentiality" {
		v.Value["question"] = "patient"
	}
}

// from fills the form in with what was asked before, for the same person about words of today.
func (v *askView) from(q *request.Request) {
	s := &q.Private.Asked.Shown
	for name, x := range map[string]string{"person": q.ID, "name": s.Person.Name, "role": s.Person.Role, "number": s.Person.Number, "patient": s.Patient, "about": s.About, "relation": s.Relation, "words": strings.Join(s.Words, ", "),
		"subject": string(q.Subject), "wishes": string(q.Wishes), "known_wishes": s.KnownWishes, "purpose": s.Purpose, "why": s.Why, "stays": s.Stays, "paid": s.Paid, "offered": s.Offered, "read_by": s.ReadBy,
		"question": string(q.Question), "party": s.InterestIn, "interest": s.Interest, "called": s.Called, "place": s.Place, "team": s.Team, "phone": s.Phone, "address": s.Address, "email": s.Author.Email} {
		if x != "" {
			v.Value[name] = x
		}
	}
	for name, is := range map[string]bool{"named": s.Named, "notes": s.Notes, "work_time": q.WorkTime, "agreed": q.Agreed} {
		if is {
			v.Value[name] = "yes"
		}
	}
	for _, t := range q.Ties {
		v.Ticked["tie="+string(t)] = true
	}
	for _, u := range q.Uses {
		v.Ticked["use="+u] = true
	}
}

// ask asks, by the way that was chosen.
func (c *call) ask() error {
	p, err := c.office.Post(c.ctx(), c.id())
	if err != nil {
		return err
	}
	channel := request.Channel(c.form("channel"))
	again := func(words string) error { // the form comes back as it was filled in, with what is missing
		v, err := c.askView(p, request.Form(c.form("form")), c.form("n"))
		if err != nil {
			return err
		}
		v.Fault = words
		for name := range c.r.PostForm {
			v.Value[name] = c.form(name)
			for _, x := range c.r.PostForm[name] {
				v.Ticked[name+"="+x] = true
			}
		}
		return c.show(422, "ask", v.Title, v)
	}
	if !slices.ContainsFunc(channelNames, func(x replyForm) bool { return x.Value == string(channel) }) {
		return again("Choose how to ask them.")
	}
	a := c.asking(channel)
	for name, d := range map[string]*register.Date{"until": &a.Until, "review": &a.Review} {
		if s := c.form(name); s != "" {
			t, err := time.Parse(time.DateOnly, s)
			if err != nil {
				return again("‘" + s + "’ is no day. Write it as 2027-03-31.")
			}
			*d = register.Date{Time: t}
		}
	}
	if old := c.form("person"); old != "" { // somebody who was asked before: what they say stays under one key
		if q, err := c.office.Request(c.ctx(), old); err == nil && q.Post == p.ID && q.Private != nil && q.Form == a.Form {
			a.Person = q.Person
		}
	}
	q, err := c.office.Ask(c.ctx(), *c.me, a)
	switch {
	case errors.Is(err, request.ErrAsking), errors.Is(err, request.ErrOwnAnswer), errors.Is(err, request.ErrWords), errors.Is(err, form.ErrEmpty):
		return again(lacking(err))
	case err != nil:
		return c.did("", err)
	}
	if channel == request.Device {
		return c.handOver(q.ID)
	}
	words, err := c.keepHandout(q, channel)
	if err != nil {
		if _, e := c.office.CancelRequest(c.ctx(), *c.me, q.ID, "its page couldn't be made"); e != nil {
			err = errors.Join(err, e)
		}
		return err
	}
	return c.next("/requests/"+q.ID, words)
}

// gaps say what a page lacks where nobody filled a gap in its words.
var gaps = []struct{ gap, say string }{{"{why}", "Say why, in a sentence they will read."}, {"{audience}", "Say who can see it, in a sentence."}, {"{about}", "Say how the page names the patient."},
	{"whom it is about", "Say how the page names the patient."}, {"{reach}", "Say how they can reach you: a telephone number, an e-mail or an address."}, {"{author}", "Say how the page names you."},
	{"{sites}", "Say first where the post goes."}, {"{wishes}", "Say what they wanted, and who says so."}, {"{offered}", "Say what they were offered."}, {"{uses}", "Tick what of theirs it uses."},
	{"{interest}", "Describe the interest in your own words."}, {"{party}", "Say in whom the interest is."}}

// lacking says what a request still needs.
func lacking(err error) string {
	for _, g := range gaps {
		if strings.Contains(err.Error(), g.gap) {
			return g.say
		}
	}
	return sentence(strings.TrimPrefix(err.Error(), request.ErrAsking.Error()+": "))
}

// asking reads the form.
func (c *call) asking(channel request.Channel) practice.Asking {
	n, _ := strconv.Atoi(c.form("n"))
	days, _ := strconv.Atoi(c.form("days"))
	var list []string
	for _, w := range strings.Split(c.form("words"), ",") {
		if w = strings.TrimSpace(w); w != "" {
			list = append(list, w)
		}
	}
	a := practice.Asking{Post: c.id(), Form: request.Form(c.form("form")), Finding: n, Channel: channel, Within: daysToAnswer(days),
		WorkTime: c.form("work_time") != "", Agreed: c.form("agreed") != "", Blocks: c.form("blocks") != "",
		Shown: request.Shown{Person: request.Party{Name: c.form("name"), Role: c.form("role"), Number: c.form("number"), Email: c.form("person_email")}, Patient: c.form("patient"), About: c.form("about"),
			Words: list, Author: request.Party{Email: c.form("email")}, Called: c.form("called"), Place: c.form("place"), Team: c.form("team"), Phone: c.form("phone"), Address: c.form("address"),
			Audience: c.form("audience"), Stays: c.form("stays"), Purpose: c.form("purpose"), Why: c.form("why"), Paid: c.form("paid"), ReadBy: c.form("read_by"), Notes: c.form("notes") != "",
			Named: c.form("named") != "", Relation: c.form("relation"), Offered: c.form("offered"), KnownWishes: c.form("known_wishes")}}
	if rs, err := c.office.Registers(c.ctx()); err == nil {
		if me, _ := rs.Author(""); me.Name == "" {
			a.Shown.Author.Name = c.me.Name
		}
	}
	switch a.Form {
	case request.Patient:
		a.Subject = request.Subject(c.form("subject"))
		if a.Subject == request.Deceased {
			a.Wishes = request.Wishes(c.form("wishes"))
		}
		if a.Shown.Offered != "" {
			a.Incentive = request.Else
		}
		for _, t := range c.r.PostForm["tie"] {
			a.Ties = append(a.Ties, request.Tie(t))
		}
	case request.Employer:
		for _, u := range useNames {
			if slices.Contains(c.r.PostForm["use"], u.Value) {
				a.Uses = append(a.Uses, u.Value)
				a.Shown.Uses = append(a.Shown.Uses, strings.ToLower(u.Words[:1])+u.Words[1:])
			}
		}
	case request.Colleague:
		a.Question = request.Question(c.form("question"))
		a.Shown.Interest, a.Shown.InterestIn = c.form("interest"), c.form("party")
	}
	return a
}

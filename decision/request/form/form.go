// SPDX-License-Identifier: Apache-2.0

// Package form has the pages that people who are asked read: their words, and how they are shown as a web page, on paper and as plain text.
// The words stand in en.txt, named, so that another language is another file. A page is put together from what was asked and shown
// (package request); a gap that nobody filled is an error, never an empty line on somebody's page.
package form

import (
	"strings"
	"time"

	"chaperone/decision/request"
)

// Version of the words. A request keeps the one it was asked with, and the words themselves.
const Version = "2"

// Page is what somebody who is asked reads, in order.
type Page struct {
	Lang       string
	Form       request.Form
	Channel    request.Channel
	Title      string
	Author     string // as the page names them
	Sections   []Section
	Post       Post
	Lines      string // above Statements
	Statements []Statement
	Tie        []Statement // colleague asked about an interest: the answers to whether they have a tie
	View       *View       // under 16: what the child thinks
	Parent     string      // 16 or 17: the line that a parent has read it, too; may stay unticked
	Sign       string      // "" where nobody signs
	Words      string      // above the field for own words
	Answers    []Answer
	Ask, NotMe Answer // not answers, but always there
	Reach      string // "ring 01234 567890 or write to …"

	say func(id string) (string, error)
}

// String hides the words.
func (p *Page) String() string { return "page(" + string(p.Form) + ")" }

// Section is a heading and what stands under it.
type Section struct {
	ID   string
	Head string
	Text []string // paragraphs
	Post bool     // the post stands after the first paragraph
	Keep bool     // what must not be missed
}

// Split gives the paragraphs before and after the post, where the section shows it; else all are before.
func (s Section) Split() (before, after []string) {
	if !s.Post || len(s.Text) < 2 {
		return s.Text, nil
	}
	return s.Text[:1], s.Text[1:]
}

// Post is the post as it would look.
type Post struct {
	Where    string // "As it would look on Instagram"
	Account  string
	Text     string
	Pictures []request.Picture
}

// Statement is a line that must be true.
type Statement struct{ ID, Words string }

// View is the question what a child thinks, with its answers.
type View struct {
	Question string
	Answers  []Statement // IDs are of request.View
	Words    string
}

// Answer is a choice.
type Answer struct {
	Reply request.Reply
	Words string
	More  string // what else has to be said with it: "Write the conditions"
	Date  bool   // More is a day
}

// For puts together the page of a request: what was asked, what is shown, by which channel it goes, until when it can be answered.
func For(a *request.Asked, s *request.Shown, c request.Channel, expires time.Time) (*Page, error) {
	trimmed := *s
	for _, f := range []*string{&trimmed.Account, &trimmed.Place, &trimmed.ReadBy, &trimmed.About} {
		*f = strings.TrimSpace(*f)
	}
	b := &builder{words: english, asked: a, shown: &trimmed, channel: c}
	if err := b.values(expires); err != nil {
		return nil, err
	}
	p := b.page()
	return p, b.err
}

// Of puts together the page of a request that was asked. Its words are those of today's Version; what the person was told when they were asked
// stands in the request.
func Of(r *request.Request, c request.Channel) (*Page, error) {
	if r.Private == nil {
		return nil, request.ErrErased
	}
	return For(&r.Asked, &r.Private.Asked.Shown, c, r.Expires)
}

// builder puts a page together. Its first error stops everything after it from meaning anything.
type builder struct {
	words   words
	asked   *request.Asked
	shown   *request.Shown
	channel request.Channel
	fills   map[string]string
	err     error
}

// values gathers what the braces stand for. What isn't known has no entry, so that a gap is noticed.
func (b *builder) values(expires time.Time) error {
	s := b.shown
	b.fills = map[string]string{"paid": strings.TrimSpace(s.Paid)}
	put := func(name, v string) {
		if v = strings.TrimSpace(v); v != "" {
			b.fills[name] = v
		}
	}
	put("author", s.Called)
	put("place", s.Place)
	put("team", or(s.Team, s.Called))
	put("account", s.Account)
	put("sites", and(s.Sites))
	put("stays", or(s.Stays, "years"))
	put("why", s.Why)
	put("audience", s.Audience)
	put("about", s.About)
	put("offered", s.Offered)
	put("wishes", s.KnownWishes)
	put("readers", s.Called)
	if s.ReadBy != "" {
		put("readers", s.Called+" and "+s.ReadBy)
	}
	put("uses", strings.Join(s.Uses, "; "))
	put("interest", quoted(s.Interest))
	put("party", s.InterestIn)
	put("day", Day(expires))
	if !b.asked.Until.IsZero() {
		put("until", Day(b.asked.Until.Time))
	}
	var ways []string
	for _, w := range []struct{ id, name, v string }{{"reach.phone", "phone", s.Phone}, {"reach.address", "address", or(s.Address, s.Author.Email)}} {
		if strings.TrimSpace(w.v) != "" {
			says, err := fill(b.words[w.id], map[string]string{w.name: w.v})
			if err != nil {
				return err
			}
			ways = append(ways, says)
		}
	}
	put("reach", strings.Join(ways, " "+b.words["reach.or"]+" "))
	return nil
}

func quoted(s string) string {
	if s = strings.TrimSpace(s); s == "" {
		return ""
	}
	return "“" + s + "”"
}

// Day writes a day as people do: "20 December 2026".
func Day(t time.Time) string { return t.UTC().Format("2 January 2006") }

// kind names the words that a page may have of its own, before those of a patient's.
func (b *builder) kind() string {
	switch {
	case b.asked.Form != request.Patient:
		return string(b.asked.Form)
	case b.asked.Subject == request.Young:
		return "young"
	case b.asked.Subject == request.Child:
		return "child"
	case b.asked.Subject == request.Lacks:
		return "lacks"
	case b.asked.Subject == request.Deceased:
		return "deceased"
	}
	return "patient"
}

// has tells whether the page's own words have a name.
func (b *builder) name(id string) string {
	if own := b.kind() + "." + id; b.words[own] != "" {
		return own
	}
	if b.asked.Form == request.Patient && b.words["patient."+id] != "" {
		return "patient." + id
	}
	return id
}

// say gives words with their gaps filled.
func (b *builder) say(id string) string {
	name := b.name(id)
	says, ok := b.words[name]
	if !ok {
		b.fail("no words are named " + b.kind() + "." + id)
		return ""
	}
	out, err := fill(says, b.fills)
	if err != nil && b.err == nil {
		b.err = err
	}
	return out
}

func (b *builder) fail(s string) {
	if b.err == nil {
		b.err = &missing{s}
	}
}

type missing struct{ what string }

func (m *missing) Error() string { return ErrEmpty.Error() + ": " + m.what }
func (m *missing) Unwrap() error { return ErrEmpty }

func (b *builder) section(id string, texts ...string) Section {
	return Section{ID: id, Head: b.say(id + ".head"), Text: texts}
}

func (b *builder) page() *Page {
	s := b.shown
	p := &Page{Lang: b.words["lang"], Form: b.asked.Form, Channel: b.channel, Title: b.say("title"), Author: b.fills["author"], Words: b.say("words"), Reach: b.fills["reach"],
		Post: Post{Where: b.say("post.account"), Account: s.Account, Text: s.Text, Pictures: s.Pictures},
		Ask:  Answer{Reply: request.AsksBack, Words: b.say("ask"), More: b.say("ask.words")}, NotMe: Answer{Reply: request.NotMe, Words: b.say("notme")}}
	p.say = func(id string) (string, error) { return fill(b.words[id], b.fills) }
	switch b.asked.Form {
	case request.Patient:
		b.patient(p)
	case request.Employer:
		b.employer(p)
	default:
		b.colleague(p)
	}
	for _, id := range b.asked.Statements() {
		p.Statements = append(p.Statements, Statement{id, b.say("line." + id)})
	}
	for _, r := range b.asked.Replies() {
		a := Answer{Reply: r, Words: b.say("answer." + string(r)), Date: r == request.UntilDate}
		if more := b.kind() + ".answer." + string(r) + ".words"; b.words[more] != "" {
			a.More = b.words[more]
		}
		p.Answers = append(p.Answers, a)
	}
	return p
}

func or(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return s
}

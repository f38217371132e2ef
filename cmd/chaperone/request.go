// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/register"
)

type requestCmd struct {
	List   requestList   `cmd:"" default:"withargs" help:"Who was asked, about which post, and what they said."`
	Ask    requestAsk    `cmd:"" help:"Ask a patient, an employer or a colleague about a post, by a page to send or a paper to sign."`
	Show   requestShow   `cmd:"" help:"One request: what they were shown and told, and what they said."`
	Code   requestCode   `cmd:"" help:"Take the code that came back from a page."`
	Answer requestAnswer `cmd:"" help:"Enter what somebody answered: on paper, or a no they spoke."`
	Reply  requestReply  `cmd:"" help:"Answer what they asked back."`
	Cancel requestCancel `cmd:"" help:"Take an unanswered request back."`
	Decide requestDecide `cmd:"" help:"A decision in the best interests of an adult who can't decide, or whether a child can."`
	Use    requestUse    `cmd:"" help:"Give a colleague's answer as the way out of a finding."`
}

// askFile is what a member writes to ask somebody; doc/requests.md explains the fields.
type askFile struct {
	Form     string `yaml:"form"`     // patient, employer, colleague
	Subject  string `yaml:"subject"`  // patient: adult, 16-17, under-16, lacks-capacity, deceased
	Question string `yaml:"question"` // colleague: interest, patient
	Finding  int    `yaml:"finding"`  // the finding it is about; 0: the post as a whole
	Blocks   bool   `yaml:"blocks"`   // no sign-off until it is answered

	Who struct { // who is asked
		Name     string   `yaml:"name"`
		Email    string   `yaml:"email"`
		Phone    string   `yaml:"phone"`
		Role     string   `yaml:"role"`
		Number   string   `yaml:"number"`
		Relation string   `yaml:"relation"`
		Patient  string   `yaml:"patient"` // the patient's name, where somebody else is asked
		About    string   `yaml:"about"`   // how the page names the patient: your son
		Words    []string `yaml:"words"`   // by which posts speak of the patient
		Named    bool     `yaml:"named"`   // the person's name is in the post
	} `yaml:"who"`
	Author struct { // how to reach the author
		Called string `yaml:"called"`
		Place  string `yaml:"place"`
		Team   string `yaml:"team"`
		Phone  string `yaml:"phone"`
		Email  string `yaml:"email"`
		Post   string `yaml:"address"`
		Taken  string `yaml:"taken_by"`
	} `yaml:"author"`
	Purpose   string        `yaml:"purpose"`
	Why       string        `yaml:"why"`
	Audience  string        `yaml:"audience"`
	Stays     string        `yaml:"stays"`
	Paid      string        `yaml:"paid"`
	ReadBy    string        `yaml:"read_by"`
	Notes     bool          `yaml:"in_notes"`
	Until     register.Date `yaml:"until"`
	Review    register.Date `yaml:"review"`
	Days      int           `yaml:"days_to_answer"`
	WorkTime  bool          `yaml:"work_time"`
	Agreed    bool          `yaml:"employer_agreed"`
	Incentive string        `yaml:"incentive"`
	Offered   string        `yaml:"offered"`
	Ties      []request.Tie `yaml:"ties"`
	Wishes    string        `yaml:"wishes"`
	KnownWish string        `yaml:"known_wishes"`
	Uses      []string      `yaml:"uses"`
	UsesWords []string      `yaml:"uses_in_words"`
	Interest  string        `yaml:"interest"`
	Party     string        `yaml:"interest_in"`
}

func (f *askFile) asking(post, person string, c request.Channel) practice.Asking {
	return practice.Asking{Post: post, Person: person, Form: request.Form(f.Form), Subject: request.Subject(f.Subject), Question: request.Question(f.Question), Finding: f.Finding,
		Channel: c, Within: time.Duration(f.Days) * 24 * time.Hour, Until: f.Until, Review: f.Review, WorkTime: f.WorkTime, Agreed: f.Agreed, Incentive: request.Incentive(f.Incentive),
		Ties: f.Ties, Wishes: request.Wishes(f.Wishes), Uses: f.Uses, Blocks: f.Blocks,
		Shown: request.Shown{Person: request.Party{Name: f.Who.Name, Email: f.Who.Email, Phone: f.Who.Phone, Number: f.Who.Number, Role: f.Who.Role}, Patient: f.Who.Patient,
			About: f.Who.About, Words: f.Who.Words, Named: f.Who.Named, Relation: f.Who.Relation, Author: request.Party{Email: f.Author.Email}, Called: f.Author.Called,
			Place: f.Author.Place, Team: f.Author.Team, Phone: f.Author.Phone, Address: f.Author.Post, Taken: f.Author.Taken, Audience: f.Audience, Stays: f.Stays,
			Purpose: f.Purpose, Why: f.Why, Paid: f.Paid, Offered: f.Offered, ReadBy: f.ReadBy, Notes: f.Notes, Uses: f.UsesWords, Interest: f.Interest, InterestIn: f.Party,
			KnownWishes: f.KnownWish}}
}

// missing says which fields a page can't do without, all at once: each would else be missed after the one before it was mended.
func (f *askFile) missing(known bool) error {
	var out []string
	want := func(name, v string) {
		if strings.TrimSpace(v) == "" {
			out = append(out, name)
		}
	}
	if want("form (patient, employer or colleague)", f.Form); !known {
		want("who.name", f.Who.Name)
	}
	want("author.called", f.Author.Called)
	want("author.phone, email or address", f.Author.Phone+f.Author.Email+f.Author.Post)
	switch request.Form(f.Form) {
	case request.Patient:
		want("subject (adult, 16-17, under-16, lacks-capacity or deceased)", f.Subject)
		want("purpose", f.Purpose)
		want("why", f.Why)
		want("audience", f.Audience)
	case request.Colleague:
		want("question (interest or patient)", f.Question)
	}
	if len(out) == 0 {
		return nil
	}
	return fmt.Errorf("this isn't enough to ask with; say %s, too. doc/requests.md has a whole one to copy", strings.Join(out, "; "))
}

type requestAsk struct {
	postID
	File   string `arg:"" help:"Whom to ask, and the plain facts (YAML; doc/requests.md); - for standard input."`
	To     string `arg:"" help:"The page or paper to write: NAME.html to send by mail, NAME.pdf to print."`
	Person string `placeholder:"ID" help:"Somebody on record already."`
}

// Run implements the command.
func (c *requestAsk) Run(e env) error {
	channel := request.Page
	switch {
	case strings.HasSuffix(strings.ToLower(c.To), ".pdf"):
		channel = request.Paper
	case !strings.HasSuffix(strings.ToLower(c.To), ".html"):
		return fmt.Errorf("%s: name the page NAME.html to send it, or NAME.pdf to print it", c.To)
	}
	if err := free(c.To); err != nil {
		return err
	}
	data, err := readText(e, c.File, 1<<20)
	if err != nil {
		return err
	}
	var f askFile
	if err := post.DecodeYAML(data, &f, true); err != nil {
		return fmt.Errorf("%s: %w. doc/requests.md has a whole one to copy", c.File, err)
	}
	if err := f.missing(c.Person != ""); err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		if p, err := o.Post(ctx, c.ID); err == nil && len(p.Revision.Platforms) == 0 {
			return fmt.Errorf("nobody said yet where this post goes, and the page has to say it. chaperone post revise %s FILE --platform NAME does", c.ID)
		}
		a, err := o.Ask(ctx, me, f.asking(c.ID, c.Person, channel))
		if err != nil {
			return postFault(err)
		}
		out, err := o.RequestPage(ctx, a)
		if err == nil {
			err = writeNew(c.To, out)
		}
		if err != nil {
			if _, e := o.CancelRequest(ctx, me, a.ID, "its page couldn't be written"); e != nil {
				err = errors.Join(err, e)
			}
			return err
		}
		what := "Send it; a code comes back: chaperone request code " + a.ID + " CODE."
		if channel == request.Paper {
			what = "Print it. When it is signed, photograph it: chaperone request answer " + a.ID + " yes --photo FILE."
		}
		fmt.Fprintf(e.out, "Request %s is in %s. %s No answer by %s means no.\n", a.ID, c.To, what, a.Expires.Local().Format("2 January 2006"))
		return nil
	})
}

// requestFault puts a failure about a request as one would say it.
func requestFault(err error) error {
	if errors.Is(err, record.ErrNotFound) {
		return errors.New("there is no such request. chaperone request list shows them")
	}
	return err
}

type requestList struct {
	dataFlags
	All bool `help:"Also what is closed or answered."`
}

// Run implements the command.
func (c *requestList) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		all, err := o.Requests(ctx)
		if err != nil {
			return err
		}
		shown := 0
		for _, q := range all {
			s := q.Status(o.Now())
			if !c.All && s != request.Waiting && s != request.Asks {
				continue
			}
			shown++
			fmt.Fprintf(e.out, "%s  %-9s post %s  %s\n", q.ID, q.Form, q.Post, requestLine(q, s))
		}
		if shown == 0 {
			fmt.Fprintln(e.out, "Nobody has a question open. chaperone request ask POST FILE PAGE asks somebody; --all shows what was answered.")
		}
		return nil
	})
}

// requestLine says where a request stands; names stay out of lists.
func requestLine(q *request.Request, s request.Status) string {
	switch s {
	case request.Waiting:
		return "waiting until " + q.Expires.Local().Format("2 January")
	case request.Asks:
		return "they asked something back"
	case request.Answered:
		if q.Reply() == "changed-mind" {
			return "they changed their mind: no"
		}
		return "answered: " + q.Reply()
	case request.TimeOver:
		return "no answer in time, which means no"
	case request.NotTheirs:
		return "it reached the wrong person"
	case request.Outdated:
		return "the post has other words now"
	}
	return string(s)
}

// requestID is a command about one request.
type requestID struct {
	dataFlags
	ID string `arg:"" help:"The request; chaperone request list shows them."`
}

func (c *requestID) do(e env, f func(ctx context.Context, o *practice.Office) (*request.Request, error)) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		q, err := f(ctx, o)
		if err != nil {
			return requestFault(err)
		}
		fmt.Fprintf(e.out, "Request %s: %s.\n", q.ID, requestLine(q, q.Status(o.Now())))
		p, err := o.Post(ctx, q.Post)
		if err != nil {
			return err
		}
		return c.tell(e, p, nil)
	})
}

type requestShow struct{ requestID }

// Run implements the command.
func (c *requestShow) Run(e env) error {
	return c.use(e, false, func(ctx context.Context, o *practice.Office) error {
		q, err := o.Request(ctx, c.ID)
		if err != nil {
			return requestFault(err)
		}
		fmt.Fprintf(e.out, "Request %s about post %s (wording of %s), %s: %s.\n", q.ID, q.Post, day(q.At), q.Form, requestLine(q, q.Status(o.Now())))
		if q.Private == nil {
			fmt.Fprintln(e.out, "What was asked and said is erased.")
			return nil
		}
		p := newPainter(e.out, c.NoColor)
		for line := range strings.Lines(q.Private.Asked.Told) {
			fmt.Fprintln(e.out, p.hang(harmless(line), "  │ ", "  │ "))
		}
		for i, m := range q.Thread {
			fmt.Fprintln(e.out, p.hang(fmt.Sprintf("%s  %s: %s", day(m.At), m.By, harmless(q.Private.Thread[i])), "  ", "    "))
		}
		for i, a := range q.Answers {
			w := q.Private.Answers[i]
			fmt.Fprintln(e.out, p.hang(strings.TrimSpace(fmt.Sprintf("%s  %s, by %s %s %s", day(a.At), a.Reply, a.Channel, harmless(w.Name), harmless(w.Words))), "  ", "    "))
		}
		return nil
	})
}

type requestCode struct {
	requestID
	Code []string `arg:"" help:"The code, as it came."`
}

// Run implements the command.
func (c *requestCode) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*request.Request, error) {
		return o.Answer(ctx, me, c.ID, request.Given{Channel: request.Page, Code: strings.Join(c.Code, " ")})
	})
}

type requestAnswer struct {
	requestID
	Reply  string        `arg:"" help:"yes, no, or what the form knows."`
	Photo  string        `placeholder:"FILE" help:"The signed paper, photographed: it is kept with the record."`
	Spoken bool          `help:"They rang, wrote or said it. Counts for a no alone."`
	Name   string        `help:"The name as signed."`
	Words  string        `help:"What they added."`
	Until  register.Date `help:"Employer: the last day."`
	View   string        `help:"A child's own view: for, against, too-young."`
	Child  string        `help:"What the child said."`
	Parent bool          `help:"Of somebody of 16 or 17: a parent agreed, too."`
}

// Run implements the command.
func (c *requestAnswer) Run(e env) error {
	if c.Spoken == (c.Photo != "") {
		return errors.New("how did it come? --photo FILE for a signed paper, --spoken for a no they said or wrote")
	}
	return c.do(e, func(ctx context.Context, o *practice.Office) (*request.Request, error) {
		g := request.Given{Channel: request.Spoken, Reply: request.Reply(c.Reply), Name: c.Name, Words: c.Words, Until: c.Until, View: request.View(c.View), Child: c.Child, Parent: c.Parent}
		if c.Photo != "" {
			q, err := o.Request(ctx, c.ID)
			if err != nil {
				return nil, err
			}
			g.Channel, g.Ticked = request.Paper, q.Statements()
			f, err := openFile(c.Photo)
			if err != nil {
				return nil, err
			}
			defer f.Close()
			if g.Photo, err = o.KeepPaper(ctx, me, c.ID, f); err != nil {
				return nil, err
			}
		}
		return o.Answer(ctx, me, c.ID, g)
	})
}

type requestReply struct {
	requestID
	Words string `arg:"" help:"What you tell them."`
}

// Run implements the command.
func (c *requestReply) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*request.Request, error) {
		return o.ReplyTo(ctx, me, c.ID, c.Words)
	})
}

type requestCancel struct {
	requestID
	Why string `help:"Why."`
}

// Run implements the command.
func (c *requestCancel) Run(e env) error {
	return c.do(e, func(ctx context.Context, o *practice.Office) (*request.Request, error) {
		return o.CancelRequest(ctx, me, c.ID, c.Why)
	})
}

type requestDecide struct {
	requestID
	File string `arg:"" help:"The decision and its reasons (YAML; doc/requests.md); - for standard input."`
	As   string `required:"" help:"Who decides: never the author."`
}

// decideFile is a decision; exactly one of its two parts is given.
type decideFile struct {
	Able          *bool         `yaml:"able"` // a child or young person can decide this themself
	BestInterests *request.Best `yaml:"best_interests"`
	Notes         request.Notes `yaml:"notes"`
}

// Run implements the command.
func (c *requestDecide) Run(e env) error {
	data, err := readText(e, c.File, 1<<20)
	if err != nil {
		return err
	}
	var f decideFile
	if err := post.DecodeYAML(data, &f, true); err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if (f.Able == nil) == (f.BestInterests == nil) {
		return fmt.Errorf("%s: either able (a child or young person) or best_interests (an adult who can't decide)", c.File)
	}
	who := practice.Member{ID: c.As, Name: c.As}
	return c.do(e, func(ctx context.Context, o *practice.Office) (*request.Request, error) {
		if f.Able != nil {
			return o.JudgeCompetence(ctx, who, c.ID, *f.Able, f.Notes)
		}
		return o.DecideFor(ctx, who, c.ID, *f.BestInterests, f.Notes)
	})
}

type requestUse struct {
	postFinding
	Request string `arg:"" help:"The answered request."`
	Said    string `help:"The words in which the post says what the colleague asked it to say."`
}

// Run implements the command.
func (c *requestUse) Run(e env) error {
	return c.postID.do(e, func(ctx context.Context, o *practice.Office) (*signoff.Post, error) {
		return o.UseOpinion(ctx, me, c.ID, c.N, c.Request, c.Said)
	})
}

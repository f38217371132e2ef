// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/request/form"
	"chaperone/decision/signoff"
	"chaperone/register"
)

// then answers with what is said once something has happened; nil: what strangers are told.
func (c *call) then(status int, what form.After, a *answering, h form.Happened) error {
	if a == nil || a.Private == nil {
		return c.say(status, form.Nothing)
	}
	h.Here = a.channel == request.Device
	p, err := form.Then(what, &a.Asked, &a.Private.Asked.Shown, a.Expires, h)
	if err != nil {
		return err
	}
	o := form.Options{}
	switch what {
	case form.ThanksYes, form.ThanksNo, form.ThanksAsk, form.Withdrawn:
		o.Again = a.path
	}
	if h.Here {
		o.Back = a.path + "/back"
	}
	return c.plainPage(status, p, o)
}

func (c *call) answered() error {
	a, err := c.byLink()
	if err != nil {
		return err
	}
	if a == nil {
		return c.say(http.StatusNotFound, form.Nothing)
	}
	if err := c.parse(); err != nil {
		return err
	}
	return c.takeAnswer(a)
}

// takeAnswer takes what the form of a page sent.
func (c *call) takeAnswer(a *answering) error {
	if a.own() {
		return c.askedPage(http.StatusForbidden, a, form.Options{})
	}
	switch a.Status(c.now()) {
	case request.TimeOver, request.Outdated, request.Cancelled, request.NotTheirs: // there is nothing to answer, and it says why
		return c.askedPage(http.StatusOK, a, form.Options{})
	}
	if !a.mine(c.form("token")) {
		return c.say(http.StatusForbidden, form.Reopen)
	}
	g := request.Given{Channel: a.channel, Token: a.token}
	var err error
	switch c.form("do") {
	case "no-tie":
		return c.askedPage(http.StatusOK, a, form.Options{})
	case "has-tie":
		g.Reply = request.HasTie
	case "not-me":
		if _, err = c.office.NotMe(c.ctx(), a.ID); err != nil {
			return c.unanswered(a, err)
		}
		return c.then(http.StatusOK, form.NotMe, a, form.Happened{})
	case "asks-back":
		if strings.TrimSpace(c.form("question")) == "" {
			return c.lacks(a, form.LacksQuestion)
		}
		if _, err = c.office.AskBack(c.ctx(), a.ID, c.form("question")); err != nil {
			return c.unanswered(a, err)
		}
		return c.then(http.StatusOK, form.ThanksAsk, a, form.Happened{})
	case "answer":
		if c.form("reply") == "" && request.View(c.form("view")) != request.ChildAgainst {
			return c.lacks(a, form.LacksReply)
		}
		c.readAnswer(a, &g)
	default:
		return errForm
	}
	now, err := c.office.Answer(c.ctx(), a.by, a.ID, g)
	if err != nil {
		return c.unanswered(a, err)
	}
	a.Request = now
	return c.thanks(a, g.Reply)
}

// readAnswer reads the fields of the form.
func (c *call) readAnswer(a *answering, g *request.Given) {
	g.Reply, g.Name, g.Words, g.Child, g.View, g.Parent = request.Reply(c.form("reply")), c.form("name"), c.form("words"), c.form("child"), request.View(c.form("view")), c.form("parent") != ""
	if g.Reply == "" { // the child has said no, and that is the answer
		g.Reply = request.No
	}
	for _, s := range a.Statements() {
		if slices.Contains(c.r.PostForm["true"], s) {
			g.Ticked = append(g.Ticked, s)
		}
	}
	if g.Reply != request.UntilDate { // a day beside another answer says nothing
		return
	}
	if t, err := time.Parse(time.DateOnly, c.form("until")); err == nil {
		g.Until = register.Date{Time: t}
	}
}

// thanks says that an answer is on record.
func (c *call) thanks(a *answering, reply request.Reply) error {
	h := form.Happened{When: a.Last().At.Local()}
	what := form.ThanksNo
	switch a.Reply() {
	case "changed-mind":
		p, err := c.newsOf(a)
		if err != nil {
			return err
		}
		o := form.Options{}
		o.Again = a.path
		if a.channel == request.Device {
			o.Back = a.path + "/back"
		}
		return c.plainPage(http.StatusOK, p, o)
	case "yes", "fine", "say-so":
		what = form.ThanksYes
	}
	if reply == request.HasTie {
		what = form.Tied
	}
	return c.then(http.StatusOK, what, a, h)
}

// newsOf tells somebody who took a yes back what has become of the post.
func (c *call) newsOf(a *answering) (*form.Page, error) {
	p, err := c.office.Post(c.ctx(), a.Post)
	if err != nil {
		return nil, err
	}
	since := a.Last().At
	h := form.Happened{When: since.Local()}
	what := form.Withdrawn
	for _, x := range p.Live() {
		h.Sites = append(h.Sites, platformName(x.Platform))
	}
	if len(h.Sites) > 0 {
		if by := downBy(p); !by.IsZero() {
			h.By = by.Local()
		}
	} else {
		for _, x := range p.Addresses {
			if x.Down != nil && !x.Down.At.Before(since) {
				what = form.Done
				h.Sites = append(h.Sites, platformName(x.Platform))
				if x.Down.At.After(since) {
					h.When = x.Down.At.Local()
				}
			}
		}
	}
	h.Sites = slices.Compact(slices.Sorted(slices.Values(h.Sites)))
	return form.Then(what, &a.Asked, &a.Private.Asked.Shown, a.Expires, h)
}

// downBy is until when a post has to come down; the zero time where it needn't. Looking at it again may be due before.
func downBy(p *signoff.Post) time.Time {
	for _, d := range p.IsDue() { // the earliest first
		if d.Kind == signoff.DueTakeDown {
			return d.Until
		}
	}
	return time.Time{}
}

// unanswered says what an answer lacks, above the page as it was filled in.
func (c *call) unanswered(a *answering, err error) error {
	is := func(e error) bool { return errors.Is(err, e) }
	switch {
	case is(request.ErrLapsed) && len(a.Answers) > 0:
		return c.lacks(a, form.LacksTime)
	case is(request.ErrLapsed):
		return c.then(http.StatusOK, form.Lapsed, a, form.Happened{})
	case is(request.ErrStale):
		return c.then(http.StatusOK, form.Stale, a, form.Happened{})
	case is(request.ErrUnknown), is(request.ErrClosed), is(request.ErrErased), is(request.ErrNotHanded):
		return c.say(http.StatusNotFound, form.Nothing)
	case is(request.ErrUnticked):
		return c.lacks(a, form.LacksTicks)
	case is(request.ErrUnsigned):
		return c.lacks(a, form.LacksName)
	case is(request.ErrChildView):
		return c.lacks(a, form.LacksChild)
	case is(request.ErrOwnAnswer):
		return c.lacks(a, form.LacksOther)
	case is(request.ErrWords):
		return c.lacks(a, form.LacksBrevity)
	case is(request.ErrReply):
		switch request.Reply(c.form("reply")) {
		case request.Conditions:
			return c.lacks(a, form.LacksConditions)
		case request.UntilDate:
			return c.lacks(a, form.LacksDay)
		case request.SomeoneElse:
			return c.lacks(a, form.LacksSomeone)
		}
		return c.lacks(a, form.LacksReply)
	case is(request.ErrAnswered), is(request.ErrBest), is(request.ErrNotTheirs):
		return c.lacks(a, form.LacksSomething)
	}
	return err
}

func (c *call) lacks(a *answering, l form.Lack) error {
	o := form.Options{}
	o.Lacks, o.Filled = l, form.Filled(c.r.PostForm)
	return c.askedPage(http.StatusUnprocessableEntity, a, o)
}

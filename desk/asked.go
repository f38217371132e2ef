// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/request/form"
	"chaperone/practice"
	"chaperone/record"
	"chaperone/register"
)

// askedScreen is what somebody who is asked sees: with a link, or on this device while it is lent to them. Plain pages of decision/request/form,
// without script, cookie or account.
var askedScreen = screen{Routes: []route{
	{Pattern: "GET /ask/{token}", May: anybody, Do: (*call).asked, Link: true},
	{Pattern: "POST /ask/{token}", May: anybody, Do: (*call).answered, Body: 64 << 10, Link: true},
	{Pattern: "GET /this-device", May: members, Do: (*call).lent, Lent: true},
	{Pattern: "POST /this-device", May: members, Do: (*call).lentAnswered, Body: 64 << 10, Lent: true},
	{Pattern: "POST /requests/{id}/hand-over", May: author | reviewer, Do: (*call).lend},
	{Pattern: "POST /requests/{id}/take-back", May: author | reviewer, Do: (*call).tookBack},
}}

// plain answers with a page of package form. Its policy is its own: it brings its style along, and forbids everything else.
func (c *call) plain(status int, page []byte) error {
	h := c.w.Header()
	h.Set("Content-Security-Policy", form.Policy(true)+"; frame-ancestors 'none'")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	c.w.WriteHeader(status)
	_, _ = c.w.Write(page)
	return nil
}

// then answers with what is said once something has happened; nil q: what strangers are told.
func (c *call) then(status int, a form.After, q *request.Request, h form.Happened) error {
	var p *form.Page
	var err error
	if q == nil || q.Private == nil {
		p, err = form.Then(form.Nothing, nil, nil, time.Time{}, h)
	} else {
		p, err = form.Then(a, &q.Asked, &q.Private.Asked.Shown, q.Expires, h)
	}
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := p.HTML(&b, form.Options{}); err != nil {
		return err
	}
	return c.plain(status, b.Bytes())
}

// byLink finds the request of a link, within limits: each link has its own, and all that open nothing share one, so that guessing is slow and
// keeps nobody out who holds a link. Nobody learns from the answer whether a link ever was one.
func (c *call) byLink() (*request.Request, request.Token, error) {
	t, err := request.ParseToken(c.r.PathValue("token"))
	var q *request.Request
	if err == nil {
		if q, err = c.office.ByToken(c.ctx(), t); err != nil && !errors.Is(err, record.ErrNotFound) {
			return nil, t, err
		}
	}
	if q != nil && q.Private == nil {
		q = nil
	}
	c.asks.mu.Lock()
	ok, _ := c.asks.limiter.Try(c.now(), request.DefaultLimits, t.Hash(), q != nil)
	c.asks.mu.Unlock()
	if !ok {
		return nil, t, errTooMany
	}
	return q, t, nil
}

func (c *call) asked() error {
	q, _, err := c.byLink()
	if err != nil {
		return err
	}
	if q == nil {
		return c.then(http.StatusNotFound, form.Nothing, nil, form.Happened{})
	}
	if q, err = c.office.Seen(c.ctx(), q.ID, request.Link); err != nil {
		return err
	}
	return c.askedPage(q, request.Link, "/ask/"+c.r.PathValue("token"), nil)
}

// askedPage shows the request, or why there is nothing to answer.
func (c *call) askedPage(q *request.Request, channel request.Channel, action string, hidden []form.Hidden) error {
	switch q.Status(c.now()) {
	case request.TimeOver:
		return c.then(http.StatusOK, form.Lapsed, q, form.Happened{})
	case request.Outdated:
		return c.then(http.StatusOK, form.Stale, q, form.Happened{})
	case request.NotTheirs, request.Cancelled:
		return c.then(http.StatusNotFound, form.Nothing, nil, form.Happened{})
	}
	opts := form.Options{Action: action, Hidden: hidden}
	if q.Form == request.Colleague && q.Question == request.AboutInterest { // they first say that they don't share the interest
		opts.First = c.r.PostForm.Get("do") != "no-tie" && len(q.Answers) == 0
		opts.Stated = !opts.First
	}
	page, err := c.office.AskedPage(c.ctx(), q, channel, opts)
	if err != nil {
		return err
	}
	return c.plain(http.StatusOK, page)
}

func (c *call) answered() error {
	q, token, err := c.byLink()
	if err != nil {
		return err
	}
	if q == nil {
		return c.then(http.StatusNotFound, form.Nothing, nil, form.Happened{})
	}
	if err := c.parse(); err != nil {
		return err
	}
	by := practice.Member{} // they answer by themself
	if c.me != nil {        // unless whoever works here has opened the link: the author can't answer for them
		by = *c.me
	}
	return c.takeAnswer(q, by, request.Given{Channel: request.Link, Token: token}, "/ask/"+c.r.PathValue("token"), nil)
}

// takeAnswer takes what the form of a page sent.
func (c *call) takeAnswer(q *request.Request, by practice.Member, g request.Given, action string, hidden []form.Hidden) error {
	was := q.Reply()
	var err error
	switch c.form("do") {
	case "no-tie":
		return c.askedPage(q, g.Channel, action, hidden)
	case "has-tie":
		g.Reply = request.HasTie
	case "not-me":
		if _, err = c.office.NotMe(c.ctx(), q.ID); err != nil {
			return c.unanswered(q, err, g.Channel, action, hidden)
		}
		return c.then(http.StatusOK, form.NotMe, q, form.Happened{})
	case "asks-back":
		if _, err = c.office.AskBack(c.ctx(), q.ID, c.form("question")); err != nil {
			return c.unanswered(q, err, g.Channel, action, hidden)
		}
		return c.then(http.StatusOK, form.ThanksAsk, q, form.Happened{})
	case "answer":
		g.Reply, g.Name, g.Words, g.Child, g.View, g.Parent = request.Reply(c.form("reply")), c.form("name"), c.form("words"), c.form("child"), request.View(c.form("view")), c.form("parent") != ""
		for _, s := range q.Statements() {
			if slices.Contains(c.r.PostForm["true"], s) {
				g.Ticked = append(g.Ticked, s)
			}
		}
		if s := c.form("until"); s != "" {
			if t, err := time.Parse(time.DateOnly, s); err == nil {
				g.Until = register.Date{Time: t}
			}
		}
	default:
		return errForm
	}
	now, err := c.office.Answer(c.ctx(), by, q.ID, g)
	if err != nil {
		return c.unanswered(q, err, g.Channel, action, hidden)
	}
	h := form.Happened{When: c.now().Local()}
	after := form.ThanksNo
	switch reply := now.Reply(); {
	case g.Reply == request.HasTie:
		after = form.Tied
	case reply == "changed-mind":
		after = form.Withdrawn
		p, err := c.office.Post(c.ctx(), q.Post)
		if err != nil {
			return err
		}
		for _, a := range p.Live() {
			h.Sites = append(h.Sites, platformName(a.Platform))
		}
		if d := p.IsDue(); len(d) > 0 {
			h.By = d[0].Until.Local()
		}
	case reply == "no" && was == "":
	case reply == "yes", reply == "fine", reply == "say-so":
		after = form.ThanksYes
	}
	return c.then(http.StatusOK, after, now, h)
}

// unanswered says what an answer lacks, in the words of the request, above the way back.
func (c *call) unanswered(q *request.Request, err error, channel request.Channel, action string, hidden []form.Hidden) error {
	switch {
	case errors.Is(err, request.ErrLapsed):
		return c.then(http.StatusOK, form.Lapsed, q, form.Happened{})
	case errors.Is(err, request.ErrStale):
		return c.then(http.StatusOK, form.Stale, q, form.Happened{})
	case errors.Is(err, request.ErrUnknown), errors.Is(err, request.ErrClosed):
		return c.then(http.StatusNotFound, form.Nothing, nil, form.Happened{})
	}
	f := faultOf(err)
	if f == nil {
		return err
	}
	p, err := form.Missing(sentence(f.Title))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := p.HTML(&b, form.Options{}); err != nil {
		return err
	}
	return c.plain(http.StatusUnprocessableEntity, b.Bytes())
}

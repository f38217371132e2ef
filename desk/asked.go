// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/request/form"
	"chaperone/practice"
	"chaperone/record"
)

// askedScreen is what somebody who is asked sees: with a link, or on this device while it is lent to them. Plain pages of decision/request/form,
// without script, cookie or account.
var askedScreen = screen{Routes: []route{
	{Pattern: "GET /ask/{token}", May: anybody, Do: (*call).asked, Link: true},
	{Pattern: "POST /ask/{token}", May: anybody, Do: (*call).answered, Body: 64 << 10, Link: true},
	{Pattern: "GET /ask/{token}/picture/{n}", May: anybody, Do: (*call).askedPicture, Link: true},
	{Pattern: "GET /this-device", May: members, Do: (*call).lent, Lent: true},
	{Pattern: "POST /this-device", May: members, Do: (*call).lentAnswered, Body: 64 << 10, Lent: true},
	{Pattern: "GET /this-device/picture/{n}", May: members, Do: (*call).lentPicture, Lent: true},
	{Pattern: "GET /this-device/back", May: members, Do: (*call).lentBack, Lent: true},
	{Pattern: "POST /requests/{id}/hand-over", May: author | reviewer, Do: (*call).lend},
	{Pattern: "POST /requests/{id}/take-back", May: author | reviewer, Do: (*call).tookBack},
}}

// answering is one request as somebody answers it: by which way, where its form goes, and what proves that it is theirs.
type answering struct {
	*request.Request
	channel request.Channel
	path    string // of its page
	proof   string // what its form carries
	token   request.Token
	by      practice.Member // who is signed in besides; the zero Member: nobody
}

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

// say answers with a page that names nobody.
func (c *call) say(status int, a form.After) error {
	p, err := form.Say(a)
	if err != nil {
		return err
	}
	return c.plainPage(status, p, form.Options{})
}

func (c *call) plainPage(status int, p *form.Page, o form.Options) error {
	var b bytes.Buffer
	if err := p.HTML(&b, o); err != nil {
		return err
	}
	return c.plain(status, b.Bytes())
}

// asksPlainly tells whether the answer goes to somebody who knows nothing of a desk.
func (c *call) asksPlainly() bool {
	return c.route.Link || c.route.Lent && c.lentFor != "" || strings.HasPrefix(c.r.URL.Path, "/ask/") || !c.known(c.r.Host) && c.publicHost(c.r.Host)
}

// failPlainly says what went wrong to somebody who was asked.
func (c *call) failPlainly(f *fault) error {
	switch f.Status {
	case http.StatusTooManyRequests:
		return c.say(f.Status, form.Busy)
	case http.StatusRequestEntityTooLarge:
		return c.say(f.Status, form.Long)
	case http.StatusForbidden, http.StatusBadRequest:
		return c.say(f.Status, form.Reopen)
	case http.StatusInternalServerError, http.StatusInsufficientStorage, http.StatusServiceUnavailable:
		return c.say(f.Status, form.Broke)
	}
	return c.say(http.StatusNotFound, form.Nothing)
}

// nothingTakes is how long an address takes that opens nothing, whether it never was a link or is one no more: longer than looking either up does.
const nothingTakes = 60 * time.Millisecond

// byLink finds the request of a link, within limits: each link has its own, and all that open nothing share one, so that guessing is slow and
// keeps nobody out who holds a link. Nobody learns from the answer, or from how long it takes, whether a link ever was one. nil: it opens nothing.
func (c *call) byLink() (*answering, error) {
	begun := time.Now()
	t, err := request.ParseToken(c.r.PathValue("token"))
	var q *request.Request
	if err == nil {
		if q, err = c.office.ByToken(c.ctx(), t); err != nil && !errors.Is(err, record.ErrNotFound) {
			return nil, err
		}
	}
	if q != nil && q.Private == nil {
		q = nil
	}
	c.asks.mu.Lock()
	ok, _ := c.asks.limiter.Try(c.now(), request.DefaultLimits, t.Hash(), q != nil)
	c.asks.mu.Unlock()
	if q == nil {
		select {
		case <-time.After(time.Until(begun.Add(nothingTakes))):
		case <-c.ctx().Done():
		}
	}
	if !ok {
		return nil, errTooMany
	}
	if q == nil {
		return nil, nil
	}
	a := &answering{Request: q, channel: request.Link, path: "/ask/" + c.r.PathValue("token"), proof: proofOf(t), token: t}
	if c.me != nil { // whoever works here and has opened the link: the author can't answer for them
		a.by = *c.me
	}
	return a, nil
}

// proofOf is what the form of a link carries: only who had the page has it. Old phones send no word of where a form came from that could be trusted.
func proofOf(t request.Token) string {
	sum := sha256.Sum256([]byte("chaperone form of a link\x00" + t.Show()))
	return hex.EncodeToString(sum[:16])
}

// own tells whether whoever is signed in wrote the post, and so can't answer.
func (a *answering) own() bool {
	return a.by.ID != "" && (a.by.ID == a.Author || slices.Contains(a.Writers, a.by.ID))
}

func (c *call) asked() error {
	a, err := c.byLink()
	if err != nil {
		return err
	}
	if a == nil {
		return c.say(http.StatusNotFound, form.Nothing)
	}
	return c.askedBy(a)
}

// askedBy shows a page and notes that it was opened, unless its author looks at it.
func (c *call) askedBy(a *answering) error {
	if !a.own() {
		q, err := c.office.Seen(c.ctx(), a.ID, a.channel)
		switch {
		case err == nil:
			a.Request = q
		case !errors.Is(err, request.ErrClosed) && !errors.Is(err, request.ErrErased): // a full disk keeps nobody from reading
			c.log.Warn("a page was opened, and that could not be noted", "err", err)
		}
	}
	return c.askedPage(http.StatusOK, a, form.Options{})
}

// askedPage shows the request, or why there is nothing to answer.
func (c *call) askedPage(status int, a *answering, opts form.Options) error {
	switch a.Status(c.now()) {
	case request.TimeOver:
		return c.then(http.StatusOK, form.Lapsed, a, form.Happened{})
	case request.Outdated:
		return c.then(http.StatusOK, form.Stale, a, form.Happened{})
	case request.NotTheirs, request.Cancelled:
		return c.then(http.StatusNotFound, form.Nothing, nil, form.Happened{})
	}
	opts.Large, opts.Thread = a.path+"/picture", threadOf(a.Request)
	var err error
	switch {
	case a.own():
		opts.News, err = form.Say(form.Reader)
	default:
		opts.Action, opts.Hidden = a.path, []form.Hidden{{Name: "token", Value: a.proof}}
		if a.Reply() == "changed-mind" {
			opts.News, err = c.newsOf(a)
		}
	}
	if err != nil {
		return err
	}
	if a.channel == request.Device {
		opts.Back = a.path + "/back"
	}
	if a.Form == request.Colleague && a.Question == request.AboutInterest && !a.own() { // they first say that they don't share the interest
		opts.Stated = len(a.Answers) > 0 || slices.Contains([]string{"no-tie", "answer", "asks-back"}, c.r.PostForm.Get("do"))
		opts.First = !opts.Stated
	}
	page, err := c.office.AskedPage(c.ctx(), a.Request, a.channel, opts)
	if err != nil {
		return err
	}
	return c.plain(status, page)
}

// threadOf is what they asked back, and what they were told.
func threadOf(q *request.Request) (out []form.Said) {
	for i, m := range q.Thread {
		if words := q.Private.Thread[i]; words != "" {
			out = append(out, form.Said{Theirs: m.By == q.About(), When: day(m.At), Words: words})
		}
	}
	return out
}

// askedPicture shows a picture of the post in full size.
func (c *call) askedPicture() error {
	a, err := c.byLink()
	if err != nil {
		return err
	}
	if a == nil {
		return c.say(http.StatusNotFound, form.Nothing)
	}
	return c.pictureOf(a)
}

func (c *call) pictureOf(a *answering) error {
	n, err := strconv.Atoi(c.r.PathValue("n"))
	if s := a.Status(c.now()); err != nil || s != request.Waiting && s != request.Asks && s != request.Answered {
		return c.say(http.StatusNotFound, form.Nothing)
	}
	data, kind, err := c.office.AskedPicture(c.ctx(), a.Request, n)
	if errors.Is(err, record.ErrNotFound) {
		return c.say(http.StatusNotFound, form.Nothing)
	}
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", kind)
	c.w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	_, _ = c.w.Write(data)
	return nil
}

// mine tells whether a form was made for this way of answering, in constant time.
func (a *answering) mine(proof string) bool {
	return subtle.ConstantTimeCompare([]byte(proof), []byte(a.proof)) == 1
}

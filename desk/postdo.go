// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
)

// takeDownWithin is how long there is to take down what a member wants down.
const takeDownWithin = 48 * time.Hour

func (c *call) id() string              { return c.r.PathValue("id") }
func (c *call) form(name string) string { return strings.TrimSpace(c.r.PostForm.Get(name)) }

// did goes back to the post after something was done to it, or was refused with words a person may read.
func (c *call) did(words string, err error) error {
	path := "/posts/" + c.id()
	if err == nil {
		return c.next(path, words)
	}
	if f := faultOf(err); f != nil && f.Status < 500 && f.Status != 404 {
		return c.back(path, strings.TrimSpace(f.Title+" "+f.Words))
	}
	return err
}

func (c *call) postCheck() error {
	_, err := c.office.CheckPost(c.ctx(), *c.me, c.id())
	return c.did("Checked.", err)
}

// postWay gives a finding its way out.
func (c *call) postWay() error {
	n, err := strconv.Atoi(c.form("n"))
	if err != nil {
		return errForm
	}
	p, err := c.office.Post(c.ctx(), c.id())
	if err != nil {
		return err
	}
	if p.Check == nil || n < 1 || n > len(p.Check.Found) || p.Check.Found[n-1].Key != c.form("key") && c.form("key") != "" {
		return c.did("", signoff.ErrNoFinding)
	}
	words := c.form("words")
	done := "Noted. It is on the record."
	switch c.form("way") {
	case "record":
		if c.form("entry") == "" {
			return c.back("/posts/"+c.id(), "Choose the record first.")
		}
		_, err = c.office.AttachRecord(c.ctx(), *c.me, c.id(), n, c.form("entry"))
		done = "Attached."
	case "opinion":
		if c.form("request") == "" {
			return c.back("/posts/"+c.id(), "Choose the answer first.")
		}
		_, err = c.office.UseOpinion(c.ctx(), *c.me, c.id(), n, c.form("request"), words)
		done = "Given as the way out."
	case "answered":
		if v := c.form("answer"); v != "" {
			words = v
		}
		_, err = c.office.AnswerQuestion(c.ctx(), *c.me, c.id(), p.Check.Found[n-1].Rule, words)
		done = "Answered."
	case "justified":
		_, err = c.office.Justify(c.ctx(), *c.me, c.id(), n, words)
	case "misread":
		_, err = c.office.Misread(c.ctx(), *c.me, c.id(), n, words)
	case "looked":
		_, err = c.office.Looked(c.ctx(), *c.me, c.id(), n, words)
	default:
		return errForm
	}
	return c.did(done, err)
}

// postSignOff checks the post by today's rules and registers and signs the wording off that the member saw.
func (c *call) postSignOff() error {
	if c.form("meant") == "" {
		return c.back("/posts/"+c.id(), "Tick that this is the post you mean to publish.")
	}
	if _, err := c.office.CheckPost(c.ctx(), *c.me, c.id()); err != nil {
		return c.did("", err)
	}
	_, err := c.office.SignOff(c.ctx(), *c.me, c.id(), c.form("digest"))
	var open *signoff.StillOpen
	if errors.As(err, &open) {
		return c.back("/posts/"+c.id(), "Not signed off: "+openWords(open))
	}
	return c.did("Signed off: this text, this place. Any change opens it again.", err)
}

func openWords(o *signoff.StillOpen) string {
	var parts []string
	if n := len(o.Findings); n > 0 {
		parts = append(parts, count(n, "note still needs a way out", "notes still need a way out"))
	}
	if n := len(o.Requests); n > 0 {
		parts = append(parts, count(n, "answer is awaited", "answers are awaited"))
	}
	if len(o.Refused) > 0 {
		parts = append(parts, "a patient said no to these words")
	}
	return listed(parts) + "."
}

func (c *call) postUnsign() error {
	_, err := c.office.Unsign(c.ctx(), *c.me, c.id())
	return c.did("The sign-off is taken back.", err)
}

// postPermit gives the signed statement about the sign-off as a file.
func (c *call) postPermit() error {
	data, err := c.office.IssuePermit(c.ctx(), *c.me, c.id(), c.me.Name)
	if err != nil {
		return c.did("", err)
	}
	c.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.w.Header().Set("Content-Disposition", `attachment; filename="permit-`+fileName(c.id())+`.txt"`)
	_, _ = c.w.Write(data)
	return nil
}

// fileName leaves only what may stand in a file's name anywhere.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

func (c *call) postPublished() error {
	where, ok := post.ParsePlatform(c.form("platform"))
	if !ok || where == "" {
		return c.back("/posts/"+c.id(), "Say where it went out.")
	}
	_, err := c.office.Published(c.ctx(), *c.me, c.id(), where, c.form("address"), c.form("without"))
	return c.did("Noted: it is out on "+platformName(where)+".", err)
}

func (c *call) postTakeDown() error {
	_, err := c.office.TakeDown(c.ctx(), *c.me, c.id(), c.now().Add(takeDownWithin))
	return c.did("It is due to come down. Mark each place when it is gone.", err)
}

func (c *call) postTakenDown() error {
	_, err := c.office.TakenDown(c.ctx(), *c.me, c.id(), c.form("address"), "", c.form("note"))
	return c.did("Noted: it is gone from there.", err)
}

func (c *call) postClose() error {
	var err error
	words := ""
	switch c.form("as") {
	case "throw":
		_, err = c.office.Throw(c.ctx(), *c.me, c.id())
		words = "Thrown away."
	case "never":
		_, err = c.office.NeverPublish(c.ctx(), *c.me, c.id(), c.form("because"))
		words = "Closed. It stays on record."
	default:
		return errForm
	}
	return c.did(words, err)
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/register"
)

// heard goes back to the request after something was done, or refused with words a person may read.
func (c *call) heard(words string, err error) error {
	return c.decided("/requests/"+c.id(), words, err)
}

// requestFile gives the page or paper that was made for this session.
func (c *call) requestFile() error {
	h := c.session.handed(c.id())
	if h == nil || h.data == nil {
		return c.back("/requests/"+c.id(), "That file is gone: it is never stored. Give them another way, and a new one is made.")
	}
	c.w.Header().Set("Content-Type", h.kind)
	c.w.Header().Set("Content-Disposition", `attachment; filename="`+h.name+`"`)
	_, _ = c.w.Write(h.data)
	return nil
}

func (c *call) requestCode() error {
	_, err := c.office.Answer(c.ctx(), *c.me, c.id(), request.Given{Channel: request.Page, Code: c.form("code")})
	return c.heard("Noted, by its code.", err)
}

func (c *call) requestSpoken() error {
	_, err := c.office.Answer(c.ctx(), *c.me, c.id(), request.Given{Channel: request.Spoken, Reply: request.Reply(c.form("reply")), Words: c.form("words")})
	return c.heard("Noted, and what rests on it comes down.", err)
}

// maxPaper is the largest photograph of a paper.
const maxPaper = 20 << 20

// requestPaper takes the answer on a signed paper, with its photograph.
func (c *call) requestPaper() error {
	q, err := c.office.Request(c.ctx(), c.id())
	if err != nil {
		return err
	}
	f, _, err := c.r.FormFile("photo")
	if errors.Is(err, http.ErrMissingFile) {
		return c.heard("", request.ErrPhoto)
	}
	if err != nil {
		return errForm
	}
	defer f.Close()
	g := request.Given{Channel: request.Paper, Reply: request.Reply(c.form("reply")), Name: c.form("name"), Words: c.form("words"), Child: c.form("child"), View: request.View(c.form("view")),
		Parent: c.form("parent") != "", Ticked: q.Statements()}
	if c.form("ticked") == "" {
		g.Ticked = nil
	}
	if err := c.until(&g.Until); err != nil {
		return c.heard("", err)
	}
	if g.Photo, err = c.office.KeepPaper(c.ctx(), *c.me, c.id(), io.LimitReader(f, maxPaper)); err != nil {
		return c.heard("", err)
	}
	_, err = c.office.Answer(c.ctx(), *c.me, c.id(), g)
	return c.heard("Noted, with the photograph of the paper.", err)
}

// until reads a day of a form; an empty one is none.
func (c *call) until(d *register.Date) error {
	s := c.form("until")
	if s == "" {
		return nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return &fault{http.StatusUnprocessableEntity, "invalid", "‘" + s + "’ is no day.", "Write it as 2027-03-31.", "", ""}
	}
	*d = register.Date{Time: t}
	return nil
}

func (c *call) requestReply() error {
	_, err := c.office.ReplyTo(c.ctx(), *c.me, c.id(), c.form("words"))
	return c.heard("Your answer stands on their page now. Let them know.", err)
}

func (c *call) requestCancel() error {
	_, err := c.office.CancelRequest(c.ctx(), *c.me, c.id(), c.form("because"))
	return c.heard("Taken back. Their page shows nothing any more.", err)
}

// daysToAnswer bounds what was typed; none is left to practice.AnswerWithin.
func daysToAnswer(n int) time.Duration { return time.Duration(max(0, min(n, 400))) * 24 * time.Hour }

// requestWay gives another way to answer.
func (c *call) requestWay() error {
	channel := request.Channel(c.form("channel"))
	if channel == request.Device {
		return c.handOver(c.id())
	}
	days, _ := strconv.Atoi(c.form("days"))
	a, err := c.office.RenewRequest(c.ctx(), *c.me, c.id(), channel, daysToAnswer(days))
	if err != nil {
		return c.heard("", err)
	}
	words, err := c.keepHandout(a, channel)
	return c.heard(words, err)
}

func (c *call) notes() request.Notes {
	return request.Notes{Judge: c.form("judge"), Reasons: c.form("reasons"), Support: c.form("support"), Wishes: c.form("wishes"), Benefit: c.form("benefit"), Needed: c.form("needed"), Consulted: c.form("consulted_words")}
}

// requestCompetence notes whether a child or young person can decide this.
func (c *call) requestCompetence() error {
	_, err := c.office.JudgeCompetence(c.ctx(), *c.me, c.id(), c.form("able") == "yes", c.notes())
	return c.heard("Noted.", err)
}

// requestBest notes a decision in the best interests of an adult who can't decide.
func (c *call) requestBest() error {
	b := request.Best{For: c.form("for") == "yes", MayReturn: c.form("may_return") != "", Objects: c.form("objects") != "", Authority: request.Authority(c.form("authority")), Agrees: c.form("agrees") != ""}
	b.Consulted, _ = strconv.Atoi(c.form("consulted"))
	for name, d := range map[string]*register.Date{"assessed": &b.Assessed, "again": &b.AskAgainBy} {
		s := strings.TrimSpace(c.form(name))
		if s == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			return c.back("/requests/"+c.id(), "‘"+s+"’ is no day. Write it as 2027-03-31.")
		}
		*d = register.Date{Time: t}
	}
	_, err := c.office.DecideFor(c.ctx(), *c.me, c.id(), b, c.notes())
	return c.heard("Noted.", err)
}

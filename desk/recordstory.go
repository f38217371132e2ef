// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"io"
	"strings"
	"time"

	"chaperone/decision/signoff"
	"chaperone/record/bundle"
	"chaperone/register"
)

// moment is one thing that happened to a post.
type moment struct {
	At           time.Time
	Day          string
	Shape        string
	Title, Words string
	Who          string
	To, Link     string // what it is about, where that has a page
}

type storyView struct {
	ID, Title, Status, Line string
	Moments                 []moment
	Revision, Digest        string
	Limits                  []string
	Keeper                  bool
}

// story tells one post's whole story: what was found, who was asked, what was decided, and when.
func (c *call) story() error {
	s, err := c.office.Story(c.ctx(), c.id())
	if err != nil {
		return err
	}
	v := storyView{ID: s.Post.ID, Status: statusWord(signoff.Status(s.Post.Status)), Title: "(its words were erased)", Limits: s.Limits, Keeper: rolesOf(c.me)&keeper != 0}
	if n := len(s.Revisions); n > 0 {
		last := s.Revisions[n-1]
		if last.Text != nil {
			v.Title = quoted(shorten(*last.Text, 80))
		}
		v.Digest, v.Revision = last.Digest, count(n, "wording", "wordings")
	}
	v.Line = joined(v.Status, v.Revision, count(len(s.TimeLine), "event", "events")+" on record")
	for _, d := range s.Deeds() {
		x := moment{At: d.At, Day: c.shortDay(d.At), Shape: d.Mark, Title: d.Title, Words: strings.Join(d.Told(stamp), " "), Who: d.Who()}
		if x.Shape == "" { // what the log calls it has a sign for it, too
			x.Shape = deeds[d.Kind].Shape
		}
		switch kind, id, _ := strings.Cut(d.About, "/"); kind {
		case "entry":
			x.To, x.Link = "/registers/"+id, "The entry"
		case "request":
			x.To, x.Link = "/requests/"+id, "The request"
		}
		v.Moments = append(v.Moments, x)
	}
	return c.page("story", "One post’s story", v)
}

// storyBundle gives the story with its proofs as a file. Only a register keeper opens what is sealed.
func (c *call) storyBundle() error {
	open := c.form("open") != ""
	if open && rolesOf(c.me)&keeper == 0 {
		return errForbidden
	}
	if _, err := c.office.Post(c.ctx(), c.id()); err != nil {
		return err
	}
	return c.download("story-"+fileName(c.id())+".zip", "application/zip", func(w io.Writer) error { return c.office.Bundle(c.ctx(), *c.me, c.id(), open, w) })
}

// giveAppraisal writes the summary in the form that was asked for.
func (c *call) giveAppraisal(v appraisalView, from, to register.Date, refuse func(string) error) error {
	var own []bundle.Reflection
	if v.Words != "" {
		own = append(own, bundle.Reflection{On: c.now(), Text: v.Words})
	}
	as := c.form("as")
	kinds := map[string]string{"html": "text/html; charset=utf-8", "pdf": "application/pdf", "md": "text/markdown; charset=utf-8"}
	if kinds[as] == "" {
		return refuse("Choose how you want it: a web page, a PDF or Markdown.")
	}
	a, err := c.office.Appraisal(c.ctx(), *c.me, from.Time, to.Time, own)
	if err != nil {
		return err
	}
	d := a.Document()
	return c.download("appraisal-"+from.String()+"-"+to.String()+"."+as, kinds[as], func(w io.Writer) error {
		switch as {
		case "pdf":
			return d.PDF(w)
		case "md":
			return d.Markdown(w)
		}
		return d.HTML(w)
	})
}

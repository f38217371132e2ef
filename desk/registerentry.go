// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"chaperone/practice"
	"chaperone/record"
	"chaperone/register"
)

// errEntry is what an address of no entry shows.
var errEntry = &fault{http.StatusNotFound, "not-found", "There is no such entry.", "It may be mistyped. What was once on file is never taken out.", "Go to the registers", "/registers"}

// entryOf gives the entry of the address, as the member may see it.
func (c *call) entryOf() (*register.Entry, error) {
	rs, err := c.onFile()
	if err != nil {
		return nil, err
	}
	if e := rs.Entry(c.r.PathValue("entry")); e != nil {
		return e, nil
	}
	return nil, errEntry
}

// opened notes that the member is about to read whose entry it is, where that is sealed and theirs to read.
func (c *call) opened(e *register.Entry, file bool) error {
	if _, whole := e.Value(); !file && !whole || !e.Register.Sealed() || e.Erased != nil || rolesOf(c.me)&keeper == 0 {
		return nil
	}
	return c.office.EntryOpened(c.ctx(), *c.me, e.ID, file)
}

// leaningRow is a post that leans on an entry.
type leaningRow struct {
	To, Words, Why, Status, Shape string
	Due                           string // what has to be done because of this entry, and by when
	Where                         []practice.Place
}

type pastRow struct {
	At           time.Time
	Day          string
	Title, Words string
	Who          string
	Shape        string
}

type fileRow struct {
	To, Name, Size, When string
}

type entryView struct {
	ID, Title, More        string
	Shape, Word            string
	One                    string
	Register, RegisterName string
	Said                   []register.Saying
	Lacks                  []string
	Concealed              bool
	Erased                 string
	Falls                  []leaningRow // what has to be done because of it
	Leans                  []leaningRow
	Files                  []fileRow
	Past                   []pastRow
	Keeper                 bool
	Stands                 bool // it can be changed and ended
	Takeable               bool // a consent that can be withdrawn
	Reviewable             bool
	Next                   string // a day for the next review
	MaxFile                int
	Held                   bool
	Noted                  bool // that the member reads whose it is stands in the log
}

// entry shows one entry: what it says, what leans on it, its files and its history.
func (c *call) entry() error {
	rs, err := c.onFile()
	if err != nil {
		return err
	}
	e := rs.Entry(c.r.PathValue("entry"))
	if e == nil {
		return errEntry
	}
	if err := c.opened(e, false); errors.Is(err, record.ErrReadOnly) || errors.Is(err, record.ErrFull) {
		conceal(e) // what can't be noted isn't shown; the rest is
	} else if err != nil {
		return err
	}
	now := c.now()
	value, whole := e.Value()
	v := entryView{Noted: whole && e.Register.Sealed() && e.Erased == nil, ID: e.ID, Register: registersPath(e.Register, "", false, 0), RegisterName: registerNames[e.Register][0], One: registerNames[e.Register][1], Keeper: rolesOf(c.me)&keeper != 0,
		Concealed: !whole && e.Erased == nil, Stands: e.Ended == nil && e.Erased == nil, MaxFile: maxAttached >> 20, Held: rs.HeldBy(e) != nil}
	v.Title, v.More = headline(e)
	v.Shape, v.Word = standing(e, now)
	v.Takeable = e.Register == register.Consents && e.Erased == nil && !e.Withdrawn()
	v.Reviewable = v.Stands && (e.Register == register.Consents || e.Register == register.Evidences)
	v.Next = register.Day(now.AddDate(1, 0, 0)).String()
	if e.Erased != nil {
		v.Erased = "Its words were erased on " + day(e.Erased.At) + ". What happened, and when, stays."
	}
	v.Said = value.Sayings(dayOf)
	if whole && v.Stands {
		for _, l := range value.Lacks() {
			v.Lacks = append(v.Lacks, l.Ask)
		}
	}
	for _, f := range e.Attached() {
		r := fileRow{To: "/registers/" + e.ID + "/files/" + f.Digest, Name: f.Name, Size: sizeOf(f.Size), When: day(f.At)}
		if r.Name == "" {
			r.Name = "A file"
		}
		v.Files = append(v.Files, r)
	}
	names, err := c.names()
	if err != nil {
		return err
	}
	v.Past = pastOf(e, names)
	for i := range v.Past {
		v.Past[i].Day = c.shortDay(v.Past[i].At)
	}
	if err := c.leaningRows(&v, e); err != nil {
		return err
	}
	if err := c.namePosts(&v, e); err != nil {
		return err
	}
	return c.page("register-entry", v.Title, v)
}

// leaningRows lists the posts that lean on an entry, those with something to do because of it apart.
func (c *call) leaningRows(v *entryView, e *register.Entry) error {
	leans, err := c.office.LeaningOn(c.ctx(), e.ID)
	if err != nil {
		return err
	}
	all, err := c.office.Glances(c.ctx())
	if err != nil {
		return err
	}
	for _, p := range all {
		i := slices.IndexFunc(leans, func(l register.Leaner) bool { return l.Post == p.ID })
		_, due := dueTo(p)[e.ID]
		if i < 0 && !due {
			continue
		}
		r := c.rowOf(p, map[string]practice.Working{})
		row := leaningRow{Words: r.Words, Status: r.Status, Shape: r.Shape}
		if c.readsPosts() {
			row.To = r.To
		} else if p.Live == 0 {
			row.Words = c.glimpse(p)
		}
		if i >= 0 {
			row.Why = leans[i].Why
		}
		for _, d := range p.Due {
			if d.Cause.Kind == "entry" && d.Cause.ID == e.ID {
				row.Due = "Look at it again by " + c.shortDay(d.Until)
				if d.Kind == "take-down" {
					row.Due = "Take it down by " + c.shortDay(d.Until)
				}
			}
		}
		if row.Due == "" {
			v.Leans = append(v.Leans, row)
			continue
		}
		if row.Where, err = c.office.Places(c.ctx(), p.ID); err != nil {
			return err
		}
		v.Falls = append(v.Falls, row)
	}
	return nil
}

// namePosts shows posts that an entry names by their words.
func (c *call) namePosts(v *entryView, e *register.Entry) error {
	value, _ := e.Value()
	ids := value.Said("posts")
	if len(ids) == 0 {
		return nil
	}
	all, err := c.office.Glances(c.ctx())
	if err != nil {
		return err
	}
	for i := range v.Said {
		if v.Said[i].Field != "posts" {
			continue
		}
		for j, id := range v.Said[i].Words {
			if k := slices.IndexFunc(all, func(g *practice.Glance) bool { return g.ID == id }); k >= 0 && !all[k].Erased {
				v.Said[i].Words[j] = c.glimpse(all[k])
				if all[k].Live > 0 || c.readsPosts() {
					v.Said[i].Words[j] = quoted(v.Said[i].Words[j])
				}
			}
		}
	}
	return nil
}

// pastOf tells what happened to an entry, the latest first.
func pastOf(e *register.Entry, names map[string]string) (out []pastRow) {
	titles := map[string]string{register.KindAdded: "Added", register.KindChanged: "Changed", register.KindEnded: "Ended", register.KindWithdrawn: "They changed their mind", register.KindReviewed: "Looked at again: it stands",
		register.KindNoticed: "Marked as retracted"}
	for i, v := range e.Versions {
		r := pastRow{At: v.At, Title: titles[v.What], Words: v.Why, Who: nameOf(names, v.By)}
		switch v.What {
		case register.KindAdded:
			if e.Imported {
				r.Title = "Added from a file"
			}
			if e.Request != "" {
				r.Title = "Added by their answer"
			}
		case register.KindChanged:
			r.Words = strings.TrimSpace(labelsOf(e.Register, e.Differences(i)) + " " + v.Why)
		case register.KindWithdrawn:
			r.Shape = "stop"
			if e.Ended != nil && e.Ended.Said != "" {
				r.Words = "“" + e.Ended.Said + "”"
			}
		}
		out = append(out, r)
	}
	for _, f := range e.Files {
		name := f.Name
		if name == "" {
			name = "A file"
		}
		out = append(out, pastRow{At: f.At, Title: "File attached", Words: name, Who: nameOf(names, f.By)})
		if !f.Detached.IsZero() {
			out = append(out, pastRow{At: f.Detached, Title: "File found not to belong here", Words: name})
		}
	}
	for _, n := range e.Notices {
		out = append(out, pastRow{At: n.At, Title: capital(noticeWords[n.Nature]) + " of the paper", Words: joined(strings.Join(n.Reasons, ", "), n.Source), Who: nameOf(names, n.By), Shape: "decide"})
	}
	if e.Erased != nil {
		out = append(out, pastRow{At: e.Erased.At, Title: "Words erased", Who: nameOf(names, e.Erased.By)})
	}
	slices.SortStableFunc(out, func(a, b pastRow) int { return b.At.Compare(a.At) })
	return out
}

var noticeWords = map[register.Nature]string{register.Retraction: "retraction", register.Concern: "note of concern", register.Correction: "correction", register.Reinstatement: "reinstatement"}

// labelsOf names fields as the form does.
func labelsOf(n register.Name, fields []string) string {
	var out []string
	for _, f := range n.Fields() {
		if slices.Contains(fields, f.Name) {
			out = append(out, "‘"+f.Label+"’")
		}
	}
	if len(out) == 0 {
		return ""
	}
	return listed(out) + "."
}

// sizeOf says how large a file is.
func sizeOf(n int64) string {
	switch {
	case n < 1<<10:
		return count(int(n), "byte", "bytes")
	case n < 1<<20:
		return fmt.Sprint((n+512)>>10) + " KB"
	}
	return fmt.Sprint((n+1<<19)>>20) + " MB"
}

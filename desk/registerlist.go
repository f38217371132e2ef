// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chaperone/practice"
	"chaperone/register"
)

// entryRow is an entry in the list.
type entryRow struct {
	To, Title, More  string
	Shape, Word      string
	Until            string
	Leans            string
	Down             bool // a published post has to come down because of it
	pressing, behind int
}

type registersView struct {
	Tabs      []tab
	Name      string // the register, as the desk calls it
	One       string
	In        string
	Query     string
	Rows      []entryRow
	All       int
	Shown     string
	More      string
	Ended     bool // those that ended are listed, too
	Hidden    int  // how many that ended are not listed
	To        string
	Given     bool
	Keeper    bool
	Sealed    bool
	Reminders []reminderView
}

type reminderView struct {
	To, Words string
	Passed    bool
}

// registers lists one register, the most pressing first.
func (c *call) registers() error {
	rs, err := c.onFile()
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	in, err := register.ParseName(q.Get("in"))
	if err != nil {
		in = register.Consents
	}
	v := registersView{Name: registerNames[in][0], One: registerNames[in][1], In: string(in), Query: strings.TrimSpace(q.Get("q")), Ended: q.Get("ended") != "", Given: rs.Given(in), Keeper: rolesOf(c.me)&keeper != 0,
		Sealed: in == register.Consents}
	now := c.now()
	for _, n := range register.Names {
		v.Tabs = append(v.Tabs, tab{registerNames[n][0], registersPath(n, "", false, 0), standingIn(rs, n, now), n == in})
	}
	for _, r := range rs.Due(now, soon) {
		v.Reminders = append(v.Reminders, reminderView{"/registers/" + r.Entry, r.Why, r.Passed})
	}
	list := rs.Of(in)
	v.All = len(list)
	if v.Query != "" {
		list = slices.DeleteFunc(rs.Find(v.Query, now), func(e *register.Entry) bool { return e.Register != in })
	}
	posts, err := c.office.Glances(c.ctx())
	if err != nil {
		return err
	}
	falls, told := fallen(posts), c.told(posts)
	var rows []entryRow
	shown := map[string]*register.Entry{}
	for _, e := range list {
		r := rowOfEntry(e, falls[e.ID], now)
		if r.behind > 0 && !v.Ended && v.Query == "" {
			v.Hidden++
			continue
		}
		if words := toldIn(e, told); words != "" {
			r.Title, r.More = words, joined(strings.TrimPrefix(r.Title, "Consent, "), r.More)
		}
		shown[r.To] = e
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b entryRow) int {
		if a.pressing != b.pressing {
			return b.pressing - a.pressing
		}
		if a.behind != b.behind {
			return a.behind - b.behind
		}
		return shown[b.To].Order - shown[a.To].Order
	})
	from, _ := strconv.Atoi(q.Get("from"))
	from = max(0, min(from, len(rows)))
	v.Rows = rows[from:min(len(rows), from+pageSize)]
	if from+pageSize < len(rows) {
		v.More = registersPath(in, v.Query, v.Ended, from+pageSize)
	}
	v.To = registersPath(in, v.Query, true, 0)
	v.Shown = count(len(rows), "entry", "entries")
	return c.leaned(v, shown)
}

// leaned adds to the rows how many posts lean on each, and shows the page.
func (c *call) leaned(v registersView, shown map[string]*register.Entry) error {
	var ids []string
	for _, r := range v.Rows {
		ids = append(ids, shown[r.To].ID)
	}
	leans, err := c.office.Leanings(c.ctx(), ids)
	if err != nil {
		return err
	}
	for i := range v.Rows {
		r := &v.Rows[i]
		if n := len(leans[shown[r.To].ID]); n > 0 && !r.Down {
			r.Leans = count(n, "post", "posts")
		}
	}
	return c.page("registers", "Registers", v)
}

func rowOfEntry(e *register.Entry, f fall, now time.Time) entryRow {
	v, _ := e.Value()
	r := entryRow{To: "/registers/" + e.ID}
	r.Title, r.More = headline(e)
	r.Shape, r.Word = standing(e, now)
	switch s := e.State(now, soon); s {
	case register.StateErased, register.StateEnded, register.StateWithdrawn, register.StateSuperseded:
		r.behind = 1
	case register.StateReview, register.StateEnds, register.StateDoubted, register.StateRetracted:
		r.pressing = 1
	}
	if d := v.Until(); !d.IsZero() {
		r.Until = dayOf(d)
	} else if d := v.Review(); !d.IsZero() {
		r.Until = "review " + dayOf(d)
	}
	if e.Withdrawn() {
		r.Until = dayOf(e.Ended.Last)
	}
	switch {
	case f.Down > 0:
		r.Leans, r.Down, r.pressing, r.behind = count(f.Down, "post", "posts")+": take down", true, 2, 0
	case f.Again > 0:
		r.Leans, r.Down, r.pressing, r.behind = count(f.Again, "post", "posts")+": look again", true, 1, 0
	}
	return r
}

// fall is how many posts are due because of an entry.
type fall struct{ Down, Again int }

// fallen counts what is due because of each entry.
func fallen(posts []*practice.Glance) map[string]fall {
	out := map[string]fall{}
	for _, p := range posts {
		for id, down := range dueTo(p) {
			f := out[id]
			if down {
				f.Down++
			} else {
				f.Again++
			}
			out[id] = f
		}
	}
	return out
}

// told gives the words of the posts whose words the member may read in a list: a draft is its author's until it is out.
func (c *call) told(posts []*practice.Glance) map[string]string {
	out, may := map[string]string{}, rolesOf(c.me)&(author|reviewer) != 0
	for _, p := range posts {
		if !p.Erased && (may || p.Live > 0) {
			out[p.ID] = p.Text
		}
	}
	return out
}

// toldIn gives the words a consent is for, to know it by; "" where there are none to show.
func toldIn(e *register.Entry, told map[string]string) string {
	if v, _ := e.Value(); v.Consent != nil {
		for _, id := range v.Consent.Posts {
			if w := told[id]; w != "" {
				return quoted(shorten(w, 70))
			}
		}
	}
	return ""
}

// standingIn counts the entries of a register that aren't over.
func standingIn(rs *register.Registers, n register.Name, now time.Time) (out int) {
	for _, e := range rs.Of(n) {
		switch e.State(now, soon) {
		case register.StateErased, register.StateEnded, register.StateWithdrawn, register.StateSuperseded:
		default:
			out++
		}
	}
	return out
}

func registersPath(in register.Name, query string, ended bool, from int) string {
	q := url.Values{"in": {string(in)}}
	if query != "" {
		q.Set("q", query)
	}
	if ended {
		q.Set("ended", "yes")
	}
	if from > 0 {
		q.Set("from", strconv.Itoa(from))
	}
	return "/registers?" + q.Encode()
}

// registerKeep says that a register is kept though nothing is in it.
func (c *call) registerKeep() error {
	n, err := register.ParseName(c.form("in"))
	if err != nil {
		return errForm
	}
	return c.decided(registersPath(n, "", false, 0), "Noted. Checks know now that nothing is on file here.", c.office.KeepRegister(c.ctx(), *c.me, n))
}

// dueTo gives the entries because of which something of a post is due; true where it has to come down.
func dueTo(p *practice.Glance) map[string]bool {
	out := map[string]bool{}
	for _, d := range p.Due {
		if d.Cause.Kind == "entry" {
			out[d.Cause.ID] = out[d.Cause.ID] || d.Kind == "take-down"
		}
	}
	return out
}

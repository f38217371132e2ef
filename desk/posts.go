// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chaperone/decision/signoff"
	"chaperone/practice"
)

// postsScreen is everything written, what each post waits for, and one post with its sign-off.
var postsScreen = screen{Name: "Posts", Path: "/posts", Routes: slices.Concat([]route{
	{Pattern: "GET /posts", May: author | reviewer, Do: (*call).posts},
}, postRoutes)}

// pageSize is how many posts are listed at once.
const pageSize = 50

// row is a post in the list.
type row struct {
	To, Words, Status, Shape, Waits, Note, Where, Day string
	all                                               string // its whole text, to search in
	tab                                               string
	pressing                                          int // what has to be done first stands first
	changed                                           time.Time
}

type tab struct {
	Name, To string
	Count    int
	Here     bool
}

type postsView struct {
	Line, Query, Filter, None, More string
	All                             int
	Tabs                            []tab
	Rows                            []row
	Sample                          bool // a sample practice can be opened
}

// tabs are the filters, in order; the first takes all.
var postTabs = []string{"All", "Take down", "Drafts", "Waiting", "Signed off", "Published", "Taken down", "Closed"}

func (c *call) posts() error {
	all, err := c.rows()
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	v := postsView{Query: strings.TrimSpace(q.Get("q")), Filter: q.Get("status"), All: len(all), Line: tallyOf(all), Sample: c.sample != nil}
	var found []row
	counts := map[string]int{}
	for _, r := range all {
		if v.Query != "" && !strings.Contains(strings.ToLower(r.Words+" "+r.all+" "+r.Where), strings.ToLower(v.Query)) {
			continue
		}
		counts["All"]++
		counts[r.tab]++
		if v.Filter == "" || v.Filter == "All" || v.Filter == r.tab {
			found = append(found, r)
		}
	}
	for i, name := range postTabs {
		if i > 0 && counts[name] == 0 && v.Filter != name {
			continue
		}
		v.Tabs = append(v.Tabs, tab{name, postsPath(v.Query, name, 0), counts[name], v.Filter == name || v.Filter == "" && i == 0})
	}
	from, _ := strconv.Atoi(q.Get("from"))
	from = max(0, min(from, len(found)))
	v.Rows = found[from:min(len(found), from+pageSize)]
	if from+pageSize < len(found) {
		v.More = postsPath(v.Query, v.Filter, from+pageSize)
	}
	v.None = "No posts here."
	if v.Query != "" {
		v.None = "Nothing for " + quoted(v.Query) + "."
	}
	return c.page("posts", "Posts", v)
}

func postsPath(query, filter string, from int) string {
	q := url.Values{}
	if query != "" {
		q.Set("q", query)
	}
	if filter != "" && filter != "All" {
		q.Set("status", filter)
	}
	if from > 0 {
		q.Set("from", strconv.Itoa(from))
	}
	if len(q) == 0 {
		return "/posts"
	}
	return "/posts?" + q.Encode()
}

// rows gives all posts and working copies, the most pressing first, then the last changed.
func (c *call) rows() ([]row, error) {
	all, err := c.office.Glances(c.ctx())
	if err != nil {
		return nil, err
	}
	copies, err := c.office.WorkingCopies(c.ctx())
	if err != nil {
		return nil, err
	}
	being := map[string]practice.Working{}
	for _, w := range copies {
		being[w.ID] = w
	}
	var out []row
	for _, p := range all {
		out = append(out, c.rowOf(p, being))
		delete(being, p.ID)
	}
	for _, w := range copies {
		if _, alone := being[w.ID]; !alone {
			continue
		}
		words := shorten(w.Revision.Text, 90)
		if words == "" {
			words = "An empty draft"
		}
		out = append(out, row{To: "/write/" + w.ID, Words: words, Status: "Draft", Shape: "advise", Waits: "You: go on writing", Where: placesOf(w.Revision.Platforms), Day: c.shortDay(w.Saved), tab: "Drafts", changed: w.Saved})
	}
	slices.SortStableFunc(out, func(a, b row) int {
		if a.pressing != b.pressing {
			return b.pressing - a.pressing
		}
		return b.changed.Compare(a.changed)
	})
	return out, nil
}

// rowOf puts a post in a line.
func (c *call) rowOf(p *practice.Glance, being map[string]practice.Working) row {
	r := row{To: "/posts/" + p.ID, Words: "(its words were erased)", Status: statusWord(p.Status), Where: placesOf(p.Platforms), changed: p.Changed}
	if !p.Erased {
		r.Words, r.all = shorten(p.Text, 90), p.Text
	}
	switch p.Status {
	case signoff.TakeDownDue:
		r.Shape, r.tab, r.pressing = "stop", "Take down", 2
		if len(p.Due) > 0 {
			r.Waits = "You: take it down by " + c.shortDay(p.Due[0].Until)
			r.Note = count(p.Live, "place", "places") + " left"
		}
	case signoff.RecheckDue:
		r.Shape, r.tab, r.pressing = "decide", "Published", 1
		if len(p.Due) > 0 {
			r.Waits = "You: look at it again by " + c.shortDay(p.Due[0].Until)
		}
	case signoff.Waiting:
		r.Shape, r.tab, r.Waits = "ask", "Waiting", count(p.Waiting, "answer", "answers")
	case signoff.Draft:
		r.Shape, r.tab, r.Waits = "advise", "Drafts", "You: sign it off"
		if p.Checked {
			if p.StillOpen > 0 && (p.Verdict == "stop" || p.Verdict == "decide") {
				r.Shape = p.Verdict
				r.Status += ", " + p.Verdict
			} else {
				r.Shape = "clear"
			}
		}
		if p.StillOpen > 0 {
			r.Waits = "You: " + count(p.StillOpen, "thing", "things") + " to settle"
		}
		if p.Refused { // a no to these words isn't a matter of settling
			r.Shape, r.Status, r.Waits = "stop", "Draft, they said no", "You: other words, or leave it"
		}
	case signoff.SignedOff:
		r.Shape, r.tab, r.Waits = "clear", "Signed off", "You: publish, then add the address"
	case signoff.Published:
		r.Shape, r.tab = "clear", "Published"
		if len(p.WaitsFor) > 0 && p.WaitsFor[0].For == "wording" {
			r.Note = "older words still stand there"
		}
	case signoff.TakenDown:
		r.Shape, r.tab = "none", "Taken down"
	default:
		r.Shape, r.tab = "none", "Closed"
	}
	if p.Fault {
		r.Note = strings.TrimPrefix(r.Note+" · went out without sign-off", " · ")
	}
	if w, ok := being[p.ID]; ok {
		if r.Note == "" {
			r.Note = "changes not checked in yet"
		}
		if w.Saved.After(r.changed) {
			r.changed = w.Saved
		}
	}
	r.Day = c.shortDay(r.changed)
	return r
}

// shortDay leaves the year out where it is this one.
func (c *call) shortDay(t time.Time) string {
	if t.Local().Year() == c.now().Local().Year() {
		return t.Local().Format("2 Jan")
	}
	return day(t)
}

// tallyOf says what of all posts wants doing.
func tallyOf(all []row) string {
	var down, again, open, drafts int
	for _, r := range all {
		switch {
		case r.pressing == 2:
			down++
		case r.pressing == 1:
			again++
		case r.tab == "Signed off":
			open++
		case r.tab == "Drafts":
			drafts++
		}
	}
	var parts []string
	add := func(n int, one, more string) {
		if n == 1 {
			parts = append(parts, "one "+one)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf("%d %s", n, more))
		}
	}
	add(down, "needs taking down", "need taking down")
	add(again, "needs a second look", "need a second look")
	add(open, "is ready to publish", "are ready to publish")
	add(drafts, "is being written", "are being written")
	if len(parts) == 0 {
		return "Nothing waits for you."
	}
	return sentence(listed(parts))
}

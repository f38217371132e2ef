// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/practice"
)

// requestsScreen is who was asked, about what, and what they said; requestask.go asks, asked.go is what the person asked sees.
var requestsScreen = screen{Name: "Requests", Path: "/requests", Routes: []route{
	{Pattern: "GET /requests", May: author | reviewer, Do: (*call).requests},
	{Pattern: "GET /requests/ask", May: author, Do: (*call).askWhich},
	{Pattern: "GET /requests/{id}", May: author | reviewer, Do: (*call).request},
	{Pattern: "GET /requests/{id}/file", May: author | reviewer, Do: (*call).requestFile},
	{Pattern: "POST /requests/{id}/code", May: author | reviewer, Do: (*call).requestCode},
	{Pattern: "POST /requests/{id}/spoken", May: author | reviewer, Do: (*call).requestSpoken},
	{Pattern: "POST /requests/{id}/paper", May: author | reviewer, Do: (*call).requestPaper, Body: 24 << 20, File: true},
	{Pattern: "POST /requests/{id}/reply", May: author | reviewer, Do: (*call).requestReply},
	{Pattern: "POST /requests/{id}/cancel", May: author | reviewer, Do: (*call).requestCancel},
	{Pattern: "POST /requests/{id}/way", May: author | reviewer, Do: (*call).requestWay},
	{Pattern: "POST /requests/{id}/competence", May: author | reviewer, Do: (*call).requestCompetence},
	{Pattern: "POST /requests/{id}/best", May: author | reviewer, Do: (*call).requestBest},
	{Pattern: "GET /posts/{id}/ask", May: author, Do: (*call).askForm},
	{Pattern: "POST /posts/{id}/ask", May: author, Do: (*call).ask},
}}

// askedRow is a line of the list.
type askedRow struct {
	To, Who, What, Shape, Status, Post, Day string
	tab                                     string
	open                                    int // what waits for this practice stands first, then what waits for others
	at                                      time.Time
}

type requestsView struct {
	Line, Query, Filter, None, More string
	All                             int
	Tabs                            []tab
	Rows                            []askedRow
	MayAsk                          bool
}

// formNames say what is asked.
var formNames = map[request.Form]string{request.Patient: "Consent", request.Employer: "Permission", request.Colleague: "Opinion"}

// requestTabs are the filters, in order; the first takes all.
var requestTabs = []string{"All", "Wants to know", "Waiting", "Answered", "Changed their mind", "Over"}

func (c *call) requests() error {
	q := c.r.URL.Query()
	v := requestsView{Query: strings.TrimSpace(q.Get("q")), Filter: q.Get("tab"), MayAsk: rolesOf(c.me)&author != 0}
	if v.Query != "" { // the number that stands on a paper leads to its request
		if x, err := c.office.ByRef(c.ctx(), v.Query); err == nil {
			http.Redirect(c.w, c.r, "/requests/"+x.ID, http.StatusSeeOther)
			return nil
		}
	}
	all, err := c.askedRows()
	if err != nil {
		return err
	}
	v.All, v.Line = len(all), openLine(all)
	var found []askedRow
	counts := map[string]int{}
	for _, r := range all {
		if v.Query != "" && !strings.Contains(strings.ToLower(r.Who+" "+r.What+" "+r.Post), strings.ToLower(v.Query)) {
			continue
		}
		counts["All"]++
		counts[r.tab]++
		if v.Filter == "" || v.Filter == "All" || v.Filter == r.tab {
			found = append(found, r)
		}
	}
	for i, name := range requestTabs {
		if i == 0 || counts[name] > 0 || v.Filter == name {
			v.Tabs = append(v.Tabs, tab{name, requestsPath(v.Query, name, 0), counts[name], v.Filter == name || v.Filter == "" && i == 0})
		}
	}
	from, _ := strconv.Atoi(q.Get("from"))
	from = max(0, min(from, len(found)))
	v.Rows = found[from:min(len(found), from+pageSize)]
	if from+pageSize < len(found) {
		v.More = requestsPath(v.Query, v.Filter, from+pageSize)
	}
	v.None = "No requests here."
	if v.Query != "" {
		v.None = "Nothing for " + quoted(v.Query) + "."
	}
	return c.page("requests", "Requests", v)
}

func requestsPath(query, filter string, from int) string {
	q := url.Values{}
	if query != "" {
		q.Set("q", query)
	}
	if filter != "" && filter != "All" {
		q.Set("tab", filter)
	}
	if from > 0 {
		q.Set("from", strconv.Itoa(from))
	}
	if len(q) == 0 {
		return "/requests"
	}
	return "/requests?" + q.Encode()
}

// askedRows gives all requests, those that wait for somebody first, then the newest.
func (c *call) askedRows() (out []askedRow, err error) {
	all, err := c.office.Requests(c.ctx())
	if err != nil {
		return nil, err
	}
	words := map[string]string{}
	posts, err := c.office.Glances(c.ctx())
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		words[p.ID] = "(its words were erased)"
		if !p.Erased {
			words[p.ID] = shorten(p.Text, 70)
		}
	}
	for _, q := range all {
		s := q.Status(c.now())
		r := askedRow{To: "/requests/" + q.ID, Who: whoOf(q), What: formNames[q.Form], Post: words[q.Post], Day: c.shortDay(q.At), at: q.At, tab: "Over"}
		r.Shape, r.Status = c.standing(q, s)
		switch {
		case wantsWord(q):
			r.open, r.tab = 2, "Wants to know"
		case s == request.Waiting:
			r.open, r.tab = 1, "Waiting"
		case s == request.Answered && q.Reply() == "changed-mind":
			r.tab = "Changed their mind"
		case s == request.Answered:
			r.tab = "Answered"
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b askedRow) int {
		if a.open != b.open {
			return b.open - a.open
		}
		return b.at.Compare(a.at)
	})
	return out, nil
}

// openLine says in a sentence what waits.
func openLine(all []askedRow) string {
	n := map[string]int{}
	for _, r := range all {
		n[r.tab]++
	}
	var parts []string
	if k := n["Wants to know"]; k > 0 {
		parts = append(parts, count(k, "person wants to know something", "people want to know something"))
	}
	if k := n["Waiting"]; k > 0 {
		parts = append(parts, count(k, "answer is awaited", "answers are awaited"))
	}
	if len(parts) == 0 {
		return "Nobody has a question open."
	}
	return sentence(listed(parts))
}

// wantsWord tells whether the last word in a request is a question of the person asked, before an answer or after it.
func wantsWord(q *request.Request) bool {
	return q.Closed == nil && q.ErasedAt == nil && len(q.Thread) > 0 && q.Thread[len(q.Thread)-1].By == q.About()
}

// overPosts are the statuses of posts nobody is asked about any more.
var overPosts = []signoff.Status{signoff.TakenDown, signoff.ThrownAway, signoff.NotPublished}

// askWhich lets an author choose the post somebody is asked about.
func (c *call) askWhich() error {
	posts, err := c.office.Glances(c.ctx())
	if err != nil {
		return err
	}
	query := strings.TrimSpace(c.r.URL.Query().Get("q"))
	v := requestsView{Query: query, None: "There is no post yet that somebody can be asked about."}
	if query != "" {
		v.None = "Nothing for " + quoted(query) + "."
	}
	var found []*practice.Glance
	for _, p := range posts {
		if !p.Erased && !slices.Contains(overPosts, p.Status) && strings.Contains(strings.ToLower(p.Text), strings.ToLower(query)) {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b *practice.Glance) int { return b.Changed.Compare(a.Changed) })
	v.All = len(found)
	for _, p := range found[:min(len(found), pageSize)] {
		v.Rows = append(v.Rows, askedRow{To: "/posts/" + p.ID + "/ask", Who: shorten(p.Text, 90), What: statusWord(p.Status), Post: placesOf(p.Platforms), Day: c.shortDay(p.Changed)})
	}
	return c.page("ask-which", "Ask somebody", v)
}

// whoOf names who is asked, as far as it is still known.
func whoOf(q *request.Request) string {
	if q.Private == nil {
		return "Somebody whose details were erased"
	}
	s := &q.Private.Asked.Shown
	for _, n := range []string{s.Person.Name, s.Patient, s.About} {
		if n = strings.TrimSpace(n); n != "" {
			return n
		}
	}
	return "Somebody"
}

// standing puts where a request stands as a shape and words.
func (c *call) standing(q *request.Request, s request.Status) (shape, words string) {
	switch s {
	case request.Waiting:
		if q.Seen != nil {
			return "ask", "Opened; answer by " + c.shortDay(q.Expires)
		}
		return "ask", "Answer by " + c.shortDay(q.Expires)
	case request.Asks:
		return "decide", "They want to know something first"
	case request.Answered:
		if line := c.answerLine(q); wantsWord(q) {
			return answerShape(q), line + "; wants to know something"
		} else {
			return answerShape(q), line
		}
	case request.TimeOver:
		return "none", "No answer in time, which means no"
	case request.Cancelled:
		return "none", "Taken back"
	case request.NotTheirs:
		return "none", "It reached the wrong person"
	case request.Outdated:
		return "none", "The post has other words now"
	}
	return "none", string(s)
}

// replyWords say an answer as the list does.
var replyWords = map[request.Reply]string{request.Yes: "Yes", request.No: "No", request.Conditions: "Yes, with conditions", request.UntilDate: "Yes, until a day", request.SomeoneElse: "Ask someone else",
	request.Fine: "No, a fair reader wouldn’t think so", request.SaySo: "Saying so in the post is enough", request.LeaveOut: "Leave it out", request.CantJudge: "Can’t judge", request.HasTie: "Has a tie, or may have",
	request.NotNamed: "Couldn’t name the person", request.PerhapsNamed: "Could perhaps name the person", request.Named: "Could name the person", request.WouldWant: "They would want it", request.WouldNot: "They would not want it",
	request.CantSay: "Can’t say"}

func answerShape(q *request.Request) string {
	switch q.Reply() {
	case "yes", "fine", "say-so":
		return "clear"
	case "no", "changed-mind", "leave-out":
		return "stop"
	}
	return "advise"
}

func (c *call) answerLine(q *request.Request) string {
	a := q.Last()
	if q.Reply() == "changed-mind" {
		return "Changed their mind: no, " + c.shortDay(a.At)
	}
	return replyWords[a.Reply] + ", " + c.shortDay(a.At)
}

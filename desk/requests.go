// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/record/paper"
)

// requestsScreen is who was asked, about what, and what they said; requestask.go asks, asked.go is what the person asked sees.
var requestsScreen = screen{Name: "Requests", Path: "/requests", Routes: []route{
	{Pattern: "GET /requests", May: author | reviewer, Do: (*call).requests},
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

// asked is a line of the list.
type askedRow struct {
	To, Who, What, Shape, Status, Post, Day string
	open                                    int
	at                                      time.Time
}

type requestsView struct {
	Line string
	Rows []askedRow
}

// formNames say what is asked.
var formNames = map[request.Form]string{request.Patient: "Consent", request.Employer: "Permission", request.Colleague: "Opinion"}

func (c *call) requests() error {
	all, err := c.office.Requests(c.ctx())
	if err != nil {
		return err
	}
	words := map[string]string{}
	posts, err := c.office.Glances(c.ctx())
	if err != nil {
		return err
	}
	for _, p := range posts {
		words[p.ID] = "(its words were erased)"
		if !p.Erased {
			words[p.ID] = shorten(p.Text, 70)
		}
	}
	v := requestsView{}
	waiting, asks := 0, 0
	for _, q := range all {
		s := q.Status(c.now())
		r := askedRow{To: "/requests/" + q.ID, Who: whoOf(q), What: formNames[q.Form], Post: words[q.Post], Day: c.shortDay(q.At), at: q.At}
		r.Shape, r.Status = c.standing(q, s)
		switch s {
		case request.Asks:
			r.open, asks = 2, asks+1
		case request.Waiting:
			r.open, waiting = 1, waiting+1
		}
		v.Rows = append(v.Rows, r)
	}
	slices.SortStableFunc(v.Rows, func(a, b askedRow) int {
		if a.open != b.open {
			return b.open - a.open
		}
		return b.at.Compare(a.at)
	})
	var parts []string
	if asks > 0 {
		parts = append(parts, count(asks, "person wants to know something first", "people want to know something first"))
	}
	if waiting > 0 {
		parts = append(parts, count(waiting, "answer is awaited", "answers are awaited"))
	}
	v.Line = "Nobody has a question open."
	if len(parts) > 0 {
		v.Line = sentence(listed(parts))
	}
	return c.page("requests", "Requests", v)
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
		return answerShape(q), c.answerLine(q)
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

// happening is one thing that happened, in its order.
type happening struct {
	When, Who, Words string
}

// handout is what opens a request, kept for the session that asked: it is given once and never stored.
type handout struct {
	request string
	link    string
	name    string // of the file
	kind    string
	data    []byte
}

type requestView struct {
	ID, Title, What, Shape, Status, Who string
	Post, PostWords, Asked, Expires     string
	Told                                []line // the page, in plain words
	Story                               []happening
	Link                                string
	QR                                  template.HTML
	Local                               bool // the link opens on this computer only
	File, FileHow                       string
	Open, Asks, Answered, Erased        bool
	Replies                             []replyForm // a no by word of mouth
	Paper, Page                         bool        // an answer may come this way
	PaperReplies                        []replyForm
	Child, Young, Lacks                 bool
	Judged, Best                        string
	Mine                                bool // this member wrote the post, and decides nothing about it
	Down                                []string
	Locked                              bool
}

// line is one of a page in plain words.
type line struct {
	Words  string
	Quoted bool // of the post
}

type replyForm struct{ Value, Words string }

func (c *call) request() error {
	q, err := c.office.Request(c.ctx(), c.id())
	if err != nil {
		return err
	}
	v, err := c.requestView(q)
	if err != nil {
		return err
	}
	return c.page("request", v.Title, v)
}

func (c *call) requestView(q *request.Request) (*requestView, error) {
	s := q.Status(c.now())
	v := &requestView{ID: q.ID, Title: formNames[q.Form] + " from " + whoOf(q), What: formNames[q.Form], Who: whoOf(q), Post: q.Post, Asked: stamp(q.At), Expires: day(q.Expires), Erased: q.Private == nil,
		Open: s == request.Waiting || s == request.Asks, Asks: s == request.Asks, Answered: s == request.Answered, Child: q.Subject == request.Child, Young: q.Subject == request.Young,
		Lacks: q.Subject == request.Lacks, Mine: q.Author == c.me.ID || slices.Contains(q.Writers, c.me.ID), Locked: q.Locked()}
	v.Shape, v.Status = c.standing(q, s)
	if q.Private != nil {
		for s := range strings.Lines(q.Private.Asked.Told) {
			words, quoted := strings.CutPrefix(strings.TrimSpace(s), "> ")
			v.Told = append(v.Told, line{words, quoted})
		}
		v.PostWords = shorten(q.Private.Asked.Shown.Text, 90)
	}
	v.Story = c.storyOf(q)
	for _, w := range q.Ways {
		v.Paper = v.Paper || w.Channel == request.Paper && !w.Replaced
		v.Page = v.Page || w.Channel == request.Page && !w.Replaced
	}
	for _, r := range q.Replies() {
		f := replyForm{string(r), replyWords[r]}
		v.PaperReplies = append(v.PaperReplies, f)
		if slices.Contains([]request.Reply{request.No, request.WouldNot, request.LeaveOut, request.HasTie, request.CantJudge, request.CantSay, request.Named, request.PerhapsNamed}, r) {
			v.Replies = append(v.Replies, f)
		}
	}
	if j := q.Competence; j != nil {
		v.Judged = map[bool]string{true: "found able to decide this", false: "found not able to decide this"}[j.Able] + ", " + stamp(j.At)
	}
	if b := q.Best; b != nil {
		v.Best = map[bool]string{true: "decided for publishing", false: "decided against publishing"}[b.For] + ", " + stamp(b.At)
	}
	if q.Reply() == "changed-mind" {
		p, err := c.office.Post(c.ctx(), q.Post)
		if err != nil {
			return nil, err
		}
		for _, a := range p.Live() {
			v.Down = append(v.Down, platformName(a.Platform))
		}
	}
	h := c.session.handed(q.ID)
	if h == nil {
		return v, nil
	}
	if h.link != "" {
		v.Link, v.Local = c.base()+"/ask/"+h.link, c.public == ""
		qr, err := paper.QR{Words: v.Link}.SVG()
		if err != nil {
			return nil, err
		}
		v.QR = qr
	}
	if h.data != nil {
		v.File = h.name
		v.FileHow = "Send it by mail. The answer comes back as a code, which you type in below."
		if h.kind == "application/pdf" {
			v.FileHow = "Print it. When it is signed, photograph it and add the picture below."
		}
	}
	return v, nil
}

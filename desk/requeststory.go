// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"chaperone/decision/request"
	"chaperone/practice"
	"chaperone/record/paper"
)

// happening is one thing that happened, in its order.
type happening struct {
	When, Who, Words string
	Notes            []string // reasons, in paragraphs
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
	Late                                bool        // nobody answered in time; more time can be given
	Again                               string      // where the same person is asked about the words of today
	Elsewhere                           bool        // a link opens on other devices, too
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
	v := &requestView{ID: q.ID, Title: formNames[q.Form] + " from " + whoOf(q), What: formNames[q.Form], Who: whoOf(q), Post: q.Post, Asked: stamp(q.At), Expires: map[bool]string{true: day(q.Expires)}[q.Reply() == ""], Erased: q.Private == nil,
		Open: s == request.Waiting || s == request.Asks, Asks: wantsWord(q), Late: s == request.TimeOver && q.Superseded == "", Elsewhere: c.public != "", Answered: s == request.Answered, Child: q.Subject == request.Child, Young: q.Subject == request.Young,
		Lacks: q.Subject == request.Lacks, Mine: q.Author == c.me.ID || slices.Contains(q.Writers, c.me.ID), Locked: q.Locked()}
	v.Shape, v.Status = c.standing(q, s)
	if q.Private != nil {
		for s := range strings.Lines(q.Private.Asked.Told) {
			words, quoted := strings.CutPrefix(strings.TrimSpace(s), "> ")
			v.Told = append(v.Told, line{words, quoted})
		}
		v.PostWords = shorten(q.Private.Asked.Shown.Text, 90)
	}
	if q.Private != nil && rolesOf(c.me)&author != 0 && (s == request.Outdated || s == request.NotTheirs || s == request.Cancelled || s == request.TimeOver && q.Superseded != "") {
		v.Again = "/posts/" + q.Post + "/ask?form=" + string(q.Form) + "&from=" + q.ID
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
		if !v.Local {
			var err error
			if v.QR, err = (paper.QR{Words: v.Link}).SVG(); err != nil {
				return nil, err
			}
		}
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

// storyOf tells what happened, oldest first.
func (c *call) storyOf(q *request.Request) []happening {
	type moment struct {
		at time.Time
		happening
	}
	var all []moment
	put := func(at time.Time, who, words string, notes ...string) {
		all = append(all, moment{at, happening{stamp(at), who, words, notes}})
	}
	who := func(by string) string {
		if by == q.About() {
			return whoOf(q)
		}
		if m, err := c.member(c.ctx(), by); err == nil && m != nil {
			return m.Name
		}
		return by
	}
	channel := map[request.Channel]string{request.Link: "by link", request.Device: "on this device", request.Paper: "on paper", request.Page: "by a page to send", request.Spoken: "by word of mouth"}
	for i, w := range q.Ways {
		put(w.At, who(w.By), map[bool]string{true: "Asked ", false: "Gave another way: "}[i == 0]+channel[w.Channel]+".")
	}
	if q.Seen != nil {
		put(*q.Seen, "", "The page was opened.")
	}
	for i, m := range q.Thread {
		words := ""
		if q.Private != nil {
			words = q.Private.Thread[i]
		}
		put(m.At, who(m.By), words)
	}
	for i, a := range q.Answers {
		words := replyWords[a.Reply] + ", " + channel[a.Channel] + "."
		if i > 0 && a.Reply != q.Answers[i-1].Reply {
			words = "Changed their mind: " + strings.ToLower(words[:1]) + words[1:]
		}
		if a.Photo != "" {
			words += " The photograph of the paper is kept."
		}
		if a.Parent {
			words += " A parent agreed, too."
		}
		words += map[request.View]string{request.ChildFor: " The child says yes.", request.ChildAgainst: " The child says no.", request.TooYoung: " The child is too young to say."}[a.View]
		if !a.Until.IsZero() {
			words += " Until " + day(a.Until.Time) + "."
		}
		if q.Private != nil {
			w := q.Private.Answers[i]
			for _, x := range []struct{ lead, words string }{{"Signed", w.Name}, {"They said", w.Words}, {"The child said", w.Child}} {
				if x.words != "" {
					words += " " + x.lead + ": “" + x.words + "”."
				}
			}
		}
		put(a.At, who(a.By), words)
	}
	notes := func(name string) []string {
		if q.Private == nil {
			return nil
		}
		return noteLines(q.Private.Notes[name])
	}
	if j := q.Competence; j != nil {
		put(j.At, who(j.By), map[bool]string{true: "Found able to decide this.", false: "Found not able to decide this yet."}[j.Able], notes("competence")...)
	}
	if b := q.Best; b != nil {
		put(b.At, who(b.By), map[bool]string{true: "Decided: publishing is in their best interests.", false: "Decided: it isn’t published."}[b.For], notes("best-interests")...)
	}
	if h := q.Handed; h != nil {
		put(h.At, who(h.By), "This device was lent.")
	}
	if q.Granted != nil {
		put(*q.Granted, "", "What it allows was entered in the registers.")
	}
	if q.Ended != nil {
		put(*q.Ended, "", "The entry in the registers ended with it; what rested on it comes down.")
	}
	if q.Lapsed != nil {
		put(*q.Lapsed, "", "The time to answer ended. No answer means no.")
	}
	if x := q.Closed; x != nil {
		put(x.At, who(x.By), map[request.Ending]string{request.EndCancelled: "Taken back.", request.EndNotMe: "It reached the wrong person."}[x.As], notes("cancelled")...)
	}
	slices.SortStableFunc(all, func(a, b moment) int { return a.at.Compare(b.at) })
	var out []happening
	for _, m := range all {
		out = append(out, m.happening)
	}
	return out
}

// noteLines puts the reasons for a judgement or a decision in paragraphs.
func noteLines(n request.Notes) (out []string) {
	for _, x := range []struct{ lead, words string }{{"Judged by", n.Judge}, {"Why", n.Reasons}, {"What was tried to help them decide", n.Support}, {"What they would have wanted", n.Wishes},
		{"Why it is good for them", n.Benefit}, {"Why nothing less would do", n.Needed}, {"Who was asked", n.Consulted}} {
		if x.words != "" {
			out = append(out, x.lead+": "+x.words)
		}
	}
	return out
}

// keepHandout keeps what opens a request for this session, and says what to do with it.
func (c *call) keepHandout(a *practice.Asked, channel request.Channel) (string, error) {
	h := &handout{request: a.ID}
	switch channel {
	case request.Link:
		h.link = a.Token.Show()
	case request.Page, request.Paper:
		data, err := c.office.RequestPage(c.ctx(), a)
		if err != nil {
			return "", err
		}
		h.data, h.name, h.kind = data, "answer-"+fileName(a.ID)+".html", "text/html; charset=utf-8"
		if channel == request.Paper {
			h.name, h.kind = "paper-"+fileName(a.ID)+".pdf", "application/pdf"
		}
	}
	c.session.hand(h)
	return map[request.Channel]string{request.Link: "The link is below. It is shown until you sign out, and never again.", request.Page: "The page is below: download it and send it.",
		request.Paper: "The paper is below: download it and print it."}[channel], nil
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"slices"
	"time"

	"chaperone/decision/request"
	"chaperone/practice"
)

// storyOf tells what happened, oldest first.
func (c *call) storyOf(q *request.Request) []happening {
	type moment struct {
		at time.Time
		happening
	}
	var all []moment
	put := func(at time.Time, who, words string) { all = append(all, moment{at, happening{stamp(at), who, words}}) }
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
	if q.Lapsed != nil {
		put(*q.Lapsed, "", "The time to answer ended. No answer means no.")
	}
	if x := q.Closed; x != nil {
		put(x.At, who(x.By), map[request.Ending]string{request.EndCancelled: "Taken back.", request.EndNotMe: "It reached the wrong person."}[x.As])
	}
	slices.SortStableFunc(all, func(a, b moment) int { return a.at.Compare(b.at) })
	var out []happening
	for _, m := range all {
		out = append(out, m.happening)
	}
	return out
}

// askedOf keeps what opens a request for this session, and says what to do with it.
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

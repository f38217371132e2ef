// SPDX-License-Identifier: Apache-2.0

package form

import (
	"time"

	"chaperone/decision/request"
)

// After is what a page says once something has happened.
type After string

// What can have happened.
const (
	ThanksYes   After = "yes"
	ThanksNo    After = "no"
	ThanksAsk   After = "ask"
	Withdrawn   After = "withdrawn" // a yes was taken back
	Done        After = "done"      // and the post is down
	Lapsed      After = "lapsed"
	Stale       After = "stale"
	NotMe       After = "notme"
	Tied        After = "tied"
	Nothing     After = "nothing" // unknown, replaced and closed links: strangers get this page and no other
	AuthorTells After = "author"  // to the author, when somebody changed their mind
)

// Happened is what such a page needs to know. Times are shown as handed in: in the zone of the practice.
type Happened struct {
	When  time.Time // it was written down, or the post came down
	By    time.Time // the post must be down
	Sites []string  // where it is online; none: nowhere
}

// Then gives the page for what has happened; nil asked or shown give the words for somebody we say nothing to. After a no nobody asks why and
// nothing asks again.
func Then(a After, asked *request.Asked, shown *request.Shown, expires time.Time, h Happened) (*Page, error) {
	if a == Nothing || asked == nil || shown == nil {
		a, asked, shown = Nothing, &request.Asked{}, &request.Shown{}
	}
	b := &builder{words: english, asked: asked, shown: shown}
	if err := b.values(expires); err != nil {
		return nil, err
	}
	delete(b.fills, "sites")
	if len(h.Sites) > 0 {
		b.fills["sites"] = and(h.Sites)
	}
	if !h.When.IsZero() {
		b.fills["when"] = h.When.Format("15:04 on 2 January 2006")
	}
	if !h.By.IsZero() {
		b.fills["by"] = h.By.Format("2 January 2006")
	}
	id := "after." + string(a)
	body := id
	patient := asked.Form == request.Patient && asked.Subject != request.Lacks && asked.Subject != request.Deceased
	switch {
	case (a == ThanksYes || a == ThanksNo) && !patient:
		body += ".other"
	case a == Withdrawn && len(h.Sites) == 0:
		body += ".unpublished"
	}
	p := &Page{Lang: b.words["lang"], Form: asked.Form, Title: b.say(id + ".title"), Sections: []Section{{ID: string(a), Text: []string{b.say(body)}}}}
	return p, b.err
}

// Missing gives the page for an answer that couldn't be taken yet; lacks says in a sentence what it lacks.
func Missing(lacks string) (*Page, error) {
	b := &builder{words: english, asked: &request.Asked{}, shown: &request.Shown{}, fills: map[string]string{"lacks": lacks}}
	p := &Page{Lang: b.words["lang"], Title: b.say("after.missing.title"), Sections: []Section{{ID: "missing", Text: []string{b.say("after.missing")}}}}
	return p, b.err
}

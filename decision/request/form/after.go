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
	Reopen      After = "reopen"  // a form that wasn't made for this link
	Long        After = "long"    // more than a page takes
	Busy        After = "busy"    // tried too often
	Broke       After = "broke"
	Reader      After = "reader" // to the author, who looks at the page of somebody else
)

// Happened is what such a page needs to know. Times are shown as handed in: in the zone of the practice.
type Happened struct {
	When  time.Time // it was written down, or the post came down
	By    time.Time // the post must be down
	Sites []string  // where it is online; none: nowhere
	Here  bool      // on a device that was handed over, so that there is no link to keep
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
	if (a == ThanksYes || a == ThanksNo || a == Withdrawn) && !patient {
		body += ".other"
	}
	switch {
	case a == Withdrawn && len(h.Sites) == 0:
		body += ".unpublished"
	case a == Withdrawn && h.By.IsZero():
		body += ".noday"
	case h.Here && (a == ThanksYes || a == ThanksNo || a == ThanksAsk):
		body += ".device"
	}
	p := &Page{Lang: b.words["lang"], Form: asked.Form, Author: b.fills["author"], Title: b.say(id + ".title"), Sections: []Section{{ID: string(a), Text: []string{b.say(body)}}}}
	return p, b.err
}

// Say gives a page that names nobody and nothing: for strangers, for what went wrong, and for an author who looks at the page. Its After is one of
// Nothing, Reopen, Long, Busy, Broke and Reader.
func Say(a After) (*Page, error) {
	b := &builder{words: english, asked: &request.Asked{}, shown: &request.Shown{}, fills: map[string]string{}}
	id := "after." + string(a)
	p := &Page{Lang: b.words["lang"], Title: b.say(id + ".title"), Sections: []Section{{ID: string(a), Text: []string{b.say(id)}}}}
	return p, b.err
}

// Lack names what an answer lacks that can't be taken yet; its words stand in en.txt under "lacks.".
type Lack string

// What can lack.
const (
	LacksReply      Lack = "reply"
	LacksTicks      Lack = "unticked"
	LacksName       Lack = "unsigned"
	LacksChild      Lack = "child"
	LacksQuestion   Lack = "question"
	LacksConditions Lack = "conditions"
	LacksDay        Lack = "until"
	LacksSomeone    Lack = "someone-else"
	LacksOther      Lack = "own"  // it is signed with the name of who asks
	LacksTime       Lack = "late" // a no can't become a yes any more
	LacksBrevity    Lack = "words"
	LacksSomething  Lack = "other"
)

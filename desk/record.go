// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chaperone/practice"
	"chaperone/register"
)

// recordScreen is what can be proven later: the log, whether it holds, and one post's story.
var recordScreen = screen{Name: "Record", Path: "/record", Routes: []route{
	{Pattern: "GET /record", May: members, Do: (*call).record},
	{Pattern: "POST /record/verify", May: members, Do: (*call).recordVerify},
	{Pattern: "GET /record/verify", May: members, Do: (*call).recordProgress, JSON: true},
	{Pattern: "POST /record/stop", May: members, Do: (*call).recordStop},
	{Pattern: "GET /record/checkpoint", May: members, Do: (*call).recordCheckpoint},
	{Pattern: "GET /record/posts/{id}", May: author | reviewer, Do: (*call).story},
	{Pattern: "POST /record/posts/{id}/bundle", May: author | reviewer, Do: (*call).storyBundle},
	{Pattern: "GET /record/appraisal", May: author, Do: (*call).appraisal},
	{Pattern: "POST /record/appraisal", May: author, Do: (*call).appraisalFile},
}}

// recordRooms are what the log can be narrowed to.
var recordRooms = []struct{ Room, Name string }{{"", "All"}, {"post", "Posts"}, {"register", "Registers"}, {"request", "Requests"}, {"member", "People"}, {"house", "Rules"}, {"practice", "Opened or taken out"}, {"witness", "Witnesses"}}

// happened is one line of the log in words.
type happened struct {
	No    int64 // from 1
	At    time.Time
	Shape string
	Title string
	About string // what it is about; "" where the title says all
	To    string
	Who   string
}

// on is what happened on one day.
type on struct {
	Day   string
	Lines []happened
}

// found is a post that was looked for.
type found struct{ To, Words, Note string }

type recordView struct {
	Verdict        verdictView
	Days           []on
	Tabs           []tab
	About, AboutIs string // the log is narrowed to one thing, by its id and in words
	Older          string
	Entries        int64
	Query          string
	Posts          []found
	MayRead        bool // posts' stories
	Author         bool
	Checkpoint     []string
	LogFault       string
}

// logPage is how many events are shown at once.
const logPage = 40

// record shows whether the record holds, and what happened, the latest first.
func (c *call) record() error {
	q := c.r.URL.Query()
	may := rolesOf(c.me)
	v := recordView{Verdict: c.verdictNow(), Query: strings.TrimSpace(q.Get("q")), MayRead: may&(author|reviewer) != 0, Author: may&author != 0}
	known, err := c.knownThings()
	if err != nil && !unread(err) {
		return err
	}
	ask := practice.LogQuery{About: q.Get("about"), Room: q.Get("of"), Most: logPage}
	ask.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	if i := slices.IndexFunc(recordRooms, func(r struct{ Room, Name string }) bool { return r.Room == ask.Room }); i < 0 || ask.Before < 0 {
		return errNowhere
	}
	if err == nil {
		err = c.logged(&v, ask, known)
	}
	if unread(err) { // a page that can say so, and verify
		v.LogFault = "What happened can’t be listed: a part of the record can’t be read. Verify it to see which."
	} else if err != nil {
		return err
	}
	for _, r := range recordRooms {
		v.Tabs = append(v.Tabs, tab{Name: r.Name, To: recordPath(r.Room, "", 0), Here: r.Room == ask.Room && ask.About == ""})
	}
	if v.Query != "" && v.MayRead && known != nil {
		v.Posts = known.find(v.Query)
	}
	if signed, err := c.office.Checkpoint(c.ctx()); err == nil {
		v.Checkpoint = strings.SplitN(string(signed), "\n", 4)[:3]
	}
	return c.page("record", "Record", v)
}

// logged adds a part of the log to the page, day by day.
func (c *call) logged(v *recordView, ask practice.LogQuery, known *things) error {
	lines, next, err := c.office.LogBack(c.ctx(), ask)
	if err != nil {
		return err
	}
	for _, l := range lines {
		h := known.line(l)
		if d := c.longDay(l.At); len(v.Days) == 0 || v.Days[len(v.Days)-1].Day != d {
			v.Days = append(v.Days, on{Day: d})
		}
		last := &v.Days[len(v.Days)-1]
		last.Lines = append(last.Lines, h)
	}
	if next > 0 {
		v.Older = recordPath(ask.Room, ask.About, next)
	}
	if ask.About != "" {
		v.About = ask.About
		v.AboutIs, _ = known.about(ask.About)
	}
	return nil
}

// longDay names a day as a heading does.
func (c *call) longDay(t time.Time) string {
	switch register.Day(c.now().Local()).Sub(register.Day(t.Local()).Time) {
	case 0:
		return "Today"
	case 24 * time.Hour:
		return "Yesterday"
	}
	return t.Local().Format("2 January 2006")
}

func recordPath(room, about string, before int64) string {
	q := url.Values{}
	if room != "" {
		q.Set("of", room)
	}
	if about != "" {
		q.Set("about", about)
	}
	if before > 0 {
		q.Set("before", strconv.FormatInt(before, 10))
	}
	if len(q) == 0 {
		return "/record"
	}
	return "/record?" + q.Encode()
}

// recordCheckpoint gives the signed checkpoint as a file, to be kept by somebody else.
func (c *call) recordCheckpoint() error {
	signed, err := c.office.Checkpoint(c.ctx())
	if err != nil {
		return err
	}
	return c.download("checkpoint-"+c.now().Local().Format(time.DateOnly)+".txt", "text/plain; charset=utf-8", func(w io.Writer) error {
		_, err := w.Write(signed)
		return err
	})
}

// appraisalView is the form of a summary for an appraisal.
type appraisalView struct {
	From, To, Words string
	Fault           string
}

func (c *call) appraisal() error {
	today := register.Day(c.now().Local())
	return c.page("appraisal", "A summary for your appraisal", appraisalView{From: register.Date{Time: today.AddDate(-1, 0, 1)}.String(), To: today.String()})
}

// maxReflections is room for what somebody has learnt in a year, in bytes.
const maxReflections = 64 << 10

// appraisalFile gives the summary as a file.
func (c *call) appraisalFile() error {
	v := appraisalView{From: c.form("from"), To: c.form("to"), Words: strings.ReplaceAll(c.form("words"), "\r\n", "\n")}
	refuse := func(why string) error {
		v.Fault = why
		return c.show(http.StatusUnprocessableEntity, "appraisal", "A summary for your appraisal", v)
	}
	from, err := c.dayIn("from")
	to, err2 := c.dayIn("to")
	switch {
	case err != nil || err2 != nil || from.IsZero() || to.IsZero():
		return refuse("Give the first and the last day, as 2026-11-22.")
	case to.Before(from.Time):
		return refuse("The last day lies before the first.")
	case len(v.Words) > maxReflections:
		return refuse("That is more than fits: " + strconv.Itoa(maxReflections>>10) + " KB.")
	}
	return c.giveAppraisal(v, from, to, refuse)
}

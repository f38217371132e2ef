// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/post"
	"chaperone/practice"
)

// writeScreen is the editor. What is typed is kept at every pause as a sealed working copy, which is no part of the record; it becomes a
// revision when somebody goes on to sign-off.
var writeScreen = screen{Name: "Write", Path: "/write", Routes: slices.Concat([]route{
	{Pattern: "GET /write", May: author, Do: (*call).write},
	{Pattern: "GET /write/{id}", May: author, Do: (*call).write},
	{Pattern: "POST /write", May: author, Do: (*call).written},
	{Pattern: "POST /write/{id}", May: author, Do: (*call).written},
	{Pattern: "POST /check", May: author, Do: (*call).check, JSON: true},
	{Pattern: "POST /save", May: author, Do: (*call).save, JSON: true},
}, mediaRoutes)}

// places are where a post can go, the commonest for clinicians first.
var places = []post.Platform{post.Instagram, post.X, post.Facebook, post.LinkedIn, post.TikTok, post.Threads, post.Bluesky, post.YouTube, post.Mastodon, post.Other}

// chip is a place with what the text makes of it there.
type chip struct {
	Platform post.Platform
	Name     string
	On       bool
	Count    string // "471 / 2,200"
	Over     bool
}

type choice struct {
	Value, Name string
	On          bool
}

type writeView struct {
	ID        string
	Version   int
	Text      string
	Saved     string
	OnRecord  bool
	Chips     []chip // chosen
	Others    []chip // to choose from
	Audience  []choice
	Paid      []choice
	Answers   map[string]string
	Pieces    []marked // the text with its marks, as it stands under what is typed
	R         *reading
	Drafts    []row // other drafts to go on with; on an empty page only
	Sentences int
	Tray      tray
}

func (c *call) write() error {
	w := practice.Working{Revision: signoff.Revision{Kind: post.KindPost, Audience: post.Public}}
	v := writeView{}
	if id := c.id(); id != "" {
		var err error
		if w, err = c.office.OpenWorking(c.ctx(), id); err != nil {
			return err
		}
		if w.OnRecord {
			p, err := c.office.Post(c.ctx(), id)
			if err != nil {
				return err
			}
			if p.Closed != nil || p.Status == signoff.TakenDown {
				return c.back("/posts/"+id, "This post is closed; start a new one from its text.")
			}
		}
	} else if rows, err := c.rows(); err != nil {
		return err
	} else {
		for _, r := range rows {
			if r.tab == "Drafts" && len(v.Drafts) < 3 {
				v.Drafts = append(v.Drafts, r)
			}
		}
	}
	r, err := c.looked(w, fact.Deep)
	if err != nil {
		return err
	}
	v.fill(w, r, c)
	return c.page("write", "Write", v)
}

func (v *writeView) fill(w practice.Working, r *reading, c *call) {
	v.ID, v.Version, v.Text, v.OnRecord, v.Answers, v.R = w.ID, w.Version, w.Revision.Text, w.OnRecord, w.Answers, r
	if w.Version > 0 || w.OnRecord {
		v.Saved = "saved " + clock(w.Saved)
		if c.shortDay(w.Saved) != c.shortDay(c.now()) {
			v.Saved = "saved " + c.shortDay(w.Saved) + ", " + clock(w.Saved)
		}
	}
	for _, p := range places {
		x := chipOf(p, w.Revision.Text, slices.Contains(w.Revision.Platforms, p))
		if x.On {
			v.Chips = append(v.Chips, x)
		} else {
			v.Others = append(v.Others, x)
		}
	}
	v.Audience = choices(string(w.Revision.Audience), "public", "Anybody", "followers", "Followers", "group", "A closed group", "private", "Only people I name")
	v.Paid = choices(string(w.Revision.Paid), "", "Not said yet", "no", "Nothing", "paid", "Paid", "gifted", "A gift", "affiliate", "Commission", "own", "It’s my own product")
	v.Tray = trayOf(w)
	v.Pieces = markedText(w.Revision.Text, r.Marks, foldAt(w.Revision))
}

func choices(now string, kv ...string) []choice {
	var out []choice
	for i := 0; i < len(kv); i += 2 {
		out = append(out, choice{kv[i], kv[i+1], kv[i] == now})
	}
	return out
}

func chipOf(p post.Platform, text string, on bool) chip {
	x := chip{Platform: p, Name: platformName(p), On: on}
	limit := p.Limit()
	if limit == 0 {
		return x
	}
	n := p.Length(text)
	x.Count = thousands(n) + " / " + thousands(limit)
	if n > limit {
		x.Over, x.Count = true, thousands(n-limit)+" over"
	}
	return x
}

// foldAt is the byte behind which the chosen place that shows least hides the rest; -1 where nothing is hidden.
func foldAt(r signoff.Revision) int {
	fold := 0
	for _, p := range r.Platforms {
		if f := p.Fold(); f > 0 && (fold == 0 || f < fold) {
			fold = f
		}
	}
	return foldIn(r.Text, fold)
}

// foldIn is the byte at which so many characters have been shown; -1 where that is all, or nothing folds.
func foldIn(text string, fold int) int {
	if fold == 0 {
		return -1
	}
	n := 0
	for i := range text {
		if n == fold {
			return i
		}
		n++
	}
	return -1
}

// marked is a stretch of the text: plain, underlined, or the place where it folds.
type marked struct {
	Text  string
	Level string // "" plain; fold
	N     int
	Last  bool // the note's number stands behind it
}

// markedText cuts a text at its marks and at the fold.
func markedText(text string, marks []mark, fold int) []marked {
	var out []marked
	last := map[int]int{}
	for i, m := range marks {
		last[m.N] = i
	}
	add := func(from, to int, m marked) {
		if fold >= from && fold < to && fold >= 0 {
			if fold > from {
				x := m
				x.Text, x.Last = text[from:fold], false
				out = append(out, x)
			}
			out = append(out, marked{Level: "fold"})
			from, fold = fold, -1
		}
		if from < to {
			m.Text = text[from:to]
			out = append(out, m)
		}
	}
	at := 0
	for i, m := range marks {
		add(at, m.Start, marked{})
		add(m.Start, m.End, marked{Level: m.Level, N: m.N, Last: last[m.N] == i})
		at = m.End
	}
	add(at, len(text), marked{})
	return out
}

// workingOf reads the form of the editor.
func (c *call) workingOf() (practice.Working, error) {
	w := practice.Working{ID: c.id(), Answers: map[string]string{}}
	f := c.r.PostForm
	w.Version, _ = strconv.Atoi(f.Get("version"))
	for key, values := range f {
		if rule, ok := strings.CutPrefix(key, "answer."); ok && values[0] != "" {
			w.Answers[rule] = values[0]
		}
	}
	var err error
	if w.Revision, err = revisionOf(f.Get("text"), f["platform"], f.Get("audience"), f.Get("paid")); err != nil {
		return w, err
	}
	w.Revision.Media, err = mediaSent(f)
	return w, err
}

// revisionOf makes a revision of what a browser sent. Browsers write ends of lines as CRLF in forms; on record they are single.
func revisionOf(text string, platforms []string, audience, paid string) (signoff.Revision, error) {
	if !utf8.ValidString(text) {
		return signoff.Revision{}, errForm
	}
	if len(text) > post.MaxBytes {
		return signoff.Revision{}, errTooLarge
	}
	r := signoff.Revision{Kind: post.KindPost, Text: strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")}
	for _, s := range platforms {
		p, ok := post.ParsePlatform(s)
		if !ok || p == "" {
			return r, errForm
		}
		r.Platforms = append(r.Platforms, p)
	}
	slices.Sort(r.Platforms)
	r.Platforms = slices.Compact(r.Platforms)
	var ok bool
	if r.Audience, ok = post.ParseAudience(audience); !ok {
		return r, errForm
	}
	if r.Paid, ok = post.ParsePayment(paid); !ok {
		return r, errForm
	}
	return r, nil
}

// over lays a form over what was there: what the form doesn't show stays as it is.
func over(old, form practice.Working) practice.Working {
	r := form.Revision
	r.Account, r.ReplyTo, r.Series = old.Revision.Account, old.Revision.ReplyTo, old.Revision.Series
	if r.Media == nil { // the form has no tray
		r.Media = old.Revision.Media
	}
	if old.Revision.Kind != "" {
		r.Kind = old.Revision.Kind
	}
	old.Revision, old.Version = r, form.Version
	if len(form.Answers) > 0 || old.Answers == nil {
		old.Answers = form.Answers
	}
	return old
}

// written takes the editor's form without scripts: it keeps what was typed, does what the button says, and shows the editor again.
func (c *call) written() error {
	form, err := c.workingOf()
	if err != nil {
		return err
	}
	w := practice.Working{}
	if form.ID != "" {
		if w, err = c.office.OpenWorking(c.ctx(), form.ID); err != nil {
			return err
		}
	}
	w = over(w, form)
	f := c.r.PostForm
	words := ""
	switch {
	case f.Has("fix"), f.Has("beside"):
		if words, err = c.fix(&w, f.Get("fix")+f.Get("beside")); err != nil {
			return err
		}
	case f.Has("answer"):
		rule, value, _ := strings.Cut(f.Get("answer"), "=")
		if value == "other" {
			value = f.Get("other." + rule)
		}
		if err := c.office.MayAnswer(rule, value); err != nil {
			return err
		}
		w.Answers[rule] = strings.TrimSpace(value)
		words = "Noted for this post."
	case f.Has("unanswer"):
		delete(w.Answers, f.Get("unanswer"))
	case f.Has("unattach"):
		w.Revision.Media = slices.DeleteFunc(w.Revision.Media, func(m signoff.Media) bool { return m.Digest == f.Get("unattach") })
		words = "Taken out of this post."
	case f.Get("do") == "throw" && w.ID != "":
		if err := c.office.ThrowWorking(c.ctx(), *c.me, w.ID); err != nil {
			return err
		}
		return c.next("/posts", "Thrown away.")
	}
	if w, err = c.office.KeepWorking(c.ctx(), *c.me, w); err != nil {
		return err
	}
	if f.Get("do") == "sign-off" {
		if _, err := c.office.Settle(c.ctx(), *c.me, w.ID); err != nil {
			if f := faultOf(err); f != nil && f.Status == http.StatusUnprocessableEntity {
				return c.back("/write/"+w.ID, f.Title)
			}
			return err
		}
		return c.next("/posts/"+w.ID, "")
	}
	return c.next("/write/"+w.ID, words)
}

// fix makes one of the changes that a check of these words offers.
func (c *call) fix(w *practice.Working, value string) (string, error) {
	r, err := c.looked(*w, fact.Deep)
	if err != nil {
		return "", err
	}
	if b, ok := r.Beside[value]; ok {
		field := &w.Revision.Media[b.Medium-1].Alt
		if b.Caption {
			field = &w.Revision.Media[b.Medium-1].Caption
		}
		*field = post.Apply(*field, b.Edits)
		return "Changed.", nil
	}
	edits, ok := r.Fixes[value]
	if !ok {
		return "The text has changed since, so nothing was changed for you. Look at the notes again.", nil
	}
	w.Revision.Text = post.Apply(w.Revision.Text, edits)
	return "Changed.", nil
}

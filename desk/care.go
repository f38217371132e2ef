// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"chaperone/practice"
	"chaperone/record"
	"chaperone/register"
)

// careRoutes are about keeping what is recorded, and letting go of it.
var careRoutes = []route{
	{Pattern: "GET /you/backup", May: administrator, Do: (*call).backup},
	{Pattern: "POST /you/backup", May: administrator, Do: (*call).makeBackup},
	{Pattern: "GET /you/erase", May: keeper | administrator, Do: (*call).erase},
	{Pattern: "GET /you/erase/{person}", May: keeper | administrator, Do: (*call).erasePerson},
	{Pattern: "POST /you/erase/{person}", May: keeper | administrator, Do: (*call).doErase},
	{Pattern: "GET /you/holds", May: keeper | administrator, Do: (*call).holds},
	{Pattern: "POST /you/holds", May: keeper | administrator, Do: (*call).hold},
	{Pattern: "POST /you/holds/{hold}/lift", May: keeper | administrator, Do: (*call).lift},
}

type backupView struct {
	Fault string
	Least int // characters of a passphrase
}

func (c *call) backup() error {
	return c.page("you-backup", "Backup and restore", backupView{Least: practice.LeastPassphrase})
}

// backupPiece is how long the next piece of a backup may take to be fetched.
const backupPiece = 2 * time.Minute

// makeBackup sends the whole practice as one sealed file. What fails on the way breaks the download off: half a backup must not look whole.
func (c *call) makeBackup() error {
	pass := c.r.PostForm.Get("passphrase") // as typed: spaces count
	refuse := func(words string) error {
		return c.show(http.StatusUnprocessableEntity, "you-backup", "Backup and restore", backupView{words, practice.LeastPassphrase})
	}
	if err := practice.CheckPassphrase(pass); err != nil {
		return refuse(sentence(err.Error()))
	}
	if pass != c.r.PostForm.Get("again") {
		return refuse("The two passphrases aren’t the same. Type both again.")
	}
	name := "chaperone-" + c.now().Local().Format("2006-01-02-1504") + ".backup"
	w := &download{ResponseWriter: c.w, begin: func() {
		c.w.Header().Set("Content-Type", "application/octet-stream")
		c.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	}}
	err := c.office.Backup(c.ctx(), w, c.temp, pass)
	if err != nil && w.begun {
		c.log.Error("a backup broke off", "err", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// download is a file on its way to a browser, however long that takes: each piece has time of its own.
type download struct {
	http.ResponseWriter
	begin func()
	begun bool
}

func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		d.begin()
	}
	if c, ok := d.ResponseWriter.(interface{ SetWriteDeadline(time.Time) error }); ok { // a recorder in a test has none
		_ = c.SetWriteDeadline(time.Now().Add(backupPiece))
	}
	return d.ResponseWriter.Write(b)
}

// subjectView is a person the record holds something of.
type subjectView struct {
	ID, To, Name, Line string
	Entries, Asked     []string
	Down, Drafts       []postLink
	Held, Erased       bool
	Word               string // what is typed to confirm
}

type postLink struct{ To, Words string }

type eraseView struct {
	Query string
	Found []subjectView
	Tried bool
}

func (c *call) erase() error {
	q := strings.TrimSpace(c.r.URL.Query().Get("q"))
	v := eraseView{Query: q, Tried: q != ""}
	found, err := c.office.FindSubjects(c.ctx(), q)
	if err == nil && len(found) > 0 {
		err = c.office.PersonOpened(c.ctx(), *c.me, "")
	}
	if err != nil {
		return err
	}
	for _, s := range found {
		v.Found = append(v.Found, c.subjectOf(s))
	}
	return c.page("you-erase", "Erase a person’s data", v)
}

func (c *call) subjectOf(s practice.Subject) subjectView {
	v := subjectView{ID: s.ID, To: "/you/erase/" + url.PathEscape(s.ID), Name: "A person without a name on record", Held: s.Held != nil, Erased: s.Erased, Word: "erase"}
	if len(s.Names) > 0 {
		v.Name, v.Word = strings.Join(s.Names, ", "), s.Names[0]
	}
	if s.Erased {
		v.Name = "Somebody whose data was erased"
	}
	v.Line = count(len(s.Entries), "record", "records")
	if n := len(s.Requests); n > 0 {
		v.Line += " · " + count(n, "request", "requests")
	}
	for _, e := range s.Entries {
		line := e.Label
		if e.Files > 0 {
			line += ", with " + count(e.Files, "file", "files")
		}
		v.Entries = append(v.Entries, line)
	}
	for _, r := range s.Requests {
		v.Asked = append(v.Asked, "What they were asked on "+day(r.At)+", and "+count(r.Answers, "answer", "answers"))
	}
	link := func(ids []string) (out []postLink) {
		for _, id := range ids {
			out = append(out, postLink{"/posts/" + url.PathEscape(id), c.postWords(id)})
		}
		return out
	}
	v.Down, v.Drafts = link(s.Down), link(s.Drafts)
	return v
}

// postWords are the first words of a post.
func (c *call) postWords(id string) string {
	if p, err := c.office.Post(c.ctx(), id); err == nil {
		if t, ok := p.Text(); ok {
			return shorten(t.Text, 70)
		}
	}
	return "post " + id
}

func (c *call) erasePerson() error {
	s, err := c.office.Subject(c.ctx(), c.r.PathValue("person"))
	if err == nil && !s.Erased {
		err = c.office.PersonOpened(c.ctx(), *c.me, s.ID)
	}
	if err != nil {
		return err
	}
	return c.page("you-person", "Erase a person’s data", c.subjectOf(s))
}

func (c *call) doErase() error {
	id := c.r.PathValue("person")
	s, err := c.office.Subject(c.ctx(), id)
	if err != nil {
		return err
	}
	v := c.subjectOf(s)
	if !strings.EqualFold(strings.Join(strings.Fields(c.form("typed")), " "), strings.Join(strings.Fields(v.Word), " ")) {
		return c.back(v.To, "Type ‘"+v.Word+"’ as it stands there. Nothing was erased.")
	}
	err = c.office.ErasePerson(c.ctx(), *c.me, id)
	if errors.Is(err, register.ErrHeld) {
		return c.back(v.To, "Nothing was erased: a legal hold stands. Lift it first.")
	}
	return c.decided("/you/erase", "Erased, here and in every backup made from now on. Backups made before still hold it: throw them away."+takeDownWords(len(s.Down)), err)
}

func takeDownWords(n int) string {
	if n == 0 {
		return ""
	}
	return " " + count(n, "post is", "posts are") + " due to come down."
}

// holdView is a legal hold.
type holdView struct {
	ID, Line, Why, Lifted string
	About                 []string
}

type holdsView struct {
	Standing, Over []holdView
	Kind, About    string // filled in by a link that led here
}

func (c *call) holds() error {
	names, err := c.names()
	if err != nil {
		return err
	}
	all, err := c.office.Holds(c.ctx())
	if err != nil {
		return err
	}
	v := holdsView{}
	v.Kind, v.About, _ = strings.Cut(c.r.URL.Query().Get("about"), "/")
	for _, h := range all {
		x := holdView{ID: h.ID, Line: "Since " + h.From.Format("2 Jan 2006") + ", by " + nameOf(names, h.By), Why: h.Why}
		for _, a := range h.About {
			x.About = append(x.About, c.heldWords(a))
		}
		if h.Lifted != nil {
			x.Lifted = "Lifted " + day(h.Lifted.At) + " by " + nameOf(names, h.Lifted.By)
			if h.LiftedWhy != "" {
				x.Lifted += ": “" + h.LiftedWhy + "”"
			}
			v.Over = append(v.Over, x)
			continue
		}
		v.Standing = append(v.Standing, x)
	}
	return c.page("you-holds", "Legal holds", v)
}

// heldWords says what is held.
func (c *call) heldWords(about string) string {
	kind, id, _ := strings.Cut(about, "/")
	switch kind {
	case "post":
		return "Post: " + c.postWords(id)
	case "person":
		if s, err := c.office.Subject(c.ctx(), id); err == nil && len(s.Names) > 0 {
			return "Person: " + s.Names[0]
		}
	}
	if kind == "entry" {
		return "Record " + id
	}
	return sentenceOf(kind) + " " + id
}

func (c *call) hold() error {
	kind, id := c.form("kind"), lastPart(c.form("about"))
	if !slices.Contains([]string{"post", "entry", "person"}, kind) || id == "" {
		return c.back("/you/holds", "Say what is to be kept: its number, or the address of its page.")
	}
	if kind == "person" {
		if _, err := c.office.Subject(c.ctx(), id); err != nil {
			return c.notThere("/you/holds", err)
		}
	}
	_, err := c.office.HoldFor(c.ctx(), *c.me, []string{kind + "/" + id}, c.form("why"))
	if errors.Is(err, record.ErrNotFound) {
		return c.notThere("/you/holds", err)
	}
	return c.decided("/you/holds", "Held. Nothing of it can be erased until the hold is lifted.", err)
}

// notThere goes back where something that was named isn't on record.
func (c *call) notThere(path string, err error) error {
	if errors.Is(err, record.ErrNotFound) {
		return c.back(path, "Nothing on record has that number. Nothing was changed.")
	}
	return err
}

// lastPart takes the id out of an address, or of words around it.
func lastPart(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), "/")
	if u, err := url.Parse(s); err == nil && u.Path != "" {
		s = strings.TrimRight(u.Path, "/")
	}
	return s[strings.LastIndexByte(s, '/')+1:]
}

func (c *call) lift() error {
	return c.decided("/you/holds", "Lifted. What was held may be erased again.", c.office.LiftHold(c.ctx(), *c.me, c.r.PathValue("hold"), c.form("why")))
}

// tempDir is where a copy of the database may lie for a moment; it is sealed as the database is.
func tempDir(given string) string {
	if given == "" {
		return os.TempDir()
	}
	return given
}

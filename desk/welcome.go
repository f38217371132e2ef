// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"chaperone/register"
)

// welcomeScreen is what somebody sees who comes for the first time: write at once, look around a sample, or say a little about oneself. Each
// step can wait, and says which checks it switches on. It leads into the profile; nothing is known here that isn't kept there.
var welcomeScreen = screen{Path: "/welcome", Routes: []route{
	{Pattern: "GET /welcome", May: author, Do: (*call).welcome},
	{Pattern: "GET /welcome/{step}", May: author, Do: (*call).welcomeStep},
	{Pattern: "POST /welcome/{step}", May: author, Do: (*call).welcomed},
}}

// step is one of the questions of Welcome.
type step struct {
	Key, Name, Title string
	Next             string   // as the button to go on puts it; "" on the last
	Switches         string   // the checks it switches on, in words
	Rules            []string // and by their ids: their titles are listed
}

// steps are in the order in which they are put.
var steps = []step{
	{"you", "Who you are", "Who are you?", "Next: what you treat",
		"Titles you may use, your own name not taken for a patient’s, and the guidance of your profession.", []string{"title-not-in-register", "student-clinical-guidance"}},
	{"field", "What you treat", "What do you treat?", "Next: where you work",
		"Guidance outside your fields. We ask then; we don’t forbid.", []string{"topic-outside-scope"}},
	{"work", "Where you work", "Where and when do you work?", "Next: your cover",
		"Posts in working hours, and how many people a story could be about: readers know where you work.", []string{"posted-at-work", "case-group-small"}},
	{"cover", "Your cover", "Who covers you?", "Next: your accounts",
		"What your indemnity leaves out, and readers in other countries.", []string{"no-cover-for-publishing", "cover-excludes-published", "audience-abroad"}},
	{"accounts", "Your accounts", "Where do you post?", "Next: who pays or gifts you",
		"Whether readers can tell who is speaking. Your handles are kept with your file; no check reads them yet.", []string{"who-are-you-missing"}},
	{"ties", "Who pays or gifts you", "Does anybody pay you or give you things?", "",
		"We notice those names in your posts, years from now, and say so before readers do.", []string{"interest-undeclared", "interest-ended", "interest-self-judged"}},
}

// welcomeView is a step, with what is known already.
type welcomeView struct {
	Front    bool // the first page, with what Chaperone is
	Steps    []step
	At       step
	No       int
	Author   register.Author
	Lists    map[string]string // fields with several values, a line each
	Accounts []choice          // Value: the form's field; Name: the place; On is not used
	Handles  map[string]string
	File     []string            // what is on file of this step's register
	None     bool                // it is on file that there is nothing
	Form     map[string][]string // what was sent, where it was refused
	Refused  string
	Checks   []string // titles of the rules
	Sample   string   // "", "none" or "there"
	Bodies   [][2]string
	Countries,
	Covers, Excludes, Kinds []choice
}

func (c *call) welcome() error { return c.stepPage(http.StatusOK, 0, true, nil, "") }

func (c *call) welcomeStep() error {
	i := stepAt(c.r.PathValue("step"))
	if i < 0 {
		return errNowhere
	}
	return c.stepPage(http.StatusOK, i, false, nil, "")
}

func stepAt(key string) int {
	return slices.IndexFunc(steps, func(s step) bool { return s.Key == key })
}

// stepPage shows a step, with what is on file or, where that was refused, with what was sent.
func (c *call) stepPage(status, i int, front bool, form map[string][]string, refused string) error {
	rs, err := c.office.Registers(c.ctx())
	if err != nil {
		return err
	}
	a, _ := rs.Author("")
	v := welcomeView{Front: front, Steps: steps, At: steps[i], No: i + 1, Author: a, Form: form, Refused: refused, Handles: map[string]string{},
		Lists: map[string]string{"scope": inLines(a.Scope), "workplaces": inLines(a.Workplaces), "own": inLines(a.OwnNames)}, Bodies: bodies, Countries: choices(or(a.Country, "GB"), countries...)}
	if form != nil {
		if err := fillAuthor(&v.Author, steps[i].Key, form); err != nil {
			return err
		}
		v.Lists = map[string]string{"scope": sent(form, "scope"), "workplaces": sent(form, "workplaces"), "own": sent(form, "own")}
	}
	for _, p := range places {
		if p != "other" {
			v.Accounts = append(v.Accounts, choice{Value: "handle." + string(p), Name: platformName(p)})
		}
	}
	for _, h := range v.Author.Platforms {
		place, handle, _ := strings.Cut(h, ":")
		v.Handles["handle."+strings.TrimSpace(place)] = strings.TrimSpace(handle)
	}
	book := c.office.Book()
	for _, id := range steps[i].Rules {
		if r := book.Rule(id); r != nil {
			v.Checks = append(v.Checks, strings.NewReplacer("‘{words}’", "These words", "{words}", "These words").Replace(r.Title))
		}
	}
	v.onFile(rs)
	v.Covers = several(form["covers"], "clinical", "Clinical work", "publishing", "What you publish", "media", "Press and broadcast", "online education", "Online education")
	v.Excludes = several(form["excludes"], "published", "What you publish", "social media", "Social media", "broadcast", "Broadcasts", "advertising", "Advertising")
	v.Kinds = choices(sent(form, "kind"), "paid", "They pay me", "gift", "They give me things", "shares", "I own shares", "own", "It’s mine", "family", "It’s my family’s", "research", "They pay for my research", "speaker", "I speak for them")
	if c.sample != nil {
		v.Sample = "none"
		if c.sample.There() {
			v.Sample = "there"
		}
	}
	title := "Welcome"
	if !front {
		title = steps[i].Name
	}
	return c.show(status, "welcome", title, v)
}

// onFile lists what the register behind a step holds.
func (v *welcomeView) onFile(rs *register.Registers) {
	n := map[string]register.Name{"cover": register.Covers, "ties": register.Interests}[v.At.Key]
	if n == "" {
		return
	}
	for _, e := range rs.Of(n) {
		switch x, _ := e.Value(); {
		case x.Cover != nil:
			v.File = append(v.File, x.Cover.Provider)
		case x.Interest != nil:
			v.File = append(v.File, x.Interest.Party+" ("+x.Interest.Kind+")")
		}
	}
	v.None = len(v.File) == 0 && rs.Given(n)
}

// welcomed keeps what a step says and goes on to the next one.
func (c *call) welcomed() error {
	i := stepAt(c.r.PathValue("step"))
	if i < 0 {
		return errNowhere
	}
	form := c.r.PostForm
	err := c.keepStep(steps[i].Key, form)
	switch {
	case errors.Is(err, errForm):
		return err
	case errors.Is(err, register.ErrRefused):
		words := err.Error()
		_, why, ok := strings.Cut(words, register.ErrRefused.Error()+": ")
		if ok {
			words = why
		}
		return c.stepPage(http.StatusUnprocessableEntity, i, false, form, sentence(words))
	case err != nil && !errors.Is(err, register.ErrTaken): // nothing changed: go on
		return err
	}
	if form.Get("do") == "more" {
		return c.next("/welcome/"+steps[i].Key, "Kept.")
	}
	if i+1 < len(steps) {
		return c.next("/welcome/"+steps[i+1].Key, "")
	}
	return c.next("/write", "That’s all. You can change it at any time.")
}

// keepStep puts what a step says on file.
func (c *call) keepStep(key string, form map[string][]string) error {
	rs, err := c.office.Registers(c.ctx())
	if err != nil {
		return err
	}
	a, _ := rs.Author("")
	before := a
	if err := fillAuthor(&a, key, form); err != nil {
		return err
	}
	if !sameAuthor(a, before) {
		if err := c.office.SetAuthor(c.ctx(), *c.me, a); err != nil && !errors.Is(err, register.ErrTaken) {
			return err
		}
	}
	var v register.Value
	switch key {
	case "cover":
		x := &register.Cover{Provider: sent(form, "provider"), Policy: sent(form, "policy"), Covers: form["covers"], Excludes: form["excludes"]}
		if x.Until, err = daySent(sent(form, "until")); err != nil {
			return err
		}
		if x.Provider == "" && (x.Policy != "" || len(x.Covers)+len(x.Excludes) > 0) {
			return refusal("Say who covers you, or skip this step.")
		}
		if x.Provider != "" {
			v.Cover = x
		}
	case "ties":
		if sent(form, "do") == "nobody" {
			return c.office.KeepRegister(c.ctx(), *c.me, register.Interests)
		}
		x := &register.Interest{Party: sent(form, "party"), Kind: sent(form, "kind"), Details: sent(form, "details")}
		if x.Party == "" && x.Details != "" {
			return refusal("Say who it is, or skip this step.")
		}
		if x.Party != "" {
			v.Interest = x
		}
	}
	if v.Register() == "" {
		return nil
	}
	_, err = c.office.AddEntry(c.ctx(), *c.me, register.New{Value: v})
	return err
}

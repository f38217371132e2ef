// SPDX-License-Identifier: Apache-2.0

package desk

import (
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"chaperone/practice"
)

// ownPackRoutes are about the practice's own rules.
var ownPackRoutes = []route{
	{Pattern: "GET /rulebook/own", May: members, Do: (*call).ownPack},
	{Pattern: "POST /rulebook/own", May: administrator, Do: (*call).setOwnPack},
	{Pattern: "POST /rulebook/own/try", May: administrator, Do: (*call).tryOwnPack, JSON: true},
	{Pattern: "GET /rulebook/own/pack.yaml", May: members, Do: (*call).downloadOwnPack},
}

// starter is what somebody who has no pack yet begins with; a test holds that it can be saved as it is.
//
//go:embed starter.yaml
var starter string

// packFault is a mistake in a pack, and an example that doesn't do what it says.
type packFault struct {
	Line        int // from 1; 0 where it isn't known
	Rule, Words string
}

type packExample struct {
	Line              int
	Rule, Says, Words string
	Fault             string // "": it does what it says
}

// packTried is what trying a pack out gave.
type packTried struct {
	Holds    bool
	Rules    string
	Fails    int
	Faults   []packFault
	Examples []packExample
}

type packVersion struct {
	N         int
	Line      string
	To        string
	Here, Now bool
}

type ownPackView struct {
	Text, Said    string // Said: what stands in the way, or what this text is
	Level         string // of Said
	Was           int    // the version it is written from
	Version       string // in use: "3"; "" where none is
	By            string
	Tried         *packTried
	Past          []packVersion
	May, Starting bool
	Unsaved       bool // what stands in the box was typed and isn't saved
}

// outcomeWords say what an example wants of its rule.
var outcomeWords = map[string]string{"raised": "should be found", "ask": "should ask", "clear": "should not be found", "silent": "should not be found"}

func triedOf(c *practice.PackCheck) *packTried {
	v := &packTried{Holds: c.Holds(), Rules: count(c.Rules, "rule", "rules") + ", " + count(len(c.Examples), "example", "examples"), Fails: c.Fails()}
	for _, f := range c.Faults {
		v.Faults = append(v.Faults, packFault{f.Line, f.Rule, firstLine(f.Err.Error()) + "."}) // it begins with the field, as that is written
	}
	for _, x := range c.Examples {
		e := packExample{Line: x.Line, Rule: x.Rule, Says: outcomeWords[x.Outcome], Words: shorten(x.Text, 120)}
		if x.Err != nil {
			e.Fault = sentence(firstLine(x.Err.Error()))
		}
		v.Examples = append(v.Examples, e)
	}
	return v
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// ownPackOf gives the page about the own pack as it stands.
func (c *call) ownPackOf() (*ownPackView, error) {
	h, fault, err := c.office.HouseRules(c.ctx())
	if err != nil {
		return nil, err
	}
	names, err := c.names()
	if err != nil {
		return nil, err
	}
	changes, err := c.office.HouseHistory(c.ctx())
	if err != nil {
		return nil, err
	}
	v := &ownPackView{Was: h.Packs, May: rolesOf(c.me)&administrator != 0}
	if h.Pack != nil {
		v.Text, v.Version, v.By = h.Pack.Text, strconv.Itoa(h.Pack.Version), stamp(h.Pack.At)+" by "+nameOf(names, h.Pack.By)
	}
	if fault != nil {
		v.Said, v.Level = "This version of Chaperone can’t use the pack as it stands, so its rules aren’t checked. Try it to see why.", "stop"
	}
	asked, _ := strconv.Atoi(c.r.URL.Query().Get("version"))
	for _, x := range changes {
		if x.Version == 0 {
			continue
		}
		p := packVersion{N: x.Version, Line: stamp(x.At) + ", " + nameOf(names, x.By), Now: h.Pack != nil && h.Pack.Version == x.Version, Here: asked == x.Version}
		if x.Text != "" {
			p.To = "/rulebook/own?version=" + strconv.Itoa(x.Version)
			if p.Here && !p.Now {
				v.Text, v.Said, v.Level = x.Text, "Version "+strconv.Itoa(x.Version)+" as it was. Save it to use it again.", "advise"
			}
		} else {
			p.Line += ": taken away"
		}
		v.Past = append(v.Past, p)
	}
	if v.Text == "" && v.May {
		v.Text, v.Starting = starter, true
	}
	return v, nil
}

func (c *call) ownPack() error {
	v, err := c.ownPackOf()
	if err != nil {
		return err
	}
	return c.page("own-pack", "Rules of your own", v)
}

// setOwnPack tries a pack out, saves it, or takes it away. What was typed comes back where it can't be saved.
func (c *call) setOwnPack() error {
	text := strings.ReplaceAll(c.r.PostForm.Get("text"), "\r\n", "\n")
	was, err := strconv.Atoi(c.form("was"))
	if err != nil {
		return errForm
	}
	switch c.form("do") {
	case "drop":
		if c.form("meant") == "" {
			return c.back("/rulebook/own", "Tick that the pack goes. Nothing was changed.")
		}
		return c.decided("/rulebook/own", "Taken away. Its rules aren’t checked from now on; each version stays on record.", c.office.SavePack(c.ctx(), *c.me, "", was))
	case "save":
		if strings.TrimSpace(text) == "" {
			return c.back("/rulebook/own", "There is nothing to save. To do without a pack, take it away below.")
		}
		err := c.office.SavePack(c.ctx(), *c.me, text, was)
		if err == nil {
			return c.next("/rulebook/own", "Saved. Every check from now on goes by it. Look again at what is published: the button is on the rulebook’s first page.")
		}
		return c.packAgain(text, err)
	case "try":
		return c.packAgain(text, nil)
	}
	return errForm
}

// packAgain shows the page with what was typed, tried out, and why it wasn't saved.
func (c *call) packAgain(text string, refused error) error {
	v, err := c.ownPackOf()
	if err != nil {
		return err
	}
	v.Text, v.Said, v.Starting, v.Unsaved = text, "", false, true
	status := http.StatusOK
	var bad *practice.BadPack
	switch {
	case refused == nil:
	case errors.As(refused, &bad):
		v.Said, v.Level, v.Tried = "Not saved yet: see below.", "stop", triedOf(bad.Check)
		status = http.StatusUnprocessableEntity
	case errors.Is(refused, practice.ErrOtherCopy):
		v.Said, v.Level = "Somebody saved another version meanwhile. What you typed is kept here. Look at theirs below; save again to put yours in its place.", "decide"
		status = http.StatusConflict
	case errors.Is(refused, practice.ErrHouse):
		v.Said, v.Level = sentence(refused.Error()), "advise"
		status = http.StatusUnprocessableEntity
	default:
		return refused
	}
	if v.Tried == nil {
		check, err := c.office.CheckPack(c.ctx(), text)
		if err != nil {
			return err
		}
		v.Tried = triedOf(check)
	}
	return c.show(status, "own-pack", "Rules of your own", v)
}

// tryOwnPack tries out what is being typed, for the script that asks at each pause.
func (c *call) tryOwnPack() error {
	data, err := io.ReadAll(c.r.Body)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errTooLarge
	}
	var asked struct {
		Text string `json:"text"`
	}
	if err != nil || json.Unmarshal(data, &asked) != nil {
		return errForm
	}
	check, err := c.office.CheckPack(c.ctx(), asked.Text)
	if err != nil {
		return err
	}
	html, err := part("own-pack", "tried", triedOf(check))
	if err != nil {
		return err
	}
	c.json(http.StatusOK, struct {
		HTML string `json:"html"`
	}{html})
	return nil
}

// downloadOwnPack gives the pack as a file, for chaperone check --packs elsewhere.
func (c *call) downloadOwnPack() error {
	h, _, err := c.office.HouseRules(c.ctx())
	if err != nil {
		return err
	}
	if h.Pack == nil {
		return errNowhere
	}
	c.w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	c.w.Header().Set("Content-Disposition", `attachment; filename="pack.yaml"`)
	_, _ = io.WriteString(c.w, versioned(h.Pack.Text, h.Pack.Version))
	return nil
}

// versioned gives a pack's text with its version, which elsewhere nobody counts.
func versioned(text string, version int) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "version:") {
			return text
		}
	}
	return text + "version: \"" + strconv.Itoa(version) + "\"\n"
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"chaperone/practice"
	"chaperone/rulebook"
)

// rulebookScreen is what is checked and why, and what this practice has decided of it.
var rulebookScreen = screen{Name: "Rulebook", Path: "/rulebook", Routes: slices.Concat([]route{
	{Pattern: "GET /rulebook", May: members, Do: (*call).rulebook},
	{Pattern: "GET /rulebook/rules/{rule}", May: members, Do: (*call).rule},
	{Pattern: "POST /rulebook/rules/{rule}/off", May: administrator, Do: (*call).ruleOff},
	{Pattern: "POST /rulebook/rules/{rule}/on", May: administrator, Do: (*call).ruleOn},
	{Pattern: "GET /rulebook/numbers", May: members, Do: (*call).numbers},
	{Pattern: "POST /rulebook/numbers", May: administrator, Do: (*call).setNumbers},
	{Pattern: "POST /rulebook/look-again", May: author | administrator, Do: (*call).lookAgain},
}, ownPackRoutes)}

// ruleRow is a rule in the list.
type ruleRow struct {
	ID, To, Title, Level, Kind, Cites, From string
	Off                                     string // who switched it off, when and why; "" where it is on
	Own                                     bool
}

// ruleGroup is the rules of one area.
type ruleGroup struct {
	Name string
	Rows []ruleRow
}

// option is one thing that can be chosen in a list.
type option struct {
	Value, Name string
	Here        bool
}

type packRow struct {
	Title, Version, Note string
	Rules                int
}

type rulebookView struct {
	Query                string
	Areas, Levels, Packs []option
	Filtered             bool
	Found, All           int
	Groups               []ruleGroup
	InUse                []packRow
	Fault                string // why the own pack is not in force
	Decided              []string
	Own                  bool // there is an own pack
	May                  bool // the member may change things
	Off                  int
	Version              string
}

// ruleTitle shows where a title repeats words of the post.
func ruleTitle(s string) string {
	return strings.NewReplacer("‘{words}’", "‘…’", "{words}", "‘…’", "{note} ", "", " {note}", "").Replace(s)
}

func (c *call) rulebook() error {
	h, fault, err := c.office.HouseRules(c.ctx())
	if err != nil {
		return err
	}
	names, err := c.names()
	if err != nil {
		return err
	}
	book, q := c.office.Book(), c.r.URL.Query()
	asked := ruleQuery{words: strings.Fields(strings.ToLower(q.Get("q"))), area: q.Get("area"), level: q.Get("level"), pack: q.Get("pack")}
	v := rulebookView{Query: strings.TrimSpace(q.Get("q")), Filtered: asked.some(), All: len(book.Rules), Own: h.Pack != nil, May: rolesOf(c.me)&administrator != 0, Off: len(h.Off), Version: book.Version()}
	if fault != nil {
		v.Fault = fault.Error()
	}
	for _, a := range rulebook.Areas() {
		g := ruleGroup{Name: areaName(a)}
		for _, r := range book.Rules {
			if r.Area == a && asked.takes(r, offOf(h, r.ID) != nil) {
				g.Rows = append(g.Rows, rowOfRule(r, offOf(h, r.ID), names))
			}
		}
		if len(g.Rows) > 0 {
			v.Groups, v.Found = append(v.Groups, g), v.Found+len(g.Rows)
		}
		v.Areas = append(v.Areas, option{string(a), areaName(a), asked.area == string(a)})
	}
	for _, l := range []string{"stop", "decide", "advise", "off"} {
		name := levelWord(l)
		if l == "off" {
			name = "Switched off"
		}
		v.Levels = append(v.Levels, option{l, name, asked.level == l})
	}
	for _, p := range book.Packs {
		n := countRules(book, p.ID)
		if n > 0 {
			v.Packs = append(v.Packs, option{p.ID, p.Title, asked.pack == p.ID})
			v.InUse = append(v.InUse, packRow{p.Title, p.Version, packNote(c.office.Base(), p), n})
		}
	}
	changes, err := c.office.HouseHistory(c.ctx())
	if err != nil {
		return err
	}
	for _, x := range changes[:min(6, len(changes))] {
		v.Decided = append(v.Decided, decidedWords(x, book, names))
	}
	return c.page("rulebook", "Rulebook", v)
}

// packNote says where a pack comes from and for whom it is.
func packNote(base *rulebook.Book, p rulebook.Pack) string {
	built := slices.ContainsFunc(base.Packs, func(x rulebook.Pack) bool { return x.ID == p.ID })
	switch {
	case !built:
		return "this practice’s own"
	case p.Country != "":
		return "for authors in " + p.Country
	}
	return ""
}

func countRules(b *rulebook.Book, pack string) (n int) {
	for _, r := range b.Rules {
		if r.Pack == pack {
			n++
		}
	}
	return n
}

// ruleQuery is what somebody looks for in the rulebook.
type ruleQuery struct {
	words             []string
	area, level, pack string
}

func (q ruleQuery) some() bool { return len(q.words) > 0 || q.area+q.level+q.pack != "" }

// takes tells whether a rule is looked for: all words stand somewhere in it or in what it rests on.
func (q ruleQuery) takes(r *rulebook.Rule, off bool) bool {
	if q.area != "" && string(r.Area) != q.area || q.pack != "" && r.Pack != q.pack {
		return false
	}
	if q.level == "off" && !off || q.level != "" && q.level != "off" && r.Level.String() != q.level {
		return false
	}
	if len(q.words) == 0 {
		return true
	}
	var b strings.Builder
	for _, s := range []string{r.ID, r.Title, r.Say, r.Ask, r.Note, string(r.Area), r.When.String()} {
		b.WriteString(s + "\n")
	}
	for _, x := range r.Cite {
		b.WriteString(x.Label() + "\n" + x.Source.Title + "\n" + x.Source.Publisher + "\n" + x.Para.Says + "\n" + x.String() + "\n")
	}
	all := strings.ToLower(b.String())
	for _, w := range q.words {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

func offOf(h practice.House, rule string) *practice.SwitchedOff {
	for i := range h.Off {
		if h.Off[i].Rule == rule {
			return &h.Off[i]
		}
	}
	return nil
}

func rowOfRule(r *rulebook.Rule, off *practice.SwitchedOff, names map[string]string) ruleRow {
	row := ruleRow{ID: r.ID, To: "/rulebook/rules/" + url.PathEscape(r.ID), Title: ruleTitle(r.Title), Level: r.Level.String(), Kind: levelWord(r.Level.String()), Cites: citesOf(r), From: fromOf(r)}
	if len(r.Country) > 0 {
		row.Kind += " · in " + strings.Join(r.Country, ", ")
	}
	if off != nil {
		row.Level, row.Off = "none", offWords(*off, names)
	}
	return row
}

func offWords(s practice.SwitchedOff, names map[string]string) string {
	return "Switched off on " + day(s.At) + " by " + nameOf(names, s.By) + ": “" + s.Why + "”."
}

// citesOf names what a rule rests on, the two most telling.
func citesOf(r *rulebook.Rule) string {
	var out []string
	for _, x := range r.Cite {
		if l := x.Label(); !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	if len(out) > 2 {
		return strings.Join(out[:2], " · ") + " · " + count(len(out)-2, "more", "more")
	}
	return strings.Join(out, " · ")
}

func fromOf(r *rulebook.Rule) string {
	if t := r.InForce(); !t.IsZero() {
		return "in force " + t.Format("2 January 2006")
	}
	return ""
}

// names gives the names of all who work here or did, by id.
func (c *call) names() (map[string]string, error) {
	all, err := c.office.People(c.ctx())
	if err != nil {
		return nil, err
	}
	out := map[string]string{"chaperone": "Chaperone"}
	for _, p := range all {
		out[p.ID] = p.Name
	}
	return out, nil
}

func nameOf(names map[string]string, id string) string {
	if n := names[id]; n != "" {
		return n
	}
	return id
}

// decidedWords says one thing that was decided of the rulebook.
func decidedWords(x practice.HouseChange, book *rulebook.Book, names map[string]string) string {
	who := day(x.At) + ", " + nameOf(names, x.By) + ": "
	switch {
	case x.Rule != "":
		title := x.Rule
		if r := book.Rule(x.Rule); r != nil {
			title = ruleTitle(r.Title)
		}
		what := "‘" + title + "’ switched on again"
		if x.Off {
			what = "‘" + title + "’ switched off"
		}
		if x.Why != "" {
			what += ": “" + x.Why + "”"
		}
		return who + what
	case x.Thresholds != nil:
		return who + "numbers of people set"
	case x.Second != nil && *x.Second:
		return who + "a second person signs off"
	case x.Second != nil:
		return who + "authors may sign off their own posts"
	case x.Text == "":
		return who + "own pack taken away"
	}
	return who + "own pack saved, version " + strconv.Itoa(x.Version)
}

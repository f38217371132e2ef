// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/url"

	"chaperone/practice"
)

// peopleRoutes are about who works here.
var peopleRoutes = []route{
	{Pattern: "GET /you/people", May: administrator, Do: (*call).people},
	{Pattern: "POST /you/people", May: administrator, Do: (*call).addPerson},
	{Pattern: "POST /you/people/second", May: administrator, Do: (*call).askSecond},
	{Pattern: "POST /you/people/{member}/change", May: administrator, Do: (*call).changePerson},
	{Pattern: "POST /you/people/{member}/remove", May: administrator, Do: (*call).removePerson},
	{Pattern: "POST /you/people/{member}/link", May: administrator, Do: (*call).personLink},
}

// personView is somebody who works here.
type personView struct {
	ID, To, Name, Roles, Line, Left string
	Me                              bool
	Choices                         []roleChoice
}

type roleChoice struct {
	Value, Name, Hint string
	Has               bool
}

type peopleView struct {
	Here, Gone []personView
	New        []roleChoice
	Second     bool
}

func roleChoices(has []string) (out []roleChoice) {
	m := practice.Member{Roles: has}
	for _, r := range practice.Roles() {
		out = append(out, roleChoice{r, roleName(r), roleHint(r), m.Has(r)})
	}
	return out
}

func (c *call) people() error {
	all, err := c.office.People(c.ctx())
	if err != nil {
		return err
	}
	h, _, err := c.office.HouseRules(c.ctx())
	if err != nil {
		return err
	}
	ins, err := c.office.SignIns(c.ctx(), mostSignIns)
	if err != nil {
		return err
	}
	last := map[string]string{}
	for _, x := range ins {
		if last[x.Member] == "" && x.How != "made" {
			last[x.Member] = "last signed in " + stamp(x.At)
		}
	}
	v := peopleView{New: roleChoices([]string{practice.RoleAuthor}), Second: h.SecondPerson}
	for _, p := range all {
		x := personView{ID: p.ID, To: "/you/people/" + url.PathEscape(p.ID), Name: p.Name, Roles: sentenceOf(rolesInWords(p.Roles)), Me: p.ID == c.me.ID, Choices: roleChoices(p.Roles)}
		if !p.Removed.IsZero() {
			x.Left = "left " + day(p.Removed)
			v.Gone = append(v.Gone, x)
			continue
		}
		if x.Line = last[p.ID]; x.Line == "" {
			x.Line = "hasn’t signed in yet"
		}
		if n := len(p.Passkeys); n > 0 {
			x.Line += " · " + count(n, "passkey", "passkeys")
		}
		v.Here = append(v.Here, x)
	}
	return c.page("you-people", "People and roles", v)
}

// sentenceOf begins with a capital.
func sentenceOf(s string) string {
	s = sentence(s)
	return s[:len(s)-1]
}

func (c *call) addPerson() error {
	_, err := c.office.AddMember(c.ctx(), *c.me, practice.Member{Name: c.form("name"), Roles: c.r.PostForm["role"]})
	return c.decided("/you/people", "Added. Make them an address to sign in with.", err)
}

func (c *call) changePerson() error {
	id := c.r.PathValue("member")
	err := c.office.ChangeMember(c.ctx(), *c.me, practice.Member{ID: id, Name: c.form("name"), Roles: c.r.PostForm["role"]})
	if err == nil && id == c.me.ID {
		return c.next("/you", "Changed.") // they may have given up seeing this page
	}
	return c.decided("/you/people", "Changed. It holds from their next click.", err)
}

func (c *call) removePerson() error {
	if c.form("meant") == "" {
		return c.back("/you/people", "Tick that they leave. Nothing was changed.")
	}
	return c.decided("/you/people", "Removed. They are signed out everywhere; what they did stays on record.", c.office.RemoveMember(c.ctx(), *c.me, c.r.PathValue("member")))
}

func (c *call) askSecond() error {
	on := c.form("on") == "yes"
	words := "Authors may sign off their own posts."
	if on {
		words = "From now on somebody else signs off what a person wrote."
	}
	return c.decided("/you/people", words, c.office.AskSecondPerson(c.ctx(), *c.me, on))
}

type linkView struct{ Name, Address, Until string }

// personLink makes an address that signs somebody in once, and shows it once.
func (c *call) personLink() error {
	id := c.r.PathValue("member")
	p, err := c.office.Member(c.ctx(), id)
	if err != nil {
		return err
	}
	path, err := c.SignInPath(id)
	if err != nil {
		return c.back("/you/people", sentence(err.Error()))
	}
	if err := c.office.LinkMade(c.ctx(), *c.me, id); err != nil {
		return err
	}
	return c.page("you-link", "An address for "+p.Name, linkView{p.Name, "http://" + c.r.Host + path, clock(c.now().Add(ticketHolds))})
}

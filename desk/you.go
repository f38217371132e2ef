// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"slices"
	"strings"

	"chaperone/practice"
)

// youScreen is the profile and the house: who publishes, who works here, how they come in, backups, erasing.
var youScreen = screen{Name: "You", Path: "/you", Routes: slices.Concat([]route{
	{Pattern: "GET /you", May: members, Do: (*call).you},
	{Pattern: "GET /you/about", May: members, Do: (*call).about},
	{Pattern: "GET /you/profile", May: author | administrator, Do: (*call).profile},
	{Pattern: "POST /you/profile", May: author | administrator, Do: (*call).setProfile},
}, peopleRoutes, signInRoutes, passkeyRoutes, careRoutes)}

// roleName is a role as it is called on the desk.
func roleName(r string) string {
	switch r {
	case practice.RoleAuthor:
		return "Author"
	case practice.RoleReviewer:
		return "Reviewer"
	case practice.RoleKeeper:
		return "Register keeper"
	case practice.RoleAdministrator:
		return "Administrator"
	}
	return r
}

// roleHint says what a role may do.
func roleHint(r string) string {
	switch r {
	case practice.RoleAuthor:
		return "Writes posts and signs them off."
	case practice.RoleReviewer:
		return "Reads posts of others and signs them off."
	case practice.RoleKeeper:
		return "Keeps consents, interests and the other registers; erases a person’s data."
	case practice.RoleAdministrator:
		return "People, rulebook, backups."
	}
	return ""
}

func rolesInWords(rs []string) string {
	var out []string
	for _, r := range rs {
		out = append(out, strings.ToLower(roleName(r)))
	}
	if len(out) == 0 {
		return "no role: can’t open anything"
	}
	return listed(out)
}

// door is a way on from the first page of You.
type door struct{ To, Name, Says string }

type youView struct {
	Name, Roles, As string // who is signed in; as whom they publish
	Lacks           string // what the profile doesn't say yet, in words
	Doors           []door
}

func (c *call) you() error {
	rs, err := c.office.Registers(c.ctx())
	if err != nil {
		return err
	}
	may := rolesOf(c.me)
	v := youView{Name: c.me.Name, Roles: rolesInWords(c.me.Roles)}
	a, ok := rs.Author("")
	if ok {
		v.As = strings.Join(slices.DeleteFunc([]string{a.Name, a.Role, strings.TrimSpace(a.Body + " " + a.Number)}, func(s string) bool { return s == "" }), ", ")
	}
	for _, d := range []struct {
		may roles
		door
	}{
		{author | administrator, door{"/you/profile", "Profile", "Name, role, registration, fields, workplaces, hours: what the checks know of whoever publishes."}},
		{administrator, door{"/you/people", "People and roles", "Who works here, what each may do, an address to sign in with."}},
		{members, door{"/you/sign-in", "Passkeys and sign-ins", "Sign in with your phone or key, and see who came in when."}},
		{administrator, door{"/you/backup", "Backup and restore", "The whole practice in one sealed file."}},
		{keeper | administrator, door{"/you/erase", "Erase a person’s data", "Somebody asks to be forgotten: see what goes first."}},
		{keeper | administrator, door{"/you/holds", "Legal holds", "Nothing of a matter is erased while it is open."}},
		{members, door{"/you/about", "About", "Version, licence, and what leaves this computer."}},
	} {
		if d.may&may != 0 {
			v.Doors = append(v.Doors, d.door)
		}
	}
	if may&(author|administrator) != 0 {
		v.Lacks = listed(lacksOf(a))
	}
	return c.page("you", "You", v)
}

type aboutView struct {
	Version, Rulebook, Digest, Origin, Key string
	Rules                                  int
}

func (c *call) about() error {
	b := c.office.Book()
	return c.page("you-about", "About Chaperone", aboutView{Version: c.version, Rulebook: b.Version(), Digest: b.Digest(), Origin: c.office.Origin(), Key: strings.TrimSpace(c.office.PublicKey()), Rules: len(b.Rules)})
}

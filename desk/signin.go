// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/http"
	"net/url"

	"chaperone/practice"
)

// signInRoutes are about how one comes in.
var signInRoutes = []route{
	{Pattern: "GET /you/sign-in", May: members, Do: (*call).signIns},
	{Pattern: "POST /you/sign-in/elsewhere", May: members, Do: (*call).signOutElsewhere},
}

// mostSignIns is how many lines of who came in are looked at.
const mostSignIns = 200

// signInLine is one line of who came in.
type signInLine struct{ When, Who, How string }

// keyView is a passkey as its owner sees it.
type keyView struct{ To, Name, Line string }

type signInsView struct {
	Keys      []keyView
	AtName    bool   // passkeys work at the address the browser uses
	Local     string // the one at which they do; "" where there is none
	Lines     []signInLine
	All       bool // of everybody, not only the member's own
	Elsewhere int  // other browsers they are signed in with
}

// howWords says by which means somebody came in.
func howWords(x practice.SignIn, names map[string]string) string {
	switch x.How {
	case "link":
		return "by a one-time address"
	case "passkey":
		return "by passkey"
	case "made":
		return "was given an address by " + nameOf(names, x.By)
	}
	return "by " + x.How
}

func (c *call) signIns() error {
	names, err := c.names()
	if err != nil {
		return err
	}
	all, err := c.office.SignIns(c.ctx(), mostSignIns)
	if err != nil {
		return err
	}
	v := signInsView{All: rolesOf(c.me)&administrator != 0, Elsewhere: c.doors.others(c.me.ID, c.session)}
	p, err := c.office.Member(c.ctx(), c.me.ID)
	if err != nil {
		return err
	}
	for _, k := range p.Passkeys {
		x := keyView{"/you/passkeys/" + url.PathEscape(k.ID), k.Name, "added " + day(k.Added)}
		if !k.Used.IsZero() {
			x.Line += ", last used " + day(k.Used)
		}
		v.Keys = append(v.Keys, x)
	}
	v.AtName, v.Local = c.atName(), c.localName()
	for _, x := range all {
		if len(v.Lines) < 50 && (v.All || x.Member == c.me.ID) {
			v.Lines = append(v.Lines, signInLine{stamp(x.At), nameOf(names, x.Member), howWords(x, names)})
		}
	}
	return c.page("you-sign-in", "Passkeys and sign-ins", v)
}

func (c *call) signOutElsewhere() error {
	n := c.doors.endOthers(c.me.ID, c.session)
	if n == 0 {
		return c.next("/you/sign-in", "You weren’t signed in anywhere else.")
	}
	return c.next("/you/sign-in", "Signed out of "+count(n, "other browser", "other browsers")+".")
}

// others counts the sessions a member has besides one.
func (d *doors) others(member string, but *session) (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.sessions {
		if s != but && s.member == member && !s.over(d.now()) {
			n++
		}
	}
	return n
}

// endOthers ends the sessions a member has besides one, and counts them.
func (d *doors) endOthers(member string, but *session) (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for k, s := range d.sessions {
		if s != but && s.member == member {
			if !s.over(d.now()) {
				n++
			}
			delete(d.sessions, k)
		}
	}
	return n
}

// passkeyGone takes a passkey away.
func (c *call) passkeyGone() error {
	return c.decided("/you/sign-in", "Removed. It signs nobody in any more. Delete it on the device, too.", c.office.RemovePasskey(c.ctx(), *c.me, c.me.ID, c.r.PathValue("key")))
}

// byName makes an address at the name passkeys belong to, for who is signed in at the address of digits.
func (c *call) byName() error {
	local := c.localName()
	if local == "" {
		return errNowhere
	}
	path, err := c.SignInPath(c.me.ID)
	if err != nil {
		return c.back("/you/sign-in", sentence(err.Error()))
	}
	if err := c.office.LinkMade(c.ctx(), *c.me, c.me.ID); err != nil {
		return err
	}
	return c.page("you-by-name", "Go on by name", local+path)
}

type doorstepView struct {
	AtName bool
	Local  string // where passkeys work
}

// doorstep is where one signs in without an address that was printed.
func (c *call) doorstep() error {
	if c.me != nil {
		http.Redirect(c.w, c.r, "/", http.StatusSeeOther)
		return nil
	}
	v := doorstepView{AtName: c.atName()}
	if l := c.localName(); l != "" {
		v.Local = l + "/sign-in"
	}
	return c.page("sign-in", "Sign in", v)
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/http"
	"strings"
)

// doorScreen is how one comes in and goes out, and what every page is made of.
var doorScreen = screen{Routes: []route{
	{Pattern: "GET /{$}", May: anybody, Do: (*call).home},
	{Pattern: "GET /sign-in/{ticket}", May: anybody, Do: (*call).signIn},
	{Pattern: "POST /sign-out", May: members, Do: (*call).signOut},
	{Pattern: "GET /session", May: members, Do: (*call).sessionToken, JSON: true},
	{Pattern: assetPattern, May: anybody, Do: (*call).asset},
}}

// home leads to where work is done.
func (c *call) home() error {
	if c.lentFor != "" {
		http.Redirect(c.w, c.r, "/this-device", http.StatusSeeOther)
		return nil
	}
	if c.me == nil {
		return errSignedOut
	}
	switch may := rolesOf(c.me); {
	case c.sampleOf != nil:
		http.Redirect(c.w, c.r, "/posts", http.StatusSeeOther) // there is most to see
		return nil
	case may&author != 0:
		fresh, err := c.office.Fresh(c.ctx())
		if err != nil {
			return err
		}
		if fresh {
			http.Redirect(c.w, c.r, "/welcome", http.StatusSeeOther)
			return nil
		}
	}
	if n := c.navigation(rolesOf(c.me), ""); len(n) > 0 {
		http.Redirect(c.w, c.r, n[0].Path, http.StatusSeeOther)
		return nil
	}
	return errForbidden
}

// signIn takes the ticket of a printed address. A browser that only wants to have a look ahead doesn't use it up.
func (c *call) signIn() error {
	if strings.Contains(c.r.Header.Get("Sec-Purpose"), "prefetch") || c.r.Header.Get("Purpose") == "prefetch" {
		return &fault{Status: http.StatusServiceUnavailable, Code: "prefetch", Title: "Open this address to sign in."}
	}
	id, ok := c.doors.use(c.r.PathValue("ticket"))
	me, err := c.member(c.ctx(), id)
	if err != nil {
		return err
	}
	if !ok || me == nil {
		c.log.Warn("a sign-in was refused: its address was used, too old or made up")
		return errTicket
	}
	c.me = me
	if err := c.office.SignedIn(c.ctx(), *c.me, "link"); err != nil {
		c.me = nil
		return err
	}
	cookie, err := c.doors.begin(c.r, id)
	if err != nil {
		return err
	}
	http.SetCookie(c.w, cookie)
	if site := c.r.Header.Get("Sec-Fetch-Site"); site == "" || site == "none" || site == "same-origin" {
		http.Redirect(c.w, c.r, "/", http.StatusSeeOther)
		return nil
	}
	return c.page("entered", "You're signed in", nil) // another site led here: a strict cookie isn't sent along its redirects
}

func (c *call) signOut() error {
	c.doors.end(c.r)
	gone := c.doors.cookieOf("")
	gone.MaxAge = -1
	http.SetCookie(c.w, gone)
	c.me, c.session = nil, nil
	return c.page("left", "You're signed out", nil)
}

// sessionToken lets a page that was open while somebody signed in anew go on with its unsaved text.
func (c *call) sessionToken() error {
	c.json(http.StatusOK, struct {
		Token string `json:"token"`
	}{c.session.csrf})
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"chaperone/practice"
)

// roles is a set of those who may call a route.
type roles uint8

// Who may call. A person may have several roles; nobody has not signed in.
const (
	nobody roles = 1 << iota
	author
	reviewer
	keeper
	administrator

	members = author | reviewer | keeper | administrator
	anybody = nobody | members
)

var roleNames = map[string]roles{"author": author, "reviewer": reviewer, "keeper": keeper, "administrator": administrator}

// rolesOf gives the roles of a member; roles nobody knows give none.
func rolesOf(m *practice.Member) roles {
	if m == nil {
		return nobody
	}
	var out roles
	for _, r := range m.Roles {
		out |= roleNames[r]
	}
	return out
}

// route is one thing a browser can ask for.
type route struct {
	Pattern string              // as http.ServeMux takes it, with its method
	May     roles               // who may call it; never empty
	Do      func(c *call) error // what it returns becomes a page that says what happened and the way out
	Body    int64               // most bytes a request may carry; 0: formBytes
	JSON    bool                // a script calls it: faults come as JSON, too
	File    bool                // its form brings a file; all of it is held in memory, nothing unsealed touches the disk
	Lent    bool                // for whoever holds this device while it is lent, and nobody else
	Link    bool                // the address itself is the secret that a form has to bring
	Stream  bool                // its form brings a file, which the handler takes as it comes (call.upload): the token is the form's first field
}

// formBytes is room for the longest text that is checked, three times over: forms write some characters as several.
const formBytes = 1 << 20

// screen is one room of the desk: its place in the navigation, and its routes.
type screen struct {
	Name   string // as the navigation calls it; "" is not in it
	Path   string // where the navigation leads
	Routes []route
}

// screens is the whole desk, in the order of the navigation. What isn't here can't be called.
func screens() []screen {
	return []screen{
		doorScreen,
		welcomeScreen,
		sampleScreen,
		writeScreen,
		postsScreen,
		requestsScreen,
		askedScreen,
		registersScreen,
		recordScreen,
		rulebookScreen,
		youScreen,
	}
}

// routes builds the mux. A route that names no role is refused: nothing is open by oversight.
func (d *Desk) routes(all []screen) error {
	d.mux, d.screens = http.NewServeMux(), all
	for _, s := range all {
		for _, r := range s.Routes {
			if r.May == 0 || r.Do == nil {
				return fmt.Errorf("desk: %s says nothing of who may call it, or what it does", r.Pattern)
			}
			if method, _, ok := strings.Cut(r.Pattern, " "); !ok || !slices.Contains([]string{"GET", "POST"}, method) {
				return fmt.Errorf("desk: %s names no method", r.Pattern)
			}
			d.mux.Handle(r.Pattern, d.guarded(r))
		}
	}
	return nil
}

// place is an entry of the navigation.
type place struct {
	Name, Path string
	Here       bool
}

// navigation lists the screens a member may see.
func (d *Desk) navigation(may roles, path string) []place {
	var out []place
	for _, s := range d.screens {
		if s.Name == "" || !s.open(may) {
			continue
		}
		out = append(out, place{s.Name, s.Path, path == s.Path || strings.HasPrefix(path, s.Path+"/")})
	}
	return out
}

// open tells whether the page the navigation leads to is for these roles.
func (s screen) open(may roles) bool {
	return slices.ContainsFunc(s.Routes, func(r route) bool { return r.Pattern == "GET "+s.Path && r.May&may != 0 })
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"strings"

	"chaperone/practice"
)

// contentPolicy lets a page use what this desk serves and nothing else: no inline script or style, nothing from elsewhere, no frame around
// it. Pictures may come from memory (blob:, data:): previews of what isn't uploaded yet, and the shapes of the levels.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// headers go with every answer, whatever it is.
var headers = map[string]string{
	"Content-Security-Policy":           contentPolicy,
	"X-Content-Type-Options":            "nosniff",
	"X-Frame-Options":                   "DENY",
	"Referrer-Policy":                   "no-referrer",
	"Cross-Origin-Opener-Policy":        "same-origin",
	"Cross-Origin-Resource-Policy":      "same-origin",
	"Cross-Origin-Embedder-Policy":      "require-corp",
	"Origin-Agent-Cluster":              "?1",
	"X-Permitted-Cross-Domain-Policies": "none",
	"Permissions-Policy":                "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
	"Cache-Control":                     "no-store", // pages hold drafts; assets say otherwise
}

// call is one request on its way through a handler.
type call struct {
	*Desk
	w       http.ResponseWriter
	r       *http.Request
	route   route
	session *session         // nil: not signed in
	me      *practice.Member // nil: not signed in
	upload  *upload          // what is left of the form of a route that takes it as it comes
	lentFor string           // the request this device is lent for; "": it is with the practice
}

func (c *call) ctx() context.Context { return c.r.Context() }

// ServeHTTP implements http.Handler.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for k, v := range headers {
		w.Header().Set(k, v)
	}
	c := &call{Desk: d, w: w, r: r}
	defer c.caught()
	switch {
	case d.linked(r):
	case d.publicHost(r.Host) && !d.known(r.Host), d.public != "" && forwarded(r) && !asksPath(r): // what is public is the pages of those who are asked
		c.fail(errNowhere)
		return
	case !d.known(r.Host): // a name that leads here by a trick of DNS is another site's
		c.fail(errHost)
		return
	}
	h, pattern := d.mux.Handler(r)
	if pattern == "" {
		c.nowhere(h)
		return
	}
	d.mux.ServeHTTP(w, r)
}

// nowhere answers for what isn't in the table: the mux knows whether another method would do, or another path.
func (c *call) nowhere(h http.Handler) {
	if err := c.enter(); err != nil {
		c.fail(err)
		return
	}
	asked := &unseen{header: http.Header{}}
	h.ServeHTTP(asked, c.r)
	if asked.status == http.StatusMethodNotAllowed {
		c.w.Header().Set("Allow", asked.header.Get("Allow"))
		c.fail(errMethod)
		return
	}
	c.fail(errNowhere)
}

// unseen takes the mux's own answer, to learn what it knows.
type unseen struct {
	header http.Header
	status int
}

func (u *unseen) Header() http.Header         { return u.header }
func (u *unseen) Write(b []byte) (int, error) { return len(b), nil }
func (u *unseen) WriteHeader(status int)      { u.status = status }

// enter finds out who calls.
func (c *call) enter() (err error) {
	if c.session = c.doors.of(c.r); c.session != nil {
		if c.me, err = c.member(c.ctx(), c.session.member); err != nil {
			c.me = nil
		}
	}
	if c.me == nil { // a member who left has no session worth anything
		c.session = nil
	}
	if c.session != nil {
		c.lentFor = c.session.lentTo()
	}
	return err
}

// guarded is a route behind its guards.
func (d *Desk) guarded(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{Desk: d, w: w, r: r, route: rt}
		defer c.caught()
		if err := c.enter(); err != nil {
			c.fail(err)
			return
		}
		if err := c.admit(); err != nil {
			if err == errLent && r.Method == http.MethodGet {
				http.Redirect(w, r, "/this-device", http.StatusSeeOther)
				return
			}
			c.fail(err)
			return
		}
		if err := rt.Do(c); err != nil {
			c.fail(err)
		}
	})
}

// admit says why a request may not go on.
func (c *call) admit() error {
	switch lent := c.lentFor != ""; {
	case lent && !c.route.Lent && (c.route.May != anybody || c.route.Link):
		return errLent
	case lent && !c.route.Lent: // whoever holds the device is nobody here: they may sign in, like anybody
		c.me, c.session = nil, nil
	}
	if may := rolesOf(c.me); c.route.May != anybody && c.route.May&may == 0 {
		if c.me == nil {
			return errSignedOut
		}
		return errForbidden
	}
	if c.route.Lent && c.lentFor == "" {
		return errNowhere
	}
	if !c.limits.allow(c) {
		return errTooMany
	}
	if c.r.Method == http.MethodGet || c.r.Method == http.MethodHead {
		return nil
	}
	if c.forged() {
		return errForged
	}
	most := c.route.Body
	if most == 0 {
		most = formBytes
	}
	if c.r.ContentLength > most {
		if c.route.Stream {
			return tooLarge(most)
		}
		return errTooLarge
	}
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, most)
	if c.session == nil || c.route.Link {
		return nil
	}
	if c.route.Stream {
		return c.takeUpload()
	}
	token := c.r.Header.Get("X-Chaperone-Token")
	if token == "" && !c.route.JSON {
		if err := c.parse(); err != nil {
			return err
		}
		token = c.r.PostForm.Get("token")
	}
	if !c.session.mine(token) {
		return errForged
	}
	return nil
}

// forged tells whether another site's page sent this. Forms of people who are asked say so by a proof of their own (answering.mine): their pages
// hide where they came from, and an old phone then sends an origin of "null" and nothing else to go by.
func (c *call) forged() bool {
	if site := c.r.Header.Get("Sec-Fetch-Site"); site == "" && (c.route.Link || c.route.Lent) {
		origin := c.r.Header.Get("Origin")
		return origin != "" && origin != "null" && c.cross.Check(c.r) != nil
	}
	return c.cross.Check(c.r) != nil
}

// parse reads the form of a request.
func (c *call) parse() error {
	var err error
	if c.route.File {
		err = c.r.ParseMultipartForm(c.route.Body)
	} else {
		err = c.r.ParseForm()
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errTooLarge
	case err != nil:
		return errForm
	}
	return nil
}

// caught turns a panic into a page: what isn't meant to happen must not show a person nothing, nor stop the desk.
func (c *call) caught() {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	c.log.Error("a page broke", "path", shape(c.r.URL.Path), "stack", string(debug.Stack())) // not p: it may hold words
	c.fail(errBroke)
}

// shape is a path without what might name something: ids and tokens.
func shape(path string) string {
	parts := strings.Split(path, "/")
	for i := range parts {
		if i > 1 && len(parts[i]) > 9 {
			parts[i] = "…"
		}
	}
	return strings.Join(parts, "/")
}

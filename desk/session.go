// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// How long things hold. A clinician's day is long; a forgotten browser is not safe for ever.
const (
	ticketHolds  = time.Hour
	sessionIdle  = 12 * time.Hour
	sessionHolds = 7 * 24 * time.Hour
	mostSessions = 1000
	mostTickets  = 100
)

// secretSize is 256 bits: nobody guesses it.
const secretSize = 32

// session is one signed-in browser.
type session struct {
	member  string
	csrf    string // what its forms carry
	begun   time.Time
	seen    time.Time
	mu      sync.Mutex
	message *message // to be shown on the next page
	lent    string   // the request for whose person this device is; "" while it is with the practice
	given   []*handout
}

// message is what became of the last thing a person did, shown once.
type message struct {
	Words string
	Level string // clear, or stop for what failed
}

func (s *session) say(m message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.message = &m
}

func (s *session) said() *message {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.message
	s.message = nil
	return m
}

// mostHandouts bounds what a session holds of links and papers it made.
const mostHandouts = 20

// hand keeps what opens a request while this session lasts.
func (s *session) hand(h *handout) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.given = append(slices.DeleteFunc(s.given, func(x *handout) bool { return x.request == h.request }), h)
	s.given = s.given[max(0, len(s.given)-mostHandouts):]
}

func (s *session) handed(request string) *handout {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.given {
		if h.request == request {
			return h
		}
	}
	return nil
}

func (s *session) lend(request string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lent = request
}

func (s *session) lentTo() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lent
}

// doors keeps who may come in: sessions and one-time tickets, both as hashes of the secrets that browsers hold, in memory only. A desk that is
// started again knows nobody; its new address signs in.
type doors struct {
	now      func() time.Time
	rand     io.Reader
	cookie   string
	back     func(ctx context.Context, member, request string) // told when somebody signs in on a browser that was lent; nil: nobody
	mu       sync.Mutex
	sessions map[[32]byte]*session
	tickets  map[[32]byte]ticket
}

type ticket struct {
	member string
	until  time.Time
}

func newDoors(now func() time.Time, random io.Reader, cookie string) *doors {
	if random == nil {
		random = rand.Reader
	}
	return &doors{now: now, rand: random, cookie: cookie, sessions: map[[32]byte]*session{}, tickets: map[[32]byte]ticket{}}
}

func (d *doors) secret() (string, error) {
	b := make([]byte, secretSize)
	if _, err := io.ReadFull(d.rand, b); err != nil {
		return "", fmt.Errorf("random bytes: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// ticket makes a token that signs a member in once.
func (d *doors) ticket(member string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.secret()
	if err != nil {
		return "", err
	}
	now := d.now()
	for k, t := range d.tickets {
		if now.After(t.until) {
			delete(d.tickets, k)
		}
	}
	if len(d.tickets) >= mostTickets {
		return "", fmt.Errorf("%d sign-in addresses are unused; use one, or wait an hour", mostTickets)
	}
	d.tickets[sha256.Sum256([]byte(s))] = ticket{member, now.Add(ticketHolds)}
	return s, nil
}

// use takes a ticket and gives whom it signs in; false where it was used, ran out or never was.
func (d *doors) use(token string) (member string, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k := sha256.Sum256([]byte(token))
	t, ok := d.tickets[k]
	delete(d.tickets, k)
	return t.member, ok && !d.now().After(t.until)
}

// begin opens a session and gives the cookie that holds it. The one the browser had before ends: nobody rides along on a session that was
// there before its owner came.
func (d *doors) begin(r *http.Request, member string) (*http.Cookie, error) {
	if was := d.of(r); was != nil && was.lentTo() != "" && d.back != nil {
		d.back(r.Context(), member, was.lentTo())
	}
	d.end(r)
	d.mu.Lock()
	defer d.mu.Unlock()
	id, err := d.secret()
	if err != nil {
		return nil, err
	}
	csrf, err := d.secret()
	if err != nil {
		return nil, err
	}
	now := d.now()
	for k, s := range d.sessions {
		if s.over(now) {
			delete(d.sessions, k)
		}
	}
	if len(d.sessions) >= mostSessions {
		return nil, fmt.Errorf("%d browsers are signed in; sign one out", mostSessions)
	}
	d.sessions[sha256.Sum256([]byte(id))] = &session{member: member, csrf: csrf, begun: now, seen: now}
	return d.cookieOf(id), nil
}

func (s *session) over(now time.Time) bool {
	return now.Sub(s.seen) > sessionIdle || now.Sub(s.begun) > sessionHolds
}

// cookieOf has no lifetime: it ends with the browser, or when the desk says so.
func (d *doors) cookieOf(id string) *http.Cookie {
	return &http.Cookie{Name: d.cookie, Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

// of gives the session a request belongs to; nil where there is none, or it is over.
func (d *doors) of(r *http.Request) *session {
	c, err := r.Cookie(d.cookie)
	if err != nil {
		return nil
	}
	k := sha256.Sum256([]byte(c.Value))
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.sessions[k]
	if s == nil {
		return nil
	}
	now := d.now()
	if s.over(now) {
		delete(d.sessions, k)
		return nil
	}
	s.seen = now
	return s
}

// end closes the session a request belongs to.
func (d *doors) end(r *http.Request) {
	if c, err := r.Cookie(d.cookie); err == nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.sessions, sha256.Sum256([]byte(c.Value)))
	}
}

// renew gives the session a request belongs to another secret; the one before opens nothing any more. nil where there is no session.
func (d *doors) renew(r *http.Request) (*http.Cookie, error) {
	c, err := r.Cookie(d.cookie)
	if err != nil {
		return nil, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	old := sha256.Sum256([]byte(c.Value))
	s := d.sessions[old]
	if s == nil {
		return nil, nil
	}
	id, err := d.secret()
	if err != nil {
		return nil, err
	}
	delete(d.sessions, old)
	d.sessions[sha256.Sum256([]byte(id))] = s
	return d.cookieOf(id), nil
}

// endLent closes the sessions of devices that were lent for a request.
func (d *doors) endLent(request string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.sessions, func(_ [32]byte, s *session) bool { return s.lentTo() == request })
}

// mine tells whether a form's token is this session's, in constant time.
func (s *session) mine(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(s.csrf)) == 1
}

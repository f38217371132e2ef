// SPDX-License-Identifier: Apache-2.0

// Package desk is the web app inside the one binary: what a person sees and does. It calls practice, holds no rules of its own and keeps
// nothing but sessions.
//
// Every request goes one way (guard.go): security headers, Host, then its route's entry in the table (route.go) with the roles that may
// call it, then limits and the two guards against forged requests. What isn't in the table doesn't exist. Pages work without scripts: each
// thing a person can do is a form; the scripts in asset/ only make it quicker.
//
// doc/adding-a-screen.md shows how a screen is added.
package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"chaperone/decision/request"
	"chaperone/practice"
	"chaperone/record"
)

// Parts are what a desk is made of.
type Parts struct {
	Office  *practice.Office
	Hosts   []string         // what a browser may call this desk in its Host header, with the port: all else is refused
	Public  string           // the address under which people elsewhere reach the pages they are asked by, and nothing else: "https://ask.example.org"; "" none
	Log     *slog.Logger     // faults of the desk itself, never words of a post; nil: nowhere
	Now     func() time.Time // nil: the office's clock
	Rand    io.Reader        // nil: the system's
	Temp    string           // a folder for a sealed copy while a backup is made; "": the system's
	Version string           // of the program

	Sample   Sample    // the sample practice beside this one; nil: none can be opened
	SampleOf *SampleOf // this is the desk of a sample; nil: it is somebody's own
}

// Desk answers requests. It is safe for concurrent use.
type Desk struct {
	office  *practice.Office
	hosts   []string
	public  string
	asks    asks
	log     *slog.Logger
	now     func() time.Time
	temp    string
	version string
	doors   *doors
	mux     *http.ServeMux
	screens []screen
	limits  *limits
	devices ceremonies // that were asked for passkeys
	cross   *http.CrossOriginProtection

	verifying verifying

	sample   Sample
	sampleOf *SampleOf
}

// New puts a desk together. It fails where its pages are broken or a route says no role.
func New(p Parts) (*Desk, error) {
	d := &Desk{office: p.Office, hosts: p.Hosts, public: strings.TrimSuffix(p.Public, "/"), log: p.Log, now: p.Now, cross: http.NewCrossOriginProtection(), temp: tempDir(p.Temp), version: p.Version, sample: p.Sample, sampleOf: p.SampleOf}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.now == nil {
		d.now = p.Office.Now
	}
	if len(d.hosts) == 0 {
		return nil, fmt.Errorf("desk: nobody said by which name it is called")
	}
	if _, err := pages(); err != nil {
		return nil, err
	}
	d.doors = newDoors(d.now, p.Rand, cookieName(d.hosts[0]))
	d.doors.back = d.deviceBack
	d.limits = newLimits(d.now)
	return d, d.routes(screens())
}

// cookieName tells desks on several ports apart: browsers send a cookie to every port of a machine.
func cookieName(host string) string {
	_, port, err := net.SplitHostPort(host)
	if err != nil || port == "" {
		return "chaperone"
	}
	return "chaperone-" + port
}

// SignInPath gives the path of an address that signs a member in, once, within an hour.
func (d *Desk) SignInPath(member string) (string, error) {
	if m, err := d.member(context.Background(), member); err != nil {
		return "", err
	} else if m == nil {
		return "", fmt.Errorf("desk: nobody here is called %q", member)
	}
	token, err := d.doors.ticket(member)
	if err != nil {
		return "", err
	}
	return "/sign-in/" + token, nil
}

// member gives somebody who works here, with the roles they have now; nil where nobody of that id does.
func (d *Desk) member(ctx context.Context, id string) (*practice.Member, error) {
	p, err := d.office.Member(ctx, id)
	if errors.Is(err, record.ErrNotFound) {
		return nil, nil
	}
	return &p.Member, err
}

// How long a browser may take, and how much it may send. Bodies are bounded for each route (route.Body).
const (
	readHeaderTime = 5 * time.Second
	readTime       = time.Minute
	writeTime      = time.Minute
	idleTime       = 2 * time.Minute
	headerBytes    = 32 << 10
)

// Serve answers what comes in at l until the context ends, then finishes what it is at, for a few seconds at most.
func (d *Desk) Serve(ctx context.Context, l net.Listener) error {
	s := &http.Server{Handler: d, ReadHeaderTimeout: readHeaderTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: headerBytes,
		ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelDebug)}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := s.Shutdown(last)
	if err != nil {
		err = s.Close()
	}
	<-done
	d.verifying.end()
	return err
}

// known tells whether a browser may call the desk by this name.
func (d *Desk) known(host string) bool { return slices.Contains(d.hosts, strings.ToLower(host)) }

// publicHost tells whether this is the name under which people elsewhere reach the pages they are asked by.
func (d *Desk) publicHost(name string) bool {
	_, host, ok := strings.Cut(d.public, "://")
	return ok && strings.EqualFold(name, host)
}

// linked tells whether somebody elsewhere opens the page they are asked by, under the practice's public address. Nothing else is to be had there.
func (d *Desk) linked(r *http.Request) bool { return d.publicHost(r.Host) && asksPath(r) }

func asksPath(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/ask/") }

// forwarded tells whether something stands between the browser and the desk: then it came by the public address, whatever name it gives.
func forwarded(r *http.Request) bool {
	for _, h := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via"} {
		if r.Header.Get(h) != "" {
			return true
		}
	}
	return false
}

// base is the beginning of the links people are given.
func (d *Desk) base() string {
	if d.public != "" {
		return d.public
	}
	return "http://" + d.hosts[0]
}

// asks bounds how often links are tried.
type asks struct {
	mu      sync.Mutex
	limiter request.Limiter
}

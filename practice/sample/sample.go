// SPDX-License-Identifier: Apache-2.0

// Package sample fills a practice with invented people, posts, registers and requests, so that every screen of the desk has something to show.
// It does so by practice.Office alone, as a person would, over the last ten weeks: what comes out is a real practice whose record verifies. It
// belongs in a store of its own, never in one that anybody works with.
package sample

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"chaperone/decision/signoff"
	"chaperone/practice"
	"chaperone/register"
)

// Me is who works in the sample practice. Like everybody in it she is invented.
var Me = practice.Member{ID: practice.Author, Name: "Dr Ines Calloway (invented)", Roles: practice.Roles()}

// began is how long ago the first thing in it happened.
const began = 70 * 24 * time.Hour

// Clock is the clock a practice goes by while it is filled: it stands in the past, and only Fill turns it.
type Clock struct {
	mu  sync.Mutex
	end time.Time
	now time.Time
}

// NewClock gives a clock for a sample whose present is now.
func NewClock(now time.Time) *Clock { return &Clock{end: now, now: now.Add(-began)} }

// Now is the time the practice is at. Each look is a little later, as in life.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(7 * time.Second)
	return c.now
}

// to turns the clock to an hour of a day some days before its end; it never goes back.
func (c *Clock) to(daysAgo, hour int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := c.end.AddDate(0, 0, -daysAgo)
	if t := time.Date(d.Year(), d.Month(), d.Day(), hour, 12, 0, 0, d.Location()); t.After(c.now) {
		c.now = t
	}
	if c.now.After(c.end) {
		c.now = c.end
	}
}

// day gives a day some days before the end of the clock; negative: after it.
func (c *Clock) day(ago int) register.Date { return register.Day(c.end.AddDate(0, 0, -ago)) }

// errNoWay says that the sample can't be made as it was written: the rules have changed since, and a test has to say so.
var errNoWay = errors.New("a post of the sample has no way out")

// filler does what a person would, and stops at the first thing that fails.
type filler struct {
	*practice.Office
	*Clock
	ctx  context.Context
	mind *practice.Asked // of somebody who agreed and will change their mind
	err  error
}

// Fill fills an empty practice that goes by the clock.
func Fill(ctx context.Context, o *practice.Office, c *Clock) error {
	f := &filler{Office: o, Clock: c, ctx: ctx}
	for _, step := range []func(){f.profile, f.registers, f.past, f.asked, f.present} {
		step()
		if f.err != nil {
			return fmt.Errorf("sample practice: %w", f.err)
		}
	}
	return nil
}

// do runs one thing unless an earlier one failed.
func (f *filler) do(what func() error) {
	if f.err == nil {
		f.err = what()
	}
}

// post does one thing to a post and gives it as it then is.
func (f *filler) post(what func() (*signoff.Post, error)) (p *signoff.Post) {
	f.do(func() (err error) {
		p, err = what()
		return err
	})
	if p == nil {
		p = &signoff.Post{Private: &signoff.Private{}}
	}
	return p
}

// add puts an entry on file.
func (f *filler) add(v register.Value, why string) (id string) {
	f.do(func() (err error) {
		id, err = f.AddEntry(f.ctx, Me, register.New{Value: v, Why: why})
		return err
	})
	return id
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often a browser may ask. Somebody typing asks for a check at each pause, and a page brings a handful of files: a person doesn't come
// near these.
const (
	askRate, askBurst   = 40, 120 // a second, for each session
	doorRate, doorBurst = 2, 30   // a second, for all who have not signed in
)

// limits bounds how often is asked.
type limits struct {
	now  func() time.Time
	door *rate.Limiter
	mu   sync.Mutex
	of   map[*session]*rate.Limiter
}

func newLimits(now func() time.Time) *limits {
	return &limits{now: now, door: rate.NewLimiter(doorRate, doorBurst), of: map[*session]*rate.Limiter{}}
}

// allow tells whether a request may go on. Files of the page itself are not counted.
func (l *limits) allow(c *call) bool {
	now := l.now()
	if c.route.Link { // has limits of its own
		return true
	}
	if c.session == nil {
		return c.route.May == anybody && c.route.Pattern == assetPattern || l.door.AllowN(now, 1)
	}
	l.mu.Lock()
	b := l.of[c.session]
	if b == nil {
		for s := range l.of {
			if s.over(now) {
				delete(l.of, s)
			}
		}
		b = rate.NewLimiter(askRate, askBurst)
		l.of[c.session] = b
	}
	l.mu.Unlock()
	return b.AllowN(now, 1)
}

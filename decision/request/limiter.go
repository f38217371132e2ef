// SPDX-License-Identifier: Apache-2.0

package request

import "time"

// Limits say how often a link may be tried. Of each: so many at once, then one more every Every.
type Limits struct {
	Each  Rate // of one link
	Wrong Rate // of all links that belong to nothing, together
}

// Rate is a burst and the time after which one more attempt is allowed. The zero Rate allows nothing.
type Rate struct {
	Burst int
	Every time.Duration
}

// DefaultLimits leave people room to reload, and a guesser none: at these rates a guess at one of a million links hits once in 10^25 years.
var DefaultLimits = Limits{Each: Rate{30, 10 * time.Second}, Wrong: Rate{60, time.Second}}

// Limiter counts attempts. It is a value with no clock of its own; whoever holds it guards it against concurrent use. The zero Limiter has
// seen nothing.
type Limiter struct {
	Each  map[string]time.Time `json:"each,omitempty"` // by hash of the token: when its attempts are used up to
	Wrong time.Time            `json:"wrong,omitzero"`
}

// Try counts an attempt and tells whether it may go on; if not, how long to wait. known says that the hash is one of ours: a flood of wrong
// links must not shut out those who hold a right one, so each of those is counted by itself. The answer to a refused attempt is the same
// for both. A clock that goes backwards makes nobody wait longer than their burst takes to come back.
func (l *Limiter) Try(now time.Time, limits Limits, hash string, known bool) (ok bool, wait time.Duration) {
	if !known {
		l.Wrong, ok, wait = limits.Wrong.step(l.Wrong, now)
		return ok, wait
	}
	latest := now.Add(limits.Each.full())
	for h, until := range l.Each {
		switch {
		case !until.After(now):
			delete(l.Each, h)
		case until.After(latest): // the clock went back
			l.Each[h] = latest
		}
	}
	until, ok, wait := limits.Each.step(l.Each[hash], now)
	if l.Each == nil {
		l.Each = map[string]time.Time{}
	}
	l.Each[hash] = until
	return ok, wait
}

// step is the generic cell rate algorithm (ITU-T I.371): until is the moment at which everything used so far would have come back.
func (r Rate) step(until, now time.Time) (next time.Time, ok bool, wait time.Duration) {
	full := r.full()
	if until.Before(now) {
		until = now
	}
	if latest := now.Add(full); until.After(latest) { // the clock went back
		until = latest
	}
	next = until.Add(r.Every)
	if r.Burst <= 0 || next.After(now.Add(full)) {
		return until, false, max(next.Sub(now)-full, r.Every/1000)
	}
	return next, true, 0
}

// full is how long a burst that is used up takes to come back.
func (r Rate) full() time.Duration { return time.Duration(r.Burst) * r.Every }

// SPDX-License-Identifier: Apache-2.0

package register

import (
	"fmt"
	"slices"
	"time"
)

// keep gives how many months each register keeps entries after they are over. doc/registers.md gives the reasons: six years is the time to bring most claims in
// England and Wales (Limitation Act 1980, sections 2 and 5); cover answers for what was published while it ran, so it is kept longer.
var keep = map[Name]int{Consents: 72, Interests: 72, Permissions: 72, Evidences: 72, Covers: 300, Credentials: 72}

// Bounds of what a practice may set, in months. A year is the time to bring a claim for defamation (Limitation Act 1980, section 4A); nobody
// should lose what answers one. Thirty years is more than any claim we know of needs.
const (
	MinKeep = 12
	MaxKeep = 360
)

// childYears are added for children: their six years begin when they come of age (Limitation Act 1980, section 28), and the day of birth
// is not on file.
const childYears = 18

// RetentionSet is the body of KindRetention.
type RetentionSet struct {
	Register Name `json:"register"`
	Months   int  `json:"months"`
}

// Keep gives how many months a register keeps entries once they are over and nothing public leans on them any more.
func (r *Registers) Keep(n Name) int {
	if m := r.Settings.Keep[n]; m != 0 {
		return m
	}
	return keep[n]
}

// SetKeep decides how many months a register keeps its entries.
func (r *Registers) SetKeep(at time.Time, by string, n Name, months int) (Event, error) {
	switch {
	case !slices.Contains(Names, n):
		return Event{}, fmt.Errorf("%w: %q is no register", ErrRefused, n)
	case months < MinKeep || months > MaxKeep:
		return Event{}, fmt.Errorf("%w: %d months; between %d and %d can be set", ErrRefused, months, MinKeep, MaxKeep)
	case months == r.Keep(n):
		return Event{}, fmt.Errorf("%d months for %s %w: nothing would change", months, n, ErrTaken)
	}
	return event(KindRetention, at, by, RetentionSet{Register: n, Months: months}, nil, false), nil
}

// Expired is an entry whose time to be kept is over.
type Expired struct {
	Entry    string
	Register Name
	Ended    Date // its last day, or the day the last post that leaned on it came down
	Kept     Date // the day until which it had to be kept
	Erase    bool // it holds people's words, to be erased; otherwise only its files are left to drop
}

// PastKeeping gives the entries that need not be kept any more: over, with no public post leaning on them, older than the register keeps
// them, and not under legal hold. What is in doubt is kept: a post that was taken down on a day nobody knows still counts.
func (r *Registers) PastKeeping(posts []Lean, now time.Time) []Expired {
	var out []Expired
	texts := &read{posts: posts}
	for _, e := range r.Entries {
		if e.Erased != nil || !e.Register.Sealed() && len(e.Attached()) == 0 || r.HeldBy(e) != nil {
			continue
		}
		ended, over := e.ended(posts, texts, now)
		if !over || slices.ContainsFunc(e.leaning(posts, texts), func(l Leaner) bool { return r.Holding("post/"+l.Post) != nil }) {
			continue
		}
		kept := Date{ended.AddDate(0, r.Keep(e.Register), 0)}
		if kept.Past(now) {
			out = append(out, Expired{Entry: e.ID, Register: e.Register, Ended: ended, Kept: kept, Erase: e.Register.Sealed()})
		}
	}
	return out
}

// ended gives the day from which an entry's time to be kept runs; false while it runs on.
func (e *Entry) ended(posts []Lean, texts *read, now time.Time) (Date, bool) {
	v := e.public()
	end := v.Until()
	if e.Ended != nil && (end.IsZero() || e.Withdrawn()) {
		end = e.Ended.Last
	}
	if end.IsZero() || end.Live(now) && !e.Withdrawn() {
		return Date{}, false
	}
	for _, l := range e.leaning(posts, texts) {
		switch {
		case l.lean.Stage == Draft && !l.Sure:
			continue
		case l.lean.Stage != Down || l.lean.DownAt.IsZero():
			return Date{}, false
		}
		if d := Day(l.lean.DownAt); d.After(end.Time) {
			end = d
		}
	}
	if c := v.Consent; c != nil && c.Child {
		from := c.Given
		if from.IsZero() {
			from = Day(e.Versions[0].At)
		}
		if of := (Date{from.AddDate(childYears, 0, 0)}); of.After(end.Time) {
			end = of
		}
	}
	return end, true
}

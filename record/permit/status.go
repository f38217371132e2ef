// SPDX-License-Identifier: Apache-2.0

package permit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chaperone/record/ledger"

	"golang.org/x/mod/sumdb/tlog"
)

// Status is a practice's signed list of the permits that no longer hold, as of a moment, so that a third party can check one without the
// practice's data. Of two lists the one with the larger log size is the newer.
type Status struct {
	Key     string    // of the practice; Sign fills it in
	AsOf    time.Time // UTC, whole seconds
	LogSize int64     // of the practice's log then
	LogRoot tlog.Hash
	Entries []Entry // in order of permit id, each once
}

// End says how a permit ended before its time.
type End string

// The ways a permit ends.
const (
	Withdrawn  End = "withdrawn"  // the sign-off was taken back
	Superseded End = "superseded" // a later revision was signed off
)

// Entry is one permit that no longer holds.
type Entry struct {
	Permit string // its id
	End    End
	At     time.Time // UTC, whole seconds
	By     string    // Superseded: id of the permit that took its place
}

const statusLine = "chaperone permit status v1"

func (s Status) text() string {
	var l lines
	l.head(statusLine)
	l.put("practice key", s.Key)
	l.put("as of", s.AsOf.Format(timeForm))
	l.put("log size", fmt.Sprint(s.LogSize))
	l.put("log root", s.LogRoot.String())
	for _, e := range s.Entries {
		by := ""
		if e.By != "" {
			by = " by " + e.By
		}
		l.put("permit", fmt.Sprintf("%s %s %s%s", e.Permit, e.End, e.At.Format(timeForm), by))
	}
	return l.String()
}

func parseStatus(text string) (Status, error) {
	r, err := readLines(text, statusLine)
	if err != nil {
		return Status{}, err
	}
	s := Status{Key: r.one("practice key"), AsOf: r.time("as of"), LogSize: r.number("log size"), LogRoot: r.hash("log root")}
	for line := range r.many("permit") {
		f := strings.Split(line, " ")
		if len(f) != 3 && (len(f) != 5 || f[3] != "by") {
			r.fail("a permit's line reads %q", line)
			break
		}
		e := Entry{Permit: f[0], End: End(f[1])}
		if e.At, err = time.Parse(timeForm, f[2]); err != nil {
			r.fail("a permit's line has no time: %q", line)
		}
		if len(f) == 5 {
			e.By = f[4]
		}
		s.Entries = append(s.Entries, e)
	}
	return s, r.end()
}

func (s Status) valid() error {
	var c checks
	c.time("as of", s.AsOf)
	c.that(s.LogSize >= 0, "log size", "is less than nothing")
	for i, e := range s.Entries {
		c.id("permit", e.Permit)
		c.time("permit "+e.Permit, e.At)
		c.that(i == 0 || s.Entries[i-1].Permit < e.Permit, "permit "+e.Permit, "is listed twice or out of order")
		switch e.End {
		case Withdrawn:
			c.that(e.By == "", "permit "+e.Permit, "was withdrawn, and yet another took its place")
		case Superseded:
			c.id("the successor of permit "+e.Permit, e.By)
			c.that(e.By != e.Permit, "permit "+e.Permit, "can't take its own place")
		default:
			c.that(false, "permit "+e.Permit, "is neither withdrawn nor superseded")
		}
	}
	return c.err
}

// Sign gives the list as a signed note, with the signer's key on it, entries in order, times cut to whole seconds. A permit listed twice is
// ErrIncludes.
func (s Status) Sign(by ledger.Signer) ([]byte, error) {
	s.Key, s.AsOf, s.Entries = by.Key(), moment(s.AsOf), slices.Clone(s.Entries)
	slices.SortFunc(s.Entries, func(a, b Entry) int { return strings.Compare(a.Permit, b.Permit) })
	for i := range s.Entries {
		s.Entries[i].At = moment(s.Entries[i].At)
	}
	if err := s.valid(); err != nil {
		return nil, err
	}
	return seal(s.text(), by)
}

// ParseStatus reads a status list and checks its signature with the key on it. It accepts only bytes that Sign gives: anything else is
// ErrNotStatus, or ErrChanged where the form holds and the signature doesn't.
func ParseStatus(data []byte) (Status, error) {
	return open(data, maxStatus, ErrNotStatus, parseStatus, func(s Status) (string, string, error) { return s.text(), s.Key, s.valid() })
}

// Find gives what the list says of a permit; false where it says nothing.
func (s Status) Find(id string) (Entry, bool) {
	i, ok := slices.BinarySearchFunc(s.Entries, id, func(e Entry, id string) int { return strings.Compare(e.Permit, id) })
	if !ok {
		return Entry{}, false
	}
	return s.Entries[i], true
}

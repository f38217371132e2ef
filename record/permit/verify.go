// SPDX-License-Identifier: Apache-2.0

package permit

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Evidence is what a permit is held against. What isn't given isn't compared, and the result says so.
type Evidence struct {
	Text     *string // the words as published or about to be, byte for byte
	Media    []Media // the files in their order; nil: not compared, empty: there are none. Empty fields of one aren't compared
	Platform string  // where it is published
	Account  string  //
	Audience string  //
	Now      time.Time
	Key      string   // the practice's key, known from elsewhere
	Lists    [][]byte // status lists
}

// State is what a verification comes to.
type State string

// The states. Where several hold, the result's is the first of these.
const (
	NotPermit      State = "not-a-permit"    // not a permit, or not in the form permits are written in
	Changed        State = "changed"         // changed after it was signed
	OtherKey       State = "other-key"       // signed by another key than expected
	IsWithdrawn    State = "withdrawn"       // a status list says so
	IsSuperseded   State = "superseded"      // a status list says so
	Other          State = "other"           // for other words, files, platforms …: Result.Differs
	Expired        State = "expired"         //
	ListUnreadable State = "list-unreadable" // a status list given isn't one, or isn't this practice's: nothing is known of withdrawal
	Valid          State = "valid"           //
)

// Result is what a verification found.
type Result struct {
	State    State
	Why      error         // with NotPermit, Changed, OtherKey and ListUnreadable
	Permit   Permit        // the zero Permit with NotPermit and Changed
	Entry    Entry         // with IsWithdrawn and IsSuperseded
	Listed   time.Time     // of the newest status list that was used; zero: none was
	Older    bool          // that list was made before the permit: it can't know of it
	Differs  []Field       // what isn't as the permit says
	Skipped  []Field       // what the permit names and the evidence doesn't
	KeyKnown bool          // the key was held against one from elsewhere
	Ahead    time.Duration // by how much the permit's sign-off is later than Evidence.Now: one of the clocks is wrong
	near     string        // how a text that differs is yet nearly the same
}

// Field is a part of what a permit names.
type Field string

// The fields that come once; FileField, AltField and CaptionField make those of a file.
const (
	FieldText     Field = "text"
	FieldMedia    Field = "files" // another number of them
	FieldPlatform Field = "platform"
	FieldAccount  Field = "account"
	FieldAudience Field = "audience"
)

// FileField is the field of file n, from 1.
func FileField(n int) Field { return Field(fmt.Sprintf("file %d", n)) }

// AltField is the field of the alternative text of file n, from 1, CaptionField that of its captions.
func AltField(n int) Field { return Field(fmt.Sprintf("alternative text of file %d", n)) }

// CaptionField is the field of the captions of file n, from 1.
func CaptionField(n int) Field { return Field(fmt.Sprintf("captions of file %d", n)) }

// Holds tells whether the permit is valid for what was given.
func (r Result) Holds() bool { return r.State == Valid }

// Whole tells whether it holds, and nothing is left that wasn't compared: every part it names, its key, and a status list that may know of it.
func (r Result) Whole() bool {
	return r.Holds() && len(r.Skipped) == 0 && r.KeyKnown && !r.Listed.IsZero() && !r.Older
}

// Verify holds a permit against evidence. Nothing that is given makes it fail: what can't be read is said in the result.
func Verify(data []byte, e Evidence) Result {
	r := Result{State: Valid}
	p, err := Parse(data)
	switch {
	case errors.Is(err, ErrChanged):
		r.State, r.Why = Changed, err
		return r
	case err != nil:
		r.State, r.Why = NotPermit, err
		return r
	}
	r.Permit, r.KeyKnown = p, e.Key != ""
	if e.Key != "" && e.Key != p.Key {
		r.State, r.Why = OtherKey, fmt.Errorf("the permit is signed by %s, not by %s", p.Key, e.Key)
		return r
	}
	r.compare(e)
	r.lists(e.Lists)
	r.Ahead = max(0, p.SignedOff.Sub(e.Now))
	switch {
	case r.State == IsWithdrawn || r.State == IsSuperseded:
	case len(r.Differs) > 0:
		r.State = Other
	case moment(e.Now).After(p.ValidUntil):
		r.State = Expired
	}
	return r
}

// compare holds what is published against what was signed off.
func (r *Result) compare(e Evidence) {
	p := r.Permit
	see := func(f Field, given, same bool) {
		switch {
		case !given:
			r.Skipped = append(r.Skipped, f)
		case !same:
			r.Differs = append(r.Differs, f)
		}
	}
	if e.Text == nil {
		see(FieldText, false, false)
	} else {
		same := int64(len(*e.Text)) == p.TextBytes && Digest(*e.Text) == p.Text
		see(FieldText, true, same)
		if !same {
			r.near = near(*e.Text, p.Text)
		}
	}
	switch {
	case e.Media == nil && len(p.Media) > 0:
		see(FieldMedia, false, false)
	case e.Media != nil && len(e.Media) != len(p.Media):
		see(FieldMedia, true, false)
	case e.Media != nil:
		for i, m := range p.Media {
			g := e.Media[i]
			see(FileField(i+1), g.Digest != "", g.Digest == m.Digest && (g.Type == "" || g.Type == m.Type))
			if m.Alt != None || g.Alt != "" {
				see(AltField(i+1), g.Alt != "", g.Alt == m.Alt)
			}
			if m.Caption != None || g.Caption != "" {
				see(CaptionField(i+1), g.Caption != "", g.Caption == m.Caption)
			}
		}
	}
	if len(p.Platforms) > 0 || e.Platform != "" {
		see(FieldPlatform, e.Platform != "", slices.Contains(p.Platforms, e.Platform))
	}
	for _, w := range []struct {
		f          Field
		said, seen string
	}{{FieldAccount, p.Account, e.Account}, {FieldAudience, p.Audience, e.Audience}} {
		if w.said != "" || w.seen != "" {
			see(w.f, w.seen != "", w.said == w.seen)
		}
	}
}

// near says how a text that isn't the one signed off is yet nearly the same; "" where it isn't. Places that posts are copied from change such
// bytes unasked.
func near(text, digest string) string {
	lf := strings.ReplaceAll(text, "\r\n", "\n")
	for _, c := range []struct{ text, what string }{
		{lf, "line ends"},
		{strings.ReplaceAll(lf, "\n", "\r\n"), "line ends"},
		{strings.TrimRight(lf, "\n"), "line ends"},
		{strings.TrimRight(lf, "\n") + "\n", "line ends"},
		{strings.TrimPrefix(text, "\ufeff"), "an invisible mark at the start"},
		{strings.TrimSpace(lf), "spaces or line ends at the start or the end"},
		{norm.NFC.String(text), "how accents are encoded"},
		{norm.NFD.String(text), "how accents are encoded"},
	} {
		if Digest(c.text) == digest {
			return c.what
		}
	}
	return ""
}

// lists looks the permit up in status lists. Any that ends it counts, whichever is newest: a permit that ended never holds again.
func (r *Result) lists(lists [][]byte) {
	var bad error
	newest := int64(-1)
	for i, data := range lists {
		s, err := ParseStatus(data)
		if err == nil && s.Key != r.Permit.Key {
			err = fmt.Errorf("it is signed by %s", s.Key)
		}
		if err != nil {
			bad = fmt.Errorf("status list %d: %w", i+1, err)
			continue
		}
		if s.LogSize > newest { // by the log, not the clock, which may have gone backwards; the issue of a permit is an event itself
			newest, r.Listed, r.Older = s.LogSize, s.AsOf, s.LogSize <= r.Permit.Log.Size
		}
		e, ok := s.Find(r.Permit.ID)
		switch {
		case !ok:
		case e.End == Withdrawn:
			r.State, r.Entry = IsWithdrawn, e
		case r.State != IsWithdrawn:
			r.State, r.Entry = IsSuperseded, e
		}
	}
	if bad != nil && r.State == Valid {
		r.State, r.Why = ListUnreadable, bad
	}
}

// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"slices"
	"strings"
	"time"

	"chaperone/finding"
	"chaperone/rulebook"
)

// WayKind is a sort of way out of a finding.
type WayKind string

// The ways out. doc/post-life.md has the table of which is allowed for which finding.
const (
	WayFixed     WayKind = "fixed"     // no longer found; nobody gives it, a check shows it
	WayRecord    WayKind = "record"    // an entry of a register covers it
	WayConsent   WayKind = "consent"   // the same, and the entry is a consent
	WayOpinion   WayKind = "opinion"   // a colleague answered that it can stay
	WayJustified WayKind = "justified" // kept, with a reason in own words
	WayMisread   WayKind = "misread"   // the words mean something else
	WayLooked    WayKind = "looked"    // the rule couldn't run; a person looked instead
	WayAnswered  WayKind = "answered"  // the question has its answer
)

// Consents is the register whose entries are consents.
const Consents = "consents"

// WayOut is one way out, given for one finding.
type WayOut struct {
	No       int       `json:"no"` // from 1, over the post's whole life
	Kind     WayKind   `json:"kind"`
	Rule     string    `json:"rule"`
	Finding  string    `json:"finding"`           // Found.Key
	Revision string    `json:"revision"`          // digest of the one it was given for
	Entry    *Lean     `json:"entry,omitempty"`   // of a record
	Request  string    `json:"request,omitempty"` // of an opinion
	Answer   Reply     `json:"answer,omitempty"`  // of an opinion
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Carried  []Carried `json:"carried,omitempty"` // to later revisions
	Ended    *Ended    `json:"ended,omitempty"`   // nil while it counts
}

// Words are what a way out says in words.
type Words struct {
	Words string `json:"words,omitempty"` // the reason, the meaning, why the entry covers it
	Said  string `json:"said,omitempty"`  // where the post says what a colleague wants it to say
}

// String hides the words.
func (w Words) String() string { return "words()" }

// Carried says that a way out still fits a later revision.
type Carried struct {
	No       int       `json:"no"` // of the way out
	Revision string    `json:"revision"`
	Finding  string    `json:"finding"` // its key there
	Version  int       `json:"version,omitempty"`
	At       time.Time `json:"at"`
}

// Ended says why a way out no longer counts.
type Ended struct {
	No  int       `json:"no"` // of the way out
	Why EndWhy    `json:"why"`
	At  time.Time `json:"at"`
}

// EndWhy is why a way out ended.
type EndWhy string

// Why ways out end.
const (
	EndOtherWords  EndWhy = "other-words"  // the rule is raised by other words now: somebody has to think again
	EndNotCovered  EndWhy = "not-covered"  // the entry doesn't cover the new wording
	EndEntry       EndWhy = "entry-ended"  // the entry was ended or withdrawn
	EndChangedMind EndWhy = "changed-mind" // the colleague answers otherwise now
	EndNotSaid     EndWhy = "not-said"     // the post no longer says what the colleague asked it to say
	EndOwnOpinion  EndWhy = "own-opinion"  // the colleague wrote in the post since: no second pair of eyes any more
	EndReplaced    EndWhy = "replaced"     // by another of the same kind for the same finding
)

// Allowed is a way out that a finding may have. Where With isn't empty it counts only together with one of these.
type Allowed struct {
	Way  WayKind   `json:"way"`
	With []WayKind `json:"with,omitempty"`
}

// Ways gives the ways out that are allowed for a finding, the easiest first. refused says that a patient said no to this post.
//
// A stop about a patient's confidence or consent isn't the author's to waive, nor a colleague's: only the person can agree. So a reason
// counts only beside a consent; a colleague's opinion only where the rule itself offers it; and "you've misread this" only where a second
// pair of eyes agrees or the person consented: the author knows whom the words are about, so nobody is worse placed to see that readers may
// know, too. After a patient's no, no opinion opens what they closed.
func Ways(f Found, refused bool) []Allowed {
	if !f.Holds() {
		return nil
	}
	out := []Allowed{{Way: WayFixed}}
	if f.Outcome == finding.Failed {
		return append(out, Allowed{Way: WayLooked})
	}
	if f.Outcome == finding.Ask {
		out = append(out, Allowed{Way: WayAnswered})
	}
	if guarded(f) {
		out = append(out, Allowed{Way: WayConsent})
		with := []WayKind{WayConsent}
		if !refused {
			with = append(with, WayOpinion)
			if slices.Contains(f.Offers, rulebook.WayOpinion) {
				out = append(out, Allowed{Way: WayOpinion})
			}
		}
		return append(out, Allowed{WayMisread, with}, Allowed{WayJustified, []WayKind{WayConsent}})
	}
	if refused && about(f) {
		return append(out, Allowed{Way: WayConsent})
	}
	return append(out, Allowed{Way: WayRecord}, Allowed{Way: WayOpinion}, Allowed{Way: WayMisread}, Allowed{Way: WayJustified})
}

// about tells whether a finding is about a patient's confidence or consent.
func about(f Found) bool { return f.Area == rulebook.Confidentiality || f.Area == rulebook.Consent }

// guarded tells whether a finding is a stop that only the person concerned can lift.
func guarded(f Found) bool { return about(f) && f.Level == Stop }

// is tells whether a way out counts as kind: a consent is a record, too.
func (w WayOut) is(kind WayKind) bool {
	consent := w.Kind == WayRecord && w.Entry != nil && w.Entry.Register == Consents
	return w.Kind == kind || kind == WayConsent && consent
}

// closed tells whether the ways out given for a finding are enough.
func closed(f Found, given []WayOut, refused bool) bool {
	have := func(kind WayKind) bool {
		return slices.ContainsFunc(given, func(w WayOut) bool { return w.is(kind) })
	}
	return !f.Holds() || slices.ContainsFunc(Ways(f, refused), func(a Allowed) bool {
		return have(a.Way) && (len(a.With) == 0 || slices.ContainsFunc(a.With, have))
	})
}

// Open is a finding that still needs a way out.
type Open struct {
	Found
	FoundWords `json:"words,omitzero"` // empty where they aren't there to read
	Ways       []Allowed               `json:"ways"`            // that are allowed
	Given      []WayKind               `json:"given,omitempty"` // given, but not enough
}

// String hides the words.
func (o Open) String() string { return "open(" + o.Rule + ")" }

// allowed names the ways out for a message.
func (o Open) allowed() string {
	var out []string
	for _, a := range o.Ways {
		s := string(a.Way)
		if a.Way == WayFixed {
			s = "fix"
		}
		for i, w := range a.With {
			s += map[bool]string{true: " with ", false: " or "}[i == 0] + string(w)
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// given lists the ways out that count for a finding.
func (p *Post) given(key string) []WayOut {
	var out []WayOut
	for _, w := range p.Ways {
		if w.Finding == key && w.Ended == nil {
			out = append(out, w)
		}
	}
	return out
}

// Given lists the ways out that count for finding n of the last check.
func (p *Post) Given(n int) []WayOut {
	f, ok := p.Check.finding(n)
	if !ok {
		return nil
	}
	return p.given(f.Key)
}

// Refused tells whether a patient who was asked about this post said no, or changed their mind, and hasn't said yes since.
func (p *Post) Refused() bool {
	last := map[string]bool{}
	for _, r := range p.Requests {
		switch {
		case r.Form != Patient:
		case r.No():
			last[r.person()] = true
		case r.Reply == Yes:
			last[r.person()] = false
		}
	}
	for _, no := range last {
		if no {
			return true
		}
	}
	return false
}

// RefusedThese lists what patients answered who don't want the current words published: no sign-off while they stand as they are.
func (p *Post) RefusedThese() []Request {
	var out []Request
	for _, r := range p.Requests {
		if refuses(r, p.Revision.Digest) {
			out = append(out, r)
		}
	}
	return out
}

// refuses tells whether a request was answered by a patient's no to the words of that digest.
func refuses(r Request, revision string) bool {
	return r.Form == Patient && r.No() && r.Revision == revision
}

// StillOpen lists the findings of the last check that need a way out and have none, in the order of the check.
func (p *Post) StillOpen() []Open { return p.stillOpen(closed) }

func (p *Post) stillOpen(closed func(Found, []WayOut, bool) bool) []Open {
	if p.Check == nil {
		return nil
	}
	var out []Open
	refused := p.Refused()
	for _, f := range p.Check.Found {
		given := p.given(f.Key)
		if closed(f, given, refused) {
			continue
		}
		o := Open{Found: f, FoundWords: p.Words(f.N), Ways: Ways(f, refused)}
		for _, w := range given {
			o.Given = append(o.Given, w.Kind)
		}
		out = append(out, o)
	}
	return out
}

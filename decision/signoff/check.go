// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"chaperone/decision"
	"chaperone/finding"
	"chaperone/rulebook"
)

// Against is what a check went by. A sign-off needs a check against what holds at that moment.
type Against struct {
	Rulebook  string `json:"rulebook"`  // its version, for people: "uk 2026-11"
	Digest    string `json:"digest"`    // of the rulebook
	Registers string `json:"registers"` // of the registers as they stood; any string that changes when they do
}

// same tells whether what o names is what a names, whatever the version is called.
func (a Against) same(o Against) bool { return a.Digest == o.Digest && a.Registers == o.Registers }

// Holds tells whether a check still counts for a sign-off at that moment, when one made then would go by now.
func (c *Check) Holds(now Against, at time.Time) bool {
	return c.Against.same(now) && at.Sub(c.At) <= Fresh
}

// Lean is a register entry a post rests on.
type Lean struct {
	Register string `json:"register"` // "consents", "evidence" …
	Entry    string `json:"entry"`    // its id
	Version  int    `json:"version"`
}

// Level says how much a finding stands in the way, as rulebook.Level does, in a form that is kept.
type Level string

// The levels, lowest first.
const (
	Advise Level = "advise"
	Decide Level = "decide"
	Stop   Level = "stop"
)

// Found is one finding of a check, without its words.
type Found struct {
	N       int             `json:"n"`   // its number in this check, from 1
	Key     string          `json:"key"` // the same for the same rule and the same words, within one post; tells nothing of the words
	Rule    string          `json:"rule"`
	Area    rulebook.Area   `json:"area"`
	Level   Level           `json:"level"`
	Outcome finding.Outcome `json:"outcome"`          // raised, ask or failed
	Place   string          `json:"place,omitempty"`  // "" the text; else what the check calls it: "alt 1", "caption 2"
	Offers  []rulebook.Way  `json:"offers,omitempty"` // the ways out the rule offers
}

// Holds tells whether the finding needs a way out before sign-off.
func (f Found) Holds() bool { return f.Level == Decide || f.Level == Stop }

// Citation is what a finding rests on, as it was shown.
type Citation struct {
	ID    string `json:"id"`    // "gmc-social-2024/19"
	Label string `json:"label"` // "GMC social media, 19"
	Says  string `json:"says"`  // in our own words
}

// FoundWords is the part of a finding that may repeat the post's words.
type FoundWords struct {
	Title     string     `json:"title"`
	Message   string     `json:"message,omitempty"` // or the question; for a rule that could not run, why
	Words     []string   `json:"words,omitempty"`   // it points at
	Citations []Citation `json:"citations,omitempty"`
	Fixes     []string   `json:"fixes,omitempty"` // titles of the fixes it offers
}

// String hides the words.
func (w FoundWords) String() string { return fmt.Sprintf("finding(%d words pointed at)", len(w.Words)) }

// Check is what a check of a revision found.
type Check struct {
	Revision string    `json:"revision"` // digest
	At       time.Time `json:"at"`
	Against  Against   `json:"against"`
	Verdict  string    `json:"verdict"` // clear, decide or stop
	Found    []Found   `json:"found,omitempty"`
	Leans    []Lean    `json:"leans,omitempty"` // entries that kept a rule from being raised
}

// finding gives finding n.
func (c *Check) finding(n int) (Found, bool) {
	if c == nil || n < 1 || n > len(c.Found) {
		return Found{}, false
	}
	return c.Found[n-1], true
}

func (c *Check) has(key string) bool {
	return c != nil && slices.ContainsFunc(c.Found, func(f Found) bool { return f.Key == key })
}

// Report is a check with its words, before a post takes it in.
type Report struct {
	Against Against
	Verdict rulebook.Level
	Found   []Found // without keys
	Words   []FoundWords
	Leans   []Lean
}

// String hides the words.
func (r Report) String() string { return fmt.Sprintf("report(%s, %d found)", r.Verdict, len(r.Found)) }

// FromFindings makes a report of what finding.Check made of a text: what was raised, asked where the question holds, and what could not run.
// Spans count bytes of text.
func FromFindings(fs []finding.Finding, text string, against Against) Report {
	r := Report{Against: against}
	r.Add("", fs, text)
	return r
}

// Add takes in what was found in another place of the post: an alternative text, a caption.
func (r *Report) Add(place string, fs []finding.Finding, text string) {
	r.Verdict = max(r.Verdict, decision.Verdict(fs))
	for _, f := range fs {
		level := f.Level
		switch f.Outcome {
		case finding.Raised:
		case finding.Ask:
			if level < rulebook.Decide {
				continue
			}
		case finding.Failed:
			level = max(level, rulebook.Decide)
			r.Verdict = max(r.Verdict, level)
		default:
			continue
		}
		if level == rulebook.None {
			continue
		}
		r.Found = append(r.Found, Found{N: len(r.Found) + 1, Rule: f.Rule.ID, Area: f.Rule.Area, Level: Level(level.String()), Outcome: f.Outcome, Place: place,
			Offers: slices.Clone(f.Rule.Ways)})
		w := FoundWords{Title: f.Title, Message: f.Message}
		if f.Outcome == finding.Failed {
			w.Message = f.Why
		}
		for _, s := range f.Spans {
			w.Words = append(w.Words, s.Of(text))
		}
		for _, c := range f.Citations {
			w.Citations = append(w.Citations, Citation{ID: c.String(), Label: c.Label(), Says: c.Para.Says})
		}
		for _, x := range f.Fixes {
			w.Fixes = append(w.Fixes, x.Title)
		}
		r.Words = append(r.Words, w)
	}
}

// keySize is how much of the keyed hash identifies a finding, in bytes: enough never to meet by chance within one post.
const keySize = 12

// keyOf identifies a finding within one post: the same rule, outcome and place pointing at the same words. Where it points at no words it rests on
// the revision as a whole, so that any change makes it another one. The hash is keyed by the post's salt, which is private: a name can't
// be found by trying names.
func keyOf(salt []byte, revision string, f Found, w FoundWords) string {
	h := hmac.New(sha256.New, salt)
	parts := []string{f.Rule, string(f.Outcome), f.Place}
	if len(w.Words) == 0 {
		parts = append(parts, revision)
	}
	for _, s := range append(parts, w.Words...) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(len(s)))
		h.Write(b[:])
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil)[:keySize])
}

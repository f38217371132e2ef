// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chaperone/finding"
	"chaperone/rulebook"
)

// model remembers what happened to a post in the simplest way, and knows by itself when a sign-off may be: it shares no code with the rules it
// watches. It may allow more than they do, never less.
type model struct {
	text     string
	revision string // digest
	writers  []string
	found    []found // of the last check
	checked  string  // digest of the revision it was of; "" none of the current one
	against  Against
	looked   time.Time
	given    []given
	requests []Request
	gone     map[string]int // entries that ended, and after how many ways
	off      bool           // signed off
}

// found is what a check found: the word of the text that made it.
type found struct {
	sort  word
	level rulebook.Level
	key   string // rule and word
}

// given is a way out as it was given.
type given struct {
	kind    WayKind
	key     string
	rule    string
	lean    Lean
	covers  string // digest of the revision the entry was last said to cover
	request string
	said    string
}

// word is a word of a post with what it raises.
type word struct {
	text    string
	rule    *rulebook.Rule
	outcome finding.Outcome
}

var words = []word{
	{"Begum", nameRule, finding.Raised}, {"Khan", nameRule, finding.Raised}, {"trawler", smallRule, finding.Raised},
	{"agreed", rule("consent-gone", rulebook.Consent, rulebook.Stop, rulebook.WayWithhold), finding.Raised},
	{"half", claimRule, finding.Raised}, {"third", claimRule, finding.Raised}, {"gifted", adRule, finding.Raised}, {"coffee", tipRule, finding.Raised},
	{"parcel", rule("paid", rulebook.Advertising, rulebook.Decide), finding.Ask}, {"ward", rule("whose", rulebook.Confidentiality, rulebook.Decide), finding.Ask},
	{"photo", rule("broken", rulebook.Conduct, rulebook.Decide), finding.Failed}, {"clinic", rule("hint", rulebook.Confidentiality, rulebook.Decide), finding.Raised},
}

// raisedIn lists what the words of a text raise; where it is grave, a story at decide is a stop.
func raisedIn(text string, grave bool) (fs []finding.Finding, all []found) {
	for _, w := range words {
		if strings.Contains(text, w.text) {
			f := raise(w.rule, text, w.text)
			f.Outcome = w.outcome
			if grave && w.text == "clinic" {
				f.Level = rulebook.Stop
			}
			fs, all = append(fs, f), append(all, found{w, f.Level, w.rule.ID + "/" + w.text})
		}
	}
	return fs, all
}

// refusedBy tells whether a patient said no and not yes since.
func (m *model) refusedBy() bool {
	for i, r := range m.requests {
		if r.Form != Patient || r.Reply != No && r.Reply != ChangedMind {
			continue
		}
		again := slices.ContainsFunc(m.requests[i+1:], func(q Request) bool { return q.Form == Patient && q.Person == r.Person && q.Reply == Yes })
		if r.Person == "" || !again {
			return true
		}
	}
	return false
}

// counts tells which sorts of ways out a finding has, the consent of a patient as "consent".
func (m *model) counts(f found) map[WayKind]bool {
	out := map[WayKind]bool{}
	for i, g := range m.given {
		switch {
		case g.kind == WayRecord:
			after, over := m.gone[g.lean.Register+"/"+g.lean.Entry]
			if g.rule != f.sort.rule.ID || g.covers != m.revision || over && i < after {
				continue
			}
			out[WayRecord] = true
			out[WayConsent] = out[WayConsent] || g.lean.Register == Consents
		case g.key != f.key:
		case g.kind == WayOpinion:
			for _, r := range m.requests {
				if r.ID == g.request && (r.Reply == Fine || r.Reply == SaySo && strings.Contains(m.text, g.said)) {
					out[WayOpinion] = true
				}
			}
		default:
			out[g.kind] = true
		}
	}
	return out
}

// open names the first finding of the last check that has no way out; "" where each has one.
func (m *model) open() string {
	no := m.refusedBy()
	for _, f := range m.found {
		has, about := m.counts(f), f.sort.rule.Area == rulebook.Confidentiality || f.sort.rule.Area == rulebook.Consent
		var ok bool
		switch {
		case f.sort.outcome == finding.Failed:
			ok = has[WayLooked]
		case f.level == rulebook.Advise:
			ok = true
		case f.sort.outcome == finding.Ask && has[WayAnswered]:
			ok = true
		case about && f.level == rulebook.Stop:
			ok = has[WayConsent] || !no && has[WayOpinion] && (has[WayMisread] || slices.Contains(f.sort.rule.Ways, rulebook.WayOpinion))
		case about && no:
			ok = has[WayConsent]
		default:
			ok = has[WayRecord] || has[WayOpinion] || has[WayMisread] || has[WayJustified]
		}
		if !ok {
			return f.key
		}
	}
	return ""
}

// faultless says what speaks against the post as signed off; nil: nothing.
func (m *model) faultless() error {
	if m.checked != m.revision {
		return fmt.Errorf("this revision was not checked")
	}
	if f := m.open(); f != "" {
		return fmt.Errorf("%s has no way out", f)
	}
	for _, r := range m.requests {
		if r.Form == Patient && (r.Reply == No || r.Reply == ChangedMind) && r.Revision == m.revision {
			return fmt.Errorf("the patient said no to it")
		}
	}
	return nil
}

// maySign says what speaks against a sign-off as it was asked for; nil: nothing.
func (m *model) maySign(by, expected string, now Against, at time.Time, policy Policy) error {
	if err := m.faultless(); err != nil {
		return err
	}
	for _, r := range m.requests {
		if r.Blocks && r.Revision == m.revision && (r.Reply == "" || r.Reply == AsksBack) {
			return fmt.Errorf("request %s waits", r.ID)
		}
	}
	switch {
	case expected != m.revision:
		return fmt.Errorf("another revision was meant")
	case m.against != now || at.Sub(m.looked) > 24*time.Hour:
		return fmt.Errorf("the check is stale")
	case policy.SecondPerson && slices.Contains(m.writers, by):
		return fmt.Errorf("%s wrote in it", by)
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"chaperone/finding"
)

// WayGiven is the body of KindWayGiven. Ends are earlier ones of the same kind for the same finding.
type WayGiven struct {
	Way  WayOut  `json:"way"`
	Ends []Ended `json:"ends,omitempty"`
}

// Answer is the body of KindAnswered. Way is the way out it is, where the last check asked this and it held the post up.
type Answer struct {
	Rule string  `json:"rule"`
	Way  *WayOut `json:"way,omitempty"`
	Ends []Ended `json:"ends,omitempty"`
}

// AnswerWords is the private part of KindAnswered.
type AnswerWords struct {
	Value string `json:"value"`
}

// String hides the words.
func (AnswerWords) String() string { return "words()" }

// Attach gives an entry as the way out of finding n. covers comes from package register: the entry as it stands, and whether it covers the
// current revision. ErrNotCovered where it doesn't; ErrNotAllowed for a stop about a patient where the entry is no consent.
func (p *Post) Attach(at time.Time, by string, n int, covers Cover) (Event, error) {
	f, err := p.giving(by, n)
	if err != nil {
		return Event{}, err
	}
	switch kinds := p.kinds(f); {
	case covers.Entry == "" || covers.Register == "":
		return Event{}, why(ErrUnknown, "an entry is named by its register and id")
	case slices.Contains(kinds, WayRecord):
	case !slices.Contains(kinds, WayConsent):
		return Event{}, p.refuse(f, WayRecord)
	case covers.Register != Consents:
		return Event{}, why(ErrNotAllowed, "%s is about a patient; only their consent is a record of it", f.Rule)
	}
	if !covers.Covers {
		return Event{}, why(ErrNotCovered, "%s", or(covers.Why, "ask for one that does, or change the words"))
	}
	lean := covers.Lean
	return p.give(at, by, f, WayOut{Kind: WayRecord, Entry: &lean}, Words{Words: covers.Why}), nil
}

// Opinion gives a colleague's answer as the way out of finding n. The request is one of this post's, answered, and asked about this finding
// (or, about the post as a whole, of this revision); not answered by anybody who wrote in the post (ErrOwnOpinion). "Leave it out" and "I can't
// judge" are no way out (ErrNoOpinion). Where the colleague says that saying so in the post is enough, said are the words in which it does.
func (p *Post) Opinion(at time.Time, by string, n int, request, said string) (Event, error) {
	f, err := p.giving(by, n)
	if err != nil {
		return Event{}, err
	}
	i := slices.IndexFunc(p.Requests, func(r Request) bool { return r.ID == request })
	if i < 0 {
		return Event{}, why(ErrUnknown, "request %q; ask a colleague first", request)
	}
	r := p.Requests[i]
	switch {
	case !p.allows(f, WayOpinion):
		return Event{}, p.refuse(f, WayOpinion)
	case r.Form != Colleague:
		return Event{}, why(ErrNoOpinion, "request %s wasn't put to a colleague", r.ID)
	case r.Finding != "" && r.Finding != f.Key, r.Finding == "" && r.Revision != p.Revision.Digest:
		return Event{}, why(ErrNoOpinion, "request %s asked about something else; ask about this", r.ID)
	case slices.Contains(p.Writers, r.From):
		return Event{}, ErrOwnOpinion
	case r.Reply != Fine && r.Reply != SaySo:
		return Event{}, why(ErrNoOpinion, "request %s: %s", r.ID, r.Reply.words())
	case r.Reply == SaySo && !p.says(said):
		return Event{}, why(ErrNoOpinion, "your colleague wants the post to say so; point at the words that do, as they stand in it")
	case r.Reply == Fine:
		said = ""
	}
	return p.give(at, by, f, WayOut{Kind: WayOpinion, Request: r.ID, Answer: r.Reply}, Words{Said: strings.TrimSpace(said)}), nil
}

// Justify keeps what finding n points at, with a reason in own words. ErrNotAllowed for a stop about a patient's confidence or consent
// without a consent attached; ErrNoWords where there is no reason to read.
func (p *Post) Justify(at time.Time, by string, n int, reason string) (Event, error) {
	f, err := p.giving(by, n)
	if err != nil {
		return Event{}, err
	}
	if !p.allows(f, WayJustified) || guarded(f) && !slices.ContainsFunc(p.given(f.Key), func(w WayOut) bool { return w.is(WayConsent) }) {
		return Event{}, p.refuse(f, WayJustified)
	}
	if !speaks(reason, 2) {
		return Event{}, why(ErrNoWords, "say in a sentence why it can stay")
	}
	return p.give(at, by, f, WayOut{Kind: WayJustified}, Words{Words: strings.TrimSpace(reason)}), nil
}

// Misread says what the words of finding n mean instead: it is kept for this post and a way out. For a stop about a patient it is kept, too,
// but counts only with a colleague's opinion or the person's consent beside it; see Ways.
func (p *Post) Misread(at time.Time, by string, n int, means string) (Event, error) {
	f, err := p.giving(by, n)
	if err != nil {
		return Event{}, err
	}
	if !p.allows(f, WayMisread) {
		return Event{}, p.refuse(f, WayMisread)
	}
	if !speaks(means, 1) {
		return Event{}, why(ErrNoWords, "say what the words mean")
	}
	return p.give(at, by, f, WayOut{Kind: WayMisread}, Words{Words: strings.TrimSpace(means)}), nil
}

// Looked says that a person looked themselves at what rule n couldn't look at. note may be empty.
func (p *Post) Looked(at time.Time, by string, n int, note string) (Event, error) {
	f, err := p.giving(by, n)
	if err != nil {
		return Event{}, err
	}
	if !p.allows(f, WayLooked) {
		return Event{}, p.refuse(f, WayLooked)
	}
	return p.give(at, by, f, WayOut{Kind: WayLooked}, Words{Words: strings.TrimSpace(note)}), nil
}

// AnswerQuestion keeps the answer to a rule's question: a fact for the next check of this post, whatever its wording. Where the last check asked it
// and it held the post up, the answer is the way out.
func (p *Post) AnswerQuestion(at time.Time, by, rule, value string) (Event, error) {
	if err := p.writable(by); err != nil {
		return Event{}, err
	}
	if rule == "" || strings.TrimSpace(value) == "" {
		return Event{}, why(ErrNoWords, "an answer names the rule that asks and says something")
	}
	b := Answer{Rule: rule}
	if p.Check != nil {
		for _, f := range p.Check.of(rule) {
			if f.Outcome == finding.Ask && f.Holds() {
				e := p.give(at, by, f, WayOut{Kind: WayAnswered}, Words{}).Body.(WayGiven)
				b.Way, b.Ends = &e.Way, e.Ends
				break // a rule asks once
			}
		}
	}
	return event(KindAnswered, at, by, b, AnswerWords{strings.TrimSpace(value)}), nil
}

// giving looks up finding n for somebody who wants to give a way out.
func (p *Post) giving(by string, n int) (Found, error) {
	if err := p.writable(by); err != nil {
		return Found{}, err
	}
	f, ok := p.Check.finding(n)
	switch {
	case p.Check == nil:
		return Found{}, ErrUnchecked
	case !ok:
		return Found{}, why(ErrNoFinding, "number %d; it has %d", n, len(p.Check.Found))
	case !f.Holds():
		return Found{}, why(ErrNotAllowed, "%s is advice and needs none", f.Rule)
	}
	return f, nil
}

// give makes the event of a way out that was found to be allowed.
func (p *Post) give(at time.Time, by string, f Found, w WayOut, words Words) Event {
	w.No, w.Rule, w.Finding, w.Revision, w.At, w.By = len(p.Ways)+1, f.Rule, f.Key, p.Revision.Digest, moment(at), by
	b := WayGiven{Way: w}
	for _, old := range p.given(f.Key) {
		if old.Kind == w.Kind && (w.Entry == nil || old.Entry.Register == w.Entry.Register && old.Entry.Entry == w.Entry.Entry) {
			b.Ends = append(b.Ends, Ended{No: old.No, Why: EndReplaced, At: w.At})
		}
	}
	return event(KindWayGiven, at, by, b, words)
}

// kinds lists the sorts of ways out a finding may have.
func (p *Post) kinds(f Found) []WayKind {
	var out []WayKind
	for _, a := range Ways(f, p.Refused()) {
		out = append(out, a.Way)
		out = append(out, a.With...)
	}
	return out
}

// allows tells whether a way out may be given for a finding, if only beside another.
func (p *Post) allows(f Found, k WayKind) bool { return slices.Contains(p.kinds(f), k) }

// refuse says which ways out there are instead.
func (p *Post) refuse(f Found, k WayKind) error {
	o := Open{Found: f, Ways: Ways(f, p.Refused())}
	return why(ErrNotAllowed, "%s for %s; these are: %s", k, f.Rule, o.allowed())
}

// speaks tells whether somebody wrote at least n real words: runs of two letters or more, not all the same letter. In scripts without spaces
// every sign is a word.
func speaks(s string, n int) bool {
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		first, length, varied := rune(0), 0, false
		for _, r := range w {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
				n--
			}
			if first == 0 {
				first = r
			}
			length++
			varied = varied || r != first
		}
		if length >= 2 && varied {
			n--
		}
	}
	return n <= 0
}

func or(s, otherwise string) string {
	if strings.TrimSpace(s) == "" {
		return otherwise
	}
	return s
}

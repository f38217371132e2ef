// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Cover says whether a register entry that was attached to a finding of a rule covers the current revision. Package register judges that.
type Cover struct {
	Rule   string
	Lean          // the entry as it stands now
	Covers bool   //
	Why    string // in words a person may read
}

// String hides the words.
func (c Cover) String() string { return fmt.Sprintf("cover(%s, %t)", c.Entry, c.Covers) }

// Checked is the body of KindChecked: what was found, which ways out still fit and which no longer do, and what follows.
type Checked struct {
	Check   Check     `json:"check"`
	Carried []Carried `json:"carried,omitempty"`
	Ended   []Ended   `json:"ended,omitempty"`
	Fixed   []Fixed   `json:"fixed,omitempty"` // held the post up before, no longer found
	Voids   *Void     `json:"voids,omitempty"`
	Opens   *Due      `json:"opens,omitempty"`
}

// CheckedWords is the private part of KindChecked: the words of Check.Found in its order.
type CheckedWords struct {
	Found []FoundWords `json:"found"`
}

// String hides the words.
func (w CheckedWords) String() string { return fmt.Sprintf("words(%d)", len(w.Found)) }

// Checked takes in what a check of the current revision found. Ways out given before stay with their finding only where they still fit, and
// the event says which: opinions, reasons and answers where the same rule points at the same words; a record where the entry covers this
// revision (covers; one for each record of p.Records). A sign-off never carries over; one that holds ends where something is found now that has
// no way out, and if the post is published, a re-check is due.
func (p *Post) Checked(at time.Time, by string, r Report, covers []Cover) (Event, error) {
	switch {
	case p.ID == "":
		return Event{}, ErrUnknown
	case p.Erased || p.Private == nil:
		return Event{}, ErrErased
	case p.isClosed():
		return Event{}, ErrClosed
	case len(r.Found) != len(r.Words):
		return Event{}, why(ErrEvent, "%d findings with the words of %d", len(r.Found), len(r.Words))
	case r.Against.Digest == "" || r.Against.Registers == "":
		return Event{}, why(ErrUnchecked, "the check doesn't say which rulebook and registers it went by")
	}
	at = moment(at)
	c := Check{Revision: p.Revision.Digest, At: at, Against: r.Against, Verdict: r.Verdict.String(), Found: slices.Clone(r.Found), Leans: sorted(r.Leans)}
	seen := map[string]int{}
	for i := range c.Found {
		f := &c.Found[i]
		f.N = i + 1
		f.Key = keyOf(p.Private.Salt, p.Revision.Digest, *f, r.Words[i])
		if n := seen[f.Key]; n > 0 {
			f.Key += fmt.Sprintf("-%d", n+1) // the same words twice: two findings all the same
		}
		seen[f.Key]++
	}
	b := Checked{Check: c}
	b.carry(p, at, covers)
	for _, f := range p.known() {
		if f.Holds() && !c.holds(f) {
			b.Fixed = append(b.Fixed, Fixed{Found: f, Revision: c.Revision, At: at})
		}
	}
	e := event(KindChecked, at, by, b, CheckedWords{slices.Clone(r.Words)})
	b.Voids, b.Opens = p.fallout(e, VoidFound)
	e.Body = b
	return e, nil
}

// known gives the findings of the last check, or of the last check of the revision before where this one has none yet.
func (p *Post) known() []Found {
	if p.Check != nil {
		return p.Check.Found
	}
	return p.Before
}

// carry works out which ways out fit the new check.
func (b *Checked) carry(p *Post, at time.Time, covers []Cover) {
	for _, w := range p.Ways {
		if w.Ended != nil {
			continue
		}
		now := Carried{No: w.No, Revision: b.Check.Revision, Finding: w.Finding, At: at}
		end := func(why EndWhy) { b.Ended = append(b.Ended, Ended{No: w.No, Why: why, At: at}) }
		found := b.Check.has(w.Finding)
		if w.Kind == WayRecord {
			i := slices.IndexFunc(covers, func(c Cover) bool {
				return c.Rule == w.Rule && c.Register == w.Entry.Register && c.Entry == w.Entry.Entry
			})
			if i < 0 || !covers[i].Covers {
				end(EndNotCovered)
				continue
			}
			now.Version = covers[i].Version
			if of := b.Check.of(w.Rule); !found && len(of) == 1 {
				now.Finding, found = of[0].Key, true // the rule, and only once: the entry goes with it
			}
		}
		last := Carried{Revision: w.Revision}
		if n := len(w.Carried); n > 0 {
			last = w.Carried[n-1]
		}
		switch {
		case !found && len(b.Check.of(w.Rule)) > 0:
			end(EndOtherWords)
		case w.Kind == WayOpinion && p.wroteAnswer(w.Request):
			end(EndOwnOpinion)
		case w.Kind == WayOpinion && w.Answer == SaySo && !p.says(p.wordsOf(w.No).Said):
			end(EndNotSaid)
		case !found && w.Kind != WayRecord: // at rest: nothing to be a way out of
		case last.Revision != now.Revision || w.Finding != now.Finding || w.Kind == WayRecord && w.Entry.Version != now.Version:
			b.Carried = append(b.Carried, now)
		}
	}
}

// wroteAnswer tells whether whoever answered a request wrote in the post since.
func (p *Post) wroteAnswer(id string) bool {
	return slices.ContainsFunc(p.Requests, func(r Request) bool { return r.ID == id && slices.Contains(p.Writers, r.From) })
}

// holds tells whether the rule of an earlier finding still holds the post up, at the same place.
func (c *Check) holds(old Found) bool {
	return slices.ContainsFunc(c.Found, func(f Found) bool { return f.Rule == old.Rule && f.Place == old.Place && f.Holds() })
}

// of gives the findings of a rule.
func (c *Check) of(rule string) []Found {
	var out []Found
	for _, f := range c.Found {
		if f.Rule == rule {
			out = append(out, f)
		}
	}
	return out
}

// Records gives the entries attached so far, for which Checked needs to hear whether they cover the current revision: each with its rule.
func (p *Post) Records() []Cover {
	var out []Cover
	for _, w := range p.Ways {
		if w.Kind == WayRecord && w.Ended == nil {
			out = append(out, Cover{Rule: w.Rule, Lean: *w.Entry})
		}
	}
	return out
}

// says tells whether readers of the current revision find these words in it.
func (p *Post) says(words string) bool {
	r, ok := p.Text()
	words = strings.TrimSpace(words)
	if !ok || words == "" {
		return false
	}
	return strings.Contains(r.Text, words) || slices.ContainsFunc(r.Media, func(m Media) bool { return strings.Contains(m.Caption, words) })
}

func (p *Post) wordsOf(way int) Words {
	if p.Private == nil {
		return Words{}
	}
	return p.Private.Ways[way]
}

// fallout works out what else an event leads to: where it leaves a signed-off post with something open, the sign-off ends, and if the
// post is published and nothing is due yet, a re-check is due at once.
func (p *Post) fallout(e Event, because VoidWhy) (*Void, *Due) {
	if p.Signed() == nil {
		return nil, nil
	}
	after := p.clone()
	if err := Apply(after, e); err != nil {
		return nil, nil // can't happen: e was decided
	}
	refused := slices.ContainsFunc(after.Requests, func(r Request) bool { return whole.refused(r, after.Revision.Digest) })
	if !refused && len(after.StillOpen()) == 0 {
		return nil, nil
	}
	v := p.void(e.At, e.By, because)
	if len(p.Live()) == 0 || len(p.open(dueAny)) > 0 {
		return v, nil
	}
	return v, p.due(e.At, e.By, DueRecheck, Reason(because), Cause{}, e.At)
}

// sorted gives leans in order, each once.
func sorted(ls []Lean) []Lean {
	out := slices.Clone(ls)
	slices.SortFunc(out, func(a, b Lean) int {
		if c := strings.Compare(a.Register, b.Register); c != 0 {
			return c
		}
		if c := strings.Compare(a.Entry, b.Entry); c != 0 {
			return c
		}
		return a.Version - b.Version
	})
	return slices.Compact(out)
}

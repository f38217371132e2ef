// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"chaperone/decision/signoff"
	"chaperone/finding"
	"chaperone/record"
	"chaperone/register"
	"chaperone/rulebook"
)

// What the rulebook is kept as: which one the published posts were last held against.
const (
	stateRulebook   = "rulebook" // one, with the id "now"
	kindRulebook    = "rulebook.adopted"
	aboutRulebook   = "rulebook/now"
	causeRulebook   = "rulebook"
	rulebookCurrent = "now"
)

// adopted is the body of kindRulebook, and its state: the rulebook as it stood, so that the next can be told from it.
type adopted struct {
	Version  string          `json:"version"`
	Digest   string          `json:"digest"`
	Snapshot json.RawMessage `json:"snapshot"`
}

// Standing is what a standing re-check has come to.
type Standing struct {
	Posts   int               // published posts looked at
	Rules   []rulebook.Change // how the rulebook changed since the last one; nil: not
	Opened  []Opened          // take-downs and second looks that are due now and weren't before
	Retired []string          // requests that ran out
}

// Opened is something that became due.
type Opened struct {
	Post string
	signoff.Due
	Why string // in words
}

// Recheck looks at every published post again: at the entries it leans on as they stand today, and at the rules that changed since it was last
// looked at. What has to come down or wants a second look is due from then on, once for each cause.
func (o *Office) Recheck(ctx context.Context, by Member) (out *Standing, err error) {
	err = o.update(ctx, by, func(w *work) error {
		out = &Standing{}
		w.by = signoff.Program
		rs, err := w.registers()
		if err != nil {
			return err
		}
		ids, err := w.postIDs()
		if err != nil {
			return err
		}
		before := map[string]int{}
		var leans []register.Lean
		for _, id := range ids {
			p, err := w.post(id)
			if err != nil {
				return err
			}
			before[id] = len(p.Due)
			if len(p.Live()) > 0 {
				out.Posts++
				leans = append(leans, *leanOf(p))
			}
		}
		if out.Retired, err = w.lapse(); err != nil {
			return err
		}
		why := map[string]string{}
		for _, c := range rs.Endings(leans, w.at) {
			if err := w.falls(rs, rs.Entry(c.Entry), c); err != nil {
				return err
			}
			why[c.Post+"\x00"+c.Entry] = c.Why
		}
		if err := w.lapsed(rs, ids); err != nil {
			return err
		}
		if out.Rules, err = w.rulebook(rs, ids, why); err != nil {
			return err
		}
		for _, id := range ids {
			p, err := w.post(id)
			if err != nil {
				return err
			}
			for _, d := range p.Due[before[id]:] {
				out.Opened = append(out.Opened, Opened{id, d, why[id+"\x00"+d.Cause.ID]})
			}
		}
		return nil
	})
	return out, err
}

// lapsed ends sign-offs of posts that aren't out yet where an entry they rest on no longer holds.
func (w *work) lapsed(rs *register.Registers, ids []string) error {
	for _, id := range ids {
		p, err := w.post(id)
		if err != nil {
			return err
		}
		if p.Signed() == nil || len(p.Live()) > 0 {
			continue
		}
		for _, l := range p.Leans() {
			e := rs.Entry(l.Entry)
			if e == nil || e.Live(w.at) {
				continue
			}
			ev, err := p.EntryEnded(w.at, w.by, l.Register, l.Entry)
			if errors.Is(err, signoff.ErrUnknown) {
				continue
			}
			if err != nil {
				return err
			}
			if err := w.posted(p, ev); err != nil {
				return err
			}
		}
	}
	return nil
}

// rulebook compares today's rulebook with the one published posts were last held against, and opens a second look at those that a rule newly
// speaks of.
func (w *work) rulebook(rs *register.Registers, ids []string, why map[string]string) ([]rulebook.Change, error) {
	a, err := w.books.adopted()
	if err != nil {
		return nil, err
	}
	var old adopted
	state, err := w.v.State(stateRulebook, rulebookCurrent)
	switch {
	case errors.Is(err, record.ErrNotFound):
		return nil, w.adopt(a)
	case err != nil:
		return nil, err
	}
	if _, err := w.state(stateRulebook, rulebookCurrent, state, &old, &struct{}{}); err != nil {
		return nil, err
	}
	if old.Digest == a.Digest {
		return nil, nil
	}
	from, err := rulebook.ParseSnapshot(old.Snapshot)
	if err != nil {
		return nil, fmt.Errorf("the rulebook before this one: %w: %v", record.ErrCorrupt, err)
	}
	changes := rulebook.Diff(from, w.books.checker.Book.Snapshot())
	affecting := rulebook.Affecting(changes)
	for _, id := range ids {
		p, err := w.post(id)
		if err != nil {
			return nil, err
		}
		if len(p.Live()) == 0 || len(affecting) == 0 {
			continue
		}
		rule, says, err := w.newlyRaised(rs, p, affecting)
		if err != nil {
			return nil, err
		}
		if rule == "" {
			continue
		}
		e, err := p.RecheckDue(w.at, w.by, signoff.ReasonRulebook, signoff.Cause{Kind: causeRulebook, ID: rule}, w.at.Add(recheckWithin))
		if err != nil {
			return nil, err
		}
		if err := w.posted(p, e); err != nil {
			return nil, err
		}
		why[id+"\x00"+rule] = says
	}
	return changes, w.adopt(a)
}

// adopted gives the rulebook as it is kept.
func (b *books) adopted() (adopted, error) {
	data, err := b.checker.Book.Snapshot().Encode()
	return adopted{Version: b.checker.Book.Version(), Digest: b.digest(), Snapshot: data}, err
}

// newlyRaised checks published words and names the first of some rules that finds something its last check did not.
func (w *work) newlyRaised(rs *register.Registers, p *signoff.Post, rules []string) (rule, says string, err error) {
	r, ok := wording(p, p.Live()[0].Revision)
	if !ok {
		return "", "", nil // erased: there is nothing to read, and it is due to come down for that
	}
	report, err := w.books.checker.CheckDraft(PostOf(p.ID, r, time.Time{}), w.profile(rs, p))
	if err != nil {
		return "", "", err
	}
	for _, f := range report.Findings {
		if f.Outcome != finding.Raised || f.Level < rulebook.Decide || !slices.Contains(rules, f.Rule.ID) {
			continue
		}
		known := p.Check != nil && slices.ContainsFunc(p.Check.Found, func(o signoff.Found) bool { return o.Rule == f.Rule.ID && o.Holds() })
		if !known {
			return f.Rule.ID, f.Title, nil
		}
	}
	return "", "", nil
}

// adoptFirst keeps the rulebook by which a practice published for the first time: the next program's is held against it, whether or not anybody
// ran a re-check before.
func (w *work) adoptFirst() error {
	_, err := w.v.State(stateRulebook, rulebookCurrent)
	if !errors.Is(err, record.ErrNotFound) {
		return err
	}
	a, err := w.books.adopted()
	if err != nil {
		return err
	}
	return w.adopt(a)
}

// adopt keeps which rulebook posts are held against from now on.
func (w *work) adopt(a adopted) error {
	w.later(stateRulebook, rulebookCurrent, func() error { return w.put(stateRulebook, rulebookCurrent, a, nil, "") })
	return w.emit(kindRulebook, aboutRulebook, w.at, signoff.Program, a, nil, "")
}

// ImportRetractions notes what a list of retractions (Retraction Watch's CSV) says of the papers in the register of evidence, and opens a second
// look at published posts that rest on a retracted one.
func (o *Office) ImportRetractions(ctx context.Context, by Member, read func(rs *register.Registers) (*register.Retractions, error)) (list *register.Retractions, err error) {
	rs, err := o.Registers(ctx)
	if err != nil {
		return nil, err
	}
	if list, err = read(rs); err != nil { // outside the transaction: a list may take minutes
		return nil, err
	}
	err = o.update(ctx, by, func(w *work) error {
		rs, err := w.registers()
		if err != nil {
			return err
		}
		events, err := rs.Noted(w.at, w.by, list)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := w.filed(e); err != nil {
				return err
			}
		}
		for _, e := range events {
			if err := w.stand(rs, rs.Entry(e.Entry())); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"chaperone/decision/signoff"
	"chaperone/record"
	"chaperone/record/bundle"
	"chaperone/register"
	"chaperone/rulebook"
)

// Appraisal sums a period up for an author's appraisal, both days included: what was published, checked, changed and learnt. It holds counts, days
// and titles of rules, no post's words and nobody's name but the author's. reflections are the author's own. That it was made is kept in the log.
func (o *Office) Appraisal(ctx context.Context, by Member, from, to time.Time, reflections []bundle.Reflection) (a bundle.Appraisal, err error) {
	err = o.update(ctx, by, func(w *work) error {
		return w.emit(kindExported, aboutPractice, w.at, w.by, exported{What: "appraisal"}, nil, "")
	})
	if err != nil {
		return a, err
	}
	err = o.view(ctx, func(r reading) error {
		rs, err := r.registers()
		if err != nil {
			return err
		}
		b := &telling{reading: r}
		b.author, _ = rs.Author("")
		var stories []bundle.Story
		err = r.posts(func(p *signoff.Post) error {
			s, _, err := b.storyOf(p)
			if err == nil {
				stories = append(stories, s)
			}
			return err
		})
		if err != nil {
			return err
		}
		a = bundle.AppraisalOf(from, to, stories, func(rule string) string {
			if x := r.books.checker.Book.Rule(rule); x != nil {
				return x.Title
			}
			return ""
		})
		a.Made, a.Author, a.Practice, a.Reflections = o.clock(), b.who(Author), b.author.Name, reflections
		if a.Reviewed, err = reviewed(r, from, to); err != nil {
			return err
		}
		a.RuleChanges, err = ruleChanges(r, from, to)
		return err
	})
	return a, err
}

// inPeriod tells whether a moment lies between two days, both included.
func inPeriod(t, from, to time.Time) bool { return !t.Before(from) && t.Before(to.AddDate(0, 0, 1)) }

// reviewed counts the entries looked at again in a period, by register.
func reviewed(r reading, from, to time.Time) (out []bundle.Count, err error) {
	rs, err := r.registers()
	if err != nil {
		return nil, err
	}
	for _, n := range register.Names {
		c := bundle.Count{Name: string(n)}
		for _, e := range rs.Of(n) {
			if e.Reviewing != nil && inPeriod(e.Reviewing.At, from, to) {
				c.N++
			}
		}
		if c.N > 0 {
			out = append(out, c)
		}
	}
	return out, nil
}

// ruleChanges tells how the rulebook changed in a period, from the snapshots in the log.
func ruleChanges(r reading, from, to time.Time) (out []bundle.RuleChange, err error) {
	var last *rulebook.Snapshot
	err = r.v.About(aboutRulebook, func(row record.Row) error {
		e, err := record.Decode(row.Data)
		if err != nil {
			return err
		}
		var a adopted
		if err := json.Unmarshal(e.Body, &a); err != nil {
			return fmt.Errorf("entry %d of the log: %w: %v", row.Seq+1, record.ErrCorrupt, err)
		}
		now, err := rulebook.ParseSnapshot(a.Snapshot)
		if err != nil {
			return fmt.Errorf("entry %d of the log: %w", row.Seq+1, err)
		}
		if last != nil && inPeriod(e.At, from, to) {
			for _, c := range rulebook.Diff(*last, now) {
				out = append(out, bundle.RuleChange{On: e.At, Title: c.Title + " (" + c.What + ")"})
			}
		}
		last = &now
		return nil
	})
	slices.SortStableFunc(out, func(a, b bundle.RuleChange) int { return a.On.Compare(b.On) })
	return out, err
}

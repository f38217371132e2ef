// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"slices"
	"strings"
	"time"
)

// What became of a rule between two snapshots.
const (
	RuleNew     = "new"
	RuleChanged = "changed"
	RuleRemoved = "removed"
)

// Change is one rule that differs between two snapshots, by itself or in the guidance behind it.
type Change struct {
	Rule  string // its id
	What  string // RuleNew, RuleChanged, RuleRemoved
	Title string // as it is now; as it was where it was removed
	// Old and New are its levels, None where it isn't there. Adjustments of packs are in Adjust.
	Old, New Level
	// Reach tells whether other posts than before may be raised, or the same at another level: published posts want a new look. Where it is
	// false, only words, citations or guidance changed.
	Reach    bool
	InForce  time.Time // the day from which the rule as it is now is in force; zero where it always was, or was removed
	Adjust   []string  // what packs adjust in it now
	Guidance []Guidance
}

// Guidance is a paragraph behind a changed rule, as it was and as it is.
type Guidance struct {
	Cite string // "source/paragraph"
	Old  *Text  // nil where the rule didn't cite it
	New  *Text  // nil where it does no longer
}

// Changed tells whether the paragraph reads otherwise than before, or is cited newly or no longer.
func (g Guidance) Changed() bool { return g.Old == nil || g.New == nil || *g.Old != *g.New }

// Text is a paragraph as a reader is shown it.
type Text struct {
	Label   string    // short title and, where somebody has seen it on the live page, the paragraph's number
	Title   string    // of the source
	Edition string    // of the source
	Says    string    // in our words
	From    time.Time // the day its source came into force; zero where not known
	URL     string
}

// Diff tells what changed from one snapshot to another, in order of the rules' ids. Two snapshots of equal books have no changes; the
// version may still be another.
func Diff(from, to Snapshot) []Change {
	was, is := ruleIndex(from), ruleIndex(to)
	before, after := texts(from), texts(to)
	var ids []string
	for id := range was {
		ids = append(ids, id)
	}
	for id := range is {
		if _, ok := was[id]; !ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	var out []Change
	for _, id := range ids {
		o, wasThere := was[id]
		n, isThere := is[id]
		c := Change{Rule: id, What: RuleChanged, Title: n.Title, Reach: o.Condition != n.Condition, InForce: day(n.From), Adjust: n.Adjust}
		c.Old, _ = ParseLevel(o.Level)
		c.New, _ = ParseLevel(n.Level)
		switch {
		case !wasThere:
			c.What = RuleNew
		case !isThere:
			c.What, c.Title = RuleRemoved, o.Title
		}
		c.Guidance = pair(n.Cite, o.Cite, before, after)
		if o.Digest != n.Digest || c.Reach || slices.ContainsFunc(c.Guidance, Guidance.Changed) {
			out = append(out, c)
		}
	}
	return out
}

func ruleIndex(s Snapshot) map[string]RuleSnapshot {
	m := map[string]RuleSnapshot{}
	for _, r := range s.Rules {
		m[r.ID] = r
	}
	return m
}

// texts gives each paragraph of a snapshot by its citation.
func texts(s Snapshot) map[string]*Text {
	m := map[string]*Text{}
	for _, x := range s.Sources {
		for _, p := range x.Paragraphs {
			c := Citation{&Source{ID: x.ID, Short: x.Short}, &Paragraph{Para: p.Para, Seen: p.Seen}}
			m[c.String()] = &Text{Label: c.Label(), Title: x.Title, Edition: x.Edition, Says: p.Says, From: day(x.From), URL: x.URL}
		}
	}
	return m
}

// pair lists what a rule cites now, then what it cited and does no longer.
func pair(now, then []string, before, after map[string]*Text) []Guidance {
	var out []Guidance
	for _, c := range now {
		g := Guidance{Cite: c, New: after[c]}
		if slices.Contains(then, c) {
			g.Old = before[c]
		}
		out = append(out, g)
	}
	for _, c := range then {
		if !slices.Contains(now, c) {
			out = append(out, Guidance{Cite: c, Old: before[c]})
		}
	}
	return out
}

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil { // "" or, in a snapshot nobody parsed, nonsense
		return time.Time{}
	}
	return t
}

// Affecting gives the ids of the rules of changes for which published posts want a new look: new rules and those whose reach changed. A
// removed rule can't raise anything any more.
func Affecting(changes []Change) []string {
	var ids []string
	for _, c := range changes {
		if c.Reach && c.What != RuleRemoved {
			ids = append(ids, c.Rule)
		}
	}
	slices.SortFunc(ids, strings.Compare)
	return ids
}

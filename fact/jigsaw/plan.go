// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"math"
	"slices"
)

// MaxNodes bounds an exact search for a plan. QuickNodes is the bound Solve keeps to, so that it stays fast.
const (
	MaxNodes   = 1500
	QuickNodes = 300
)

// Plans looks for up to three different ways to reach the policy's clear threshold at the least cost; where that can't be reached, the red
// one; where not even that, as many people as can be. None is given that would not raise the lower end, and none at all where the
// threshold is reached already. nodes bounds the exact search that follows the greedy one: 0 for none, MaxNodes for a plan worth waiting for.
func (m *Model) Plans(policy Policy, nodes int) []Plan {
	now := m.estimate(&m.at)
	t := policy.thresholds(m.p.Grave)
	if !now.Known || now.Lo >= t.Clear {
		return nil
	}
	w := m.wordings()
	var plans []Plan
	for _, name := range []string{FewestWords, KeepsPoint, DelayOnly} {
		if name == KeepsPoint && len(plans) > 0 && plans[0].Reaches && !slices.ContainsFunc(plans[0].Moves, m.moves) {
			continue // the plan keeps it already
		}
		p, ok := m.plan(w, name, now, t, nodes)
		if ok && !slices.ContainsFunc(plans, func(o Plan) bool { return slices.Equal(o.Moves, p.Moves) }) {
			plans = append(plans, p)
		}
	}
	return plans
}

// moves tells whether a move touches the clinical point.
func (m *Model) moves(v Move) bool { return clinical(m.p.Clues[v.Clue].Sort) }

func clinical(s Sort) bool { return s == Condition || s == Procedure || s == Mechanism }

// Dropped is the estimate with every clue dropped that is not locked: the most any wording reaches.
func (m *Model) Dropped() Estimate {
	lv := m.at
	for i := range m.n {
		if !m.p.Clues[m.clue[i]].Locked {
			lv[i] = m.top[i]
		}
	}
	return m.estimate(&lv)
}

// plan looks for one plan. Levels without a wording, edits at odds, and outside DelayOnly an attested date, are taken only where nothing
// else reaches as high a threshold: a plan the author can accept with one key is worth more than a cheaper one.
func (m *Model) plan(w *wordings, name string, now Estimate, t Thresholds, nodes int) (Plan, bool) {
	var ways []*search
	for _, any := range []bool{false, true} {
		if s := newSearch(m, w, name, any); s != nil {
			s.nodes = nodes
			ways = append(ways, s)
		}
	}
	for _, people := range []float64{t.Clear, t.Red} {
		for _, s := range ways {
			if now.Lo >= people {
				continue
			}
			if lv, ok := s.reach(math.Log(people - 1)); ok {
				return m.written(w, s, name, now, t, &lv)
			}
		}
	}
	for _, s := range ways {
		if lv, ok := s.most(); ok {
			return m.written(w, s, name, now, t, &lv)
		}
	}
	return Plan{}, false
}

// written puts levels into a plan; false where they don't raise the lower end.
func (m *Model) written(w *wordings, s *search, name string, now Estimate, t Thresholds, lv *levels) (Plan, bool) {
	p := Plan{Name: name, Before: now, After: m.estimate(lv), Proven: s.proven}
	if p.After.Lo <= now.Lo {
		return Plan{}, false
	}
	p.Reaches = p.After.Lo >= t.Clear
	for i := range m.n {
		if lv[i] != m.at[i] {
			p.Moves = append(p.Moves, Move{m.clue[i], m.widen(i, m.at[i]), m.widen(i, lv[i])})
			p.Cost += s.cost[i][lv[i]] - fewer
			p.Attest = p.Attest || w.attest.has(m.first[i]+int(lv[i]))
		}
	}
	p.Edits, p.Worded = m.gather(w, lv)
	return p, true
}

// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"math"
	"slices"
	"testing"

	"chaperone/post"
)

// brute tries every combination of levels a search may use.
func brute(s *search, target float64) (float64, bool) {
	s.target = target
	lv, least := s.m.at, math.Inf(1)
	for {
		if c := s.total(&lv); c < least && together(s, &lv) && s.holds(&lv) {
			least = c
		}
		i := 0
		for ; i < s.m.n; i++ {
			next := lv[i] + 1
			for next <= s.loose[i] && s.may[i]&(1<<next) == 0 {
				next++
			}
			if next <= s.loose[i] {
				lv[i] = next
				break
			}
			lv[i] = s.m.at[i]
		}
		if i == s.m.n {
			return least, !math.IsInf(least, 1)
		}
	}
}

func together(s *search, lv *levels) bool {
	for i := range s.m.n {
		if !s.fits(lv, i, lv[i]) {
			return false
		}
	}
	return true
}

func TestExactSearchEqualsBruteForce(t *testing.T) {
	tried, dearer, missed, moves := 0, 0, 0, 0
	for p, _ := range problems(4, 1500, 7) {
		m := Prepare(p)
		w := m.wordings()
		for _, any := range []bool{false, true} {
			s := newSearch(m, w, FewestWords, any)
			target := math.Log(19)
			if s == nil || (&search{m: m, target: target}).holds(&m.at) {
				continue
			}
			s.nodes = 1 << 30
			want, possible := brute(s, target)
			lv, ok := s.reach(target)
			tried++
			switch {
			case !ok && possible:
				missed++
			case ok && s.total(&lv) > want*1.01:
				dearer++
			case ok && s.total(&lv) < want-1e-9:
				t.Fatalf("a plan of cost %g where the cheapest costs %g", s.total(&lv), want)
			}
			for i := range m.n {
				if ok && lv[i] != m.at[i] {
					moves++
				}
			}
		}
	}
	t.Logf("%d searches: %d dearer than brute force by over 1 %%, %d missed a plan; %d moves", tried, dearer, missed, moves)
	if tried < 500/share || dearer > 0 {
		t.Errorf("%d of %d searches came out dearer than brute force", dearer, tried)
	}
	if missed*100 > tried {
		t.Errorf("%d of %d searches missed a plan", missed, tried)
	}
}

func TestGreedyPlansCostLittleMore(t *testing.T) {
	tried, cheapest, extra := 0.0, 0.0, 0.0
	for p, _ := range problems(7, 1500, 7) {
		m := Prepare(p)
		s := newSearch(m, m.wordings(), FewestWords, true)
		target := math.Log(19)
		if s == nil || m.Estimate(nil).Lo >= 20 {
			continue
		}
		want, possible := brute(s, target)
		if lv, ok := s.reach(target); ok && possible {
			tried++
			extra += s.total(&lv)/want - 1
			if s.total(&lv) <= want+1e-9 {
				cheapest++
			}
		}
	}
	t.Logf("%g plans: %.0f %% the cheapest, %.2f %% dearer on average", tried, 100*cheapest/tried, 100*extra/tried)
	if tried < 500/share || cheapest < 0.6*tried || extra > 0.03*tried {
		t.Errorf("of %g greedy plans %g are the cheapest; on average they cost %.2g times more", tried, cheapest, extra/tried)
	}
}

func TestPlansReachWhatTheyClaim(t *testing.T) {
	plans, reach, worded, moves, idle := 0, 0, 0, 0, 0
	for p, _ := range problems(5, 10000, 12) {
		m := Prepare(p)
		policy := DefaultPolicy()
		th := policy.thresholds(p.Grave)
		all := m.Plans(policy, 0)
		now := m.Estimate(nil)
		if len(all) > 3 || len(all) > 0 && now.Lo >= th.Clear {
			t.Fatalf("%d plans from %g", len(all), now.Lo)
		}
		for k, pl := range all {
			plans++
			at := stand(p, nil, false)
			for _, mv := range pl.Moves {
				c := p.Clues[mv.Clue]
				if mv.From != c.At || mv.To <= mv.From || c.Locked || pl.Name == DelayOnly && c.Sort != When || pl.Name == KeepsPoint && clinical(c.Sort) {
					t.Fatalf("plan %q moves %s clue from %d to %d", pl.Name, c.Sort, mv.From, mv.To)
				}
				at[mv.Clue] = mv.To
			}
			if after := m.Estimate(at); after != pl.After || pl.Before != now || pl.After.Lo <= pl.Before.Lo || pl.Reaches != (after.Lo >= th.Clear) {
				t.Fatalf("plan %+v, estimate %+v", pl, after)
			}
			if pl.Reaches {
				reach++
				for _, mv := range pl.Moves {
					moves++
					at[mv.Clue] = mv.From
					if m.Estimate(at).Lo >= th.Clear {
						idle++
					}
					at[mv.Clue] = mv.To
				}
			}
			if pl.Worded {
				worded++
				checkEdits(t, p, pl)
			}
			for i, e := range pl.Edits {
				for _, o := range pl.Edits[:i] {
					if o.Post == e.Post && (o.Overlaps(e.Span) || o.Span == e.Span) {
						t.Fatalf("edits overlap: %v and %v", o, e)
					}
				}
			}
			for _, o := range all[:k] {
				if slices.Equal(o.Moves, pl.Moves) {
					t.Fatal("two plans are the same")
				}
			}
		}
	}
	t.Logf("%d plans, %d reach the threshold, %d in words; %d of %d moves were not needed", plans, reach, worded, idle, moves)
	if idle*1000 > moves {
		t.Errorf("%d of %d moves were not needed", idle, moves)
	}
	if reach < 3000/share || worded < 3000/share {
		t.Errorf("%d plans, %d reach, %d worded: too few to test anything", plans, reach, worded)
	}
}

// checkEdits: a plan in words makes every edit of every move, or cuts out more.
func checkEdits(t *testing.T, p *Problem, pl Plan) {
	t.Helper()
	for _, mv := range pl.Moves {
		l := p.Clues[mv.Clue].Levels[mv.To]
		if l.Edits == nil && !l.Attest {
			t.Fatalf("worded, but nothing takes clue %d to %d", mv.Clue, mv.To)
		}
		for _, e := range l.Edits {
			if !slices.ContainsFunc(pl.Edits, func(o Edit) bool { return o == e || swallows(&o, &e) }) {
				t.Fatalf("edit %v is not made: %v", e, pl.Edits)
			}
		}
	}
}

func edit(from, to int, words string) []Edit {
	return []Edit{{Edit: post.Edit{Span: post.Span{Start: from, End: to}, Text: words}}}
}

// wording sets the edit that drops a clue, and what it costs.
func wording(c Clue, cost float64, es []Edit) Clue {
	c.Levels[1].Cost, c.Levels[1].Edits = cost, es
	return c
}

func TestTheThreePlansOfAStory(t *testing.T) {
	p := &Problem{
		Frames: []Frame{{Name: "admissions", LogN: math.Log(20000)}},
		Clues: []Clue{
			wording(said(Age, 0.01, 0, 1), 1.5, edit(0, 4, "older")),
			wording(said(Condition, 0.03, 0, 1), 1, edit(10, 20, "an illness")),
			wording(said(When, 0.02, 0, 1), 6, edit(30, 40, "")),
		},
	}
	r := Solve(p, Policy{})
	if r.Verdict != Red || r.NoWording || len(r.Plans) != 3 {
		t.Fatalf("%s, %d plans: %+v", r.Verdict, len(r.Plans), r.Plans)
	}
	fewest, keeps, delay := r.Plans[0], r.Plans[1], r.Plans[2]
	if fewest.Name != FewestWords || !fewest.Reaches || !fewest.Worded || !slices.Equal(fewest.Moves, []Move{{0, 0, 1}, {1, 0, 1}}) || !fewest.Proven {
		t.Errorf("fewest words: %+v", fewest)
	}
	if keeps.Name != KeepsPoint || !keeps.Reaches || !slices.Equal(keeps.Moves, []Move{{0, 0, 1}, {2, 0, 1}}) || len(keeps.Edits) != 2 || keeps.Edits[1].Text != "" {
		t.Errorf("keeps the point: %+v", keeps)
	}
	if delay.Name != DelayOnly || delay.Reaches || delay.After.Lo <= delay.Before.Lo || !slices.Equal(delay.Moves, []Move{{2, 0, 1}}) {
		t.Errorf("delay only: %+v", delay)
	}
	p.Clues[0].Locked, p.Clues[2].Locked = true, true
	if r = Solve(p, Policy{}); !r.NoWording || len(r.Plans) > 0 && r.Plans[0].Reaches {
		t.Errorf("age and date are locked: %v, %+v", r.NoWording, r.Plans)
	}
}

func TestWordsThatGetInEachOthersWayAreNotOneEdit(t *testing.T) {
	age := wording(said(Age, 0.01, 0, 1), 1, edit(0, 10, "an older woman"))
	sex := wording(said(Sex, 0.01, 0, 1), 1, edit(5, 10, "patient"))
	p := &Problem{Frames: []Frame{{LogN: math.Log(100)}}, Clues: []Clue{age, sex}}
	r := Solve(p, Policy{})
	if len(r.Plans) != 1 || !r.Plans[0].Reaches || r.Plans[0].Worded || len(r.Plans[0].Edits) != 1 {
		t.Errorf("%+v", r.Plans)
	}
	p.Clues[0].Levels[1].Edits = edit(0, 10, "") // cut out whole, with what the other would change in it
	for range 2 {
		if r = Solve(p, Policy{}); len(r.Plans) != 1 || !r.Plans[0].Worded || len(r.Plans[0].Edits) != 1 || r.Plans[0].Edits[0].Text != "" {
			t.Errorf("%+v", r.Plans)
		}
		slices.Reverse(p.Clues)
	}
}

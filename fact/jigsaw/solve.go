// SPDX-License-Identifier: Apache-2.0

package jigsaw

// Solve counts the people a story could be about and judges the number by a policy; the zero Policy is DefaultPolicy. It takes any
// problem: what can't be used is left out and named in Faults, and no number in the result is ever NaN.
func Solve(p *Problem, policy Policy) *Result {
	m := Prepare(p)
	r := &Result{Estimate: m.Estimate(nil), Best: m.Dropped(), Uncounted: m.Uncounted(), Faults: m.Faults()}
	r.Verdict, r.Reasons = policy.Judge(p, r.Estimate, r.Uncounted)
	r.Clues = m.explain(r.Estimate)
	r.Plans = m.Plans(policy, QuickNodes)
	r.NoWording = r.Known && r.Best.Lo < policy.thresholds(p.Grave).Clear
	return r
}

// Judge gives the verdict on an estimate, and every reason against clear.
func (p Policy) Judge(of *Problem, e Estimate, uncounted []Uncounted) (Verdict, []Reason) {
	t := p.thresholds(of.Grave)
	v := Clear
	var why []Reason
	switch {
	case !e.Known:
		v, why = Amber, append(why, Reason{Cause: NoEstimate, Clue: -1})
	case e.Lo < t.Red:
		v, why = Red, append(why, Reason{TooFew, e.Lo, t.Red, -1})
	case e.Lo < t.Clear:
		v, why = Amber, append(why, Reason{RatherFew, e.Lo, t.Clear, -1})
	}
	held := len(why)
	for _, u := range uncounted {
		if u.Why == Distinctive {
			why = append(why, Reason{Cause: HasDetail, Clue: u.Clue})
		}
	}
	if of.News {
		why = append(why, Reason{Cause: NewsOpen, Clue: -1})
	}
	if v == Clear && len(why) > held {
		v = Amber
	}
	return v, why
}

// Uncounted lists what was seen but is in no number, as the clues stand: it can only make the number smaller.
func (m *Model) Uncounted() []Uncounted {
	var out []Uncounted
	next := 0
	for c := range m.p.Clues {
		if next < m.n && m.clue[next] == c {
			if next++; m.counts(next-1, &m.at) {
				continue
			}
		}
		if cl := &m.p.Clues[c]; len(cl.Levels) > 1 && stands(cl) == len(cl.Levels)-1 {
			continue // not said any more
		}
		out = append(out, Uncounted{c, m.why(c)})
	}
	return out
}

func (m *Model) why(c int) Why {
	for _, o := range m.over {
		if o == c {
			return TooMany
		}
	}
	cl := &m.p.Clues[c]
	if cl.Distinctive {
		return Distinctive
	}
	return NoFigure
}

// counts tells whether a counted clue narrows any frame at the given levels.
func (m *Model) counts(i int, lv *levels) bool {
	cell := m.first[i] + int(lv[i])
	for f := range m.frames {
		if m.frames[f].log[cell] < 0 {
			return true
		}
	}
	return false
}

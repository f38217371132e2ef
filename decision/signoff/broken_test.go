// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"chaperone/finding"
)

// broken are guards and events with one thing missing: the property has to see each of them, or it sees nothing.
var broken = map[string]func(x *player){
	"findings don't matter": func(x *player) { x.g.closed = func(Found, []WayOut, bool) bool { return true } },
	"any way out will do": func(x *player) {
		x.g.closed = func(f Found, ws []WayOut, _ bool) bool { return !f.Holds() || len(ws) > 0 }
	},
	"only stops matter": func(x *player) {
		x.g.closed = func(f Found, ws []WayOut, no bool) bool { return f.Level != Stop || closed(f, ws, no) }
	},
	"what could not run is clear": func(x *player) {
		x.g.closed = func(f Found, ws []WayOut, no bool) bool { return f.Outcome == finding.Failed || closed(f, ws, no) }
	},
	"questions needn't be answered": func(x *player) {
		x.g.closed = func(f Found, ws []WayOut, no bool) bool { return f.Outcome == finding.Ask || closed(f, ws, no) }
	},
	"misread is enough, always":      with(WayMisread),
	"an opinion is enough, always":   with(WayOpinion),
	"any record is enough, always":   with(WayRecord),
	"a patient's no is forgotten":    func(x *player) { x.g.closed = func(f Found, ws []WayOut, _ bool) bool { return closed(f, ws, false) } },
	"a no to these words is nothing": func(x *player) { x.g.refused = func(Request, string) bool { return false } },
	"nobody is waited for":           func(x *player) { x.g.waits = func(Request) bool { return false } },
	"any revision":                   func(x *player) { x.g.revision = func(*Post, string) bool { return true } },
	"a check is always fresh":        func(x *player) { x.g.fresh = func(*Check, Against, time.Time) bool { return true } },
	"a check is fresh for ever": func(x *player) {
		x.g.fresh = func(c *Check, now Against, _ time.Time) bool { return c.Against.same(now) }
	},
	"everybody approves their own": func(x *player) { x.g.second = func(*Post, string, Policy) bool { return true } },
	"a change voids nothing": bends(func(b Revised) Revised {
		b.Voids = nil
		return b
	}),
	"a new finding voids nothing": bends(func(b Checked) Checked {
		b.Voids = nil
		return b
	}),
	"ways out never end at a check": bends(func(b Checked) Checked {
		b.Ended = nil
		return b
	}),
	"changed minds change nothing": bends(func(b Replied) Replied {
		b.Ends, b.Voids = nil, nil
		return b
	}),
	"changed minds leave the sign-off": bends(func(b Replied) Replied {
		b.Voids = nil
		return b
	}),
	"ended entries change nothing": bends(func(b EntryGone) EntryGone {
		b.Ends, b.Voids = nil, nil
		return b
	}),
}

// rare are the games in which what few games show was seen last. They are tried first; where a change of the code made other games of them, all are.
var rare = map[string]int{"any record is enough, always": 2144, "an opinion is enough, always": 2116, "a patient's no is forgotten": 2013, "a no to these words is nothing": 148, "a new finding voids nothing": 169}

func with(k WayKind) func(*player) {
	return func(x *player) {
		x.g.closed = func(f Found, ws []WayOut, no bool) bool {
			return closed(f, ws, no) || f.Outcome != finding.Failed && slices.ContainsFunc(ws, func(w WayOut) bool { return w.Kind == k })
		}
	}
}

func bends[T any](f func(T) T) func(*player) {
	return func(x *player) {
		x.bend = func(e Event) Event {
			if b, ok := e.Body.(T); ok {
				e.Body = f(b)
			}
			return e
		}
	}
}

func TestThePropertySeesEachBrokenGuard(t *testing.T) {
	if testing.Short() {
		t.Skip("plays thousands of games")
	}
	games := func(breaks func(*player), first, most int) (caught int, sum player, err error) {
		for seed := first; seed < most; seed++ {
			r := rand.New(rand.NewPCG(uint64(seed), 5))
			x := newPlayer(t, r.IntN)
			x.quick = true
			if breaks != nil {
				breaks(x)
			}
			err := x.play(150)
			sum.signs, sum.went, sum.downs, sum.justed = sum.signs+x.signs, sum.went+x.went, sum.downs+x.downs, sum.justed+x.justed
			if err != nil {
				return seed + 1, sum, err
			}
		}
		return 0, sum, nil
	}
	whole, sum, err := games(nil, 0, 1000)
	if whole != 0 {
		t.Fatalf("the whole guard fails in game %d: %v", whole, err)
	}
	t.Logf("1000 games: %d sign-offs, %d addresses published, %d taken down, %d reasons beside a consent", sum.signs, sum.went, sum.downs, sum.justed)
	if sum.signs < 300 || sum.went < 100 || sum.downs < 50 || sum.justed < 1 {
		t.Error("the games hardly get anywhere: they prove little")
	}
	for name, breaks := range broken {
		n, _, err := games(breaks, rare[name], rare[name]+1)
		if n == 0 {
			n, _, err = games(breaks, 0, 6000)
		}
		if n == 0 {
			t.Errorf("%s: not seen in 6000 games", name)
			continue
		}
		t.Logf("%s: seen in game %d: %v", name, n, err)
	}
}

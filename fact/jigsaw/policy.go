// SPDX-License-Identifier: Apache-2.0

package jigsaw

import (
	"fmt"
	"math"
)

// Thresholds are numbers of people the lower end of an estimate is held against.
type Thresholds struct {
	Red   float64 // below: red
	Clear float64 // at least: clear, if nothing else holds it; between the two amber
}

// Policy is what an organisation asks for.
type Policy struct {
	Ordinary Thresholds
	Grave    Thresholds // child, death, pregnancy loss, mental or sexual health, safeguarding, crime, small community
}

// DefaultPolicy is the least that is asked for. Cells of 11 and 20 people are the precedents for public release (El Emam, Cell size
// precedents); the grave ones are twice that.
func DefaultPolicy() Policy { return Policy{Thresholds{11, 20}, Thresholds{20, 40}} }

// MostAsked is the highest threshold that can be set, in people.
const MostAsked = 1e6

// Raise gives the policy with the thresholds of an organisation, where 0 leaves one as it is. They may only be raised: it is an error
// to name a lower one, one above MostAsked, or a Clear below its Red.
func (p Policy) Raise(by Policy) (Policy, error) {
	for _, t := range []struct {
		name     string
		now, clr *float64
		to, toC  float64
	}{
		{"ordinary", &p.Ordinary.Red, &p.Ordinary.Clear, by.Ordinary.Red, by.Ordinary.Clear},
		{"grave", &p.Grave.Red, &p.Grave.Clear, by.Grave.Red, by.Grave.Clear},
	} {
		if err := raise(t.now, t.to, t.name+" red"); err != nil {
			return Policy{}, err
		}
		if err := raise(t.clr, t.toC, t.name+" clear"); err != nil {
			return Policy{}, err
		}
		if *t.clr < *t.now {
			return Policy{}, fmt.Errorf("jigsaw threshold %s: clear (%g people) is below red (%g people); raise clear too", t.name, *t.clr, *t.now)
		}
	}
	return p, nil
}

func raise(now *float64, to float64, name string) error {
	switch {
	case to == 0:
		return nil
	case math.IsNaN(to) || to > MostAsked:
		return fmt.Errorf("jigsaw threshold %s: %g is no number of people up to %g", name, to, float64(MostAsked))
	case to < *now:
		return fmt.Errorf("jigsaw threshold %s: %g is lower than %g, and thresholds can only be raised", name, to, *now)
	}
	*now = to
	return nil
}

// thresholds gives those that hold for a problem. Whatever the policy says, none is below the defaults.
func (p Policy) thresholds(grave bool) Thresholds {
	t, least := p.Ordinary, DefaultPolicy().Ordinary
	if grave {
		t, least = p.Grave, DefaultPolicy().Grave
	}
	t.Red = atLeast(t.Red, least.Red)
	t.Clear = atLeast(t.Clear, max(least.Clear, t.Red))
	return t
}

func atLeast(x, least float64) float64 {
	if !(x >= least) { // NaN too
		return least
	}
	return min(x, MostAsked)
}

// Verdict is what an estimate comes to.
type Verdict string

// The verdicts. Clear says that no jigsaw was found, never that a story is anonymous.
const (
	Red   Verdict = "red"
	Amber Verdict = "amber"
	Clear Verdict = "clear"
)

// Cause names a reason.
type Cause string

// The causes.
const (
	TooFew     Cause = "too-few"     // the lower end is below Threshold, the red one
	RatherFew  Cause = "rather-few"  // the lower end is below Threshold, the clear one
	HasDetail  Cause = "detail"      // a distinctive detail is not in the number: Clue
	NewsOpen   Cause = "news"        // whether it was reported is not answered
	NoEstimate Cause = "no-estimate" // nothing to count with
)

// Reason is one reason why a verdict is not clear.
type Reason struct {
	Cause     Cause
	Lo        float64 // TooFew, RatherFew: the lower end
	Threshold float64 // TooFew, RatherFew: what it was held against
	Clue      int     // HasDetail: index in Problem.Clues; else -1
}

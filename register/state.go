// SPDX-License-Identifier: Apache-2.0

package register

import (
	"slices"
	"time"
)

// State is how an entry stands at a moment, in one word.
type State string

// The states; where several are true, the first of them is given.
const (
	StateErased     State = "erased"     // people's words are gone
	StateWithdrawn  State = "withdrawn"  // the person changed their mind
	StateRetracted  State = "retracted"  // evidence: the paper is
	StateSuperseded State = "superseded" // evidence: something newer replaced it
	StateEnded      State = "ended"      // its last day has passed, or somebody ended it
	StateNotYet     State = "not yet"    // its first day lies ahead
	StateDoubted    State = "doubted"    // evidence: something became known of the paper that nobody has looked at
	StateReview     State = "review due" // its day to be looked at again has passed, or is near
	StateEnds       State = "ends soon"  // its last day is near
	StateHolds      State = "in force"
)

// State tells how an entry stands at now. A day is near where it lies no further ahead than soon.
func (e *Entry) State(now time.Time, soon time.Duration) State {
	v := e.public()
	near := func(d Date) bool { return !d.IsZero() && d.Before(now.Add(soon)) }
	switch {
	case e.Erased != nil:
		return StateErased
	case e.Withdrawn():
		return StateWithdrawn
	case v.Evidence != nil && v.Evidence.Retracted:
		return StateRetracted
	case v.Evidence != nil && v.Evidence.Superseded:
		return StateSuperseded
	case e.over(now), e.Ended != nil && v.Evidence != nil:
		return StateEnded
	case v.Since().future(now):
		return StateNotYet
	case v.Evidence != nil && slices.ContainsFunc(e.Notices, func(n Notice) bool {
		return n.Nature != Retraction && (v.Evidence.Checked.IsZero() || v.Evidence.Checked.Before(Day(n.At).Time))
	}):
		return StateDoubted
	case near(v.Review()):
		return StateReview
	case near(v.Until()):
		return StateEnds
	}
	return StateHolds
}

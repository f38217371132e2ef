// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"errors"
	"fmt"
	"strings"
)

// What can stand in the way; test with errors.Is. Each says what, why and the way out.
var (
	ErrRevision      = errors.New("this can't be kept as a post")
	ErrSame          = errors.New("nothing changed, so nothing was kept anew")
	ErrErased        = errors.New("the texts of this post were erased at somebody's request; start a new post")
	ErrClosed        = errors.New("this post is closed; start a new one from its text")
	ErrOtherRevision = errors.New("the post changed since you looked at it; look at it as it stands now, then sign off")
	ErrUnchecked     = errors.New("this wording hasn't been checked; check it, then sign off")
	ErrStale         = errors.New("the check is out of date; check again, it takes a moment")
	ErrNoPlace       = errors.New("nobody said yet where this goes; name a platform and check again")
	ErrOwnPost       = errors.New("here a second person signs off, and nobody approves their own post; ask a colleague to look")
	ErrSigned        = errors.New("it is signed off already")
	ErrNotSigned     = errors.New("this wording isn't signed off; sign off first, or note that it went out without")
	ErrNotAPerson    = errors.New("only a person who works here can do this")
	ErrNoFinding     = errors.New("the last check of this wording has no such finding")
	ErrNotAllowed    = errors.New("that is no way out of this finding")
	ErrNoWords       = errors.New("a few words of your own are needed")
	ErrNotCovered    = errors.New("that entry doesn't cover this post")
	ErrOwnOpinion    = errors.New("an author can't give the second opinion on their own post; ask somebody else")
	ErrNoOpinion     = errors.New("that answer is no way out")
	ErrUnknown       = errors.New("this post has nothing of that name")
	ErrExists        = errors.New("it is noted already")
	ErrPlatform      = errors.New("the sign-off doesn't name that platform; add it to the post, check and sign off, or note that it went out without")
	ErrAddress       = errors.New("an address is one line: where readers find the post")
	ErrNotPublished  = errors.New("this post isn't published")
	ErrPublished     = errors.New("this post was published")
	ErrProof         = errors.New("a take-down closes on proof: who looked and found it gone, or an export that no longer holds it")
	ErrTakeDownDue   = errors.New("this post has to come down; no check can lift that")
	ErrNotDue        = errors.New("nothing of this post is due")
	ErrHeld          = errors.New("this post is kept for a legal matter; release it first")
	ErrEvent         = errors.New("this event doesn't fit the post")
)

func why(err error, format string, args ...any) error {
	return fmt.Errorf("%w: %s", err, fmt.Sprintf(format, args...))
}

// StillOpen is why a sign-off is refused: the findings without a way out, each with those that are allowed, and the answers awaited.
type StillOpen struct {
	Findings []Open
	Requests []Request // that hold the post up until answered
	Refused  []Request // put to patients, who said no to this very revision
}

// Error names rules and ids, never words of the post.
func (e *StillOpen) Error() string {
	var b strings.Builder
	if n := len(e.Findings); n > 0 {
		fmt.Fprintf(&b, "%s still need%s a way out", count(n, "finding"), map[bool]string{true: "s", false: ""}[n == 1])
		for i, f := range e.Findings {
			b.WriteString(map[bool]string{true: ": ", false: "; "}[i == 0])
			fmt.Fprintf(&b, "%s (%s)", f.Rule, f.allowed())
		}
	}
	if n := len(e.Requests); n > 0 {
		if b.Len() > 0 {
			b.WriteString(". ")
		}
		fmt.Fprintf(&b, "%s awaited", map[bool]string{true: "1 answer is", false: count(n, "answer") + " are"}[n == 1])
		for i, r := range e.Requests {
			b.WriteString(map[bool]string{true: ": ", false: ", "}[i == 0] + "request " + r.ID)
		}
	}
	for _, r := range e.Refused {
		if b.Len() > 0 {
			b.WriteString(". ")
		}
		b.WriteString("a patient said no to these words (request " + r.ID + "); change them, or leave it out")
	}
	return b.String()
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

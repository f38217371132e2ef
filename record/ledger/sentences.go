// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Holds tells whether all that was looked at is as it was written.
func (r *Report) Holds() bool { return r.Fault == nil }

// Sentences says in plain words what was proven, and what can't be.
func (r *Report) Sentences() []string {
	if r.Fault != nil {
		return r.faultWords()
	}
	if r.Events == 0 {
		return []string{"The record is empty: there is nothing to prove yet."}
	}
	out := []string{
		fmt.Sprintf("The record verifies. %s, from %s to %s: each is what was first written, in the same order, and none is missing or was put in later.",
			many(r.Events, "entry", "All %s entries"), day(r.First), day(r.Last)),
		fmt.Sprintf("All hashes were computed anew from the entries, and %s checked with the key of %s.", many(int64(r.Checkpoints), "signed checkpoint was", "%s signed checkpoints were"), r.Origin),
	}
	for _, c := range r.Elsewhere {
		out = append(out, fmt.Sprintf("It goes on from the checkpoint kept elsewhere: the first %d entries haven't changed since that was signed.", c.Size))
	}
	if len(r.Elsewhere) == 0 {
		out = append(out, "What this can't show: whoever owns this machine and its key could write the whole record anew. Only a checkpoint that somebody else keeps would tell. Hand one on (chaperone record checkpoint) and verify against it.")
	}
	return out
}

func (r *Report) faultWords() []string {
	f := r.Fault
	keep := "Keep this copy as it is, restore a backup beside it, compare. We can't tell who or why."
	switch f.Part {
	case PartEvent:
		when := ""
		if !f.At.IsZero() {
			when = " (" + day(f.At) + ")"
		}
		what := "isn't what was first written"
		if strings.Contains(f.Why.Error(), "is missing") {
			what = "is missing"
		}
		return []string{"The record doesn't verify.", fmt.Sprintf("Entry %d%s %s; %s.", f.Seq+1, when, what, before(f.Seq)), keep}
	case PartHash:
		return []string{"The record doesn't verify.", "A hash that stands beside the entries isn't what the entries give. The entries before it are as they were written.", keep}
	case PartIndex:
		return []string{"The record doesn't verify.", fmt.Sprintf("Entry %d is listed under something it isn't about. The entries themselves are as they were written.", f.Seq+1), keep}
	case PartElsewhere:
		if errors.Is(f.Why, ErrSignature) {
			return []string{"The checkpoint you gave isn't this practice's: it is signed by another key.", "Nothing is said about the record itself; verify without it to see."}
		}
		return []string{"The record doesn't go on from the checkpoint you gave.", "It holds together in itself, but its past isn't the one that was signed then: it was written anew, or an older copy was restored since.", keep}
	}
	return []string{"The record doesn't verify.", fmt.Sprintf("The checkpoint of %d entries isn't one of this record's, or its signature doesn't hold. The entries are as their hashes say.", f.Seq), keep}
}

func before(n int64) string {
	switch n {
	case 0:
		return "it is the first"
	case 1:
		return "the one before it verifies"
	}
	return fmt.Sprintf("the %d before it verify", n)
}

func many(n int64, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf(more, fmt.Sprint(n))
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

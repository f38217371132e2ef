// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Sentences says in plain words what was proven, and what can't be. Entries are counted from 1.
func (r *Report) Sentences() []string {
	if r.Fault != nil {
		return append([]string{"The record doesn't verify."}, r.Fault.words()...)
	}
	if r.Events == 0 {
		return []string{"The record is empty: there is nothing to prove yet."}
	}
	when := "from " + day(r.First) + " to " + day(r.Last)
	if day(r.First) == day(r.Last) {
		when = "written on " + day(r.First)
	}
	out := []string{
		fmt.Sprintf("The record verifies. %s, %s: each is what was first written, in the same order, and none is missing or was put in later.", many(r.Events, "entry", "All %s entries"), when),
		fmt.Sprintf("All hashes were computed anew from the entries, and %s checked with the key of %s.", many(int64(r.Checkpoints), "signed checkpoint was", "%s signed checkpoints were"), r.Origin),
	}
	longest, kept := int64(0), int64(0)
	for _, h := range r.Elsewhere {
		longest = max(longest, h.Size)
		out = append(out, h.words())
	}
	for _, h := range r.Kept {
		if len(h.Witnesses) > 0 { // one nobody signed but the owner proves nothing here
			kept = max(kept, h.Size)
			out = append(out, h.seen())
		}
	}
	if kept > longest {
		out = append(out, "That no later countersigned one was taken away from here, only the witness can tell: ask for the last they signed, and verify against it.")
		longest = kept
	}
	switch {
	case longest == 0:
		out = append(out, "What this can't show: whoever owns this machine and its key could write the whole record anew. Only a checkpoint that somebody else keeps would tell. Hand one on (chaperone record checkpoint) and verify against it.")
	case longest < r.Events:
		out = append(out, fmt.Sprintf("What this can't show: whoever owns this machine and its key could have written anew what came since (%s). Hand on a new checkpoint, and that is shown, too.", many(r.Events-longest, "entry", "%s entries")))
	}
	return out
}

func (h Held) words() string {
	s := fmt.Sprintf("It goes on from the checkpoint kept elsewhere: the first %d entries haven't changed since that was signed.", h.Size)
	if h.Size == 1 {
		s = "It goes on from the checkpoint kept elsewhere: the first entry hasn't changed since that was signed."
	}
	for _, w := range h.Witnesses {
		s += fmt.Sprintf(" %s countersigned it", w.Name)
		if !w.At.IsZero() {
			s += " on " + day(w.At)
		}
		s += "."
	}
	if len(h.Others) > 0 {
		s += fmt.Sprintf(" It bears signatures that weren't checked, since their keys weren't given: %s.", strings.Join(h.Others, ", "))
	}
	return s
}

// seen says what a witness has seen.
func (h Held) seen() string {
	var who []string
	for _, w := range h.Witnesses {
		s := w.Name
		if !w.At.IsZero() {
			s += " on " + day(w.At)
		}
		who = append(who, s)
	}
	what := fmt.Sprintf("the first %d entries haven't", h.Size)
	if h.Size == 1 {
		what = "the first entry hasn't"
	}
	return fmt.Sprintf("Countersigned by %s: %s changed since.", strings.Join(who, " and "), what)
}

const keepCopy = "Keep this copy as it is, restore a backup beside it, compare. We can't tell who or why."

func (f *Fault) words() []string {
	which, when := fmt.Sprintf("Entry %d", f.Seq+1), ""
	if !f.At.IsZero() {
		when = " (" + day(f.At) + ")"
	}
	switch f.Part {
	case PartEvent:
		what, them := "isn't what was first written", "it"
		switch {
		case errors.Is(f.Why, ErrMissing):
			what = "is missing"
		case f.Last > f.Seq:
			which = fmt.Sprintf("One or more of entries %d%s to %d", f.Seq+1, when, f.Last+1)
			when, what, them = "", "aren't what was first written", "them"
		}
		return []string{fmt.Sprintf("%s%s %s; %s.", which, when, what, before(f.Seq, them)), keepCopy}
	case PartForm:
		return []string{fmt.Sprintf("%s%s can't be read, though it is what was signed. A newer version of Chaperone may have written it: try that.", which, when), keepCopy}
	case PartHash:
		return []string{"A hash that stands beside the entries isn't what they give. The entries themselves are as they were signed.", keepCopy}
	case PartIndex:
		return []string{which + " is listed under something it isn't about. The entries themselves are as they were signed.", keepCopy}
	case PartElsewhere:
		switch {
		case f.Kept && errors.Is(f.Why, ErrOtherLog):
			return []string{fmt.Sprintf("It doesn't go on from a countersigned checkpoint of %d entries that is kept with it. It holds together in itself, but its past isn't the one that was signed then: it was written anew.", f.Seq), keepCopy}
		case f.Kept:
			return []string{"A countersigned checkpoint that is kept with it can't be used: it was changed, or it isn't by the key this practice knows the witness by.", keepCopy}
		}
		if errors.Is(f.Why, ErrOtherLog) {
			return []string{"It doesn't go on from the checkpoint you gave. It holds together in itself, but its past isn't the one that was signed then: it was written anew, or an older copy was restored since.", keepCopy}
		}
		return []string{"The checkpoint you gave can't be used: it was changed, or it is signed by another key than this record's or its witness's. Nothing is said about the record itself; verify without it to see."}
	}
	return []string{fmt.Sprintf("The signed checkpoint of %d entries was changed, or a newer one is missing. Nothing shows that an entry was changed, but nobody's signature holds for the newest.", f.Seq), keepCopy}
}

// before says of how many events that stand before it, or them, it is known that they verify.
func before(n int64, them string) string {
	switch n {
	case 0:
		return "nothing stands before " + them
	case 1:
		return "the one before " + them + " verifies"
	}
	return fmt.Sprintf("the %d before %s verify", n, them)
}

func many(n int64, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf(more, fmt.Sprint(n))
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

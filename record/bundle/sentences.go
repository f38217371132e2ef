// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"fmt"
	"time"

	"chaperone/record/paper"
)

// maxFaults is how many faults are told; more say nothing new.
const maxFaults = 8

// Sentences says in plain words what was found: the first is the title.
func (r *Report) Sentences() []string {
	if !r.Holds() {
		out := []string{"This bundle doesn't hold."}
		for i, f := range r.Faults {
			if i == maxFaults {
				out = append(out, fmt.Sprintf("And %d more.", len(r.Faults)-maxFaults))
				break
			}
			out = append(out, f.Why)
		}
		return append(out, "Keep this copy as it is and ask the practice for it again. We can't tell who changed it, or why.")
	}
	s := r.Story
	out := []string{"This bundle holds.",
		fmt.Sprintf("%s about post %s, %s: byte for byte what the log of %s held when its checkpoint of %d entries was signed.",
			count(r.Events, "event", "events"), s.Post.ID, days(r.First, r.Last), r.Checkpoint.Origin, r.Checkpoint.Size),
		"The story says what these events say: who, when, which revision, which rule, which way out."}
	words := 0
	for _, v := range s.Revisions {
		if v.Text != nil {
			words++
		}
	}
	if words > 0 {
		out = append(out, fmt.Sprintf("The words of %s give the digests in the log, so they are the very words.", count(words, "revision", "revisions")))
	}
	if n := len(s.Revisions) - words; n > 0 {
		out = append(out, fmt.Sprintf("The words of %s aren't in it: sealed, or erased.", count(n, "revision", "revisions")))
	}
	if r.Signed {
		out = append(out, "The practice signed the list of files: pages and story.json are as it made them.")
	} else {
		out = append(out, "The practice didn't sign the list of files, so pages and story.json could have been changed by anybody. The events couldn't.")
	}
	if r.PagesSame {
		out = append(out, "The pages were made again from story.json and are the same.")
	} else {
		out = append(out, "The pages weren't compared with story.json, or another version of Chaperone set them; read story.json where it matters.")
	}
	if r.Repacked {
		out = append(out, "Somebody unpacked the zip and packed it anew. Its files are what was put in.")
	}
	if r.KeyKnown {
		out = append(out, "The key is the practice's, as you know it.")
	} else {
		out = append(out, "The key was taken from the bundle itself. Ask the practice for its key by another way, and compare: "+r.Key)
	}
	for _, c := range r.Fits {
		out = append(out, fmt.Sprintf("It fits the checkpoint of %d entries kept elsewhere: nobody rewrote the log since that one was signed.", c.Size))
	}
	for _, c := range r.OtherSize {
		out = append(out, fmt.Sprintf("The checkpoint of %d entries kept elsewhere is of another moment; ask the practice for the proof between the two.", c.Size))
	}
	if len(r.Fits) == 0 {
		out = append(out, "What this can't show: whoever owns the practice's machine and key could have written the whole log anew. Only a checkpoint kept elsewhere tells.")
	}
	return append(out, "What was sealed stands here as the practice opened it, or not at all; the log proves that it was there, not what it says.")
}

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// days says from when to when, or the one day that was.
func days(first, last time.Time) string {
	a, b := paper.Day(first.UTC()), paper.Day(last.UTC())
	if a == b {
		return "on " + a
	}
	return "from " + a + " to " + b
}

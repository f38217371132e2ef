// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact/jigsaw"
)

// Reader names who might read a story, by what they know besides it.
const (
	Stranger = "stranger" // nothing but what can be found: the text, the account, the profile
	Local    = "local"    // also what is told and reported where it happened
	Insider  = "insider"  // was there: the patient, the family, colleagues on the unit
)

// ReaderView is what one sort of reader could do with a story, in words.
type ReaderView struct {
	Reader string
	Says   string
}

// Readers says what strangers, local people and those who were there could do with the story. For those who were there no number means
// anything: they know whom it is about, and what counts is what they would learn.
func (c *Crowd) Readers() []ReaderView {
	out := []ReaderView{{Stranger, "Somebody who knows nothing else could narrow it down to " + atMost(c.Result.Estimate) + "."}}
	local := "Somebody local could do the same, and knows people it might be."
	if c.Story.News {
		local = "Somebody local may have heard of it. If it was reported, a search may give the name, whatever the number."
	}
	out = append(out, ReaderView{Local, local})
	inside := "People who were there will recognise this, whatever the number."
	if learn := c.learn(); len(learn) > 0 {
		inside += " They would learn from you: " + listed(learn) + "."
	}
	return append(out, ReaderView{Insider, inside})
}

func atMost(e jigsaw.Estimate) string {
	if e.K < 3 {
		return jigsaw.People(e.K)
	}
	return "at most about " + jigsaw.People(e.K)
}

// Learn lists what the story adds that those who were there may not know: the illness, the treatment, how it ended, what was said.
func (c *Crowd) Learn() []string { return c.learn() }

// learn lists what a story adds that family or colleagues may not know: the illness, how it ended, what was said.
func (c *Crowd) learn() []string {
	var out []string
	add := func(s string) {
		for _, o := range out {
			if o == s {
				return
			}
		}
		out = append(out, s)
	}
	for _, r := range c.Story.Readings {
		switch {
		case r.Kind == "clue-condition" || r.Kind == "clue-rare":
			add("the diagnosis")
		case r.Kind == "clue-procedure":
			add("the treatment")
		case r.Kind == "clue-outcome":
			add("how it ended")
		case r.Kind == "clue-quote":
			add("what was said")
		}
	}
	return out
}

// listed joins words as one would say them.
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

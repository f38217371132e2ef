// SPDX-License-Identifier: Apache-2.0

package desk

import (
	seenby "chaperone/finding/readers"
	"chaperone/practice"
)

// seenBy is the post as one reader may see it.
type seenBy struct {
	Reader, Who   string
	Infers, Minds []string
	Lines         int
	Level         string // of the gravest thing they might mind; "" where it comes from facts alone
}

// seenOf gives the cards of those readers who have something to infer or to mind.
func seenOf(r *practice.Report) (out []seenBy) {
	for _, c := range seenby.Of(r.Facts, r.Findings) {
		v := seenBy{Reader: string(c.Reader), Who: c.Reader.Who(), Lines: len(c.Infers) + len(c.Minds)}
		for _, l := range c.Infers {
			v.Infers = append(v.Infers, l.Says)
		}
		for _, l := range c.Minds {
			v.Minds = append(v.Minds, l.Says)
		}
		if len(c.Minds) > 0 { // the gravest comes first
			v.Level = c.Minds[0].Level.String()
		}
		out = append(out, v)
	}
	return out
}

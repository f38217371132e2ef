// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
	"chaperone/text"
)

// The register of evidence says what claims rest on. An entry is about a post when one of its words stands in it.
var _ = add(Detector{
	Name: "evidence-register",
	Kinds: Kinds{
		"evidence-linked": "An entry in the register of evidence covers what the post says and still holds.",
		"evidence-gone":   "The entry the post leans on is marked retracted or superseded.",
		"evidence-due":    "The review date of the entry the post leans on has passed.",
	},
	Needs: []fact.Kind{"refutes"},
	Read: func(r *Reader) {
		for i := range r.Practice.Evidence {
			e := &r.Practice.Evidence[i]
			if !evidenceSpoken(r, e) {
				continue
			}
			switch {
			case e.Retracted || e.Superseded:
				if !aboutRetraction(r.Doc) {
					r.Found("evidence-gone", post.Span{})
				}
			case e.Review.Past(r.Now):
				r.Found("evidence-due", post.Span{})
				r.Found("evidence-linked", post.Span{})
			default:
				r.Found("evidence-linked", post.Span{})
			}
		}
	},
})

// evidenceSpoken tells whether all tokens of one of the entry's words stand in the post, in order.
func evidenceSpoken(r *Reader, e *register.Evidence) bool {
	for _, w := range e.Words {
		want := strings.Fields(text.Fold(w))
		if len(want) == 0 {
			continue
		}
		for i := range r.Doc.Tokens {
			j := 0
			for j < len(want) && i+j < len(r.Doc.Tokens) && r.Doc.Tokens[i+j].Fold == want[j] {
				j++
			}
			if j == len(want) {
				return true
			}
		}
	}
	return false
}

// aboutRetraction tells whether the post itself speaks of the retraction.
func aboutRetraction(d *text.Doc) bool {
	for i := range d.Tokens {
		if f := d.Tokens[i].Fold; strings.HasPrefix(f, "retract") || strings.HasPrefix(f, "supersed") || f == "withdrawn" || f == "outdated" {
			return true
		}
	}
	return false
}

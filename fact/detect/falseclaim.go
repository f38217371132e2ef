// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"

	"chaperone/fact"
	"chaperone/text"
)

var _ = add(Detector{
	Name: "false-claim",
	Kinds: Kinds{
		"false-claim":     "A plainly disproved statement; the value is its family.",
		"dangerous-claim": "A disproved statement that may cost somebody their health: on vaccines, cancer, essential medicines, sick children.",
		"against-care":    "The public is told against care that national guidance recommends.",
	},
	Needs: []fact.Kind{"refutes", "hedge"},
	Lists: []string{"false-claim", "against-care"},
	Read: func(r *Reader) {
		for _, m := range r.Phrases("false-claim") {
			if r.Tokens()[m.First].Fold == "antibiotics" && r.After(m.Span, 5, "cold", "colds", "flu", "virus", "viruses", "viral", "covid", "cough", "coughs", "bronchiolitis") {
				continue // that they don't work there is what the guidance says
			}
			if claimed(r, m.Span, true) && !negatedBefore(r, m.Span, 3) && !hedged(r, m.Span) && !negatedInside(r, m) {
				r.Found("false-claim", m.Span).Value = m.Value
				if slices.Contains(dangerous, m.Value) {
					r.Found("dangerous-claim", m.Span).Value = m.Value
				}
			}
		}
		for _, m := range r.Phrases("against-care") {
			if claimed(r, m.Span, true) && !negatedBefore(r, m.Span, 3) && !hedged(r, m.Span) {
				r.Found("against-care", m.Span)
			}
		}
	},
})

// dangerous are the families of false claims that stop a post wherever it stands.
var dangerous = []string{"vaccine", "cancer", "care", "dental", "medicine", "condition", "heart", "birth", "compound"}

// positives are the verbs whose negation turns a false claim into a true one: "vaccines don't cause autism".
var positives = []string{"cause", "causing", "caused", "cure", "give", "lead", "trigger", "heal", "treat", "linked", "shed", "contain", "kill", "fight", "feed", "feeds",
	"just", "only", "all", "in", "simply", "really", "damage", "damages", "harm", "wreck", "ruin", "destroy", "affect", "attack", "weaken", "overload", "mess", "change", "alter", "protect", "protects", "prevent", "prevents",
	"make", "spread", "be", "a", "safe", "poison", "beat", "reverse", "is", "are", "the"}

// negatedInside tells whether a gap of the pattern was filled by a negation.
func negatedInside(r *Reader, m text.Match) bool {
	for i := m.First; i < m.Last; i++ {
		if slices.Contains(negators, r.Doc.Tokens[i].Fold) && slices.Contains(positives, r.Doc.Tokens[i+1].Fold) {
			return true
		}
	}
	return false
}

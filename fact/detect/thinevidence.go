// SPDX-License-Identifier: Apache-2.0

package detect

import "chaperone/fact"

var _ = add(Detector{
	Name: "weak-evidence",
	Kinds: Kinds{
		"weak-evidence":   "The ground named is thin: mice, cells, a preprint, a press release, one case.",
		"evidence-pushed": "Words that press what is claimed on readers: eat up, stock up, breakthrough.",
		"causal-leap":     "A cause is named outright, or hinted at from timing.",
		"authority-alone": "The author's word or years stand in for evidence: trust me, after twenty years I can promise.",
	},
	Needs: []fact.Kind{"refutes", "hedge"},
	Lists: append([]string{"weak-study", "strong-words", "evidence-causal", "evidence-personal-trust"}, medical...),
	Read: func(r *Reader) {
		for _, m := range r.Phrases("weak-study") {
			if claimed(r, m.Span, false) {
				r.Found("weak-evidence", m.Span)
			}
		}
		for _, m := range r.Phrases("strong-words") {
			if claimed(r, m.Span, false) {
				r.Found("evidence-pushed", m.Span)
			}
		}
		for _, m := range r.Phrases("evidence-causal") {
			if claimed(r, m.Span, false) && !hedged(r, m.Span) && aboutHealth(r, m.Span, 1) {
				r.Found("causal-leap", m.Span)
			}
		}
		for _, m := range r.Phrases("evidence-personal-trust") {
			if claimed(r, m.Span, false) {
				r.Found("authority-alone", m.Span)
			}
		}
	},
})

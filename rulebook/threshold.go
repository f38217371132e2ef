// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"strings"

	"chaperone/fact"
	"chaperone/fact/jigsaw"
)

// policyOf gives the least with what is asked for beyond it; an error where anything would be lowered.
func policyOf(t fact.Thresholds) (jigsaw.Policy, error) {
	return jigsaw.DefaultPolicy().Raise(jigsaw.Policy{
		Ordinary: jigsaw.Thresholds{Red: t.Red, Clear: t.Clear},
		Grave:    jigsaw.Thresholds{Red: t.GraveRed, Clear: t.GraveClear},
	})
}

// Thresholds gives how many people a story has to fit: the most that any pack for everywhere asks for. Zero where none asks for more than the least.
func (b *Book) Thresholds() (out fact.Thresholds) {
	for _, p := range b.Packs {
		if p.Country != "" {
			continue
		}
		out.Red, out.Clear = max(out.Red, p.Thresholds.Red), max(out.Clear, p.Thresholds.Clear)
		out.GraveRed, out.GraveClear = max(out.GraveRed, p.Thresholds.GraveRed), max(out.GraveClear, p.Thresholds.GraveClear)
	}
	return out
}

// counts tells whether a rule leans on how many people a story fits.
func (r *Rule) counts() bool {
	for _, c := range r.Conditions() {
		for _, k := range c.Expr.Kinds() {
			if strings.HasPrefix(string(k), "jigsaw-") {
				return true
			}
		}
	}
	return false
}

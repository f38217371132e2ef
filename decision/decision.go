// SPDX-License-Identifier: Apache-2.0

// Package decision makes of all findings the one line a person needs: may this go out as it stands?
package decision

import (
	"chaperone/finding"
	"chaperone/rulebook"
)

// Verdict is the highest level that stands in the way: None ("clear": nothing found, or only advice), Decide or Stop.
func Verdict(fs []finding.Finding) rulebook.Level {
	v := rulebook.None
	for _, f := range fs {
		switch f.Outcome {
		case finding.Raised, finding.Ask, finding.Failed:
			if f.Level >= rulebook.Decide {
				v = max(v, f.Level)
			}
		}
	}
	return v
}

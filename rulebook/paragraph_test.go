// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"maps"
	"slices"
	"testing"
)

// Each paragraph of each source is cited by a rule, or says why nothing checks it: what we leave out is a decision, not an accident.
func TestEveryParagraphIsCitedOrSaysWhyNot(t *testing.T) {
	b, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	cited := map[*Paragraph]bool{}
	for _, r := range b.Rules {
		for _, c := range r.Cite {
			cited[c.Para] = true
		}
	}
	for _, p := range b.Packs {
		for _, a := range p.Adjust {
			for _, s := range a.Cite {
				if c, ok := b.Citation(s); ok {
					cited[c.Para] = true
				}
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(b.Sources)) {
		s := b.Sources[id]
		for i := range s.Paragraphs {
			switch p := &s.Paragraphs[i]; {
			case !cited[p] && p.Unchecked == "":
				t.Errorf("sources/%s.yaml: paragraph %q: no rule cites it; add one, or say why not with unchecked: (%s; %s)", id, p.Para, p.Seen, p.Says)
			case cited[p] && p.Unchecked != "":
				t.Logf("sources/%s.yaml: paragraph %q is cited now: take out unchecked: %q", id, p.Para, p.Unchecked)
			}
		}
	}
}

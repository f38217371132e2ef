// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"testing"

	"chaperone/fact"
	"chaperone/text"
)

// TestProposedPlacesAreClauses holds where a proposed area points: at the clause the strongest word stands in, a long one cut where it is joined,
// and at few words of one that isn't joined anywhere.
func TestProposedPlacesAreClauses(t *testing.T) {
	for _, c := range []struct {
		words  string
		strong []string // words that speak for it, the strongest first
		want   []string
	}{
		{"Great shift. Lazy, greedy and dangerous, the two of them.", []string{"dangerous"}, []string{"greedy and dangerous"}},
		{"Great shift. Lazy, greedy and dangerous, the two of them.", []string{"dangerous", "Lazy"}, []string{"greedy and dangerous", "Lazy"}},
		{"It's changed the lives of all my private patients and you can buy it from our clinic after a five minute call.", []string{"changed"}, []string{"It's changed the lives of all my private patients"}},
		{"The old chap from the corner shop on the High Street in our little town by the sea told the whole ward his news.", []string{"shop"}, []string{"shop"}},
		{"She said “no more”, twice. I heard.", []string{"twice"}, []string{"twice"}},
		{"Mind the co-pay: it's 40%/month here.", []string{"month"}, []string{"it's 40%/month here"}},
	} {
		r := &Reader{Input: &fact.Input{Doc: text.Read(c.words)}}
		w := &wordScores{tokens: make([]float32, len(r.Doc.Tokens)), best: -1}
		for i, tok := range r.Doc.Tokens {
			w.tokens[i] = unscored
			if at := slices.Index(c.strong, tok.Of(c.words)); at >= 0 {
				w.tokens[i] = float32(2 - at)
				if w.best < 0 || w.tokens[i] > w.tokens[w.best] {
					w.best = i
				}
			}
		}
		var got []string
		for _, x := range w.clues(r) {
			got = append(got, x.Of(c.words))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q by %q: points at %q, want %q", c.words, c.strong, got, c.want)
		}
	}
}

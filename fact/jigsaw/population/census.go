// SPDX-License-Identifier: Apache-2.0

package population

import (
	"math"
	"strconv"
	"strings"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
)

// multiple makes the clue of twins, triplets or more: in births a part of them all, elsewhere nothing.
func (b *builder) multiple(rs []jigsaw.Reading) {
	if len(rs) == 0 {
		return
	}
	codes := map[string]string{"2": "Z37.2-Z37.4", "3": "Z37.5-Z37.7", "4": "Z37.5-Z37.7"}[rs[0].Value.Code]
	f, ok := figure.Mentions(codes)
	at := -1
	for i, k := range b.kinds {
		if k == births {
			at = i
		}
	}
	if !ok || at < 0 {
		b.unseen = append(b.unseen, rs...)
		return
	}
	all := deliveries()
	shares := make([]jigsaw.Share, len(b.kinds))
	shares[at] = jigsaw.Share{Log: math.Log(f.Value / all.Value), Var: 0.3 * 0.3, Figures: []jigsaw.Figure{f, all}}
	c := b.clue(jigsaw.Multiple, rs)
	b.level(c, rs[0].Words, shares, 0, nil, cell{code: rs[0].Value.Code})
	b.dropped(c, "only ‘baby’", 0, nil)
	costs(c)
}

// groupShare gives the part of people in a group of the census, or with a given name.
func (b *builder) groupShare(sort jigsaw.Sort, code string) (float64, []jigsaw.Figure, bool) {
	return 0, nil, false
}

// census tells how two groups of the census hang together.
func census(a, b *cell) lift { return lift{} }

// rare gives the part of people who have a rare disease. Its class is an interval of a factor of nine: its middle counts, the interval is
// the spread.
func rare(code string) (jigsaw.Share, bool) {
	if _, err := strconv.Atoi(strings.TrimPrefix(code, "ORPHA:")); err != nil {
		return jigsaw.Share{}, false
	}
	return jigsaw.Share{}, false
}

// register gives the part of people on a practice's register of a long illness.
func register(codes string) (jigsaw.Share, bool) { return jigsaw.Share{}, false }

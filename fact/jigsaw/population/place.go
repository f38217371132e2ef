// SPDX-License-Identifier: Apache-2.0

package population

import (
	"math"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
	"chaperone/post"
)

const (
	careVar = 0.10 * 0.10
	homeVar = 0.30 * 0.30
)

// care makes the clue of where care was given. A unit the story names comes before the author's workplaces; of several workplaces the largest
// counts, since a reader can't tell which it was.
func (b *builder) care(rs []jigsaw.Reading) {
	var at figure.Unit
	var rest []jigsaw.Reading
	found := false
	best := -1
	for i, r := range rs {
		u, ok := unitOf(r.Value.Place)
		if !ok || found && (rs[best].Source == jigsaw.FromText) && r.Source != jigsaw.FromText {
			rest = append(rest, r)
			continue
		}
		named := r.Source == jigsaw.FromText && (best < 0 || rs[best].Source != jigsaw.FromText)
		if !found || named || b.unitShare(u) > b.unitShare(at) {
			if best >= 0 {
				rest = append(rest, rs[best])
			}
			at, best, found = u, i, true
		}
	}
	for _, r := range rest {
		if r.Source == jigsaw.FromText {
			b.unseen = append(b.unseen, r)
		}
	}
	if !found {
		b.nearWork(rs)
		return
	}
	b.unit = at
	c := b.clue(jigsaw.Care, rs[best:best+1])
	b.level(c, at.Name, b.unitShares(at), 0, nil, cell{place: at.Town})
	edits := b.cut(rs[best:best+1], true)
	if c.Locked {
		edits = nil
	}
	b.dropped(c, "no hospital named", 0, edits)
	costs(c)
}

// nearWork takes the town an author works in for where her patients live, where no unit of that name is known: a surgery, a pharmacy, a crew.
func (b *builder) nearWork(rs []jigsaw.Reading) {
	for i, r := range rs {
		if r.Source != jigsaw.FromProfile {
			continue
		}
		ts := townsIn(r.Value.Place)
		if len(ts) == 0 {
			continue
		}
		c := b.clue(jigsaw.Care, rs[i:i+1])
		b.level(c, "patients live around "+ts[0].Name, b.homeShares(ts[0].People), 0, nil, cell{place: ts[0].Name})
		b.dropped(c, "no workplace", 0, nil)
		costs(c)
		return
	}
}

// home makes the clue of where somebody lives, or where the story happened: the smallest place named.
func (b *builder) home(rs []jigsaw.Reading) {
	best, people := -1, math.Inf(1)
	var t place
	for i, r := range rs {
		p, ok := b.placeOf(r.Value.Place)
		if ok && p.people.Value < people {
			best, people, t = i, p.people.Value, p
		}
	}
	for i, r := range rs {
		if i != best && (best < 0 || r.Value.Place != rs[best].Value.Place) {
			b.unseen = append(b.unseen, r)
		}
	}
	if best < 0 {
		return
	}
	var same []jigsaw.Reading
	for _, r := range rs {
		if r.Value.Place == rs[best].Value.Place {
			same = append(same, r)
		}
	}
	c := b.clue(jigsaw.Home, same)
	b.level(c, rs[best].Words, b.homeShares(t.people), 0, nil, cell{place: t.authority})
	if t.wider.Value > 0 {
		b.level(c, t.widerName, b.homeShares(t.wider), 0, b.reworded(same, func(r jigsaw.Reading) (post.Edit, bool) {
			return replace(b.text, r.Start, r.End, t.widerName), true
		}), cell{place: t.authority})
	}
	b.dropped(c, "no place named", 0, b.cut(same, true))
	costs(c)
}

// homeShares gives the part of each crowd that lives in a place: of those in hospital, those who live there come as often as others.
func (b *builder) homeShares(people jigsaw.Figure) []jigsaw.Share {
	out := make([]jigsaw.Share, len(b.kinds))
	for i := range b.kinds {
		out[i] = jigsaw.Share{Log: math.Log(people.Value / b.nation.people.Value), Var: homeVar, Figures: []jigsaw.Figure{people, b.nation.people}}
	}
	return out
}

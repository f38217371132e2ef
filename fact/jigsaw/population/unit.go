// SPDX-License-Identifier: Apache-2.0

package population

import (
	"math"
	"strings"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
)

// unitOf finds the hospital or trust people mean by a name. Where it can be several the busiest counts: a reader can't tell either.
func unitOf(name string) (figure.Unit, bool) {
	for _, u := range figure.Resolve(name).Units {
		if u.Known() {
			return u, true
		}
	}
	return figure.Unit{}, false
}

// takes gives what a unit and all of its country take in a year, in the terms of a crowd: visits where the crowd is one of visits, else
// emergency admissions, which are known for England only. Of a trust with several emergency departments, the one hospital named counts.
func (b *builder) takes(k frameKind, u figure.Unit) (own, all jigsaw.Figure) {
	own, all = u.Emergency, figure.EnglandEmergency()
	if k == events && b.visits || own.Row == "" {
		own = u.Attendances
		all, _ = figure.CountryAttendances(u.Country)
	}
	if u.Hospital && u.Sites.Value > 1 {
		own.Value /= u.Sites.Value
	}
	return own, all
}

// unitShare gives the part of the country's patients that come to a unit, by visits.
func (b *builder) unitShare(u figure.Unit) float64 {
	own, all := b.takes(residents, u)
	return own.Value / math.Max(1, all.Value)
}

// unitShares gives the part of each crowd that comes to a unit. Of residents it is the unit's catchment: the same part.
func (b *builder) unitShares(u figure.Unit) []jigsaw.Share {
	out := make([]jigsaw.Share, len(b.kinds))
	for i, k := range b.kinds {
		own, all := b.takes(k, u)
		if own.Value > 0 && all.Value > 0 {
			out[i] = jigsaw.Share{Log: math.Log(own.Value / all.Value), Var: careVar, InFrame: k != residents, Figures: []jigsaw.Figure{own, all}}
			if k == residents {
				out[i].Var = homeVar
			}
		}
	}
	return out
}

// place is where somebody lives, with the wider place it lies in where that is known.
type place struct {
	people    jigsaw.Figure
	authority string
	wider     jigsaw.Figure
	widerName string
}

// townsIn gives the towns a name stands for. A workplace often ends in its town: "Riverside Surgery, Ludlow".
func townsIn(name string) []figure.Town {
	if ts := figure.Towns(name); len(ts) > 0 {
		return ts
	}
	for part := range strings.SplitSeq(name, ",") {
		if ts := figure.Towns(strings.TrimSpace(part)); len(ts) > 0 {
			return ts
		}
	}
	words := strings.Fields(name)
	for i := range words { // "Ludlow Medical Centre"
		for j := len(words); j > i; j-- {
			if ts := figure.Towns(strings.Trim(strings.Join(words[i:j], " "), ".,")); len(ts) > 0 && (i == 0 || j == len(words)) {
				return ts
			}
		}
	}
	return nil
}

// placeOf finds how many people live in a place: a town, of several of one name the largest; a local authority; a place nobody lists.
func (b *builder) placeOf(name string) (place, bool) {
	if ts := figure.Towns(name); len(ts) > 0 {
		p := place{people: ts[0].People}
		if a, ok := figure.AuthorityNamed(name); ok {
			p.authority = a.Name
			if a.Total.Value > p.people.Value {
				p.people = a.Total // "Leeds" can be the town or the city that governs it
			}
		}
		return p, true
	}
	if a, ok := figure.AuthorityNamed(name); ok {
		return place{people: a.Total, authority: a.Name}, true
	}
	return place{}, false
}

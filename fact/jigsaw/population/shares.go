// SPDX-License-Identifier: Apache-2.0

package population

import (
	"math"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
)

// Mutual information of pairs of variables, in nats, reckoned once from the tables named: it decides which pairs the estimate joins by table.
const (
	ageIllInformation = 0.399 // age and block of the diagnosis: table block
	sexIllInformation = 0.078 // sex and block
	ageSexInformation = 0.001 // table population
)

// ageShare gives the part of a crowd that is of an age.
func (b *builder) ageShare(k frameKind, a ages) (float64, []jigsaw.Figure) {
	var f jigsaw.Figure
	var ok bool
	switch {
	case k == births:
		blk, _ := figure.BlockOf("O80")
		f, ok = blk.AgeShare(a.lo, a.hi)
	case k == events && b.visits:
		unit := "scotland"
		if b.unit.Country == "scotland" && b.unit.Hospital {
			unit = b.unit.Code
		}
		f, ok = figure.AttendanceAgeShare(unit, a.lo, a.hi)
	case k == events:
		all, _ := figure.BlockOf("all")
		f, ok = all.AgeShare(a.lo, a.hi)
	}
	if !ok {
		f, _ = figure.AgeShare(b.nation.name, "", a.lo, a.hi)
	}
	return f.Value, []jigsaw.Figure{f}
}

// sexShare gives the part of a crowd that is of a sex.
func (b *builder) sexShare(k frameKind, sex string) (float64, []jigsaw.Figure) {
	if k == events && !b.visits {
		all, _ := figure.BlockOf("all")
		if f, ok := all.SexShare(sex); ok {
			return f.Value, []jigsaw.Figure{f}
		}
	}
	f, _ := figure.SexShare(b.nation.name, sex, 0, oldest)
	return f.Value, []jigsaw.Figure{f}
}

func ageSex(sexLog float64, a, s *cell) lift {
	f, ok := figure.SexShare("england", s.code, a.ages.lo, a.ages.hi)
	if !ok || f.Value <= 0 {
		return lift{}
	}
	return lift{math.Log(f.Value) - sexLog, ageSexInformation, true}
}

// ageIllness tells how much more often an age has an illness than its part of the crowd says.
func ageIllness(ageLog float64, a, i *cell) lift {
	p, ok := ofParts(i.ill, func(b figure.Block) (jigsaw.Figure, bool) { return b.AgeShare(a.ages.lo, a.ages.hi) })
	if !ok {
		return lift{}
	}
	return lift{math.Log(math.Max(p, 1e-7)) - ageLog, ageIllInformation, true}
}

func sexIllness(sexLog float64, i, s *cell) lift {
	p, ok := ofParts(i.ill, func(b figure.Block) (jigsaw.Figure, bool) { return b.SexShare(s.code) })
	if !ok {
		return lift{}
	}
	return lift{math.Log(math.Max(p, 1e-7)) - sexLog, sexIllInformation, true}
}

// ofParts weighs a share over the blocks codes lie in.
func ofParts(i illness, of func(figure.Block) (jigsaw.Figure, bool)) (float64, bool) {
	if i.opcs || i.orpha() || i.outside() {
		return 0, false
	}
	sum, all := 0.0, 0.0
	for _, p := range figure.Parts(i.codes) {
		f, ok := of(p.Block)
		if !ok {
			return 0, false
		}
		n := p.Block.Admissions().Value * p.Share
		sum, all = sum+f.Value*n, all+n
	}
	return sum / all, all > 0
}

// SPDX-License-Identifier: Apache-2.0

package population

import (
	"math"
	"strings"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
)

// multiple makes the clue of twins, triplets or more: a part of births, and nothing elsewhere.
func (b *builder) multiple(rs []jigsaw.Reading) {
	if len(rs) == 0 {
		return
	}
	babies := map[string]int{"2": 2, "3": 3, "4": 4}[rs[0].Value.Code]
	f, ok := figure.Maternities(babies)
	all, _ := figure.Maternities(0)
	shares := make([]jigsaw.Share, len(b.kinds))
	any := false
	for i, k := range b.kinds {
		if ok = ok && babies > 0; ok && k == births {
			any = true
			shares[i] = jigsaw.Share{Log: math.Log(f.Value / all.Value), Var: blockVar, Figures: []jigsaw.Figure{f, all}}
		}
	}
	if !any {
		b.unseen = append(b.unseen, rs...)
		return
	}
	c := b.clue(jigsaw.Multiple, rs)
	b.level(c, rs[0].Words, shares, 0, nil, cell{code: rs[0].Value.Code})
	b.dropped(c, "only ‘baby’", 0, nil)
	costs(c)
}

// groupShare gives the part of people in a group of the census, or with a given name. Fails where nobody counts it.
func (b *builder) groupShare(sort jigsaw.Sort, code string) (float64, []jigsaw.Figure, bool) {
	var f jigsaw.Figure
	var ok bool
	switch sort {
	case jigsaw.Ethnicity:
		if f, ok = figure.Ethnic(b.nation.name, code); !ok {
			f, ok = figure.Ethnic("england", code)
		}
		if !ok && code == "abroad" {
			f, ok = figure.Census(figure.Said(figure.QBorn, code))
		}
	case jigsaw.GivenName:
		f, ok = figure.GivenName(code, "", 1900, 2026)
	default:
		if a, known := answer(sort, code); known {
			f, ok = figure.Census(a)
		}
	}
	return f.Value, []jigsaw.Figure{f}, ok && f.Value > 0
}

// questions are the census's for each sort of clue.
var questions = map[jigsaw.Sort]string{jigsaw.Ethnicity: figure.QEthnicity, jigsaw.Religion: figure.QReligion, jigsaw.Born: figure.QBorn, jigsaw.Occupation: figure.QOccupation,
	jigsaw.Marital: figure.QMarital, jigsaw.Sex: figure.QSex}

func answer(sort jigsaw.Sort, code string) (figure.Answer, bool) {
	q, ok := questions[sort]
	if sort == jigsaw.Ethnicity {
		if group, _, fine := strings.Cut(code, "-"); fine && group != "chinese" {
			code = group // the sample tells five groups apart
		}
		if code == "abroad" {
			q = figure.QBorn
		}
	}
	return figure.Said(q, code), ok && code != ""
}

// census tells how two groups hang together: all pairs of age, sex and what the census asks.
func census(a, b *cell) lift {
	x, ok1 := a.answer()
	y, ok2 := b.answer()
	if !ok1 || !ok2 {
		return lift{}
	}
	l, mi, known := figure.Lift(x, y)
	return lift{l, mi, known}
}

func (c *cell) answer() (figure.Answer, bool) {
	if c.sort == jigsaw.Age {
		return figure.AgeAnswer(c.ages.lo, c.ages.hi), true
	}
	return answer(c.sort, c.code)
}

// rare gives the part of people who have a rare disease. Its class is an interval: the middle counts, and the interval is the spread, taken
// for 80 % of what the true number can be. A disease without a class counts as any condition nobody has a figure for.
func rare(code string) (jigsaw.Share, bool) {
	for _, r := range figure.RareOf(code) {
		if r.Measure == figure.Living && r.Share.Value > 0 {
			return jigsaw.Share{Log: math.Log(r.Share.Value), Var: r.Var, Figures: []jigsaw.Figure{r.Share}}, true
		}
	}
	unknown, sd := figure.Assumed("condition-unknown"), figure.Assumed("condition-unknown-sd")
	return jigsaw.Share{Log: math.Log(unknown.Value), Var: sd.Value * sd.Value, Figures: []jigsaw.Figure{unknown}}, true
}

// register gives the part of people on a practice's register of a long illness, in all England: registers differ between places by less than
// the spread that goes with it.
func register(codes string) (jigsaw.Share, bool) {
	name, _, ok := figure.RegisterFor(codes)
	if !ok {
		return jigsaw.Share{}, false
	}
	f, ok := figure.Registered("england", name)
	if !ok || f.Value <= 0 {
		return jigsaw.Share{}, false
	}
	return jigsaw.Share{Log: math.Log(f.Value), Var: blockVar, Figures: []jigsaw.Figure{f}}, true
}

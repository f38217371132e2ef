// SPDX-License-Identifier: Apache-2.0

package population

import (
	"math"

	"chaperone/fact/jigsaw"
)

// cell is one level of one clue in the terms of tables, so that pairs can be looked up.
type cell struct {
	sort  jigsaw.Sort
	ages  ages
	code  string    // sex, or a group of the census
	ill   illness   // condition, mechanism or procedure
	place string    // care, home: local authority
	logs  []float64 // its share in each frame
}

// lifts looks up how two cells hang together; what was looked up once is kept.
type lifts struct {
	cells  []cell
	frames []frameKind
	known  map[[3]int]lift
}

type lift struct {
	lift, mi float64
	known    bool
}

// Lift implements jigsaw.Lifts.
func (l *lifts) Lift(frame int, a jigsaw.Clue, la int, b jigsaw.Clue, lb int) (float64, float64, bool) {
	i, j := a.Levels[la].Cell, b.Levels[lb].Cell
	if i > j {
		i, j = j, i
	}
	key := [3]int{frame, i, j}
	x, ok := l.known[key]
	if !ok {
		x = l.find(frame, &l.cells[i], &l.cells[j])
		l.known[key] = x
	}
	return x.lift, x.mi, x.known
}

// nested is the information of a pair of which one holds the other: no other pair tells more.
const nested = 9.0

func (l *lifts) find(frame int, a, b *cell) lift {
	if a.sort > b.sort {
		a, b = b, a
	}
	pa, pb := a.logs[frame], b.logs[frame]
	if pa == 0 || pb == 0 {
		return lift{} // one of them says nothing here
	}
	switch {
	case illnessSort(a.sort) && illnessSort(b.sort), a.sort == jigsaw.Care && b.sort == jigsaw.Home:
		// A broken hip, its operation and the fall are one event; so are a town and its hospital. Nobody counts them together: the
		// rarer of the two is an upper bound for both.
		return lift{-math.Max(pa, pb), nested, true}
	case a.sort == jigsaw.Age && b.sort == jigsaw.Sex:
		return ageSex(pb, a, b)
	case a.sort == jigsaw.Age && illnessSort(b.sort) && b.ill.codes != "":
		return ageIllness(pa, a, b)
	case illnessSort(a.sort) && b.sort == jigsaw.Sex && a.ill.codes != "":
		return sexIllness(pb, a, b)
	}
	return census(a, b)
}

func illnessSort(s jigsaw.Sort) bool {
	return s == jigsaw.Condition || s == jigsaw.Mechanism || s == jigsaw.Procedure
}

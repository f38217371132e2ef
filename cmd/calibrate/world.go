// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"chaperone/fact/jigsaw/figure"
)

// hidden is how far the made-up hospitals stray from the tables the estimate counts with. All are standard deviations but where told.
type hidden struct {
	block    float64 // log of a block's part of a trust's admissions
	code     float64 // log of a code's part of its block
	codeAge  float64 // tilt of one code's ages, per band of age
	trustAge float64 // of a trust's ages
	origin   float64 // log odds by which a linked condition takes to one ethnic group; one code in ten is linked
	town     float64 // log of a town's part of a trust's admissions
	townAge  float64 // tilt of a town's ages, per 20 years
	person   float64 // log of an occupation's or marital state's part within age, sex and origin
	season   float64 // height of the winter's wave, a part of the mean
	summer   float64 // part of summer's chest admissions that go elsewhere
}

var base = hidden{block: 0.30, code: 0.45, codeAge: 0.08, trustAge: 0.03, origin: 1, town: 0.30, townAge: 0.04, person: 0.15, season: 0.08, summer: 0.35}

func (h hidden) doubled() hidden {
	return hidden{2 * h.block, 2 * h.code, 2 * h.codeAge, 2 * h.trustAge, 2 * h.origin, 2 * h.town, 2 * h.townAge, 2 * h.person, 2 * h.season, 2 * h.summer}
}

const (
	trustsMade  = 14
	linkedCodes = 0.10
	maxAge      = 104
	days        = 365
)

var (
	origins     = []string{"white", "mixed", "asian", "black", "other"}
	censusName  = []string{"white", "mixed", "asian", "black", "chinese-or-other"}
	jobs        = []string{"soc1", "soc2", "soc3", "soc4", "soc5", "soc6", "soc7", "soc8", "soc9", "none"}
	maritals    = []string{"single", "married", "separated", "divorced", "widowed"}
	censusBands = [][2]int{{0, 15}, {16, 24}, {25, 34}, {35, 44}, {45, 54}, {55, 64}, {65, 74}, {75, 120}}
	stayBands   = [][2]int{{0, 0}, {1, 4}, {5, 9}, {10, 14}, {15, 15}, {16, 16}, {17, 17}, {18, 18}, {19, 19}, {20, 24}, {25, 29}, {30, 34}, {35, 39}, {40, 44},
		{45, 49}, {50, 54}, {55, 59}, {60, 64}, {65, 69}, {70, 74}, {75, 79}, {80, 84}, {85, 89}, {90, maxAge}}
)

// visit is the block of a visit to the emergency department that nobody says the reason of.
const visit = -1

// person is one admission (or visit): one person in one hospital, once.
type person struct {
	hour   int32 // from the start of the year
	block  int16
	code   int32
	town   int16 // -1: none of those listed
	age    uint8
	sex    uint8 // 0 female, 1 male
	origin uint8
	job    uint8
	state  uint8 // marital
}

// trust is a hospital trust with all whom it saw in a year.
type trust struct {
	unit     figure.Unit
	towns    []figure.Town
	admitted []person
	seen     []person // visits to its emergency departments
}

// nation is the national tables, laid out to draw from.
type nation struct {
	blocks   []figure.Block
	share    []float64 // of emergency admissions
	ages     [][]float64
	male     []float64
	codes    [][]int32   // block: its codes
	weight   [][]float64 // block: their parts
	names    []string    // code: its name
	of       []int16     // code: its block
	within   [][]float64 // band: parts of its single years
	seenAges []float64
	jobs     [][2][]float64 // band, sex: parts of jobs
	states   [][2][]float64
	origin   [][]float64 // band: how much more often an origin is of it
	towns    []figure.Town
}

// world is the made-up hospitals.
type world struct {
	*nation
	trusts []*trust
	plain  bool // stories leave out origin, work and marriage
}

func readNation() *nation {
	n := &nation{}
	for b := range figure.Blocks() {
		_, known := b.AgeShare(0, 200)
		male, split := b.SexShare("m")
		if e := b.Emergency().Value; e > 50 && known && split && b.Mentions().Value > 0 {
			n.blocks, n.share, n.male = append(n.blocks, b), append(n.share, e), append(n.male, male.Value)
		}
	}
	for i, b := range n.blocks {
		var ages, weights []float64
		var codes []int32
		for _, r := range stayBands {
			f, _ := b.AgeShare(r[0], top(r[1]))
			ages = append(ages, f.Value)
		}
		for c, x := range b.Codes() {
			codes, weights = append(codes, int32(len(n.names))), append(weights, x)
			n.names, n.of = append(n.names, c), append(n.of, int16(i))
		}
		n.ages, n.codes, n.weight = append(n.ages, ages), append(n.codes, codes), append(n.weight, weights)
	}
	for _, r := range stayBands {
		n.within = append(n.within, years(r, func(lo, hi int) float64 { f, _ := figure.AgeShare("england", "", lo, hi); return f.Value }))
	}
	n.seenAges = years([2]int{0, maxAge}, func(lo, hi int) float64 { f, _ := figure.AttendanceAgeShare("scotland", lo, hi); return f.Value })
	for _, r := range censusBands {
		age := figure.AgeAnswer(r[0], r[1])
		var j, s [2][]float64
		for x, sex := range []string{"f", "m"} {
			j[x] = given(figure.QOccupation, jobs, age, figure.Said(figure.QSex, sex))
			s[x] = given(figure.QMarital, maritals, age, figure.Said(figure.QSex, sex))
			if r[0] == 0 { // the table has no cells below five; children neither work nor marry
				j[x], s[x] = only(len(jobs), len(jobs)-1), only(len(maritals), 0)
			}
		}
		n.jobs, n.states = append(n.jobs, j), append(n.states, s)
		var o []float64
		for _, c := range censusName {
			l, _, _ := figure.Lift(age, figure.Said(figure.QEthnicity, c))
			o = append(o, math.Exp(l))
		}
		n.origin = append(n.origin, o)
	}
	for t := range figure.EveryTown() {
		if t.Country == "england" && len(figure.Towns(t.Name)) == 1 {
			n.towns = append(n.towns, t)
		}
	}
	return n
}

func only(n, at int) []float64 {
	out := make([]float64, n)
	out[at] = 1
	return out
}

func top(age int) int {
	if age == maxAge {
		return 120
	}
	return age
}

// years parts a band into single years; the last holds all who are older.
func years(r [2]int, share func(lo, hi int) float64) []float64 {
	var out []float64
	for y := r[0]; y <= r[1]; y++ {
		out = append(out, share(y, top(y)))
	}
	return out
}

// given is the part of each answer among people of an age and sex, from the two tables of pairs.
func given(question string, values []string, age, sex figure.Answer) []float64 {
	var out []float64
	for _, v := range values {
		a := figure.Said(question, v)
		p, _ := figure.Census(a)
		l, _, _ := figure.Lift(a, age)
		m, _, _ := figure.Lift(a, sex)
		out = append(out, p.Value*math.Exp(l+m))
	}
	return out
}

// codeTilt is what a code does to whom it strikes, everywhere alike.
type codeTilt struct {
	age    float64
	origin int // -1: none
	by     float64
}

// unitsAble are the trusts of England whose year can be made up: of some size, in a town whose place is known.
func unitsAble() []figure.Unit {
	var out []figure.Unit
	for u := range figure.Trusts() {
		if u.Emergency.Value > 18000 && u.Attendances.Value > 0 && len(figure.Towns(u.Town)) > 0 {
			out = append(out, u)
		}
	}
	return out
}

// drawUnits draws some of them.
func drawUnits(seed uint64, count int) []figure.Unit {
	us := unitsAble()
	rand.New(rand.NewPCG(seed, 2)).Shuffle(len(us), func(i, j int) { us[i], us[j] = us[j], us[i] })
	return us[:count]
}

// makeWorld makes up a year of trusts.
func makeWorld(n *nation, h hidden, seed uint64, units []figure.Unit) *world {
	r := rand.New(rand.NewPCG(seed, 1))
	w := &world{nation: n}
	tilts := make([]codeTilt, len(n.names))
	for i := range tilts {
		tilts[i] = codeTilt{age: h.codeAge * r.NormFloat64(), origin: -1}
		if r.Float64() < linkedCodes {
			tilts[i].origin, tilts[i].by = r.IntN(len(origins)), h.origin*r.NormFloat64()
		}
	}
	for _, u := range units {
		m := maker{w: w, h: h, r: r, tilts: tilts}
		w.trusts = append(w.trusts, m.trust(u))
	}
	return w
}

// townsNear gives the towns nearest a place whose people make up most of a trust's patients, with each town's part of them.
func (n *nation) townsNear(u figure.Unit) ([]figure.Town, []float64) {
	at := figure.Towns(u.Town)[0]
	near := slices.Clone(n.towns)
	far := func(t figure.Town) float64 {
		x, y := (t.Lon-at.Lon)*math.Cos(at.Lat*math.Pi/180), t.Lat-at.Lat
		return x*x + y*y
	}
	slices.SortStableFunc(near, func(a, b figure.Town) int { return cmp.Compare(far(a), far(b)) })
	england, _ := figure.Population("england", "", 0, 120)
	catchment := england.Value * u.Emergency.Value / figure.EnglandEmergency().Value
	var out []figure.Town
	var parts []float64
	sum := 0.0
	for _, t := range near[:60] {
		part := t.People.Value / catchment
		if sum+part > 0.9 {
			continue
		}
		out, parts = append(out, t), append(parts, part)
		sum += part
	}
	return out, parts
}

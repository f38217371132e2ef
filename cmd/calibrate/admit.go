// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"chaperone/fact/jigsaw/figure"
)

// maker makes up one trust.
type maker struct {
	w     *world
	h     hidden
	r     *rand.Rand
	tilts []codeTilt

	pe           []float64   // origins of the people around
	tau          float64     // the trust's tilt of ages
	listed       int         // towns around it
	blocks       []float64   // running sums, as are all below
	codes        [][]float64 // by block
	byCode       [][]float64 // by code: bands of age; made when first asked for
	within       [][]float64 // by band of age: single years
	seenAges     []float64   // of visitors
	jobs, states [][]float64 // by band, sex and origin
	hours        []float64
	towns        [][]float64 // by age
}

func (m *maker) spread(sd float64) float64 { return math.Exp(sd * m.r.NormFloat64()) }

// running turns weights into running sums that end at 1.
func running(w []float64) []float64 {
	out, sum := make([]float64, len(w)), 0.0
	for i, x := range w {
		sum += x
		out[i] = sum
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// pick draws an index from running sums.
func (m *maker) pick(cum []float64) int {
	i, _ := slices.BinarySearch(cum, m.r.Float64())
	return min(i, len(cum)-1)
}

func (m *maker) count(mean float64) int {
	if mean > 200 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*m.r.NormFloat64())))
	}
	n, p, least := 0, m.r.Float64(), math.Exp(-mean)
	for p > least {
		p *= m.r.Float64()
		n++
	}
	return n
}

func (m *maker) trust(u figure.Unit) *trust {
	n := m.w.nation
	t := &trust{unit: u}
	m.around(u)
	w := make([]float64, len(n.blocks))
	m.codes = make([][]float64, len(n.blocks))
	for b := range n.blocks {
		w[b] = n.share[b] * m.spread(m.h.block)
		c := make([]float64, len(n.codes[b]))
		for i := range c {
			c[i] = n.weight[b][i] * m.spread(m.h.code)
		}
		m.codes[b] = running(c)
	}
	m.blocks = running(w)
	m.tau = m.h.trustAge * m.r.NormFloat64()
	m.byCode = make([][]float64, len(n.names))
	for _, ages := range n.within {
		m.within = append(m.within, running(ages))
	}
	seen := slices.Clone(n.seenAges)
	for y := range seen {
		seen[y] *= math.Exp(m.tau * float64(y-45) / 5)
	}
	m.seenAges = running(seen)
	for band := range censusBands {
		for sex := range 2 {
			for range origins {
				m.jobs = append(m.jobs, m.shaken(n.jobs[band][sex]))
				m.states = append(m.states, m.shaken(n.states[band][sex]))
			}
		}
	}
	hours := make([]float64, 24) // fewer come at night than by day
	for i := range hours {
		hours[i] = 1 + 0.8*math.Sin(float64(i-8)/24*2*math.Pi)
	}
	m.hours = running(hours)
	t.towns = m.place(u)
	t.admitted = m.year(u.Emergency.Value, m.admission)
	t.seen = m.year(u.Attendances.Value, m.visitor)
	return t
}

// shaken gives running sums of weights none of which is quite what the tables say.
func (m *maker) shaken(w []float64) []float64 {
	out := slices.Clone(w)
	for i := range out {
		out[i] *= m.spread(m.h.person)
	}
	return running(out)
}

// place sets what part of each age comes from each town around, the last part from elsewhere.
func (m *maker) place(u figure.Unit) []figure.Town {
	towns, parts := m.w.townsNear(u)
	m.listed = len(towns)
	elsewhere := 1.0
	for _, p := range parts {
		elsewhere -= p
	}
	tilt := make([]float64, len(parts))
	for i := range parts {
		parts[i] *= m.spread(m.h.town)
		tilt[i] = m.h.townAge * m.r.NormFloat64()
	}
	for age := range maxAge + 1 {
		w := make([]float64, len(parts)+1)
		for i, p := range parts {
			w[i] = p * math.Exp(tilt[i]*float64(age-45)/20)
		}
		w[len(parts)] = elsewhere
		m.towns = append(m.towns, running(w))
	}
	return towns
}

// around sets the origins of the people around: of the authority that has the town's name, else of any.
func (m *maker) around(u figure.Unit) {
	code := ""
	if a, ok := figure.AuthorityNamed(u.Town); ok {
		code = a.Code
	}
	if _, ok := figure.Ethnic(code, "white"); !ok {
		var all []string
		for c := range figure.EthnicCodes() {
			if strings.HasPrefix(c, "E0") {
				all = append(all, c)
			}
		}
		code = all[m.r.IntN(len(all))]
	}
	for _, o := range origins {
		f, _ := figure.Ethnic(code, o)
		m.pe = append(m.pe, f.Value)
	}
}

// year makes up all who come in a year: weekdays, seasons and single days differ.
func (m *maker) year(total float64, make func(day int) person) []person {
	var week [7]float64
	for i := range week {
		week[i] = m.spread(0.06)
	}
	var out []person
	for d := range days {
		mean := total / days * week[d%7] * (1 + m.h.season*winter(d)) * m.spread(0.06)
		for range m.count(mean) {
			p := make(d)
			p.hour = int32(d*24 + m.pick(m.hours))
			out = append(out, p)
		}
	}
	return out
}

// winter is 1 at new year and -1 at midsummer.
func winter(day int) float64 { return math.Cos(2 * math.Pi * float64(day) / days) }

func (m *maker) admission(day int) person {
	n := m.w.nation
	b := m.pick(m.blocks)
	if winter(day) <= 0 && n.blocks[b].Code[0] == 'J' && m.r.Float64() < m.h.summer { // chests are winter's
		b = m.pick(m.blocks)
	}
	c := n.codes[b][m.pick(m.codes[b])]
	if m.byCode[c] == nil {
		w := make([]float64, len(stayBands))
		for i := range w {
			w[i] = n.ages[b][i] * math.Exp((m.tilts[c].age+m.tau)*(float64(i)-float64(len(w))/2))
		}
		m.byCode[c] = running(w)
	}
	band := m.pick(m.byCode[c])
	age := stayBands[band][0] + m.pick(m.within[band])
	lean := -0.008 * float64(age-50) // women grow older than men; the tables know it for each block, not for each age
	if n.blocks[b].Code[0] == 'O' {
		lean = 0
	}
	q := min(max(n.male[b], 1e-4), 1-1e-4)
	p := person{block: int16(b), code: c, age: uint8(age)}
	m.rest(&p, 1/(1+math.Exp(-math.Log(q/(1-q))-lean)), m.tilts[c])
	return p
}

func (m *maker) visitor(int) person {
	p := person{block: visit, code: visit, age: uint8(m.pick(m.seenAges))}
	m.rest(&p, 1/(1+math.Exp(0.008*float64(int(p.age)-50))), codeTilt{origin: -1})
	return p
}

// rest draws what else a person is.
func (m *maker) rest(p *person, male float64, tilt codeTilt) {
	p.sex = uint8(one(m.r.Float64() < male))
	band := 0
	for band < len(censusBands)-1 && int(p.age) > censusBands[band][1] {
		band++
	}
	var w [5]float64
	for i := range w {
		w[i] = m.pe[i] * m.w.origin[band][i]
		if i == tilt.origin {
			w[i] *= math.Exp(tilt.by)
		}
		if i > 0 {
			w[i] += w[i-1]
		}
	}
	x := m.r.Float64() * w[4]
	for int(p.origin) < 4 && x > w[p.origin] {
		p.origin++
	}
	at := (band*2+int(p.sex))*len(origins) + int(p.origin)
	p.job, p.state = uint8(m.pick(m.jobs[at])), uint8(m.pick(m.states[at]))
	p.town = int16(m.pick(m.towns[p.age]))
	if int(p.town) == m.listed {
		p.town = -1
	}
}

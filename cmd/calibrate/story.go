// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math/rand/v2"
	"time"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
)

// newYear is hour 0 of a made-up year.
var newYear = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// tale is a story of one person as an author tells it, and what must hold of everybody it fits.
type tale struct {
	t           *trust
	among       []person
	story       jigsaw.Story
	clues       int
	from, until int32 // hours
	blocks      map[int16]bool
	code        int32 // -1: not told
	lo, hi      uint8
	sex         int8 // -1: not told, as are the next
	origin      int8
	job         int8
	state       int8
	town        int16
}

func (t *tale) say(sort jigsaw.Sort, v jigsaw.Value) {
	t.story.Readings = append(t.story.Readings, jigsaw.Reading{Sort: sort, Source: jigsaw.FromText, Words: string(sort), Kind: "clue-" + string(sort), Value: v})
	t.clues++
}

// fits tells whether a story could be about somebody.
func (t *tale) fits(p *person) bool {
	return p.hour >= t.from && p.hour < t.until && (t.blocks == nil || t.blocks[p.block]) && (t.code < 0 || p.code == t.code) && p.age >= t.lo && p.age <= t.hi &&
		(t.sex < 0 || int8(p.sex) == t.sex) && (t.origin < 0 || int8(p.origin) == t.origin) && (t.job < 0 || int8(p.job) == t.job) &&
		(t.state < 0 || int8(p.state) == t.state) && (t.town < 0 || p.town == t.town)
}

// count is how many people a story fits. Nobody is there twice.
func (t *tale) count() int {
	n := 0
	for i := range t.among {
		if t.fits(&t.among[i]) {
			n++
		}
	}
	return n
}

func (w *world) begin(t *trust, among []person) *tale {
	x := &tale{t: t, among: among, code: -1, hi: 255, sex: -1, origin: -1, job: -1, state: -1, town: -1}
	x.story = jigsaw.Story{Posts: []string{""}, Setting: jigsaw.Hospital, Country: "GB"}
	x.story.Readings = []jigsaw.Reading{{Sort: jigsaw.Care, Source: jigsaw.FromProfile, Words: t.unit.Code, Value: jigsaw.Value{Place: t.unit.Code}}}
	return x
}

// urgent tells whether most stays codes are the reason for are emergencies. Of the others the estimate counts the planned stays too, which
// these hospitals don't have, so no story is told of them.
func urgent(codes string) bool {
	e, ok := figure.EmergencyFor(codes)
	all, _ := figure.AdmissionsFor(codes)
	return ok && all.Value <= 2*e.Value
}

// urgentLetters are the chapters, by the letter of their codes, most of whose stays are emergencies.
func (w *world) urgentLetters() map[byte]bool {
	out := map[byte]bool{}
	for _, b := range w.blocks {
		if l := b.Code[0]; !out[l] {
			out[l] = urgent(string(l) + "00-" + string(l) + "99")
		}
	}
	return out
}

// tell makes up a story of two to seven clues about somebody.
func (w *world) tell(r *rand.Rand, letters map[byte]bool) *tale {
	for {
		if t := w.try(r, letters); t != nil && t.clues >= 2 && t.clues <= 7 {
			return t
		}
	}
}

func (w *world) try(r *rand.Rand, letters map[byte]bool) *tale {
	t := w.trusts[r.IntN(len(w.trusts))]
	illness := choose(r, 0.10, 0.15, 0.45, 0.30) // none, chapter, block, code
	among := t.admitted
	if illness == 0 {
		among = t.seen
	}
	p := among[r.IntN(len(among))]
	x := w.begin(t, among)
	switch illness {
	case 1, 2:
		b := w.blocks[p.block].Code
		codes := b
		if illness == 1 {
			codes = b[:1] + "00-" + b[:1] + "99"
		}
		if illness == 1 && !letters[b[0]] || illness == 2 && !urgent(b) {
			return nil
		}
		x.blocks = map[int16]bool{}
		for i, c := range w.blocks {
			x.blocks[int16(i)] = c.Code == b || illness == 1 && c.Code[0] == b[0]
		}
		x.say(jigsaw.Condition, jigsaw.Value{Code: codes})
	case 3:
		if !urgent(w.blocks[p.block].Code) {
			return nil
		}
		x.sayCode(w, p)
	}
	x.sayWhen(r, p)
	if a := choose(r, 0.1, 0.3, 0.2, 0.25, 0.15); a > 0 {
		x.sayAge(p, a)
	}
	if r.Float64() < 0.8 {
		x.saySex(p)
	}
	if !w.plain && r.Float64() < 0.3 {
		x.sayOrigin(p)
	}
	if !w.plain && r.Float64() < 0.25 {
		x.sayJob(p)
	}
	if !w.plain && r.Float64() < 0.2 {
		x.state = int8(p.state)
		x.say(jigsaw.Marital, jigsaw.Value{Code: maritals[p.state]})
	}
	if r.Float64() < 0.25 {
		x.sayTown(p)
	}
	return x
}

func (t *tale) sayCode(w *world, p person) {
	t.code = p.code
	c := w.names[p.code]
	if len(c) == 4 && c[3] != 'X' {
		c = c[:3] + "." + c[3:]
	} else {
		c = c[:3]
	}
	t.say(jigsaw.Condition, jigsaw.Value{Code: c})
}

// sayWhen tells of a night, a day, a week, a month or the year.
func (t *tale) sayWhen(r *rand.Rand, p person) {
	day, night := p.hour/24, false
	from, length := int32(0), int32(days)
	switch hour := p.hour % 24; choose(r, 0.2, 0.2, 0.25, 0.2, 0.15) {
	case 0:
		if night = hour >= 18 || hour < 8; night {
			if t.from = day*24 + 18; hour < 8 {
				t.from -= 24
			}
			t.until = t.from + 14
		}
		from, length = day, 1
	case 1:
		from, length = day, 1
	case 2:
		from, length = day/7*7, 7
	case 3:
		from, length = day/30*30, 30
	}
	if !night {
		t.from, t.until = from*24, min(from+length, days)*24
	}
	v := jigsaw.Value{From: newYear.Add(time.Duration(t.from) * time.Hour), Until: newYear.Add(time.Duration(t.until) * time.Hour), Night: night}
	t.story.Told = v.Until
	t.say(jigsaw.When, v)
}

// sayAge tells the year, the five years, the decade or the stage of life.
func (t *tale) sayAge(p person, how int) {
	a := int(p.age)
	lo, hi := a, a
	switch how {
	case 2:
		lo, hi = a/5*5, a/5*5+4
	case 3:
		lo, hi = a/10*10, a/10*10+9
	case 4:
		switch {
		case a < 16:
			lo, hi = 0, 15
		case a < 65:
			lo, hi = 16, 64
		default:
			lo, hi = 65, 120
		}
	}
	t.lo, t.hi = uint8(lo), uint8(hi)
	t.say(jigsaw.Age, jigsaw.Value{Lo: lo, Hi: hi})
}

func (t *tale) saySex(p person) {
	t.sex = int8(p.sex)
	t.say(jigsaw.Sex, jigsaw.Value{Code: []string{"f", "m"}[p.sex]})
}

func (t *tale) sayOrigin(p person) {
	t.origin = int8(p.origin)
	t.say(jigsaw.Ethnicity, jigsaw.Value{Code: origins[p.origin]})
}

func (t *tale) sayJob(p person) {
	if jobs[p.job] == "none" {
		return
	}
	t.job = int8(p.job)
	t.say(jigsaw.Occupation, jigsaw.Value{Code: jobs[p.job]})
}

func (t *tale) sayTown(p person) {
	if p.town < 0 {
		return
	}
	t.town = p.town
	t.say(jigsaw.Home, jigsaw.Value{Place: t.t.towns[p.town].Name})
}

// choose draws an index by weights that sum to 1.
func choose(r *rand.Rand, weights ...float64) int {
	x := r.Float64()
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

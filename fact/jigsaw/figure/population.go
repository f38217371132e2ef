// SPDX-License-Identifier: Apache-2.0

package figure

import (
	_ "embed"
	"strings"
	"sync"

	"chaperone/fact/jigsaw"
)

//go:embed table/population.tsv
var populationText string

var population = open("population", populationText)

// Countries are the areas Population knows; the United Kingdom is the sum of the others.
var Countries = []string{"england", "scotland", "wales", "northern-ireland"}

// UK is all of them.
const UK = "uk"

// topAge stands for itself and everything above in the tables of people.
const topAge = 90

// pyramid is the people of one country and sex, added up by age: up[i] is everybody younger than i.
type pyramid struct {
	row row
	up  [topAge + 2]float64
}

// pyramids are added up once, on first use: ages are asked for with every band that is parted.
var pyramids = sync.OnceValue(func() map[string]*pyramid {
	all := map[string]*pyramid{}
	for r := range population.from("") {
		p := &pyramid{row: r}
		_, rest, _ := strings.Cut(r.line, "\t")
		for age := range topAge + 1 {
			var f string
			f, rest, _ = strings.Cut(rest, "\t")
			p.up[age+1] = p.up[age] + number(f)
		}
		all[r.key()] = p
	}
	return all
})

// Population gives the people of a country (one of Countries, or UK) of one sex ("f", "m", "" for both) aged lo to hi in completed years,
// both included. Above 89 the tables hold one number, which is parted by OldShare; such a figure is marked as a default. Unit: people.
func Population(country, sex string, lo, hi int) (jigsaw.Figure, bool) {
	if sex != "" {
		p := pyramids()[country+"/"+sex]
		if p == nil {
			return jigsaw.Figure{}, false
		}
		f := p.row.figure(p.people(sex, lo, hi), "people")
		f.Default = parted(lo, hi)
		return f, true
	}
	women, men := pyramids()[country+"/f"], pyramids()[country+"/m"]
	if women == nil || men == nil {
		return jigsaw.Figure{}, false
	}
	f := women.row.figure(women.people("f", lo, hi)+men.people("m", lo, hi), "people")
	f.Row, f.Default = country+"/f,"+country+"/m", parted(lo, hi)
	return f, true
}

func (p *pyramid) people(sex string, lo, hi int) float64 {
	lo = max(lo, 0)
	if hi < lo {
		return 0
	}
	n := p.up[min(hi+1, topAge)] - p.up[min(lo, topAge)]
	if hi >= topAge {
		n += OldShare(sex, lo, hi) * (p.up[topAge+1] - p.up[topAge])
	}
	return n
}

// parted tells whether a range of ages takes in some of those above 89 and not all.
func parted(lo, hi int) bool { return hi >= topAge && hi >= lo && (lo > topAge || hi < oldest) }

// people adds up the ages lo to hi of a row whose column first holds age 0.
func people(r row, first int, sex string, lo, hi int) (n float64) {
	lo = max(lo, 0)
	if lo < topAge {
		n = r.sum(first+lo, first+min(hi, topAge-1))
	}
	if hi >= topAge {
		n += OldShare(sex, lo, hi) * r.count(first+topAge)
	}
	return n
}

// AgeShare gives the part of the people of a country and sex ("" for both) who are aged lo to hi. Unit: share.
func AgeShare(country, sex string, lo, hi int) (jigsaw.Figure, bool) {
	some, ok := Population(country, sex, lo, hi)
	all, _ := Population(country, sex, 0, 200)
	if !ok || all.Value == 0 {
		return jigsaw.Figure{}, false
	}
	some.Value, some.Unit = some.Value/all.Value, "share"
	return some, true
}

// SexShare gives the part of the people aged lo to hi in a country who are of a sex ("f" or "m"). Unit: share.
func SexShare(country, sex string, lo, hi int) (jigsaw.Figure, bool) {
	some, ok := Population(country, sex, lo, hi)
	all, _ := Population(country, "", lo, hi)
	if !ok || all.Value == 0 {
		return jigsaw.Figure{}, false
	}
	some.Row = country + "/f," + country + "/m"
	some.Value, some.Unit = some.Value/all.Value, "share"
	return some, true
}

// oldest is the age from which on nobody is counted apart.
const oldest = 120

// old is the part of the people aged 90 and over who have each age up to oldest, by sex.
var old = sync.OnceValue(func() map[string][]float64 {
	all, hundred, men := fact("population_90_plus"), fact("population_100_plus"), fact("male_share_100_plus")
	women90, _ := population.find(UK + "/f")
	men90, _ := population.find(UK + "/m")
	return map[string][]float64{
		"":  oldAges(hundred / all),
		"f": oldAges(hundred * (1 - men) / women90.count(1+topAge)),
		"m": oldAges(hundred * men / men90.count(1+topAge)),
	}
})

// oldAges parts the people aged 90 and over by age, when a given part of them is 100 or older.
func oldAges(hundred float64) []float64 {
	ages := make([]float64, oldest+1-topAge)
	ratio, fall, last := Assumed("age-90-ratio").Value, Assumed("age-ratio-fall").Value, Assumed("age-100-ratio").Value
	weight, young, all := 1.0, 0.0, 0.0
	for i := range ages {
		if i == 100-topAge {
			weight, young, all = 1, all, 0
		}
		ages[i] = weight
		all += weight
		if i < 100-topAge {
			weight *= ratio
			ratio -= fall
		} else {
			weight *= last
		}
	}
	for i := range ages {
		if i < 100-topAge {
			ages[i] *= (1 - hundred) / young
		} else {
			ages[i] *= hundred / all
		}
	}
	return ages
}

// OldShare gives the part of the people aged 90 and over, of a sex ("" for both), who are aged lo to hi. Nobody publishes single ages
// here, only how many are 100 and over, and how many of these are men; within the nineties and from 100 on the numbers fall from age to
// age by assumed ratios (table a-default: age-90-ratio, age-ratio-fall, age-100-ratio). Nobody is counted as older than 120.
func OldShare(sex string, lo, hi int) float64 {
	if lo <= topAge && hi >= oldest {
		return 1
	}
	share := 0.0
	ages := old()[sex]
	for age := max(lo, topAge); age <= min(hi, oldest) && ages != nil; age++ {
		share += ages[age-topAge]
	}
	return share
}

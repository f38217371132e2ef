// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// variables of the census sample that clues can be about: the file's column, our name, and the names of its codes.
var variables = []struct {
	column, name string
	values       map[string]string
}{
	{"Economic Activity", "activity", map[string]string{"1": "employee", "2": "self-employed", "3": "unemployed", "4": "student-working", "5": "retired", "6": "student", "7": "home", "8": "sick", "9": "other", "-9": "child"}},
	{"Age", "age", map[string]string{"1": "0-15", "2": "16-24", "3": "25-34", "4": "35-44", "5": "45-54", "6": "55-64", "7": "65-74", "8": "75-120"}},
	{"Country of Birth", "born", map[string]string{"1": "uk", "2": "abroad"}},
	{"Ethnic Group", "ethnicity", map[string]string{"1": "white", "2": "mixed", "3": "asian", "4": "black", "5": "chinese-or-other"}},
	{"Family Composition", "family", map[string]string{"1": "alone", "2": "married-couple", "3": "cohabiting-couple", "4": "lone-father", "5": "lone-mother", "6": "other", "-9": "none"}},
	{"Marital Status", "marital", map[string]string{"1": "single", "2": "married", "3": "separated", "4": "divorced", "5": "widowed"}},
	{"Occupation", "occupation", map[string]string{"1": "soc1", "2": "soc2", "3": "soc3", "4": "soc4", "5": "soc5", "6": "soc6", "7": "soc7", "8": "soc8", "9": "soc9", "-9": "none"}},
	{"Religion", "religion", map[string]string{"1": "none", "2": "christian", "3": "buddhist", "4": "hindu", "5": "jewish", "6": "muslim", "7": "sikh", "8": "other", "9": "not-stated"}},
	{"Sex", "sex", map[string]string{"1": "m", "2": "f"}},
}

// leastCell is the smallest count of two answers together that is kept: fewer people say little, and could be pointed at.
const leastCell = 5

// census writes how many of a sample gave each answer, and each two answers to different questions. It keeps no record of anybody.
func census(b *builder) error {
	var columns []string
	for _, v := range variables {
		columns = append(columns, v.column)
	}
	lines, file, err := b.read("census*_microdata_*.csv", append(columns, "Population Base")...)
	if err != nil {
		return err
	}
	year := strings.TrimPrefix(file, "census")
	if len(year) < 4 {
		return fmt.Errorf("the name of %s does not say of which year it is", file)
	}
	b.period["census"] = year[:4]
	one, two, people := map[string]int{}, map[string]int{}, 0
	for _, r := range lines {
		if r["Population Base"] != "1" || r["Country of Birth"] == "-9" { // students away and short stays are counted where they live
			continue
		}
		people++
		var answers []string
		for _, v := range variables {
			value, ok := v.values[r[v.column]]
			if !ok {
				return fmt.Errorf("%s: %s has no code %q", file, v.column, r[v.column])
			}
			answers = append(answers, v.name+"="+value)
		}
		for i, a := range answers {
			one[a]++
			for _, c := range answers[i+1:] {
				two[a+"/"+c]++
			}
		}
	}
	s := &sheet{name: "census", about: "Usual residents in a sample of the census by one answer and by two; counts below 5 are left out", heads: []string{"answers", "people (people)"}}
	s.add("census", "*", people)
	for key, n := range one {
		s.add("census", key, n)
	}
	for key, n := range two {
		if n >= leastCell {
			s.add("census", key, n)
		}
	}
	if err := b.put(s); err != nil {
		return err
	}
	return b.put(information(one, two, people))
}

// information gives how much each two questions tell of one another.
func information(one, two map[string]int, people int) *sheet {
	s := &sheet{name: "census-information", about: "Mutual information of two questions of the census", heads: []string{"questions", "information (nats)"}}
	sums := map[string]float64{}
	keys := make([]string, 0, len(two))
	for key := range two {
		keys = append(keys, key)
	}
	slices.Sort(keys) // sums of floats depend on their order, and the table must not
	for _, key := range keys {
		a, c, _ := strings.Cut(key, "/")
		va, _, _ := strings.Cut(a, "=")
		vc, _, _ := strings.Cut(c, "=")
		p := float64(two[key]) / float64(people)
		sums[va+"/"+vc] += p * math.Log(p*float64(people)*float64(people)/(float64(one[a])*float64(one[c])))
	}
	for key, nats := range sums {
		s.add("census", key, round(max(0, nats), 5))
	}
	return s
}

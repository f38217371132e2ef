// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"strings"

	"chaperone/fact/jigsaw/figure"
)

// topAge is the last age of the population tables: that age and all above.
const topAge = 90

func ageHeads() []string {
	heads := make([]string, 0, topAge+1)
	for a := range topAge {
		heads = append(heads, strconv.Itoa(a)+" (people)")
	}
	return append(heads, strconv.Itoa(topAge)+"+ (people)")
}

var areas = map[string]string{"ENGLAND": "england", "SCOTLAND": "scotland", "WALES": "wales", "NORTHERN IRELAND": "northern-ireland", "UNITED KINGDOM": "uk"}

// population writes the people of each country by sex and single year of age.
func population(b *builder) error {
	lines, name, err := b.read("population_country_age_sex_*.csv", "area", "age", "female", "male")
	if err != nil {
		return err
	}
	if b.period["ons-population"], err = periodOf(name); err != nil {
		return err
	}
	type key struct{ area, sex string }
	people := map[key]map[int]float64{}
	for _, r := range lines {
		area, ok := areas[r["area"]]
		if !ok {
			return fmt.Errorf("%s: unknown area %q", name, r["area"])
		}
		age, err := strconv.Atoi(r["age"])
		if err != nil || age < 0 || age > topAge {
			return fmt.Errorf("%s: %q is no age from 0 to %d", name, r["age"], topAge)
		}
		for _, sex := range []string{"female", "male"} {
			k := key{area, sex[:1]}
			if people[k] == nil {
				people[k] = map[int]float64{}
			}
			if people[k][age], err = r.num(sex); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	s := &sheet{name: "population", about: "People by country, sex and single year of age", heads: append([]string{"country/sex"}, ageHeads()...)}
	for k, ages := range people {
		if len(ages) != topAge+1 {
			return fmt.Errorf("%s: %s has %d ages, want %d", name, k.area, len(ages), topAge+1)
		}
		row := make([]any, topAge+1)
		for a, n := range ages {
			row[a] = n
		}
		s.add("ons-population", k.area+"/"+k.sex, row...)
	}
	return b.put(s)
}

// authorities writes the people of each local authority by single year of age, and by sex.
func authorities(b *builder) error {
	lines, name, err := b.read("la_population_single_year.csv", "la_code", "la_name", "year", "total", "a0", "a90")
	if err != nil {
		return err
	}
	ages := &sheet{name: "authority", about: "People by local authority and single year of age", heads: append([]string{"name", "code", "name as published", "total (people)"}, ageHeads()...)}
	for _, r := range lines {
		source := "ons-authority"
		if strings.HasPrefix(r["la_code"], "S") {
			source = "nrs-authority"
		}
		if p := b.period[source]; p != "" && p != r["year"] {
			return fmt.Errorf("%s: %s holds %s and %s", name, source, p, r["year"])
		}
		b.period[source] = r["year"]
		total, err := r.num("total")
		if err != nil {
			return err
		}
		row := []any{r["la_code"], r["la_name"], total}
		for a := range topAge + 1 {
			n, err := r.num("a" + strconv.Itoa(a))
			if err != nil {
				return fmt.Errorf("%s, %s: %w", name, r["la_code"], err)
			}
			row = append(row, n)
		}
		ages.add(source, figure.Fold(r["la_name"]), row...)
	}
	ni, _, err := b.read("ni_la_names.csv", "la_code", "la_name")
	if err != nil {
		return err
	}
	sexes, name, err := b.read("la_sex_*.csv", "la_code", "year", "total", "females", "males")
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, r := range ni {
		names[r["la_code"]] = r["la_name"]
	}
	sex := &sheet{name: "authority-sex", about: "People by local authority and sex", heads: []string{"code", "female (people)", "male (people)"}}
	for _, r := range sexes {
		source := "ons-authority-sex"
		f, err1 := r.num("females")
		m, err2 := r.num("males")
		total, err3 := r.num("total")
		if err1 != nil || err2 != nil || err3 != nil || f+m == 0 {
			return fmt.Errorf("%s: %s has no numbers by sex", name, r["la_code"])
		}
		if strings.HasPrefix(r["la_code"], "N") { // no ages are published with these: the total only
			source = "nisra-authority"
			row := make([]any, topAge+1)
			ages.add(source, figure.Fold(names[r["la_code"]]), append([]any{r["la_code"], names[r["la_code"]], total}, row...)...)
		}
		b.period[source] = r["year"]
		sex.add(source, r["la_code"], f, m)
	}
	if err := b.put(ages); err != nil {
		return err
	}
	return b.put(sex)
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// significant rounds to some significant figures.
func significant(x float64, figures int) float64 {
	if x == 0 {
		return 0
	}
	return round(x, figures-1-int(math.Floor(math.Log10(math.Abs(x)))))
}

// qof writes how frequent long-term conditions are among the patients of general practices, by local authority.
func qof(b *builder) error {
	lines, file, err := b.read("qof_prevalence_la_*.csv", "lad_code", "group_code", "register", "list")
	if err != nil {
		return err
	}
	if b.period["qof"], err = periodOf(file); err != nil {
		return err
	}
	merged, err := b.hand("authority-merged", 2)
	if err != nil {
		return err
	}
	names, err := b.hand("qof-register", 3)
	if err != nil {
		return err
	}
	into := map[string]string{}
	for _, f := range merged {
		into[f[0]] = f[1]
	}
	var registers []string
	groups := &sheet{name: "qof-register", about: "Registers of long-term conditions kept by general practices, with the ICD-10 codes they stand for", heads: []string{"register", "name", "codes"}}
	for _, f := range names {
		registers = append(registers, f[0])
		groups.add("own", f[0], f[1], f[2])
	}
	type count struct{ register, list float64 }
	counts := map[string]map[string]count{}
	for _, r := range lines {
		if !slices.Contains(registers, r["group_code"]) {
			continue
		}
		n, err1 := r.num("register")
		all, err2 := r.num("list")
		if err1 != nil || err2 != nil {
			return fmt.Errorf("%s: %s, %s: a number cannot be read", file, r["lad_code"], r["group_code"])
		}
		code := r["lad_code"]
		if to, ok := into[code]; ok {
			code = to
		}
		for _, c := range []string{code, "england"} {
			if counts[c] == nil {
				counts[c] = map[string]count{}
			}
			was := counts[c][r["group_code"]]
			counts[c][r["group_code"]] = count{was.register + n, was.list + all}
		}
	}
	s := &sheet{name: "qof", about: "Part of the patients of general practices on each register, by local authority of England; modelled from practices to authorities", heads: []string{"code"}}
	for _, reg := range registers {
		s.heads = append(s.heads, reg+" (share)")
	}
	for code, by := range counts {
		row := make([]any, len(registers))
		for i, reg := range registers {
			if c := by[reg]; c.list > 0 {
				row[i] = significant(c.register/c.list, 4)
			}
		}
		s.add("qof", code, row...)
	}
	if err := b.put(groups); err != nil {
		return err
	}
	return b.put(s)
}

// ethnicGroups are the columns of the table of ethnic groups, and the headings that go into each.
var ethnicGroups = []struct {
	name  string
	heads []string
}{
	{"asian-bangladeshi", []string{"Asian: Bangladeshi"}}, {"asian-chinese", []string{"Asian: Chinese"}}, {"asian-indian", []string{"Asian: Indian"}},
	{"asian-other", []string{"Asian: Other Asian", "Other Asian", "Asian: Filipino"}}, {"asian-pakistani", []string{"Asian: Pakistani"}},
	{"black-african", []string{"Black: African"}}, {"black-caribbean", []string{"Black: Caribbean"}}, {"black-other", []string{"Black: Other Black", "Other Black"}},
	{"mixed-other", []string{"Mixed: Other Mixed"}}, {"mixed-white-asian", []string{"Mixed: White and Asian"}},
	{"mixed-white-african", []string{"Mixed: White and Black African"}}, {"mixed-white-caribbean", []string{"Mixed: White and Black Caribbean"}},
	{"mixed-undivided", []string{"Mixed ethnic groups"}},
	{"other-any", []string{"Other: Any other", "Other ethnicities"}}, {"other-arab", []string{"Other: Arab", "Arab"}},
	{"white-british", []string{"White: British"}}, {"white-traveller", []string{"White: Gypsy or Traveller", "White: Irish Traveller"}},
	{"white-irish", []string{"White: Irish"}}, {"white-other", []string{"White: Other White"}}, {"white-roma", []string{"White: Roma"}},
	{"white-undivided", []string{"White"}},
}

// ethnicity writes the people of each local authority by ethnic group, and of each country.
func ethnicity(b *builder) error {
	s := &sheet{name: "ethnicity", about: "People by local authority and ethnic group; -undivided: the census of that country does not part the group further", heads: []string{"code"}}
	for _, g := range ethnicGroups {
		s.heads = append(s.heads, g.name+" (people)")
	}
	for _, f := range []struct{ pattern, source string }{{"la_ethnicity_ew_*.csv", "ons-ethnicity"}, {"la_ethnicity_ni_*.csv", "nisra-ethnicity"}} {
		lines, file, err := b.read(f.pattern, "la_code")
		if err != nil {
			return err
		}
		if b.period[f.source], err = periodOf(file); err != nil {
			return err
		}
		if err := ethnicRows(s, lines, file, f.source); err != nil {
			return err
		}
	}
	return b.put(s)
}

func ethnicRows(s *sheet, lines []record, file, source string) error {
	known := map[string]int{}
	for i, g := range ethnicGroups {
		for _, h := range g.heads {
			known[h] = i
		}
	}
	totals := map[string][]float64{}
	has := make([]bool, len(ethnicGroups))
	for _, r := range lines {
		people := make([]float64, len(ethnicGroups))
		for head := range r {
			if head == "la_code" {
				continue
			}
			i, ok := known[head]
			if !ok {
				return fmt.Errorf("%s: unknown ethnic group %q", file, head)
			}
			n, err := r.num(head)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", file, r["la_code"], err)
			}
			people[i] += n
			has[i] = true
		}
		country := map[string]string{"E": "england", "W": "wales", "N": "northern-ireland"}[r["la_code"][:1]]
		if country == "" {
			return fmt.Errorf("%s: %q is no authority of England, Wales or Northern Ireland", file, r["la_code"])
		}
		if totals[country] == nil {
			totals[country] = make([]float64, len(ethnicGroups))
		}
		for i, n := range people {
			totals[country][i] += n
		}
		s.add(source, r["la_code"], optional(people, has)...)
	}
	for country, people := range totals {
		s.add(source, country, optional(people, has)...)
	}
	return nil
}

// optional writes the numbers of columns the file has, and nothing in the others.
func optional(numbers []float64, has []bool) []any {
	row := make([]any, len(numbers))
	for i, n := range numbers {
		if has[i] {
			row[i] = n
		}
	}
	return row
}

// names writes how many were given each name, by sex and years of birth.
func names(b *builder) error {
	totals, file, err := b.read("given_names_uk_totals.csv", "sex", "cohort", "named_births")
	if err != nil {
		return err
	}
	var cohorts []string
	for _, r := range totals {
		if !slices.Contains(cohorts, r["cohort"]) {
			cohorts = append(cohorts, r["cohort"])
		}
	}
	slices.Sort(cohorts)
	b.period["names"] = cohorts[0] + " on"
	s := &sheet{name: "given-name", about: "Births by given name, sex and five years of birth (named by the first); names given fewer than 100 times in five years are not published; * is all births", heads: []string{"name/sex"}}
	for _, c := range cohorts {
		s.heads = append(s.heads, c+" (births)")
	}
	rows := map[string][]any{}
	take := func(lines []record, file, column string, name func(record) string) error {
		for _, r := range lines {
			n, err := r.num(column)
			sex := strings.ToLower(r["sex"])
			i := slices.Index(cohorts, r["cohort"])
			if err != nil || sex != "f" && sex != "m" || i < 0 {
				return fmt.Errorf("%s: %v cannot be read", file, r)
			}
			key := name(r) + "/" + sex
			if rows[key] == nil {
				rows[key] = make([]any, len(cohorts))
			}
			rows[key][i] = n
		}
		return nil
	}
	if err := take(totals, file, "named_births", func(record) string { return "*" }); err != nil {
		return err
	}
	lines, file, err := b.read("given_names_uk_cohort.csv", "sex", "cohort", "name", "n")
	if err != nil {
		return err
	}
	if err := take(lines, file, "n", func(r record) string { return strings.ToLower(r["name"]) }); err != nil {
		return err
	}
	for key, row := range rows {
		s.add("names", key, row...)
	}
	return b.put(s)
}

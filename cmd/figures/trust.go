// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"regexp"
	"sort"
	"strings"
)

var yearMonth = regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])$`)

// monthsOf gives the months some lines are of.
func monthsOf(lines []record, file string) (map[string]bool, error) {
	months := map[string]bool{}
	for _, r := range lines {
		if !yearMonth.MatchString(r["month"]) {
			return nil, fmt.Errorf("%s: %q is no month", file, r["month"])
		}
		months[r["month"]] = true
	}
	return months, nil
}

// lastRun gives the newest twelve months in a row that are all there, oldest first. Months are "2024-02".
func lastRun(months map[string]bool) ([]string, error) {
	var all []string
	for m := range months {
		all = append(all, m)
	}
	sort.Strings(all)
	for end := len(all); end >= 12; end-- {
		run := all[end-12 : end]
		if monthNumber(run[11])-monthNumber(run[0]) == 11 {
			return run, nil
		}
	}
	return nil, fmt.Errorf("no twelve months in a row among %d", len(all))
}

func monthNumber(m string) int {
	var y, n int
	_, _ = fmt.Sscanf(m, "%d-%d", &y, &n) // monthsOf has looked at its form
	return y*12 + n
}

// lastYear gives the newest calendar year of which all months are there.
func lastYear(months map[string]bool) (string, error) {
	years := map[string]int{}
	best := ""
	for m := range months {
		y, _, _ := strings.Cut(m, "-")
		if years[y]++; years[y] == 12 && y > best {
			best = y
		}
	}
	if best == "" {
		return "", fmt.Errorf("no whole calendar year among %d months", len(months))
	}
	return best, nil
}

// leastMonths is how many months a trust must have filed for a year to be made of them.
const leastMonths = 6

// trusts writes what each trust of England takes in.
func trusts(b *builder) error {
	names, _, err := b.read("england_trusts_ods_2022.csv", "trust", "name", "town")
	if err != nil {
		return err
	}
	filed, file, err := b.read("ae_england_trust_month.csv", "trust", "month", "attendances", "emergency_admissions")
	if err != nil {
		return err
	}
	months, err := monthsOf(filed, file)
	if err != nil {
		return err
	}
	run, err := lastRun(months)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	b.period["nhse-ae"] = "12 months " + run[0] + " to " + run[11]
	type year struct{ months, attended, admitted float64 }
	years, all := map[string]year{}, year{}
	for _, r := range filed {
		if r["month"] < run[0] || r["month"] > run[11] {
			continue
		}
		attended, err1 := r.num("attendances")
		admitted, err2 := r.num("emergency_admissions")
		if err1 != nil || err2 != nil {
			return fmt.Errorf("%s: %s, %s: a number cannot be read", file, r["trust"], r["month"])
		}
		y := years[r["trust"]]
		years[r["trust"]] = year{y.months + 1, y.attended + attended, y.admitted + admitted}
		all = year{12, all.attended + attended, all.admitted + admitted}
	}
	now, err := b.successors()
	if err != nil {
		return err
	}
	renamed, err := b.hand("trust-name", 2)
	if err != nil {
		return err
	}
	s := &sheet{name: "trust", about: "A&E attendances and emergency admissions by NHS trust of England; england is all of them. Where fewer than twelve months were filed, they are scaled to a year",
		heads: []string{"trust", "name", "town", "emergency admissions (admissions a year)", "attendances (attendances a year)", "months filed (months)"}}
	seen := map[string]bool{}
	for _, r := range names {
		seen[r["trust"]] = true
		y := years[r["trust"]]
		name := title(r["name"])
		for _, n := range renamed {
			if n[0] == r["trust"] {
				name = n[1]
			}
		}
		if y.months < leastMonths {
			if r["closed"] == "" && now[r["trust"]] == "" {
				s.add("nhs-ods", r["trust"], name, title(r["town"]), nil, nil, nil)
			}
			continue
		}
		s.add("nhse-ae", r["trust"], name, title(r["town"]), math.Round(y.admitted*12/y.months), math.Round(y.attended*12/y.months), y.months)
	}
	for code := range years {
		if !seen[code] {
			return fmt.Errorf("trust %s files in %s but england_trusts_ods_2022.csv has no name for it: take a newer list of trusts", code, file)
		}
	}
	s.add("nhse-ae", "england", "England", nil, all.admitted, all.attended, all.months)
	if err := b.put(s); err != nil {
		return err
	}
	return sites(b, seen)
}

// sites writes how many sites of a trust have an emergency department.
func sites(b *builder, trusts map[string]bool) error {
	lines, err := b.hand("ae-site", 3)
	if err != nil {
		return err
	}
	s := &sheet{name: "ae-site", about: "Trusts of England with more than one emergency department (type 1), and how many they have", heads: []string{"trust", "sites (sites)", "which"}}
	for _, f := range lines {
		if !trusts[f[0]] {
			return fmt.Errorf("own/ae-site.tsv: there is no trust %s", f[0])
		}
		s.add("own", f[0], f[1], f[2])
	}
	return b.put(s)
}

// title writes a name in capitals as it is usually written.
func title(name string) string {
	words := strings.Fields(strings.ToLower(name))
	for i, w := range words {
		switch w {
		case "and", "of", "the", "for", "in", "on", "upon", "under":
			if i > 0 {
				continue
			}
		case "nhs":
			words[i] = "NHS"
			continue
		}
		parts := strings.SplitAfter(w, "-")
		for j, p := range parts {
			if p != "" && p != "on-" && p != "in-" && p != "under-" && p != "upon-" && p != "le-" {
				parts[j] = strings.ToUpper(p[:1]) + p[1:]
			}
		}
		words[i] = strings.Join(parts, "")
	}
	return strings.Join(words, " ")
}

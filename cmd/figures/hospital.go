// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"

	"chaperone/fact/jigsaw/figure"
)

// hospitals writes the hospitals: those of England with the trust that now files for them, the others with what they take in.
func hospitals(b *builder) error {
	lines, file, err := b.read("hospitals_england_*.csv", "code", "name", "sector", "town", "parent_code")
	if err != nil {
		return err
	}
	if b.period["nhs"], err = periodOf(file); err != nil {
		return err
	}
	now, err := b.successors()
	if err != nil {
		return err
	}
	ours, err := b.corrections()
	if err != nil {
		return err
	}
	s := &sheet{name: "hospital", about: "Hospitals, with the town they stand in and, in England, the trust that now files for them",
		heads: []string{"code", "name", "town", "country", "trust"}}
	seen := map[string]bool{}
	for _, r := range lines {
		code := r["code"]
		if seen[code] || !nhsTrust(r["parent_code"]) || ours[code].drop {
			continue
		}
		seen[code] = true
		trust := r["parent_code"]
		if to, ok := now[code]; ok {
			trust = to
		} else if to, ok := now[trust]; ok {
			trust = to
		}
		name, town := plainName(r["name"]), title(r["town"])
		if c := ours[code]; c.name != "" {
			name = c.name
		}
		if c := ours[code]; c.town != "" {
			town = c.town
		}
		s.add("nhs", code, name, town, "england", trust)
	}
	for _, c := range ours {
		if !c.drop && !seen[c.code] {
			s.add("own", c.code, c.name, c.town, c.country, c.trust)
		}
	}
	return b.put(s)
}

// nhsTrust tells a code of an NHS trust from one of a company that works in a hospital.
func nhsTrust(code string) bool {
	return len(code) == 3 && (code[0] == 'R' || code[0] == 'T')
}

// plainName takes off what is not part of a hospital's name.
func plainName(name string) string {
	for _, cut := range []string{" - ", " (HQ)", ", Wye Valley NHS Trust"} {
		if before, after, ok := strings.Cut(name, cut); ok && (cut != " - " || strings.Contains(after, "Trust") || strings.Contains(after, "HQ") || strings.Contains(after, "University Hospitals")) {
			name = before
		}
	}
	return strings.Join(strings.Fields(name), " ")
}

// successors gives, by the code of a trust or of a single hospital, the trust that files for it now.
func (b *builder) successors() (map[string]string, error) {
	lines, err := b.hand("successor", 3)
	if err != nil {
		return nil, err
	}
	now := map[string]string{}
	for _, f := range lines {
		now[f[0]] = f[1]
	}
	for from, to := range now {
		if _, more := now[to]; more {
			return nil, fmt.Errorf("own/successor.tsv: %s goes to %s, which goes on: name the last", from, to)
		}
	}
	return now, nil
}

// correction is what we know of a hospital that the lists do not say.
type correction struct {
	code, name, town, country, trust string
	drop                             bool // no hospital of that trust: a clinic it holds in another's
}

func (b *builder) corrections() (map[string]correction, error) {
	lines, err := b.hand("hospital", 5)
	if err != nil {
		return nil, err
	}
	ours := map[string]correction{}
	for _, f := range lines {
		ours[f[0]] = correction{f[0], f[1], f[2], f[3], f[4], f[1] == "-"}
	}
	return ours, nil
}

// attendances writes what the hospitals of Scotland, Wales and Northern Ireland take in.
func attendances(b *builder) error {
	s := &sheet{name: "attendance", about: "A&E attendances by hospital outside England, in Scotland by age too; the row of a country holds all of its hospitals",
		heads: []string{"hospital", "attendances (attendances a year)", "0-17 (attendances a year)", "18-24 (attendances a year)", "25-39 (attendances a year)", "40-64 (attendances a year)", "65-74 (attendances a year)", "75+ (attendances a year)"}}
	year, err := yearly(b, s, "ae_scotland_hospital_month.csv", "code", "", "scotland", "phs-ae")
	if err != nil {
		return err
	}
	if err := scottishAges(b, s, year); err != nil {
		return err
	}
	if _, err := yearly(b, s, "ae_wales_hospital_month.csv", "code", "", "wales", "wales-ae"); err != nil {
		return err
	}
	if _, err := yearly(b, s, "ae_ni_department_month.csv", "trust", "department", "northern-ireland", "ni-ae"); err != nil {
		return err
	}
	ours, err := b.corrections()
	if err != nil {
		return err
	}
	for _, r := range s.rows {
		if _, ok := ours[r[0]]; !ok && r[0] != "scotland" && r[0] != "wales" && r[0] != "northern-ireland" {
			return fmt.Errorf("own/hospital.tsv does not say how hospital %s is called and where it stands", r[0])
		}
	}
	return b.put(s)
}

// yearly adds a row for each hospital of a monthly file, and one for all, for the newest whole calendar year.
func yearly(b *builder, s *sheet, pattern, key, second, country, source string) (string, error) {
	lines, file, err := b.read(pattern, key, "month", "attendances")
	if err != nil {
		return "", err
	}
	months, err := monthsOf(lines, file)
	if err != nil {
		return "", err
	}
	year, err := lastYear(months)
	if err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	b.period[source] = year
	sum, all := map[string]float64{}, 0.0
	for _, r := range lines {
		if !strings.HasPrefix(r["month"], year) {
			continue
		}
		n, err := r.num("attendances")
		if err != nil {
			return "", fmt.Errorf("%s: %w", file, err)
		}
		code := r[key]
		if second != "" {
			code = "ni-" + strings.ReplaceAll(figure.Fold(r[second]), " ", "-")
		}
		sum[code] += n
		all += n
	}
	blank := make([]any, 6)
	for code, n := range sum {
		s.add(source, code, append([]any{n}, blank...)...)
	}
	s.add(source, country, append([]any{all}, blank...)...)
	return year, nil
}

var scottishBands = []string{"Under 18", "18-24", "25-39", "40-64", "65-74", "75 plus"}

func scottishAges(b *builder, s *sheet, year string) error {
	lines, file, err := b.read("ae_scotland_hospital_age_outcome_*.csv", "code", "age_band", "attendances")
	if err != nil {
		return err
	}
	if p, err := periodOf(file); err != nil || p != year {
		return fmt.Errorf("%s is of %s, the monthly file of %s: take both of the same year (%v)", file, p, year, err)
	}
	sum := map[string]map[string]float64{"scotland": {}}
	for _, r := range lines {
		n, err := r.num("attendances")
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if sum[r["code"]] == nil {
			sum[r["code"]] = map[string]float64{}
		}
		sum[r["code"]][r["age_band"]] += n
		sum["scotland"][r["age_band"]] += n
	}
	for _, row := range s.rows {
		for i, band := range scottishBands {
			if ages := sum[row[0]]; ages != nil {
				row[2+i] = text(ages[band])
			}
		}
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"regexp"
	"sort"
	"strings"
)

func round(x float64, places int) float64 {
	p := math.Pow(10, float64(places))
	return math.Round(x*p) / p
}

// bands are the ages of the block table: heading of the file's column, heading of ours.
var bands = []string{"0", "1-4", "5-9", "10-14", "15", "16", "17", "18", "19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49", "50-54",
	"55-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85-89", "90+"}

var (
	icdCode  = regexp.MustCompile(`^[A-Z]\d\d[0-9A-Z]$`)
	opcsCode = regexp.MustCompile(`^[A-Z]\d\d\d$`)
	icdBlock = regexp.MustCompile(`^[A-Z]\d\d(-[A-Z]\d\d)?$`)
)

// latest gives the newest of the columns "prefix_2023_24", and its period.
func latest(r record, prefix string) (column, period string, err error) {
	var found []string
	for head := range r {
		if strings.HasPrefix(head, prefix) && yearsInName.MatchString(head) {
			found = append(found, head)
		}
	}
	if len(found) == 0 {
		return "", "", fmt.Errorf("no column %s…", prefix)
	}
	sort.Strings(found)
	column = found[len(found)-1]
	period, err = periodOf(column)
	return column, period, err
}

// diagnoses writes how often each diagnosis is the reason for a stay, by block, and how often each code is mentioned at all.
func diagnoses(b *builder) error {
	lines, name, err := b.read("icd10_code_episodes_england.csv", "icd10")
	if err != nil {
		return err
	}
	column, period, err := latest(lines[0], "episodes_")
	if err != nil {
		return err
	}
	b.period["hes"] = period
	codes := &sheet{name: "icd10", about: "Episodes of care in hospitals of England with the ICD-10 code in any position, a year", heads: []string{"code", "episodes (episodes a year)"}}
	mentions := map[string]float64{}
	for _, r := range lines {
		n, err := r.num(column)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !icdCode.MatchString(r["icd10"]) {
			return fmt.Errorf("%s: %q is no ICD-10 code of four characters", name, r["icd10"])
		}
		if n > 0 {
			codes.add("hes", r["icd10"], n)
			mentions[r["icd10"][:3]] += n
		}
	}
	if err := b.put(codes); err != nil {
		return err
	}
	return blocks(b, period, mentions)
}

func blocks(b *builder, period string, mentions map[string]float64) error {
	lines, name, err := b.read("hes_primary_diagnosis_block_england_*.csv", "icd10_block", "fce", "admissions", "emergency_admissions", "male_fce", "female_fce")
	if err != nil {
		return err
	}
	if p, err := periodOf(name); err != nil || p != period {
		return fmt.Errorf("%s is of %s, the file of codes of %s: take both of the same year (%v)", name, p, period, err)
	}
	b.period["hesb"] = period
	s := &sheet{name: "block", about: "Stays in hospitals of England by ICD-10 block of the primary diagnosis, a year; the row all holds every block",
		heads: []string{"block", "episodes (episodes a year)", "admissions (admissions a year)", "emergency admissions (admissions a year)", "mentions (episodes a year with a code of the block in any position)", "male (episodes a year)", "female (episodes a year)"}}
	for _, a := range bands {
		s.heads = append(s.heads, a+" (episodes a year)")
	}
	total := make([]float64, len(s.heads)-1)
	for _, r := range lines {
		block := r["icd10_block"]
		if !icdBlock.MatchString(block) {
			return fmt.Errorf("%s: %q is no block", name, block)
		}
		if first, last, ok := strings.Cut(block, "-"); ok && first == last { // T79-T79
			block = first
		}
		var row []any
		for i, col := range append([]string{"fce", "admissions", "emergency_admissions", "", "male_fce", "female_fce"}, bands...) {
			n := 0.0
			switch {
			case i == 3:
				first, last, _ := strings.Cut(r["icd10_block"], "-")
				for code, m := range mentions {
					if code == first || code > first && code <= last {
						n += m
					}
				}
			case i > 5:
				col = "age_" + col
				fallthrough
			default:
				if n, err = r.num(col); err != nil {
					return fmt.Errorf("%s: %s: %w", name, block, err)
				}
			}
			row = append(row, n)
			total[i] += n
		}
		s.add("hesb", block, row...)
	}
	var all []any
	for _, n := range total {
		all = append(all, n)
	}
	s.add("hesb", "all", all...)
	return b.put(s)
}

// procedures writes how often each procedure is done.
func procedures(b *builder) error {
	lines, name, err := b.read("opcs4_procedures_england_*.csv", "opcs4")
	if err != nil {
		return err
	}
	column, period, err := latest(lines[0], "procedures_")
	if err != nil {
		return err
	}
	b.period["hesp"] = period
	s := &sheet{name: "opcs4", about: "Procedures in hospitals of England by OPCS-4 code, a year", heads: []string{"code", "procedures (procedures a year)"}}
	for _, r := range lines {
		n, err := r.num(column)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !opcsCode.MatchString(r["opcs4"]) {
			return fmt.Errorf("%s: %q is no OPCS-4 code of four characters", name, r["opcs4"])
		}
		if n > 0 {
			s.add("hesp", r["opcs4"], n)
		}
	}
	return b.put(s)
}

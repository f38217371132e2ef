// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	plainLetters = strings.NewReplacer("à", "a", "á", "a", "â", "a", "ä", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ì", "i", "í", "i",
		"î", "i", "ï", "i", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "ö", "o", "ù", "u", "ú", "u", "û", "u", "ü", "u", "ŵ", "w", "ŷ", "y", "ÿ", "y",
		"’", "'", "-", " ", "–", " ", ".", " ", ",", " ", "/", " ", "&", " and ", "+", " and ")
	oddSigns   = regexp.MustCompile(`[^a-z0-9' ]+`)
	possessive = regexp.MustCompile(`'s\b`)

	fundingNote  = regexp.MustCompile(`(?i)\(.*?\)| - .*|, .*|\bNHS\b.*|\(.*`)
	hospitalWord = regexp.MustCompile(`(?i)hospital|infirmary|ysbyty`)
	formerName   = regexp.MustCompile(`(?i)^(former|private|hrh|the hospital|day hospital|community hospital)`)
	// partOfHospital are entries of Northern Ireland's table that are no hospital's name.
	partOfHospital = regexp.MustCompile(`(?i:unit|centre|school|house)|\b[A-Z]{3,}\b`)
	trustTail      = regexp.MustCompile(` (nhs foundation trust|nhs trust|foundation trust)$`)
)

// placePhrases gives a name as the matcher writes it: lower case, no accents, the possessive a word of its own, and a second spelling
// without the apostrophe.
func placePhrases(name string) []string {
	s := oddSigns.ReplaceAllString(plainLetters.Replace(strings.ToLower(name)), " ")
	s = strings.Join(strings.Fields(s), " ")
	if !possessive.MatchString(s) {
		return []string{s}
	}
	return []string{strings.Join(strings.Fields(possessive.ReplaceAllString(s, " 's")), " "), possessive.ReplaceAllString(s, "s")}
}

// byHand reads a list of build written by hand, with the spellings without apostrophes.
func (in *gazetteerInput) byHand(name string) (rows, error) {
	ls, err := in.lines(name)
	if err != nil {
		return nil, err
	}
	out := rows{}
	for _, line := range ls {
		phrase, value, _ := strings.Cut(line, " = ")
		out[phrase] = value
		if spaced := strings.ReplaceAll(phrase, " 's", "s"); spaced != phrase {
			out[spaced] = value
		}
	}
	return out, nil
}

// minShared is how many people live in a town that is listed though its name is an ordinary word or a person's: Street, Mark and Wells
// are too small to be worth the alarms.
const minShared = 8000

func towns(in *gazetteerInput) (rows, error) {
	shared, err := in.common()
	if err != nil {
		return nil, err
	}
	for _, file := range []string{"given.txt", "family.txt"} {
		ls, err := in.lines(file)
		if err != nil {
			return nil, err
		}
		for _, line := range ls {
			_, list, _ := strings.Cut(line, ":")
			for _, name := range strings.Fields(list) {
				shared[name] = true
			}
		}
	}
	table, err := in.table("towns_gb_geonames.csv")
	if err != nil {
		return nil, err
	}
	out, size := rows{}, map[string]int{}
	for _, r := range table {
		people, err := strconv.Atoi(r["population"])
		if err != nil {
			return nil, err
		}
		for _, name := range placePhrases(r["name"]) {
			if len(name) < 3 || size[name] > people {
				continue
			}
			value := fmt.Sprintf("%d GB", people)
			if shared[name] {
				if people < minShared {
					continue
				}
				value += " ambiguous"
			}
			size[name], out[name] = people, value
		}
	}
	return out, nil
}

func hospitals(in *gazetteerInput) (rows, error) {
	out, err := in.byHand("hospital.txt")
	if err != nil {
		return nil, err
	}
	for _, f := range []struct{ file, column, tail string }{
		{"hospitals_england_2018.csv", "name", ""}, {"ae_scotland_hospital_month.csv", "hospital", ""}, {"ae_wales_hospital_month.csv", "hospital", ""},
		{"inpatients_ni_hospital_specialty_2023_24.csv", "hospital", " Hospital"},
	} {
		table, err := in.table(f.file)
		if err != nil {
			return nil, err
		}
		for _, r := range table {
			name := fundingNote.ReplaceAllString(r[f.column], "")
			if f.tail != "" && !hospitalWord.MatchString(name) {
				if partOfHospital.MatchString(name) {
					continue
				}
				name = strings.TrimSpace(name) + f.tail
			}
			if !hospitalWord.MatchString(name) || formerName.MatchString(name) {
				continue
			}
			for _, p := range placePhrases(name) {
				if n := strings.Count(p, " "); n > 0 && n < 7 && out[p] == "" {
					out[p] = "GB"
				}
			}
		}
	}
	return out, nil
}

func trusts(in *gazetteerInput) (rows, error) {
	out := rows{}
	towns, err := towns(in)
	if err != nil {
		return nil, err
	}
	table, err := in.table("england_trusts_ods_2022.csv")
	if err != nil {
		return nil, err
	}
	for _, r := range table {
		for _, p := range placePhrases(r["name"]) {
			out[p] = "ENG"
			if short := trustTail.ReplaceAllString(p, ""); strings.Count(short, " ") > 0 && towns[short] == "" {
				out[short] = "ENG"
			}
		}
	}
	return out, nil
}

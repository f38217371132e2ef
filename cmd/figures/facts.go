// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
)

// facts writes the single figures that are used, each with the source own/fact.tsv names.
func facts(b *builder) error {
	lines, name, err := b.read("facts.csv", "key", "value", "unit", "area", "period")
	if err != nil {
		return err
	}
	used, err := b.hand("fact", 2)
	if err != nil {
		return err
	}
	s := &sheet{name: "fact", about: "Single figures", heads: []string{"fact", "value (see unit)", "unit", "area", "period"}}
	for _, u := range used {
		found := false
		for _, r := range lines {
			if r["key"] == u[0] {
				if _, err := strconv.ParseFloat(r["value"], 64); err != nil {
					return fmt.Errorf("%s: %s: %q is no number", name, u[0], r["value"])
				}
				s.add(u[1], u[0], r["value"], r["unit"], r["area"], r["period"])
				found = true
			}
		}
		if !found {
			return fmt.Errorf("%s has no row %s", name, u[0])
		}
	}
	return b.put(s)
}

// defaults writes the assumptions: numbers nobody publishes, each with its reason.
func defaults(b *builder) error {
	lines, err := b.hand("default", 4)
	if err != nil {
		return err
	}
	s := &sheet{name: "a-default", about: "Assumptions where no figure exists", heads: []string{"name", "value (see unit)", "unit", "reason"}}
	for _, f := range lines {
		if _, err := strconv.ParseFloat(f[1], 64); err != nil {
			return fmt.Errorf("own/default.tsv: %s: %q is no number", f[0], f[1])
		}
		s.add("own", f[0], f[1], f[2], f[3])
	}
	return b.put(s)
}

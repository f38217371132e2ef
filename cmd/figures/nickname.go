// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"

	"chaperone/fact/jigsaw/figure"
)

// nicknames writes what hospitals are called, with the units each name can mean.
func nicknames(b *builder) error {
	lines, err := b.hand("alias", 2)
	if err != nil {
		return err
	}
	known := string(b.tables["hospital"]) + string(b.tables["trust"])
	s := &sheet{name: "alias", about: "What people call hospitals and trusts, and what trusts were called that have gone", heads: []string{"name", "codes"}}
	seen := map[string]bool{}
	for _, f := range lines {
		for code := range strings.SplitSeq(f[1], ",") {
			if !strings.Contains(known, "\n"+code+"\t") {
				return fmt.Errorf("own/alias.tsv: %s: there is no hospital or trust %s", f[0], code)
			}
		}
		if plain := figure.CareKey(f[0]); plain != f[0] {
			return fmt.Errorf("own/alias.tsv: write %q as %q", f[0], plain)
		}
		s.add("own", f[0], f[1])
		seen[f[0]] = true
	}
	for line := range strings.Lines(string(b.tables["hospital"])) { // a trust named as its only hospital is found by that
		if f := strings.Split(line, "\t"); len(f) > 1 {
			seen[figure.CareKey(f[1])] = true
		}
	}
	gone, err := b.goneTrusts()
	if err != nil {
		return err
	}
	for _, t := range gone {
		key := figure.CareKey(t.name)
		if seen[key] || key == "" {
			continue
		}
		seen[key] = true
		s.add("own", key, t.trust)
	}
	return b.put(s)
}

// goneTrusts gives the names of trusts that were handed on, with who files for them now. A trust parted among several is left to alias.tsv.
func (b *builder) goneTrusts() ([]correction, error) {
	now, err := b.successors()
	if err != nil {
		return nil, err
	}
	var gone []correction
	for _, f := range []struct{ pattern, code, name string }{{"england_trusts_ods_2022.csv", "trust", "name"}, {"hospitals_england_*.csv", "parent_code", "parent_name"}} {
		lines, _, err := b.read(f.pattern, f.code, f.name)
		if err != nil {
			return nil, err
		}
		for _, r := range lines {
			if to, ok := now[r[f.code]]; ok {
				gone = append(gone, correction{code: r[f.code], name: strings.TrimSpace(title(r[f.name])), trust: to})
			}
		}
	}
	return gone, nil
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"chaperone/api"
	"chaperone/fact"
)

var _ = command("balance", "how many clear posts, and posts labelled for evidence, get each prompt for balance", func(w io.Writer, args []string) error {
	f := flag.NewFlagSet("balance", flag.ContinueOnError)
	dir := f.String("cases", "testdata/cases", "folder of labelled cases")
	show := f.Bool("show", false, "print the clear posts that get a prompt")
	if err := f.Parse(args); err != nil {
		return err
	}
	all, err := load(*dir, "")
	if err != nil {
		return err
	}
	c, err := checker()
	if err != nil {
		return err
	}
	facts := map[*labelled]*fact.Set{}
	all = slices.DeleteFunc(all, func(l *labelled) bool { // the parts whose texts may be read
		return l.Received || part(l) != "study" && part(l) != "extra"
	})
	for _, l := range all {
		p, author, err := api.Decode(l.line, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", l.file, err)
		}
		r, err := c.CheckDraft(p, author)
		if err != nil {
			return err
		}
		l.res, facts[l] = api.FromReport(r), r.Facts
	}
	groups := []struct {
		name string
		of   func(*labelled) bool
	}{
		{"clear", func(l *labelled) bool { return l.Gold.Verdict == "clear" }},
		{"evidence labelled", func(l *labelled) bool { return high(l.gold("evidence")) }},
		{"other areas labelled", func(l *labelled) bool { return l.Gold.Verdict != "clear" && l.gold("evidence") == "" }},
	}
	rows := []string{"any prompt"}
	kinds := map[string][]fact.Kind{}
	for _, r := range c.Book.Rules {
		if strings.HasPrefix(r.ID, "balance-") {
			rows = append(rows, r.ID)
			kinds[r.ID] = r.Point
			kinds["any prompt"] = append(kinds["any prompt"], r.Point...)
		}
	}
	for _, shown := range []bool{true, false} {
		if shown {
			fmt.Fprintf(w, "%-22s", "prompts shown")
		} else {
			fmt.Fprintf(w, "\n%-22s", "read, shown or not")
		}
		for _, g := range groups {
			fmt.Fprintf(w, " %-28s", g.name)
		}
		fmt.Fprintln(w)
		for _, row := range rows {
			fmt.Fprintf(w, "%-22s", row)
			for _, g := range groups {
				k, n := 0, 0
				for _, l := range all {
					if !g.of(l) {
						continue
					}
					n++
					words, ok := l.prompted(row)
					if !shown {
						ok = slices.ContainsFunc(kinds[row], facts[l].Has)
					}
					if ok {
						k++
					}
					if ok && shown && *show && g.name == "clear" && row != "any prompt" {
						defer fmt.Fprintf(w, "%s %q\n  %s\n", row, words, strings.ReplaceAll(l.Text, "\n", "\n  "))
					}
				}
				fmt.Fprintf(w, " %-28s", ratio(k, n))
			}
			fmt.Fprintln(w)
		}
	}
	return nil
})

// prompted tells whether a rule, or any prompt for balance, was raised, with the words it points at.
func (l *labelled) prompted(rule string) (string, bool) {
	for _, f := range l.res.Findings {
		if f.Rule == rule || rule == "any prompt" && strings.HasPrefix(f.Rule, "balance-") {
			if len(f.Spans) > 0 {
				return f.Spans[0].Text, true
			}
			return "", true
		}
	}
	return "", false
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"chaperone/api"
	"chaperone/cmd/cases"
	"chaperone/fact/jigsaw/link"
	"chaperone/practice"
)

// Invented accounts: posts on patients that stand alone in the study part and the extra texts, ordered by trade, so many an account, two days
// apart. Each speaks of somebody else, which is harder than life, where one author varies her words: whatever is linked is wrong.
const accountPosts = 25

// strangers measures linking on such accounts.
func strangers(w io.Writer, c *practice.Checker, all []*labelled, show bool) error {
	rows := standAlone(all)
	var same, asked int
	var h *practice.History
	texts := map[string]string{}
	start := time.Date(2026, 1, 1, 20, 0, 0, 0, time.UTC)
	for i, l := range rows {
		if i%accountPosts == 0 {
			h = &practice.History{}
		}
		p, author, err := api.Decode(l.line, nil)
		if err != nil {
			return err
		}
		author.Author.Workplaces = nil
		p.PostedAt = start.AddDate(0, 0, 2*(i%accountPosts))
		texts[p.ID] = p.Text
		d, err := c.Read(p, author)
		if err != nil {
			return err
		}
		switch o := h.Next(d.Tell()); {
		case o.Same() != nil:
			same++
			if show {
				fmt.Fprintln(w, "    wrongly", describe(o.Same(), p.Text, texts[o.Same().Posts[0]]))
			}
		case o.Maybe() != nil:
			asked++
		}
	}
	fmt.Fprintf(w, "posts of strangers in one account (study and extra texts)\n")
	fmt.Fprintf(w, "  wrongly taken for one patient          %s\n", ratio(same, len(rows)))
	fmt.Fprintf(w, "  wrongly asked                          %s\n", ratio(asked, len(rows)))
	return nil
}

// standAlone gives the posts on patients that belong to no series, by trade.
func standAlone(all []*labelled) []*labelled {
	var rows []*labelled
	// Twins tell one scene, once with a fault and once without; their authors are the same to the letter.
	seen := map[string]bool{}
	for _, l := range all {
		p := part(l)
		told := l.file == "patients.jsonl" || strings.HasPrefix(l.file, "tstories") || l.file == "wstory.jsonl"
		if l.Series != "" || l.Received || !told || p != cases.Study && p != "extra" || seen[string(l.Author)] {
			continue
		}
		seen[string(l.Author)] = true
		rows = append(rows, l)
	}
	trade := func(l *labelled) string {
		var a struct{ Specialty, Role string }
		_ = json.Unmarshal(l.Author, &a) // an author who is a plain string has no trade
		return a.Specialty + "/" + a.Role
	}
	slices.SortStableFunc(rows, func(a, b *labelled) int { return strings.Compare(trade(a), trade(b)) })
	return rows
}

func describe(l *link.Link, later, earlier string) string {
	s := fmt.Sprintf("%.1f: %.90q AND %.90q:", l.LogOdds, later, earlier)
	for _, g := range l.Grounds {
		s += fmt.Sprintf(" %s(%s) %+.1f", g.Sort, g.Words, g.Weight)
	}
	return s
}

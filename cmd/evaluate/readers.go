// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chaperone/api"
	"chaperone/cmd/cases"
	"chaperone/fact"
	"chaperone/finding/readers"
	"chaperone/practice"
	"chaperone/rulebook"
)

var _ = command("readers", "to whom of seven readers posts say something: of those labelled clear, decide and stop; and whether every quoted word stands in its post", func(w io.Writer, args []string) error {
	f := flag.NewFlagSet("readers", flag.ContinueOnError)
	dir := f.String("cases", "testdata/cases", "folder of labelled cases")
	which := f.String("part", cases.Study, "study or inner")
	show := f.Bool("show", false, "print the cards of the study part")
	deep := f.Bool("encoder", false, "ask the sentence encoder, too")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *which != cases.Study && *which != cases.Inner {
		return fmt.Errorf("there is no part %q; there are study and inner", *which)
	}
	book, err := rulebook.Load(rulebook.Options{})
	if err != nil {
		return err
	}
	c := practice.Checker{Book: book, Now: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }}
	if *deep {
		c.Depth = fact.Deep
	}
	files, err := filepath.Glob(filepath.Join(*dir, "seen", "*.jsonl"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	verdicts := []string{"clear", "decide", "stop"}
	posts, told, lines, astray := map[string]int{}, map[string]map[readers.Reader]int{}, 0, 0
	for _, v := range verdicts {
		told[v] = map[readers.Reader]int{}
	}
	for _, name := range files {
		err := eachLine(name, func(line []byte) error {
			var l struct {
				ID, Series string
				Received   bool
				Gold       struct{ Verdict string }
			}
			if err := json.Unmarshal(line, &l); err != nil {
				return err
			}
			if l.Received || cases.Part(cases.Key(l.Series, l.ID)) != *which || told[l.Gold.Verdict] == nil {
				return nil
			}
			p, author, err := api.Decode(line, nil)
			if err != nil {
				return err
			}
			r, err := c.CheckDraft(p, author)
			if err != nil {
				return err
			}
			cards := readers.Of(r.Facts, r.Findings)
			posts[l.Gold.Verdict]++
			for _, card := range cards {
				told[l.Gold.Verdict][card.Reader]++
				for _, x := range append(slices.Clone(card.Infers), card.Minds...) {
					lines++
					if !stands(x.Says, r) {
						astray++
					}
					if *show && *which == cases.Study {
						fmt.Fprintf(w, "%s %s: %s\n", l.ID, card.Reader, x.Says)
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "\n== %s: posts that say something to a reader, by their label\n%-12s", *which, "")
	for _, v := range verdicts {
		fmt.Fprintf(w, "%20s", v)
	}
	for _, r := range readers.All {
		fmt.Fprintf(w, "\n%-12s", r)
		for _, v := range verdicts {
			fmt.Fprintf(w, "%20s", ratio(told[v][r], posts[v]))
		}
	}
	fmt.Fprintf(w, "\n%d lines; %d quote what doesn't stand in the post, its profile or its findings\n", lines, astray)
	return nil
})

// stands tells whether all that a line puts between quotation marks stands in the post, or in a title of a finding.
func stands(says string, r *practice.Report) bool {
	fold := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	text := fold(r.Post.Text)
	for _, f := range r.Findings {
		text += "\n" + fold(f.Title)
		for _, c := range f.Citations {
			text += "\n" + c.Label()
		}
	}
	_, quotes, _ := strings.Cut(says, "‘")
	i := strings.LastIndex(quotes, "’")
	if i < 0 {
		return true
	}
	for _, q := range strings.FieldsFunc(strings.NewReplacer("’, ‘", "\x00", "’ and ‘", "\x00").Replace(quotes[:i]), func(r rune) bool { return r == 0 }) {
		if q, _, _ = strings.Cut(q, "’: "); !strings.Contains(text, strings.TrimSuffix(q, "…")) {
			return false
		}
	}
	return true
}

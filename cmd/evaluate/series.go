// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"chaperone/api"
	"chaperone/cmd/cases"
	"chaperone/fact"
	"chaperone/fact/jigsaw/link"
	"chaperone/practice"
	"chaperone/rulebook"
)

// Series: posts of one account in order. Some tell of one patient bit by bit, until she can be told; others of several patients, who must
// be kept apart.
var _ = command("series", "posts of one account over time: which are linked, and whether the verdict says so (--part, --errors)", func(w io.Writer, args []string) error {
	fs := flag.NewFlagSet("series", flag.ContinueOnError)
	dir := fs.String("cases", "testdata/cases", "folder of labelled cases")
	which := fs.String("part", "", "study, inner or unseen; empty: study and inner")
	deep := fs.Bool("encoder", false, "ask the sentence encoder, too, as for a post that is checked by itself")
	errs := fs.Bool("errors", false, "show every post of the study part, with what it links to")
	if err := fs.Parse(args); err != nil {
		return err
	}
	all, err := load(*dir, "")
	if err != nil {
		return err
	}
	book, err := rulebook.Load(rulebook.Options{})
	if err != nil {
		return err
	}
	day := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	c := &practice.Checker{Book: book, Now: func() time.Time { return day }, Depth: fact.Quick}
	if *deep {
		c.Depth = fact.Deep
	}
	parts := []string{cases.Study, cases.Inner}
	if *which != "" {
		parts = []string{*which}
	}
	for _, p := range parts {
		t, err := measureSeries(c, all, p)
		if err != nil {
			return err
		}
		t.report(w, p)
		if p == cases.Study {
			if err := strangers(w, c, all, *errs); err != nil {
				return err
			}
		}
		if *errs && p == cases.Study {
			for _, s := range t.series {
				s.show(w)
			}
		}
	}
	return nil
})

// told is one post of a series, as labelled and as read.
type told struct {
	ID, Series, Case, Alone, Text string
	Order                         int
	Combines                      []int
	Gold                          struct{ Verdict string }
	alone, with                   rulebook.Level
	linked                        *link.Outcome
}

type series struct {
	name     string
	posts    []*told
	combines bool // its posts tell of one patient
}

type seriesTally struct{ series []*series }

// measureSeries reads every series of a part as one history.
func measureSeries(c *practice.Checker, all []*labelled, which string) (*seriesTally, error) {
	byName := map[string]*series{}
	var t seriesTally
	type record struct {
		*told
		line []byte
	}
	var rows []record
	for _, l := range all {
		if l.Series == "" || l.Received || l.file != "patients.jsonl" || part(l) != which {
			continue
		}
		x := &told{}
		if err := json.Unmarshal(l.line, x); err != nil {
			return nil, err
		}
		rows = append(rows, record{x, l.line})
	}
	slices.SortFunc(rows, func(a, b record) int {
		return cmp.Or(strings.Compare(a.Series, b.Series), a.Order-b.Order)
	})
	histories := map[string]*practice.History{}
	for _, r := range rows {
		s := byName[r.Series]
		if s == nil {
			s = &series{name: r.Series}
			byName[r.Series], histories[r.Series] = s, &practice.History{}
			t.series = append(t.series, s)
		}
		p, author, err := api.Decode(r.line, nil)
		if err != nil {
			return nil, err
		}
		alone, err := c.CheckDraft(p, author)
		if err != nil {
			return nil, err
		}
		with, err := c.CheckNext(histories[r.Series], p, author)
		if err != nil {
			return nil, err
		}
		r.alone, r.with, r.linked = alone.Verdict, with.Verdict, with.Linked
		s.posts = append(s.posts, r.told)
		s.combines = s.combines || len(r.Combines) > 1
	}
	return &t, nil
}

// last is the post at which a series makes its patient known.
func (s *series) last() *told {
	var out *told
	for _, p := range s.posts {
		if len(p.Combines) > 1 {
			out = p
		}
	}
	return out
}

// of gives the case of the post with an id.
func (s *series) of(id string) string {
	for _, p := range s.posts {
		if p.ID == id {
			return p.Case
		}
	}
	return ""
}

// linkedTo tells whether a post was linked to an earlier one of its case, and to one of another.
func (s *series) linkedTo(p *told, as link.Sameness) (right, wrong bool) {
	for _, l := range p.linked.Links {
		if l.As != as {
			continue
		}
		for _, id := range l.Posts {
			if c := s.of(id); c == p.Case && p.Case != "none" {
				right = true
			} else {
				wrong = true
			}
		}
	}
	return right, wrong
}

func (t *seriesTally) report(w io.Writer, name string) {
	var combine, any, final, asked, worse, atGold, able, apart, merged, pairs, hit, wrongPairs, gotPairs int
	for _, s := range t.series {
		linked, wrongly := false, false
		for i, p := range s.posts {
			right, wrong := s.linkedTo(p, link.Same)
			linked, wrongly = linked || right, wrongly || wrong
			earlier := slices.ContainsFunc(s.posts[:i], func(q *told) bool { return q.Case == p.Case && p.Case != "none" })
			if earlier {
				pairs++
			}
			if right && !wrong {
				hit++
			}
			if right || wrong {
				gotPairs++
			}
			if wrong {
				wrongPairs++
			}
		}
		if !s.combines {
			apart++
			if wrongly {
				merged++
			}
			continue
		}
		combine++
		if linked {
			any++
		}
		l := s.last()
		if right, _ := s.linkedTo(l, link.Same); right {
			final++
		} else if right, _ := s.linkedTo(l, link.Maybe); right {
			asked++
		}
		gold, _ := rulebook.ParseLevel(l.Gold.Verdict)
		if l.with >= gold {
			atGold++
		}
		if l.alone < gold {
			able++
			if l.with > l.alone {
				worse++
			}
		}
	}
	fmt.Fprintf(w, "\n== %s: %d series\n", name, len(t.series))
	fmt.Fprintf(w, "one patient over several posts\n")
	fmt.Fprintf(w, "  some posts linked rightly              %s\n", ratio(any, combine))
	fmt.Fprintf(w, "  linked at the post that makes her known %s\n", ratio(final, combine))
	fmt.Fprintf(w, "  asked at that post                     %s\n", ratio(asked, combine))
	fmt.Fprintf(w, "  verdict there as labelled or above     %s\n", ratio(atGold, combine))
	fmt.Fprintf(w, "  verdict alone is too low, history raises it %s\n", ratio(worse, able))
	fmt.Fprintf(w, "different patients\n")
	fmt.Fprintf(w, "  series with any two merged             %s\n", ratio(merged, apart))
	fmt.Fprintf(w, "posts (all series)\n")
	fmt.Fprintf(w, "  carry a patient on, linked to her alone %s\n", ratio(hit, pairs))
	fmt.Fprintf(w, "  linked, to somebody else too           %s\n", ratio(wrongPairs, gotPairs))
}

func (s *series) show(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n", s.name)
	for _, p := range s.posts {
		fmt.Fprintf(w, "  %d %-6s alone %s (labelled %s), with history %s (labelled %s): %.90s\n", p.Order, p.Case, p.alone, p.Alone, p.with, p.Gold.Verdict, strings.ReplaceAll(p.Text, "\n", " "))
		for _, l := range p.linked.Links {
			fmt.Fprintf(w, "      %s %.1f to %v:", l.As, l.LogOdds, l.Posts)
			for _, g := range l.Grounds {
				fmt.Fprintf(w, " %s(%s) %+.1f", g.Sort, g.Words, g.Weight)
			}
			fmt.Fprintln(w)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chaperone/fact"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/rulebook"

	"github.com/goccy/go-yaml"
)

var _ = command("attacks", "which disguises of words get past the check, and which innocent near-misses it raises", func(w io.Writer, args []string) error {
	f := flag.NewFlagSet("attacks", flag.ContinueOnError)
	dir := f.String("attacks", "testdata/attacks", "folder that holds raised.txt and quiet.txt")
	lost := f.Bool("errors", false, "print every post that got past")
	if err := f.Parse(args); err != nil {
		return err
	}
	a, err := readAttacks(*dir)
	if err != nil {
		return err
	}
	rows, misses, err := a.measure()
	if err != nil {
		return err
	}
	printAttacks(w, rows)
	loud, err := a.loud()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\ninnocent near-misses raised: %s\n", ratio(len(loud), len(a.quiet)))
	for _, l := range loud {
		fmt.Fprintln(w, " ", l)
	}
	if *lost {
		for _, m := range misses {
			fmt.Fprintln(w, m)
		}
	}
	return nil
})

// victim is a post that must be raised by a rule, and the words in it that an attack disguises.
type victim struct {
	rule   string
	text   string
	target post.Span
	head   fact.Context
	kinds  []fact.Kind // kinds of facts the rule rests on that cover the words in the plain post
	points bool        // the rule's own finding covers them
}

type attacks struct {
	victims []victim
	quiet   []string
	check   *practice.Checker
}

// survival is how many disguised posts were still raised, the words covered, of those a disguise applies to.
type survival struct {
	disguise
	kept, of int
}

func readAttacks(dir string) (*attacks, error) {
	c, err := checker()
	if err != nil {
		return nil, err
	}
	a := &attacks{check: c}
	lines, err := contentLines(filepath.Join(dir, "raised.txt"))
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		v := victim{}
		var rest string
		v.rule, rest, _ = strings.Cut(l, " ")
		if strings.HasPrefix(rest, "{") {
			head, body, ok := strings.Cut(rest, "} ")
			if !ok {
				return nil, fmt.Errorf("%q: the head is never closed", l)
			}
			if err := yaml.UnmarshalWithOptions([]byte(head+"}"), &v.head, yaml.Strict()); err != nil {
				return nil, fmt.Errorf("%q: %w", l, err)
			}
			rest = body
		}
		text, spans, err := fact.Marks(rest)
		if err != nil || len(spans) != 1 {
			return nil, fmt.Errorf("%q: mark the words to disguise by one [[ ]]", l)
		}
		v.text, v.target = text, spans[0]
		r, f, err := a.run(v, text)
		if err != nil {
			return nil, err
		}
		if f == nil {
			return nil, fmt.Errorf("%q is not raised even undisguised", l)
		}
		v.points = covered(f.Spans, v.target)
		for _, k := range ruleKinds(f.Rule) {
			if covered(factSpans(r, k), v.target) && !slices.Contains(v.kinds, k) {
				v.kinds = append(v.kinds, k)
			}
		}
		if !v.points && len(v.kinds) == 0 {
			return nil, fmt.Errorf("%q: neither the finding nor a fact of its rule covers the marked words", l)
		}
		a.victims = append(a.victims, v)
	}
	a.quiet, err = contentLines(filepath.Join(dir, "quiet.txt"))
	return a, err
}

// contentLines reads a file without empty lines and comments.
func contentLines(path string) ([]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []string
	s := bufio.NewScanner(bytes.NewReader(data))
	for s.Scan() {
		if l := strings.TrimSpace(s.Text()); l != "" && l != "#" && !strings.HasPrefix(l, "# ") {
			out = append(out, l)
		}
	}
	return out, s.Err()
}

// run checks a text in the victim's place and gives the finding of its rule; nil where that is not raised and asks nothing.
func (a *attacks) run(v victim, text string) (*practice.Report, *finding.Finding, error) {
	in, err := v.head.Input(text, time.Time{})
	if err != nil {
		return nil, nil, err
	}
	r, err := a.check.CheckDraft(in.Post, in.Practice)
	if err != nil {
		return nil, nil, err
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Rule.ID == v.rule && (f.Outcome == finding.Raised || f.Outcome == finding.Ask && f.Level >= rulebook.Decide) {
			return r, f, nil
		}
	}
	return r, nil, nil
}

func ruleKinds(r *rulebook.Rule) []fact.Kind {
	ks := slices.Clone(r.Point)
	if r.When != nil {
		ks = append(ks, r.When.Kinds()...)
	}
	if r.About != nil {
		ks = append(ks, r.About.Kinds()...)
	}
	return ks
}

func factSpans(r *practice.Report, k fact.Kind) []post.Span {
	var out []post.Span
	for _, f := range r.Facts.Of(k) {
		out = append(out, f.Span)
	}
	return out
}

// covered tells whether one of the spans holds all of target.
func covered(spans []post.Span, target post.Span) bool {
	return slices.ContainsFunc(spans, func(s post.Span) bool { return s.Start <= target.Start && s.End >= target.End })
}

// survives tells whether the rule still speaks, and the words it spoke about are still covered.
func (a *attacks) survives(v victim, text string, target post.Span) (bool, error) {
	r, f, err := a.run(v, text)
	if err != nil || f == nil {
		return false, err
	}
	if v.points && covered(f.Spans, target) {
		return true, nil
	}
	for _, k := range v.kinds {
		if covered(factSpans(r, k), target) {
			return true, nil
		}
	}
	return false, nil
}

func (a *attacks) measure() (rows []survival, misses []string, err error) {
	for _, d := range disguises {
		row := survival{disguise: d}
		for _, v := range a.victims {
			if len(d.rules) > 0 && !slices.ContainsFunc(d.rules, func(r string) bool { return strings.HasPrefix(v.rule, r) }) {
				continue
			}
			text, target, ok := d.do(v.text, v.target)
			if !ok {
				continue
			}
			row.of++
			kept, err := a.survives(v, text, target)
			if err != nil {
				return nil, nil, err
			}
			if kept {
				row.kept++
			} else {
				misses = append(misses, fmt.Sprintf("%-28s %s: %s", d.name, v.rule, text))
			}
		}
		rows = append(rows, row)
	}
	return rows, misses, nil
}

// loud gives the innocent posts that are raised to decide or stop, with the rules that do it.
func (a *attacks) loud() ([]string, error) {
	var out []string
	for _, q := range a.quiet {
		r, err := a.check.CheckDraft(&post.Post{Text: q}, nil)
		if err != nil {
			return nil, err
		}
		var by []string
		for _, f := range r.Findings {
			if (f.Outcome == finding.Raised || f.Outcome == finding.Ask) && f.Level >= rulebook.Decide {
				by = append(by, f.Rule.ID)
			}
		}
		for _, k := range []fact.Kind{"medicine", "patient-name", "nhs-number", "nhs-number-bare"} {
			for _, s := range factSpans(r, k) {
				by = append(by, fmt.Sprintf("%s %q", k, s.Of(q)))
			}
		}
		if len(by) > 0 {
			out = append(out, fmt.Sprintf("%q by %s", q, strings.Join(by, ", ")))
		}
	}
	return out, nil
}

func printAttacks(w io.Writer, rows []survival) {
	kept, of := 0, 0
	for _, r := range rows {
		fmt.Fprintf(w, "%-28s %s\n", r.name, strings.TrimSpace(ratio(r.kept, r.of)))
		kept, of = kept+r.kept, of+r.of
	}
	fmt.Fprintf(w, "%-28s %s\n", "all", strings.TrimSpace(ratio(kept, of)))
}

// SPDX-License-Identifier: Apache-2.0

// Command evaluate measures the check against labelled cases: per area and per rule recall and precision with Wilson intervals, and
// verdicts. Of the unseen part it prints counts only, never words or ids.
//
//	go run ./cmd/evaluate                  study and inner part, and counts of the unseen part
//	go run ./cmd/evaluate --part study --errors    every miss and false alarm of the part that may be studied
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"chaperone/api"
	"chaperone/cmd/cases"
	"chaperone/fact"
	"chaperone/practice"
	"chaperone/rulebook"
)

type goldArea struct {
	Area  string `json:"area"`
	Level string `json:"level"`
	Note  string `json:"note"`
	Spans []cases.Span
}

type labelled struct {
	ID       string          `json:"id"`
	Series   string          `json:"series"`
	Received bool            `json:"received"`
	Author   json.RawMessage `json:"author"`
	Text     string          `json:"text"`
	Near     string          `json:"near_miss"`
	Gold     struct {
		Verdict string     `json:"verdict"`
		Areas   []goldArea `json:"areas"`
	} `json:"gold"`
	line []byte
	file string
	dir  string
	res  api.Result
}

// part gives where a record stands: unseen, inner or study by its key, else the folder. The rule is fixed in testdata/cases/README.md.
func part(l *labelled) string {
	if l.dir != "seen" && l.dir != "unseen" {
		return l.dir
	}
	return cases.Part(cases.Key(l.Series, l.ID))
}

func main() {
	if ran, err := dispatch(os.Stdout, os.Args[1:]); ran {
		if err != nil {
			fmt.Fprintln(os.Stderr, "evaluate:", err)
			os.Exit(2)
		}
		return
	}
	dir := flag.String("cases", "testdata/cases", "folder of labelled cases")
	which := flag.String("part", "", "study, inner, extra, calibrate, plain or unseen; empty: all, each by itself")
	errs := flag.Bool("errors", false, "list misses and false alarms (of the study or extra part only)")
	area := flag.String("area", "", "with --errors: only this area")
	theme := flag.String("theme", "", "only cases of this file (patients, promotion, replies, workday)")
	shallow := flag.Bool("no-encoder", false, "without the sentence encoder")
	many := flag.Bool("many", false, "as several posts are read: with the encoder where the quick models leave it open")
	flag.Parse()
	depth := fact.Deep
	switch {
	case *shallow:
		depth = fact.Quick
	case *many:
		depth = fact.Unsettled
	}
	if err := run(os.Stdout, *dir, *which, *errs, *area, *theme, depth); err != nil {
		fmt.Fprintln(os.Stderr, "evaluate:", err)
		os.Exit(2)
	}
}

func run(w io.Writer, dir, which string, errs bool, area, theme string, depth fact.Depth) error {
	all, err := load(dir, theme)
	if err != nil {
		return err
	}
	book, err := rulebook.Load(rulebook.Options{})
	if err != nil {
		return err
	}
	day := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	c := practice.Checker{Book: book, Now: func() time.Time { return day }, Depth: depth}
	byPart := map[string][]*labelled{}
	for _, l := range all {
		if l.Received {
			continue // judged by triage, a later issue
		}
		if which != "" && part(l) != which {
			continue
		}
		p, author, err := api.Decode(l.line, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", l.file, err)
		}
		r, err := c.CheckDraft(p, author)
		if err != nil {
			return err
		}
		l.res = api.FromReport(r)
		byPart[part(l)] = append(byPart[part(l)], l)
	}
	for _, p := range []string{"study", "inner", "extra", "calibrate", "plain", "unseen"} {
		if which == "" || which == p {
			report(w, p, byPart[p])
		}
	}
	if errs {
		if which != "extra" {
			which = "study"
		}
		listErrors(w, byPart[which], area)
		fmt.Fprintln(w, "\nTexts written to widen the patterns may be studied as well: --part extra --errors")
	}
	return nil
}

func load(dir, theme string) ([]*labelled, error) {
	var out []*labelled
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.jsonl"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no cases under %s", dir)
	}
	sort.Strings(files)
	for _, f := range files {
		if filepath.Base(filepath.Dir(f)) == markedPart { // they carry no verdicts
			continue
		}
		if theme != "" && strings.TrimSuffix(filepath.Base(f), ".jsonl") != theme {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		s := bufio.NewScanner(bytes.NewReader(data))
		s.Buffer(nil, 1<<22)
		for s.Scan() {
			l := &labelled{line: bytes.Clone(s.Bytes()), file: filepath.Base(f), dir: filepath.Base(filepath.Dir(f))}
			if err := json.Unmarshal(l.line, l); err != nil {
				return nil, fmt.Errorf("%s: %w", f, err)
			}
			out = append(out, l)
		}
	}
	return out, nil
}

func high(level string) bool { return level == "decide" || level == "stop" }

func (l *labelled) gold(area string) string {
	for _, a := range l.Gold.Areas {
		if a.Area == area {
			return a.Level
		}
	}
	return ""
}

func (l *labelled) got(area string) string {
	for _, a := range l.res.Areas {
		if a.Area == area {
			return a.Level
		}
	}
	return ""
}

// overlaps tells whether a finding of the area points at words that the labels point at.
func (l *labelled) overlaps(a goldArea) bool {
	for _, f := range l.res.Findings {
		if f.Area != a.Area || !high(f.Level) {
			continue
		}
		for _, got := range f.Spans {
			for _, s := range a.Spans {
				if from, to, ok := s.In(l.Text); ok && got.Start < to && from < got.End {
					return true
				}
			}
		}
	}
	return false
}

// ratio prints k of n with its Wilson score interval (95 %).
func ratio(k, n int) string {
	if n == 0 {
		return "   -            "
	}
	const z = 1.959964
	p, m := float64(k)/float64(n), float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m)) / (1 + z*z/m)
	return fmt.Sprintf("%5.1f%% [%2.0f-%2.0f] %d/%d", 100*p, 100*math.Max(0, mid-half), 100*math.Min(1, mid+half), k, n)
}

func report(w io.Writer, name string, ls []*labelled) {
	fmt.Fprintf(w, "\n== %s: %d posts written by clinicians\n", name, len(ls))
	var stops, stopsClear, clears, clearsRaised, musts, found, exact, spanned, overlap int
	confusion := map[[2]string]int{}
	for _, l := range ls {
		g, v := l.Gold.Verdict, l.res.Verdict
		confusion[[2]string{g, v}]++
		if g == v {
			exact++
		}
		if g == "stop" {
			stops++
			if v == "clear" {
				stopsClear++
			}
		}
		if g == "clear" {
			clears++
			if v != "clear" {
				clearsRaised++
			}
		}
		for _, a := range l.Gold.Areas {
			if high(a.Level) {
				musts++
				if high(l.got(a.Area)) {
					found++
					if len(a.Spans) > 0 {
						spanned++
						if l.overlaps(a) {
							overlap++
						}
					}
				}
			}
		}
	}
	fmt.Fprintf(w, "stops passed as clear      %s\n", ratio(stopsClear, stops))
	fmt.Fprintf(w, "clear, raised all the same %s\n", ratio(clearsRaised, clears))
	fmt.Fprintf(w, "must areas found           %s\n", ratio(found, musts))
	fmt.Fprintf(w, "words overlap, of found    %s\n", ratio(overlap, spanned))
	fmt.Fprintf(w, "verdict as labelled        %s\n", ratio(exact, len(ls)))
	fmt.Fprintln(w, "gold \\ got    clear  decide    stop")
	for _, g := range []string{"clear", "decide", "stop"} {
		fmt.Fprintf(w, "%-12s %6d  %6d  %6d\n", g, confusion[[2]string{g, "clear"}], confusion[[2]string{g, "decide"}], confusion[[2]string{g, "stop"}])
	}
	fmt.Fprintln(w, "area             recall                      precision")
	for _, a := range rulebook.Areas() {
		var must, hit, raised, right int
		for _, l := range ls {
			g, v := high(l.gold(string(a))), high(l.got(string(a)))
			if g {
				must++
			}
			if v {
				raised++
			}
			if g && v {
				hit++
			}
			if v && (g || l.gold(string(a)) == "advise") {
				right++
			}
		}
		fmt.Fprintf(w, "%-16s %-27s %s\n", a, ratio(hit, must), ratio(right, raised))
	}
	rules(w, ls)
}

// rules prints, per rule, how often it was raised to decide or stop, and how often its area was then labelled so.
func rules(w io.Writer, ls []*labelled) {
	type tally struct{ raised, right, clear int }
	t := map[string]*tally{}
	for _, l := range ls {
		seen := map[string]bool{}
		note := func(rule, area string) {
			if seen[rule] {
				return
			}
			seen[rule] = true
			if t[rule] == nil {
				t[rule] = &tally{}
			}
			t[rule].raised++
			if l.gold(area) != "" {
				t[rule].right++
			}
			if l.Gold.Verdict == "clear" {
				t[rule].clear++
			}
		}
		for _, f := range l.res.Findings {
			if high(f.Level) {
				note(f.Rule, f.Area)
			}
		}
		for _, q := range l.res.Questions {
			if q.Holds {
				note(q.Rule+"?", q.Area)
			}
		}
	}
	var ids []string
	for id := range t {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	fmt.Fprintln(w, "rule                              precision (area labelled)   on clear posts")
	for _, id := range ids {
		fmt.Fprintf(w, "%-33s %-27s %d\n", id, ratio(t[id].right, t[id].raised), t[id].clear)
	}
}

func listErrors(w io.Writer, ls []*labelled, area string) {
	for _, l := range ls {
		var miss, extra []string
		for _, a := range rulebook.Areas() {
			g, v := l.gold(string(a)), l.got(string(a))
			if area != "" && area != string(a) {
				continue
			}
			if high(g) && !high(v) {
				miss = append(miss, fmt.Sprintf("MISSED %s %s", a, g))
			}
			if high(v) && !high(g) {
				var by []string
				for _, f := range l.res.Findings {
					if f.Area == string(a) && high(f.Level) {
						words := ""
						if len(f.Spans) > 0 {
							words = f.Spans[0].Text
						}
						by = append(by, fmt.Sprintf("%s(%s)%q", f.Rule, f.Level, words))
					}
				}
				for _, q := range l.res.Questions {
					if q.Area == string(a) && q.Holds {
						by = append(by, q.Rule+"?")
					}
				}
				extra = append(extra, fmt.Sprintf("FALSE %s %s (gold %q) by %s", a, v, g, strings.Join(by, ", ")))
			}
		}
		if len(miss)+len(extra) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s gold %s got %s author %s\n  %s\n", l.ID, l.Gold.Verdict, l.res.Verdict, l.Author, strings.ReplaceAll(l.Text, "\n", "\n  "))
		for _, a := range l.Gold.Areas {
			fmt.Fprintf(w, "  gold: %s %s: %s\n", a.Area, a.Level, a.Note)
		}
		if l.Near != "" {
			fmt.Fprintf(w, "  near miss: %s\n", l.Near)
		}
		for _, s := range append(miss, extra...) {
			fmt.Fprintf(w, "  %s\n", s)
		}
	}
}

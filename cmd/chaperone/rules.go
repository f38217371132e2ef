// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/finding"
	"chaperone/rulebook"
)

type rulesCmd struct {
	List  rulesList  `cmd:"" help:"List all rules: level, id, title."`
	Show  rulesShow  `cmd:"" help:"Show one rule: what it reads, what it says, which paragraphs it rests on."`
	Test  rulesTest  `cmd:"" help:"Run every example of every rule; with DIR also those of a pack of your own."`
	Facts rulesFacts `cmd:"" help:"List the kinds of fact that are read."`
}

type packsFlag struct {
	Packs   []string `placeholder:"DIR" help:"Further rule packs." sep:"none"`
	NoColor bool     `help:"No colours, even at a terminal."`
}

type rulesList struct {
	packsFlag
	Area string `placeholder:"AREA" help:"Only this area."`
}

// Run implements the command.
func (c *rulesList) Run(e env) error {
	book, err := loadBook(c.Packs, false)
	if err != nil {
		return err
	}
	if c.Area != "" && !slices.Contains(rulebook.Areas(), rulebook.Area(c.Area)) {
		return fmt.Errorf("no area is called %q. There are %s", c.Area, strings.Trim(fmt.Sprint(rulebook.Areas()), "[]"))
	}
	w, p := bufio.NewWriter(e.out), newPainter(e.out, c.NoColor)
	defer w.Flush()
	for _, a := range rulebook.Areas() {
		if c.Area != "" && c.Area != string(a) || !slices.ContainsFunc(book.Rules, func(r *rulebook.Rule) bool { return r.Area == a }) {
			continue
		}
		fmt.Fprintf(w, "%s\n", p.style(string(a), bold))
		for _, r := range book.Rules {
			if r.Area == a {
				where := ""
				if len(r.Country) > 0 {
					where = "  [" + strings.Join(r.Country, " ") + "]"
				}
				fmt.Fprintf(w, "  %s  %-34s %s%s\n", p.style(fmt.Sprintf("%-6s", r.Level), levelStyle(r.Level)...), r.ID, listTitle(r.Title), where)
			}
		}
	}
	fmt.Fprintf(w, "%d rules, %s\n", len(book.Rules), book.Version())
	return nil
}

// listTitle shows where a title repeats words of the post.
func listTitle(s string) string {
	return strings.NewReplacer("‘{words}’", "‘…’", "{words}", "‘…’", "{note} ", "", " {note}", "").Replace(s)
}

type rulesShow struct {
	packsFlag
	ID string `arg:"" help:"The rule's id; chaperone rules list shows them."`
}

// Run implements the command.
func (c *rulesShow) Run(e env) error {
	book, err := loadBook(c.Packs, true)
	if err != nil {
		return err
	}
	r := book.Rule(c.ID)
	if r == nil {
		return fmt.Errorf("no rule is called %q%s chaperone rules list shows them all", c.ID, nearest(c.ID, book))
	}
	w, p := bufio.NewWriter(e.out), newPainter(e.out, c.NoColor)
	defer w.Flush()
	field := func(name, v string) {
		if v != "" {
			fmt.Fprintf(w, "%s\n%s\n", p.style(name, bold), p.wrap(v, "  "))
		}
	}
	fmt.Fprintf(w, "%s  %s  %s\n", p.style(r.ID, bold), p.style(r.Level.String(), levelStyle(r.Level)...), r.Area)
	field("title", r.Title)
	field("says", r.Say)
	field("asks", r.Ask)
	for _, c := range r.Conditions() {
		field(conditionWords[c.Field], c.Expr.String())
	}
	field("countries", strings.Join(r.Country, " "))
	field("note", r.Note)
	fmt.Fprintln(w, p.style("rests on", bold))
	for _, s := range r.Cite {
		fmt.Fprintf(w, "%s\n", p.wrap(s.Label()+seenWords[s.Para.Seen]+": "+s.Para.Says, "  "))
		if s.Source.URL != "" {
			fmt.Fprintf(w, "    %s\n", s.Source.URL)
		}
	}
	fmt.Fprintln(w, p.style("examples", bold))
	for _, x := range r.Examples {
		fmt.Fprintf(w, "%s\n", p.wrap(fmt.Sprintf("%-6s  %s", x.Outcome, strings.ReplaceAll(x.Text, "\n", " / ")), "  "))
	}
	fmt.Fprintf(w, "%s\n  %s:%d\n", p.style("written in", bold), r.File, r.Line)
	return nil
}

// nearest offers the rule whose id is at most two letters, or one letter in four, away; of several, the first.
func nearest(id string, book *rulebook.Book) string {
	best, far := "", max(2, len(id)/4)+1
	for _, r := range book.Rules {
		if d := changes(strings.ToLower(id), r.ID); d < far {
			best, far = r.ID, d
		}
	}
	if best == "" {
		return "."
	}
	return fmt.Sprintf(", did you mean %q?", best)
}

// changes counts the letters put in, left out or exchanged between two words (Levenshtein's distance).
func changes(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			same := last
			if a[i] != b[j] {
				same++
			}
			last = row[j+1]
			row[j+1] = min(same, row[j]+1, last+1)
		}
	}
	return row[len(b)]
}

// conditionWords says what each condition of a rule does.
var conditionWords = map[string]string{"about": "about", "when": "when", "stop_when": "raises to stop when", "advise_when": "lowers to advise when", "sure_when": "stays at its level when"}

// seenWords says how a paragraph is known, where nobody has read it on its publisher's page; its number isn't shown then.
var seenWords = map[rulebook.Seen]string{rulebook.Quoted: " (as others quote it)", rulebook.Inferred: " (worked out from the page)", rulebook.Superseded: " (replaced since)", rulebook.Memory: " (not read again yet)"}

type rulesTest struct {
	packsFlag
	Dir string `arg:"" optional:"" help:"A pack of your own: a folder with pack.yaml."`
}

// Run implements the command.
func (c *rulesTest) Run(e env) error {
	if c.Dir != "" {
		c.Packs = append(c.Packs, c.Dir)
	}
	book, err := loadBook(c.Packs, true)
	if err != nil {
		return err
	}
	tried, failed := 0, 0
	for _, r := range book.Rules {
		for i, x := range r.Examples {
			tried++
			if err := finding.Try(book, r, x); err != nil {
				failed++
				fmt.Fprintf(e.out, "%s:%d: %s: example %d: %v\n", r.File, r.Line, r.ID, i+1, err)
			}
		}
	}
	if failed > 0 {
		fmt.Fprintf(e.out, "%d of %d examples fail.\n", failed, tried)
		return errFound
	}
	fmt.Fprintf(e.out, "%d rules, %d examples: all do what they say.\n", len(book.Rules), tried)
	return nil
}

type rulesFacts struct{}

// Run implements the command.
func (c *rulesFacts) Run(e env) error {
	if err := detect.Start(); err != nil {
		return err
	}
	var lines []string
	for _, d := range detect.All() {
		for k, meaning := range d.Kinds {
			lines = append(lines, fmt.Sprintf("%-28s %s (%s)", fact.Kind(k), meaning, d.Name))
		}
	}
	slices.Sort(lines)
	w := bufio.NewWriter(e.out)
	defer w.Flush()
	for _, l := range lines {
		fmt.Fprintln(w, l)
	}
	return nil
}

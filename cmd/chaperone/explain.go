// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"strings"

	"chaperone/fact"
	"chaperone/practice"

	"github.com/charmbracelet/x/ansi"
)

// mostNamed is how many clues a card names, leastNamed the share below which it names none; --explain names all it knows.
const mostNamed, leastNamed = 3, 0.1

// because names the clues of a finding in order of weight, where there are several: one alone is marked in the post and named already.
func (c card) because() string {
	if len(c.Clues) < 2 || c.Rule.Mask {
		return ""
	}
	var words []string
	for _, x := range c.Clues[:min(mostNamed, len(c.Clues))] {
		if x.Weight < leastNamed {
			break
		}
		words = append(words, "‘"+short(harmless(x.Of(c.text)), 24)+"’")
	}
	last := len(words) - 1
	if last < 1 {
		return ""
	}
	return "Why: " + strings.Join(words[:last], ", ") + " and " + words[last] + "."
}

// restsOn shows what a finding rests on, a clue a line, with a bar as long as its share.
func (k *checking) restsOn(c card) {
	p := k.paint
	if len(c.Clues) == 0 {
		fmt.Fprintf(k.out, "%s\n", p.wrap("Why: no single words; see what was read, below.", "   "))
		return
	}
	fmt.Fprintf(k.out, "   %s\n", p.style("Why, by weight", bold))
	for _, x := range c.Clues {
		words := "‘" + short(harmless(x.Of(c.text)), 28) + "’"
		if c.Rule.Mask {
			words = "‘•••’"
		}
		bar := strings.Repeat("▪", max(1, int(math.Round(10*x.Weight))))
		line := "   " + cell(words, 31) + cell(plainKind(x.Kind), 24) + p.style(cell(bar, 11), levelStyle(c.Level)...) + fmt.Sprintf("%3.0f %%", 100*x.Weight)
		fmt.Fprintln(k.out, strings.TrimRight(line, " "))
	}
}

// plainKind gives a kind of fact as words.
func plainKind(k fact.Kind) string {
	return strings.ReplaceAll(strings.TrimPrefix(string(k), "clue-"), "-", " ")
}

// short cuts words to so many columns, on one line.
func short(s string, columns int) string {
	return ansi.Truncate(strings.Join(strings.Fields(s), " "), columns, "…")
}

// cell pads words to so many columns, one of them a gap.
func cell(s string, columns int) string {
	s = ansi.Truncate(s, columns-1, "…")
	return s + strings.Repeat(" ", columns-ansi.StringWidth(s))
}

// subjectWords say whom a fact is about.
var subjectWords = map[fact.Subject]string{fact.Patient: "a patient", fact.Author: "the author", fact.Colleague: "a colleague", fact.Family: "family",
	fact.PublicFig: "public figure", fact.Eponym: "an eponym", fact.Historic: "the past", fact.Fiction: "fiction", fact.Generic: "people", fact.Simulated: "simulated",
	fact.Respondent: "who's answered"}

// explain lists what was read, in order of place: as what, how surely, about whom, how surely. What counts for nobody is dim.
func (k *checking) explain(r *practice.Report) {
	p := k.paint
	all := r.Facts.All()
	fmt.Fprintf(k.out, "\n%s\n", p.style("Facts that were read", bold))
	if len(all) == 0 {
		fmt.Fprintln(k.out, "  None.")
		return
	}
	fmt.Fprintf(k.out, "%s\n", p.style("  "+cell("as", 27)+cell("words", 25)+cell("sure", 6)+cell("about", 15)+"sure", dim))
	for _, f := range all {
		about, sure := subjectWords[f.Subject], ""
		if about != "" {
			sure = fmt.Sprintf("%.2f", f.SubjectSure)
		}
		words := harmless(f.Of(r.Post.Text))
		if f.Empty() {
			words = "(the whole text)"
		}
		style := ""
		switch {
		case f.Confidence < fact.Threshold:
			style = dim
		case f.Subject == fact.Patient:
			style = yellow
		}
		row := "  " + cell(string(f.Kind), 27) + cell(short(words, 24), 25) + cell(fmt.Sprintf("%.2f", f.Confidence), 6) + cell(about, 15) + sure
		row = strings.TrimRight(row, " ")
		if style != "" {
			row = p.style(row, style)
		}
		fmt.Fprintln(k.out, row)
	}
	fmt.Fprintf(k.out, "%s\n", p.style(p.wrap("‘Sure’ runs from 0 to 1; what is below 0.5 counts for no rule.", "  "), dim))
}

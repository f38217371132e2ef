// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"

	"chaperone/fact/detect"
	"chaperone/fact/jigsaw"

	"github.com/charmbracelet/x/ansi"
)

// barWidth is the length of the longest bar, in columns; nameWidth that of the longest name beside it.
const barWidth, nameWidth = 16, 28

// crowd draws how many people a story could be about: the number, a bar for each clue, what was not counted, and the least change.
func (k *checking) crowd(c *detect.Crowd, thisPost string, text string) {
	if c == nil || !c.Result.Known {
		return
	}
	p, w, r := k.paint, k.out, c.Result
	head := "How many people could this be about?"
	fmt.Fprintf(w, "\n%s\n", p.style(head, bold))
	fmt.Fprintf(w, "%s\n", p.wrap(p.style(crowdLine(r.Estimate), crowdStyle(r.Verdict)...)+aloneWords(c), "   "))
	widest := 0
	for _, x := range r.Clues {
		widest = max(widest, ansi.StringWidth(clueName(c, x.Clue, thisPost)))
	}
	for _, x := range r.Clues {
		name := clueName(c, x.Clue, thisPost)
		n := int(x.Share*barWidth + 0.5)
		if n == 0 && x.Share > 0 {
			n = 1
		}
		without := "without it " + jigsaw.People(x.Without.K)
		if x.AddsNothing {
			without = "adds nothing beside the rest"
		}
		fmt.Fprintf(w, "   %s%s  %s%s  %s\n", name, strings.Repeat(" ", widest-ansi.StringWidth(name)), p.style(strings.Repeat("█", n), crowdStyle(r.Verdict)...), strings.Repeat("░", barWidth-n), p.style(without, dim))
	}
	if seen := uncountedWords(c); seen != "" {
		fmt.Fprintf(w, "%s\n", p.style(p.wrap("Not counted: "+harmless(seen)+". It can only make the number smaller.", "   "), dim))
	}
	if r.NoWording {
		fmt.Fprintf(w, "%s\n", p.hang("→ No wording of this story hides whom it is about, from this account. Ask for consent, or make the point without a patient.", "   ", "     "))
	}
	for _, plan := range r.Plans {
		if s := planWords(plan, c, text); s != "" && (!r.NoWording || k.Explain) {
			fmt.Fprintf(w, "%s\n", p.hang("→ "+harmless(s), "   ", "     "))
		}
	}
	views := c.Readers()
	fmt.Fprintf(w, "%s\n", p.style(p.wrap(views[len(views)-1].Says, "   "), dim))
	if k.Explain {
		k.crowdFigures(c)
	}
}

// crowdLine says the number: "At most about 34 people fit this (likely 19 to 63)."
func crowdLine(e jigsaw.Estimate) string {
	if e.K < 3 {
		return fmt.Sprintf("This fits 1 or 2 people (likely %s to %s).", jigsaw.Count(e.Lo), jigsaw.Count(e.Hi))
	}
	return fmt.Sprintf("At most about %s fit this (likely %s to %s).", jigsaw.People(e.K), jigsaw.Count(e.Lo), jigsaw.Count(e.Hi))
}

func crowdStyle(v jigsaw.Verdict) []string {
	switch v {
	case jigsaw.Red:
		return []string{bold, red}
	case jigsaw.Amber:
		return []string{bold, yellow}
	}
	return []string{bold, green}
}

func aloneWords(c *detect.Crowd) string {
	if c.Alone == nil || !c.Alone.Known {
		return ""
	}
	return fmt.Sprintf(" This post alone: %s. With what was posted before: %s.", jigsaw.People(c.Alone.K), jigsaw.People(c.Result.K))
}

// clueName says what a clue is by its words, and where they stand if not in this post.
func clueName(c *detect.Crowd, i int, thisPost string) string {
	k := c.Problem.Clues[i]
	if k.Words == "" {
		return ansi.Truncate(k.Levels[k.At].Label, nameWidth, "…")
	}
	words := strings.Join(strings.Fields(harmless(k.Words)), " ")
	where := ""
	switch {
	case k.Source == jigsaw.FromProfile:
		where = " (profile)"
	case len(k.Spans) > 0 && !slices.ContainsFunc(k.Spans, func(p jigsaw.Place) bool { return p.Post == thisPost }):
		where = " (earlier)"
	}
	return "‘" + ansi.Truncate(words, nameWidth-2-len(where), "…") + "’" + where
}

// uncountedWords lists what was seen and is in no figure, what stands out first; at most six.
func uncountedWords(c *detect.Crowd) string {
	var first, rest []string
	seen := map[string]bool{}
	for _, u := range c.Result.Uncounted {
		k := c.Problem.Clues[u.Clue]
		w := "‘" + ansi.Truncate(strings.Join(strings.Fields(k.Words), " "), 40, "…") + "’"
		if k.Words == "" || seen[w] {
			continue
		}
		seen[w] = true
		if u.Why == jigsaw.Distinctive {
			first = append(first, w)
		} else {
			rest = append(rest, w)
		}
	}
	all := append(first, rest...)
	if len(all) > 6 {
		return strings.Join(all[:6], ", ") + fmt.Sprintf(" and %d more", len(all)-6)
	}
	return strings.Join(all, ", ")
}

// planWords says a plan: what to write for what, and the number before and after.
func planWords(plan jigsaw.Plan, c *detect.Crowd, text string) string {
	var parts []string
	for _, e := range plan.Edits {
		old := "‘" + strings.TrimSpace(e.Of(text)) + "’"
		if w := strings.TrimSpace(e.Text); w == "" {
			parts = append(parts, "leave out "+old)
		} else {
			parts = append(parts, old+" → ‘"+w+"’")
		}
	}
	if plan.Attest {
		parts = append(parts, "post it later, without a date")
	}
	if !plan.Worded {
		for _, m := range plan.Moves {
			k := c.Problem.Clues[m.Clue]
			if len(k.Levels[m.To].Edits) == 0 && !k.Levels[m.To].Attest {
				parts = append(parts, "say ‘"+k.Words+"’ more widely: "+k.Levels[m.To].Label)
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	s := strings.ToUpper(plan.Name[:1]) + plan.Name[1:] + ": " + strings.Join(parts, ", ") + ". Then " + lower(crowdLine(plan.After))
	if !plan.Reaches {
		s += " Not enough by itself."
	}
	return s
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// crowdFigures names each figure the estimate used, and where it comes from.
func (k *checking) crowdFigures(c *detect.Crowd) {
	p, w := k.paint, k.out
	frame := c.Problem.Frames[c.Result.Frame]
	fmt.Fprintf(w, "%s\n", p.style(p.wrap("Counted from "+frame.Name+", because "+frame.Why+".", "   "), dim))
	seen := map[string]bool{}
	line := func(f jigsaw.Figure) {
		s := fmt.Sprintf("%s %s (%s, row %s; %s, %s, %s)", jigsaw.Count(f.Value), f.Unit, f.Table, f.Row, f.Source, f.Year, f.Licence)
		if f.Value < 1 {
			s = fmt.Sprintf("%.3g %s (%s, row %s; %s, %s, %s)", f.Value, f.Unit, f.Table, f.Row, f.Source, f.Year, f.Licence)
		}
		if f.Default {
			s += ", an assumption"
		}
		if !seen[s] {
			seen[s] = true
			fmt.Fprintf(w, "%s\n", p.style(p.hang("· "+s, "   ", "     "), dim))
		}
	}
	for _, f := range c.Problem.Frames[c.Result.Frame].Figures {
		line(f)
	}
	for _, x := range c.Result.Clues {
		for _, f := range x.Figures {
			line(f)
		}
	}
}

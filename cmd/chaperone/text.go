// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"

	"chaperone/api"
	"chaperone/fact/detect"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/rulebook"

	"github.com/charmbracelet/x/ansi"
)

// levelStyle gives the colours of a level.
func levelStyle(l rulebook.Level) []string {
	switch l {
	case rulebook.Stop:
		return []string{bold, red}
	case rulebook.Decide:
		return []string{bold, yellow}
	case rulebook.Advise:
		return []string{bold, cyan}
	}
	return []string{bold, green}
}

// card is one finding or question as it is shown, with its number in the margin.
type card struct {
	finding.Finding
	n    int
	text string // of the post
}

// text shows one post: its words with the places marked, then each finding in three short lines.
func (k *checking) text(r *practice.Report, l *api.Located) {
	if k.Quiet {
		fmt.Fprintln(k.out, quietLine(r, l))
		return
	}
	p, w := k.paint, k.out
	cards := order(r.Findings)
	for i := range cards {
		cards[i].text = r.Post.Text
	}
	if k.many {
		fmt.Fprintf(w, "%s\n", p.style(where(l), bold))
	}
	fmt.Fprintf(w, "%s\n", p.style(p.wrap(verdictLine(r), ""), levelStyle(r.Verdict)...))
	if len(cards) > 0 {
		fmt.Fprintf(w, "\n%s\n", p.marked(r.Post.Text, cards))
	}
	for _, c := range cards {
		k.card(c)
	}
	k.crowd(detect.CrowdOf(r.Facts), r.Post.ID, r.Post.Text)
	k.linked(r)
	k.failed(r)
	if k.Readers {
		k.readers(r)
	}
	if k.Explain {
		k.explain(r)
	}
	fmt.Fprintf(w, "\n%s\n", p.style(p.wrap(fmt.Sprintf("Checked against %s on %s. We can't know what isn't in the post. The decision is yours.", bookName(r.Book), r.When.Format("2 January 2006")), ""), dim))
	if k.many {
		fmt.Fprintln(w)
	}
}

// failed says which checks couldn't run, once for each reason.
func (k *checking) failed(r *practice.Report) {
	var whys []string
	ids := map[string][]string{}
	for _, f := range r.Findings {
		if f.Outcome != finding.Failed {
			continue
		}
		if ids[f.Why] == nil {
			whys = append(whys, f.Why)
		}
		ids[f.Why] = append(ids[f.Why], f.Rule.ID)
	}
	for _, why := range whys {
		what := "One check couldn't run: " + ids[why][0]
		if n := len(ids[why]); n > 1 {
			what = fmt.Sprintf("%d checks couldn't run", n)
		}
		fmt.Fprintf(k.out, "\n%s\n", k.paint.wrap(fmt.Sprintf("%s (%s). The post stays open until somebody has looked.", what, why), "  "))
	}
}

// where names what was checked: a file, a record by its line, or standard input.
func where(l *api.Located) string {
	name := harmless(shown(l.File))
	if l.Line > 0 {
		name += fmt.Sprintf(", line %d", l.Line)
	}
	return name
}

// order puts what stops first, then what needs a decision, questions that hold, advice, and other questions.
func order(fs []finding.Finding) []card {
	var out []card
	for _, f := range fs {
		if f.Outcome == finding.Raised || f.Outcome == finding.Ask {
			out = append(out, card{Finding: f})
		}
	}
	key := func(c card) int {
		k := int(c.Level) * 2
		if c.Outcome == finding.Raised {
			k++
		}
		return -k
	}
	slices.SortStableFunc(out, func(a, b card) int { return key(a) - key(b) })
	for i := range out {
		out[i].n = i + 1
	}
	return out
}

// card prints what, why with its source, and the way out.
func (k *checking) card(c card) {
	p := k.paint
	label := c.Level.String()
	if c.Outcome == finding.Ask {
		label = "question"
	}
	head := fmt.Sprintf("%s %s  %s", p.style(fmt.Sprintf("%2d", c.n), bold), p.style(label, levelStyle(c.Level)...), p.style(harmless(c.title()), bold))
	fmt.Fprintf(k.out, "\n%s\n", head)
	fmt.Fprintf(k.out, "%s\n", p.wrap(harmless(c.Message), "   "))
	if k.Explain {
		k.restsOn(c)
	} else if why := c.because(); why != "" {
		fmt.Fprintf(k.out, "%s\n", p.wrap(why, "   "))
	}
	var cites []string
	for _, s := range c.Citations {
		if len(cites) < 3 {
			cites = append(cites, s.Label())
		}
	}
	fmt.Fprintf(k.out, "%s\n", p.style(p.wrap(strings.Join(cites, " · "), "   "), dim))
	if out := c.waysOut(); out != "" {
		fmt.Fprintf(k.out, "%s\n", p.hang("→ "+harmless(out), "   ", "     "))
	}
}

func (c card) title() string {
	if c.Outcome == finding.Ask {
		return "A question"
	}
	return c.Title
}

// wayWords are the ways out besides a fix, as a person would put them.
var wayWords = map[rulebook.Way]string{rulebook.WayRecord: "put it on record", rulebook.WayOpinion: "ask a colleague", rulebook.WayReason: "keep it, say why",
	rulebook.WayRewrite: "use other words", rulebook.WayWithhold: "leave it out"}

// recordWords say what to put on record, by area.
var recordWords = map[rulebook.Area]string{rulebook.Confidentiality: "attach consent", rulebook.Consent: "link the consent", rulebook.Evidence: "attach a source",
	rulebook.Employer: "attach permission", rulebook.Competence: "add your training", rulebook.Credentials: "add the credential", rulebook.Cover: "add the cover",
	rulebook.Advertising: "put it on record", rulebook.Medicines: "put it on record", rulebook.Advice: "attach the consultation"}

func (c card) waysOut() string {
	var out []string
	if c.Outcome == finding.Raised {
		for _, f := range c.Fixes {
			out = append(out, f.Title)
		}
	}
	for _, w := range c.Rule.Ways {
		s := wayWords[w]
		if x, ok := recordWords[c.Rule.Area]; ok && w == rulebook.WayRecord {
			s = x
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return ""
	}
	out[0] = strings.ToUpper(out[0][:1]) + out[0][1:]
	return strings.Join(out, " · ")
}

// marked shows the post with the places findings point at in brackets, the finding's number behind them.
func (p *painter) marked(text string, cards []card) string {
	type mark struct {
		post.Span
		ns    []int
		level rulebook.Level
	}
	var marks []mark
	for _, c := range cards {
		shared, own := -1, false // the first mark of others that it shares words with; whether it has one
		for _, s := range c.Spans {
			if s.Empty() {
				continue
			}
			if i := slices.IndexFunc(marks, func(m mark) bool { return m.Span == s }); i >= 0 {
				marks[i].ns, own = append(marks[i].ns, c.n), true
				continue
			}
			if i := slices.IndexFunc(marks, func(m mark) bool { return m.Overlaps(s) }); i >= 0 { // words are marked once, by the finding that comes first
				if shared < 0 {
					shared = i
				}
				continue
			}
			marks, own = append(marks, mark{s, []int{c.n}, c.Level}), true
		}
		if shared >= 0 && !own { // no number is without a place
			marks[shared].ns = append(marks[shared].ns, c.n)
		}
	}
	slices.SortFunc(marks, func(a, b mark) int { return a.Start - b.Start })
	var b strings.Builder
	at := 0
	for _, m := range marks {
		b.WriteString(harmless(text[at:m.Start]))
		words := harmless(m.Of(text))
		if p.colour {
			codes := append([]string{underline}, levelStyle(m.level)...)
			for i, line := range strings.Split(words, "\n") {
				if i > 0 {
					b.WriteByte('\n')
				}
				b.WriteString(p.style(line, codes...))
			}
		} else {
			b.WriteString("[" + words + "]")
		}
		b.WriteString(p.style(superscript(m.ns), bold))
		at = m.End
	}
	b.WriteString(harmless(text[at:]))
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	show := make([]bool, len(lines)) // of a long text, what stands near a mark
	for i, line := range lines {
		if len(lines) <= mostLines {
			show[i] = true
		} else if strings.ContainsAny(line, digits) {
			for j := max(0, i-1); j <= min(len(lines)-1, i+1); j++ {
				show[j] = true
			}
		}
	}
	var out []string
	gap := false
	for i, line := range lines {
		if !show[i] {
			if !gap {
				out = append(out, "  ┆ …")
			}
			gap = true
			continue
		}
		gap = false
		out = append(out, p.barred(line)...)
	}
	if len(out) > 3*mostLines {
		out = append(out[:3*mostLines], "  ┆ …")
	}
	return strings.Join(out, "\n")
}

// barred breaks a line of the post to the width, each piece behind a bar. A style that goes on over the break ends before it and begins anew after
// the bar.
func (p *painter) barred(line string) []string {
	var out []string
	on := ""
	for l := range strings.SplitSeq(ansi.Wrap(line, p.width-4, " "), "\n") {
		l = on + l
		if at := strings.LastIndex(l, "\x1b["); at >= 0 {
			on = l[at : at+strings.IndexByte(l[at:], 'm')+1]
		}
		if on == "\x1b[0m" {
			on = ""
		}
		if on != "" {
			l += "\x1b[0m"
		}
		out = append(out, strings.TrimRight("  │ "+l, " "))
	}
	return out
}

// mostLines is the longest text, in lines, that is shown whole.
const mostLines = 60

// digits number the marks.
const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹"

func superscript(ns []int) string {
	digits := []rune(digits)
	var parts []string
	for _, n := range ns {
		s := ""
		for _, d := range fmt.Sprint(n) {
			s += string(digits[d-'0'])
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "˒")
}

// tally counts what a post needs.
func tally(r *practice.Report) (stop, decide, advise, fixes int) {
	for _, f := range r.Findings {
		if f.Outcome != finding.Raised && f.Outcome != finding.Ask && f.Outcome != finding.Failed {
			continue
		}
		switch f.Level {
		case rulebook.Stop:
			stop++
		case rulebook.Decide:
			decide++
		case rulebook.Advise:
			advise++
		}
	}
	_, made := finding.Apply(r.Post.Text, r.Findings)
	return stop, decide, advise, len(made)
}

func verdictLine(r *practice.Report) string {
	stop, decide, advise, fixes := tally(r)
	s := ""
	switch r.Verdict {
	case rulebook.Stop:
		s = "Not as it stands: " + count(stop, "thing", "things") + " to change"
		if decide > 0 {
			s += fmt.Sprintf(", %d more to decide", decide)
		}
		s += "."
		if fixes > 0 {
			s += " --fix makes " + count(fixes, "of the changes", "of the changes") + "."
		}
	case rulebook.Decide:
		s = "Nearly there: " + count(decide, "thing needs", "things need") + " a decision or a record from you."
	default:
		s = "Nothing found."
		if advise > 0 {
			s = "Nothing to change. " + count(advise, "thing", "things") + " worth knowing."
		}
	}
	return s
}

// quietLine says it in one line: "post.md: stop, 2 to change (first: a patient's name, line 3)".
func quietLine(r *practice.Report, l *api.Located) string {
	stop, decide, _, _ := tally(r)
	s := where(l) + ": " + r.Verdict.String()
	switch {
	case stop > 0:
		s += fmt.Sprintf(", %d to change", stop)
	case decide > 0:
		s += fmt.Sprintf(", %d to decide", decide)
	}
	if cards := order(r.Findings); len(cards) > 0 && r.Verdict != rulebook.None {
		c := cards[0]
		s += " (first: " + harmless(c.title())
		if len(c.Spans) > 0 && l.Line == 0 {
			line, _ := l.Place(c.Spans[0].Start)
			s += fmt.Sprintf(", line %d", line)
		}
		s += ")"
	}
	return s
}

func bookName(b *rulebook.Book) string {
	v := b.Version()
	if rest, ok := strings.CutPrefix(v, "uk "); ok {
		v = "UK rules " + rest
	}
	return v
}

// summary closes a run over several posts.
func (k *checking) summary() {
	s := fmt.Sprintf("%s checked: %d stop, %d decide, %d clear.", count(k.posts, "post", "posts"), k.verdict["stop"], k.verdict["decide"], k.verdict["clear"])
	if bad := k.bad - k.badPast; bad > 0 {
		s += " " + fmt.Sprintf("%d not checked, see above.", bad)
	}
	fmt.Fprintln(k.out, k.paint.style(s, bold))
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chaperone/finding"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/rulebook"
)

// reading is a check as the Write screen shows it.
type reading struct {
	Verdict   verdict
	Notes     []note
	Questions []question
	Answered  []question // answered for this post; each can be taken back
	Areas     []areaView
	None      string // the areas in which nothing was found, in a line
	Gauge     *gauge
	Failed    []string
	Marks     []mark
	Fixes     map[string][]post.Edit
	Beside    map[string]besideFix // changes to alternative texts and captions
	Seen      []seenBy             // the post as others may see it
	ID        string               // of the draft, for links; "" where it has none yet
}

// verdict is the one line that matters.
type verdict struct {
	Level string // stop, decide, advise (clear, with advice), clear
	Big   string // in a few words
	Line  string // what there is to do
	Short string // for the foot of a phone
	Notes int
}

// note is one finding, as a card: what, why, what to do.
type note struct {
	N       int
	Level   string
	Kind    string // "Stop · confidentiality"
	Title   string
	Says    string
	Because string // the words it rests on
	Cites   []cited
	Fixes   []fixView
	Ways    []string
	Where   string   // which picture it is about, and which of its words; "" the text
	To      string   // the id of the field or card that is meant
	Excerpt []marked // those words, marked
	Key     string   // the same from one check to the next, for what stays open
	Open    bool
}

type cited struct{ Label, Title, Says, URL string }

// fixView is a change that can be made in one tap, shown before it is made.
type fixView struct {
	Value string // names the change in a form
	Title string
	Diff  []piece

	Elsewhere bool // it changes an alternative text or a caption
}

// piece is a stretch of a change: kept, taken out, put in, or left out of sight.
type piece struct {
	Sort string // keep, del, ins, gap
	Text string
}

// question is what a rule asks because a fact is unknown.
type question struct {
	Rule, Text, Words string
	Answers           []reply
	Given             string
	Holds             bool
}

// reply is an answer to choose: what it says, and how it is kept.
type reply struct{ Say, Value string }

type areaView struct {
	Name, Level string
	N           int
}

// mark is a place in the text to underline: bytes, end excluded. The note's number stands behind the last of its places.
type mark struct {
	Start, End int
	N          int
	Level      string
}

// read makes the view of a report, and of those of alternative texts and captions.
func read(r *practice.Report, c practice.Working, also ...practice.Also) *reading {
	out := &reading{Fixes: map[string][]post.Edit{}, Beside: map[string]besideFix{}, ID: c.ID}
	text := r.Post.Text
	areas := map[rulebook.Area]*areaView{}
	tally := func(f finding.Finding) {
		if f.Level > rulebook.None {
			a := areas[f.Rule.Area]
			if a == nil {
				a = &areaView{Name: areaName(f.Rule.Area), Level: f.Level.String()}
				areas[f.Rule.Area] = a
			}
			a.N++
		}
	}
	for _, f := range inOrder(r.Findings) {
		tally(f)
		switch f.Outcome {
		case finding.Raised:
			out.note(f, text)
			out.aboutPictures(r, f)
		case finding.Ask:
			q := question{Rule: f.Rule.ID, Text: f.Message, Words: wordsAt(f, text), Given: c.Answers[f.Rule.ID], Holds: f.Level >= rulebook.Decide}
			if practice.Said(q.Given) != q.Given {
				q.Given = "" // it was said of other words
			}
			for _, a := range f.Rule.Answers {
				q.Answers = append(q.Answers, reply{a.Say, practice.AnswerFor(r, f.Rule, a.Say, c.Answers[f.Rule.ID])})
			}
			out.Questions = append(out.Questions, q)
		case finding.Failed:
			if !slices.Contains(out.Failed, f.Why) {
				out.Failed = append(out.Failed, f.Why)
			}
		}
	}
	for _, a := range also {
		for _, f := range inOrder(a.Report.Findings) {
			if out.beside(a, f) {
				tally(f)
			}
		}
	}
	out.answered(r, c)
	var none []string
	for _, a := range rulebook.Areas() {
		if v := areas[a]; v != nil {
			out.Areas = append(out.Areas, *v)
		} else {
			none = append(none, string(a))
		}
	}
	if len(none) > 0 {
		out.None = "Nothing found in " + orList(none) + "."
	}
	out.Seen = seenOf(r)
	out.Gauge = gaugeOf(r, out)
	out.Verdict = verdictOf(withAlso(r, also), len(out.Notes))
	if strings.TrimSpace(text) == "" && len(r.Post.Media) == 0 && len(out.Notes) == 0 && len(out.Questions) == 0 { // a tick would say more than there is to say
		out.Verdict = verdict{Level: "ask", Big: "Ready when you are", Line: "We read along as you type. Nothing leaves this device.", Short: "type or paste a post"}
		out.Areas, out.None = nil, ""
	}
	return out
}

// answered lists the questions that have their answer: rules that would ask and don't any more.
func (v *reading) answered(r *practice.Report, c practice.Working) {
	var rules []string
	for id := range c.Answers {
		rules = append(rules, id)
	}
	slices.Sort(rules)
	for _, id := range rules {
		rule := r.Book.Rule(id)
		if rule == nil || rule.Ask == "" || slices.ContainsFunc(v.Questions, func(q question) bool { return q.Rule == id }) {
			continue
		}
		v.Answered = append(v.Answered, question{Rule: id, Text: strings.ReplaceAll(strings.ReplaceAll(rule.Ask, "‘{words}’", "this"), "{words}", "this"), Given: practice.Said(c.Answers[id])})
	}
}

// inOrder puts what stops first, then what needs a decision, then advice; what was raised stands before what is asked.
func inOrder(fs []finding.Finding) []finding.Finding {
	var out []finding.Finding
	for _, f := range fs {
		if f.Outcome == finding.Raised || f.Outcome == finding.Ask || f.Outcome == finding.Failed {
			out = append(out, f)
		}
	}
	key := func(f finding.Finding) int {
		k := int(f.Level) * 2
		if f.Outcome == finding.Raised {
			k++
		}
		return -k
	}
	slices.SortStableFunc(out, func(a, b finding.Finding) int { return key(a) - key(b) })
	return out
}

// note adds a card and its marks.
func (v *reading) note(f finding.Finding, text string) {
	n := note{N: len(v.Notes) + 1, Level: f.Level.String(), Title: f.Title, Says: f.Message, Because: because(f, text), Key: keyOf(f, text), Ways: waysIn(f)}
	n.Kind = fmt.Sprintf("%d · %s · %s", n.N, levelWord(n.Level), f.Rule.Area)
	n.Open = n.N == 1
	for _, c := range f.Citations[:min(3, len(f.Citations))] {
		n.Cites = append(n.Cites, cited{c.Label(), c.Source.Title, c.Para.Says, c.Source.URL})
	}
	for i, x := range f.Fixes {
		value := fixValue(f.Rule.ID, i, x.Edits, text)
		v.Fixes[value] = x.Edits
		n.Fixes = append(n.Fixes, fixView{Value: value, Title: x.Title, Diff: diffOf(x.Edits, text)})
	}
	for _, s := range f.Spans {
		if !s.Empty() && !slices.ContainsFunc(v.Marks, func(m mark) bool { return m.Start < s.End && s.Start < m.End }) {
			v.Marks = append(v.Marks, mark{s.Start, s.End, n.N, n.Level}) // words are marked once, by the note that comes first
		}
	}
	slices.SortFunc(v.Marks, func(a, b mark) int { return a.Start - b.Start })
	v.Notes = append(v.Notes, n)
}

// keyOf tells a finding from others of the same text, and finds it again in the next check.
func keyOf(f finding.Finding, text string) string {
	h := sha256.New()
	for _, s := range f.Spans {
		fmt.Fprintf(h, "%q", s.Of(text))
	}
	return f.Rule.ID + "-" + hex.EncodeToString(h.Sum(nil)[:4])
}

// fixValue names a change by what it does, so that a form that was filled in a while ago can't make another one.
func fixValue(rule string, i int, edits []post.Edit, text string) string {
	h := sha256.New()
	for _, e := range edits {
		fmt.Fprintf(h, "%q%q", e.Of(text), e.Text)
	}
	return rule + "." + strconv.Itoa(i) + "." + hex.EncodeToString(h.Sum(nil)[:6])
}

// mostNamed is how many words a card names as its reason, leastNamed the share below which it names none.
const mostNamed, leastNamed = 3, 0.1

// because names the words a finding rests on, where there are several.
func because(f finding.Finding, text string) string {
	if len(f.Clues) < 2 || f.Rule.Mask {
		return ""
	}
	var words []string
	for _, x := range f.Clues[:min(mostNamed, len(f.Clues))] {
		if x.Weight < leastNamed {
			break
		}
		words = append(words, quoted(shorten(x.Of(text), 24)))
	}
	if len(words) < 2 {
		return ""
	}
	return "Why: " + listed(words) + "."
}

func wordsAt(f finding.Finding, text string) string {
	if len(f.Spans) == 0 || f.Rule.Mask {
		return ""
	}
	return shorten(f.Spans[0].Of(text), 60)
}

// wayWords are the ways out besides a fix; recordWords say what to put on record, by area.
var (
	wayWords    = map[rulebook.Way]string{rulebook.WayRecord: "put it on record", rulebook.WayOpinion: "ask a colleague", rulebook.WayReason: "keep it, say why", rulebook.WayRewrite: "use other words", rulebook.WayWithhold: "leave it out"}
	recordWords = map[rulebook.Area]string{rulebook.Confidentiality: "attach consent", rulebook.Consent: "link the consent", rulebook.Evidence: "attach a source", rulebook.Employer: "attach permission",
		rulebook.Competence: "add your training", rulebook.Credentials: "add the credential", rulebook.Cover: "add the cover", rulebook.Advice: "attach the consultation"}
)

func waysIn(f finding.Finding) []string {
	var out []string
	for _, w := range f.Rule.Ways {
		s := wayWords[w]
		if x, ok := recordWords[f.Rule.Area]; ok && w == rulebook.WayRecord {
			s = x
		}
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func orList(ws []string) string {
	if len(ws) < 2 {
		return listed(ws)
	}
	return strings.Join(ws[:len(ws)-1], ", ") + " or " + ws[len(ws)-1]
}

// verdictOf says in a line what a post needs.
func verdictOf(r *practice.Report, notes int) verdict {
	var stop, decide, advise int
	fixable := false
	for _, f := range r.Findings {
		if f.Outcome != finding.Raised && f.Outcome != finding.Ask && f.Outcome != finding.Failed {
			continue
		}
		switch f.Level {
		case rulebook.Stop:
			fixable = fixable || stop == 0 && len(f.Fixes) > 0
			stop++
		case rulebook.Decide:
			decide++
		case rulebook.Advise:
			advise++
		}
	}
	v := verdict{Level: r.Verdict.String(), Notes: notes}
	var line []string
	switch r.Verdict {
	case rulebook.Stop:
		v.Big, v.Short = "Not as it stands", count(stop, "to change", "to change")
		line = append(line, count(stop, "thing to change", "things to change"))
		if decide > 0 {
			line = append(line, fmt.Sprintf("%d to decide", decide))
			v.Short += ", " + strconv.Itoa(decide) + " to decide"
		}
		v.Line = strings.Join(line, ", ") + "."
		if fixable {
			v.Line += " The first fix is one tap."
		}
	case rulebook.Decide:
		v.Big, v.Short = "Nearly there", count(decide, "to decide", "to decide")
		v.Line = count(decide, "thing needs", "things need") + " a decision or a record from you."
	default:
		v.Level, v.Big, v.Short = "clear", "Nothing found", "in what we know to look for"
		v.Line = "We can’t know what isn’t in the post. The decision is yours."
		if advise > 0 {
			v.Big, v.Short = "Nothing to change", count(advise, "thing", "things")+" worth knowing"
			v.Line = count(advise, "thing", "things") + " worth knowing. The decision is yours."
		}
	}
	return v
}

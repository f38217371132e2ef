// SPDX-License-Identifier: Apache-2.0

// Package finding is what each rule makes of the facts of a post: a pure function of rulebook, facts and time.
package finding

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/rulebook"
)

// Outcome is what became of a rule.
type Outcome string

// The outcomes. Only Raised, Ask and Failed are reported; the others are the difference between "looked at, nothing" and "not looked at".
const (
	Raised     Outcome = "raised"
	Ask        Outcome = "ask"          // a fact is unknown, and the rule asks for it
	Clear      Outcome = "clear"        // the rule looked and found nothing
	Silent     Outcome = "silent"       // the post is not about what the rule is about
	NotInForce Outcome = "not-in-force" // another country's rule, or its guidance came later
	Failed     Outcome = "failed"       // the rule could not run; never to be taken for clear
)

// Fix is a ready-made change of the text.
type Fix struct {
	Title string
	Edits []post.Edit
	Safe  bool // may be applied without anybody looking
}

// Finding is a rule's outcome with what a person needs to know of it.
type Finding struct {
	Rule       *rulebook.Rule
	Outcome    Outcome
	Level      rulebook.Level // for Raised; for Ask: Decide where the question holds the verdict
	Title      string
	Message    string // or the question
	Spans      []post.Span
	Confidence float64 // 0 to 1, the surest of the facts pointed at
	Citations  []rulebook.Citation
	Fixes      []Fix
	Why        string // for Failed
	Clues      []Clue // for Raised: what it rests on, the weightiest first; empty where it rests on no words
}

// maxSpans bounds how many places one finding points at; more would only bury the first.
const maxSpans = 8

// Check runs every rule of the book over the facts, as of a day. Findings come in the order of the book, all outcomes included.
func Check(book *rulebook.Book, facts *fact.Set, when time.Time) []Finding {
	out := make([]Finding, len(book.Rules))
	country := facts.In.Practice.Country()
	for i, r := range book.Rules {
		check(&out[i], book, r, facts, country, when)
	}
	for i := range out {
		if f := &out[i]; f.Rule.Fallback && f.Outcome == Raised && spoken(out, f) {
			f.Outcome, f.Level = Silent, rulebook.None
		}
	}
	return out
}

// spoken tells whether a rule that is no fallback was raised, or asks and holds, in the area of f, at its level or above.
func spoken(all []Finding, f *Finding) bool {
	for _, o := range all {
		if o.Rule.Area == f.Rule.Area && !o.Rule.Fallback && (o.Outcome == Raised || o.Outcome == Ask) && o.Level >= f.Level {
			return true
		}
	}
	return false
}

// check fills in f, which stands where it will stay: a finding is large, and there is one for every rule.
func check(f *Finding, book *rulebook.Book, r *rulebook.Rule, facts *fact.Set, country string, when time.Time) {
	f.Rule, f.Outcome = r, Silent
	defer func() {
		if p := recover(); p != nil {
			*f = Finding{Rule: r, Outcome: Failed, Level: rulebook.Decide, Title: r.Title, Why: "the rule broke on this post"}
		}
	}()
	adj, adjusted := book.Adjusted(r.ID, country)
	if adj.Off || len(r.Country) > 0 && !slices.Contains(r.Country, country) || !inForce(r, when) {
		f.Outcome = NotInForce
		return
	}
	if r.About != nil && r.About.Eval(facts) != fact.Yes {
		if why := failedKind(r, facts); why != "" {
			*f = failed(r, why)
			return
		}
		return
	}
	switch r.When.Eval(facts) {
	case fact.Yes:
		f.Outcome, f.Level = Raised, r.Level
		if adjusted && adj.Level != "" {
			f.Level, _ = rulebook.ParseLevel(adj.Level)
		}
		if r.StopWhen != nil && r.StopWhen.Eval(facts) == fact.Yes {
			f.Level = rulebook.Stop
		} else if r.AdviseWhen != nil && r.AdviseWhen.Eval(facts) == fact.Yes {
			f.Level = rulebook.Advise
		}
	case fact.Unknown:
		if why := failedKind(r, facts); why != "" {
			*f = failed(r, why)
			return
		}
		if r.Ask == "" {
			f.Outcome = Clear
			return
		}
		switch r.Answered(facts.In.Answers[r.ID]) {
		case rulebook.MeansClear:
			f.Outcome = Clear
			return
		case rulebook.MeansRaise:
			f.Outcome, f.Level = Raised, r.Level
		default:
			f.Outcome, f.Level = Ask, rulebook.None
			if r.Hold {
				f.Level = rulebook.Decide
			}
		}
	default:
		f.Outcome = Clear
		return
	}
	if f.Outcome == Raised && !r.Sure && (r.SureWhen == nil || r.SureWhen.Eval(facts) != fact.Yes) {
		f.temper(facts)
	} else if f.Outcome == Ask && r.Hold && !r.Sure && facts.Has(readsOrdinary) {
		f.Level = rulebook.None
	}
	f.point(facts)
	f.Citations = cite(book, r, adj, facts, country)
	f.Title = fill(r.Title, r, f.Spans, facts)
	f.Message = fill(r.Say, r, f.Spans, facts)
	if f.Outcome == Ask {
		f.Message = fill(r.Ask, r, f.Spans, facts)
		return
	}
	f.Fixes = fixes(r, f.Spans, facts)
	f.Clues = f.clues(facts)
}

// What a trained model makes of the text as a whole; see fact/model/card.md.
const (
	readsOrdinary fact.Kind = "reads-ordinary"
	readsHarmless fact.Kind = "reads-harmless"
	readsUnlike   fact.Kind = "reads-unlike-" // and the area
)

// temper turns what an uncertain rule found into advice where the text as a whole reads as posts do that needed no second look: it is
// still shown, but holds nobody up. Most of our false alarms were such, and most of what was rightly raised is not (doc/quality.md).
func (f *Finding) temper(facts *fact.Set) {
	if f.Level == rulebook.Decide && (facts.Has(readsOrdinary) || facts.Has(readsUnlike+fact.Kind(f.Rule.Area))) || f.Level == rulebook.Stop && facts.Has(readsHarmless) {
		f.Level = rulebook.Advise
	}
}

func failed(r *rulebook.Rule, why string) Finding {
	return Finding{Rule: r, Outcome: Failed, Level: rulebook.Decide, Title: r.Title, Why: why}
}

func failedKind(r *rulebook.Rule, facts *fact.Set) string {
	if !facts.Broken() {
		return ""
	}
	for _, e := range []*rulebook.Expr{r.About, r.When} {
		for _, k := range e.Kinds() {
			if why := facts.Failed(k); why != "" {
				return why
			}
		}
	}
	return ""
}

// inForce tells whether any source the rule cites was in force; a source without a date always was.
func inForce(r *rulebook.Rule, when time.Time) bool {
	for _, c := range r.Cite {
		if from := c.Source.From(); from.IsZero() || !when.Before(from) {
			return true
		}
	}
	return len(r.Cite) == 0
}

// point collects the words to underline: the facts of the kinds the rule names, without repeats, in order of place.
func (f *Finding) point(facts *fact.Set) {
	for _, k := range f.Rule.Point {
		for _, x := range facts.Of(k) {
			f.Confidence = max(f.Confidence, x.Confidence)
			if x.Empty() {
				continue
			}
			f.Spans = append(f.Spans, x.Span)
		}
	}
	if f.Confidence == 0 {
		f.Confidence = 1
	}
	f.Spans = Merge(f.Spans)
	if len(f.Spans) > maxSpans {
		f.Spans = f.Spans[:maxSpans]
	}
}

// Merge sorts spans and joins those that overlap.
func Merge(spans []post.Span) []post.Span {
	slices.SortFunc(spans, func(a, b post.Span) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// professionKinds links a source's profession to the fact that an author has it.
var professionKinds = map[string]fact.Kind{"doctor": "author-doctor", "nurse": "author-nurse", "dentist": "author-dentist", "hcpc": "author-hcpc"}

// cite puts the citations that bind this author first and leaves out those of other countries and professions, unless nothing else
// is left to cite.
func cite(book *rulebook.Book, r *rulebook.Rule, adj rulebook.Adjustment, facts *fact.Set, country string) []rulebook.Citation {
	all := r.Cite
	for _, s := range adj.Cite {
		if c, ok := book.Citation(s); ok {
			all = append([]rulebook.Citation{c}, all...)
		}
	}
	known := false
	for _, k := range professionKinds {
		known = known || facts.Has(k)
	}
	var own, other []rulebook.Citation
	for _, c := range all {
		k, limited := professionKinds[c.Source.Profession]
		theirs := limited && known && !facts.Has(k)
		abroad := c.Source.Country != country && (c.Source.Country != "GB" || country == "US" || country == "AU")
		if theirs || abroad {
			other = append(other, c)
			continue
		}
		own = append(own, c)
	}
	if len(own) == 0 {
		return other
	}
	return own
}

// maxWords bounds the words repeated in a message, in characters.
const maxWords = 40

// note is what the first pointed fact that has one says of itself; "" where none does.
func note(r *rulebook.Rule, facts *fact.Set) string {
	for _, k := range r.Point {
		for _, x := range facts.Of(k) {
			if x.Note != "" {
				return x.Note
			}
		}
	}
	return ""
}

// fill puts the first pointed words where a message says {words}, and the note of a pointed fact where it says {note}; rules that mask
// never repeat more than the last two characters.
func fill(s string, r *rulebook.Rule, spans []post.Span, facts *fact.Set) string {
	if strings.Contains(s, "{note}") {
		s = strings.Join(strings.Fields(strings.ReplaceAll(s, "{note}", note(r, facts))), " ")
	}
	if !strings.Contains(s, "{words}") {
		return s
	}
	w := "this"
	if len(spans) > 0 {
		w = strings.Join(strings.Fields(spans[0].Of(facts.In.Post.Text)), " ")
		switch n := utf8.RuneCountInString(w); {
		case r.Mask:
			runes := []rune(w)
			w = "‘•••" + string(runes[max(0, n-2):]) + "’"
		case n > maxWords:
			runes := []rune(w)
			w = "‘" + strings.TrimRight(string(runes[:maxWords-1]), " ,.;:") + "…’"
		default:
			w = "‘" + w + "’"
		}
	}
	// The quotes come with the words; a message that writes its own must not show them twice.
	return strings.ReplaceAll(strings.ReplaceAll(s, "‘{words}’", w), "{words}", w)
}

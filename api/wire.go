// SPDX-License-Identifier: Apache-2.0

// Package api holds the JSON that other programs send and get: the interface contract's wire types. Fields are only ever added.
package api

import (
	"bytes"
	"encoding/json"
	"math"

	"chaperone/fact/detect"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/rulebook"
)

// Span is a place in the text: byte offsets, end exclusive, with its words.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// AreaOut is the highest level found in one area.
type AreaOut struct {
	Area  string `json:"area"`
	Level string `json:"level"`
	Spans []Span `json:"spans"`
}

// CitationOut is a paragraph; "paragraph" is empty where nobody has yet seen its number on the publisher's page.
type CitationOut struct {
	Source    string `json:"source"`
	Paragraph string `json:"paragraph"`
	Title     string `json:"title"`
	Says      string `json:"says,omitempty"`
	URL       string `json:"url"`
}

// FixOut is a ready-made change.
type FixOut struct {
	Title string `json:"title"`
	Safe  bool   `json:"safe"`
	Edits []Span `json:"edits"`
}

// FindingOut is one raised rule.
type FindingOut struct {
	Rule       string        `json:"rule"`
	Area       string        `json:"area"`
	Level      string        `json:"level"`
	Title      string        `json:"title"`
	Message    string        `json:"message"`
	Spans      []Span        `json:"spans"`
	Confidence float64       `json:"confidence"`
	Citations  []CitationOut `json:"citations"`
	Fixes      []FixOut      `json:"fixes"`
	Ways       []string      `json:"ways"`
	Why        []WhyOut      `json:"why"` // what it rests on, the weightiest first; empty where it rests on no words
}

// WhyOut is a clue: words of the post that a finding rests on, as what they were read, and how much it rests on them.
type WhyOut struct {
	Words  string  `json:"words"`
	Kind   string  `json:"kind"`
	Weight float64 `json:"weight"` // share, 0 to 1, in hundredths
	Start  int     `json:"start"`
	End    int     `json:"end"`
}

// FactOut is something that was read. "subject" is empty where nobody could tell, or where the fact is nobody's.
type FactOut struct {
	Kind        string  `json:"kind"`
	Start       int     `json:"start"`
	End         int     `json:"end"`
	Text        string  `json:"text"`
	Value       string  `json:"value,omitempty"`
	Confidence  float64 `json:"confidence"`
	Subject     string  `json:"subject,omitempty"`
	SubjectSure float64 `json:"subject_confidence,omitempty"`
}

// QuestionOut is what a rule asks because a fact is unknown.
type QuestionOut struct {
	Rule    string   `json:"rule"`
	Area    string   `json:"area"`
	Text    string   `json:"text"`
	Spans   []Span   `json:"spans"`
	Holds   bool     `json:"holds"`             // holds the verdict at decide until it is answered
	Answers []string `json:"answers,omitempty"` // that the rule understands
}

func answersOf(r *rulebook.Rule) (out []string) {
	for _, a := range r.Answers {
		out = append(out, a.Say)
	}
	return out
}

// FailedOut is a rule that could not run.
type FailedOut struct {
	Rule string `json:"rule"`
	Why  string `json:"why"`
}

// Result is what a check says of one post.
type Result struct {
	ID        string        `json:"id,omitempty"`
	File      string        `json:"file,omitempty"`    // where the post was read from
	Line      int           `json:"line,omitempty"`    // of a record in that file, from 1
	TextAt    int           `json:"text_at,omitempty"` // byte offset of the text in that file, behind the front matter
	Verdict   string        `json:"verdict"`
	Areas     []AreaOut     `json:"areas"`
	Findings  []FindingOut  `json:"findings"`
	Questions []QuestionOut `json:"questions"`
	Failed    []FailedOut   `json:"failed"`
	Jigsaw    *JigsawOut    `json:"jigsaw,omitempty"` // how many people the story could be about, where it tells of a patient
	Facts     []FactOut     `json:"facts,omitempty"`  // what was read, where that was asked for
	Readers   []ReaderOut   `json:"readers,omitzero"` // the post as others may see it, where that was asked for
	Fixed     *string       `json:"fixed,omitempty"`  // the text with all safe fixes made, where that was asked for
	Rulebook  string        `json:"rulebook"`
}

// AddFixed adds the text with all safe fixes made.
func (r *Result) AddFixed(rep *practice.Report) {
	t, _ := finding.Apply(rep.Post.Text, rep.Findings)
	r.Fixed = &t
}

// AddFacts adds what was read, in order of place.
func (r *Result) AddFacts(rep *practice.Report) {
	r.Facts = []FactOut{}
	for _, f := range rep.Facts.All() {
		r.Facts = append(r.Facts, FactOut{string(f.Kind), f.Start, f.End, f.Of(rep.Post.Text), f.Value, hundredths(f.Confidence), string(f.Subject), hundredths(f.SubjectSure)})
	}
}

func hundredths(x float64) float64 { return math.Round(100*x) / 100 }

// Highest is the highest level of anything raised, advice included; --fail-on compares with it.
func (r *Result) Highest() rulebook.Level {
	l, _ := rulebook.ParseLevel(r.Verdict)
	for _, a := range r.Areas {
		x, _ := rulebook.ParseLevel(a.Level)
		l = max(l, x)
	}
	return l
}

// FromReport turns a report into its wire form. Lists are never null.
func FromReport(r *practice.Report) Result {
	out := Result{ID: r.Post.ID, Verdict: r.Verdict.String(), Areas: []AreaOut{}, Findings: []FindingOut{}, Questions: []QuestionOut{}, Failed: []FailedOut{},
		Rulebook: r.Book.Version(), Jigsaw: jigsawOut(detect.CrowdOf(r.Facts), r.Post.ID)}
	text := r.Post.Text
	levels := map[rulebook.Area]rulebook.Level{}
	places := map[rulebook.Area][]post.Span{}
	for _, f := range r.Findings {
		switch f.Outcome {
		case finding.Raised:
			out.Findings = append(out.Findings, findingOut(f, text))
		case finding.Ask:
			out.Questions = append(out.Questions, QuestionOut{Rule: f.Rule.ID, Area: string(f.Rule.Area), Text: f.Message, Spans: spans(f.Spans, text), Holds: f.Level >= rulebook.Decide, Answers: answersOf(f.Rule)})
		case finding.Failed:
			out.Failed = append(out.Failed, FailedOut{f.Rule.ID, f.Why})
			continue
		default:
			continue
		}
		if f.Level == rulebook.None {
			continue
		}
		a := f.Rule.Area
		if f.Level > levels[a] {
			places[a] = nil
		}
		if f.Level >= levels[a] {
			levels[a] = f.Level
			places[a] = append(places[a], f.Spans...)
		}
	}
	for _, a := range rulebook.Areas() {
		if l := levels[a]; l != rulebook.None {
			out.Areas = append(out.Areas, AreaOut{string(a), l.String(), spans(finding.Merge(places[a]), text)})
		}
	}
	out.AddLinked(r)
	return out
}

func findingOut(f finding.Finding, text string) FindingOut {
	o := FindingOut{Rule: f.Rule.ID, Area: string(f.Rule.Area), Level: f.Level.String(), Title: f.Title, Message: f.Message, Spans: spans(f.Spans, text),
		Confidence: f.Confidence, Citations: []CitationOut{}, Fixes: []FixOut{}, Ways: []string{}, Why: []WhyOut{}}
	for _, c := range f.Citations {
		x := CitationOut{Source: c.Source.ID, Title: c.Source.Title, Says: c.Para.Says, URL: c.Source.URL}
		if c.Para.Seen.Shown() {
			x.Paragraph = c.Para.Para
		}
		o.Citations = append(o.Citations, x)
	}
	for _, x := range f.Fixes {
		fx := FixOut{Title: x.Title, Safe: x.Safe}
		for _, e := range x.Edits {
			fx.Edits = append(fx.Edits, Span{e.Start, e.End, e.Text})
		}
		o.Fixes = append(o.Fixes, fx)
	}
	for _, w := range f.Rule.Ways {
		o.Ways = append(o.Ways, string(w))
	}
	for _, c := range f.Clues {
		o.Why = append(o.Why, WhyOut{c.Of(text), string(c.Kind), hundredths(c.Weight), c.Start, c.End})
	}
	return o
}

func spans(ss []post.Span, text string) []Span {
	out := make([]Span, 0, len(ss))
	for _, s := range ss {
		out = append(out, Span{s.Start, s.End, s.Of(text)})
	}
	return out
}

// Marshal gives a result on one line, without HTML escapes: the words must come back as they went in.
func (r Result) Marshal() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(r)
	return b.Bytes(), err
}

// FileFault is what stands in the output for a file that could not be checked.
type FileFault struct {
	File  string `json:"file"`
	Line  int    `json:"line,omitempty"`
	Error string `json:"error"`
}

// Indented gives a value as JSON for reading, without HTML escapes.
func Indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

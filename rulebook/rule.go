// SPDX-License-Identifier: Apache-2.0

// Package rulebook holds guidance and rules as data: sources with their paragraphs and dates, and rules that cite them. A rule is one
// entry in <area>.yaml with its examples inside; see doc/adding-a-check.md. Loading is strict: an unknown fact kind, a citation that
// resolves to nothing, a misspelt field or a missing example is an error that names file and rule.
package rulebook

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chaperone/fact"
)

// Area is one of the twelve duties rules belong to.
type Area string

// The areas of the interface contract.
const (
	Confidentiality Area = "confidentiality"
	Consent         Area = "consent"
	Evidence        Area = "evidence"
	Competence      Area = "competence"
	Credentials     Area = "credentials"
	Advertising     Area = "advertising"
	Medicines       Area = "medicines"
	Advice          Area = "advice"
	Conduct         Area = "conduct"
	Employer        Area = "employer"
	Cover           Area = "cover"
	Attention       Area = "attention"
)

// Areas gives all areas in the order reports list them.
func Areas() []Area {
	return []Area{Confidentiality, Consent, Evidence, Competence, Credentials, Advertising, Medicines, Advice, Conduct, Employer, Cover, Attention}
}

// Level says how much stands in the way of publishing.
type Level uint8

// The levels, lowest first. None is no finding at all.
const (
	None   Level = iota
	Advise       // would be better
	Decide       // needs a record or a judgement
	Stop         // a rule is broken as it stands
)

func (l Level) String() string { return [...]string{"clear", "advise", "decide", "stop"}[l] }

// ParseLevel reads advise, decide or stop.
func ParseLevel(s string) (Level, bool) {
	switch s {
	case "advise":
		return Advise, true
	case "decide":
		return Decide, true
	case "stop":
		return Stop, true
	}
	return None, false
}

// Way is a way out that is not a change of words.
type Way string

// The ways out a rule may offer besides its fix. Stops of confidentiality never offer WayReason.
const (
	WayRecord   Way = "record"   // attach a consent, source, permission or other register entry
	WayOpinion  Way = "opinion"  // ask a colleague who does not share the interest
	WayReason   Way = "reason"   // keep it and say why, in own words
	WayRewrite  Way = "rewrite"  // change the words; the rule's note says how
	WayWithhold Way = "withhold" // do not publish it
)

var ways = map[Way]bool{WayRecord: true, WayOpinion: true, WayReason: true, WayRewrite: true, WayWithhold: true}

// Fix is a ready-made change. Exactly one of Insert, Replace, Remove, Widen and Move is set.
type Fix struct {
	Title   string // what the button says; made from the words where empty
	Insert  string // text to put At start or end
	At      string // "start" or "end"
	Replace string // text in place of the pointed words
	Remove  bool   // take the pointed words out
	Widen   bool   // put the fact's wider words (fact.Instead) in place of its own
	Move    string // "start": take the pointed words to the front
	Of      []fact.Kind
	Safe    bool // may be applied by --fix without anybody looking
}

// Example is a post with what the rule must make of it.
type Example struct {
	Outcome string // raised, ask, clear, silent
	Text    string // [[ ]] around exactly the words the finding must point at; without, any will do
	Fixed   string // what the safe fixes give; "" where not said
	Level   Level  // for raised: the level it must have; None where not said
	Context fact.Context
	Line    int
}

// Answer is one answer to a rule's question, and what it makes of the rule.
type Answer struct {
	Say   string // on the button: "No", "Gift"
	Means Means
}

// Means is what an answer makes of a rule.
type Means string

// What answers make of rules.
const (
	MeansClear Means = "clear" // there is nothing to raise
	MeansRaise Means = "raise" // it is raised
	MeansOpen  Means = "open"  // nobody knows: the question stays open
)

// Answered gives what an answer means: MeansOpen where the rule knows no such answer. Case and spaces around it don't count.
func (r *Rule) Answered(value string) Means {
	for _, a := range r.Answers {
		if strings.EqualFold(a.Say, strings.TrimSpace(value)) {
			return a.Means
		}
	}
	return MeansOpen
}

// Rule is one check.
type Rule struct {
	ID         string
	Area       Area
	Title      string
	Level      Level
	Cite       []Citation
	Country    []string // ISO codes it is in force for; empty: everywhere
	About      *Expr    // nil: every post
	When       *Expr
	StopWhen   *Expr // raises to stop
	AdviseWhen *Expr // lowers to advise, unless StopWhen holds
	Point      []fact.Kind
	Say        string // {words} stands for the first pointed words, {note} for what the first pointed fact with a note says of itself
	Ask        string
	Answers    []Answer // what may be answered to Ask, the commonest first; none: only people can tell what an answer means
	Hold       bool     // the question holds the verdict at decide
	Sure       bool     // rests on something exact (a number, a date, a register): never lowered because the text reads harmless
	SureWhen   *Expr    // sure where this holds; nil: nowhere but by Sure
	Fallback   bool     // speaks only where no other rule of its area was raised at its level or above
	Mask       bool     // never repeat the pointed words in messages
	Note       string
	Fix        []Fix
	Ways       []Way
	Examples   []Example
	File       string
	Line       int
	Pack       string
}

// Condition is one of a rule's conditions under the name of its field.
type Condition struct {
	Field string // "about", "when", "stop_when", "advise_when" or "sure_when"
	Expr  *Expr  // never nil
}

// Conditions gives the conditions a rule has, in the order a rule is written.
func (r *Rule) Conditions() []Condition {
	all := []Condition{{"about", r.About}, {"when", r.When}, {"stop_when", r.StopWhen}, {"advise_when", r.AdviseWhen}, {"sure_when", r.SureWhen}}
	return slices.DeleteFunc(all, func(c Condition) bool { return c.Expr == nil })
}

// Seen says how surely the wording of a paragraph is known.
type Seen string

// How sure; see the catalogue of sources. Only Seed and Read allow the paragraph number to be shown.
const (
	Seed       Seen = "seed"
	Read       Seen = "read"
	Quoted     Seen = "quoted"
	Inferred   Seen = "inferred"
	Superseded Seen = "superseded"
	Memory     Seen = "memory"
)

// Shown tells whether a paragraph number so known may be shown to users.
func (s Seen) Shown() bool { return s == Seed || s == Read }

// Paragraph is one duty of a source, in our own words.
type Paragraph struct {
	Para      string `yaml:"para"`
	Seen      Seen   `yaml:"seen"`
	Says      string `yaml:"says"`
	Unchecked string `yaml:"unchecked"` // why no rule cites it
}

// Source is a piece of guidance or law.
type Source struct {
	ID         string      `yaml:"id"`
	Title      string      `yaml:"title"`
	Short      string      `yaml:"short"`
	Publisher  string      `yaml:"publisher"`
	Edition    string      `yaml:"edition"`
	InForce    string      `yaml:"in_force"` // the day it came into force; "" where not known
	Country    string      `yaml:"country"`  // ISO code
	Profession string      `yaml:"profession"`
	URL        string      `yaml:"url"`
	Paragraphs []Paragraph `yaml:"paragraphs"`

	from time.Time
}

// From is the day the source came into force; zero where not known.
func (s *Source) From() time.Time { return s.from }

// Citation leads from a rule to a paragraph.
type Citation struct {
	Source *Source
	Para   *Paragraph
}

// String gives "source/paragraph", as rules write it.
func (c Citation) String() string { return c.Source.ID + "/" + c.Para.Para }

// Label gives what a reader is shown: the short title, and the paragraph where somebody has seen it on the live page.
func (c Citation) Label() string {
	if !c.Para.Seen.Shown() {
		return c.Source.Short
	}
	para := c.Para.Para
	if !strings.ContainsAny(para, "0123456789") { // a section's name, not a number
		para = "‘" + strings.ReplaceAll(para, "-", " ") + "’"
	} else if c := para[0]; 'a' <= c && c <= 'z' { // "endnote-2"
		para = strings.ReplaceAll(para, "-", " ")
	}
	return c.Source.Short + ", " + para
}

// Expr is a condition over fact kinds: and, or, not, nothing more.
type Expr struct {
	op   byte // 'k' kind, '&', '|', '!'
	kind fact.Kind
	l, r *Expr
}

// Eval gives what is known of the condition.
func (e *Expr) Eval(s *fact.Set) fact.Known {
	switch e.op {
	case '&':
		if l := e.l.Eval(s); l != fact.No { // else it is settled
			return l.And(e.r.Eval(s))
		}
		return fact.No
	case '|':
		if l := e.l.Eval(s); l != fact.Yes {
			return l.Or(e.r.Eval(s))
		}
		return fact.Yes
	case '!':
		return e.l.Eval(s).Not()
	}
	return s.Known(e.kind)
}

// Kinds gives the kinds the condition names, in order, negated ones too.
func (e *Expr) Kinds() []fact.Kind {
	switch {
	case e == nil:
		return nil
	case e.op == 'k':
		return []fact.Kind{e.kind}
	case e.op == '!':
		return e.l.Kinds()
	}
	return append(e.l.Kinds(), e.r.Kinds()...)
}

// Affirmed gives the kinds the condition names without "not": those whose words can be pointed at.
func (e *Expr) Affirmed() []fact.Kind {
	switch {
	case e == nil || e.op == '!':
		return nil
	case e.op == 'k':
		return []fact.Kind{e.kind}
	}
	return append(e.l.Affirmed(), e.r.Affirmed()...)
}

// Holding gives the kinds a condition that is known yes rests on: what an "and" names, what is there of an "or", nothing that is denied.
func (e *Expr) Holding(s *fact.Set) []fact.Kind {
	switch {
	case e == nil || e.op == '!':
		return nil
	case e.op == 'k':
		if s.Has(e.kind) {
			return []fact.Kind{e.kind}
		}
		return nil
	case e.op == '|' && e.l.Eval(s) != fact.Yes:
		return e.r.Holding(s)
	case e.op == '|' && e.r.Eval(s) != fact.Yes:
		return e.l.Holding(s)
	}
	return append(e.l.Holding(s), e.r.Holding(s)...)
}

func (e *Expr) String() string {
	switch e.op {
	case '&':
		return e.l.String() + " and " + e.r.String()
	case '|':
		return "(" + e.l.String() + " or " + e.r.String() + ")"
	case '!':
		if e.l.op == '&' {
			return "not (" + e.l.String() + ")"
		}
		return "not " + e.l.String()
	}
	return string(e.kind)
}

// ParseExpr reads a condition. "and" binds closer than "or"; brackets group.
func ParseExpr(s string) (*Expr, error) {
	p := exprReader{words: strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(s))}
	e, err := p.or()
	if err != nil {
		return nil, fmt.Errorf("%q: %w", s, err)
	}
	if p.at < len(p.words) {
		return nil, fmt.Errorf("%q: %q stands where and, or, or the end was expected", s, p.words[p.at])
	}
	return e, nil
}

type exprReader struct {
	words []string
	at    int
	depth int
}

func (p *exprReader) peek() string {
	if p.at < len(p.words) {
		return p.words[p.at]
	}
	return ""
}

func (p *exprReader) or() (*Expr, error) {
	l, err := p.and()
	for err == nil && p.peek() == "or" {
		p.at++
		var r *Expr
		if r, err = p.and(); err == nil {
			l = &Expr{op: '|', l: l, r: r}
		}
	}
	return l, err
}

func (p *exprReader) and() (*Expr, error) {
	l, err := p.not()
	for err == nil && p.peek() == "and" {
		p.at++
		var r *Expr
		if r, err = p.not(); err == nil {
			l = &Expr{op: '&', l: l, r: r}
		}
	}
	return l, err
}

func (p *exprReader) not() (*Expr, error) {
	if p.depth++; p.depth > 100 {
		return nil, fmt.Errorf("it is nested too deeply")
	}
	defer func() { p.depth-- }()
	switch w := p.peek(); w {
	case "not":
		p.at++
		e, err := p.not()
		return &Expr{op: '!', l: e}, err
	case "(":
		p.at++
		e, err := p.or()
		if err == nil && p.peek() != ")" {
			err = fmt.Errorf("a bracket is never closed")
		}
		p.at++
		return e, err
	case "", ")", "and", "or":
		return nil, fmt.Errorf("a fact kind is missing")
	default:
		p.at++
		return &Expr{op: 'k', kind: fact.Kind(w)}, nil
	}
}

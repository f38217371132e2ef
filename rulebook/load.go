// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"chaperone/fact"
	"chaperone/fact/detect"
)

// ErrInvalid marks a rule pack that can't be used; each fault names file and rule.
var ErrInvalid = errors.New("the rule pack can't be used")

//go:embed *.yaml sources/*.yaml us au
var embedded embed.FS

// Pack says what a folder of rules is: who it is for and what it changes in the rules below it.
type Pack struct {
	ID      string       `yaml:"id"`
	Title   string       `yaml:"title"`
	Version string       `yaml:"version"` // year-month of its last review
	Country string       `yaml:"country"` // ISO code its rules are for; empty: everywhere
	Adjust  []Adjustment `yaml:"adjust"`
	// Tempered packs let the trained model lower what their uncertain rules find (see finding): ours do, since it was measured on them.
	Tempered bool `yaml:"tempered"`
}

// Adjustment changes one rule of an earlier pack for authors of this pack's country.
type Adjustment struct {
	Rule  string   `yaml:"rule"`
	Level string   `yaml:"level"` // new level
	Off   bool     `yaml:"off"`   // not in force
	Cite  []string `yaml:"cite"`  // paragraphs to cite first
	Why   string   `yaml:"why"`
}

// Book is a loaded rulebook: all packs, checked against each other. It is not changed after Load.
type Book struct {
	Rules   []*Rule
	Sources map[string]*Source
	Packs   []Pack
	byID    map[string]*Rule
}

// Version names the packs the book was made from, such as "uk 2026-11".
func (b *Book) Version() string {
	if len(b.Packs) == 0 {
		return ""
	}
	v := b.Packs[0].ID + " " + b.Packs[0].Version
	for _, p := range b.Packs[1:] {
		if p.Country == "" {
			v += " + " + p.ID + " " + p.Version
		}
	}
	return v
}

// Rule finds a rule by its id; nil where there is none.
func (b *Book) Rule(id string) *Rule { return b.byID[id] }

// Adjusted gives what later packs change in a rule for a country.
func (b *Book) Adjusted(id, country string) (a Adjustment, ok bool) {
	for _, p := range b.Packs {
		if p.Country != "" && p.Country != country {
			continue
		}
		for _, x := range p.Adjust {
			if x.Rule == id {
				a, ok = x, true
			}
		}
	}
	return a, ok
}

// Options steers Load.
type Options struct {
	Examples bool    // read the examples too; they cost most of the loading time and only tests need them
	Packs    []fs.FS // further packs, in order
	Only     bool    // leave the built-in packs out
}

// Load reads the built-in packs and any further ones. All faults are reported together.
func Load(o Options) (*Book, error) {
	b := &Book{Sources: map[string]*Source{}, byID: map[string]*Rule{}}
	var dirs []fs.FS
	var names []string
	if !o.Only {
		dirs, names = append(dirs, embedded), append(names, "rulebook")
		for _, sub := range []string{"us", "au"} {
			d, err := fs.Sub(embedded, sub)
			if err != nil {
				return nil, err
			}
			dirs, names = append(dirs, d), append(names, "rulebook/"+sub)
		}
	}
	for i, d := range o.Packs {
		dirs, names = append(dirs, d), append(names, fmt.Sprintf("pack %d", i+1))
		if n, ok := d.(interface{ Name() string }); ok {
			names[len(names)-1] = n.Name()
		}
	}
	packs := make([]packFiles, len(dirs))
	for i, d := range dirs {
		packs[i] = packFiles{dir: d, name: names[i]}
	}
	decoded := make(chan struct{})
	go func() { // most of the loading time; the word lists are compiled beside it
		decodeAll(packs, o.Examples)
		close(decoded)
	}()
	err := detect.Start()
	<-decoded
	if err != nil {
		return nil, err
	}
	var faults []error
	for i := range packs {
		faults = append(faults, b.addPack(&packs[i], o.Examples)...)
	}
	for _, p := range b.Packs {
		for _, a := range p.Adjust {
			if b.byID[a.Rule] == nil {
				faults = append(faults, fmt.Errorf("pack %s: adjust: no rule is called %q", p.ID, a.Rule))
			}
			if _, ok := ParseLevel(a.Level); a.Level != "" && !ok {
				faults = append(faults, fmt.Errorf("pack %s: adjust %s: level %q is not advise, decide or stop", p.ID, a.Rule, a.Level))
			}
			for _, c := range a.Cite {
				if _, err := b.cite(c); err != nil {
					faults = append(faults, fmt.Errorf("pack %s: adjust %s: %w", p.ID, a.Rule, err))
				}
			}
		}
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("%w:\n%w", ErrInvalid, errors.Join(faults...))
	}
	return b, nil
}

func (b *Book) addPack(f *packFiles, examples bool) (faults []error) {
	if f.err != nil {
		return []error{f.err}
	}
	if f.pack.ID == "" || f.pack.Version == "" {
		faults = append(faults, fmt.Errorf("%s/pack.yaml: id and version are needed", f.name))
	}
	b.Packs = append(b.Packs, f.pack)
	for i := range f.sources {
		s := &f.sources[i]
		if s.err == nil {
			s.err = b.addSource(s)
		}
		if s.err != nil {
			faults = append(faults, fmt.Errorf("%s/%s: %w", f.name, s.file, s.err))
		}
	}
	for i := range f.areas {
		faults = append(faults, b.addRules(f.name, &f.areas[i], f.pack, examples)...)
	}
	return faults
}

func (b *Book) addSource(f *sourceFile) (err error) {
	s := &f.source
	if s.ID != strings.TrimSuffix(path.Base(f.file), ".yaml") {
		return fmt.Errorf("the id %q is not the file's name", s.ID)
	}
	if b.Sources[s.ID] != nil {
		return fmt.Errorf("source %q is given twice", s.ID)
	}
	if s.InForce != "" {
		if s.from, err = time.Parse("2006-01-02", s.InForce); err != nil {
			return fmt.Errorf("in_force: %q is not a day; write it as 2026-11-22", s.InForce)
		}
	}
	if s.Title == "" || s.Short == "" || s.Publisher == "" || s.Country == "" || len(s.Paragraphs) == 0 {
		return fmt.Errorf("title, short, publisher, country and paragraphs are needed")
	}
	seen := map[string]bool{}
	for _, p := range s.Paragraphs {
		switch p.Seen {
		case Seed, Read, Quoted, Inferred, Superseded, Memory:
		default:
			return fmt.Errorf("paragraph %q: seen: %q is not seed, read, quoted, inferred, superseded or memory", p.Para, p.Seen)
		}
		if p.Para == "" || p.Says == "" || seen[p.Para] {
			return fmt.Errorf("paragraph %q: needs a name of its own and what it says", p.Para)
		}
		seen[p.Para] = true
	}
	b.Sources[s.ID] = s
	return nil
}

func (b *Book) cite(s string) (Citation, error) {
	id, para, ok := strings.Cut(s, "/")
	src := b.Sources[id]
	if !ok || src == nil {
		return Citation{}, fmt.Errorf("cite: %q: no source is called %q", s, id)
	}
	for i := range src.Paragraphs {
		if src.Paragraphs[i].Para == para {
			return Citation{src, &src.Paragraphs[i]}, nil
		}
	}
	return Citation{}, fmt.Errorf("cite: %q: source %q has no paragraph %q", s, id, para)
}

func (b *Book) addRules(pack string, f *areaFile, p Pack, examples bool) (faults []error) {
	where := pack + "/" + f.file
	area := Area(strings.TrimSuffix(f.file, ".yaml"))
	if !slices.Contains(Areas(), area) {
		return []error{fmt.Errorf("%s: %q is not an area; the areas are %v", where, area, Areas())}
	}
	if f.err != nil {
		return []error{fmt.Errorf("%s%w", where, f.err)}
	}
	for i, e := range f.entries {
		r, errs := b.rule(e, area, p, examples)
		if i < len(f.lines) {
			r.Line = f.lines[i]
		}
		r.File = where
		for _, err := range errs {
			faults = append(faults, fmt.Errorf("%s:%d: rule %s: %w", where, r.Line, e.ID, err))
		}
		if b.byID[r.ID] != nil {
			faults = append(faults, fmt.Errorf("%s:%d: rule %s is given twice", where, r.Line, e.ID))
			continue
		}
		b.byID[r.ID] = r
		b.Rules = append(b.Rules, r)
	}
	return faults
}

func (b *Book) rule(e ruleEntry, area Area, p Pack, examples bool) (*Rule, []error) {
	var errs []error
	bad := func(format string, a ...any) { errs = append(errs, fmt.Errorf(format, a...)) }
	r := &Rule{ID: e.ID, Area: area, Title: e.Title, Say: e.Say, Ask: e.Ask, Hold: e.Hold, Mask: e.Mask, Fallback: e.Fallback, Sure: e.Sure || !p.Tempered, Note: e.Note, Country: e.Country, Pack: p.ID}
	if r.ID == "" || strings.Trim(r.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		bad("id: %q: lower-case words with hyphens are needed", r.ID)
	}
	if len(r.Country) == 0 && p.Country != "" {
		r.Country = []string{p.Country}
	}
	var ok bool
	if r.Level, ok = ParseLevel(e.Level); !ok {
		bad("level: %q is not advise, decide or stop", e.Level)
	}
	if e.Title == "" || e.Say == "" || e.When == "" || len(e.Cite) == 0 {
		bad("title, cite, when and say are needed")
	}
	for _, c := range e.Cite {
		cit, err := b.cite(c)
		if err != nil {
			bad("%w", err)
			continue
		}
		r.Cite = append(r.Cite, cit)
	}
	expr := func(field, s string) *Expr {
		if s == "" {
			return nil
		}
		x, err := ParseExpr(s)
		if err != nil {
			bad("%s: %w", field, err)
			return nil
		}
		for _, k := range x.Kinds() {
			if !detect.Known(k) {
				bad("%s: no detector reads a fact %q", field, k)
			}
		}
		return x
	}
	r.About, r.When = expr("about", e.About), expr("when", e.When)
	r.StopWhen, r.AdviseWhen = expr("stop_when", e.StopWhen), expr("advise_when", e.AdviseWhen)
	if pt := expr("point", e.Point); pt != nil {
		r.Point = pt.Kinds()
	} else {
		r.Point = r.When.Affirmed()
	}
	for _, f := range e.Fix {
		x, err := f.fix(r)
		if err != nil {
			bad("fix: %w", err)
		}
		r.Fix = append(r.Fix, x)
	}
	for _, a := range e.Answers {
		x := Answer{a.Say, Means(a.Means)}
		switch {
		case e.Ask == "":
			bad("answers: the rule asks nothing")
		case strings.TrimSpace(a.Say) == "" || x.Means != MeansClear && x.Means != MeansRaise && x.Means != MeansOpen:
			bad("answers: say %q, means %q: words are needed, and clear, raise or open", a.Say, a.Means)
		case r.Answered(a.Say) != MeansOpen:
			bad("answers: %q is given twice", a.Say)
		}
		r.Answers = append(r.Answers, x)
	}
	for _, w := range e.Ways {
		if !ways[Way(w)] {
			bad("ways: %q is not record, opinion, reason, rewrite or withhold", w)
		}
		if Way(w) == WayReason && area == Confidentiality && (r.Level == Stop) {
			bad("ways: a stop of confidentiality can't be justified away")
		}
		r.Ways = append(r.Ways, Way(w))
	}
	if len(r.Fix) == 0 && len(r.Ways) == 0 {
		bad("a way out is needed: fix or ways")
	}
	if examples {
		errs = append(errs, r.readExamples(e)...)
	}
	return r, errs
}

func (f fixEntry) fix(r *Rule) (Fix, error) {
	x := Fix{Title: f.Title, Insert: f.Insert, At: f.At, Replace: f.Replace, Remove: f.Remove, Widen: f.Widen, Move: f.Move, Safe: f.Safe == nil || *f.Safe}
	n := 0
	for _, set := range []bool{f.Insert != "", f.Replace != "", f.Remove, f.Widen, f.Move != ""} {
		if set {
			n++
		}
	}
	if n != 1 {
		return x, fmt.Errorf("one of insert, replace, remove, widen, move is needed")
	}
	if f.Insert != "" && f.At != "start" && f.At != "end" {
		return x, fmt.Errorf("insert needs \"at: start\" or \"at: end\"")
	}
	if f.Move != "" && f.Move != "start" {
		return x, fmt.Errorf("move knows only \"start\"")
	}
	for _, k := range f.Of {
		if !detect.Known(fact.Kind(k)) {
			return x, fmt.Errorf("of: no detector reads a fact %q", k)
		}
		x.Of = append(x.Of, fact.Kind(k))
	}
	if len(x.Of) == 0 {
		x.Of = r.Point
	}
	return x, nil
}

// Citation resolves "source/paragraph".
func (b *Book) Citation(s string) (Citation, bool) {
	c, err := b.cite(s)
	return c, err == nil
}

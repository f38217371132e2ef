// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
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

// maxPackVersion bounds a pack's version, in bytes.
const maxPackVersion = 40

// plainID tells whether an id is made of lower-case words, figures and hyphens.
func plainID(id string) bool {
	return id != "" && len(id) <= 100 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func packNameOf(d fs.FS, i int) string {
	if n, ok := d.(interface{ Name() string }); ok {
		return n.Name()
	}
	return fmt.Sprintf("pack %d", i+1)
}

func (b *Book) addPack(f *packFiles, examples bool) (faults []error) {
	if f.err != nil {
		return []error{f.err}
	}
	bad := func(err error) { faults = append(faults, &Fault{File: f.name + "/" + packName, Err: err}) }
	if f.pack.ID == "" || f.pack.Version == "" {
		bad(errors.New("id and version are needed"))
	} else if !plainID(f.pack.ID) || len(f.pack.Version) > maxPackVersion || strings.ContainsFunc(f.pack.Version, func(r rune) bool { return r <= ' ' || r > '~' }) {
		bad(fmt.Errorf("id %q, version %q: lower-case words with hyphens, and a version without spaces, are needed; both stand in signed papers", f.pack.ID, f.pack.Version))
	}
	if slices.ContainsFunc(b.Packs, func(p Pack) bool { return p.ID == f.pack.ID }) {
		bad(fmt.Errorf("there is a pack called %q already", f.pack.ID))
	}
	if _, err := policyOf(f.pack.Thresholds); err != nil {
		bad(fmt.Errorf("thresholds: %w", err))
	}
	b.Packs = append(b.Packs, f.pack)
	if f.dir != nil {
		b.dirs[f.pack.ID] = f.dir
	}
	for i := range f.sources {
		s := &f.sources[i]
		if s.err == nil {
			s.err = b.addSource(s)
		}
		if s.err != nil {
			faults = append(faults, &Fault{File: f.name + "/" + s.file, Line: s.line, Err: s.err})
		}
	}
	for i := range f.areas {
		faults = append(faults, b.addRules(f.name, &f.areas[i], f.pack, examples)...)
	}
	return faults
}

func (b *Book) addSource(f *sourceFile) (err error) {
	s := &f.source
	if f.file != packName && s.ID != strings.TrimSuffix(path.Base(f.file), ".yaml") {
		return fmt.Errorf("the id %q is not the file's name", s.ID)
	}
	if s.ID == "" || strings.Contains(s.ID, "/") {
		return fmt.Errorf("id: %q: a word without a slash is needed", s.ID)
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
	area := Area(f.area)
	at := func(i int) entryLines {
		if i < len(f.lines) {
			return f.lines[i]
		}
		return entryLines{}
	}
	if !slices.Contains(Areas(), area) {
		x := &Fault{File: where, Err: fmt.Errorf("%q is not an area; the areas are %v", area, Areas())}
		if f.file == packName {
			x.Line, x.Rule = at(0).of("area:"), f.entries[0].ID
		}
		return []error{x}
	}
	if f.err != nil {
		return []error{&Fault{File: where, Err: f.err}}
	}
	for i, e := range f.entries {
		r, errs := b.rule(e, area, p, examples)
		r.Line, r.File = at(i).line, where
		for j := range r.Examples {
			r.Examples[j].Line = at(i).fields[fmt.Sprintf("example %d", j+1)]
		}
		if e.Area != "" && e.Area != f.area {
			errs = append(errs, fmt.Errorf("area: this file is for %s", f.area))
		}
		for _, err := range errs {
			faults = append(faults, &Fault{where, at(i).of(err.Error()), e.ID, err})
		}
		if b.byID[r.ID] != nil {
			faults = append(faults, &Fault{where, r.Line, e.ID, errors.New("this id is given twice")})
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
	if !plainID(r.ID) {
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
	r.StopWhen, r.AdviseWhen, r.SureWhen = expr("stop_when", e.StopWhen), expr("advise_when", e.AdviseWhen), expr("sure_when", e.SureWhen)
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

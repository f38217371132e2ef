// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"chaperone/fact"
	"chaperone/fact/detect"

	"github.com/goccy/go-yaml"
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
	if err := detect.Start(); err != nil {
		return nil, err
	}
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
	var faults []error
	for i, d := range dirs {
		faults = append(faults, b.addPack(d, names[i], o.Examples)...)
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

func (b *Book) addPack(d fs.FS, name string, examples bool) (faults []error) {
	var p Pack
	data, err := readFile(d, "pack.yaml")
	if err != nil {
		return []error{fmt.Errorf("%s: a pack needs a file pack.yaml with id, title and version: %w", name, err)}
	}
	if err := yaml.UnmarshalWithOptions(data, &p, yaml.Strict()); err != nil {
		return []error{fmt.Errorf("%s/pack.yaml: %s", name, yaml.FormatError(err, false, true))}
	}
	if p.ID == "" || p.Version == "" {
		faults = append(faults, fmt.Errorf("%s/pack.yaml: id and version are needed", name))
	}
	b.Packs = append(b.Packs, p)
	sources, _ := fs.Glob(d, "sources/*.yaml")
	for _, f := range sources {
		if err := b.addSource(d, f); err != nil {
			faults = append(faults, fmt.Errorf("%s/%s: %w", name, f, err))
		}
	}
	files, _ := fs.Glob(d, "*.yaml")
	sort.Strings(files)
	for _, f := range files {
		if f != "pack.yaml" {
			faults = append(faults, b.addRules(d, name, f, p, examples)...)
		}
	}
	return faults
}

// maxPackFile bounds one file of a pack, in bytes.
const maxPackFile = 2 << 20

func readFile(d fs.FS, name string) ([]byte, error) {
	if info, err := fs.Stat(d, name); err == nil && info.Size() > maxPackFile {
		return nil, fmt.Errorf("it is longer than 2 MiB")
	}
	return fs.ReadFile(d, name)
}

func (b *Book) addSource(d fs.FS, file string) error {
	data, err := readFile(d, file)
	if err != nil {
		return err
	}
	var s Source
	if err := yaml.UnmarshalWithOptions(data, &s, yaml.Strict()); err != nil {
		return errors.New(yaml.FormatError(err, false, true))
	}
	if s.ID != strings.TrimSuffix(path.Base(file), ".yaml") {
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
	b.Sources[s.ID] = &s
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

type fixEntry struct {
	Title   string   `yaml:"title"`
	Insert  string   `yaml:"insert"`
	At      string   `yaml:"at"`
	Replace string   `yaml:"replace"`
	Remove  bool     `yaml:"remove"`
	Widen   bool     `yaml:"widen"`
	Move    string   `yaml:"move"`
	Of      []string `yaml:"of"`
	Safe    *bool    `yaml:"safe"`
}

type exampleEntry struct {
	Raised *string       `yaml:"raised"`
	Ask    *string       `yaml:"ask"`
	Clear  *string       `yaml:"clear"`
	Silent *string       `yaml:"silent"`
	Fixed  string        `yaml:"fixed"`
	Level  string        `yaml:"level"`
	With   *fact.Context `yaml:"with"`
}

type ruleEntry struct {
	ID         string         `yaml:"id"`
	Title      string         `yaml:"title"`
	Level      string         `yaml:"level"`
	Cite       []string       `yaml:"cite"`
	Country    []string       `yaml:"country"`
	About      string         `yaml:"about"`
	When       string         `yaml:"when"`
	StopWhen   string         `yaml:"stop_when"`
	AdviseWhen string         `yaml:"advise_when"`
	Point      string         `yaml:"point"`
	Say        string         `yaml:"say"`
	Ask        string         `yaml:"ask"`
	Hold       bool           `yaml:"hold"`
	Mask       bool           `yaml:"mask"`
	Note       string         `yaml:"note"`
	Fix        []fixEntry     `yaml:"fix"`
	Ways       []string       `yaml:"ways"`
	Examples   []exampleEntry `yaml:"examples"`
}

// withoutExamples blanks example blocks, keeping line numbers, since they are most of a file and only tests read them.
func withoutExamples(data []byte) []byte {
	out := make([]byte, 0, len(data))
	inside, depth := false, 0
	for line := range strings.Lines(string(data)) {
		body := strings.TrimLeft(line, " ")
		indent := len(line) - len(body)
		if inside && strings.TrimSpace(body) != "" && (indent < depth || indent == depth && !strings.HasPrefix(body, "-") && !strings.HasPrefix(body, "#")) {
			inside = false
		}
		if !inside && strings.HasPrefix(body, "examples:") {
			inside, depth = true, indent
			out = append(out, '\n')
			continue
		}
		if inside {
			out = append(out, '\n')
			continue
		}
		out = append(out, line...)
	}
	return out
}

func (b *Book) addRules(d fs.FS, pack, file string, p Pack, examples bool) (faults []error) {
	where := pack + "/" + file
	area := Area(strings.TrimSuffix(file, ".yaml"))
	if !slices.Contains(Areas(), area) {
		return []error{fmt.Errorf("%s: %q is not an area; the areas are %v", where, area, Areas())}
	}
	data, err := readFile(d, file)
	if err != nil {
		return []error{fmt.Errorf("%s: %w", where, err)}
	}
	if !examples {
		data = withoutExamples(data)
	}
	var entries []ruleEntry
	if err := yaml.UnmarshalWithOptions(data, &entries, yaml.Strict()); err != nil {
		return []error{fmt.Errorf("%s:%s", where, yaml.FormatError(err, false, true))}
	}
	lines := ruleLines(data)
	for i, e := range entries {
		r, errs := b.rule(e, area, p, examples)
		if i < len(lines) {
			r.Line = lines[i]
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

// ruleLines finds the line each rule begins on.
func ruleLines(data []byte) []int {
	var out []int
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		if strings.HasPrefix(strings.TrimSpace(line), "- id:") {
			out = append(out, n)
		}
	}
	return out
}

func (b *Book) rule(e ruleEntry, area Area, p Pack, examples bool) (*Rule, []error) {
	var errs []error
	bad := func(format string, a ...any) { errs = append(errs, fmt.Errorf(format, a...)) }
	r := &Rule{ID: e.ID, Area: area, Title: e.Title, Say: e.Say, Ask: e.Ask, Hold: e.Hold, Mask: e.Mask, Note: e.Note, Country: e.Country, Pack: p.ID}
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

func (r *Rule) readExamples(e ruleEntry) (errs []error) {
	raised, clear := false, false
	for i, x := range e.Examples {
		ex := Example{Fixed: x.Fixed}
		n := 0
		for _, o := range []struct {
			name string
			text *string
		}{{"raised", x.Raised}, {"ask", x.Ask}, {"clear", x.Clear}, {"silent", x.Silent}} {
			if o.text != nil {
				n++
				ex.Outcome, ex.Text = o.name, *o.text
			}
		}
		if n != 1 {
			errs = append(errs, fmt.Errorf("example %d: one of raised, ask, clear, silent is needed", i+1))
		}
		if x.Level != "" {
			var ok bool
			if ex.Level, ok = ParseLevel(x.Level); !ok {
				errs = append(errs, fmt.Errorf("example %d: level %q is not known", i+1, x.Level))
			}
		}
		if x.With != nil {
			ex.Context = *x.With
		}
		raised = raised || ex.Outcome == "raised"
		clear = clear || ex.Outcome == "clear" || ex.Outcome == "silent"
		r.Examples = append(r.Examples, ex)
	}
	if !raised || !clear {
		errs = append(errs, fmt.Errorf("a raised example and a clear or silent one are needed"))
	}
	return errs
}

// Citation resolves "source/paragraph".
func (b *Book) Citation(s string) (Citation, bool) {
	c, err := b.cite(s)
	return c, err == nil
}

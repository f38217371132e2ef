// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"errors"
	"fmt"
	"slices"
)

// Adjustment changes one rule of an earlier pack for authors of this pack's country.
type Adjustment struct {
	Rule  string   `yaml:"rule"`
	Level string   `yaml:"level"` // new level
	Off   bool     `yaml:"off"`   // not in force
	Cite  []string `yaml:"cite"`  // paragraphs to cite first
	Why   string   `yaml:"why"`
}

// SwitchedOff gives the ids of the rules that packs for everywhere switch off, in order of the rules.
func (b *Book) SwitchedOff() (ids []string) {
	off := map[string]bool{}
	for _, p := range b.Packs {
		for _, a := range p.Adjust {
			if p.Country == "" && a.Off {
				off[a.Rule] = true
			}
		}
	}
	for _, r := range b.Rules {
		if off[r.ID] {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

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

// Adjusting gives the book with one more pack on top that has no rules of its own: what it switches off, changes and asks for.
func (b *Book) Adjusting(p Pack) (*Book, error) {
	next := *b
	next.Packs = slices.Clone(b.Packs)
	f := packFiles{name: p.ID, pack: p}
	if err := next.addAll([]packFiles{f}, false); err != nil {
		return nil, err
	}
	return &next, nil
}

// checkAdjust says what of a pack's adjustments can't be. A stop of confidentiality protects somebody who isn't here to be asked: no pack
// may switch it off or lower it.
func (b *Book) checkAdjust(f *packFiles) (faults []error) {
	for i, a := range f.pack.Adjust {
		where := entryLines{}
		if i < len(f.adjust) {
			where = f.adjust[i]
		}
		bad := func(format string, args ...any) {
			err := fmt.Errorf("adjust %s: %w", a.Rule, fmt.Errorf(format, args...))
			faults = append(faults, &Fault{File: f.name + "/" + packName, Line: where.line, Err: err})
		}
		r := b.byID[a.Rule]
		if r == nil {
			bad("no rule is called %q", a.Rule)
			continue
		}
		level, ok := ParseLevel(a.Level)
		if a.Level != "" && !ok {
			bad("level %q is not advise, decide or stop", a.Level)
		}
		if r.Protected() && (a.Off || a.Level != "" && level < r.Level) {
			bad("%w", ErrProtected)
		}
		for _, c := range a.Cite {
			if _, err := b.cite(c); err != nil {
				bad("%w", err)
			}
		}
	}
	return faults
}

// ErrProtected says that a rule is a stop of confidentiality.
var ErrProtected = errors.New("a stop of confidentiality can't be switched off or lowered")

// Protected tells whether a rule may stop a post for confidentiality: such a rule is never switched off.
func (r *Rule) Protected() bool {
	return r.Area == Confidentiality && (r.Level == Stop || r.StopWhen != nil)
}

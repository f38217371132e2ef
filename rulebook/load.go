// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

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
	// Thresholds are how many people a story has to fit, where an organisation asks for more than the least.
	Thresholds fact.Thresholds `yaml:"thresholds" json:",omitzero"`
}

// Book is a loaded rulebook: all packs, checked against each other. It is not changed after Load.
type Book struct {
	Rules   []*Rule
	Sources map[string]*Source
	Packs   []Pack
	byID    map[string]*Rule
	dirs    map[string]fs.FS // by pack: where Examples finds them
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
	switch n := len(b.SwitchedOff()); n {
	case 0:
	case 1:
		v += " without 1 rule"
	default:
		v += fmt.Sprintf(" without %d rules", n)
	}
	return v
}

// Rule finds a rule by its id; nil where there is none.
func (b *Book) Rule(id string) *Rule { return b.byID[id] }

// Options steers Load.
type Options struct {
	Examples bool    // read the examples too; they cost most of the loading time and only tests need them
	Packs    []fs.FS // further packs, in order
	Only     bool    // leave the built-in packs out
	Version  string  // With: of packs that say none themselves
}

// Load reads the built-in packs and any further ones. All faults are reported together.
func Load(o Options) (*Book, error) {
	b := &Book{Sources: map[string]*Source{}, byID: map[string]*Rule{}, dirs: map[string]fs.FS{}}
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
		dirs, names = append(dirs, d), append(names, packNameOf(d, i))
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
	if err := b.addAll(packs, o.Examples); err != nil {
		return nil, err
	}
	return b, nil
}

// With gives the book with further packs on top, as Load would have made it with them last. The book itself stays as it is. o.Only is not for it.
func (b *Book) With(o Options) (*Book, error) {
	packs := make([]packFiles, len(o.Packs))
	for i, d := range o.Packs {
		packs[i] = packFiles{dir: d, name: packNameOf(d, i)}
	}
	decodeAll(packs, o.Examples)
	for i := range packs {
		if packs[i].pack.Version == "" {
			packs[i].pack.Version = o.Version
		}
	}
	next := &Book{Rules: slices.Clone(b.Rules), Sources: maps.Clone(b.Sources), Packs: slices.Clone(b.Packs), byID: maps.Clone(b.byID), dirs: maps.Clone(b.dirs)}
	if err := next.addAll(packs, o.Examples); err != nil {
		return nil, err
	}
	return next, nil
}

// addAll puts packs on top and checks what they say of one another. All faults are reported together.
func (b *Book) addAll(packs []packFiles, examples bool) error {
	var faults []error
	for i := range packs {
		faults = append(faults, b.addPack(&packs[i], examples)...)
	}
	for i := range packs {
		faults = append(faults, b.checkAdjust(&packs[i])...)
	}
	if len(faults) > 0 {
		return fmt.Errorf("%w:\n%w", ErrInvalid, errors.Join(faults...))
	}
	return nil
}

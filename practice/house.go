// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"chaperone/fact"
	"chaperone/record"
	"chaperone/rulebook"
)

// What a practice has decided of its own rulebook is kept as one state; each change of it is an event.
const (
	stateHouse    = "house" // one, with the id "rules"
	houseRules    = "rules"
	aboutHouse    = stateHouse + "/" + houseRules
	kindSwitched  = "house.switched"   // a rule off or on
	kindPackSaved = "house.pack-saved" // the practice's own pack
	kindThreshold = "house.thresholds" // how many people a story has to fit
	kindSecond    = "house.second-person"
)

// House is what this practice has decided of its rulebook, on top of the packs it was opened with.
type House struct {
	Off          []SwitchedOff   `json:"off,omitempty"`  // in order of the rules' ids
	Pack         *OwnPack        `json:"pack,omitempty"` // nil: none
	Thresholds   fact.Thresholds `json:"thresholds,omitzero"`
	SecondPerson bool            `json:"second_person,omitempty"` // who wrote in a post doesn't sign it off
	Packs        int             `json:"packs,omitempty"`         // how often the own pack was saved or taken away
	Changes      int             `json:"changes"`                 // how often rules were switched or thresholds set
}

// SwitchedOff is a rule that isn't in force here, and why.
type SwitchedOff struct {
	Rule string    `json:"rule"`
	Why  string    `json:"why"`
	By   string    `json:"by"` // a member's id
	At   time.Time `json:"at"`
}

// OwnPack is the practice's own rules, as they were written: a pack of one file (rulebook.OneFile).
type OwnPack struct {
	Text    string    `json:"text"`
	Version int       `json:"version"` // from 1
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// Bodies of the events.
type (
	switched struct {
		Rule string `json:"rule"`
		Off  bool   `json:"off"`
		Why  string `json:"why"`
	}
	packSaved struct {
		Text    string `json:"text"` // "": taken away
		Version int    `json:"version"`
	}
	secondPerson struct {
		On bool `json:"on"`
	}
)

// applyHouse makes an event happen to what the practice has decided. It knows no rulebook: what may be was decided before.
func applyHouse(h *House, e record.Event) error {
	read := func(into any) error {
		if err := json.Unmarshal(e.Body, into); err != nil {
			return fmt.Errorf("%w: %s: %v", record.ErrCorrupt, e.Kind, err)
		}
		return nil
	}
	switch e.Kind {
	case kindSwitched:
		var b switched
		if err := read(&b); err != nil {
			return err
		}
		h.Off = slices.DeleteFunc(h.Off, func(s SwitchedOff) bool { return s.Rule == b.Rule })
		if b.Off {
			h.Off = append(h.Off, SwitchedOff{b.Rule, b.Why, e.By, e.At})
			slices.SortFunc(h.Off, func(a, b SwitchedOff) int { return strings.Compare(a.Rule, b.Rule) })
		}
		if len(h.Off) == 0 {
			h.Off = nil
		}
		h.Changes++
	case kindPackSaved:
		var b packSaved
		if err := read(&b); err != nil {
			return err
		}
		h.Pack, h.Packs = nil, b.Version
		if b.Text != "" {
			h.Pack = &OwnPack{b.Text, b.Version, e.By, e.At}
		}
	case kindThreshold:
		var b fact.Thresholds
		if err := read(&b); err != nil {
			return err
		}
		h.Thresholds = b
		h.Changes++
	case kindSecond:
		var b secondPerson
		if err := read(&b); err != nil {
			return err
		}
		h.SecondPerson = b.On
	default:
		return fmt.Errorf("%w: nobody knows events of the kind %s", record.ErrNewer, e.Kind)
	}
	return nil
}

// books is the rulebook this practice goes by at one moment: the packs it was opened with, its own pack on top, and what it has switched off.
type books struct {
	of      []byte // the state it was made from
	house   House
	checker Checker
	digest  func() string
	fault   error // why the own pack is not in force, where it can't be: a newer program may read fewer facts
}

// booksOf gives the rulebook as a view or transaction sees it.
func (o *Office) booksOf(v record.View) (*books, error) {
	data, err := v.State(stateHouse, houseRules)
	if err != nil && !errors.Is(err, record.ErrNotFound) {
		return nil, err
	}
	now := o.books.Load()
	if now != nil && bytes.Equal(now.of, data) {
		return now, nil
	}
	b := &books{of: data}
	if data != nil {
		k, err := keptOf(data)
		if err == nil {
			err = json.Unmarshal(k.Open, &b.house)
		}
		if err != nil {
			return nil, fmt.Errorf("the practice's own rules: %w: %v", record.ErrCorrupt, err)
		}
	}
	o.make(b)
	o.books.Store(b)
	return b, nil
}

// make puts the rulebook together. It can't fail: what of the practice's own no longer fits is left out, and b.fault says so.
func (o *Office) make(b *books) {
	b.checker = o.base
	if b.house.Pack != nil {
		with, err := withOwn(o.base.Book, b.house.Pack.Text, b.house.Pack.Version, false)
		if err == nil {
			b.checker.Book = with
		} else {
			b.fault = err
		}
	}
	with, err := b.checker.Book.Adjusting(b.house.adjusting(b.checker.Book))
	if err == nil && b.house.Changes > 0 {
		b.checker.Book = with
	} else if err != nil && b.fault == nil {
		b.fault = err
	}
	b.digest = sync.OnceValue(b.checker.Book.Digest)
}

// ownName is what faults of the practice's own pack are told by.
const ownName = "own"

// withOwn puts the practice's own pack on top of a book.
func withOwn(b *rulebook.Book, text string, version int, examples bool) (*rulebook.Book, error) {
	return b.With(rulebook.Options{Examples: examples, Version: strconv.Itoa(version), Packs: []fs.FS{rulebook.OneFile(ownName, []byte(text))}})
}

// housePack is the id of the pack that holds what was switched off.
const housePack = "practice"

// adjusting gives what was decided as a pack without rules. Rules that are gone from the book, and those that became stops of confidentiality
// since, are left out: there is nothing to switch off, or nobody may.
func (h *House) adjusting(b *rulebook.Book) rulebook.Pack {
	p := rulebook.Pack{ID: housePack, Title: "Decided here", Version: strconv.Itoa(h.Changes), Thresholds: h.Thresholds}
	for _, s := range h.Off {
		if r := b.Rule(s.Rule); r != nil && !r.Protected() {
			p.Adjust = append(p.Adjust, rulebook.Adjustment{Rule: s.Rule, Off: true, Why: s.Why})
		}
	}
	return p
}

// current is the rulebook that was last seen in the store; every view and transaction has a look.
func (o *Office) current() *books {
	if b := o.books.Load(); b != nil {
		return b
	}
	b := &books{}
	o.make(b)
	return b
}

// Book gives the rulebook this practice goes by: as it stood when the store was last read, which every use case does first.
func (o *Office) Book() *rulebook.Book { return o.current().checker.Book }

// Base gives the rulebook without what this practice has decided itself.
func (o *Office) Base() *rulebook.Book { return o.base.Book }

// MayAnswer says why a rule's question doesn't take an answer (ErrAnswer); nil where it does.
func (o *Office) MayAnswer(rule, value string) error {
	c := o.current().checker
	return c.MayAnswer(rule, value)
}

// HouseRules gives what this practice has decided of its rulebook, and why its own pack is not in force where it can't be read any more.
func (o *Office) HouseRules(ctx context.Context) (h House, fault error, err error) {
	err = o.view(ctx, func(r reading) error {
		h, fault = r.books.house, r.books.fault
		h.Off = slices.Clone(h.Off)
		return nil
	})
	return h, fault, err
}

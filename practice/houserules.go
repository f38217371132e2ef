// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"chaperone/fact"
	"chaperone/finding"
	"chaperone/record"
	"chaperone/rulebook"
)

// ErrHouse marks what can't be decided of the rulebook; its words are for people.
var ErrHouse = errors.New("the rulebook stays as it is")

func houseFault(format string, a ...any) error {
	return &refusal{ErrHouse, fmt.Sprintf(format, a...)}
}

// refusal is something refused in words for people.
type refusal struct {
	kind  error
	words string
}

func (r *refusal) Error() string { return r.words }
func (r *refusal) Unwrap() error { return r.kind }

// Bounds of what is written about the rulebook.
const (
	maxWhy       = 500       // characters
	MaxOwnPack   = 256 << 10 // bytes
	mostExamples = 500       // of an own pack: each is read as a post is
)

// changeHouse does one thing to what the practice has decided. Published posts are held against the rulebook that stood before, at the next
// Recheck: where none was kept yet, it is kept now.
func (o *Office) changeHouse(ctx context.Context, by Member, decide func(w *work, h House) (kind string, body any, err error)) error {
	err := o.update(ctx, by, func(w *work) error {
		kind, body, err := decide(w, w.books.house)
		if err != nil {
			return err
		}
		if _, err := w.v.State(stateRulebook, rulebookCurrent); errors.Is(err, record.ErrNotFound) {
			a, err := w.books.adopted()
			if err != nil {
				return err
			}
			if err := w.adopt(a); err != nil {
				return err
			}
		}
		if err := w.emit(kind, aboutHouse, w.at, w.by, body, nil, ""); err != nil {
			return err
		}
		h := w.books.house
		h.Off = append([]SwitchedOff(nil), h.Off...)
		if err := applyHouse(&h, w.events[len(w.events)-1]); err != nil {
			return err
		}
		w.later(stateHouse, houseRules, func() error { return w.put(stateHouse, houseRules, h, nil, "") })
		return nil
	})
	if err != nil {
		return err
	}
	return o.view(ctx, func(reading) error { return nil }) // Book gives the new one from now on
}

// SwitchOff takes a rule out of force in this practice, with a reason. Stops of confidentiality stay.
func (o *Office) SwitchOff(ctx context.Context, by Member, rule, why string) error {
	why = strings.TrimSpace(why)
	return o.changeHouse(ctx, by, func(w *work, h House) (string, any, error) {
		r := w.books.checker.Book.Rule(rule)
		switch {
		case r == nil:
			return "", nil, fmt.Errorf("rule %s: %w", rule, record.ErrNotFound)
		case r.Protected():
			return "", nil, houseFault("this rule protects somebody who can't be asked, so it stays on. Other ways out are on each post")
		case why == "":
			return "", nil, houseFault("a reason is needed: it is shown wherever somebody asks why this isn't checked")
		case utf8.RuneCountInString(why) > maxWhy:
			return "", nil, houseFault("a reason may have %d characters", maxWhy)
		case h.off(rule) != nil:
			return "", nil, houseFault("this rule is off already")
		}
		return kindSwitched, switched{rule, true, why}, nil
	})
}

// SwitchOn puts a rule in force again; the reason may be empty.
func (o *Office) SwitchOn(ctx context.Context, by Member, rule, why string) error {
	return o.changeHouse(ctx, by, func(_ *work, h House) (string, any, error) {
		if h.off(rule) == nil {
			return "", nil, houseFault("this rule is on already")
		}
		if utf8.RuneCountInString(why) > maxWhy {
			return "", nil, houseFault("a reason may have %d characters", maxWhy)
		}
		return kindSwitched, switched{rule, false, strings.TrimSpace(why)}, nil
	})
}

func (h *House) off(rule string) *SwitchedOff {
	for i := range h.Off {
		if h.Off[i].Rule == rule {
			return &h.Off[i]
		}
	}
	return nil
}

// SetThresholds sets how many people a story has to fit here. They can only be raised over what holds everywhere, and no pack's are lowered.
func (o *Office) SetThresholds(ctx context.Context, by Member, t fact.Thresholds) error {
	return o.changeHouse(ctx, by, func(w *work, h House) (string, any, error) {
		if t == h.Thresholds {
			return "", nil, houseFault("these numbers hold already")
		}
		if _, err := w.books.checker.Book.Adjusting(rulebook.Pack{ID: "asked", Version: "1", Thresholds: t}); err != nil {
			return "", nil, houseFault("the numbers can only be raised: at least 11 and 20 people, for sensitive stories 20 and 40; the second is never below the first")
		}
		return kindThreshold, t, nil
	})
}

// AskSecondPerson says whether somebody who wrote in a post may sign it off.
func (o *Office) AskSecondPerson(ctx context.Context, by Member, on bool) error {
	return o.changeHouse(ctx, by, func(_ *work, h House) (string, any, error) {
		if on == h.SecondPerson {
			return "", nil, houseFault("it is so already")
		}
		return kindSecond, secondPerson{on}, nil
	})
}

// PackCheck is what trying a pack out gives.
type PackCheck struct {
	Faults   []rulebook.Fault // of its form; with any, nothing else was tried
	Rules    int
	Examples []TriedExample // in order
}

// TriedExample is an example and what the rule made of it.
type TriedExample struct {
	Rule, Title, Outcome, Text string
	Line                       int   // from 1; 0 where it isn't known
	Err                        error // nil: it does what it says
}

// Fails counts the examples that don't do what they say.
func (c *PackCheck) Fails() (n int) {
	for _, x := range c.Examples {
		if x.Err != nil {
			n++
		}
	}
	return n
}

// Holds tells whether the pack may be saved.
func (c *PackCheck) Holds() bool { return len(c.Faults) == 0 && c.Fails() == 0 }

// CheckPack tries a text out as the practice's own pack: its form, what it cites and adjusts, and each of its examples. It keeps nothing.
func (o *Office) CheckPack(ctx context.Context, text string) (*PackCheck, error) {
	out := &PackCheck{}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if len(text) > MaxOwnPack {
		out.Faults = []rulebook.Fault{{Err: errors.New("it is longer than 256 KB")}}
		return out, nil
	}
	h, _, err := o.HouseRules(ctx)
	if err != nil {
		return nil, err
	}
	book, err := withOwn(o.base.Book, text, h.Packs+1, true)
	if err == nil { // what was decided before has to stand on top of it
		_, err = book.Adjusting(h.adjusting(book))
	}
	if err != nil {
		if out.Faults = rulebook.Faults(err); len(out.Faults) == 0 {
			return nil, err
		}
		return out, nil
	}
	own, n := book.Rules[len(o.base.Book.Rules):], 0
	for _, r := range own {
		n += len(r.Examples)
	}
	if n > mostExamples {
		out.Faults = []rulebook.Fault{{Err: fmt.Errorf("it has %d examples; %d at most, or trying them out takes too long", n, mostExamples)}}
		return out, nil
	}
	for _, r := range own {
		out.Rules++
		for _, x := range r.Examples {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			words := x.Text
			if plain, _, err := fact.Marks(x.Text); err == nil {
				words = plain
			}
			out.Examples = append(out.Examples, TriedExample{r.ID, r.Title, x.Outcome, words, x.Line, finding.Try(book, r, x)})
		}
	}
	return out, nil
}

// SavePack makes a text the practice's own pack, for every check from then on. was is the version it was written from (0: none):
// ErrOtherCopy where somebody saved another meanwhile. *BadPack where it doesn't hold; nothing changes then.
func (o *Office) SavePack(ctx context.Context, by Member, text string, was int) error {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) + "\n"
	if strings.TrimSpace(text) == "" {
		return o.dropPack(ctx, by, was)
	}
	check, err := o.CheckPack(ctx, text) // outside the transaction: examples take their time
	if err != nil {
		return err
	}
	if !check.Holds() {
		return &BadPack{check}
	}
	return o.changeHouse(ctx, by, func(_ *work, h House) (string, any, error) {
		if h.Packs != was {
			return "", nil, ErrOtherCopy
		}
		if h.Pack != nil && h.Pack.Text == text {
			return "", nil, houseFault("nothing was changed in it")
		}
		return kindPackSaved, packSaved{text, h.Packs + 1}, nil
	})
}

func (o *Office) dropPack(ctx context.Context, by Member, was int) error {
	return o.changeHouse(ctx, by, func(_ *work, h House) (string, any, error) {
		switch {
		case h.Packs != was:
			return "", nil, ErrOtherCopy
		case h.Pack == nil:
			return "", nil, houseFault("there is no pack to take away")
		}
		return kindPackSaved, packSaved{"", h.Packs + 1}, nil
	})
}

// BadPack is a pack that can't be saved, and why.
type BadPack struct{ Check *PackCheck }

// Error counts what is wrong.
func (b *BadPack) Error() string {
	return fmt.Sprintf("the pack has %s and %s", count(len(b.Check.Faults), "fault", "faults"), count(b.Check.Fails(), "failing example", "failing examples"))
}

// Unwrap gives ErrHouse.
func (b *BadPack) Unwrap() error { return ErrHouse }

// HouseChange is one thing that was decided of the rulebook.
type HouseChange struct {
	Seq        int64
	At         time.Time
	By         string // a member's id
	Rule       string // switched off or on
	Off        bool
	Why        string
	Version    int    // of the own pack
	Text       string // of the own pack; "" where it was taken away
	Thresholds *fact.Thresholds
	Second     *bool
}

// HouseHistory gives what was decided of the rulebook, the latest first.
func (o *Office) HouseHistory(ctx context.Context) (out []HouseChange, err error) {
	err = o.view(ctx, func(r reading) error {
		return r.v.About(aboutHouse, func(row record.Row) error {
			e, err := record.Decode(row.Data)
			if err != nil {
				return fmt.Errorf("entry %d of the log: %w", row.Seq+1, err)
			}
			c := HouseChange{Seq: row.Seq, At: e.At, By: e.By}
			switch e.Kind {
			case kindSwitched:
				var b switched
				err = json.Unmarshal(e.Body, &b)
				c.Rule, c.Off, c.Why = b.Rule, b.Off, b.Why
			case kindPackSaved:
				var b packSaved
				err = json.Unmarshal(e.Body, &b)
				c.Version, c.Text = b.Version, b.Text
			case kindThreshold:
				c.Thresholds = &fact.Thresholds{}
				err = json.Unmarshal(e.Body, c.Thresholds)
			case kindSecond:
				var b secondPerson
				err = json.Unmarshal(e.Body, &b)
				c.Second = &b.On
			}
			if err != nil {
				return fmt.Errorf("entry %d of the log: %w: %v", row.Seq+1, record.ErrCorrupt, err)
			}
			out = append([]HouseChange{c}, out...)
			return nil
		})
	})
	return out, err
}

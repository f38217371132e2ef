// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"encoding/json"
	"errors"
	"net/http"
	"unicode/utf8"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/practice"
)

// draft is what the editor's script sends.
type draft struct {
	ID        string            `json:"id"`
	Version   int               `json:"version"`
	Text      string            `json:"text"`
	Platforms []string          `json:"platforms"`
	Audience  string            `json:"audience"`
	Paid      string            `json:"paid"`
	Answers   map[string]string `json:"answers"`
	Media     *[]mediumSent     `json:"media"` // nil: as they are
	Deep      bool              `json:"deep"`  // take the time that the final check takes
	Force     bool              `json:"force"` // keep it over what another tab kept
}

// checked is what it gets. Places count UTF-16 code units, as scripts do.
type checked struct {
	Marks []markOut            `json:"marks"`
	Fold  int                  `json:"fold"`  // -1: nothing is hidden
	Folds map[string]int       `json:"folds"` // for each place
	Chips map[string]chipOut   `json:"chips"`
	Fixes map[string][]editOut `json:"fixes"`
	Parts map[string]string    `json:"parts"` // HTML, by the id of the element it goes into
	Level string               `json:"level"`
	Says  string               `json:"says"` // the verdict in a sentence
	Deep  bool                 `json:"deep"`
}

type markOut struct {
	Start int    `json:"s"`
	End   int    `json:"e"`
	N     int    `json:"n"`
	Level string `json:"l"`
	Last  bool   `json:"last,omitempty"`
}

type chipOut struct {
	Count string `json:"count"`
	Over  bool   `json:"over,omitempty"`
}

type editOut struct {
	Start int    `json:"s"`
	End   int    `json:"e"`
	Text  string `json:"t"`
}

// draftOf reads what the script sent, laid over what is kept of the draft.
func (c *call) draftOf() (draft, practice.Working, error) {
	var d draft
	dec := json.NewDecoder(c.r.Body)
	if err := dec.Decode(&d); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return d, practice.Working{}, errTooLarge
		}
		return d, practice.Working{}, errForm
	}
	w := practice.Working{}
	if d.ID != "" {
		var err error
		if w, err = c.office.OpenWorking(c.ctx(), d.ID); err != nil {
			return d, w, err
		}
	}
	form := practice.Working{Version: d.Version, Answers: map[string]string{}}
	for rule, a := range d.Answers {
		if a != "" {
			form.Answers[rule] = a
		}
	}
	var err error
	if form.Revision, err = revisionOf(d.Text, d.Platforms, d.Audience, d.Paid); err != nil {
		return d, w, err
	}
	if form.Revision.Media, err = mediaIn(d.Media); err != nil {
		return d, w, err
	}
	w = over(w, form)
	w.Answers = form.Answers // a script sends all of them
	return d, w, nil
}

// check reads what is being typed. It keeps nothing.
func (c *call) check() error {
	d, w, err := c.draftOf()
	if err != nil {
		return err
	}
	depth := fact.Quick
	if d.Deep {
		depth = fact.Deep
	}
	r, err := c.looked(w, depth)
	if err != nil {
		return err
	}
	at := newUnits(w.Revision.Text)
	out := checked{Marks: []markOut{}, Fold: -1, Folds: map[string]int{}, Chips: map[string]chipOut{}, Fixes: map[string][]editOut{}, Parts: map[string]string{}, Level: r.Verdict.Level,
		Says: r.Verdict.Big + ". " + r.Verdict.Line, Deep: d.Deep}
	last := map[int]int{}
	for i, m := range r.Marks {
		last[m.N] = i
	}
	for i, m := range r.Marks {
		out.Marks = append(out.Marks, markOut{at.of(m.Start), at.of(m.End), m.N, m.Level, last[m.N] == i})
	}
	if f := foldAt(w.Revision); f >= 0 {
		out.Fold = at.of(f)
	}
	for _, p := range places {
		x := chipOf(p, w.Revision.Text, false)
		out.Chips[string(p)] = chipOut{x.Count, x.Over}
		if f := foldIn(w.Revision.Text, p.Fold()); f >= 0 {
			out.Folds[string(p)] = at.of(f)
		}
	}
	for value, edits := range r.Fixes {
		out.Fixes[value] = unitsOf(edits, at)
	}
	for _, name := range []string{"verdict", "notes", "questions", "areas", "seen", "gauge", "dock"} {
		if out.Parts[name], err = part("write", name, r); err != nil {
			return err
		}
	}
	c.json(http.StatusOK, out)
	return nil
}

func unitsOf(edits []post.Edit, at *units) []editOut {
	var out []editOut
	for _, e := range edits {
		out = append(out, editOut{at.of(e.Start), at.of(e.End), e.Text})
	}
	return out
}

// saved is what the script gets for a draft that was kept.
type saved struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Saved   string `json:"saved"` // the time, for people
}

// save keeps what is being typed as the working copy.
func (c *call) save() error {
	d, w, err := c.draftOf()
	if err != nil {
		return err
	}
	if d.Force && w.ID != "" {
		last, err := c.office.OpenWorking(c.ctx(), w.ID)
		if err != nil {
			return err
		}
		w.Version = last.Version
	}
	if w, err = c.office.KeepWorking(c.ctx(), *c.me, w); err != nil {
		return err
	}
	c.json(http.StatusOK, saved{w.ID, w.Version, clock(w.Saved)})
	return nil
}

// units turns places in bytes into places in UTF-16 code units.
type units struct{ before []int32 }

func newUnits(text string) *units {
	u := &units{make([]int32, len(text)+1)}
	n := int32(0)
	for i, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[i:])
		}
		for j := i; j < i+size; j++ {
			u.before[j] = n
		}
		n++
		if r > 0xFFFF {
			n++
		}
	}
	u.before[len(text)] = n
	return u
}

func (u *units) of(at int) int { return int(u.before[min(max(at, 0), len(u.before)-1)]) }

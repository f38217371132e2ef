// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/seal"
	"chaperone/register"
)

// Verification is what was found when the record was computed anew.
type Verification struct {
	*ledger.Report
	States  int      // things whose state was worked out anew from the log
	Differ  []string // those that don't stand as the log says, "post/…"
	Missing []string // files of the record that are gone or damaged, by digest
	Damage  []string // what the store says is wrong with its database, in its own words

	Witnesses []Witness // those this practice expects to countersign
	given     []string  // keys of witnesses that were known from elsewhere
}

// Holds tells whether all of it is as it was written.
func (v *Verification) Holds() bool {
	return v.Report.Holds() && len(v.Differ) == 0 && len(v.Missing) == 0 && len(v.Damage) == 0
}

// Sentences says in plain words what was proven and what can't be.
func (v *Verification) Sentences() []string {
	out := v.Report.Sentences()
	if !v.Report.Holds() {
		return append(out, v.damaged()...)
	}
	out = append(out, v.witnessed()...)
	if len(v.Differ) > 0 {
		out[0] = "The log verifies, but what this practice shows is not what the log says."
		out = append(out, fmt.Sprintf("Worked out anew from the log, %s stands otherwise: %s. Keep this copy as it is, restore a backup beside it, compare.", count(len(v.Differ), "thing", "things"), strings.Join(first(v.Differ, 5), ", ")))
	} else if v.States > 0 {
		out = append(out, fmt.Sprintf("%s (registers, posts, requests, people, own rules) were worked out anew from the log and stand as it says.", count(v.States, "thing", "things")))
	}
	if len(v.Missing) > 0 {
		if len(v.Differ) == 0 {
			out[0] = "The log verifies, but not every file that belongs to it is there. " + strings.TrimPrefix(out[0], "The record verifies. ")
		}
		out = append(out, fmt.Sprintf("%s missing or damaged: %s. A backup made before that has them.", count(len(v.Missing), "attached file is", "attached files are"), strings.Join(first(v.Missing, 3), ", ")))
	}
	if damage := v.damaged(); damage != nil {
		if len(v.Differ) == 0 && len(v.Missing) == 0 {
			out[0] = "The log verifies, but the database it is kept in is damaged. " + strings.TrimPrefix(out[0], "The record verifies. ")
		}
		out = append(out, damage...)
	}
	return out
}

// damaged says what is wrong with the database.
func (v *Verification) damaged() []string {
	if len(v.Damage) == 0 {
		return nil
	}
	what := "a part of it can't be used as it was written"
	if slices.ContainsFunc(v.Damage, func(s string) bool { return strings.Contains(s, "index") }) {
		what = "an index doesn't agree with its table, so that lists may leave something out"
	}
	return []string{fmt.Sprintf("SQLite finds its database damaged: %s. It says: %s. Keep this copy as it is, restore a backup beside it, compare.", what, strings.Join(first(v.Damage, 3), "; "))}
}

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

func first(list []string, n int) []string {
	if len(list) <= n {
		return list
	}
	return append(slices.Clone(list[:n]), fmt.Sprintf("and %d more", len(list)-n))
}

// Verify computes the whole record anew: the log from its events (held against checkpoints kept elsewhere, where some are given, and against
// those that witnesses countersigned), and what people see from the log. Keys of witnesses that are known from elsewhere count beside those on
// file, which whoever can change the record could change, too.
func (o *Office) Verify(ctx context.Context, against [][]byte, witnesses ...string) (*Verification, error) {
	return o.VerifyWatched(ctx, against, func(done, of int64) {}, witnesses...)
}

// VerifyWatched does the same and tells after each event how many of how many are done: with a hundred thousand it takes seconds. It ends with the
// context's error where that ends first.
func (o *Office) VerifyWatched(ctx context.Context, against [][]byte, watch func(done, of int64), witnesses ...string) (out *Verification, err error) {
	err = o.view(ctx, func(r reading) error {
		size, err := r.v.Size()
		if err != nil {
			return err
		}
		watch(0, size)
		expected, err := r.witnesses()
		if err != nil {
			return err
		}
		kept, by, err := countersigned(expected, witnesses)
		if err != nil {
			return err
		}
		a := &anew{reading: r, posts: map[string]*signoff.Post{}, asked: map[string]*request.Request{}, regs: &register.Registers{}, staff: map[string]*memberState{}, seen: map[string]*Witness{}}
		report, err := ledger.Verify(r.v, o.signer.Verifier(), ledger.Options{Against: against, Kept: kept, Witnesses: by, Event: func(seq int64, e record.Event) error {
			watch(seq+1, size)
			if err := ctx.Err(); err != nil {
				return err
			}
			return a.happened(seq, e)
		}})
		if err != nil {
			return err
		}
		out = &Verification{Report: report, Witnesses: expected, given: witnesses}
		if x, ok := o.store.(record.Examiner); ok {
			if out.Damage, err = x.Examine(ctx); err != nil {
				return err
			}
		}
		if !report.Holds() {
			return nil
		}
		if err := a.compare(out); err != nil {
			return err
		}
		out.Missing, err = a.files(ctx)
		return err
	})
	return out, err
}

// anew works states out from the log.
type anew struct {
	reading
	posts map[string]*signoff.Post
	asked map[string]*request.Request
	regs  *register.Registers
	book  *adopted
	house *House
	staff map[string]*memberState
	seen  map[string]*Witness
	fault error // an event that doesn't follow; nothing behind it can be believed
}

// happened takes in one event.
func (a *anew) happened(seq int64, e record.Event) error {
	if a.fault != nil {
		return nil
	}
	private, err := a.private(e)
	if err == nil {
		err = a.apply(e, private)
	}
	if err != nil {
		a.fault = fmt.Errorf("entry %d (%s): %w", seq+1, e.Kind, err)
	}
	return nil
}

// private opens the sealed part of an event; nil where there is none or its key is gone.
func (r reading) private(e record.Event) ([]byte, error) {
	if len(e.Sealed) == 0 {
		return nil, nil
	}
	words, err := r.open(e.Sealed[0], seal.Place(e.Kind, e.About))
	if errors.Is(err, record.ErrErased) {
		return nil, nil
	}
	return words, err
}

func (a *anew) apply(e record.Event, private []byte) error {
	room, _, _ := strings.Cut(e.Kind, ".")
	switch room {
	case "register":
		x, err := register.Decode(e.Kind, e.At, e.By, e.Body, private)
		if err != nil {
			return err
		}
		return a.regs.Apply(x)
	case "post":
		x, err := signoff.Decode(e.Kind, e.At, e.By, e.Body, private)
		if err != nil {
			return err
		}
		_, id, _ := strings.Cut(e.About, "/")
		if a.posts[id] == nil {
			a.posts[id] = &signoff.Post{}
		}
		return signoff.Apply(a.posts[id], x)
	case "request":
		x, err := request.Decode(e.Kind, e.At, e.By, e.Body, private)
		if err != nil {
			return err
		}
		_, id, _ := strings.Cut(e.About, "/")
		if a.asked[id] == nil {
			a.asked[id] = &request.Request{}
		}
		return request.Apply(a.asked[id], x)
	}
	if room == stateMember {
		_, id, _ := strings.Cut(e.About, "/")
		m := a.staff[id]
		if m == nil {
			if e.Kind == kindSignedIn {
				return nil // by whoever was there before anybody was put on record
			}
			m = &memberState{ID: id}
			a.staff[id] = m
		}
		return applyMember(m, e, private)
	}
	if room == stateWitness {
		_, id, _ := strings.Cut(e.About, "/")
		if a.seen[id] == nil {
			a.seen[id] = &Witness{ID: id}
		}
		return applyWitness(a.seen[id], e)
	}
	if e.Kind == kindExported || e.Kind == kindOpened {
		return nil // it changes nothing
	}
	if room == stateHouse {
		if a.house == nil {
			a.house = &House{}
		}
		return applyHouse(a.house, e)
	}
	if e.Kind == kindRulebook {
		a.book = &adopted{}
		return json.Unmarshal(e.Body, a.book)
	}
	return fmt.Errorf("%w: nobody knows events of this kind", record.ErrNewer)
}

// compare holds what the store shows against what was worked out.
func (a *anew) compare(out *Verification) error {
	if a.fault != nil {
		out.Differ = append(out.Differ, a.fault.Error())
		return nil
	}
	want := map[string]map[string][2]any{statePost: {}, stateEntry: {}, stateSettings: {}, stateRulebook: {}, stateRequest: {}, stateHouse: {}, stateMember: {}, stateWitness: {}}
	if a.book != nil {
		want[stateRulebook][rulebookCurrent] = [2]any{a.book, nil}
	}
	for id, x := range a.seen {
		want[stateWitness][id] = [2]any{x, nil}
	}
	for id, m := range a.staff {
		want[stateMember][id] = [2]any{m, m.names}
	}
	if a.house != nil {
		want[stateHouse][houseRules] = [2]any{a.house, nil}
	}
	for id, p := range a.posts {
		want[statePost][id] = [2]any{p, orNil(p.Private)}
	}
	for id, q := range a.asked {
		want[stateRequest][id] = [2]any{q, orNil(q.Private)}
	}
	for _, e := range a.regs.Entries {
		open, secret := e.Split()
		want[stateEntry][e.ID] = [2]any{open, orNil(secret)}
	}
	if s := settingsOf(a.regs); s != nil {
		want[stateSettings]["all"] = [2]any{s, nil}
	}
	for kind, things := range want {
		seen := map[string]bool{}
		err := a.v.States(kind, func(id string, data []byte) error {
			seen[id] = true
			out.States++
			x, ok := things[id]
			if !ok {
				out.Differ = append(out.Differ, kind+"/"+id)
				return nil
			}
			same, err := a.same(kind, id, data, x)
			if err != nil || !same {
				out.Differ = append(out.Differ, kind+"/"+id)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(things)) {
			if !seen[id] {
				out.Differ = append(out.Differ, kind+"/"+id)
			}
		}
	}
	slices.Sort(out.Differ)
	return nil
}

// orNil gives nil for a nil pointer, so that it is encoded as nothing.
func orNil[T any](p *T) any {
	if p == nil {
		return nil
	}
	return p
}

// same tells whether a kept state is what was worked out.
func (a *anew) same(kind, id string, data []byte, want [2]any) (bool, error) {
	k, err := keptOf(data)
	if err != nil {
		return false, err
	}
	open, err := jsonOf(want[0])
	if err != nil || !bytes.Equal(open, k.Open) {
		return false, err
	}
	secret, err := jsonOf(want[1])
	if err != nil {
		return false, err
	}
	if k.Secret == nil {
		return secret == nil, nil
	}
	words, err := a.open(*k.Secret, placeOf(kind, id))
	if errors.Is(err, record.ErrErased) {
		return true, nil
	}
	return err == nil && bytes.Equal(words, secret), err
}

// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"

	"golang.org/x/mod/sumdb/note"
)

// Kinds of state and events of witnesses.
const (
	stateWitness         = "witness" // by the hash of its key, in hex
	kindWitnessAdded     = "witness.added"
	kindWitnessDropped   = "witness.dropped"
	kindWitnessCosigned  = "witness.countersigned"
	maxCosigned          = 16 << 10 // bytes of a countersigned checkpoint
	mostWitnesses        = 50
	maxWitnessName       = 100
	witnessNothingGained = "that is this practice's own key. A witness has to be somebody else: their signature shows what yours can't"
)

// ErrWitness marks what can't be done about witnesses; its words are for people.
var ErrWitness = errors.New("nothing was changed about the witnesses")

func witnessFault(format string, a ...any) error {
	return &refusal{ErrWitness, fmt.Sprintf(format, a...)}
}

// Witness is somebody outside whom this practice expects to countersign its checkpoints. Their name and key are what they sign with, which is
// for everybody to see.
type Witness struct {
	ID         string    `json:"id"`  // hash of the key: 8 hex digits
	Key        string    `json:"key"` // name, hash and public key in one line
	Added      time.Time `json:"added"`
	AddedBy    string    `json:"added_by"` // a member's id
	Dropped    time.Time `json:"dropped,omitzero"`
	Size       int64     `json:"size,omitempty"`       // events of the newest checkpoint they countersigned
	At         time.Time `json:"at,omitzero"`          // when, by their clock
	Checkpoint string    `json:"checkpoint,omitempty"` // that one, as they signed it
	Count      int       `json:"count,omitempty"`      // how many are in the log
}

// Name is what the witness signs by.
func (w Witness) Name() string {
	name, _, _ := strings.Cut(w.Key, "+")
	return name
}

// Bodies of the events.
type (
	witnessKey struct {
		Key string `json:"key"`
	}
	witnessSaw struct {
		Size       int64     `json:"size"`
		At         time.Time `json:"at"`
		Checkpoint string    `json:"checkpoint"`
	}
)

// applyWitness makes an event happen to a witness.
func applyWitness(w *Witness, e record.Event) error {
	read := func(into any) error {
		if err := json.Unmarshal(e.Body, into); err != nil {
			return fmt.Errorf("%w: %s: %v", record.ErrCorrupt, e.Kind, err)
		}
		return nil
	}
	switch e.Kind {
	case kindWitnessAdded:
		var b witnessKey
		if err := read(&b); err != nil {
			return err
		}
		w.Key, w.Added, w.AddedBy, w.Dropped = b.Key, e.At, e.By, time.Time{}
	case kindWitnessDropped:
		w.Dropped = e.At
	case kindWitnessCosigned:
		var b witnessSaw
		if err := read(&b); err != nil {
			return err
		}
		w.Size, w.At, w.Checkpoint = b.Size, b.At, b.Checkpoint
		w.Count++
	default:
		return fmt.Errorf("%w: nobody knows events of the kind %s", record.ErrNewer, e.Kind)
	}
	return nil
}

// witnesses gives those who are expected, in order of being added.
func (r reading) witnesses() (out []Witness, err error) {
	err = r.v.States(stateWitness, func(id string, data []byte) error {
		w, err := r.witnessOf(id, data)
		if err == nil && w.Dropped.IsZero() {
			out = append(out, w)
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b Witness) int { return a.Added.Compare(b.Added) })
	return out, err
}

func (r reading) witnessOf(id string, data []byte) (w Witness, err error) {
	_, err = r.state(stateWitness, id, data, &w, &struct{}{})
	return w, err
}

// Witnesses gives whom this practice expects to countersign, in order of being added.
func (o *Office) Witnesses(ctx context.Context) (out []Witness, err error) {
	err = o.view(ctx, func(r reading) error {
		out, err = r.witnesses()
		return err
	})
	return out, err
}

// witnessed writes what became of a witness.
func (w *work) witnessed(x Witness, kind string, body any) error {
	if err := w.emit(kind, stateWitness+"/"+x.ID, w.at, w.by, body, nil, ""); err != nil {
		return err
	}
	if err := applyWitness(&x, w.events[len(w.events)-1]); err != nil {
		return err
	}
	w.later(stateWitness, x.ID, func() error { return w.put(stateWitness, x.ID, x, nil, "") })
	return nil
}

// AddWitness puts somebody on record whose countersignatures count from now on, by their public key as they gave it.
func (o *Office) AddWitness(ctx context.Context, by Member, key string) (x Witness, err error) {
	key = strings.TrimSpace(key)
	v, err := ledger.NewWitnessVerifier(key)
	if err != nil {
		return x, witnessFault("that isn't the key of a witness. It is one line with two plus signs, which chaperone record witness key prints on their machine")
	}
	if len(v.Name()) > maxWitnessName || !printable(v.Name()) {
		return x, witnessFault("the name on that key can't be shown")
	}
	if own, err := ledger.NewWitness(v.Name(), o.keys.WitnessSeed()); err == nil && own.Key() == key {
		return x, witnessFault(witnessNothingGained)
	}
	err = o.update(ctx, by, func(w *work) error {
		all, err := w.witnesses()
		if err != nil {
			return err
		}
		if len(all) >= mostWitnesses {
			return witnessFault("there are %d witnesses already, which is as many as there can be", mostWitnesses)
		}
		x = Witness{ID: fmt.Sprintf("%08x", v.KeyHash())}
		data, err := w.v.State(stateWitness, x.ID)
		if err == nil {
			if x, err = w.witnessOf(x.ID, data); err != nil {
				return err
			}
			if x.Dropped.IsZero() {
				return witnessFault("%s is a witness already", x.Name())
			}
			if x.Key != key {
				return witnessFault("another witness of that key hash was on record before; they have to make a new key")
			}
		} else if !errors.Is(err, record.ErrNotFound) {
			return err
		}
		if err := w.witnessed(x, kindWitnessAdded, witnessKey{key}); err != nil {
			return err
		}
		return applyWitness(&x, w.events[len(w.events)-1])
	})
	return x, err
}

// printable tells whether a name shows as what it is: no controls, nothing invisible.
func printable(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// witness gives one that is expected, by name or id.
func (r reading) witness(who string) (Witness, error) {
	all, err := r.witnesses()
	if err != nil {
		return Witness{}, err
	}
	var found []Witness
	for _, x := range all {
		if x.ID == who {
			return x, nil
		}
		if x.Name() == who {
			found = append(found, x)
		}
	}
	switch len(found) {
	case 0:
		return Witness{}, fmt.Errorf("witness %s: %w", who, record.ErrNotFound)
	case 1:
		return found[0], nil
	}
	return Witness{}, witnessFault("there are %d witnesses called %s; name one by the hash of its key, such as %s", len(found), who, found[0].ID)
}

// DropWitness no longer counts what a witness signs and has signed; the log keeps it. who is a name or the hash of a key.
func (o *Office) DropWitness(ctx context.Context, by Member, who string) (x Witness, err error) {
	err = o.update(ctx, by, func(w *work) error {
		if x, err = w.witness(who); err != nil {
			return err
		}
		return w.witnessed(x, kindWitnessDropped, nil)
	})
	return x, err
}

// KeepCountersigned keeps a checkpoint that witnesses countersigned, for each of those expected here who hadn't signed one as new. It has to be one
// of this log's past: ledger.ErrOtherLog where it isn't.
func (o *Office) KeepCountersigned(ctx context.Context, by Member, data []byte) (out []Witness, err error) {
	if len(data) > maxCosigned {
		return nil, witnessFault("that is far too long for a checkpoint")
	}
	err = o.update(ctx, by, func(w *work) error {
		out = nil
		all, err := w.witnesses()
		if err != nil {
			return err
		}
		_, vs, err := countersigned(all, nil)
		if err != nil {
			return err
		}
		held, err := ledger.ReadHeld(data, o.signer.Verifier(), vs)
		if err != nil {
			return err
		}
		size, err := w.v.Size()
		if err != nil {
			return err
		}
		if err := ledger.Consistent(w.v, size, held.Checkpoint); err != nil {
			return err
		}
		asked, err := ledger.ParseRequest(data)
		if err != nil {
			return err
		}
		for _, x := range all {
			i := slices.IndexFunc(held.Witnesses, func(c ledger.Cosignature) bool {
				return c.Name == x.Name() && fmt.Sprintf("%08x", c.Hash) == x.ID
			})
			if i < 0 || x.Size > held.Size || x.Size == held.Size && !held.Witnesses[i].At.After(x.At) {
				continue
			}
			b := witnessSaw{held.Size, held.Witnesses[i].At, string(asked.Checkpoint)}
			if err := w.witnessed(x, kindWitnessCosigned, b); err != nil {
				return err
			}
			if err := applyWitness(&x, w.events[len(w.events)-1]); err != nil {
				return err
			}
			out = append(out, x)
		}
		switch {
		case len(out) > 0:
			return nil
		case len(held.Witnesses) > 0:
			return witnessFault("what they countersigned there, or something newer, is kept already")
		case len(held.Others) > 0:
			return witnessFault("it bears signatures of %s, whom nobody here has put down as a witness", strings.Join(first(held.Others, 3), ", "))
		}
		return witnessFault("nobody has countersigned it yet")
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// countersigned gives the newest checkpoint of each witness, and what checks signatures of witnesses: keys given and keys on file.
func countersigned(expected []Witness, given []string) (kept [][]byte, by []note.Verifier, err error) {
	seen := map[string]bool{}
	add := func(key string) error {
		v, err := ledger.NewWitnessVerifier(key)
		if err != nil {
			return err
		}
		if id := fmt.Sprintf("%s+%08x", v.Name(), v.KeyHash()); !seen[id] {
			seen[id] = true
			by = append(by, v)
		}
		return nil
	}
	for _, key := range given {
		if err := add(key); err != nil {
			return nil, nil, err
		}
	}
	for _, x := range expected {
		if err := add(x.Key); err != nil {
			return nil, nil, err
		}
		if data := []byte(x.Checkpoint); len(data) > 0 && !slices.ContainsFunc(kept, func(b []byte) bool { return bytes.Equal(b, data) }) {
			kept = append(kept, data)
		}
	}
	return kept, by, nil
}

// WitnessRequest gives what to hand to a witness who countersigned the log at so many events before: the checkpoint as it stands, with the proof
// that the log goes on from there. 0: they haven't yet.
func (o *Office) WitnessRequest(ctx context.Context, since int64) (out []byte, err error) {
	err = o.view(ctx, func(r reading) error {
		out, err = r.witnessRequest(since)
		return err
	})
	return out, err
}

// WitnessRequestFor is WitnessRequest for one of the witnesses on record, from where they left off as far as is known here.
func (o *Office) WitnessRequestFor(ctx context.Context, who string) (out []byte, err error) {
	err = o.view(ctx, func(r reading) error {
		x, err := r.witness(who)
		if err == nil {
			out, err = r.witnessRequest(x.Size)
		}
		return err
	})
	return out, err
}

func (r reading) witnessRequest(since int64) ([]byte, error) {
	size, err := r.v.Size()
	if err != nil {
		return nil, err
	}
	asked, err := ledger.NewRequest(r.v, since, size)
	return asked.Encode(), err
}

// witnessed says what is known of witnesses, beyond what they countersigned.
func (v *Verification) witnessed() (out []string) {
	var onFile, yet []string
	for _, x := range v.Witnesses {
		if x.Checkpoint == "" {
			yet = append(yet, x.Name())
		} else if !slices.Contains(v.given, x.Key) {
			onFile = append(onFile, x.Name()+" "+x.ID)
		}
	}
	if len(onFile) > 0 {
		out = append(out, fmt.Sprintf("Their keys are those on file here (%s). Ask them for theirs and name it with --witness: whoever writes a record anew could put another key in, too.", strings.Join(onFile, ", ")))
	}
	if len(yet) > 0 {
		out = append(out, fmt.Sprintf("Expected to countersign, and nothing of theirs was kept yet: %s.", strings.Join(yet, ", ")))
	}
	return out
}

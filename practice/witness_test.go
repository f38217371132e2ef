// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"chaperone/practice"
	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/witness"
)

func colleague(t *testing.T, b byte) ledger.Witness {
	t.Helper()
	w, err := ledger.NewWitness("anna", bytes.Repeat([]byte{b}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// countersign has a witness sign the log as it stands.
func (o *office) countersign(w ledger.Witness, memory *witness.Memory) []byte {
	o.t.Helper()
	asked, err := o.WitnessRequestFor(context.Background(), w.Name())
	if err != nil {
		o.t.Fatal(err)
	}
	m, s, err := memory.Cosign(w, asked, o.PublicKey(), time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC))
	if err != nil {
		o.t.Fatal(err)
	}
	*memory = m
	return s.Checkpoint
}

func TestWhatAWitnessSawIsKeptAndToldAndPartOfTheLog(t *testing.T) {
	o, ctx, w := newOffice(t), context.Background(), colleague(t, 3)
	if _, err := o.AddWitness(ctx, ada, w.Key()); err != nil {
		t.Fatal(err)
	}
	var memory witness.Memory
	first := o.countersign(w, &memory)
	if _, err := o.KeepCountersigned(ctx, ada, first); err != nil {
		t.Fatal(err)
	}
	second := o.countersign(w, &memory) // goes on from the first, by the proof in the request
	kept, err := o.KeepCountersigned(ctx, ada, second)
	if err != nil || len(kept) != 1 || kept[0].Count != 2 || kept[0].Size <= 1 {
		t.Fatalf("%+v, %v", kept, err)
	}
	if _, err := o.KeepCountersigned(ctx, ada, first); !errors.Is(err, practice.ErrWitness) {
		t.Errorf("the older one comes after the newer: %v", err)
	}
	v, err := o.Verify(ctx, nil)
	if err != nil || !v.Holds() || !strings.Contains(strings.Join(v.Sentences(), " "), "Countersigned by anna on 1 December 2026: the first") {
		t.Errorf("%v, %v", v.Sentences(), err)
	}
	events := 0
	if err := o.Log(ctx, "witness/"+kept[0].ID, func(practice.LogLine) error { events++; return nil }); err != nil || events != 3 {
		t.Errorf("%d entries about the witness, %v", events, err)
	}
	if _, err := o.DropWitness(ctx, ada, "anna"); err != nil {
		t.Fatal(err)
	}
	if all, err := o.Witnesses(ctx); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := o.KeepCountersigned(ctx, ada, second); !errors.Is(err, practice.ErrWitness) {
		t.Errorf("a witness who was dropped signs on: %v", err)
	}
	if back, err := o.AddWitness(ctx, ada, w.Key()); err != nil || back.Count != 2 {
		t.Errorf("taken on again: %+v, %v", back, err)
	}
	o.verifies()
}

// Somebody who can write to the store puts a witness of their own in the place of the one there was, or takes away what they signed.
func TestAWitnessThatWasExchangedIsNoticed(t *testing.T) {
	for name, change := range map[string]func([]byte) []byte{
		"another key": func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte(colleague(t, 3).Key()), []byte(colleague(t, 4).Key()))
		},
		"a clock put back": func(b []byte) []byte { return bytes.Replace(b, []byte("2026-12-01"), []byte("2025-12-01"), 1) },
	} {
		o, ctx, w := newOffice(t), context.Background(), colleague(t, 3)
		if _, err := o.AddWitness(ctx, ada, w.Key()); err != nil {
			t.Fatal(err)
		}
		var memory witness.Memory
		if _, err := o.KeepCountersigned(ctx, ada, o.countersign(w, &memory)); err != nil {
			t.Fatal(err)
		}
		err := o.store.Update(ctx, func(tx record.Tx) error {
			type state struct {
				id   string
				data []byte
			}
			var all []state
			if err := tx.States("witness", func(id string, data []byte) error {
				all = append(all, state{id, bytes.Clone(data)})
				return nil
			}); err != nil {
				return err
			}
			for _, s := range all {
				changed := change(s.data)
				if slices.Equal(changed, s.data) {
					t.Fatal("nothing was changed")
				}
				if err := tx.PutState("witness", s.id, changed); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if v, err := o.Verify(ctx, nil); err != nil || v.Holds() {
			t.Errorf("%s: the record verifies: %v", name, err)
		}
	}
}

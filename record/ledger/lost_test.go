// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"chaperone/record"
	"chaperone/record/ledger"

	"golang.org/x/mod/sumdb/tlog"
)

func TestWhatIsListedElsewhereIsNoticed(t *testing.T) {
	within(t, grown(t, 10), func(v record.View) {
		for name, about := range map[string]func(id string, yield func(record.Row) error) error{
			"one left out": func(id string, yield func(record.Row) error) error {
				return v.About(id, func(r record.Row) error {
					if r.Seq == 4 {
						return nil
					}
					return yield(r)
				})
			},
			"the last left out": func(id string, yield func(record.Row) error) error {
				return v.About(id, func(r record.Row) error {
					if r.Seq == 9 {
						return nil
					}
					return yield(r)
				})
			},
			"one too many": func(id string, yield func(record.Row) error) error {
				if err := v.About(id, yield); err != nil {
					return err
				}
				r, _ := v.Row(9)
				return yield(r)
			},
		} {
			if r := verified(t, listing{v, about}, ledger.Options{}); r.Holds() || r.Fault.Part != ledger.PartIndex {
				t.Errorf("%s: %+v", name, r.Fault)
			}
		}
	})
}

type listing struct {
	record.View
	about func(id string, yield func(record.Row) error) error
}

func (l listing) About(id string, yield func(record.Row) error) error { return l.about(id, yield) }

func TestALogThatLostItsEndIsNoticed(t *testing.T) {
	within(t, grown(t, 12), func(v record.View) {
		var kept []byte
		kept, err := v.Checkpoint(12)
		if err != nil {
			t.Fatal(err)
		}
		r := verified(t, shorter{v, 9}, ledger.Options{})
		if r.Holds() || r.Fault.Seq != 9 || !errors.Is(r.Fault.Why, ledger.ErrMissing) || !strings.Contains(r.Sentences()[1], "Entry 10 is missing; the 9 before it verify.") {
			t.Errorf("the last three events are gone: %+v", r.Fault)
		}
		within(t, grown(t, 5), func(v record.View) {
			r := verified(t, v, ledger.Options{Against: [][]byte{kept}})
			if r.Holds() || r.Fault.Part != ledger.PartElsewhere || !errors.Is(r.Fault.Why, ledger.ErrOtherLog) {
				t.Errorf("an older, shorter log passes against a checkpoint kept elsewhere: %+v", r.Fault)
			}
		})
	})
}

type shorter struct {
	record.View
	size int64
}

func (s shorter) Size() (int64, error) { return s.size, nil }

func TestAnEventOfANewerVersionIsNotCalledChanged(t *testing.T) {
	s := grown(t, 3)
	err := s.Update(context.Background(), func(tx record.Tx) error {
		row := record.Row{Seq: 3, Data: []byte(`{"v":2,"at":"2027-01-02T00:00:00Z"}`), Salt: bytes.Repeat([]byte{1}, 32)}
		c := ledger.Commit(row.Salt, row.Data)
		hashes, err := tlog.StoredHashes(3, c[:], tx)
		if err != nil {
			return err
		}
		if err := tx.Append(row, "new", "post/1", hashes); err != nil {
			return err
		}
		root, err := tlog.TreeHash(4, tx)
		if err != nil {
			return err
		}
		signed, err := ledger.Checkpoint{Origin: "chaperone/test", Size: 4, Root: root}.Sign(signer(t))
		if err != nil {
			return err
		}
		return tx.PutCheckpoint(4, signed)
	})
	if err != nil {
		t.Fatal(err)
	}
	r := look(t, s, ledger.Options{})
	if r.Holds() || r.Fault.Part != ledger.PartForm || r.Fault.Seq != 3 || !strings.Contains(r.Sentences()[1], "Entry 4 (2 January 2027) can't be read, though it is what was signed.") {
		t.Errorf("%+v", r.Fault)
	}
}

// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"testing"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/store/memory"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"
)

// checkpointed is a log of n events with a checkpoint of each size, which no thinning has taken.
func checkpointed(t testing.TB, n int) record.View {
	t.Helper()
	s := grown(t, n)
	var out record.View
	within(t, s, func(v record.View) { out = everySize{v, t, map[int64][]byte{}} })
	return out
}

// everySize signs a checkpoint of any size that is asked for.
type everySize struct {
	record.View
	t      testing.TB
	signed map[int64][]byte
}

func (v everySize) Checkpoint(size int64) ([]byte, error) {
	if signed, ok := v.signed[size]; ok {
		return signed, nil
	}
	root, err := tlog.TreeHash(size, v)
	if err != nil {
		return nil, err
	}
	v.signed[size], err = ledger.Checkpoint{Origin: "chaperone/test", Size: size, Root: root}.Sign(signer(v.t))
	return v.signed[size], err
}

// independent computes leaf hashes and roots with another implementation than the ledger's.
func independent(t testing.TB, v record.View, n int64) (leaves, roots [][]byte) {
	t.Helper()
	tree := (&compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}).NewEmptyRange(0)
	roots = [][]byte{rfc6962.DefaultHasher.EmptyRoot()}
	err := v.Rows(0, n, func(r record.Row) error {
		c := ledger.Commit(r.Salt, r.Data)
		l := rfc6962.DefaultHasher.HashLeaf(c[:])
		leaves = append(leaves, l)
		if err := tree.Append(l, nil); err != nil {
			return err
		}
		root, err := tree.GetRootHash(nil)
		roots = append(roots, root)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return leaves, roots
}

func nodes(hashes []tlog.Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i, h := range hashes {
		out[i] = bytes.Clone(h[:])
	}
	return out
}

// Every tree to 100 events, every inclusion and every consistency proof, by our code and by an implementation that isn't ours.
func TestEveryProofOfEveryTreeHoldsByTwoImplementations(t *testing.T) {
	const most = 100
	by := remembering(signer(t).Verifier())
	v := checkpointed(t, most)
	leaves, roots := independent(t, v, most)
	inclusions, consistencies := 0, 0
	for size := int64(1); size <= most; size++ {
		signed, err := v.Checkpoint(size)
		if err != nil {
			t.Fatal(err)
		}
		now, err := ledger.ParseCheckpoint(signed, by)
		if err != nil || !bytes.Equal(now.Root[:], roots[size]) {
			t.Fatalf("the root of %d is %s, by the other implementation %x: %v", size, now.Root, roots[size], err)
		}
		for seq := range size {
			p, err := ledger.Inclusion(v, seq, size)
			if err != nil {
				t.Fatal(err)
			}
			if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(seq), uint64(size), leaves[seq], nodes(p.Path), roots[size]); err != nil {
				t.Fatalf("event %d of %d, by the other implementation: %v", seq, size, err)
			}
			e, c, err := p.Verify(by)
			if err != nil || c != now || !bytes.Equal(e.Body, event(int(seq)).Body) {
				t.Fatalf("event %d of %d: %v, %v", seq, size, e, err)
			}
			inclusions++
		}
		for old := int64(1); old <= size; old++ {
			p, err := ledger.Consistency(v, old, size)
			if err != nil {
				t.Fatal(err)
			}
			then := ledger.Checkpoint{Origin: now.Origin, Size: old, Root: tlog.Hash(roots[old])}
			if err := ledger.CheckConsistency(p, then, now); err != nil {
				t.Fatalf("from %d to %d: %v", old, size, err)
			}
			if err := proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(old), uint64(size), nodes(p), roots[old], roots[size]); err != nil {
				t.Fatalf("from %d to %d, by the other implementation: %v", old, size, err)
			}
			then.Root[int(old)%32] ^= 1
			if ledger.CheckConsistency(p, then, now) == nil {
				t.Fatalf("from %d to %d: another root passes", old, size)
			}
			consistencies++
		}
	}
	t.Logf("%d inclusion and %d consistency proofs", inclusions, consistencies)
	if inclusions != most*(most+1)/2 || consistencies != inclusions {
		t.Errorf("%d and %d proofs, not all", inclusions, consistencies)
	}
}

// Logs of every size to 100 verify as they are stored, too.
func TestALogOfEverySizeVerifies(t *testing.T) {
	for n := range 101 {
		s := grown(t, n)
		r := look(t, s, ledger.Options{})
		if !r.Holds() || r.Events != int64(n) || r.Key != signer(t).Key() {
			t.Errorf("a log of %d: %+v", n, r)
		}
	}
}

func TestAChangedProofDoesNotHold(t *testing.T) {
	by := remembering(signer(t).Verifier())
	v := checkpointed(t, 37)
	for _, seq := range []int64{0, 20, 36} {
		p, err := ledger.Inclusion(v, seq, 37)
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := ledger.ParseProof(data); err != nil {
			t.Fatal(err)
		} else if _, _, err := back.Verify(by); err != nil {
			t.Fatal(err)
		}
		if spread, err := json.MarshalIndent(p, "", "  "); err != nil {
			t.Fatal(err)
		} else if _, err := ledger.ParseProof(spread); err != nil {
			t.Error("a proof written over several lines:", err)
		}
		for i := range data {
			for bit := range 8 {
				b := bytes.Clone(data)
				b[i] ^= 1 << bit
				back, err := ledger.ParseProof(b)
				if err == nil {
					_, _, err = back.Verify(by)
				}
				if err == nil {
					t.Fatalf("byte %d of %s changed to %q still proves it", i, data, b[i])
				}
			}
		}
		for other := range int64(38) {
			back := p
			if back.Seq = other; other == seq {
				continue
			}
			if _, _, err := back.Verify(by); err == nil {
				t.Errorf("event %d is proven as event %d", seq, other)
			}
		}
		for name, change := range map[string]func(*ledger.Proof){
			"a hash less":         func(p *ledger.Proof) { p.Path = p.Path[1:] },
			"a hash more":         func(p *ledger.Proof) { p.Path = append(p.Path, tlog.Hash{}) },
			"salt and data moved": func(p *ledger.Proof) { p.Salt, p.Data = append(bytes.Clone(p.Salt), p.Data[0]), p.Data[1:] },
			"another version":     func(p *ledger.Proof) { p.Version = 2 },
			"no salt":             func(p *ledger.Proof) { p.Salt = nil },
		} {
			back := p
			change(&back)
			if _, _, err := back.Verify(by); err == nil {
				t.Errorf("%s: it still proves event %d", name, seq)
			}
		}
	}
	other, err := ledger.NewSigner("chaperone/test", bytes.Repeat([]byte{8}, 32))
	if err != nil {
		t.Fatal(err)
	}
	p, err := ledger.Inclusion(v, 3, 37)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Verify(other.Verifier()); !errors.Is(err, ledger.ErrSignature) {
		t.Errorf("by another key: %v", err)
	}
	for _, c := range [][2]int64{{-1, 5}, {5, 5}, {0, 0}, {9, 99}} {
		if _, err := ledger.Inclusion(v, c[0], c[1]); err == nil {
			t.Errorf("a proof of event %d of %d", c[0], c[1])
		}
	}
}

func TestAProofOfALogWithAnUnusualNameReadsBack(t *testing.T) {
	s, err := ledger.NewSigner("a&b<c>/é", seed)
	if err != nil {
		t.Fatal(err)
	}
	store := memory.New()
	err = store.Update(context.Background(), func(tx record.Tx) error {
		_, _, err := ledger.Append(tx, s, []record.Event{event(0), event(1)}, rand.Reader)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	within(t, store, func(v record.View) {
		p, err := ledger.Inclusion(v, 1, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, escape := range []bool{true, false} {
			var b bytes.Buffer
			enc := json.NewEncoder(&b)
			enc.SetEscapeHTML(escape)
			if err := enc.Encode(p); err != nil {
				t.Fatal(err)
			}
			back, err := ledger.ParseProof(b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := back.Verify(s.Verifier()); err != nil {
				t.Error(err)
			}
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"encoding/json"
	"os"
	"testing"

	"chaperone/record/ledger"

	"golang.org/x/mod/sumdb/note"
)

func corpus(f *testing.F, name string) []byte {
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	return data
}

// Whoever hands in a checkpoint without the log's key can't make one that is accepted, and what is accepted says what was signed.
func FuzzCheckpoint(f *testing.F) {
	good := corpus(f, "checkpoint.txt")
	f.Add([]byte("chaperone/test\n1\nAAAA\n\n— chaperone/test AAAAAAAA\n"))
	by := signer(f).Verifier()
	w, wv := witness(f, 3)
	want, err := ledger.ParseCheckpoint(good, by)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ledger.ParseCheckpoint(data, by)
		if err != nil {
			return
		}
		if c != want {
			t.Errorf("%+v was never signed", c)
		}
		again, err := w.Cosign(data, by, good, nil, noon)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := note.Open(again, note.VerifierList(by, wv)); err != nil {
			// A hundred signatures are a note's limit; the hundred and first makes it none.
			if _, err := ledger.ParseCheckpoint(again, by); err == nil {
				t.Errorf("cosigned, and it can't be read: %v\n%q", err, again)
			}
		}
	})
}

func FuzzProof(f *testing.F) {
	good := corpus(f, "proof.json")
	f.Add([]byte(`{"v":1,"seq":0,"data":"","salt":"","path":[],"checkpoint":""}`))
	by := signer(f).Verifier()
	first, err := ledger.ParseProof(good)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ledger.ParseProof(data)
		if err != nil {
			return
		}
		if again, err := json.Marshal(p); err != nil {
			t.Fatal(err)
		} else if _, err := ledger.ParseProof(again); err != nil {
			t.Errorf("written again it can't be read: %v", err)
		}
		if _, _, err := p.Verify(by); err == nil && (p.Seq != first.Seq || string(p.Data) != string(first.Data) || string(p.Salt) != string(first.Salt)) {
			t.Errorf("%+v was never in the log", p)
		}
	})
}

func FuzzWitnessKey(f *testing.F) {
	w, _ := witness(f, 3)
	f.Add(w.Key())
	f.Add("a+00000000+BA==")
	f.Fuzz(func(t *testing.T, key string) {
		if v, err := ledger.NewWitnessVerifier(key); err == nil {
			v.Verify([]byte("x"), make([]byte, 72))
			v.Verify(nil, nil)
		}
	})
}

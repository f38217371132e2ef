// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/store/memory"

	"golang.org/x/mod/sumdb/note"
)

var update = flag.Bool("update", false, "write the vectors anew; those of a released version never change")

// vectors stand in testdata, for other programs, and so that what was handed out is readable for as long as there is a record: the keys, a
// checkpoint of three events with a cosignature, and the proof of the second.
func vectors(t *testing.T) map[string][]byte {
	s := memory.New()
	salts := bytes.NewReader(append(append(bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)...), bytes.Repeat([]byte{3}, 32)...))
	var signed []byte
	err := s.Update(context.Background(), func(tx record.Tx) (err error) {
		_, signed, err = ledger.Append(tx, signer(t), []record.Event{event(0), event(1), event(2)}, salts)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w, _ := witness(t, 3)
	cosigned, err := w.Cosign(signed, signer(t).Verifier(), nil, nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	var proof []byte
	within(t, s, func(v record.View) {
		p, err := ledger.Inclusion(v, 1, 3)
		if err != nil {
			t.Fatal(err)
		}
		if proof, err = json.MarshalIndent(p, "", "  "); err != nil {
			t.Fatal(err)
		}
	})
	keys, err := json.MarshalIndent(map[string]any{"log": signer(t).Key(), "log_seed": seed, "witness": w.Key(), "witness_seed": bytes.Repeat([]byte{3}, 32)}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"key.json": append(keys, '\n'), "checkpoint.txt": cosigned, "proof.json": append(proof, '\n')}
}

func TestWhatIsWrittenIsTheCommittedVectors(t *testing.T) {
	for name, data := range vectors(t) {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(want, data) {
			t.Errorf("%s: %v\n%s\nnow:\n%s", name, err, want, data)
		}
	}
}

func TestVectorsAreRead(t *testing.T) {
	var keys struct {
		Log, Witness string
	}
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if err := json.Unmarshal(read("key.json"), &keys); err != nil {
		t.Fatal(err)
	}
	by, err := ledger.NewVerifier(keys.Log)
	if err != nil {
		t.Fatal(err)
	}
	wv, err := ledger.NewWitnessVerifier(keys.Witness)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := note.Open(read("checkpoint.txt"), note.VerifierList(by, wv)); err != nil || len(n.Sigs) != 2 {
		t.Errorf("%v", err)
	}
	p, err := ledger.ParseProof(read("proof.json"))
	if err != nil {
		t.Fatal(err)
	}
	e, c, err := p.Verify(by)
	if err != nil || c.Size != 3 || string(e.Body) != `{"n":1}` {
		t.Errorf("%v, %+v, %v", e, c, err)
	}
}

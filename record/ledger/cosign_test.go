// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func witness(t testing.TB, b byte) (ledger.Witness, note.Verifier) {
	t.Helper()
	w, err := ledger.NewWitness("colleague/w1", bytes.Repeat([]byte{b}, 32))
	if err != nil {
		t.Fatal(err)
	}
	v, err := ledger.NewWitnessVerifier(w.Key())
	if err != nil {
		t.Fatal(err)
	}
	return w, v
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// cosigned is the checkpoint of a size, countersigned.
func cosigned(t testing.TB, v record.View, size int64, before []byte, grown tlog.TreeProof) []byte {
	t.Helper()
	w, _ := witness(t, 3)
	signed, err := v.Checkpoint(size)
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.Cosign(signed, signer(t).Verifier(), before, grown, noon)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestACosignatureIsThatOfTheSpecification(t *testing.T) {
	data := cosigned(t, checkpointed(t, 5), 5, nil, nil)
	text, lines, _ := strings.Cut(string(data), "\n\n")
	line := strings.SplitAfter(lines, "\n")[1]
	b64, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "— colleague/w1 ")
	raw, err := base64.StdEncoding.DecodeString(b64)
	if !ok || err != nil || len(raw) != 4+8+64 || binary.BigEndian.Uint64(raw[4:]) != uint64(noon.Unix()) {
		t.Fatalf("%q", line)
	}
	public := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, 32)).Public().(ed25519.PublicKey)
	if !ed25519.Verify(public, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s\n", noon.Unix(), text), raw[12:]) {
		t.Error("the signature isn't over header, time and checkpoint")
	}
}

func TestACosignedCheckpointIsCheckedWithItsWitness(t *testing.T) {
	v := checkpointed(t, 20)
	_, wv := witness(t, 3)
	_, stranger := witness(t, 4)
	data := cosigned(t, v, 12, nil, nil)
	r := verified(t, v, ledger.Options{Against: [][]byte{data}, Witnesses: []note.Verifier{wv}})
	if !r.Holds() || len(r.Elsewhere) != 1 || len(r.Elsewhere[0].Witnesses) != 1 || !r.Elsewhere[0].Witnesses[0].At.Equal(noon) {
		t.Fatalf("%+v, %+v", r.Fault, r.Elsewhere)
	}
	said := strings.Join(r.Sentences(), " ")
	for _, want := range []string{"the first 12 entries haven't changed since that was signed. colleague/w1 countersigned it on 22 November 2026.", "could have written anew what came since (8 entries)"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q isn't said: %s", want, said)
		}
	}
	r = verified(t, v, ledger.Options{Against: [][]byte{data}, Witnesses: []note.Verifier{stranger}})
	if !r.Holds() || len(r.Elsewhere[0].Witnesses) != 0 || !strings.Contains(strings.Join(r.Sentences(), " "), "signatures that weren't checked, since their keys weren't given: colleague/w1") {
		t.Errorf("a witness nobody knows: %+v", r.Elsewhere)
	}
	by, wv := remembering(signer(t).Verifier()), remembering(wv)
	for i := range data {
		for bit := range 8 {
			b := bytes.Clone(data)
			b[i] ^= 1 << bit
			r := verifiedBy(t, v, by, ledger.Options{Against: [][]byte{b}, Witnesses: []note.Verifier{wv}})
			if r.Holds() && len(r.Elsewhere[0].Witnesses) == 1 {
				t.Fatalf("byte %d of a cosigned checkpoint changed unseen: %q", i, b)
			}
		}
	}
}

func TestAWitnessSignsOnlyALogThatGoesOn(t *testing.T) {
	v, by := checkpointed(t, 20), signer(t).Verifier()
	w, wv := witness(t, 3)
	before := cosigned(t, v, 8, nil, nil)
	proof, err := ledger.Consistency(v, 8, 20)
	if err != nil {
		t.Fatal(err)
	}
	again := cosigned(t, v, 20, before, proof)
	if n, err := note.Open(again, note.VerifierList(by, wv)); err != nil || len(n.Sigs) != 2 {
		t.Errorf("%v", err)
	}
	later, err := w.Cosign(again, by, again, nil, noon.Add(time.Hour))
	if err != nil || strings.Count(string(later), "colleague/w1") != 1 || bytes.Equal(later, again) {
		t.Errorf("signed again, the witness stands there twice: %s, %v", later, err)
	}
	now, err := v.Checkpoint(20)
	if err != nil {
		t.Fatal(err)
	}
	other := checkpointed(t, 20) // the same key, other salts
	forked, err := other.Checkpoint(20)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		now, before []byte
		proof       tlog.TreeProof
	}{
		"a log that shrank":       {before, again, proof},
		"no proof":                {now, before, nil},
		"another log":             {forked, before, proof},
		"another log of its size": {forked, again, nil},
	} {
		if _, err := w.Cosign(c.now, by, c.before, c.proof, noon); !errors.Is(err, ledger.ErrOtherLog) {
			t.Errorf("%s: %v", name, err)
		}
	}
	stranger, err := ledger.NewSigner("chaperone/test", bytes.Repeat([]byte{8}, 32))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Cosign(now, stranger.Verifier(), nil, nil, noon); !errors.Is(err, ledger.ErrSignature) {
		t.Errorf("a checkpoint by another key: %v", err)
	}
}

func TestKeysOfWitnessesAreReadStrictly(t *testing.T) {
	w, _ := witness(t, 3)
	key := w.Key()
	for i := range key {
		for _, c := range []byte("x+ A0=/\n") {
			b := []byte(key)
			if b[i] == c {
				continue
			}
			b[i] = c
			if v, err := ledger.NewWitnessVerifier(string(b)); err == nil {
				t.Errorf("%q is read as the key of %s", b, v.Name())
			}
		}
	}
	if _, err := ledger.NewWitnessVerifier(signer(t).Key()); err == nil {
		t.Error("the key of a log passes for a witness's: one signature could be taken for the other")
	}
}

func TestACheckpointKeptElsewhereTellsARewrittenLog(t *testing.T) {
	v := checkpointed(t, 20)
	kept, err := v.Checkpoint(12)
	if err != nil {
		t.Fatal(err)
	}
	if r := verified(t, v, ledger.Options{Against: [][]byte{kept}}); !r.Holds() || len(r.Elsewhere) != 1 {
		t.Errorf("the log doesn't go on from its own past: %+v", r.Fault)
	}
	r := verified(t, checkpointed(t, 20), ledger.Options{Against: [][]byte{kept}}) // the same events by the same hand, written anew
	if r.Holds() || r.Fault.Part != ledger.PartElsewhere || !errors.Is(r.Fault.Why, ledger.ErrOtherLog) || !strings.Contains(r.Sentences()[1], "doesn't go on from the checkpoint you gave") {
		t.Errorf("a log written anew passes for the old one: %+v", r.Fault)
	}
	r = verified(t, v, ledger.Options{Against: [][]byte{[]byte("a letter\n")}})
	if r.Holds() || r.Fault.Part != ledger.PartElsewhere || !strings.Contains(r.Sentences()[1], "can't be used") {
		t.Errorf("a letter passes for a checkpoint: %+v", r.Fault)
	}
}

// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func request(t testing.TB, v record.View, old, size int64) []byte {
	t.Helper()
	r, err := ledger.NewRequest(v, old, size)
	if err != nil {
		t.Fatal(err)
	}
	return r.Encode()
}

func TestARequestIsThatOfTheSpecification(t *testing.T) {
	v := checkpointed(t, 20)
	data := request(t, v, 7, 20)
	head, rest, _ := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	signed, err := v.Checkpoint(20)
	if err != nil || lines[0] != "old 7" || rest != string(signed) {
		t.Fatalf("%q, %v", data, err)
	}
	want, err := tlog.ProveTree(20, 7, v)
	if err != nil || len(want) != len(lines)-1 || len(want) == 0 {
		t.Fatalf("%d hashes in %d lines, %v", len(want), len(lines)-1, err)
	}
	for i, h := range want {
		if lines[i+1] != base64.StdEncoding.EncodeToString(h[:]) {
			t.Errorf("hash %d is %s", i, lines[i+1])
		}
	}
	if alone := request(t, v, 0, 20); !bytes.Equal(alone, signed) {
		t.Errorf("with nothing to show, it is %q", alone)
	}
	if _, err := ledger.NewRequest(v, 21, 20); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("from a size the log never had: %v", err)
	}
}

// Between any two sizes a witness who signed the one signs the other, with the proof in the request and with no other.
func TestARequestLetsAWitnessGoOn(t *testing.T) {
	const most = 24
	v, by := checkpointed(t, most), remembering(signer(t).Verifier())
	w, _ := witness(t, 3)
	for old := int64(1); old <= most; old++ {
		before := cosigned(t, v, old, nil, nil)
		for size := old; size <= most; size++ {
			r, err := ledger.ParseRequest(request(t, v, old, size))
			if err != nil || r.Old != old {
				t.Fatalf("from %d to %d: %+v, %v", old, size, r, err)
			}
			if _, err := w.Cosign(r.Checkpoint, by, before, r.Proof, noon); err != nil {
				t.Fatalf("from %d to %d: %v", old, size, err)
			}
			if len(r.Proof) > 0 {
				r.Proof[len(r.Proof)/2][5] ^= 1
				if _, err := w.Cosign(r.Checkpoint, by, before, r.Proof, noon); !errors.Is(err, ledger.ErrOtherLog) {
					t.Fatalf("from %d to %d by another proof: %v", old, size, err)
				}
			}
		}
	}
}

func TestARequestIsReadInOneFormOnly(t *testing.T) {
	good := string(request(t, checkpointed(t, 20), 7, 20))
	for name, data := range map[string]string{
		"no size":             strings.Replace(good, "old 7", "old ", 1),
		"a size below zero":   strings.Replace(good, "old 7", "old -7", 1),
		"from nothing":        strings.Replace(good, "old 7", "old 0", 1),
		"a size with a zero":  strings.Replace(good, "old 7", "old 07", 1),
		"a size with a space": strings.Replace(good, "old 7", "old 7 ", 1),
		"a line more":         strings.Replace(good, "old 7\n", "old 7\nhello\n", 1),
		"no checkpoint":       good[:strings.Index(good, "\n\n")+1],
		"other line ends":     strings.ReplaceAll(good, "\n", "\r\n"),
		"a proof too long":    strings.Replace(good, "old 7\n", "old 7\n"+strings.Repeat(tlog.Hash{}.String()+"\n", 64), 1),
	} {
		if data == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if r, err := ledger.ParseRequest([]byte(data)); !errors.Is(err, record.ErrCorrupt) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	for data, want := range map[string]string{good: "chaperone/test", "a letter\nto a friend\n": "", "": "", "one line": "", "old 3\n\n": ""} {
		if got, err := ledger.OriginOf([]byte(data)); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is of %q, %v", data, got, err)
		}
	}
}

func TestKeptCountersignaturesAreToldAndHeldAgainst(t *testing.T) {
	v := checkpointed(t, 20)
	_, wv := witness(t, 3)
	data := cosigned(t, v, 12, nil, nil)
	witnesses := []note.Verifier{wv}
	r := verified(t, v, ledger.Options{Kept: [][]byte{data}, Witnesses: witnesses})
	said := strings.Join(r.Sentences(), " ")
	for _, want := range []string{"Countersigned by colleague/w1 on 22 November 2026: the first 12 entries haven't changed since.", "no later countersigned one was taken away", "what came since (8 entries)"} {
		if !r.Holds() || !strings.Contains(said, want) {
			t.Errorf("%q isn't said: %s", want, said)
		}
	}
	r = verified(t, v, ledger.Options{Kept: [][]byte{cosigned(t, v, 1, nil, nil)}, Witnesses: witnesses})
	if said := strings.Join(r.Sentences(), " "); !strings.Contains(said, "the first entry hasn't changed since.") {
		t.Errorf("%s", said)
	}
	plain, err := v.Checkpoint(20)
	if err != nil {
		t.Fatal(err)
	}
	r = verified(t, v, ledger.Options{Kept: [][]byte{plain}, Witnesses: witnesses})
	if said := strings.Join(r.Sentences(), " "); !r.Holds() || strings.Contains(said, "ountersigned") || !strings.Contains(said, "could write the whole record anew") {
		t.Errorf("what nobody but the owner signed counts as countersigned: %s", said)
	}
	r = verified(t, v, ledger.Options{Against: [][]byte{request(t, v, 7, 20)}})
	if !r.Holds() || len(r.Elsewhere) != 1 || r.Elsewhere[0].Size != 20 {
		t.Errorf("against what was handed to a witness: %+v", r.Fault)
	}
	r = verified(t, checkpointed(t, 20), ledger.Options{Kept: [][]byte{data}, Witnesses: witnesses})
	if r.Holds() || !r.Fault.Kept || !errors.Is(r.Fault.Why, ledger.ErrOtherLog) || !strings.Contains(r.Sentences()[1], "countersigned checkpoint of 12 entries that is kept with it") {
		t.Errorf("a log written anew passes beside what a witness signed: %+v", r.Fault)
	}
	changed := bytes.Replace(data, []byte("\n12\n"), []byte("\n11\n"), 1)
	r = verified(t, v, ledger.Options{Kept: [][]byte{changed}, Witnesses: witnesses})
	if r.Holds() || !strings.Contains(r.Sentences()[1], "can't be used: it was changed") {
		t.Errorf("a countersigned checkpoint that was changed: %+v", r.Fault)
	}
	if at := r.Elsewhere; len(at) != 0 {
		t.Errorf("%+v", at)
	}
	held, err := ledger.ReadHeld(data, signer(t).Verifier(), witnesses)
	if err != nil || len(held.Witnesses) != 1 || held.Size != 12 || !held.Witnesses[0].At.Equal(noon.Truncate(time.Second)) {
		t.Errorf("%+v, %v", held, err)
	}
}

func FuzzRequest(f *testing.F) {
	v := checkpointed(f, 20)
	f.Add(request(f, v, 7, 20))
	f.Add(request(f, v, 0, 20))
	f.Add(request(f, v, 20, 20))
	f.Add([]byte("old 3\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ledger.ParseRequest(data)
		if err != nil {
			return
		}
		if again := r.Encode(); !bytes.Equal(again, data) {
			t.Errorf("%q is written as %q", data, again)
		}
		if origin, err := ledger.OriginOf(data); err == nil && strings.ContainsAny(origin, "\n +") {
			t.Errorf("origin %q", origin)
		}
	})
}

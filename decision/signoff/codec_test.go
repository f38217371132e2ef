// SPDX-License-Identifier: Apache-2.0

package signoff

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
)

// FuzzDecode reads bytes as events and makes them part of posts: whatever they say, it is read or refused, and nothing breaks.
func FuzzDecode(f *testing.F) {
	kinds := Kinds()
	var lives []*player
	for seed := range uint64(12) {
		x := newPlayer(f, rand.New(rand.NewPCG(seed, 9)).IntN)
		if err := x.play(120); err != nil {
			f.Fatal(err)
		}
		lives = append(lives, x)
		for _, e := range x.log {
			body, _ := json.Marshal(e.Body)
			private := []byte(nil)
			if e.Private != nil {
				private, _ = json.Marshal(e.Private)
			}
			for i, k := range kinds {
				if k == e.Kind {
					f.Add(i, body, private)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, kind int, body, private []byte) {
		e, err := Decode(kinds[uint(kind)%uint(len(kinds))], day, alex, body, private)
		if err != nil {
			if !errors.Is(err, ErrEvent) {
				t.Errorf("%v is no ErrEvent", err)
			}
			return
		}
		for _, p := range []*Post{{}, lives[uint(kind)%12].p.clone(), lives[uint(len(body))%12].p.clone()} {
			if Apply(p, e) != nil {
				continue
			}
			_, _, _, _ = p.WaitsFor(), p.StillOpen(), p.Leans(), p.Records()
			_, _, _, _ = p.Live(), p.IsDue(), p.Words(1), p.AddressNo("x")
			_, _ = p.Checked(day, Program, FromFindings(nil, "", now), nil)
			_, _ = p.Revise(day, alex, draft("other"))
			_, _ = p.SignOff(day, alex, p.Revision.Digest, now, Policy{})
			_ = p.clone()
		}
	})
}

func TestEveryKindOfEventHasOneFormAndIsReadBack(t *testing.T) {
	if len(Kinds()) != len(codecs) {
		t.Fatalf("%d kinds, %d can be read", len(Kinds()), len(codecs))
	}
	for _, k := range Kinds() {
		if _, ok := codecs[k]; !ok || !strings.HasPrefix(k, "post.") {
			t.Errorf("%s can't be read", k)
		}
		if _, err := Decode(k, day, alex, []byte(`{"nobody_knows":1}`), nil); !errors.Is(err, ErrEvent) {
			t.Errorf("%s takes a field nobody knows: %v", k, err)
		}
		if _, err := Decode(k, day, alex, []byte(`{} {}`), nil); !errors.Is(err, ErrEvent) {
			t.Errorf("%s takes what follows its end: %v", k, err)
		}
	}
	if _, err := Decode("post.sold", day, alex, []byte("{}"), nil); !errors.Is(err, ErrEvent) {
		t.Error(err)
	}
	if _, err := Decode(KindSigned, day, alex, []byte(`{}`), []byte(`{"note":"x"}`)); !errors.Is(err, ErrEvent) {
		t.Error("a sign-off has no private part")
	}
}

// Somebody who reads the events in clear learns no word of the post.
func TestNoWordOfThePostStandsInClear(t *testing.T) {
	d := newDesk(t, "Mrs Begum and half of us are gifted")
	d.check(book)
	d.do(d.p.Attach(d.at, alex, d.n("patient-name"), consent("patient-name")))
	d.do(d.p.Justify(d.at, alex, d.n("claim"), "Begum told me herself"))
	d.do(d.p.Misread(d.at, alex, d.n("ad-label"), "Begum is gifted"))
	d.do(d.p.AnswerQuestion(d.at, alex, "whose", "Begum"))
	d.do(d.p.Hold(d.at, alex, "h1", "Begum complained"))
	d.signed()
	d.do(d.p.Publish(d.at, alex, "instagram", "https://example.org/Begum"))
	d.do(d.p.TakenDown(d.at, alex, 1, ProofGone, "", "Begum has a copy"))
	sealed := 0
	for _, e := range d.log {
		b, _ := json.Marshal(e.Body)
		if strings.Contains(string(b), "Begum") || strings.Contains(string(b), "gifted") || strings.Contains(string(b), "example.org") {
			t.Errorf("%s says in clear %s", e.Kind, b)
		}
		if p, _ := json.Marshal(e.Private); strings.Contains(string(p), "Begum") {
			sealed++
		}
	}
	if sealed != 8 {
		t.Errorf("%d events hold words, want 8", sealed)
	}
	if b, _ := json.Marshal(d.p); strings.Contains(string(b), "Begum") {
		t.Errorf("the post says in clear %s", b)
	}
}

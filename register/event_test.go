// SPDX-License-Identifier: Apache-2.0

package register

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestEveryKindOfEventIsReadBack(t *testing.T) {
	if len(Kinds()) != len(bodies) {
		t.Errorf("%d kinds are listed, %d can be read", len(Kinds()), len(bodies))
	}
	for _, k := range Kinds() {
		if _, err := Decode(k, day0, "m1", []byte("{}"), nil); err != nil {
			t.Errorf("%s: %v", k, err)
		}
		for _, bad := range []string{"", "[]", `{"unheard of":1}`, "{}{}", "{"} {
			if _, err := Decode(k, day0, "m1", []byte(bad), nil); !errors.Is(err, ErrEvent) {
				t.Errorf("%s with body %q: %v", k, bad, err)
			}
		}
		if _, err := Decode(k, day0, "m1", []byte("{}"), []byte(`{"x":1}`)); !errors.Is(err, ErrEvent) {
			t.Errorf("%s with a strange private part: %v", k, err)
		}
	}
	if _, err := Decode("post.revised", day0, "m1", []byte("{}"), nil); !errors.Is(err, ErrEvent) {
		t.Errorf("another room's event: %v", err)
	}
}

func TestEventsThatDoNotFollowChangeNothing(t *testing.T) {
	l := held(t, Value{Evidence: &Evidence{Claim: "x"}}, Value{Cover: &Cover{Provider: "y"}})
	before := asJSON(&l.r)
	head := func(id string) Head { return Head{Entry: id} }
	for _, b := range []any{
		Added{Head: head("id1"), Register: Covers, Public: Value{Cover: &Cover{}}},
		Added{Head: head("new"), Register: Consents, Public: Value{Cover: &Cover{}}},
		Added{Head: head("new"), Public: Value{}},
		Changed{Head: head("nobody"), Public: Value{Cover: &Cover{}}},
		Changed{Head: head("id1"), Public: Value{Cover: &Cover{}}},
		Withdrawn{Head: head("id1"), On: day("2026-01-01")},
		Noticed{Head: head("id2"), Notice: Notice{Nature: Retraction}},
		Detached{Head: head("id1"), Digest: "aa"},
		Lifted{Hold: "h"},
		struct{}{},
		nil,
	} {
		if err := l.r.Apply(Event{Kind: "k", At: day0, By: "m1", Body: b}); !errors.Is(err, ErrEvent) {
			t.Errorf("%T: %v", b, err)
		}
	}
	if err := l.r.Apply(Event{Kind: KindEnded, Body: Ended{Head: head("id1")}, Private: 7}); !errors.Is(err, ErrEvent) {
		t.Errorf("a private part of no kind: %v", err)
	}
	if after := asJSON(&l.r); after != before {
		t.Errorf("%s\nbecame\n%s", before, after)
	}
}

func FuzzDecode(f *testing.F) {
	l := held(f, Value{Consent: &Consent{Who: "Sam"}}, Value{Evidence: &Evidence{Claim: "x"}})
	for i, s := range l.events {
		f.Add(i, s.body, s.private)
	}
	f.Add(4, []byte(`{"entry":"id2","on":"2026-01-01"}`), []byte(`{"why":"x"}`))
	f.Fuzz(func(t *testing.T, kind int, body, private []byte) {
		kinds := Kinds()
		e, err := Decode(kinds[uint(kind)%uint(len(kinds))], day0, "m1", body, private)
		if err != nil {
			if !errors.Is(err, ErrEvent) {
				t.Fatalf("an error without a kind: %v", err)
			}
			return
		}
		var r Registers
		for _, s := range l.events {
			ev, _ := Decode(s.kind, s.at, s.by, s.body, s.private)
			if err := r.Apply(ev); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Apply(e); err != nil && !errors.Is(err, ErrEvent) && !errors.Is(err, ErrTaken) {
			t.Fatalf("an error without a kind: %v", err)
		}
		_ = r.Practice(day0)
		_ = r.Due(day0, 1000*time.Hour)
		_ = r.Endings([]Lean{{Post: "one", Text: "Sam x", Stage: Published, At: day0}}, day0)
	})
}

func TestWhatPeopleWroteIsNotPrinted(t *testing.T) {
	l := held(t, Value{Consent: &Consent{Who: "Samantha"}})
	e := l.r.Entries[0]
	v, _ := e.Value()
	_, s := e.Split()
	h := Hold{ID: "h", Why: "Samantha"}
	for _, x := range []any{e, v, *s, s, h, Words{Why: "Samantha"}, Lean{Text: "Samantha"}, Event{Private: Words{Why: "Samantha"}}} {
		if out := fmt.Sprintf("%v %s", x, x); strings.Contains(out, "Samantha") {
			t.Errorf("%T prints %s", x, out)
		}
	}
}

func TestEntriesOfOthersAndClosedOnesAreNotTaken(t *testing.T) {
	l := &logged{}
	for _, of := range []string{"m1", "m2", ""} {
		e, err := l.r.Add(day0, "m1", New{ID: l.id(), Of: of, Value: Value{Interest: &Interest{Party: "of " + of}}})
		l.do(t, e, err)
		e, err = l.r.SetAuthor(day0, "m1", of, Author{Name: "Dr " + of})
		l.do(t, e, err)
	}
	p := l.r.PracticeFor(&Lean{Of: "m2"}, day0)
	if p.Author.Name != "Dr m2" || len(p.Interests) != 2 || p.Interests[0].Party != "of m2" || p.Interests[1].Party != "of " {
		t.Errorf("%+v", p)
	}
	if f, err := l.r.File("m1"); err != nil || len(f.Interests) != 2 || f.Author.Name != "Dr m1" {
		t.Errorf("%+v, %v", f, err)
	}
	// As the store gives it without keys: nothing can be exported or imported over, and checks see none of it.
	var closed Registers
	data, err := json.Marshal(&l.r)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &closed); err != nil {
		t.Fatal(err)
	}
	for i, e := range closed.Entries {
		closed.Entries[i], _ = e.Split()
	}
	if _, err := closed.Export("m1"); !errors.Is(err, ErrSealed) {
		t.Errorf("%v", err)
	}
	if _, err := closed.Import(&Practice{Interests: []Interest{}}, l.as()); !errors.Is(err, ErrSealed) {
		t.Errorf("%v", err)
	}
	if p := closed.Practice(day0); p.Interests == nil || len(p.Interests) != 0 {
		t.Errorf("%+v", p.Interests)
	}
}

func BenchmarkEndings(b *testing.B) {
	l := &logged{}
	for i := range 2000 {
		for _, v := range []Value{{Interest: &Interest{Party: fmt.Sprint("Party ", i)}}, {Evidence: &Evidence{Claim: fmt.Sprint("claim ", i), Source: "x"}},
			{Consent: &Consent{Who: fmt.Sprint("Sam ", i), Posts: []string{fmt.Sprint("p", i)}}}} {
			n := New{ID: l.id(), Value: v}
			if v.Consent != nil {
				n.Person = "p-" + n.ID
			}
			e, err := l.r.Add(day0, "m1", n)
			if err != nil {
				b.Fatal(err)
			}
			if err := l.r.Apply(e); err != nil {
				b.Fatal(err)
			}
		}
	}
	var posts []Lean
	for i := range 2000 {
		posts = append(posts, Lean{Post: fmt.Sprint("p", i), Text: strings.Repeat("a word and another one ", 20) + fmt.Sprint("Party ", i), Stage: Published, At: day0.AddDate(-1, 0, 0)})
	}
	for b.Loop() {
		if got := l.r.Endings(posts, day0); len(got) != 2000 {
			b.Fatal(len(got))
		}
	}
}

func BenchmarkImport(b *testing.B) {
	p := &Practice{}
	for i := range 5000 {
		p.Evidence = append(p.Evidence, Evidence{Claim: fmt.Sprint("claim ", i), Source: "doi:10.1000/x"})
		p.Consents = append(p.Consents, Consent{Who: fmt.Sprint("Sam ", i)})
	}
	l := &logged{}
	l.take(b, p)
	for b.Loop() {
		if im, err := l.r.Import(p, l.as()); err != nil || len(im.Events) != 0 {
			b.Fatal(im, err)
		}
	}
}

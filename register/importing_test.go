// SPDX-License-Identifier: Apache-2.0

package register

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files")

func (l *logged) as() As { return As{At: day0, By: "m1", NewID: l.id} }

func (l *logged) take(t interface {
	Helper()
	Fatal(...any)
}, p *Practice) *Import {
	t.Helper()
	im, err := l.r.Import(p, l.as())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range im.Events {
		l.do(t, e, nil)
	}
	return im
}

func TestTheExampleComesOutAsItWentIn(t *testing.T) {
	p, err := Load(example(t))
	if err != nil {
		t.Fatal(err)
	}
	var l logged
	im := l.take(t, p)
	if len(im.Added) != 6 || len(im.Refused)+len(im.Missing) != 0 {
		t.Fatalf("%+v", im)
	}
	out, err := l.r.Export("")
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/exported.yaml"
	if *update {
		if err := os.WriteFile(golden, out, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != string(out) {
		t.Errorf("%v: exported is not %s; if that is meant, run with -update:\n%s", err, golden, out)
	}
	again, err := Load(out)
	if err != nil || !same(p, again) {
		t.Errorf("%v: what came out is not what went in", err)
	}
	if twice := l.take(t, again); len(twice.Events) != 0 || twice.Same != 6 {
		t.Errorf("importing twice: %+v", twice)
	}
	// The checks see the same as with --profile, but for the ids and the day to ask again.
	now := l.r.Practice(day0)
	now.Consents[0].ID, now.Consents[0].Review = p.Consents[0].ID, p.Consents[0].Review
	now.Interests[0].ID, now.Permissions[0].ID, now.Evidence[0].ID, now.Cover[0].ID, now.Credentials[0].ID = "", "", "", "", ""
	if !same(p, now) {
		t.Errorf("the checks see something else:\n%+v\n%+v", p, now)
	}
}

func anyPractice(t *rapid.T) *Practice {
	p := &Practice{}
	if rapid.Bool().Draw(t, "author") {
		p.Author = Author{Name: "Dr Ada", Scope: []string{"skin", anyText.Draw(t, "scope")}}
	}
	for _, n := range Names {
		k := rapid.IntRange(-1, 3).Draw(t, "how many")
		if k >= 0 {
			(&Registers{Settings: Settings{Given: []Name{n}}}).give(p)
		}
		for range k {
			p.put(anyValue(t, n), "")
		}
	}
	for i := range p.Consents {
		p.Consents[i].Who = anyText.Draw(t, "who")
		if rapid.IntRange(0, 3).Draw(t, "withdrawn") == 0 {
			p.Consents[i].Withdrawn = day("2026-10-01")
		}
		if rapid.Bool().Draw(t, "named") {
			p.Consents[i].ID = fmt.Sprint("c", i)
		}
	}
	return p
}

func TestExportedIsWhatWasImportedAndTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPractice(t)
		var l logged
		l.take(t, p)
		got, err := l.r.File("")
		if err != nil || !same(p, got) {
			t.Fatalf("%v:\n%s\ncame out as\n%s", err, asJSON(p), asJSON(got))
		}
		if im := l.take(t, p); len(im.Events) != 0 || len(im.Missing) != 0 || len(im.Refused) != 0 {
			t.Fatalf("importing twice: %s", asJSON(im.Events))
		}
		data, err := l.r.Export("")
		if err != nil {
			t.Fatal(err)
		}
		again, err := Load(data)
		if err != nil || !same(p, again) {
			t.Fatalf("%v: read back:\n%s", err, data)
		}
	})
}

func TestASecondImportMakesVersionsAndDeletesNothing(t *testing.T) {
	load := func(s string) *Practice {
		p, err := Load([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	const first = "interests:\n  - {party: Acme, kind: paid}\n  - {party: Bolt, kind: gift}\nconsents:\n  - {id: c1, who: Sam, text: one}\n  - {id: c2, who: Kim}\n"
	var l logged
	l.take(t, load(first))
	im := l.take(t, load("interests:\n  - {party: Acme, kind: paid, until: 2026-12-31}\nconsents:\n  - {id: c1, who: Sam, text: two, withdrawn: 2026-11-01}\n  - {id: c2, who: Kim}\n"))
	if len(im.Added) != 0 || len(im.Changed) != 2 || im.Same != 1 || len(im.Missing) != 1 {
		t.Fatalf("%+v", im)
	}
	if v, _ := l.r.Entry(im.Missing[0]).Value(); v.Interest.Party != "Bolt" || l.r.Entry(im.Missing[0]).Ended != nil {
		t.Error("the entry that the file lacks is not the one reported, or was ended")
	}
	sam := l.r.Entries[0]
	if !sam.Withdrawn() || len(sam.Versions) != 3 || sam.Versions[0].Whole.Consent.Text != "one" {
		t.Errorf("Sam's consent: %s", asJSON(sam))
	}
	if got := sam.Differences(1); !reflect.DeepEqual(got, []string{"text"}) {
		t.Errorf("the second version differs in %v", got)
	}
	if got := sam.Differences(2); !reflect.DeepEqual(got, []string{"withdrawn"}) {
		t.Errorf("the third version differs in %v", got)
	}
	// The first file once more: what it has is history by now, and a consent stays withdrawn.
	im = l.take(t, load(first))
	if len(im.Events) != 0 || !slices.Contains(im.Older, sam.ID) {
		t.Errorf("an old file changed something: %+v", im)
	}
	im = l.take(t, load("consents:\n  - {id: c1, who: Sam, text: three}\n"))
	if len(im.Refused) != 1 || !errors.Is(im.Refused[0].Err, ErrWithdrawn) || !sam.Withdrawn() {
		t.Errorf("a file undid a withdrawal: %+v", im)
	}
	if _, err := l.r.Import(load("consents:\n  - {id: c1}\n  - {id: c1}\n"), l.as()); !errors.Is(err, ErrInvalid) {
		t.Errorf("two entries of one id: %v", err)
	}
}

func TestARegisterGivenEmptyStaysGiven(t *testing.T) {
	var l logged
	l.take(t, &Practice{Permissions: []Permission{}})
	p := l.r.Practice(day0)
	if p.Permissions == nil || p.Cover != nil {
		t.Errorf("%+v", p)
	}
}

func TestChecksAreShownWhatHasEnded(t *testing.T) {
	var l logged
	add := func(id, person string, v Value) *Entry {
		e, err := l.r.Add(day0, "m1", New{ID: id, Person: person, Value: v})
		l.do(t, e, err)
		return l.r.Entry(id)
	}
	old := add("c1", "p1", Value{Consent: &Consent{Who: "Sam"}})
	add("c2", "p1", Value{Consent: &Consent{Who: "Sam", Review: day("2027-03-01"), Expires: day("2027-01-01")}})
	add("c3", "p2", Value{Consent: &Consent{Who: "Kim"}})
	perm := add("x1", "", Value{Permission: &Permission{From: "Trust", For: []string{"hours"}}})
	add("x2", "", Value{Permission: &Permission{From: "Trust", For: []string{"case"}, Since: day("2027-01-01")}})
	add("x3", "", Value{Permission: &Permission{From: "Trust", For: []string{"uniform"}, Posts: []string{"one"}}})
	ev := add("e1", "", Value{Evidence: &Evidence{Claim: "x", Words: []string{"x"}}})
	e, err := old.Withdraw(day0, "request/r", Date{}, "")
	l.do(t, e, err)
	e, err = perm.End(day0, "m1", Date{}, "left the trust")
	l.do(t, e, err)
	e, err = ev.Note(day0, "chaperone", Notice{Nature: Retraction, Source: "list 7"})
	l.do(t, e, err)
	p := l.r.Practice(day0)
	var got []string
	for _, c := range p.Consents {
		got = append(got, c.ID)
	}
	if !reflect.DeepEqual(got, []string{"c2", "c1", "c3"}) {
		t.Errorf("consents in the order %v: the standing one of a person comes first", got)
	}
	if p.Consents[0].Review.String() != "2027-01-01" || p.Consents[1].Withdrawn.String() != "2026-11-22" {
		t.Errorf("%+v", p.Consents)
	}
	if len(p.Permissions) != 1 || p.Permissions[0].Until.Live(day0) {
		t.Errorf("permissions: %+v", p.Permissions)
	}
	if len(p.Evidence) != 1 || !p.Evidence[0].Retracted {
		t.Errorf("evidence: %+v", p.Evidence)
	}
	if later := l.r.Practice(day0.AddDate(0, 3, 0)); len(later.Permissions) != 2 {
		t.Errorf("in three months: %+v", later.Permissions)
	}
	e, err = l.r.Erase(day0, "m1", "c3", AtTheirRequest)
	l.do(t, e, err)
	if p := l.r.Practice(day0); len(p.Consents) != 2 {
		t.Errorf("an erased consent is shown: %+v", p.Consents)
	}
}

// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"chaperone/fact"
)

// hospital is a pack of one file.
const hospital = `id: ashdown
title: Ashdown Vale Hospital
version: "1"
sources:
  - id: ashdown-handbook
    title: Staff handbook
    short: Handbook
    publisher: Ashdown Vale Hospital
    country: GB
    paragraphs:
      - {para: "7", seen: read, says: Addresses go through the front desk.}
adjust:
  - {rule: bare-link, level: stop, why: Links are opened by worried people}
rules:
  - area: employer
    id: front-desk
    title: An e-mail address
    level: decide
    cite: [ashdown-handbook/7]
    when: email-address
    say: The hospital asks that addresses go through the front desk.
    ways: [reason, rewrite]
    examples:
      - raised: "Write to [[jo@example.org]] today"
      - clear: "Come and see us"
`

// anyRule gives the id of a built-in rule that is, or isn't, a stop of confidentiality.
func anyRule(t *testing.T, b *Book, protected bool) string {
	t.Helper()
	for _, r := range b.Rules {
		if r.Protected() == protected {
			return r.ID
		}
	}
	t.Fatal("there is no such rule")
	return ""
}

func TestAPackMayBeOneFile(t *testing.T) {
	base, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(hospital, "bare-link", anyRule(t, base, false), 1)
	digest := base.Digest()
	b, err := base.With(Options{Examples: true, Packs: []fs.FS{OneFile("ours", []byte(own))}})
	if err != nil {
		t.Fatal(err)
	}
	r := b.Rule("front-desk")
	if r == nil || r.Area != Employer || r.Pack != "ashdown" || r.Line != 15 || r.File != "ours/pack.yaml" || len(r.Examples) != 2 || r.Examples[1].Line != 25 {
		t.Fatalf("the rule is %+v", r)
	}
	if base.Rule("front-desk") != nil || base.Digest() != digest || b.Digest() == digest {
		t.Error("the book it was put on changed, or its digest counts for nothing")
	}
	if !strings.HasSuffix(b.Version(), " + ashdown 1") {
		t.Errorf("the version is %q", b.Version())
	}
	again, err := Load(Options{Packs: []fs.FS{OneFile("elsewhere", []byte(own))}})
	if err != nil || again.Digest() != b.Digest() {
		t.Errorf("loaded at once and put on top are not the same book: %v", err)
	}
	changes := Diff(base.Snapshot(), b.Snapshot())
	if len(changes) != 2 || !slices.Contains(Affecting(changes), "front-desk") {
		t.Errorf("the changes are %+v", changes)
	}
}

func TestFaultsOfOneFileNameTheirLines(t *testing.T) {
	base, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	ordinary, stop := anyRule(t, base, false), anyRule(t, base, true)
	good := strings.Replace(hospital, "bare-link", ordinary, 1)
	for _, c := range []struct {
		old, new string
		line     int
		words    string
	}{
		{"when: email-address", "when: unicorn", 20, `no detector reads a fact "unicorn"`},
		{"when: email-address", "whenn: email-address", 20, `no field is called "whenn"`},
		{"level: decide", "level: shout", 18, "is not advise, decide or stop"},
		{"handbook/7]", "handbook/8]", 19, "has no paragraph"},
		{"area: employer", "area: canteen", 15, "is not an area"},
		{`      - clear: "Come and see us"`, "", 15, "a raised example and a clear or silent one"},
		{`clear: "Come`, `unclear: "Come`, 25, "no field is called"},
		{"publisher: Ashdown Vale Hospital\n", "\n", 5, "publisher"},
		{"{rule: " + ordinary, "{rule: made-up", 13, "no rule is called"},
		{"{rule: " + ordinary + ", level: stop", "{rule: " + stop + ", off: true", 13, "can't be switched off"},
		{"{rule: " + ordinary + ", level: stop", "{rule: " + stop + ", level: advise", 13, "can't be switched off or lowered"},
		{"id: ashdown\n", "id: uk\n", 0, "a pack called"},
		{"id: ashdown\n", "id: \"a\\nb\"\n", 0, "signed papers"},
		{"version: \"1\"\n", "version: \"1 of 2\"\n", 0, "signed papers"},
		{"id: front-desk", "id: " + ordinary, 15, "is given twice"},
		{"version: \"1\"\n", "version: \"1\"\nthresholds: {red: 5}\n", 0, "can only be raised"},
	} {
		if !strings.Contains(good, c.old) {
			t.Fatalf("there is no %q", c.old)
		}
		_, err := base.With(Options{Examples: true, Packs: []fs.FS{OneFile("ours", []byte(strings.Replace(good, c.old, c.new, 1)))}})
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("%q is taken: %v", c.new, err)
			continue
		}
		got := Faults(err)
		if !slices.ContainsFunc(got, func(f Fault) bool { return f.Line == c.line && strings.Contains(f.Err.Error(), c.words) }) {
			t.Errorf("%q: no fault on line %d says %q: %v", c.new, c.line, c.words, got)
		}
		if x := fmt.Sprint(err); !strings.Contains(x, "ours") {
			t.Errorf("%q: the fault doesn't say where: %s", c.new, x)
		}
	}
	if Faults(nil) != nil || Faults(errors.New("x")) != nil {
		t.Error("other errors are no faults of a pack")
	}
}

func TestSwitchingOffShowsInVersionDigestAndDiff(t *testing.T) {
	base, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	id := anyRule(t, base, false)
	off, err := base.Adjusting(Pack{ID: "practice", Version: "1", Adjust: []Adjustment{{Rule: id, Off: true, Why: "we film there"}}})
	if err != nil {
		t.Fatal(err)
	}
	if a, ok := off.Adjusted(id, "GB"); !ok || !a.Off {
		t.Error("it is still on")
	}
	if got := off.SwitchedOff(); len(got) != 1 || got[0] != id || len(base.SwitchedOff()) != 0 {
		t.Errorf("switched off: %v, and before %v", got, base.SwitchedOff())
	}
	if v := off.Version(); !strings.HasSuffix(v, "+ practice 1 without 1 rule") {
		t.Errorf("the version is %q", v)
	}
	changes := Diff(off.Snapshot(), base.Snapshot())
	if got := Affecting(changes); len(got) != 1 || got[0] != id {
		t.Errorf("switched on again, %v want a new look", got)
	}
	if _, err := base.Adjusting(Pack{ID: "practice", Version: "1", Adjust: []Adjustment{{Rule: anyRule(t, base, true), Off: true}}}); !errors.Is(err, ErrProtected) {
		t.Errorf("a stop of confidentiality is switched off: %v", err)
	}
}

func TestRaisedThresholdsReachTheRulesThatCountPeople(t *testing.T) {
	base, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := base.Adjusting(Pack{ID: "practice", Version: "1", Thresholds: fact.Thresholds{Red: 30, Clear: 60}})
	if err != nil {
		t.Fatal(err)
	}
	if b.Thresholds().Red != 30 || base.Thresholds() != (fact.Thresholds{}) {
		t.Errorf("thresholds %+v, before %+v", b.Thresholds(), base.Thresholds())
	}
	got := Affecting(Diff(base.Snapshot(), b.Snapshot()))
	if len(got) == 0 || len(got) > 10 {
		t.Errorf("%d rules count people: %v", len(got), got)
	}
	for _, id := range got {
		if !b.Rule(id).counts() {
			t.Errorf("%s doesn't", id)
		}
	}
	for _, bad := range []fact.Thresholds{{Red: 3}, {Red: 50}, {Clear: 2e6}, {GraveClear: 1}} {
		if _, err := base.Adjusting(Pack{ID: "practice", Version: "1", Thresholds: bad}); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

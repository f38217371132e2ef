// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"chaperone/fact"
)

// small is a pack of two rules and a country's pack that adjusts one.
var small = map[string]string{
	"main/pack.yaml": "id: own\ntitle: Own\nversion: 2026-11\ntempered: true\n",
	"main/attention.yaml": `- id: link-out
  title: A link leads away
  level: decide
  cite: [guide/12]
  when: link
  say: This leads away.
  ways: [reason]
- id: live
  title: This shows where you are
  level: advise
  cite: [guide/12, old-guide/3]
  country: [GB]
  about: link
  when: live-location and not link
  stop_when: link
  advise_when: live-location
  sure_when: live-location
  point: live-location
  say: This tells where you are.
  ask: Are you there now?
  hold: true
  note: n
  fix:
    - {title: Leave it out, remove: true, of: [live-location], safe: false}
  ways: [withhold, opinion]
`,
	"main/sources/guide.yaml":     "id: guide\ntitle: The guide\nshort: Guide\npublisher: P\nedition: \"2024\"\nin_force: 2024-01-30\ncountry: GB\nurl: https://example.org\nparagraphs:\n  - {para: \"12\", seen: read, says: Mind where links lead.}\n  - {para: \"13\", seen: memory, says: Mind where you are.}\n",
	"main/sources/old-guide.yaml": "id: old-guide\ntitle: The old guide\nshort: Old guide\npublisher: P\ncountry: GB\nin_force: 2011-05-01\nparagraphs:\n  - {para: \"3\", seen: superseded, says: Be careful.}\n",
	"au/pack.yaml":                "id: au\ntitle: AU\nversion: 2026-10\ncountry: AU\nadjust:\n  - {rule: link-out, level: stop, cite: [guide/13], why: they say so}\n",
}

// edit is a file of the small packs, words in it, and what to put for them.
type edit [3]string

// loadSmall loads the small packs with some words changed.
func loadSmall(t testing.TB, edits ...edit) *Book {
	t.Helper()
	dirs := map[string]fstest.MapFS{"main": {}, "au": {}}
	for name, text := range small {
		for _, e := range edits {
			if name == e[0] {
				if !strings.Contains(text, e[1]) {
					t.Fatalf("%s has no %q", name, e[1])
				}
				text = strings.Replace(text, e[1], e[2], 1)
			}
		}
		pack, file, _ := strings.Cut(name, "/")
		dirs[pack][file] = &fstest.MapFile{Data: []byte(text)}
	}
	b, err := Load(Options{Only: true, Packs: []fs.FS{dirs["main"], dirs["au"]}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheDigestIsTheSameForTheSameRulesAndAnotherForOthers(t *testing.T) {
	base := loadSmall(t).Digest()
	for range 3 {
		if got := loadSmall(t).Digest(); got != base {
			t.Fatal("another digest for the same rules")
		}
	}
	if got := loadSmall(t, edit{"main/attention.yaml", "- id: link-out", "# a comment\n\n- id: link-out"}).Digest(); got != base {
		t.Error("a comment counts")
	}
	seen := map[string]string{base: "nothing"}
	for _, c := range []edit{
		{"main/attention.yaml", "level: decide", "level: stop"},
		{"main/attention.yaml", "when: link", "when: link or live-location"},
		{"main/attention.yaml", "say: This leads away.", "say: This leads far away."},
		{"main/attention.yaml", "ways: [reason]", "ways: [reason, record]"},
		{"main/attention.yaml", "safe: false", "safe: true"},
		{"main/attention.yaml", "cite: [guide/12]", "cite: [guide/13]"},
		{"main/sources/guide.yaml", "Mind where links lead.", "Mind where all links lead."},
		{"main/sources/guide.yaml", "2024-01-30", "2024-01-31"},
		{"main/sources/guide.yaml", "seen: memory", "seen: read"},
		{"main/pack.yaml", "2026-11", "2026-12"},
		{"main/pack.yaml", "tempered: true", "tempered: false"},
		{"au/pack.yaml", "level: stop", "level: advise"},
		{"au/pack.yaml", "country: AU", "country: NZ"},
	} {
		got := loadSmall(t, c).Digest()
		if was, ok := seen[got]; ok {
			t.Errorf("%s for %s: the digest of %s", c[2], c[1], was)
		}
		seen[got] = c[2]
	}
}

// Whatever is added to a rule, source or pack one day has to count: each field is changed in turn, found by reflection.
func TestEveryFieldCountsInTheDigest(t *testing.T) {
	without := map[string]bool{"Rule.Examples": true, "Rule.File": true, "Rule.Line": true} // never part of a verdict
	n := 0
	var walk func(b *Book, path string, v reflect.Value)
	walk = func(b *Book, path string, v reflect.Value) {
		if without[path] || !v.CanSet() {
			return
		}
		before := b.Digest()
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		defer v.Set(old)
		switch v.Kind() {
		case reflect.String:
			v.SetString(v.String() + "x")
		case reflect.Bool:
			v.SetBool(!v.Bool())
		case reflect.Uint8:
			v.SetUint((v.Uint() + 1) % 4)
		case reflect.Float64:
			v.SetFloat(v.Float() + 1)
		case reflect.Slice:
			for i := range v.Len() {
				walk(b, path, v.Index(i))
			}
			if e := v.Type().Elem(); e.Kind() == reflect.String {
				v.Set(reflect.Append(v, reflect.ValueOf("x").Convert(e)))
			} else {
				v.Set(v.Slice(0, max(0, v.Len()-1)))
				if old.Len() == 0 {
					v.Set(reflect.Append(old, reflect.New(e).Elem()))
				}
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(b, v.Type().Name()+"."+v.Type().Field(i).Name, v.Field(i))
			}
			return
		case reflect.Pointer:
			if v.Type() == reflect.TypeFor[*Expr]() {
				v.Set(reflect.ValueOf(&Expr{op: 'k', kind: fact.Kind("another-" + path)}))
				break
			}
			walk(b, path, v.Elem())
			return
		default:
			t.Fatalf("%s is a %s: teach this test to change it", path, v.Kind())
		}
		n++
		if b.Digest() == before {
			t.Errorf("%s doesn't count", path)
		}
	}
	b := loadSmall(t)
	live := b.Rule("live")
	for _, path := range []any{live, b.Sources["guide"]} {
		v := reflect.ValueOf(path).Elem()
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Name != "Cite" { // whose paragraphs are walked with their source
				walk(b, v.Type().Name()+"."+f.Name, v.Field(i))
			}
		}
	}
	for i := range b.Packs {
		walk(b, "Pack", reflect.ValueOf(&b.Packs[i]).Elem())
	}
	before := b.Digest()
	if live.Cite = live.Cite[:1]; b.Digest() == before {
		t.Error("what is cited doesn't count")
	}
	before = b.Digest()
	if b.Rules[0], b.Rules[1] = b.Rules[1], b.Rules[0]; b.Digest() == before {
		t.Error("the order doesn't count")
	}
	if n < 45 {
		t.Errorf("only %d fields were looked at", n)
	}
}

func TestADiffSaysWhichRulesChangedAndWhatTheirGuidanceSaidAndSays(t *testing.T) {
	old := loadSmall(t).Snapshot()
	if c := Diff(old, loadSmall(t).Snapshot()); len(c) != 0 {
		t.Fatalf("nothing changed: %+v", c)
	}
	for _, c := range []struct {
		edit  edit
		and   []edit
		rules string // changed: "rule what reach"
	}{
		{edit{"main/attention.yaml", "level: decide", "level: stop"}, nil, "link-out changed true"},
		{edit{"main/attention.yaml", "say: This leads away.", "say: This leads far away."}, nil, "link-out changed false"},
		{edit{"main/attention.yaml", "id: link-out\n", "id: link-away\n"}, []edit{{"au/pack.yaml", "link-out", "link-away"}}, "link-away new true; link-out removed true"},
		{edit{"main/attention.yaml", "  country: [GB]\n", ""}, nil, "live changed true"},
		{edit{"main/attention.yaml", "old-guide/3]", "guide/13]"}, nil, "live changed true"}, // in force from another day, too
		{edit{"main/sources/guide.yaml", "Mind where links lead.", "Mind where all links lead."}, nil, "link-out changed false; live changed false"},
		{edit{"main/sources/guide.yaml", "2024-01-30", "2027-02-01"}, nil, "link-out changed true; live changed false"},  // live rests on the old guide, too
		{edit{"main/sources/guide.yaml", "Mind where you are.", "Mind where you stand."}, nil, "link-out changed false"}, // cited for Australia
		{edit{"main/pack.yaml", "2026-11", "2026-12"}, nil, ""},
		{edit{"main/pack.yaml", "tempered: true", "tempered: false"}, nil, "link-out changed true; live changed true"},
		{edit{"au/pack.yaml", "level: stop", "off: true"}, nil, "link-out changed true"},
		{edit{"au/pack.yaml", "they say so", "because"}, nil, "link-out changed false"},
	} {
		changes := Diff(old, loadSmall(t, append(c.and, c.edit)...).Snapshot())
		var got, affecting []string
		for _, x := range changes {
			got = append(got, fmt.Sprintf("%s %s %v", x.Rule, x.What, x.Reach))
			if x.Reach && x.What != RuleRemoved {
				affecting = append(affecting, x.Rule)
			}
		}
		if s := strings.Join(got, "; "); s != c.rules {
			t.Errorf("%q: %s; want %s", c.edit, s, c.rules)
		}
		if !slices.Equal(Affecting(changes), affecting) {
			t.Errorf("affecting: %v", Affecting(changes))
		}
	}
}

func TestAChangeCarriesBothTextsAndItsDay(t *testing.T) {
	old := loadSmall(t).Snapshot()
	now := loadSmall(t, edit{"main/sources/guide.yaml", "in_force: 2024-01-30\ncountry: GB\nurl: https://example.org\nparagraphs:\n  - {para: \"12\", seen: read, says: Mind where links lead.}",
		"in_force: 2027-02-01\ncountry: GB\nurl: https://example.org/2027\nparagraphs:\n  - {para: \"12\", seen: memory, says: Say where a link leads.}"}).Snapshot()
	changes := Diff(old, now)
	if len(changes) != 2 {
		t.Fatalf("%+v", changes)
	}
	c := changes[0]
	day := time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
	if c.Rule != "link-out" || !c.InForce.Equal(day) || c.Old != Decide || c.New != Decide || !slices.Equal(c.Adjust, []string{"au: level stop"}) || c.Title != "A link leads away" {
		t.Errorf("%+v", c)
	}
	g := c.Guidance[0]
	if !g.Changed() || g.Old.Says != "Mind where links lead." || g.New.Says != "Say where a link leads." || g.Old.Label != "Guide, 12" || g.New.Label != "Guide" || !g.New.From.Equal(day) || g.New.URL != "https://example.org/2027" {
		t.Errorf("%+v, %+v", g.Old, g.New)
	}
	if live := changes[1]; !live.InForce.Equal(time.Date(2011, 5, 1, 0, 0, 0, 0, time.UTC)) || live.Guidance[1].Changed() {
		t.Errorf("%+v", live)
	}

	moved := Diff(old, loadSmall(t, edit{"main/attention.yaml", "cite: [guide/12]", "cite: [guide/13]"}).Snapshot())
	if len(moved) != 1 || len(moved[0].Guidance) != 2 || moved[0].Guidance[0].Cite != "guide/13" || moved[0].Guidance[1].New != nil || moved[0].Guidance[1].Old.Says != "Mind where links lead." {
		t.Errorf("another paragraph: %+v", moved)
	}
}

func TestASnapshotIsReadAgainAsItWasAndInNoOtherForm(t *testing.T) {
	s := loadSmall(t).Snapshot()
	data, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseSnapshot(data)
	if err != nil || !reflect.DeepEqual(got, s) {
		t.Fatalf("%+v, %v", got, err)
	}
	for from, to := range map[string]string{
		`"v":1`:            `"v":2`,
		`"version"`:        `"verzion"`,
		`"level":"decide"`: `"level":"clear"`,
		`"2024-01-30"`:     `"30 January"`,
		`"guide/12"`:       `"guide/99"`,
		`"digest":"`:       `"digest":"0`,
		`"id":"link-out"`:  `"id":"zlink"`,
		`"id":"old-guide"`: `"id":"a-guide"`,
		`"para":"13"`:      `"para":"12"`,
		`{"v"`:             `{ "v"`,
		`"rules":[`:        `"rules":null,"rules":[`,
	} {
		bad := strings.Replace(string(data), from, to, 1)
		if bad == string(data) {
			t.Fatalf("no %s in it", from)
		}
		if _, err := ParseSnapshot([]byte(bad)); !errors.Is(err, ErrSnapshot) {
			t.Errorf("%s: %v", to, err)
		}
	}
	for i := range data {
		if _, err := ParseSnapshot(data[:i]); !errors.Is(err, ErrSnapshot) {
			t.Fatalf("cut to %d: %v", i, err)
		}
	}
}

func TestTheRulebookItselfHasASnapshot(t *testing.T) {
	b, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	with, err := Load(Options{Examples: true})
	if err != nil {
		t.Fatal(err)
	}
	if b.Digest() != with.Digest() {
		t.Error("examples count in the digest")
	}
	data, err := b.Snapshot().Encode()
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > 256<<10 {
		t.Errorf("%d bytes aren't compact", len(data))
	}
	s, err := ParseSnapshot(data)
	if err != nil || len(s.Rules) != len(b.Rules) || len(s.Sources) != len(b.Sources) || len(Diff(s, with.Snapshot())) != 0 {
		t.Error(err)
	}
	empty := Snapshot{}
	if all := Diff(empty, s); len(all) != len(b.Rules) || len(Affecting(all)) != len(b.Rules) || len(Affecting(Diff(s, empty))) != 0 {
		t.Error("held against nothing, not every rule is new")
	}
}

func FuzzParseSnapshot(f *testing.F) {
	data, err := loadSmall(f).Snapshot().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseSnapshot(data)
		if err != nil {
			if !errors.Is(err, ErrSnapshot) {
				t.Fatal(err)
			}
			return
		}
		if again, err := s.Encode(); err != nil || !bytes.Equal(again, data) {
			t.Fatal("a snapshot has two forms")
		}
		if len(Diff(s, s)) != 0 {
			t.Fatal("it differs from itself")
		}
	})
}

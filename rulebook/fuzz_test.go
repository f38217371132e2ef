// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"chaperone/fact"

	"pgregory.net/rapid"
)

// A condition is read or refused; read, its words mean the same condition again.
func FuzzParseExpr(f *testing.F) {
	for _, s := range []string{"a", "a and not b or c", "not (a or b)", "((a))", "not not a", "a and", ")", "a b", "and", "( a", "not (a and (b or not c))"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseExpr(s)
		if err != nil {
			return
		}
		again, err := ParseExpr(e.String())
		if err != nil {
			t.Fatalf("%q reads as %q, which doesn't: %v", s, e, err)
		}
		if again.String() != e.String() {
			t.Errorf("%q, then %q", e, again)
		}
		if len(e.Kinds()) < len(e.Affirmed()) {
			t.Errorf("%v names more than it has", e)
		}
	})
}

// What a condition is printed as means the same in every state of knowledge.
func TestPrintedConditionsMeanTheSame(t *testing.T) {
	kinds := []fact.Kind{"a", "b", "c"}
	var expr func(depth int) *rapid.Generator[*Expr]
	expr = func(depth int) *rapid.Generator[*Expr] {
		return rapid.Custom(func(t *rapid.T) *Expr {
			op := byte('k')
			if depth > 0 {
				op = rapid.SampledFrom([]byte("k&|!")).Draw(t, "op")
			}
			switch op {
			case 'k':
				return &Expr{op: op, kind: rapid.SampledFrom(kinds).Draw(t, "kind")}
			case '!':
				return &Expr{op: op, l: expr(depth-1).Draw(t, "l")}
			}
			return &Expr{op: op, l: expr(depth-1).Draw(t, "l"), r: expr(depth-1).Draw(t, "r")}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		e := expr(4).Draw(t, "expr")
		again, err := ParseExpr(e.String())
		if err != nil {
			t.Fatalf("%s: %v", e, err)
		}
		set := fact.NewSet(&fact.Input{})
		for _, k := range kinds {
			switch rapid.SampledFrom([]string{"yes", "no", "unknown"}).Draw(t, string(k)) {
			case "yes":
				set.Add(fact.Fact{Kind: k, Confidence: 1})
			case "unknown":
				set.Unknown(k, "nobody looked")
			}
		}
		if e.Eval(set) != again.Eval(set) {
			t.Fatalf("%s is %v, read again %v", e, e.Eval(set), again.Eval(set))
		}
	})
}

// A pack from anywhere is loaded or refused, and refusing says why.
func FuzzLoad(f *testing.F) {
	const rule = "- id: x\n  title: T\n  level: stop\n  cite: [own/1]\n  when: link\n  say: S\n  ways: [withhold]\n"
	const source = "id: own\ntitle: T\nshort: S\npublisher: P\ncountry: GB\nparagraphs:\n  - {para: \"1\", seen: read, says: \"x\"}\n"
	f.Add("id: p\nversion: 1\n", rule, source)
	f.Add("id: p\nversion: 1\nadjust:\n  - {rule: x, level: advise, cite: [own/1]}\n", rule+"  fix:\n    - {insert: \"x\", at: start}\n", source)
	f.Add("id: [", "- - -", "a: &a [*a]")
	f.Add("", rule+rule, source)
	f.Add("id: p\nversion: 1\nadjust: [null]", "- null\n- 3\n- {}", "paragraphs: [null]\nin_force: never")
	f.Add("null", "null", "null")
	f.Fuzz(func(t *testing.T, pack, rules, source string) {
		dir := fstest.MapFS{"pack.yaml": {Data: []byte(pack)}, "attention.yaml": {Data: []byte(rules)}, "sources/own.yaml": {Data: []byte(source)}}
		for _, examples := range []bool{false, true} {
			b, err := Load(Options{Only: true, Examples: examples, Packs: []fs.FS{dir}})
			if err != nil && !errors.Is(err, ErrInvalid) {
				t.Errorf("the fault is nobody's: %v", err)
			}
			if err == nil {
				for _, r := range b.Rules {
					if r.When == nil || len(r.Cite) == 0 || b.Rule(r.ID) != r {
						t.Errorf("a rule was let in that can't run: %+v", r)
					}
				}
			}
		}
	})
}

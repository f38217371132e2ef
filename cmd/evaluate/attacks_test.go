// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"chaperone/post"
)

// slack is by how many posts a disguise may do worse than doc/quality.md says before the page has to be made anew.
const slack = 2

func TestDisguisedWordsAreFoundAsOftenAsPublished(t *testing.T) {
	doc, err := os.ReadFile("../../doc/quality.md")
	if err != nil {
		t.Fatal(err)
	}
	a, err := readAttacks("../../testdata/attacks")
	if err != nil {
		t.Fatal(err)
	}
	if len(a.victims) < 40 || len(a.quiet) < 40 {
		t.Fatalf("%d posts to raise and %d to leave: 40 each at least", len(a.victims), len(a.quiet))
	}
	rows, misses, err := a.measure()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(r.name) + ` .* (\d+)/(\d+)\s*$`).FindStringSubmatch(string(doc))
		if m == nil {
			t.Errorf("doc/quality.md has no line for %q; go run ./cmd/evaluate attacks gives the table", r.name)
			continue
		}
		kept, _ := strconv.Atoi(m[1])
		of, _ := strconv.Atoi(m[2])
		if r.kept < kept-slack || r.of != of {
			t.Errorf("%s: %d of %d survive, doc/quality.md says %d of %d", r.name, r.kept, r.of, kept, of)
			for _, l := range misses {
				if strings.HasPrefix(l, r.name+" ") {
					t.Log(l)
				}
			}
		}
	}
	loud, err := a.loud()
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`innocent near-misses raised: .* (\d+)/(\d+)`).FindStringSubmatch(string(doc))
	if m == nil || m[2] != fmt.Sprint(len(a.quiet)) || m[1] != fmt.Sprint(len(loud)) {
		t.Errorf("doc/quality.md says %v of the innocent posts are raised; it is %d of %d: %q", m, len(loud), len(a.quiet), loud)
	}
}

func TestADisguiseHidesTheWordsAndNothingElse(t *testing.T) {
	const text = "Saw Mounjaro pens, 8mg, today"
	at := post.Span{Start: 4, End: 12}
	for _, d := range disguises {
		got, span, ok := d.do(text, at)
		if !ok {
			continue
		}
		if !utf8.ValidString(got) || !span.Fits(got) || span.Empty() {
			t.Errorf("%s: %q, span %v", d.name, got, span)
		}
		if d.about == "" {
			t.Errorf("%s has no example", d.name)
		}
	}
	for name, want := range map[string]string{
		"digits for letters": "M0unj4r0", "spaced letters": "M o u n j a r o", "dots between letters": "M.o.u.n.j.a.r.o", "full-width letters": "Ｍｏｕｎｊａｒｏ",
		"letter left out": "Mounaro", "letters swapped": "Mounajro", "hashtag run together": "#mounjaro", "stretched letters": "Mounjjjjaro", "handle of a seller": "mounjaro",
	} {
		for _, d := range disguises {
			if d.name != name {
				continue
			}
			if got, span, _ := d.do(text, at); span.Of(got) != want {
				t.Errorf("%s: %q in %q, want %q", name, span.Of(got), got, want)
			}
		}
	}
}

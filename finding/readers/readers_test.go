// SPDX-License-Identifier: Apache-2.0

package readers

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/finding"
	"chaperone/rulebook"

	"github.com/goccy/go-yaml"
)

var book = sync.OnceValue(func() *rulebook.Book {
	b, err := rulebook.Load(rulebook.Options{})
	if err != nil {
		panic(err)
	}
	return b
})

func of(t testing.TB, ctx fact.Context, text string) ([]Card, *fact.Set, []finding.Finding) {
	t.Helper()
	in, err := ctx.Input(text, finding.ExampleDay)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := detect.Read(in)
	if err != nil {
		t.Fatal(err)
	}
	fs := finding.Check(book(), facts, finding.ExampleDay)
	return Of(facts, fs), facts, fs
}

func says(lines []Line) (out []string) {
	for _, l := range lines {
		out = append(out, l.Says)
	}
	return out
}

func TestCases(t *testing.T) {
	f, err := os.Open("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var text string
	var ctx fact.Context
	var cards []Card
	ready, hits, misses := false, 0, 0
	n := 0
	for in := bufio.NewScanner(f); in.Scan(); {
		n++
		line := strings.TrimSpace(in.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "> "):
			text, ctx, ready = line[2:], fact.Context{}, false
			continue
		case strings.HasPrefix(line, "with "):
			if err := yaml.Unmarshal([]byte(line[5:]), &ctx); err != nil {
				t.Fatalf("line %d: %v", n, err)
			}
			continue
		}
		if !ready {
			cards, _, _ = of(t, ctx, text)
			ready = true
		}
		if line == "all -" {
			misses++
			for _, c := range cards {
				t.Errorf("line %d: %s is told %q, %q", n, c.Reader, says(c.Infers), says(c.Minds))
			}
			continue
		}
		word := strings.SplitN(line, " ", 4)
		if !slices.Contains(All, Reader(word[0])) || len(word) < 2 {
			t.Fatalf("line %d: %q", n, line)
		}
		i := slices.IndexFunc(cards, func(c Card) bool { return c.Reader == Reader(word[0]) })
		if word[1] == "-" {
			misses++
			if i >= 0 {
				t.Errorf("line %d: %s is told %q, %q", n, word[0], says(cards[i].Infers), says(cards[i].Minds))
			}
			continue
		}
		var list []string
		if i >= 0 {
			if list = says(cards[i].Minds); word[1] == "infers" {
				list = says(cards[i].Infers)
			}
		}
		want := ""
		if len(word) > 3 {
			want = word[3]
		}
		has := slices.ContainsFunc(list, func(s string) bool { return strings.Contains(s, want) })
		if word[2] == "~" {
			hits++
		} else {
			misses++
		}
		if has != (word[2] == "~") {
			t.Errorf("line %d: %s: %q\nfor %.80q", n, line, list, text)
		}
	}
	if hits < 20 || misses < 20 {
		t.Errorf("only %d hits and %d near-misses", hits, misses)
	}
}

// The table names rules that exist, and each sentence is short, calm and about the reader.
func TestTheTableFitsTheRulebook(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range mindTable {
		if !slices.Contains(All, m.Reader) || m.Reader == Regulator || m.Reader == Employer {
			t.Errorf("%q is for %s", m.Says, m.Reader)
		}
		for _, id := range m.Rules {
			if book().Rule(id) == nil {
				t.Errorf("%s: there is no rule %s", m.Reader, id)
			}
			key := string(m.Reader) + id + m.Says
			if seen[key] {
				t.Errorf("%s: %s stands twice for %q", m.Reader, id, m.Says)
			}
			seen[key] = true
		}
		if len(m.Says) > 90 || !strings.HasSuffix(m.Says, ".") || strings.ContainsAny(m.Says, "!") {
			t.Errorf("%q", m.Says)
		}
		for _, bad := range []string{"violat", "illegal", "complian", "guarantee", "breach"} {
			if strings.Contains(strings.ToLower(m.Says), bad) {
				t.Errorf("%q says %q", m.Says, bad)
			}
		}
		if strings.Contains(m.Says, "{words}") && !strings.Contains(m.Says, ": {words}.") {
			t.Errorf("%q can't do without its words", m.Says)
		}
	}
	for _, p := range regulators {
		found := false
		for id := range book().Sources {
			found = found || strings.HasPrefix(id, p)
		}
		if !found {
			t.Errorf("no source begins with %q", p)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"chaperone/decision"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/rulebook"

	"pgregory.net/rapid"
)

var checker = sync.OnceValue(func() *practice.Checker {
	book, err := rulebook.Load(rulebook.Options{Examples: true})
	if err != nil {
		panic(err)
	}
	return &practice.Checker{Book: book, Now: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }}
})

func check(t interface{ Fatal(...any) }, p *post.Post) *practice.Report {
	r, err := checker().CheckDraft(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// examples are the posts of the rulebook, the marks taken out: words that make rules speak.
var examples = sync.OnceValue(func() []string {
	var out []string
	for _, r := range checker().Book.Rules {
		for _, x := range r.Examples {
			out = append(out, strings.NewReplacer("[[", "", "]]", "").Replace(x.Text))
		}
	}
	return out
})

// sound holds what must be true of every report, whatever the words.
func sound(t interface{ Errorf(string, ...any) }, r *practice.Report) {
	text := r.Post.Text
	for _, f := range r.Facts.All() {
		if !f.Fits(text) || f.Confidence < 0 || f.Confidence > 1 {
			t.Errorf("fact %v in %d bytes", f, len(text))
		}
	}
	level := rulebook.None
	for _, f := range r.Findings {
		if f.Outcome == finding.Failed {
			t.Errorf("rule %s failed: %s", f.Rule.ID, f.Why)
		}
		if f.Outcome == finding.Raised || f.Outcome == finding.Ask {
			level = max(level, f.Level)
			if !utf8.ValidString(f.Title) || !utf8.ValidString(f.Message) {
				t.Errorf("rule %s says %q: %q", f.Rule.ID, f.Title, f.Message)
			}
		}
		for i, s := range f.Spans {
			if !s.Fits(text) || s.Empty() || i > 0 && s.Start < f.Spans[i-1].End {
				t.Errorf("rule %s points at %v", f.Rule.ID, f.Spans)
			}
		}
		for _, x := range f.Fixes {
			for _, e := range x.Edits {
				if !e.Fits(text) {
					t.Errorf("rule %s edits %v", f.Rule.ID, e.Span)
				}
			}
			if fixed := post.Apply(text, x.Edits); !utf8.ValidString(fixed) {
				t.Errorf("the fix of %s gives %q", f.Rule.ID, fixed)
			}
		}
	}
	if level < rulebook.Decide {
		level = rulebook.None
	}
	if r.Verdict != level {
		t.Errorf("verdict %v, the highest finding is %v", r.Verdict, level)
	}
	if fixed, _ := finding.Apply(text, r.Findings); !utf8.ValidString(fixed) {
		t.Errorf("fixed to %q", fixed)
	}
}

// Any text can be checked: nothing panics, no rule fails, spans fit, fixes keep UTF-8.
func FuzzCheck(f *testing.F) {
	for i, s := range examples() {
		if i%5 == 0 {
			f.Add(s, "instagram", "own")
		}
	}
	for _, s := range []string{"", "\u200b\u202e", "943\u200b476\u20605919", "🙂\U0001F3FD", "#", "@", "£", "‘’", "[[", "%", strings.Repeat("a ", 500), "nhs no ９４３ ４７６ ５９１９", "1/2/3/4", "\r\n\r\n"} {
		f.Add(s, "", "")
	}
	f.Fuzz(func(t *testing.T, text, platform, paid string) {
		if !utf8.ValidString(text) {
			return
		}
		p := &post.Post{Kind: post.KindPost, Text: text}
		p.Platform, _ = post.ParsePlatform(platform)
		p.Paid, _ = post.ParsePayment(paid)
		sound(t, check(t, p))
	})
}

// Posts put together from the rulebook's own examples, and cut anywhere.
func TestReportsAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3).Draw(t, "posts")
		var parts []string
		for range n {
			parts = append(parts, rapid.SampledFrom(examples()).Draw(t, "example"))
		}
		text := strings.Join(parts, rapid.SampledFrom([]string{" ", "\n", "", "🙂", "\r\n"}).Draw(t, "between"))
		text = strings.ToValidUTF8(text[rapid.IntRange(0, len(text)/4).Draw(t, "cut"):], "")
		sound(t, check(t, &post.Post{Kind: post.KindPost, Text: text}))
	})
}

// plain tells words that zero-width characters are put into: no links, handles, numbers and tags, where a character more is another name.
func plain(text string) bool {
	return !strings.ContainsAny(text, "@#/:_-'’.…*£$€&%0123456789()[]") && !strings.ContainsFunc(text, func(r rune) bool { return r > 0x2ff })
}

// Characters nobody sees move no span: rules find the same words, where they now stand.
func TestInvisibleCharactersMoveNoSpan(t *testing.T) {
	var plainOnes []string
	for _, s := range examples() {
		if plain(s) {
			plainOnes = append(plainOnes, s)
		}
	}
	if len(plainOnes) < 20 {
		t.Fatal("too few plain examples")
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(plainOnes).Draw(t, "example")
		at := rapid.SliceOfN(rapid.IntRange(1, max(1, len(text)-1)), 1, 4).Draw(t, "places")
		with := rapid.SampledFrom([]string{"\u200b", "\u2060", "\u00ad", "\ufeff"}).Draw(t, "character")
		slices.Sort(at)
		var b strings.Builder
		for i, r := range text {
			// inside a word only: at its edge, a reader sees the words parted or joined
			inside := i > 0 && unicode.IsLetter(r) && unicode.IsLetter(rune(text[i-1]))
			if slices.Contains(at, i) && inside {
				b.WriteString(with)
			}
			b.WriteRune(r)
		}
		before, after := check(t, &post.Post{Kind: post.KindPost, Text: text}), check(t, &post.Post{Kind: post.KindPost, Text: b.String()})
		sound(t, after)
		if x, y := raised(before), raised(after); !slices.Equal(x, y) {
			t.Fatalf("%q: %q\n%q: %q", text, x, b.String(), y)
		}
	})
}

// raised gives each raised rule with the words it points at, as a reader sees them.
func raised(r *practice.Report) []string {
	see := strings.NewReplacer("\u200b", "", "\u2060", "", "\u00ad", "", "\ufeff", "")
	var out []string
	for _, f := range r.Findings {
		if f.Outcome != finding.Raised {
			continue
		}
		s := f.Rule.ID
		for _, x := range f.Spans {
			s += " " + see.Replace(x.Of(r.Post.Text))
		}
		out = append(out, s)
	}
	return out
}

// A fix never raises another stop: not each by itself, nor all safe ones together.
func TestFixesRaiseNoOtherStop(t *testing.T) {
	stops := func(r *practice.Report) map[string]bool {
		out := map[string]bool{}
		for _, f := range r.Findings {
			if f.Outcome == finding.Raised && f.Level == rulebook.Stop {
				out[f.Rule.ID] = true
			}
		}
		return out
	}
	for _, text := range examples() {
		before := check(t, &post.Post{Kind: post.KindPost, Text: text})
		had := stops(before)
		try := func(what, fixed string) {
			if fixed == text {
				return
			}
			for id := range stops(check(t, &post.Post{Kind: post.KindPost, Text: fixed})) {
				if !had[id] {
					t.Errorf("%s makes %s of\n  %q\n  %q", what, id, text, fixed)
				}
			}
		}
		for _, f := range before.Findings {
			for _, x := range f.Fixes {
				try("the fix of "+f.Rule.ID, post.Apply(text, x.Edits))
			}
		}
		all, _ := finding.Apply(text, before.Findings)
		try("--fix", all)
	}
}

// A finding more can only hold a post back further.
func TestOneMoreFindingNeverBettersTheVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.Custom(func(t *rapid.T) finding.Finding {
			return finding.Finding{Outcome: rapid.SampledFrom([]finding.Outcome{finding.Raised, finding.Ask, finding.Clear, finding.Silent, finding.Failed, finding.NotInForce}).Draw(t, "outcome"),
				Level: rapid.SampledFrom([]rulebook.Level{rulebook.None, rulebook.Advise, rulebook.Decide, rulebook.Stop}).Draw(t, "level")}
		})
		fs := rapid.SliceOf(draw).Draw(t, "findings")
		one := draw.Draw(t, "one more")
		at := rapid.IntRange(0, len(fs)).Draw(t, "where")
		if decision.Verdict(slices.Insert(slices.Clone(fs), at, one)) < decision.Verdict(fs) {
			t.Fatalf("%v made %v better", one, fs)
		}
	})
}

// A check changes nothing it was given, and gives the same again.
func TestCheckingIsPure(t *testing.T) {
	for i, text := range examples() {
		if i%10 != 0 {
			continue
		}
		p := &post.Post{Kind: post.KindPost, Text: text}
		was := *p
		a, b := check(t, p), check(t, p)
		if p.Text != was.Text || p.Kind != was.Kind || !slices.Equal(raised(a), raised(b)) || a.Verdict != b.Verdict {
			t.Errorf("%q: %v, then %v", text, raised(a), raised(b))
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package claim

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"chaperone/text"

	"pgregory.net/rapid"
)

// sentences are all of testdata/pairs.txt, without their labels.
func sentences(t testing.TB) []string {
	data, err := os.ReadFile("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.SplitSeq(string(data), "\n") {
		if mark, rest, ok := strings.Cut(line, " "); ok && strings.Contains(">=~!x", mark) {
			out = append(out, rest)
		}
	}
	if len(out) < 400 {
		t.Fatalf("only %d sentences", len(out))
	}
	return out
}

// Of all labelled pairs none may be taken for the same that is not: a claim that only sounds like one on record must not pass for it.
func TestNoLabelledPairIsTakenForTheSameThatIsNot(t *testing.T) {
	for _, file := range []string{"testdata/pairs.txt", "testdata/fresh.txt"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		record, same, n := "", 0, 0
		for line := range strings.SplitSeq(string(data), "\n") {
			mark, rest, _ := strings.Cut(line, " ")
			switch mark {
			case ">":
				record = rest
			case "=", "~", "!", "x":
				n++
				r := Compare(ReadText(record), ReadText(rest))
				if r.Verdict == Exact && mark != "=" {
					t.Errorf("%q is taken for %q", rest, record)
				} else if r.Verdict == Exact {
					same++
				}
			}
		}
		if n < 100 || same < n/8 {
			t.Errorf("%s: %d of %d pairs are the same", file, same, n)
		}
	}
}

func TestAClaimIsExactToItself(t *testing.T) {
	for _, s := range sentences(t) {
		f := ReadText(s)
		if f.Size() == 0 {
			t.Errorf("%q speaks of nothing", s)
			continue
		}
		for _, same := range []string{s, strings.ToUpper(s), s + " 💪 #health #sleep", "Reminder: " + s} {
			if r := Compare(f, ReadText(same)); r.Verdict != Exact || len(r.Differs) > 0 {
				t.Errorf("%q is %s to %q: %v", same, r.Verdict, s, r.Differs)
			}
		}
	}
}

func TestChangingANumberNeverStaysExact(t *testing.T) {
	n := 0
	for _, s := range sentences(t) {
		f := ReadText(s)
		for i, tok := range text.Read(s).Tokens {
			v, ok := value(&tok)
			if !ok {
				continue
			}
			for _, by := range []float64{1, 2, 10, 0.5} {
				n++
				changed := s[:tok.Start] + strconv.FormatFloat(v+by, 'f', -1, 64) + s[tok.End:]
				if r := Compare(f, ReadText(changed)); r.Verdict == Exact {
					t.Errorf("token %d: %q is exact to %q", i, changed, s)
				}
			}
		}
	}
	if n < 200 {
		t.Errorf("only %d numbers were changed", n)
	}
}

func TestANotNeverStaysExact(t *testing.T) {
	all := sentences(t)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(all).Draw(t, "claim")
		word := rapid.SampledFrom([]string{"not", "never", "no", "isn't", "doesn't", "cannot", "don't", "Myth:", "false"}).Draw(t, "not")
		toks := text.Read(s).Tokens
		at := len(s)
		if i := rapid.IntRange(0, len(toks)).Draw(t, "place"); i < len(toks) {
			at = toks[i].Start
		}
		changed := strings.TrimSpace(s[:at] + " " + word + " " + s[at:])
		for _, r := range []Result{Compare(ReadText(s), ReadText(changed)), Compare(ReadText(changed), ReadText(s))} {
			if r.Verdict == Exact {
				t.Fatalf("%q and %q are taken for the same", s, changed)
			}
		}
	})
}

func TestAnotherWordNeverStaysExact(t *testing.T) {
	all := sentences(t)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(all).Draw(t, "claim")
		word := rapid.SampledFrom([]string{"may", "always", "children", "probably", "gluten", "slightly", "seven", "in mice", "unless", "less", "hardly", "ibuprofen"}).Draw(t, "word")
		if ReadText(s).holds(word) {
			t.Skip("the claim has it already")
		}
		changed := strings.TrimRightFunc(s, unicode.IsPunct) + " " + word
		if r := Compare(ReadText(s), ReadText(changed)); r.Verdict == Exact {
			t.Fatalf("%q and %q are taken for the same", s, changed)
		}
	})
}

// holds tells whether every item of some words is in the form.
func (f *Form) holds(words string) bool {
	return len(ReadText(words).without(f)) == 0 && len(ReadText(words).numbers) == 0
}

func TestWhatActsOnWhatIsKept(t *testing.T) {
	for _, c := range []struct {
		record, post string
		want         Verdict
	}{
		{"Depression causes obesity", "Obesity causes depression", Near},
		{"Depression causes obesity", "Obesity is caused by depression", Exact},
		{"Diet is better than statins", "Statins are better than diet", Contrary},
		{"Risk falls from 3 to 2 in 1,000 with aspirin", "Risk falls from 2 to 3 in 1,000 with aspirin", Near},
		{"Aspirin does not raise the risk of bleeding", "Aspirin lowers the risk of bleeding", Near},
		{"Aspirin raises the risk of bleeding", "Aspirin lowers the risk of bleeding", Contrary},
		{"Aspirin raises the risk of bleeding", "Aspirin raises the risk of drowning", Different},
		{"25% of women have fibroids", "A quarter of women have fibroids", Exact},
		{"25% of women have fibroids", "One in four women has fibroids", Exact},
		{"25% of women have fibroids", "25 women have fibroids", Near},
		{"", "Aspirin", Different},
		{"Aspirin", "", Different},
		{"", "", Different},
	} {
		if r := Compare(ReadText(c.record), ReadText(c.post)); r.Verdict != c.want {
			t.Errorf("%q is %s to %q, want %s: %v", c.post, r.Verdict, c.record, c.want, r.Differs)
		}
	}
}

func TestAnotherNameMakesNearAndNeverExact(t *testing.T) {
	record := ReadText("Semaglutide leads to weight loss")
	doc := text.Read("Wegovy leads to weight loss")
	if r := Compare(record, Read(doc.Tokens, nil)); r.Verdict != Different {
		t.Errorf("without the name: %s", r.Verdict)
	}
	record = Read(text.Read("Semaglutide leads to weight loss").Tokens, []Name{{0, 0, "semaglutide"}})
	if r := Compare(record, Read(doc.Tokens, []Name{{0, 0, "semaglutide"}})); r.Verdict != Near {
		t.Errorf("with the name: %s", r.Verdict)
	}
}

func FuzzCompareNeverBreaks(f *testing.F) {
	for _, s := range sentences(f)[:40] {
		f.Add(s, s)
	}
	f.Add("as as as", "1 in in of %")
	f.Add("in , by by 5", "made made by")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := ReadText(a), ReadText(b)
		if r := Compare(x, y); r.Verdict == Exact && (x.nots != y.nots || len(x.numbers) != len(y.numbers)) {
			t.Errorf("%q and %q are taken for the same", a, b)
		}
		if r := Compare(x, x); x.Size() > 0 && r.Verdict != Exact {
			t.Errorf("%q is not itself: %v", a, r.Differs)
		}
	})
}

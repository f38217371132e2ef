// SPDX-License-Identifier: Apache-2.0

package form

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"chaperone/decision/request"
)

// sentences gives a page's own sentences: headings, lines and buttons count as one each where lead is set; the post is the author's.
func sentences(p *Page, lead bool) []string {
	var out []string
	add := func(s string) {
		for _, x := range regexp.MustCompile(`[.?!;:]+(\s|$)`).Split(s, -1) {
			if len(wordsOf(x)) > 0 {
				out = append(out, x)
			}
		}
	}
	if lead {
		add(p.Title)
	}
	for _, s := range p.Sections {
		if lead {
			add(s.Head)
		}
		for _, t := range s.Text {
			add(t)
		}
	}
	for _, s := range p.Statements {
		add(s.Words)
	}
	if lead {
		add(p.Lines)
		add(p.Parent)
		add(p.Sign)
		for _, a := range append(append([]Answer{}, p.Answers...), p.Ask, p.NotMe) {
			add(a.Words)
		}
	}
	return out
}

var word = regexp.MustCompile(`[@\pL\pN][\pL\pN’'.,@]*`)

func wordsOf(s string) []string { return word.FindAllString(s, -1) }

var vowels = regexp.MustCompile(`[aeiouy]+`)

// syllables counts groups of vowels, without a silent e; figures count one a digit, as a telephone
// number is read, and never less than two.
func syllables(w string) int {
	w = strings.ToLower(strings.Trim(w, ".,@’'"))
	if strings.ContainsAny(w, "0123456789") {
		return max(2, len(w))
	}
	n := len(vowels.FindAllString(w, -1))
	if strings.HasSuffix(w, "e") && !strings.HasSuffix(w, "le") || strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "ted") && !strings.HasSuffix(w, "ded") {
		n--
	}
	return max(1, n)
}

// grade is Flesch-Kincaid: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others, 1975).
func grade(sentences []string) (grade, perSentence float64, longest int) {
	words, beats := 0, 0
	for _, s := range sentences {
		ws := wordsOf(s)
		words, longest = words+len(ws), max(longest, len(ws))
		for _, w := range ws {
			beats += syllables(w)
		}
	}
	perSentence = float64(words) / float64(len(sentences))
	return 0.39*perSentence + 11.8*float64(beats)/float64(words) - 15.59, perSentence, longest
}

func TestTheCounterOfSyllablesCountsAsPeopleDo(t *testing.T) {
	for w, n := range map[string]int{"care": 1, "people": 2, "hospital": 3, "share": 1, "Instagram": 3, "asked": 1, "wanted": 2, "the": 1, "treatment": 2, "language": 2, "story": 2, "decide": 2} {
		if got := syllables(w); got != n {
			t.Errorf("%s: %d, want %d", w, got, n)
		}
	}
	if g, _, _ := grade([]string{"The characteristically unsatisfactory administrative consideration necessitates immediate reconsideration by all institutional representatives concerned with publication"}); g < 12 {
		t.Errorf("a hard sentence has grade %.1f: the measure can't fail", g)
	}
}

func TestPatientsPagesReadAtGradeSixOrLess(t *testing.T) {
	for name, edit := range examples() {
		for _, c := range channels {
			a, p := build(t, edit, c)
			if a.Form != request.Patient {
				continue
			}
			for _, lead := range []bool{false, true} {
				g, per, longest := grade(sentences(p, lead))
				if c == request.Link || c == request.Page {
					t.Logf("%-16s %-6s headings %-5v grade %.1f, %.1f words a sentence, longest %d", name, c, lead, g, per, longest)
				}
				if g > 6 || longest > 25 {
					t.Errorf("%s by %s: grade %.1f, longest sentence %d words", name, c, g, longest)
				}
			}
			// as if full stops were missed: every two sentences joined
			var joined []string
			for pair := range slices.Chunk(sentences(p, false), 2) {
				joined = append(joined, strings.Join(pair, " and "))
			}
			if g, _, _ := grade(joined); g > 6 {
				t.Errorf("%s by %s: grade %.1f with sentences joined", name, c, g)
			}
		}
	}
}

func TestNoPageSaysWhatItMustNot(t *testing.T) {
	never := regexp.MustCompile(`(?i)\b(safe|compliant|anonymous|approved|violation|guarantee|utilise|in order to|please note|subject|click)\b|!|invalid`)
	for k, v := range english {
		if m := never.FindString(v); m != "" {
			t.Errorf("%s says %q", k, m)
		}
		if strings.HasSuffix(k, ".head") && len(wordsOf(v)) > 8 {
			t.Errorf("%s is longer than 8 words", k)
		}
		if strings.Contains(v, "'") || strings.Contains(v, `"`) {
			t.Errorf("%s has straight quotation marks", k)
		}
	}
}

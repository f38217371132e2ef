// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"testing"

	"chaperone/fact"
	"chaperone/fact/subject"
	"chaperone/post"
	"chaperone/register"
)

func readAsGP(t testing.TB, words string) *fact.Set {
	t.Helper()
	author := &register.Practice{}
	author.Author.Role, author.Author.Country = "GP", "GB"
	s, err := Read(&fact.Input{Post: &post.Post{Kind: post.KindPost, Text: words}, Practice: author, Now: testNow})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The words in brackets are about the subject named before them. These are plain frames; cmd/evaluate subjects has the hard ones.
func TestThePlainFramesAreUnderstood(t *testing.T) {
	for _, c := range []struct {
		kind  fact.Kind
		whom  fact.Subject
		words string
	}{
		{"age", fact.Patient, "Saw a lovely lady in clinic today, she is [84] and walked in on a broken hip."},
		{"condition", fact.Author, "I have had [asthma] since I was nine and I still forget my own inhaler."},
		{"age", fact.Author, "When I was [nine] I broke my arm falling off a roof."},
		{"condition", fact.Family, "My dad was diagnosed with [Parkinson's] in March and still beats me at chess."},
		{"relation", fact.Family, "My last patient told me a joke and [her husband] laughed."},
		{"condition", fact.Generic, "Most people with [shingles] get better in a month. Ask at your surgery about the vaccine."},
		{"place", fact.Generic, "Edward Jenner was born in [Berkeley] and Lister worked in Glasgow."},
	} {
		before, rest, _ := strings.Cut(c.words, "[")
		inside, after, _ := strings.Cut(rest, "]")
		s := readAsGP(t, before+inside+after)
		got, sure := subject.Read(s).Of(post.Span{Start: len(before), End: len(before) + len(inside)}, c.kind)
		same := got == c.whom || subject.Group(got) == fact.PublicFig && c.whom == fact.Generic
		if !same || sure < 0.3 || sure > 1 {
			t.Errorf("%s: %q, %.2f", c.words, got, sure)
		}
	}
}

func TestPronounsPointToTheNearestWhoFits(t *testing.T) {
	// "His" can only be the man's, though the sister stands nearer.
	s := readAsGP(t, "A man came in with chest pain last night and told my sister about his allotment.")
	at := strings.Index(s.In.Post.Text, "his allotment")
	if got, _ := subject.Read(s).Of(post.Span{Start: at, End: at + len("his allotment")}, "event"); got != fact.Patient {
		t.Errorf("his allotment is %q's", got)
	}
}

func TestNothingToReadIsNobodys(t *testing.T) {
	for _, words := range []string{"", " ", "🙂"} {
		if got, sure := subject.Read(readAsGP(t, words)).Of(post.Span{}, "age"); got != fact.Unclear || sure != 0 {
			t.Errorf("%q: %q %.2f", words, got, sure)
		}
	}
}

func TestTheSameWordsGiveTheSameAnswer(t *testing.T) {
	s := readAsGP(t, "Dr Fell's registrar saw Mrs Begum, 84, a retired teacher from Hexham, with her daughter. I was 25.")
	for _, f := range s.All() {
		a, x := subject.Read(s).Of(f.Span, f.Kind)
		b, y := subject.Read(s).Of(f.Span, f.Kind)
		if a != b || x != y {
			t.Errorf("%v: %q %.3f, then %q %.3f", f, a, x, b, y)
		}
	}
}

func BenchmarkSubjectsOf280Characters(b *testing.B) {
	const words = "Saw a lovely retired teacher of 84 from Hexham in clinic this morning with a broken hip. Her daughter had driven up from Kent last night. " +
		"She told me she'd been dancing at her grandson's wedding on Saturday. I was nine when I broke mine. We laughed until Bed 6 asked us to hush."
	s := readAsGP(b, words)
	facts := s.All()
	b.ReportAllocs()
	for b.Loop() {
		c := subject.Read(s)
		for _, f := range facts {
			if subject.Personal(f.Kind) {
				c.Of(f.Span, f.Kind)
			}
		}
	}
}

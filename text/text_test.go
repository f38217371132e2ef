// SPDX-License-Identifier: Apache-2.0

package text

import (
	"strings"
	"testing"

	"chaperone/post"
)

func folds(d *Doc) string {
	var w []string
	for _, t := range d.Tokens {
		w = append(w, t.Fold)
	}
	return strings.Join(w, " ")
}

func TestTokensAreWhatAReaderSees(t *testing.T) {
	for in, want := range map[string]string{
		"43-year-old, 800mg at 08:30":           "43 - year - old , 800 mg at 08:30",
		"Crohn's isn’t dont":                    "crohn 's isn't don't",
		"0z3mpic B0tox mоunjaro":                "0z3mpic b0tox mounjaro",
		"b o t o x and I a m":                   "botox and i a m",
		"O.z.e.m.p.i.c in the U.K. today":       "ozempic in the uk today",
		"#MyMounjaroJourney #ad":                "my mounjaro journey ad",
		"𝐁𝐨𝐭𝐨𝐱 bo\u200btox ｂｏｔｏｘ":               "botox botox botox",
		"see www.acme.co.uk/x?a=1, or a@b.org.": "see www.acme.co.uk/x?a=1 , or a@b.org .",
		"@dr.jo. Hi":                            "@dr.jo . hi",
		"m*unjaro moun**** *bold*":              "m*unjaro moun**** * bold *",
		"3rd of May, 1st":                       "3rd of may , 1st",
	} {
		d := Read(in)
		if got := folds(d); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		for _, k := range d.Tokens {
			if !k.Fits(in) {
				t.Errorf("%q: token %q cuts a character: %v", in, k.Fold, k.Span)
			}
		}
	}
}

func TestSentencesEndWhereTheyShould(t *testing.T) {
	for in, want := range map[string]int{
		"Dr. Smith saw her. She left!": 2,
		"one\ntwo":                     2,
		"It was 3.5 mg. Fine":          2,
		"":                             0,
		"no stop at all":               1,
	} {
		if got := Read(in).Sentences(); got != want {
			t.Errorf("%q: %d sentences, want %d", in, got, want)
		}
	}
}

func TestPatterns(t *testing.T) {
	x, err := Compile(map[string]string{"t.txt": `
[drug]
semaglutide = pom
botulinum toxin = pom
botox = pom
[town cap]
bath
[offer]
(use|quote) (my|our) code
(paid|sponsored|) partnership
kindly? sent me
treat~ (him|her)
paid _3 by
{drug} from £ {n}
{n} year old
^^ us
don't stop
[label]
#ad
crohn 's disease
`})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ list, text, want string }{
		{"drug", "B0T0X and bоtox, #botoxbath", "B0T0X|bоtox|#botox"},
		{"town", "in Bath, not the bath", "Bath"},
		{"offer", "Quote, my 'code' now", "Quote, my 'code"},
		{"offer", "partnership", "partnership"},
		{"offer", "sent me", "sent me"},
		{"offer", "treating her", "treating her"},
		{"offer", "paid in full by Acme", "paid in full by"},
		{"offer", "paid in full at last by", ""},
		{"offer", "paid. By", ""},
		{"offer", "botulinum toxin from £200", "botulinum toxin from £200"},
		{"offer", "a 43-year-old", "43-year-old"},
		{"offer", "US or us", "US"},
		{"offer", "dont stop", "dont stop"},
		{"offer", "paid 🙂 kindly by", "paid 🙂 kindly by"},
		{"label", "an ad, #AD", "#AD"},
		{"label", "Crohn’s disease", "Crohn’s disease"},
	} {
		var got []string
		for _, m := range x.Scan(Read(c.text)).Of(c.list) {
			got = append(got, m.Of(c.text))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("[%s] %q: got %q, want %q", c.list, c.text, strings.Join(got, "|"), c.want)
		}
	}
}

func TestATextMadeToBeSlowIsCutShortAndSaysSo(t *testing.T) {
	x, err := Compile(map[string]string{"t.txt": `
[a]
bed
bed _9 bed _9 bed _9 bed _9 cot
[twice]
{a} _9 {a} _9 {a} _9 cot
`})
	if err != nil {
		t.Fatal(err)
	}
	for in, whole := range map[string]bool{
		"a bed, bed, cot":             true,
		strings.Repeat("a bed. ", 50): true,
		strings.Repeat("bed ", 50):    false, // more ways through the pattern than anybody should follow
		strings.Repeat("bed. ", 3e3):  false, // more matches than anybody should compare
	} {
		m := x.Scan(Read(in))
		if m.work > maxWork+2*maxSteps { // every way still open counts once more when the limit is reached
			t.Errorf("%.20q: %d steps", in, m.work)
		}
		if m.Whole([]string{"a"}) != whole {
			t.Errorf("%.20q: whole is %v", in, !whole)
		}
	}
}

func TestFaultyPatternsAreNamed(t *testing.T) {
	for in, want := range map[string]string{
		"word":        "before the first [section]",
		"[a]\n(b":     "never closed",
		"[a]\nb)":     "never opened",
		"[a]\n{nope}": "no list or class",
		"[a]\n_3 b":   "begins or ends with a gap",
		"[a]\n{a} b":  "built from itself",
		"[a]\n(b|)":   "",
		"[a x]\nb":    "no section option",
	} {
		_, err := Compile(map[string]string{"f.txt": in})
		if want == "" {
			if err == nil {
				t.Errorf("%q: an empty phrase was accepted", in)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", in, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "#", "@", "#a_b", "a\x00b\xff", "b o t o x", "U.K.", "m**", "🙂‍👩", "#ＢoＴ1", "it's", "x’s", "a@b.c", "1:2:3:"} {
		f.Add(s)
	}
	x, err := Compile(map[string]string{"t.txt": "[a]\nb _3 c\n(x|y) {n}\n{word} z\nbotox\nbath\n"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := Read(s)
		x.Scan(d)
		prev := post.Span{}
		for _, k := range d.Tokens {
			if k.Start < prev.End || k.End > len(s) || k.Empty() {
				t.Fatalf("token %+v after %v in %q", k, prev, s)
			}
			prev = k.Span
		}
		for i := range d.Sentences() {
			if a, b := d.Sentence(i); a >= b {
				t.Fatalf("empty sentence in %q", s)
			}
		}
	})
}

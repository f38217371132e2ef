// SPDX-License-Identifier: Apache-2.0

package text

import (
	"strings"
	"testing"
)

func nearLexicon(t *testing.T) *Lexicon {
	t.Helper()
	x, err := Compile(map[string]string{"t.txt": `
[drug near inside]
mounjaro = pom
botox = pom
ozempic = pom
concerta = cd
semaglutide = pom
[ordinary]
concerts
concert
so
good
club
tablets
tabs
london
coeliac
disease
thread
`})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestDisguisedWordsAreFoundWhereTheyStand(t *testing.T) {
	x := nearLexicon(t)
	for in, want := range map[string]string{
		"my mounjarro, please":    "mounjarro",
		"Monujaro and mounjao":    "Monujaro|mounjao",
		"moun jaro or moun-jaro":  "moun jaro|moun-jaro",
		"0zempic 0ZEMP1C ozemp!c": "0zempic|0ZEMP1C|ozemp!c",
		"Oz€mpic":                 "Oz€mpic",
		"boootox, botoxxxx":       "boootox|botoxxxx",
		"b*tox":                   "b*tox",
		"m*o*u*n*j*a*r*o":         "m*o*u*n*j*a*r*o",
		"I b o t o x a lot":       "b o t o x",
		"b|o|t|o|x b💉o💉t💉o💉x":     "b|o|t|o|x|b💉o💉t💉o💉x",
		"🇧🇴🇹🇴🇽 ⓑⓞⓣⓞⓧ ʙᴏᴛᴏx": "🇧🇴🇹🇴🇽|ⓑⓞⓣⓞⓧ|ʙᴏᴛᴏx",
		"b0️⃣t0️⃣x":                "b0️⃣t0️⃣x",
		"#mymounjarofam":           "mounjaro",
		"#botoxlondon":             "#botox",
		"#ｂｏｔｏｘｌｏｎｄｏｎ":             "#ｂｏｔｏｘ",
		"@botoxbyjo @Mounjaro_Meg": "@botoxbyjo|@Mounjaro_Meg",
		// what must stay as it is
		"concerts, concert":             "",
		"5 tablets, 0 zempics":          "",
		"a botoxes b":                   "",
		"@theindysport @mobotoxin":      "",
		"A B C D, N H S, sooo good":     "",
		"🇬🇧🇮🇪 and 🇫🇷🇩🇪":                 "",
		"thread|thread so!good":         "",
		"moun. jaro":                    "",
		"#concertslondon #mmounjarooxx": "",
	} {
		d := Read(in)
		var got []string
		for _, m := range x.Scan(d).Of("drug") {
			got = append(got, m.Of(in))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: got %q, want %q (tokens %q)", in, strings.Join(got, "|"), want, folds(d))
		}
	}
}

func TestMendingKeepsTokensTagsAndSentencesInStep(t *testing.T) {
	x := nearLexicon(t)
	for _, in := range []string{
		"First. #botoxlondon moun jaro! Then #mymounjarofam. c o e l i a c d i s e a s e, end.",
		"#botoxlondon#mounjaroclub\nb o t o x a\n0zempic. So good",
	} {
		d := Read(in)
		x.Scan(d)
		at := 0
		for _, k := range d.Tokens {
			if k.Start < at || !k.Fits(in) || k.Empty() {
				t.Errorf("%q: token %q at %v after byte %d", in, k.Fold, k.Span, at)
			}
			at = k.End
		}
		for _, h := range d.Hashtags {
			if d.Tokens[h.First].Start != h.Start || d.Tokens[h.Last].End != h.End {
				t.Errorf("%q: tag %v has tokens %d to %d", in, h.Span.Of(in), h.First, h.Last)
			}
		}
		for i := range d.Sentences() {
			a, b := d.Sentence(i)
			for k := a; k < b; k++ {
				if d.Tokens[k].Sent != int32(i) {
					t.Errorf("%q: token %q is in sentence %d, not %d", in, d.Tokens[k].Fold, d.Tokens[k].Sent, i)
				}
			}
		}
	}
}

func TestOneEditIsOneEdit(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"abcd", "abcd", false}, {"abcd", "abd", true}, {"abcd", "abxcd", true}, {"abcd", "axcd", true}, {"abcd", "acbd", true}, {"abcd", "abdc", true},
		{"abcd", "acdb", false}, {"abcd", "ab", false}, {"abcd", "xbcy", false}, {"abcd", "badc", false}, {"ab", "ba", true},
	} {
		if oneEdit(c.a, c.b) != c.want || oneEdit(c.b, c.a) != c.want {
			t.Errorf("%s, %s: not %v", c.a, c.b, c.want)
		}
	}
}

func TestAMailAddressInOtherLettersIsOne(t *testing.T) {
	for _, in := range []string{"write to ｊｏ＠ｅｘａｍｐｌｅ．ｃｏｍ now", "write to jо@ехample.com now", "𝐣𝐨@𝐞𝐱𝐚𝐦𝐩𝐥𝐞.𝐜𝐨𝐦"} {
		found := false
		for _, k := range Read(in).Tokens {
			found = found || k.Class == Email && k.Fold == "jo@example.com"
		}
		if !found {
			t.Errorf("%q: no address in %q", in, folds(Read(in)))
		}
	}
	for _, in := range []string{"café @ noon", "naïve@ the end", "5€ @jo"} {
		for _, k := range Read(in).Tokens {
			if k.Class == Email {
				t.Errorf("%q: %q is no address", in, k.Fold)
			}
		}
	}
}

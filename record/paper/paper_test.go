// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

// drawing is a small picture of stripes.
func drawing(w, h int, asPNG bool) []byte {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.RGBA{uint8(200 * x / w), 90, uint8(220 * y / h), 255})
		}
	}
	var b bytes.Buffer
	if asPNG {
		_ = png.Encode(&b, img)
	} else {
		_ = jpeg.Encode(&b, img, nil)
	}
	return b.Bytes()
}

// sample has one of everything.
func sample() Doc {
	at := time.Date(2026, 11, 20, 17, 58, 0, 0, time.UTC)
	digest := "52aa6ac0e1f04e2f9d0ac1d9f7e3b1a25f60ddc6e1a5d3f0b7c2e9a84f31d2c7"
	return Doc{
		Title: "“She thought it was indigestion. For a week.”", Subtitle: "One post’s story, from the record of Dr Ines Calloway", At: at,
		Footer: "Chaperone · bundle of 20 November 2026",
		Blocks: []Block{
			Para{Text: Words("Published on Instagram on 20 November 2026, signed off by Dr Ines Calloway."), Lead: true},
			Heading{Level: 2, Words: "What happened", ID: "time-line"},
			TimeLine{
				{At: at.Add(-190 * time.Hour), Title: "Draft written", Text: Words("From a phone. 4 notes: 1 stop, 2 decide, 1 advise.")},
				{At: at.Add(-189 * time.Hour), Mark: Stop, Title: "Stop: about 3 people could be meant", Text: Words("Age, job and town. The town was dropped; at most about 600 (likely 190 to 1,900).")},
				{At: at.Add(-100 * time.Hour), Mark: Ask, Title: "Hospital asked for permission", Text: Words("Asked by link: communications office.")},
				{At: at.Add(-30 * time.Hour), Mark: Decide, Title: "A decision was needed"},
				{At: at.Add(-20 * time.Hour), Mark: Advise, Title: "Something worth knowing"},
				{At: at, Mark: Clear, Title: "Signed off by Dr Ines Calloway", Text: Words("Revision ").And(Styled(Mono, digest[:12]), Words(". Source attached."))},
			},
			Heading{Level: 2, Words: "The post", ID: "post"},
			Post{Account: "@dr.calloway", Place: "Instagram, public", When: "20 November 2026", Text: "She thought it was indigestion. For a week.\n\nIf it feels new, and heavy, and won’t settle: call 999. 🚑👩‍⚕️ <b>Not</b> later & not “tomorrow” | at all. #heart_attack *really*\n1. one\n- two",
				Pictures: []Picture{{Data: drawing(320, 200, false), Alt: "A drawing of an empty waiting room.", Caption: "Cleaned copy", File: "media/1.jpg"}}},
			Para{Text: Words("It changed: ").And(Styled(Removed, "a 43-year-old teacher from Whitby"), Words(" became "), Styled(Added, "a woman in her forties"), Words("."))},
			Heading{Level: 2, Words: "What was found"},
			Note{Mark: Stop, Word: "Stop", Title: "Very few people fit this story", Blocks: []Block{
				Para{Text: Words("‘43-year-old’, ‘teacher’, ‘Whitby’ and ‘last night’ leave 1 or 2 people.")},
				Para{Text: Words("Source: ").And(Link("GMC, Using social media, 19", "https://example.org/gmc")), Small: true},
				List{Items: []Text{Styled(Strong, "Fixed.").And(Words(" The words were changed.")), Words("By Dr Ines Calloway")}},
			}},
			Note{Mark: Decide, Word: "Decide", Title: "‘70% of cases’ has no source yet", Blocks: []Block{Quote{Text: Words("I cite the review of 2024."), By: "Dr Ines Calloway, 13 November 2026"}}},
			Note{Title: "A card without a sign", Blocks: []Block{Para{Text: Words("See ").And(Link("the time line", "#time-line"), Words(" or "), Link("nothing", "javascript:alert(1)"), Words("."))}}},
			Heading{Level: 3, Words: "Who agreed"},
			Table{Caption: "Answers", Head: []string{"Who", "Asked for", "Answer", "When"}, Rows: [][]Text{
				{Words("Communications office, Ashdown Vale Hospital"), Words("use of the premises"), Words("yes, with conditions"), Words("18 November 2026")},
				{Words("A patient | sealed"), Words("this exact revision"), Styled(Strong, "yes"), Words("19 November 2026")},
				{Words("short row")},
			}},
			Heading{Level: 4, Words: "In short"},
			Terms{{"Revision", Styled(Mono, digest)}, {"Rulebook", Words("uk 2026-11")}, {"Γλώσσα", Words("Ελληνικά, кириллица, naïve café, Łódź")}},
			List{Ordered: true, Items: []Text{Words("First."), Styled(Em, "Second, ").And(Styled(Em|Strong, "loudly"), Words(".")), Words("Third\nwith two lines.")}},
			Code{Label: "Checkpoint", Text: "chaperone.practice/calloway\n1284\nq3Vt8Zx0mB5uR1dYk7PpWc2eHfLJ9sAoN6gTiUyXvE4=\n\n— chaperone.practice/calloway ```Az3grl"},
			PageBreak{},
			Heading{Level: 2, Words: "Your answer"},
			Ticks{Words("I have seen the post and the picture."), Words("I know who can see it and that copies may stay, even when it has been taken down, for as long as those who made them keep them.")},
			Signatures{"Your name", "Signature", "Date"},
			QR{Words: "CHP-7K3M-Q2XW", Caption: "Reference. Please don’t fold here."},
			Picture{Data: []byte("not a picture"), Alt: "A photo of the board.", Caption: "Photo 2"},
			Picture{Data: drawing(60, 40, true), Alt: "A small chart."},
		},
	}
}

func render(t testing.TB, d Doc) (html, pdf, md []byte) {
	t.Helper()
	var h, p, m bytes.Buffer
	if err := d.HTML(&h); err != nil {
		t.Fatal(err)
	}
	if err := d.PDF(&p); err != nil {
		t.Fatal(err)
	}
	if err := d.Markdown(&m); err != nil {
		t.Fatal(err)
	}
	return h.Bytes(), p.Bytes(), m.Bytes()
}

// golden compares with a file of testdata; a PDF is compared by its words, since compression differs between Go's releases.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs: %s\nIf that was meant: go test ./record/paper -update", name, apart(string(got), string(want)))
	}
}

func TestTheSampleLooksAsItDid(t *testing.T) {
	html, pdf, md := render(t, sample())
	golden(t, "sample.html", html)
	golden(t, "sample.md", md)
	golden(t, "sample.pdf.txt", []byte(strings.Join(pdfText(t, pdf), "\f\n")))
	if dir := os.Getenv("PAPER_OUT"); dir != "" { // to be looked at by a person
		_ = os.WriteFile(filepath.Join(dir, "sample.html"), html, 0o644)
		_ = os.WriteFile(filepath.Join(dir, "sample.pdf"), pdf, 0o644)
	}
}

func TestAllThreeFormsSayTheSame(t *testing.T) {
	d := sample()
	html, pdf, md := render(t, d)
	d.Footer = ""
	d.Blocks = d.Blocks[:len(d.Blocks)-2] // pictures that can't be shown are spoken of otherwise in Markdown; the next test reads them
	var all strings.Builder
	for w := range d.words() {
		all.WriteString(w + " ")
	}
	want := letters(all.String())
	for name, got := range map[string]string{"html": htmlText(string(html)), "pdf": strings.Join(pdfText(t, pdf), ""), "markdown": markdownText(string(md))} {
		if l := letters(got); !strings.HasPrefix(l, want) {
			t.Errorf("%s: %s", name, apart(l, want))
		}
	}
}

func TestAPictureThatCannotBeShownIsSaidToBe(t *testing.T) {
	html, pdf, _ := render(t, sample())
	if !strings.Contains(string(html), "This picture can&#39;t be shown here. A photo of the board.") {
		t.Error("html is silent about it")
	}
	if all := strings.Join(pdfText(t, pdf), ""); !strings.Contains(all, "This picture can't be shown here.") || !strings.Contains(all, "A photo of the board.") {
		t.Error("pdf is silent about it")
	}
}

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	h1, p1, m1 := render(t, sample())
	for range 4 {
		h2, p2, m2 := render(t, sample())
		if !bytes.Equal(h1, h2) || !bytes.Equal(p1, p2) || !bytes.Equal(m1, m2) {
			t.Fatal("two renderings differ")
		}
	}
}

func TestWhatFontsLackIsNamed(t *testing.T) {
	for in, want := range map[string]string{
		"take 💊 now":         "take [pill] now",
		"👩‍⚕️ and 👋🏽":        "[woman, staff of aesculapius] and [waving hand sign, emoji modifier fitzpatrick type-4]",
		"🇬🇧":                 "[flag GB]",
		"سلام!":              "[4 letters in Arabic]!",
		"a\u202eb":           "a[right-to-left override]b",
		"e\u0301":            "é",
		"Łódź Ελλη кир “–…€": "Łódź Ελλη кир “–…€",
		"tab\there":          "tab here",
		"x\u200by":           "x[zero width space]y",
		"❤️":                 "[heavy black heart]",
		"\x07":               "[character U+0007]",
		"日本語":                "[3 letters in Chinese]",
		"":                   "",
	} {
		if got, _ := printText(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if n := (Doc{Title: "a 💊", Blocks: []Block{Para{Text: Words("b 💊💊")}}}).Unprintable(); n != 3 {
		t.Errorf("%d characters counted as unprintable", n)
	}
}

// No character is dropped: each is printed, named, or a space, a line break or a mark of the character before it.
func TestNoCharacterIsDropped(t *testing.T) {
	have := printable()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		got, _ := printText(s)
		for _, r := range got {
			if !have[r] && r != '\n' {
				t.Fatalf("%q: %q can't be set", got, r)
			}
		}
		if got2, n := printText(got); got2 != got || n != 0 {
			t.Fatalf("%q isn't left alone: %q", got, got2)
		}
		if strings.TrimSpace(s) != "" && strings.Trim(s, " \t\r\n\u00a0\u2028\u2029\ufe0f\ufe0e") != "" && strings.TrimSpace(got) == "" && strings.IndexFunc(s, func(r rune) bool { return r > ' ' && r < 0x7f }) >= 0 {
			t.Fatalf("%q vanished", s)
		}
	})
}

// What is said of the file itself is no part of its words, however much of the last page is left for it.
func TestTheNoteOnCharactersStandsOnOnePage(t *testing.T) {
	for n := 30; n < 60; n++ {
		d := Doc{Title: "T", Blocks: []Block{Code{Text: strings.Repeat("line\n", n) + "a 💊"}}}
		var p bytes.Buffer
		if err := d.PDF(&p); err != nil {
			t.Fatal(err)
		}
		if got := letters(strings.Join(pdfText(t, p.Bytes()), "")); strings.Contains(got, "Thisfilesfonts") {
			t.Errorf("behind %d lines it is read as words of the document", n)
		}
	}
}

// What people wrote stays words: no form takes it for markup, and all forms keep it.
func TestAnyWordsComeThrough(tb *testing.T) {
	gen := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"one", "two", "*", "_", "`", "``", "<b>", "</p>", "&amp;", "|", "\n", "\n\n", "# ", "- ", "1. ", "+ ", "> ", "=", "~~", "[x](y)", "\\", "  ", "é", "💊", "{{.}}", "https://a.b", "<script>alert(1)</script>", "-->", "W" + strings.Repeat("o", 200) + "w"}), 1, 12).Draw(t, "parts"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
	})
	rapid.Check(tb, func(t *rapid.T) {
		s := gen.Draw(t, "words")
		st := Style(rapid.IntRange(0, 31).Draw(t, "style"))
		d := Doc{Title: "T", Blocks: []Block{Para{Text: Styled(st, s)}, List{Items: []Text{Words(s)}}, Table{Head: []string{"a", "b"}, Rows: [][]Text{{Words(s), Styled(Mono, s)}}}, Post{Account: s, Text: s}, Code{Text: s}, Note{Title: s, Blocks: []Block{Quote{Text: Words(s)}}}}}
		var h, p bytes.Buffer
		if d.HTML(&h) != nil || d.PDF(&p) != nil {
			t.Fatal("not rendered")
		}
		if strings.Contains(h.String(), "<script") || strings.Count(h.String(), "<b>") != 1 {
			t.Fatal("markup got through")
		}
		var all strings.Builder
		for w := range d.words() {
			all.WriteString(w + " ")
		}
		want := letters(all.String())
		if got := letters(htmlText(h.String())); got != want {
			t.Fatalf("html: %s", apart(got, want))
		}
		if got := letters(strings.Join(pdfText(tb, p.Bytes()), "")); got != want {
			t.Fatalf("pdf: %s", apart(got, want))
		}
	})
}

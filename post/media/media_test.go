// SPDX-License-Identifier: Apache-2.0

package media

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFilesAreKnownByTheirBytes(t *testing.T) {
	for _, c := range []struct{ head, want string }{
		{"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"},
		{"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"},
		{"GIF89a\x01\x00\x01\x00", "image/gif"},
		{"GIF87a\x01\x00\x01\x00", "image/gif"},
		{"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"},
		{"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "video/mp4"},
		{"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00", "video/quicktime"},
		{"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm", "video/webm"},
	} {
		got, err := Sniff([]byte(c.head))
		if err != nil || got != c.want {
			t.Errorf("%q is %q, %v, not %s", c.head, got, err, c.want)
		}
		if Largest(got) == 0 {
			t.Errorf("%s may not go with a post", got)
		}
	}
	for what, head := range map[string]string{
		"a drawing":          `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">`,
		"one with a prolog":  "\xef\xbb\xbf  \n<?xml version=\"1.0\"?><svg>",
		"a page":             "<!DOCTYPE html><script>",
		"a page behind NULs": "\x00\x00<html>",
		"a document":         "%PDF-1.7",
		"a photo of a phone": "\x00\x00\x00\x24ftypheic\x00\x00\x00\x00",
		"a program":          "MZ\x90\x00",
		"a zip":              "PK\x03\x04",
		"words":              "GIF is how I feel",
		"nothing":            "",
		"a cut-off film":     "\x00\x00\x00\x20ftyp",
		"another film":       "\x1a\x45\xdf\xa3\x9fB\x86\x81\x01matroska",
		"a wave":             "RIFF\x24\x00\x00\x00WAVEfmt ",
	} {
		if got, err := Sniff([]byte(head)); !errors.Is(err, ErrType) {
			t.Errorf("%s is taken as %q, %v", what, got, err)
		}
	}
}

func TestHostileNamesBecomeHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"ward.jpg":                         "ward.jpg",
		"../../etc/passwd":                 "passwd.jpg",
		`C:\Users\ada\Desktop\ward 3.JPEG`: "ward 3.jpg",
		"evil.html":                        "evil.jpg",
		"photo\u202egpj.exe":               "photogpj.jpg",
		"a\r\nSet-Cookie: x=1.png":         "aSet-Cookie x=1.jpg",
		"":                                 "picture.jpg",
		"...":                              "picture.jpg",
		"\x00\x01":                         "picture.jpg",
		`"><script>.jpg`:                   "script.jpg",
		"Пациент №3.png":                   "Пациент №3.jpg",
		"\xff\xfe.png":                     "picture.jpg",
	} {
		if got := Name(in, "image/jpeg"); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
	if got := Name(strings.Repeat("ü", 5000), "video/mp4"); utf8.RuneCountInString(got) > longestName+4 || !strings.HasSuffix(got, ".mp4") {
		t.Errorf("a long name keeps %d characters", utf8.RuneCountInString(got))
	}
}

func FuzzName(f *testing.F) {
	f.Add("ward.jpg")
	f.Add("../a\u202eb")
	f.Add(strings.Repeat("a", longestName-1) + ".b.png") // the cut falls behind a dot
	f.Fuzz(func(t *testing.T, s string) {
		got := Name(s, "image/png")
		if !utf8.ValidString(got) || strings.ContainsAny(got, "/\\\r\n\x00\"") || !strings.HasSuffix(got, ".png") || len(got) < 5 || Name(got, "image/png") != got {
			t.Errorf("%q becomes %q", s, got)
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

// Package text reads words: tokens with their place in the original bytes, sentences, and phrase patterns over them. Folding (case,
// accents, look-alike letters, zero-width characters, letters spelt with digits) is for looking up only: a token always knows the
// bytes of the original that it came from, so no span ever moves.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// lookAlikes are letters of other scripts that pass for Latin ones, after compatibility normalisation. From the confusables a
// reader of Latin text would not notice (Unicode TR 39 lists them all; these are the single letters).
var lookAlikes = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'ɡ': 'g', 'һ': 'h', 'і': 'i', 'ӏ': 'l', 'ј': 'j', 'к': 'k', 'м': 'm', 'н': 'h', 'о': 'o', 'р': 'p',
	'ԛ': 'q', 'ѕ': 's', 'т': 't', 'у': 'y', 'ѵ': 'v', 'ԝ': 'w', 'х': 'x', 'α': 'a', 'ε': 'e', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u',
	'χ': 'x', 'ı': 'i', 'ɑ': 'a', 'ⅼ': 'l', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'ß': 's', 'æ': 'e', 'œ': 'e', 'ƅ': 'b', 'ɩ': 'i',
	'’': '\'', '‘': '\'', 'ʼ': '\'', '`': '\'', '´': '\'', '＇': '\'',
}

// regional and enclosed letters that normalisation leaves alone: 🅰 🅱 🅾 🅿, squared and circled negatives, regional indicators.
func enclosed(r rune) (rune, bool) {
	switch {
	case r >= 0x1F130 && r <= 0x1F149:
		return 'a' + r - 0x1F130, true
	case r >= 0x1F150 && r <= 0x1F169:
		return 'a' + r - 0x1F150, true
	case r >= 0x1F170 && r <= 0x1F189:
		return 'a' + r - 0x1F170, true
	}
	return 0, false
}

// invisible tells characters that take no room: zero-width, joiners, soft hyphen, direction marks, variation selectors, combining marks.
func invisible(r rune) bool {
	switch {
	case r == 0x00AD, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2064, r == 0xFEFF, r == 0x034F, r == 0x180E:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0x1F3FB && r <= 0x1F3FF, r >= 0xE0000 && r <= 0xE01EF:
		return true
	}
	return r > 0x2FF && unicode.Is(unicode.Mn, r)
}

// foldRune gives the plain lower-case Latin letters a reader sees in r: often one, none for invisible characters.
func foldRune(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(b, byte(r))
	}
	if invisible(r) {
		return b
	}
	if e, ok := enclosed(r); ok {
		return append(b, byte(e))
	}
	r = unicode.ToLower(r)
	if l, ok := lookAlikes[r]; ok {
		return utf8.AppendRune(b, l)
	}
	var in [utf8.UTFMax]byte
	n := utf8.EncodeRune(in[:], r)
	out := norm.NFKD.Append(nil, in[:n]...)
	for len(out) > 0 {
		d, size := utf8.DecodeRune(out)
		out = out[size:]
		if unicode.Is(unicode.Mn, d) {
			continue
		}
		d = unicode.ToLower(d)
		if l, ok := lookAlikes[d]; ok {
			d = l
		}
		b = utf8.AppendRune(b, d)
	}
	return b
}

// Fold gives the form in which words are looked up: lower case, without accents, look-alikes made Latin, invisible characters gone.
func Fold(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || c == '`' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r == '`' {
			r = '\''
		}
		b = foldRune(b, r)
	}
	return string(b)
}

// leet reads letters spelt with digits and signs: 0z3mpic, b0t0x, @d. Only for words that mix letters with such signs.
var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s")

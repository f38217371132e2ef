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
var lookAlikes = pairs(
	// Cyrillic, then Greek, Armenian and Cherokee
	"аa вb сc ԁd еe ѐe ёe ɡg һh іi їi ӏl јj кk мm нh оo рp ԛq ѕs тt уy ѵv ԝw хx ҳx ьb гr пn ԍg ѡw ɯw",
	"αa βb γy εe ηn ιi κk μu νv οo ρp σo τt υu χx ωw ϲc ϳj",
	"օo ոn սu հh ցg զq ձd յj ղn ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᎥI ᎫJ ᏦK ᏞL ᎷM ᏢP ᏒR ᏚS ᎢT ᏙV ᎳW ᏃZ",
	// Latin letters with strokes and hooks, small capitals, letters set high
	"ıi ɑa ⅼl øo łl đd ðd ßs æe œe ƅb ɩi ħh ŧt ƶz ɓb ɖd ɗd ƒf ɠg ɦh ɨi ɫl ɱm ɲn ɳn ɵo ƥp ɾr ʂs ƭt ʉu ʋv ʍw ʏy ʐz þp ƙk",
	"ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz",
	"’' ‘' ʼ' `' ´' ＇' ‛' ′'",
)

// pairs reads "xy": a reader takes x for y.
func pairs(lines ...string) map[rune]rune {
	m := map[rune]rune{}
	for _, l := range lines {
		for _, f := range strings.Fields(l) {
			x, n := utf8.DecodeRuneInString(f)
			y, _ := utf8.DecodeRuneInString(f[n:])
			m[unicode.ToLower(x)] = unicode.ToLower(y)
		}
	}
	return m
}

// enclosed letters that normalisation leaves alone or that are no letters for Unicode: Ⓑ ⓑ 🄐 🅰 🅱 🅾 🅿.
func enclosed(r rune) (rune, bool) {
	switch {
	case r >= 0x24B6 && r <= 0x24CF:
		return 'a' + r - 0x24B6, true
	case r >= 0x24D0 && r <= 0x24E9:
		return 'a' + r - 0x24D0, true
	case r >= 0x1F110 && r <= 0x1F129:
		return 'a' + r - 0x1F110, true
	case r >= 0x1F130 && r <= 0x1F149:
		return 'a' + r - 0x1F130, true
	case r >= 0x1F150 && r <= 0x1F169:
		return 'a' + r - 0x1F150, true
	case r >= 0x1F170 && r <= 0x1F189:
		return 'a' + r - 0x1F170, true
	}
	return 0, false
}

// invisible tells characters that take no room: zero-width, joiners, soft hyphen, direction marks, variation selectors,
// combining marks, the frames of keycaps.
func invisible(r rune) bool {
	switch {
	case r == 0x00AD, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2064, r == 0xFEFF, r == 0x034F, r == 0x180E:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0x1F3FB && r <= 0x1F3FF, r >= 0xE0000 && r <= 0xE01EF, r >= 0x20DD && r <= 0x20E4:
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

// leets read letters spelt with digits and signs: 0z3mpic, b0t0x, @d, va1ium. Only for words that mix letters with such signs.
var leets = [...]*strings.Replacer{
	strings.NewReplacer("0", "o", "1", "i", "2", "z", "3", "e", "4", "a", "5", "s", "6", "b", "7", "t", "8", "b", "9", "g", "@", "a", "$", "s", "*", "o"),
	strings.NewReplacer("0", "o", "1", "l", "2", "z", "3", "e", "4", "a", "5", "s", "6", "g", "7", "t", "8", "b", "9", "g", "@", "a", "$", "s", "*", "u"),
}

const leetSigns = "0123456789@$"

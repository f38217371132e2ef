// SPDX-License-Identifier: Apache-2.0

package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func decode(s string, at int) (rune, int) {
	if at >= len(s) || at < 0 {
		return -1, 0
	}
	if c := s[at]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[at:])
}

func isLetter(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	}
	if _, ok := enclosed(c); ok {
		return true
	}
	return unicode.IsLetter(c) || unicode.Is(unicode.Mn, c)
}

// emoji tells pictographs and dingbats; letters in boxes are letters here.
func emoji(c rune) bool {
	if _, ok := enclosed(c); ok {
		return false
	}
	return c >= 0x1F000 && c <= 0x1FAFF || c >= 0x2600 && c <= 0x27BF || c >= 0x2B00 && c <= 0x2BFF || c >= 0x2190 && c <= 0x21FF || c >= 0x2300 && c <= 0x23FF
}

// wordRun gives the end of a run of letters, digits, invisible characters and the given extra signs.
func wordRun(s string, at int, extra string) int {
	end := at
	for end < len(s) {
		c, n := decode(s, end)
		if !isLetter(c) && !unicode.IsDigit(c) && !(invisible(c) && end > at) && (c > 127 || !strings.ContainsRune(extra, c)) {
			break
		}
		end += n
	}
	return end
}

func trimDots(s string, at, end int) int {
	for end > at && s[end-1] == '.' {
		end--
	}
	return end
}

func endsLine(s string, at int) bool {
	for at < len(s) && (s[at] == ' ' || s[at] == '\t') {
		at++
	}
	return at >= len(s) || s[at] == '\n' || s[at] == '\r'
}

// capital tells a capital, those of the mathematical alphabets and letters in boxes and rings included.
func capital(c rune) bool {
	switch {
	case c < utf8.RuneSelf:
		return 'A' <= c && c <= 'Z'
	case c >= 0x24B6 && c <= 0x24CF, c >= 0x1F110 && c <= 0x1F189:
		return true
	case c >= 0x1D400 && c <= 0x1D7FF:
		var in [utf8.UTFMax]byte
		d, _ := utf8.DecodeRune(norm.NFKD.Append(nil, in[:utf8.EncodeRune(in[:], c)]...))
		return unicode.IsUpper(d)
	}
	return unicode.IsUpper(c)
}

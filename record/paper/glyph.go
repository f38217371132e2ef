// SPDX-License-Identifier: Apache-2.0

package paper

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// faces are the fonts a PDF carries, by fpdf's family and style.
var faces = []struct {
	family, style string
	ttf           []byte
}{{"go", "", goregular.TTF}, {"go", "B", gobold.TTF}, {"go", "I", goitalic.TTF}, {"go", "BI", gobolditalic.TTF}, {"mono", "", gomono.TTF}}

// printable holds the characters every face has a glyph for.
var printable = sync.OnceValue(func() map[rune]bool {
	have := map[rune]bool{}
	var buf sfnt.Buffer
	for i, f := range faces {
		font, err := sfnt.Parse(f.ttf)
		if err != nil {
			panic("paper: a font that comes with the program can't be read: " + err.Error())
		}
		for r := rune(' '); r <= 0xffff; r++ {
			g, err := font.GlyphIndex(&buf, r)
			if ok := err == nil && g != 0; i == 0 && ok {
				have[r] = true
			} else if !ok {
				delete(have, r)
			}
		}
	}
	for r := range have {
		if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
			delete(have, r) // invisible: to be named, or it could turn the words round
		}
	}
	return have
})

// variation tells the marks that only say how the character before them is drawn, and the joiner between parts of one sign.
func variation(r rune) bool { return r >= 0xfe00 && r <= 0xfe0f || r == 0x200d }

// print makes of s what the fonts can set: everything else is named in square brackets. n counts the characters that were named.
func printText(s string) (out string, n int) {
	have := printable()
	plain := true
	for _, r := range s {
		if !have[r] && r != '\n' {
			plain = false
			break
		}
	}
	if plain {
		return s, 0
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	rs := []rune(norm.NFC.String(s))
	var b strings.Builder
	for i := 0; i < len(rs); {
		r := rs[i]
		switch {
		case have[r] || r == '\n':
			b.WriteRune(r)
			i++
			continue
		case r == '\t' || unicode.Is(unicode.Zs, r):
			b.WriteByte(' ')
			i++
			continue
		case r == '\r' || r == 0x2028 || r == 0x2029:
			b.WriteByte('\n')
			i++
			continue
		case r == 0xfe0f || r == 0xfe0e:
			i++ // how a character that is printed was to be drawn
			continue
		}
		end := i
		if script := letterScript(r); script != "" {
			for end < len(rs) && (letterScript(rs[end]) == script || unicode.IsMark(rs[end]) && !have[rs[end]]) {
				end++
			}
			if end-i > 1 {
				fmt.Fprintf(&b, "[%d letters in %s]", end-i, script)
				n += end - i
				i = end
				continue
			}
		}
		end = cluster(rs, i, have)
		b.WriteString(named(rs[i:end]))
		n += end - i
		i = end
	}
	return b.String(), n
}

// cluster gives the end of the sign that begins at i: an emoji with its skin tone and joined parts, a flag, or one character.
func cluster(rs []rune, i int, have map[rune]bool) int {
	end := i + 1
	if regional(rs[i]) && end < len(rs) && regional(rs[end]) {
		return end + 1
	}
	for end < len(rs) {
		switch r := rs[end]; {
		case variation(r) && r != 0x200d, r >= 0x1f3fb && r <= 0x1f3ff, r >= 0xe0020 && r <= 0xe007f:
			end++
		case r == 0x200d && end+1 < len(rs) && rs[end+1] > ' ' && !letter(rs[end+1]):
			end += 2
		default:
			return end
		}
	}
	return end
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// regional tells a regional indicator, two of which make a flag.
func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// named writes a sign in words: "[woman, health worker]" for its parts, "[flag GB]" for a flag.
func named(rs []rune) string {
	if len(rs) == 2 && regional(rs[0]) && regional(rs[1]) {
		return fmt.Sprintf("[flag %c%c]", 'A'+rs[0]-0x1f1e6, 'A'+rs[1]-0x1f1e6)
	}
	var parts []string
	for _, r := range rs {
		if variation(r) && len(rs) > 1 {
			continue
		}
		name := strings.ToLower(runenames.Name(r))
		if name == "" || strings.HasPrefix(name, "<") {
			name = fmt.Sprintf("character U+%04X", r)
		}
		parts = append(parts, name)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// scripts a post is likely to be written in that the fonts lack; any other is "another script".
var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{{"Arabic", unicode.Arabic}, {"Hebrew", unicode.Hebrew}, {"Chinese", unicode.Han}, {"Japanese", unicode.Hiragana}, {"Japanese", unicode.Katakana}, {"Korean", unicode.Hangul},
	{"Devanagari", unicode.Devanagari}, {"Bengali", unicode.Bengali}, {"Gurmukhi", unicode.Gurmukhi}, {"Gujarati", unicode.Gujarati}, {"Tamil", unicode.Tamil}, {"Telugu", unicode.Telugu}, {"Thai", unicode.Thai}}

// letterScript names the script of a letter that can't be printed; "" for what is no such letter.
func letterScript(r rune) string {
	if !unicode.IsLetter(r) || printable()[r] {
		return ""
	}
	for _, s := range scripts {
		if unicode.Is(s.table, r) {
			return s.name
		}
	}
	if unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Common) {
		return "" // a single odd letter: its name says more
	}
	return "another script"
}

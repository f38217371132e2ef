// SPDX-License-Identifier: Apache-2.0

package text

import (
	"strings"
	"unicode/utf8"

	"chaperone/post"
)

// Mend reads words behind disguises that only somebody who knows the words can see through: tags run together (#botoxlondon), letters
// stretched (boootox), names cut in two (moun jaro, 0zempic, ozemp!c) and long rare words misspelt by one letter. It changes what
// tokens are looked up as, and where they are cut, never the bytes they stand for. All in one pass: a text may hold a million words.
// Scan does it by itself; to scan by a few lists what is read by the words of all, mend by all first. The second time it does nothing.
func (x *Lexicon) Mend(d *Doc) {
	if d.mended {
		return
	}
	d.mended = true
	m := mender{x: x, d: d}
	for i := 0; i < len(d.Tokens); {
		t := &d.Tokens[i]
		switch {
		case t.Class == Emoji && len(t.Fold) > 3 && plainWord(t.Fold): // letters made of flags
			i = m.token(i)
		case t.Class != Word && t.Class != Number && t.Class != Handle:
			m.keep(i)
			i++
		case x.words.get(t.Fold) == 0:
			i = m.token(i)
		default:
			if j, w := m.joined(i, true); w != "" {
				i = m.put(i, j+1-i, m.whole(i, j, w))
				continue
			}
			m.keep(i)
			i++
		}
	}
	m.done()
}

type mender struct {
	x    *Lexicon
	d    *Doc
	out  []Token // nil while nothing moved
	move []int32 // old index → new index, once something moved
}

// start begins to write tokens anew; what was kept so far stands where it stood.
func (m *mender) start(i int) {
	if m.out != nil {
		return
	}
	m.out = append(make([]Token, 0, len(m.d.Tokens)+16), m.d.Tokens[:i]...)
	m.move = make([]int32, i, len(m.d.Tokens))
	for k := range m.move {
		m.move[k] = int32(k)
	}
}

func (m *mender) keep(i int) {
	if m.out != nil {
		m.move = append(m.move, int32(len(m.out)))
		m.out = append(m.out, m.d.Tokens[i])
	}
}

// put writes tokens in place of n old ones from i on.
func (m *mender) put(i, n int, ts ...Token) int {
	m.start(i)
	for range n {
		m.move = append(m.move, int32(len(m.out)))
	}
	m.out = append(m.out, ts...)
	return i + n
}

// done hands the new tokens to the document and moves what points at them.
func (m *mender) done() {
	if m.out == nil {
		return
	}
	last := func(i int) int { // the last of the tokens that old token i became
		if i+1 < len(m.move) {
			return max(int(m.move[i]), int(m.move[i+1])-1)
		}
		return len(m.out) - 1
	}
	for k := range m.d.Hashtags {
		h := &m.d.Hashtags[k]
		if h.Last < len(m.move) {
			h.First, h.Last = int(m.move[h.First]), last(h.Last)
		}
	}
	for k, s := range m.d.sents {
		m.d.sents[k] = m.move[s]
	}
	m.d.Tokens = m.out
}

// token mends the unknown token i and gives the index behind what it used up.
func (m *mender) token(i int) int {
	t := m.d.Tokens[i]
	switch {
	case t.Hash:
		if parts := m.x.split(m.d.Text, t); len(parts) > 1 && (!m.besideTag(i) || m.x.anyInside(parts)) {
			return m.put(i, 1, parts...)
		}
	case t.Spaced:
		if parts := m.x.unspace(m.d.Text, t); parts != nil {
			return m.put(i, 1, parts...)
		}
	case t.Class == Emoji:
		if x := m.x; x.words.get(t.Fold) != 0 {
			t.Class, t.Cap, t.Upper = Word, true, true
			return m.put(i, 1, t)
		}
		m.keep(i)
		return i + 1
	case t.Class == Handle:
		if w := m.x.nearInside(strings.TrimPrefix(t.Of(m.d.Text), "@")); w != "" {
			t.Near = w
			return m.put(i, 1, t)
		}
		m.keep(i)
		return i + 1
	}
	if j, w := m.joined(i, false); w != "" {
		return m.put(i, j+1-i, m.whole(i, j, w))
	}
	if t.Class == Word {
		if w := m.x.unsigned(t.Fold); w != "" {
			t.Fold = w
			return m.put(i, 1, t)
		}
		if w := m.x.unstretch(t.Fold); w != "" {
			t.Fold = w
			return m.put(i, 1, t)
		}
		if w := m.x.near(t.Fold); w != "" {
			t.Near = w
			return m.put(i, 1, t)
		}
	}
	m.keep(i)
	return i + 1
}

// besideTag tells a part of a tag that capitals or signs have cut already: it is cut once more for the words of lists marked inside only.
func (m *mender) besideTag(i int) bool {
	ts := m.d.Tokens
	return i > 0 && ts[i-1].Hash && ts[i-1].End == ts[i].Start || i+1 < len(ts) && ts[i+1].Hash && ts[i+1].Start == ts[i].End
}

func (x *Lexicon) anyInside(ts []Token) bool {
	for i := range ts {
		if len(ts[i].Fold) >= minInside && x.marked(ts[i].Fold, flagInside) {
			return true
		}
	}
	return false
}

// whole makes one token of tokens i to j.
func (m *mender) whole(i, j int, fold string) Token {
	t := m.d.Tokens[i]
	t.End, t.Fold, t.Class, t.Spaced = m.d.Tokens[j].End, fold, Word, true
	return t
}

// joined finds the word that token i and one or two behind it spell together: moun jaro, 0zempic, ozemp!c. It gives the last token and
// the word; "" where they spell none. Two known words are never joined but by a sign that stands for a letter. Numbers take part only
// where nothing parts them from letters: "5 tablets" are no stablets.
func (m *mender) joined(i int, known bool) (int, string) {
	ts := m.d.Tokens
	if i+1 >= len(ts) {
		return 0, ""
	}
	a, b := &ts[i], &ts[i+1]
	glued := a.End == b.Start
	if known && (!glued || b.Class == Word) || a.Hash || b.Hash || a.Class == Handle || a.Sent != b.Sent || len(a.Fold) > 24 {
		return 0, ""
	}
	try := func(s string, ok func(string) bool) string {
		if len(s) < 5 || len(s) > 24 {
			return ""
		}
		if ok(s) {
			return s
		}
		for _, l := range leets {
			if w := l.Replace(s); w != s && ok(w) {
				return w
			}
		}
		return ""
	}
	if b.Class == Word {
		if a.Class == Number && !glued || len(a.Fold) < 2 && a.Class == Word || len(b.Fold) < 2 || b.Start-a.End > 1 || len(a.Fold)+len(b.Fold) < 6 {
			return 0, ""
		}
		return i + 1, try(a.Fold+b.Fold, m.x.isNear)
	}
	if i+2 >= len(ts) || !glued || b.End != ts[i+2].Start || ts[i+2].Class != Word || ts[i+2].Hash || b.End-b.Start > 4*utf8.UTFMax || a.Class != Word {
		return 0, ""
	}
	c := &ts[i+2]
	if l := signLetters[b.Fold]; l != "" {
		if w := try(a.Fold+l+c.Fold, func(w string) bool { return m.x.words.get(w) != 0 }); w != "" && !m.x.isShort(a.Fold, c.Fold) {
			return i + 2, w
		}
	}
	if b.Fold == "." || b.Fold == "/" || b.Fold == "," || known && m.x.words.get(c.Fold) != 0 || len(a.Fold)+len(c.Fold) < 6 {
		return 0, ""
	}
	return i + 2, try(a.Fold+c.Fold, m.x.isNear)
}

// isShort tells two whole words with a sign between them ("yes!we", "him|her"), which spell no third one by accident only if long.
func (x *Lexicon) isShort(a, b string) bool {
	return len(a) > 2 && len(b) > 2 && x.words.get(a) != 0 && x.words.get(b) != 0
}

// unsigned reads a word with digits or stars between its letters as the letters alone or the letters they stand for: m4rg4ret,
// m*a*r*y. Short ones are left: B12, h1n1, f***.
func (x *Lexicon) unsigned(w string) string {
	if len(w) < 5 || plainWord(w) {
		return ""
	}
	if strings.Contains(w, "*") {
		if s := justLetters(w); len(s) > 4 && len(s) >= len(w)/2 && x.words.get(s) != 0 {
			return s
		}
		return ""
	}
	if letterBytes(w) < 2 || !strings.ContainsAny(w, leetSigns) {
		return ""
	}
	for _, l := range leets {
		if s := l.Replace(w); plainWord(s) && x.words.get(s) != 0 {
			return s
		}
	}
	return ""
}

// signLetters are signs that stand for letters and are no letters' neighbours in any other word.
var signLetters = map[string]string{"!": "i", "|": "l", "€": "e", "(": "c", "+": "t", "£": "l", "¡": "i", "§": "s", "¢": "c", "¥": "y"}

// unstretch reads letters repeated for effect, three or more, as two or as one, where that makes a known word.
func (x *Lexicon) unstretch(w string) string {
	run, long := 1, false
	for i := 1; i < len(w); i++ {
		if w[i] == w[i-1] && w[i] >= 'a' && w[i] <= 'z' {
			if run++; run > 2 {
				long = true
				break
			}
			continue
		}
		run = 1
	}
	if !long || len(w) > 60 {
		return ""
	}
	for _, most := range []int{2, 1} {
		b := make([]byte, 0, len(w))
		for i := 0; i < len(w); {
			j := i
			for j < len(w) && w[j] == w[i] {
				j++
			}
			n := j - i
			if n > 2 {
				n = most
			}
			for range n {
				b = append(b, w[i])
			}
			i = j
		}
		if s := string(b); len(s) > 1 && x.words.get(s) != 0 {
			return s
		}
	}
	return ""
}

// unspace cuts letters set apart into words, where they are more than one: "I b o t o x a", "c o e l i a c d i s e a s e".
func (x *Lexicon) unspace(s string, t Token) []Token {
	fold, from := foldPlaces(s, t.Span)
	letters, at := make([]byte, 0, len(t.Fold)), make([]int, 0, len(t.Fold))
	for i := range len(fold) {
		if c := fold[i]; c >= 'a' && c <= 'z' {
			letters, at = append(letters, c), append(at, from[i])
		}
	}
	w := string(letters)
	if w != t.Fold || len(w) < 5 {
		return nil
	}
	cuts := []string(nil)
	for _, c := range [][2]int{{1, 0}, {0, 1}, {1, 1}} {
		head, tail := w[:c[0]], w[len(w)-c[1]:]
		if mid := w[c[0] : len(w)-c[1]]; x.words.get(mid) != 0 && strings.Trim(head+tail, "aiu") == "" {
			for _, p := range []string{head, mid, tail} {
				if p != "" {
					cuts = append(cuts, p)
				}
			}
			break
		}
	}
	if cuts == nil {
		if cuts = x.cut(w); len(cuts) < 2 {
			return nil
		}
	}
	out := make([]Token, 0, len(cuts))
	n := 0
	for i, c := range cuts {
		p := t
		p.Start, p.Fold, p.Spaced = at[n], c, len(c) > 1
		n += len(c)
		p.End = at[n-1] + runeLen(s, at[n-1])
		p.Line = t.Line && i == 0
		out = append(out, p)
	}
	out[0].Start, out[len(out)-1].End = t.Start, t.End
	return out
}

func letterBytes(s string) (n int) {
	for i := range len(s) {
		if s[i] >= 'a' && s[i] <= 'z' {
			n++
		}
	}
	return n
}

func justLetters(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' {
			return c
		}
		return -1
	}, s)
}

func runeLen(s string, at int) int {
	_, n := decode(s, at)
	return n
}

// foldPlaces folds the words at a place and gives, for each byte of the result, the byte of s its character begins at.
func foldPlaces(s string, at post.Span) (fold string, from []int) {
	var b []byte
	for i := at.Start; i < at.End; {
		c, n := decode(s, i)
		b = foldRune(b, c)
		for len(from) < len(b) {
			from = append(from, i)
		}
		i += n
	}
	return string(b), from
}

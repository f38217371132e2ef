// SPDX-License-Identifier: Apache-2.0

package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"chaperone/post"
)

// abbreviations end with a stop that ends no sentence.
var abbreviations = map[string]bool{"dr": true, "mr": true, "mrs": true, "ms": true, "prof": true, "st": true, "vs": true, "approx": true, "rev": true,
	"eg": true, "ie": true, "etc": true, "no": true, "tel": true, "jr": true, "sr": true, "sgt": true, "hon": true, "dept": true, "ca": true, "cf": true, "al": true, "p": true, "pp": true}

// whole contractions keep their 's; in other words it is the possessive and a token of its own.
var whole = map[string]bool{"it's": true, "he's": true, "she's": true, "that's": true, "what's": true, "who's": true, "there's": true, "here's": true,
	"where's": true, "how's": true, "let's": true, "when's": true, "why's": true, "everyone's": true, "someone's": true}

// typed maps contractions written without apostrophe; those that are words of their own (ill, well, were, hell, id, shell, wed, cant is not) stay.
var typed = map[string]string{"dont": "don't", "cant": "can't", "wont": "won't", "im": "i'm", "ive": "i've", "youre": "you're", "didnt": "didn't",
	"doesnt": "doesn't", "isnt": "isn't", "thats": "that's", "youll": "you'll", "youve": "you've", "hes": "he's", "shes": "she's", "theyre": "they're",
	"wasnt": "wasn't", "werent": "weren't", "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't", "havent": "haven't", "hasnt": "hasn't",
	"hadnt": "hadn't", "arent": "aren't", "aint": "ain't", "lets": "let's", "whats": "what's", "theyll": "they'll", "theyve": "they've", "weve": "we've",
	"yall": "y'all", "itll": "it'll", "youd": "you'd", "theyd": "they'd", "mustnt": "mustn't"}

type reader struct {
	d        *Doc
	s        string
	newSent  bool // the next token begins a sentence
	newLine  bool // the next token begins a line
	letters  int
	capitals int
	plainTo  int // no address begins before this byte: asking again at every word of a long run would make reading slow
}

// Read splits a text into tokens and sentences. It takes any string, valid UTF-8 or not, and never fails.
func Read(s string) *Doc {
	d := &Doc{Text: s, Tokens: make([]Token, 0, len(s)/5+4)}
	r := reader{d: d, s: s, newSent: true, newLine: true}
	for at := 0; at < len(s); {
		at = r.next(at)
	}
	d.joinSpaced()
	d.number()
	d.Upper = r.letters > 12 && r.capitals*10 > r.letters*9
	d.Lower = r.letters > 0 && r.capitals == 0
	return d
}

// number fills in sentence numbers; until then Sent is 1 on the first token of a sentence.
func (d *Doc) number() {
	n := int32(-1)
	for i := range d.Tokens {
		if d.Tokens[i].Sent == 1 || i == 0 {
			n++
			d.sents = append(d.sents, int32(i))
		}
		d.Tokens[i].Sent = n
	}
}

func (r *reader) add(t Token) {
	if r.newSent && t.Class != Punct {
		t.Sent = 1
		r.newSent = false
	}
	t.Line, r.newLine = r.newLine, false
	r.d.Tokens = append(r.d.Tokens, t)
}

// next reads the token at byte at and gives the place behind it.
func (r *reader) next(at int) int {
	s := r.s
	c, n := decode(s, at)
	switch {
	case c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029:
		r.newSent, r.newLine = true, true
		return at + n
	case unicode.IsSpace(c), invisible(c):
		return at + n
	case c == '#':
		if end := r.hashtag(at); end > at {
			return end
		}
		r.add(Token{Span: post.Span{Start: at, End: at + n}, Fold: "#", Class: Symbol})
		return at + n
	case c == '@':
		if end := wordRun(s, at+1, "_."); end > at+1 {
			end = trimDots(s, at+1, end)
			r.add(Token{Span: post.Span{Start: at, End: end}, Fold: Fold(s[at:end]), Class: Handle})
			return end
		}
		r.add(Token{Span: post.Span{Start: at, End: at + n}, Fold: "@", Class: Symbol})
		return at + n
	case isLetter(c) || unicode.IsDigit(c):
		return r.word(at)
	}
	return r.sign(at, c, n)
}

func (r *reader) sign(at int, c rune, n int) int {
	t := Token{Span: post.Span{Start: at, End: at + n}, Class: Punct}
	switch {
	case c == '.' || c == '!' || c == '?' || c == '…':
		end := at + n
		for end < len(r.s) {
			d, m := decode(r.s, end)
			if d != '.' && d != '!' && d != '?' && d != '…' {
				break
			}
			end += m
		}
		t.End, t.Fold = end, string(c)
		last := len(r.d.Tokens) - 1
		abbrev := c == '.' && end == at+1 && last >= 0 && r.d.Tokens[last].End == at && abbreviations[r.d.Tokens[last].Fold] && !endsLine(r.s, end)
		if strings.Contains(r.s[at:end], "?") {
			t.Fold = "?"
		}
		r.add(t)
		if d, _ := decode(r.s, end); !abbrev && (end == len(r.s) || unicode.IsSpace(d) || strings.ContainsRune(`"'”’)]*_`, d) || emoji(d)) {
			r.newSent = true
		}
		return end
	case strings.ContainsRune(",;:'\"“”‘’()[]{}-–—_*~/\\|<>•·", c):
		t.Fold = string(foldRune(nil, c))
	case emoji(c):
		t.Class, t.Fold = Emoji, string(c)
		if letters, end := flags(r.s, at); len(letters) > 3 {
			t.Fold, t.End = letters, end
		}
		for t.End < len(r.s) { // keep skin tones, selectors and joined pictures together
			d, m := decode(r.s, t.End)
			if d == 0x200D {
				_, k := decode(r.s, t.End+m)
				t.End += m + k
				continue
			}
			if !invisible(d) {
				break
			}
			t.End += m
		}
	default:
		t.Class, t.Fold = Symbol, string(foldRune(nil, c))
	}
	r.add(t)
	return t.End
}

func (r *reader) wordToken(start, end int) Token {
	raw := r.s[start:end]
	t := Token{Span: post.Span{Start: start, End: end}, Fold: Fold(raw)}
	ups, letters := 0, 0
	for i, c := range raw {
		if isLetter(c) {
			letters++
			if capital(c) {
				ups++
				if i == 0 {
					t.Cap = true
				}
			}
		}
	}
	t.Upper = letters > 1 && ups == letters
	r.letters += letters
	r.capitals += ups
	if w, ok := typed[t.Fold]; ok {
		t.Fold = w
	}
	return t
}

// word reads a word, number, mail or web address that starts at byte at.
func (r *reader) word(at int) int {
	s := r.s
	if end, class := r.address(at); end > at {
		r.add(Token{Span: post.Span{Start: at, End: end}, Fold: Fold(s[at:end]), Class: class})
		return end
	}
	if c, _ := decode(s, at); unicode.IsDigit(c) {
		return r.number(at)
	}
	if end, fold := dotted(s, at); end > at { // U.K., O.z.e.m.p.i.c
		t := r.wordToken(at, end)
		t.Fold = fold
		r.add(t)
		return end
	}
	end := at
	for end < len(s) {
		c, n := decode(s, end)
		if isLetter(c) || unicode.IsDigit(c) || invisible(c) && end > at {
			end += n
			continue
		}
		d, m := decode(s, end+n)
		inner := end > at && (isLetter(d) || unicode.IsDigit(d))
		if inner && (c == '\'' || c == '’' || c == 'ʼ' || c == '`') || inner && (c == '*' || c == '@' || c == '$') && isLetter(d) && masked(s, at, end, c) {
			end += n + m
			continue
		}
		if c == '*' && end-at >= 1 && masked(s, at, end, c) && (s[end-1] == '*' || stars(s, end)) { // moun****
			end += n
			continue
		}
		break
	}
	for end > at { // an invisible character at the end belongs to nobody
		c, n := utf8.DecodeLastRuneInString(s[at:end])
		if !invisible(c) || c >= 0x20DD && c <= 0x20E4 { // the frame of a keycap can be seen
			break
		}
		end -= n
	}
	t := r.wordToken(at, end)
	if base, ok := strings.CutSuffix(t.Fold, "'s"); ok && base != "" && !whole[t.Fold] {
		cut := strings.LastIndexAny(s[at:end], "'’ʼ`")
		if cut > 0 {
			head := r.wordToken(at, at+lastApostrophe(s[at:end]))
			head.Fold = base
			r.add(head)
			r.add(Token{Span: post.Span{Start: head.End, End: end}, Fold: "'s"})
			return end
		}
	}
	r.add(t)
	return end
}

func lastApostrophe(s string) int {
	at := 0
	for i, c := range s {
		if c == '\'' || c == '’' || c == 'ʼ' || c == '`' || c == '‘' || c == '´' || c == '＇' {
			at = i
		}
	}
	return at
}

// masked tells a word with signs inside that stand for letters (m*unjaro, b@tox) from emphasis (*word*), which starts outside a word.
func masked(s string, at, end int, sign rune) bool {
	if at > 0 && s[at-1] == '*' {
		return false
	}
	return end-at >= 1 && sign != 0
}

// stars tells whether the stars at byte at run to the end of a word: two at least, or one that the word goes on behind.
func stars(s string, at int) bool {
	n := 0
	for at+n < len(s) && s[at+n] == '*' {
		n++
	}
	c, _ := decode(s, at+n)
	return isLetter(c) || n >= 2
}

// number reads "1,200", "8.5", "08:30", "12/05/2026" as one token; letters glued to it become a token of their own (800mg, 34yo),
// unless digits and letters alternate (0z3mpic) or it is an ordinal (3rd).
func (r *reader) number(at int) int {
	s := r.s
	run := wordRun(s, at, "")
	if mixedRun(s[at:run]) {
		t := r.wordToken(at, run)
		r.add(t)
		return run
	}
	end := at
	for end < len(s) {
		c, n := decode(s, end)
		if unicode.IsDigit(c) || invisible(c) {
			end += n
			continue
		}
		d, _ := decode(s, end+n)
		if (c == '.' || c == ',' || c == ':' || c == '/') && unicode.IsDigit(d) {
			end += n
			continue
		}
		break
	}
	tail := wordRun(s, end, "")
	switch suffix := Fold(s[end:tail]); suffix {
	case "st", "nd", "rd", "th":
		end = tail
	}
	r.add(Token{Span: post.Span{Start: at, End: end}, Fold: Fold(s[at:end]), Class: Number})
	return end
}

// mixedRun tells digits-letters-digits (0z3mpic, 4mg5 is rare enough) from "800mg".
func mixedRun(s string) bool {
	changes, was := 0, -1
	for _, c := range s {
		is := 0
		if unicode.IsDigit(c) {
			is = 1
		} else if invisible(c) {
			continue
		}
		if was >= 0 && is != was {
			changes++
		}
		was = is
	}
	return changes >= 2
}

// dotted reads single letters with stops between them: U.K., N.H.S, O.z.e.m.p.i.c. Two letters at least.
func dotted(s string, at int) (end int, fold string) {
	var b []byte
	n := 0
	for p := at; ; {
		c, size := decode(s, p)
		if !isLetter(c) {
			break
		}
		d, dsize := decode(s, p+size)
		if d != '.' && d != '•' && d != '·' {
			if next := p + size; n > 0 && !isLetter(d) && !unicode.IsDigit(d) {
				b, end = foldRune(b, c), next
				n++
			}
			break
		}
		b, n, end = foldRune(b, c), n+1, p+size
		p += size + dsize
	}
	if n < 2 {
		return at, ""
	}
	if c, _ := decode(s, end); c == '.' { // the last stop belongs to it only inside a sentence
		if d, _ := decode(s, end+1); unicode.IsSpace(d) {
			if e, _ := decode(s, end+2); unicode.IsLower(e) {
				end++
			}
		}
	}
	return end, string(b)
}

// flags reads letters written as the halves of flags: 🇧🇴🇹🇴🇽. Two flags side by side are read as well, and spell no word.
func flags(s string, at int) (letters string, end int) {
	var b []byte
	for end = at; end < len(s); {
		c, n := decode(s, end)
		if c >= 0x1F1E6 && c <= 0x1F1FF {
			b = append(b, byte('a'+c-0x1F1E6))
		} else if !invisible(c) {
			break
		}
		end += n
	}
	return string(b), end
}

// single gives the letter of a token that is one letter and no more; half a flag is one as well.
func (d *Doc) single(t *Token) (letter string, ok bool) {
	if t.Class == Word && t.End-t.Start <= 8 && utf8.RuneCountInString(t.Fold) == 1 {
		return t.Fold, true
	}
	if t.Class == Emoji {
		if l, _ := flags(d.Text, t.Start); len(l) == 1 {
			return l, true
		}
	}
	return "", false
}

// joinSpaced merges single letters set apart (b o t o x, b-o-t-o-x, b💉o💉t💉o💉x): four at least, so that "I a m" stays, and always by the
// same sign.
func (d *Doc) joinSpaced() {
	between := func(t *Token) bool {
		return t.Class == Punct && strings.Contains("-_*~·•|/\\", t.Fold) || t.Class == Emoji || t.Class == Symbol && t.Fold != "#" && t.Fold != "@"
	}
	out := d.Tokens[:0]
	for i := 0; i < len(d.Tokens); {
		j, n := i, 0
		sep, gap := "", 0
		var fold strings.Builder
		for j < len(d.Tokens) && n <= 30 {
			t := &d.Tokens[j]
			if l, ok := d.single(t); ok && (j == i || t.Sent == 0) && (sep == "" || d.Tokens[j-1].Fold == sep) {
				if n > 2 && t.Cap && !d.Tokens[j-1].Cap && sep == "" || j > i && t.Start-d.Tokens[j-1].End > max(1, gap) {
					break // a capital behind small letters, or a wider space, begins another word
				}
				if n == 1 {
					gap = t.Start - d.Tokens[j-1].End
				}
				fold.WriteString(l)
				n++
				j++
				continue
			}
			if n > 0 && j+1 < len(d.Tokens) && between(t) && (n == 1 || sep != "" && t.Fold == sep) {
				if _, ok := d.single(&d.Tokens[j+1]); ok {
					sep = t.Fold
					j++
					continue
				}
			}
			break
		}
		if n < 4 {
			out = append(out, d.Tokens[i])
			i++
			continue
		}
		t := d.Tokens[i]
		t.End, t.Fold, t.Class, t.Spaced, t.Upper = d.Tokens[j-1].End, fold.String(), Word, true, false
		out = append(out, t)
		i = j
	}
	shift := len(d.Tokens) - len(out)
	d.Tokens = out
	if shift > 0 {
		for i := range d.Hashtags {
			h := &d.Hashtags[i]
			h.First = d.At(h.Start)
			h.Last = d.At(h.End - 1)
		}
	}
}

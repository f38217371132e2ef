// SPDX-License-Identifier: Apache-2.0

package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chaperone/post"
)

// hashtag reads "#MyMounjaroJourney" and splits it where its letters tell: at capitals, digits and underscores. Splitting by known
// words happens in Lexicon.Scan, which knows words.
func (r *reader) hashtag(at int) int {
	from := at + 1
	for {
		c, n := decode(r.s, from)
		if !invisible(c) {
			break
		}
		from += n
	}
	end := wordRun(r.s, from, "_")
	letters := false
	for _, c := range r.s[from:end] {
		letters = letters || isLetter(c) && !unicode.Is(unicode.Mn, c)
	}
	if !letters {
		return at
	}
	first := len(r.d.Tokens)
	start, prev := at+1, rune(0)
	mixed := r.s[at+1:end] != strings.ToUpper(r.s[at+1:end]) // #NHSHEROES can't be told apart by capitals
	cut := func(to int) {
		if to > start {
			t := r.wordToken(start, to)
			t.Hash = true
			if start == at+1 {
				t.Start = at
			}
			r.add(t)
		}
		start = to
	}
	for i, c := range r.s[at+1 : end] {
		p := at + 1 + i
		next, _ := decode(r.s, p+utf8.RuneLen(max(c, 0)))
		switch {
		case c == '_':
			cut(p)
			start = p + 1
		case mixed && unicode.IsUpper(c) && (unicode.IsLower(prev) || unicode.IsDigit(prev) || unicode.IsUpper(prev) && unicode.IsLower(next) && p+1 < end):
			cut(p)
		}
		prev = c
	}
	cut(end)
	if len(r.d.Tokens) == first {
		return at
	}
	r.d.Hashtags = append(r.d.Hashtags, Hashtag{Span: post.Span{Start: at, End: end}, Fold: Fold(strings.ReplaceAll(r.s[at+1:end], "_", "")), First: first, Last: len(r.d.Tokens) - 1})
	return end
}

// split cuts the words of a tag that the lexicon can see through: "#botoxlondon". It gives nil where the tag, or this part of one cut at
// capitals already, can't be cut into known words whole.
func (x *Lexicon) split(s string, t Token) []Token {
	if len(t.Fold) < 5 || len(t.Fold) > 48 {
		return nil
	}
	fold, from := foldPlaces(s, t.Span)
	sign := 0
	if strings.HasPrefix(fold, "#") {
		sign = 1
	}
	cuts := x.cut(fold[sign:])
	if len(cuts) < 2 {
		return nil
	}
	parts := make([]Token, 0, len(cuts))
	at := sign
	for i, w := range cuts {
		p := Token{Fold: w, Class: Word, Hash: true, Cap: t.Cap, Upper: t.Upper, Sent: t.Sent, Line: t.Line && i == 0}
		p.Start, p.End = from[at], t.End
		if at += len(w); at < len(fold) {
			if p.End = from[at]; from[at] == from[at-1] {
				return nil // one character is two letters, and the words part between them
			}
		}
		if i == 0 {
			p.Start = t.Start
		}
		if w[0] >= '0' && w[0] <= '9' {
			p.Class = Number
		}
		parts = append(parts, p)
	}
	return parts
}

// cut splits a word into known words, as few as it can, by dynamic programming. Digits are a piece of their own. One piece may be
// unknown where another is a long word of a list marked inside: "#mounjarofam".
func (x *Lexicon) cut(w string) []string {
	const none = 1 << 20
	type best struct {
		cost, from int
		unknown    bool // the piece that ends here
	}
	ways := make([]best, len(w)+1)
	for i := 1; i <= len(w); i++ {
		ways[i].cost = none
	}
	for j := range len(w) {
		if ways[j].cost >= none {
			continue
		}
		offer := func(i, cost int, unknown bool) {
			if c := ways[j].cost + cost; c < ways[i].cost {
				ways[i] = best{c, j, unknown}
			}
		}
		h, digits := uint32(hashStart), true
		for i := j + 1; i <= len(w); i++ {
			c := w[i-1]
			h = (h ^ uint32(c)) * hashPrime
			digits = digits && c >= '0' && c <= '9'
			part := w[j:i]
			switch n := i - j; {
			case digits:
				offer(i, 2, false)
			case n <= 20 && (shortWords[part] || n >= 3 && x.words.find(h, part) != 0):
				cost := 4
				if n < 4 {
					cost = 7
				}
				offer(i, cost, false)
			}
			if i-j >= 2 && !ways[j].unknown {
				offer(i, 40+6*(i-j), true)
			}
		}
	}
	if ways[len(w)].cost >= none {
		return nil
	}
	var out []string
	unknown, rest, inside := 0, 0, 0
	for i := len(w); i > 0; i = ways[i].from {
		part := w[ways[i].from:i]
		out = append(out, part)
		if ways[i].unknown {
			unknown, rest = unknown+1, len(part)
		} else if len(part) > inside && x.marked(part, flagInside) {
			inside = len(part)
		}
	}
	if unknown > 1 || unknown == 1 && (inside < minInside || inside == minInside && rest > 3) {
		return nil
	}
	slices.Reverse(out)
	return out
}

var shortWords = map[string]bool{"my": true, "the": true, "and": true, "of": true, "for": true, "uk": true, "in": true, "on": true, "to": true, "is": true, "dr": true, "gp": true,
	"not": true, "are": true, "we": true, "with": true, "your": true, "you": true, "life": true, "journey": true, "tips": true, "day": true, "love": true, "time": true, "by": true,
	"at": true, "fam": true, "gang": true, "babe": true, "club": true, "queen": true, "community": true, "deals": true, "offer": true}

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
	end := wordRun(r.s, at+1, "_")
	letters := false
	for _, c := range r.s[at+1 : end] {
		letters = letters || unicode.IsLetter(c)
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

// splitHashtags cuts "#botoxlondon" into words the lexicon knows, if it can be cut into such words whole (three letters each at
// least, or a known short one), longest first. Tags already cut by capitals are left alone.
func (x *Lexicon) splitHashtags(d *Doc) {
	for k := len(d.Hashtags) - 1; k >= 0; k-- {
		h := d.Hashtags[k]
		if h.First != h.Last || h.First >= len(d.Tokens) {
			continue
		}
		t := d.Tokens[h.First]
		if len(t.Fold) < 5 || len(t.Fold) > 48 || len(t.Fold) != t.End-t.Start-1 {
			continue // folding changed lengths: cutting the original would be guesswork
		}
		if x.words.get(t.Fold) != 0 {
			continue
		}
		cuts := x.cut(t.Fold)
		if len(cuts) < 2 {
			continue
		}
		parts := make([]Token, 0, len(cuts))
		at := t.Start + 1
		for i, w := range cuts {
			p := Token{Fold: w, Class: Word, Hash: true, Cap: t.Cap, Upper: t.Upper, Sent: t.Sent, Line: t.Line && i == 0}
			p.Start, p.End = at, at+len(w)
			if i == 0 {
				p.Start = t.Start
			}
			at += len(w)
			parts = append(parts, p)
		}
		d.Tokens = slices.Replace(d.Tokens, h.First, h.First+1, parts...)
		extra := len(parts) - 1
		d.Hashtags[k].Last += extra
		for j := k + 1; j < len(d.Hashtags); j++ {
			d.Hashtags[j].First += extra
			d.Hashtags[j].Last += extra
		}
		for j := range d.sents {
			if int(d.sents[j]) > h.First {
				d.sents[j] += int32(extra)
			}
		}
	}
}

// cut splits a word into known words: the fewest pieces, by dynamic programming.
func (x *Lexicon) cut(w string) []string {
	const none = 1 << 20
	cost := make([]int, len(w)+1)
	from := make([]int, len(w)+1)
	for i := 1; i <= len(w); i++ {
		cost[i] = none
		for j := max(0, i-20); j < i; j++ {
			part := w[j:i]
			if cost[j] >= none || x.words.get(part) == 0 && !shortWords[part] {
				continue
			}
			if len(part) < 3 && !shortWords[part] {
				continue
			}
			c := cost[j] + 4
			if len(part) < 4 {
				c += 3
			}
			if c < cost[i] {
				cost[i], from[i] = c, j
			}
		}
	}
	if cost[len(w)] >= none {
		return nil
	}
	var out []string
	for i := len(w); i > 0; i = from[i] {
		out = append(out, w[from[i]:i])
	}
	slices.Reverse(out)
	return out
}

var shortWords = map[string]bool{"my": true, "the": true, "and": true, "of": true, "for": true, "uk": true, "in": true, "on": true, "to": true, "is": true, "dr": true, "gp": true,
	"not": true, "are": true, "we": true, "with": true, "your": true, "you": true, "life": true, "journey": true, "tips": true, "day": true, "love": true, "time": true}

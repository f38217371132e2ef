// SPDX-License-Identifier: Apache-2.0

package text

import "chaperone/post"

// Class is what a token is made of.
type Class uint8

// The classes of token.
const (
	Word Class = iota
	Number
	Punct // commas, brackets, quotes, dashes: patterns read over them
	Symbol
	Emoji
	URL
	Email
	Handle
)

// Token is a word, number, sign or address with its place in the original bytes.
type Token struct {
	post.Span
	Fold   string // for looking up; see Fold
	Near   string // the listed word that Fold misspells by a letter, or that an account's name holds; "" for none
	Class  Class
	Cap    bool  // first letter is a capital
	Upper  bool  // two letters or more, all capitals
	Hash   bool  // part of a hashtag
	Line   bool  // first token of a line
	Spaced bool  // letters were set apart: b o t o x
	Sent   int32 // number of its sentence, from 0
}

// Doc is a text, read once. The first Scan mends its tokens; after that it is not changed and may be shared.
type Doc struct {
	Text     string
	Tokens   []Token
	Hashtags []Hashtag
	sents    []int32 // index of the first token of each sentence
	mended   bool
	Upper    bool // the whole text is in capitals
	Lower    bool // the whole text has no capital: names and places can't be told by theirs
}

// Hashtag is a whole tag, "#" included, whatever words it was split into.
type Hashtag struct {
	post.Span
	Fold  string // without "#"
	First int    // index of its first token
	Last  int    // index of its last token
}

// Sentences gives the number of sentences.
func (d *Doc) Sentences() int { return len(d.sents) }

// Sentence gives the tokens of sentence i as a range [first, end).
func (d *Doc) Sentence(i int) (first, end int) {
	end = len(d.Tokens)
	if i+1 < len(d.sents) {
		end = int(d.sents[i+1])
	}
	return int(d.sents[i]), end
}

// SentenceSpan gives the bytes of sentence i, final stop included.
func (d *Doc) SentenceSpan(i int) post.Span {
	a, b := d.Sentence(i)
	return post.Span{Start: d.Tokens[a].Start, End: d.Tokens[b-1].End}
}

// At gives the index of the token that covers or follows byte offset at; len(Tokens) behind the last.
func (d *Doc) At(at int) int {
	lo, hi := 0, len(d.Tokens)
	for lo < hi {
		if m := (lo + hi) / 2; d.Tokens[m].End <= at {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// Span gives the bytes from token first to token last, both included.
func (d *Doc) Span(first, last int) post.Span {
	return post.Span{Start: d.Tokens[first].Start, End: d.Tokens[last].End}
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	_ "embed"
	"strings"

	"chaperone/text"
)

// storyCommonText is a header of lines that begin with "#", then words in order, one a line. It is read where it lies.
//
//go:embed lexicon/build/story-common.txt
var storyCommonText string

// storyCommonWords is what stands behind the header.
var storyCommonWords = func() string {
	s := storyCommonText
	for strings.HasPrefix(s, "#") {
		_, s, _ = strings.Cut(s, "\n")
	}
	return s
}()

// commonWord tells whether a folded word, or the word it is a form of, stands in many posts: it says nothing of whose story it is.
func commonWord(w string) bool {
	w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "'")
	if listedWord(w) {
		return true
	}
	for _, e := range [...]struct{ end, instead string }{{"s", ""}, {"es", ""}, {"ies", "y"}, {"ed", ""}, {"ed", "e"}, {"d", ""}, {"ing", ""}, {"ing", "e"}, {"er", ""}, {"er", "e"}, {"ers", ""}, {"est", ""},
		{"ly", ""}, {"n't", ""}, {"y", ""}, {"", "s"}, {"", "ed"}, {"", "ing"}, {"e", "ing"}, {"less", ""}, {"ful", ""}, {"ness", ""}} {
		if stem, ok := strings.CutSuffix(w, e.end); ok && len(stem) > 1 {
			if listedWord(stem + e.instead) {
				return true
			}
			if n := len(stem); e.instead == "" && n > 3 && len(e.end) > 1 && stem[n-1] == stem[n-2] && listedWord(stem[:n-1]) { // stopped, running
				return true
			}
		}
	}
	return false
}

// listedWord looks a word up in the ordered text.
func listedWord(w string) bool {
	s := storyCommonWords
	lo, hi := 0, len(s) // line starts in [lo, hi) are open
	for lo < hi {
		mid := lo + strings.LastIndexByte(s[lo:(lo+hi)/2], '\n') + 1
		end := mid + strings.IndexByte(s[mid:], '\n')
		switch c := strings.Compare(s[mid:end], w); {
		case c == 0:
			return true
		case c < 0:
			lo = end + 1
		default:
			hi = mid
		}
	}
	return false
}

// functionWords join words and hold none of a story's own.
var functionWords = wordSet(`a an the this that these those my your his her its our their some any no every each all both half one two three four five six seven eight nine ten
of to in on at by for from with without into onto over under up down out off about after before through between around near behind across along against during until till since as than like
and or but so because when while if though although where what which who whom whose how why then
i me you he him she it we us they them himself herself themselves myself yourself
is are was were be been being am has have had having do does did doing done will would can could shall should may might must not don't didn't doesn't isn't wasn't aren't weren't can't won't couldn't wouldn't hasn't haven't hadn't
i'm i've i'd i'll you're you've he's he'd he'll she's she'd she'll it's we're we've we'd they're they've they'd that's there's who's who'd
there here very too also just only even still again ever never always now once more most much many other another own same such nearly almost really quite back away`)

// clauseWords end a stretch of words that belong together: subjects, verbs of being, conjunctions.
var clauseWords = wordSet(`and or but so because when while if though although where what which who whom whose how why then that than
i me you he she it we us they them him himself herself
is are was were be been being am has have had will would can could shall should may might must not don't didn't doesn't isn't wasn't aren't weren't can't won't couldn't wouldn't hasn't haven't hadn't do does did
i'm i've i'd i'll you're you've he's he'd he'll she's she'd she'll it's we're we've we'd they're they've they'd that's there's who's who'd what's let's
there here please thanks thank`)

// alphabetic tells a word of letters alone, apostrophes aside.
func alphabetic(t *text.Token) bool {
	if t.Class != text.Word {
		return false
	}
	for i := 0; i < len(t.Fold); i++ {
		if c := t.Fold[i]; (c < 'a' || c > 'z') && c != '\'' && c < 0x80 {
			return false
		}
	}
	return true
}

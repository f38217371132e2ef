// SPDX-License-Identifier: Apache-2.0

// Package tag finds names of people, places and organisations: a convolutional network over words (their vectors, letters and what the
// word lists say of them) with a conditional random field on top. It gives probabilities, never verdicts, and knows English only.
// card.md says what it was trained on and how often it is right. Two files belong to it: words.bin (word vectors, fixed) and tagger.bin
// (what training found); both carry a version, and a file of another version is refused.
package tag

import "strings"

// Label is what one word is part of: B begins a name, I goes on in it.
type Label = int

// The labels, in the order of Scores.
const (
	O Label = iota
	BPerson
	IPerson
	BPlace
	IPlace
	BOrganisation
	IOrganisation
	Labels
)

// labelNames stand in the model file; a file that orders them otherwise is refused.
var labelNames = []string{"O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"}

// Flags say what is known of a word besides its letters. The order of those that are inputs belongs to the model file's version.
type Flags uint32

// The first eighteen are inputs of the network; the share of capitals and an inner capital are inputs, too, and no flags.
const (
	Capital      Flags = 1 << iota // first letter
	Capitals                       // two letters or more, all capitals
	Digit                          // has one
	Handle                         // @somebody: never a name here, handles are read by their form
	Hashtag                        // part of one
	Address                        // web or mail address: never a name
	Sign                           // punctuation, symbol or emoji: never the beginning of a name
	Given                          // a given name and hardly anything else
	GivenToo                       // a given name, and a word as well
	Family                         // a family name and hardly anything else
	FamilyToo                      // a family name, and a word as well
	Common                         // a word people write in small letters
	Town                           // in the list of towns
	Region                         // a country or region
	HealthPlace                    // part of the name of a hospital or trust
	Medical                        // a drug, condition, procedure or eponym
	Brand                          // a brand
	Title                          // Mrs, Dr, Sister: a form of address
	NewSentence                    // begins a sentence; windows are cut there, the network does not see it
	NewLine                        // begins a line; a window never goes over it
	inputFlags   = 18
	capitalShare = inputFlags // its place among the flags' inputs, followed by an inner capital
	innerCapital = inputFlags + 1
)

// Word is one token of a text.
type Word struct {
	Raw  string // as written: its letters are looked at
	Fold string // lower case, for looking up its vector
	Flags
}

// Scores are the probabilities of the labels of one word; they add up to 1.
type Scores [Labels]float32

// Person is the probability that the word is part of a person's name; Place and Organisation likewise.
func (s *Scores) Person() float32       { return s[BPerson] + s[IPerson] }
func (s *Scores) Place() float32        { return s[BPlace] + s[IPlace] }
func (s *Scores) Organisation() float32 { return s[BOrganisation] + s[IOrganisation] }

// maxWindow bounds how many words are looked at together, and so the memory a text takes, however long it is.
const maxWindow = 60

// Window gives the end of the window that begins at word i: at the end of the line, or after 60 words, then rather at a sentence end.
// Training cuts its texts the same way.
func Window(words []Word, i int) int {
	end, sentence := i+1, 0
	for ; end < len(words) && end < i+maxWindow; end++ {
		if words[end].Flags&NewLine != 0 {
			return end
		}
		if words[end].Flags&NewSentence != 0 {
			sentence = end
		}
	}
	if end < len(words) && sentence > i+maxWindow/3 {
		return sentence
	}
	return end
}

// Tag appends the scores of every word to dst. It is safe for use by many at once, and allocates nothing once dst has the room and
// the scratch pool is warm.
//
// Most words can't be part of a name, and the network is not asked about them: it looks at candidates with four words on either side, which
// is all the context that reaches them. The others are O for certain.
func (m *Model) Tag(dst []Scores, words []Word) []Scores {
	s := scratchPool.Get().(*scratch)
	defer scratchPool.Put(s)
	base := len(dst)
	for range words {
		dst = append(dst, Scores{O: 1})
	}
	rows := 0
	for i := 0; i < len(words); {
		end := Window(words, i)
		share := Share(words[i:end])
		for i < end {
			first := i
			for first < end && !m.candidate(&words[first], share) {
				first++
			}
			if first == end {
				break
			}
			last := first
			for j := first + 1; j < end && j <= last+2*reach; j++ {
				if m.candidate(&words[j], share) {
					last = j
				}
			}
			g := segment{max(i, first-reach), min(end, last+reach+1), share}
			s.segments = append(s.segments, g)
			i = g.to
			if rows += g.to - g.from + gap; rows >= maxWindow {
				m.run(dst[base:], words, s)
				rows = 0
			}
		}
		i = end
	}
	if rows > 0 {
		m.run(dst[base:], words, s)
	}
	return dst
}

// segment is words that the network looks at; share is the share of capitals in their whole window.
type segment struct {
	from, to int
	share    float32
}

// gap is how many empty rows keep segments apart that go through the network together: as wide as its first layer looks.
const gap = 2

// reach is how far the network sees from a word to either side.
const reach = 4

// candidate tells words that may be part of a name: listed ones, capitalised ones that are not everyday words at the beginning of a
// sentence, and words nobody knows. In a window without capitals every word that is not an everyday one may be.
func (m *Model) candidate(w *Word, share float32) bool {
	f := w.Flags
	switch {
	case f&(Handle|Address|Sign) != 0 || len(w.Fold) < 2 || f&Digit != 0 && f&Capital == 0 || never[w.Fold]:
		return false
	case f&(Given|Family|Town|Region|HealthPlace) != 0:
		return true
	case f&Capital != 0 && f&Common != 0:
		return f&Capitals == 0 && (f&(NewSentence|NewLine) == 0 || f&(GivenToo|FamilyToo) != 0 && len(w.Fold) > 3)
	case f&Capital != 0:
		return true
	case f&(Common|Hashtag) != 0:
		return false
	}
	return share == 0 || len(w.Fold) > 2 && m.words.find(w.Fold) < 0 && !strings.Contains(w.Fold, "'")
}

// never are words with a capital that are in no name, or in few; they only save work.
var never = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`i'm i've i'd i'll 's monday tuesday wednesday thursday friday saturday sunday january february march june july
september october november december christmas easter gp mon tue wed thu fri sat sun`) {
		m[w] = true
	}
	return m
}()

// Span is a name: words First to Last, what it names (BPerson, BPlace or BOrganisation), and how probable that is over its words.
type Span struct {
	First, Last int
	Kind        Label
	P           float32
}

// Spans appends the runs of words that are part of a name with probability at or more, by kind and place. Below one half spans of
// different kinds may overlap.
func Spans(dst []Span, scores []Scores, at float32) []Span {
	for kind := BPerson; kind < Labels; kind += 2 {
		open := -1
		var sum float32
		for i := 0; i <= len(scores); i++ {
			in := i < len(scores) && scores[i][kind]+scores[i][kind+1] >= at
			if open >= 0 && (!in || scores[i][kind] > scores[i][kind+1]) {
				dst = append(dst, Span{First: open, Last: i - 1, Kind: kind, P: sum / float32(i-open)})
				open = -1
			}
			if in {
				if open < 0 {
					open, sum = i, 0
				}
				sum += scores[i][kind] + scores[i][kind+1]
			}
		}
	}
	return dst
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"sync"
	"unicode/utf8"

	"chaperone/fact"
	"chaperone/fact/model/tag"
	"chaperone/post"
	"chaperone/text"
)

// Names that no list holds, by a trained tagger (fact/model/tag). It proposes; the detector of names says whose a name is, and the lists
// have the last word on what is none: drugs, eponyms, brands, days. Handles are read by their form, elsewhere.
var _ = add(Detector{
	Name: "tagged",
	Kinds: Kinds{
		"likely-person":       "Words that are probably somebody's name. Proposed by a trained tagger.",
		"likely-place":        "Words that are probably the name of a place. Proposed by a trained tagger.",
		"likely-organisation": "Words that are probably the name of an organisation. Proposed by a trained tagger.",
	},
	Lists: append(append(taggerListNames(), vetoLists...), nameClues...),
	Read: func(r *Reader) {
		m, err := tag.Shipped()
		if err != nil {
			panic(err) // a fault of the build; the kinds become unknown
		}
		w := taggedPool.Get().(*taggedWork)
		defer taggedPool.Put(w)
		w.words = taggerWords(w.words[:0], r.Doc, r.Matches)
		w.scores = m.Tag(w.scores[:0], w.words)
		w.spans = tag.Spans(w.spans[:0], w.scores, withClue)
		clear(w.words) // they hold the post's words, the pool shall not
		if len(w.spans) == 0 {
			return
		}
		t := &taggedReader{Reader: r, table: nameTable()}
		t.mark()
		t.markBeside()
		for _, s := range w.spans {
			t.propose(s)
			if len(t.buf) > maxFacts {
				return // more than will be kept: the kinds are unknown then
			}
		}
	},
})

// From these probabilities on a proposal counts: by itself, or where a second clue stands beside it. On held-out posts three of four people
// found at 0.5 are right, at 0.2 three of five (doc/quality.md).
const (
	alone    = 0.5
	withClue = 0.2
)

// vetoLists name what a capital and a strange sound do not make a name of.
var vetoLists = []string{"drug", "drug-class", "vaccine", "supplement", "condition", "symptom", "procedure", "cosmetic", "eponym", "brand", "device", "specialty",
	"clinical-role", "ethnicity", "body-part"}

// nameClues are lists whose words make a name of an uncertain word beside them.
var nameClues = []string{"relation", "patient-before", "patient-before-weak", "patient-after", "rip", "care-place", "occupation"}

var bedWords = wordSet("bed bay ward room cubicle side theatre resus")

// greetings are written with a capital and stand where names do.
var greetings = wordSet("hi hiya hello hey heya dear morning afternoon evening goodnight cheers thanks thank ta congrats congratulations happy merry welcome sorry ok okay amen rip")

type taggedWork struct {
	words  []tag.Word
	scores []tag.Scores
	spans  []tag.Span
}

var taggedPool = sync.Pool{New: func() any { return new(taggedWork) }}

type taggedReader struct {
	*Reader
	table  map[string]nameFlags
	vetoed []bool // by a list that knows better
	placed []bool // part of a place the lists hold
	clues  []int  // for each token the clue it is part of, as its number in cues and one more
	cues   []post.Span
}

// mark notes, token by token, what the lists know: a span then asks its own tokens, however often a long text repeats itself.
func (t *taggedReader) mark() {
	n := len(t.Tokens())
	t.vetoed, t.placed, t.clues = make([]bool, n), make([]bool, n), make([]int, n)
	for _, l := range vetoLists {
		for _, m := range t.Phrases(l) {
			if m.First == m.Last && t.table[t.Tokens()[m.First].Fold].plainGiven() {
				continue
			}
			for i := m.First; i <= m.Last; i++ {
				t.vetoed[i] = true
			}
		}
	}
}

// markBeside notes places and clues.
func (t *taggedReader) markBeside() {
	for _, l := range []string{"town", "region", "hospital", "trust"} {
		for _, m := range t.Phrases(l) {
			for i := m.First; i <= m.Last; i++ {
				t.placed[i] = true
			}
		}
	}
	for _, l := range nameClues {
		for _, m := range t.Phrases(l) {
			t.cues = append(t.cues, m.Span)
			for i := m.First; i <= m.Last; i++ {
				t.clues[i] = len(t.cues)
			}
		}
	}
	for i := range t.Tokens() {
		if w := &t.Tokens()[i]; bedWords[w.Fold] && t.clues[i] == 0 {
			t.cues = append(t.cues, w.Span)
			t.clues[i] = len(t.cues)
		}
	}
}

// noName tells a word that begins or ends no name: a vetoed one, a form of address, a sign, a day, a greeting, a letter by itself.
func (t *taggedReader) noName(i int, kind tag.Label) bool {
	w := &t.Tokens()[i]
	if t.vetoed[i] || w.Class != text.Word || greetings[w.Fold] || calendar[w.Fold] || w.Fold == "'s" {
		return true
	}
	return kind == tag.BPerson && (strictTitles[w.Fold] || utf8.RuneCountInString(w.Fold) == 1)
}

// propose makes a fact of a span, cut to what can be a name.
func (t *taggedReader) propose(s tag.Span) {
	for s.First <= s.Last && t.noName(s.First, s.Kind) {
		s.First++
	}
	for s.First <= s.Last && t.noName(s.Last, s.Kind) {
		s.Last--
	}
	if s.First > s.Last || s.Last-s.First > 7 {
		return
	}
	var kind fact.Kind
	switch s.Kind {
	case tag.BPerson:
		if kind = "likely-person"; t.placeName(s) || s.First == s.Last && t.everyday(s.First) || t.abbreviation(s) || t.measure(s.Last) {
			return
		}
	case tag.BPlace:
		kind = "likely-place"
	default:
		kind = "likely-organisation"
	}
	span := t.Doc.Span(s.First, s.Last)
	if s.P >= alone {
		t.Found(kind, span).Confidence = float64(s.P)
		return
	}
	if s.Kind != tag.BPerson {
		return
	}
	if clue, ok := t.clue(s); ok {
		f := t.Found(kind, span)
		f.Confidence = fact.Threshold // the two together count, and no more than that
		f.Clues = []fact.Clue{{Span: clue, Weight: 1}}
	}
}

// placeName tells a span of nothing but places the lists hold, unless it is somebody's name besides.
func (t *taggedReader) placeName(s tag.Span) bool {
	for i := s.First; i <= s.Last; i++ {
		if !t.placed[i] {
			return false
		}
	}
	return !t.table[t.Tokens()[s.First].Fold].has(isGiven) && !t.table[t.Tokens()[s.Last].Fold].has(isFamily)
}

// everyday tells a word of everyday speech, or one that opens a sentence and that no list has as a name: a capital says nothing there.
func (t *taggedReader) everyday(i int) bool {
	w := &t.Tokens()[i]
	f := t.table[w.Fold]
	return notNames[w.Fold] || f.has(isCommon) && !f.has(isGiven|isFamily)
}

// abbreviation tells words in capitals in a text that does not shout, and that no list has as names, short ones in any case: GERD, ADA.
func (t *taggedReader) abbreviation(s tag.Span) bool {
	for i := s.First; i <= s.Last; i++ {
		w := &t.Tokens()[i]
		if !w.Upper || len(w.Fold) > 4 && t.table[w.Fold].has(isGiven|isFamily) {
			return false
		}
	}
	return !t.Doc.Upper
}

// measure tells a name behind which a score, sign or disease is named for somebody: the Rutherford score, a Ferriman-Gallwey score.
func (t *taggedReader) measure(last int) bool {
	ts := t.Tokens()
	j := last + 1
	if j < len(ts) && ts[j].Fold == "'s" {
		j++
	}
	return j < len(ts) && ts[j].Sent == ts[last].Sent && !ts[j].Cap && measureWords[ts[j].Fold]
}

var measureWords = wordSet(`rule law sign syndrome disease criteria criterion score scale test fracture palsy triad lymphoma chorea reflex classification grade stage index
manoeuvre maneuver procedure operation technique catheter tube contracture ulcer tumour tumor sarcoma cyst gland ligament phenomenon paradox`)

// clue looks for a word beside the span that speaks for a name: a form of address right before it; kinship, a patient's or a carer's word,
// a bed within three words.
func (t *taggedReader) clue(s tag.Span) (post.Span, bool) {
	ts := t.Tokens()
	sent := ts[s.First].Sent
	if i := s.First - 1; i >= 0 && ts[i].Sent == sent && strictTitles[ts[i].Fold] {
		return ts[i].Span, true
	}
	for i := max(0, s.First-3); i <= s.Last+3 && i < len(ts); i++ {
		if c := t.clues[i]; c > 0 && ts[i].Sent == sent && (i < s.First || i > s.Last) && !t.cues[c-1].Overlaps(t.Doc.Span(s.First, s.Last)) {
			return t.cues[c-1], true
		}
	}
	return post.Span{}, false
}

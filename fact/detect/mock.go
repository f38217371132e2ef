// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Mockery of patients rarely hangs on one word: a name for them that is a sneer, a game or sketch made of them, words that doubt or
// belittle what they say, laughter. Each counts a little; talk of oneself, or objecting to such words, counts against it.
var _ = add(Detector{
	Name: "mock",
	Kinds: Kinds{
		"mocks-patients": "Patients or a group of them are ridiculed or disbelieved.",
		"mock-leaning":   "The words may belittle patients.",
	},
	Lists: []string{"mock-label", "mock-frame", "mock-said", "mock-patient", "con-laugh"},
	Needs: []fact.Kind{"patient-case", "patient-group", "objects-to-abuse", "self-mockery", "own-illness", "demeaning-word", "fictional", "is-bio", "family-story"},
	Read:  readMock,
})

func readMock(r *Reader) {
	if r.Has("is-bio") {
		return
	}
	labels, said, frames := r.Phrases("mock-label"), r.Phrases("mock-said"), r.Phrases("mock-frame")
	if len(labels)+len(said)+len(frames) == 0 {
		return
	}
	labels = slices.DeleteFunc(slices.Clone(labels), func(m text.Match) bool { return r.conNamed(m.Span) })
	var at post.Span
	score := 0.0
	if len(frames) > 0 {
		score, at = 1.0, frames[0].Span
	}
	if len(said) > 0 {
		score += 1.1 + 0.6*float64(min(len(said)-1, 2))
		at = said[0].Span
	}
	if len(labels) > 0 {
		score += 1.6 + 0.4*float64(min(len(labels)-1, 2))
		at = labels[0].Span
	}
	patients := len(r.Phrases("mock-patient"))
	if r.Has("patient-case") || r.Has("patient-group") {
		patients++
	}
	if patients == 0 && len(labels) == 0 && len(said) < 2 {
		return
	}
	score += 0.8 * float64(min(patients, 2))
	score += min(r.conLaughter(), 1.2)
	if r.conScareQuote() {
		score += 0.8
	}
	score -= 1.6 * float64(min(len(r.Facts("objects-to-abuse")), 3))
	if r.Has("self-mockery") {
		score -= 1.5
	}
	for _, k := range [...]fact.Kind{"own-illness", "fictional", "family-story"} {
		if r.Has(k) {
			score -= 1
		}
	}
	if n := len(r.Doc.Tokens); n > 70 {
		score -= 0.012 * float64(n-70)
	}
	switch {
	case score >= mockStop:
		r.Found("mocks-patients", at).Subject = fact.Patient
	case score >= mockLean:
		f := r.Found("mock-leaning", at)
		f.Subject, f.Confidence = fact.Patient, 0.6
	}
}

const mockStop, mockLean = 3.2, 2.5

// conLaughter weighs laughing and eye-rolling signs.
func (r *Reader) conLaughter() float64 {
	n := 0.5 * float64(len(r.Phrases("con-laugh")))
	for i := range r.Doc.Tokens {
		t := &r.Doc.Tokens[i]
		if t.Class != text.Emoji {
			continue
		}
		if strings.ContainsAny(r.Doc.Text[t.Start:t.End], "😂🤣💀🙄🤪😭😏🤡🥴😆😹🤭👀😒🫠🤦") {
			n += 0.6
		}
	}
	return n
}

// conScareQuote tells whether one to four words stand in quotes: a "seizure", "traumatised".
func (r *Reader) conScareQuote() bool {
	s := r.Text()
	for i := 0; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		j := strings.IndexByte(s[i+1:], '"')
		if j < 0 {
			return false
		}
		in := s[i+1 : i+1+j]
		if len(in) > 2 && strings.Count(in, " ") < 4 {
			return true
		}
		i += j + 1
	}
	return false
}

// conNamed tells whether a label stands alone between quotation marks while the text speaks of words: it is named, not used.
func (r *Reader) conNamed(s post.Span) bool {
	t := r.Text()
	before, after := strings.TrimRight(t[:s.Start], " "), strings.TrimLeft(t[s.End:], " ,.")
	if !(strings.HasSuffix(before, "'") || strings.HasSuffix(before, "‘") || strings.HasSuffix(before, "\"") || strings.HasSuffix(before, "“")) {
		return false
	}
	if !(strings.HasPrefix(after, "'") || strings.HasPrefix(after, "’") || strings.HasPrefix(after, "\"") || strings.HasPrefix(after, "”")) {
		return false
	}
	for i := range r.Doc.Tokens {
		switch r.Doc.Tokens[i].Fold {
		case "word", "words", "term", "terms", "label", "labels", "list", "phrase", "language", "notes", "used", "calling", "call", "stop", "stopped":
			return true
		}
	}
	return false
}

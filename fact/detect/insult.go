// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// An insult needs somebody it lands on. The same word aimed at oneself, at a printer or at a claim hurts nobody, and one that is quoted
// in order to object, reported or regretted is not the author's. Firm words about a claim stay free.
var _ = add(Detector{
	Name: "insult",
	Kinds: Kinds{
		"demeaning-word":   "A word that belittles whomever it is aimed at.",
		"insult-person":    "The words insult a reader or a named person.",
		"harsh-tone":       "A sneer, condescension, shouting or swearing at somebody.",
		"threat":           "The words threaten somebody.",
		"harassment":       "The words call others to go after a person, or single one out.",
		"objects-to-abuse": "Abuse is quoted, reported, regretted or objected to.",
		"self-mockery":     "The butt of the joke is the author.",
	},
	Lists: []string{"con-insult", "con-you", "con-abuse", "con-sneer", "con-threat", "con-pile", "con-objects", "con-self", "con-thing", "cc-warm", "con-group-neg", "con-slur", "con-praise"},
	Needs: []fact.Kind{"is-reply", "is-received", "others-words"},
	Read:  readInsult,
})

func readInsult(r *Reader) {
	reply := r.Has("is-reply")
	objects, self := r.Phrases("con-objects"), r.Phrases("con-self")
	for _, m := range objects {
		r.Found("objects-to-abuse", m.Span)
	}
	for _, m := range self {
		r.Found("self-mockery", m.Span)
	}
	selfSpans, you := Spans(self), r.Phrases("con-you")
	things := Spans(r.Phrases("con-thing"))
	own := r.conOwn() && len(you) == 0 // an insult in the first person with nobody else in it lands on the author
	quoted := func(s post.Span) bool { return r.Near(s, 14, Spans(objects)) || r.conQuoted(s) || r.others(s) }
	objecting := func(s post.Span) bool { return own || r.Near(s, 8, things) || quoted(s) }
	for _, m := range r.Phrases("con-threat") {
		if r.Before(m.Span, 1, "would", "will", "to", "can", "could", "always", "and") && r.Doc.Tokens[m.First].Fold == "fight" || r.After(m.Span, 3, "knew", "known") {
			continue // "my cat would fight me", "tricks you'll wish you knew"
		}
		if !quoted(m.Span) && !r.Before(m.Span, 4, "he", "she", "they", "said", "me", "patient") {
			r.Found("threat", m.Span).Subject = fact.Respondent
		}
	}
	hostile := len(r.Phrases("con-insult")) > 0
	for _, m := range r.Phrases("con-pile") {
		if m.Value == "weak" && !hostile { // "everyone ring them" is a fault only where it is meant to hurt
			continue
		}
		if !quoted(m.Span) && !r.Before(m.Span, 4, "don't", "never", "not", "no", "please", "won't") {
			r.Found("harassment", m.Span)
		}
	}
	warm := len(r.Phrases("cc-warm")) > 0 // "shut up, you got the job?" is said with love
	for _, m := range r.Phrases("con-abuse") {
		if m.Last+1 < len(r.Doc.Tokens) && r.Doc.Tokens[m.Last+1].Fold == "?" { // "Grow up? At my age?" throws the word back
			continue
		}
		if m.Value == "weak" && r.conFair(m) || r.Doc.Tokens[m.Last].Fold == "you" && r.After(m.Span, 1, "up", "over") {
			continue // "people like you are heroes", "it will fuck you up"
		}
		if !warm && !objecting(m.Span) && !r.Near(m.Span, 1, selfSpans) && !r.Before(m.Span, 3, "i", "i'm", "me", "my", "to") && (reply || r.conSays(m, "you", "you're", "your", "yourself", "u")) {
			r.Found("insult-person", m.Span).Subject = fact.Respondent
		}
	}
	for _, m := range r.Phrases("con-insult") {
		if r.Near(m.Span, 0, selfSpans) || objecting(m.Span) || r.Before(m.Span, 5, "i", "i'm", "me", "myself", "my", "we", "feel", "felt") {
			continue
		}
		r.Found("demeaning-word", m.Span).Value = m.Value
		if inSentence(r, m.Span, "love", "adore", "xx", "xxx", "hug") {
			continue // said with affection
		}
		if !warm && r.conAimed(m, you, reply) {
			r.Found("insult-person", m.Span).Subject = fact.Respondent
		}
	}
	for _, m := range r.Phrases("con-sneer") {
		if objecting(m.Span) || r.Before(m.Span, 3, "i", "i'm", "me", "my", "we") {
			continue
		}
		if reply || r.conSays(m, "you", "you've", "you're", "your") && r.conSays(m, "tell", "clearly", "obviously", "bless", "degree") {
			r.Found("harsh-tone", m.Span).Subject = fact.Respondent
		}
	}
	if reply {
		r.conShouting(you)
	}
}

// conAimed tells whether an insult lands on the reader or a named person: "you absolute muppet", "Dr Vane is a quack", "Clown."
func (r *Reader) conAimed(m text.Match, you []text.Match, reply bool) bool {
	ts := r.Doc.Tokens
	if r.Before(m.Span, 1, "can", "could", "to", "will", "would", "gonna") {
		return false // a verb: "clown him all you want"
	}
	weak := m.Value == "weak"
	for _, y := range you {
		if y.Last < m.First && m.First-y.Last <= 4 && r.SameSentence(y.Span, m.Span) {
			f := ts[y.First].Fold
			if (f == "your" || f == "ur" || weak) && m.First-y.Last > 2 || r.Before(m.Span, 3, "not", "aren't", "isn't", "no", "never", "don't") {
				continue
			}
			if f == "your" || f == "ur" || !r.conLinked(y.Last+1, m.First) {
				continue
			}
			return true
		}
		if !weak && y.First > m.Last && y.First-m.Last <= 2 && r.SameSentence(y.Span, m.Span) {
			return true
		}
	}
	if weak {
		return false
	}
	first, _ := r.Doc.Sentence(int(ts[m.First].Sent))
	if reply && (m.First == first || m.First-first <= 2 && ts[m.Last].Sent == ts[first].Sent && m.Last-first <= 3 && !r.Before(m.Span, 2, "the", "this", "that", "a")) {
		return true
	}
	for i := m.First - 1; i >= first && i >= m.First-6; i-- {
		t := &ts[i]
		if t.Class == text.Handle && i > 0 && ts[i-1].Fold == "rt" {
			break // whoever is passed on isn't spoken to
		}
		if t.Class == text.Handle || (t.Fold == "he's" || t.Fold == "she's") || t.Class == text.Word && t.Cap && i > first && !t.Upper && i+1 < len(ts) && (ts[i+1].Fold == "is" || ts[i+1].Fold == "'s" && r.conLinked(i+1, m.First) && m.First-i > 2) {
			return true
		}
	}
	return false
}

// conFair tells whether "people like you" is said in praise ("are heroes"), or of readers as a kind of patient ("it helps many people
// like you"), and nothing beside it is meant to hurt.
func (r *Reader) conFair(m text.Match) bool {
	for _, l := range [...]string{"con-insult", "con-sneer", "con-group-neg", "con-slur"} {
		for _, o := range r.Phrases(l) {
			if o.First > m.Last || o.Last < m.First {
				return false
			}
		}
	}
	for _, p := range r.Phrases("con-praise") {
		if r.SameSentence(p.Span, m.Span) {
			return true
		}
	}
	return r.Before(m.Span, 2, "in", "for", "among", "help", "helps", "helped", "many", "most", "some", "other", "thousands", "treat", "see", "meet")
}

// conShouting finds capitals at the reader, and swearing at them.
func (r *Reader) conShouting(you []text.Match) {
	ts := r.Doc.Tokens
	run, from := 0, 0
	for i := range ts {
		t := &ts[i]
		if t.Class == text.Word && (t.Upper || t.Fold == "i" || t.Fold == "a") && !r.Doc.Upper {
			if run == 0 {
				from = i
			}
			run++
			continue
		}
		if run >= 4 && len(you) > 0 && len(r.Phrases("con-sneer"))+len(r.Phrases("con-insult"))+len(r.Phrases("con-abuse")) > 0 {
			r.Found("harsh-tone", r.Doc.Span(from, i-1))
		}
		run = 0
	}
	for i := range ts {
		switch ts[i].Fold {
		case "fuck", "fucking", "fucks", "bollocks", "bullshit", "shite", "horseshit", "twaddle":
			for _, y := range you {
				if y.First-i <= 4 && i-y.Last <= 4 && r.SameSentence(ts[i].Span, y.Span) && !r.Before(ts[i].Span, 3, "i", "i'm", "me", "my", "we") {
					r.Found("harsh-tone", ts[i].Span)
					return
				}
			}
		}
	}
}

// conSays tells whether one of the folded words stands inside a match.
func (r *Reader) conSays(m text.Match, words ...string) bool {
	for i := m.First; i <= m.Last; i++ {
		if slices.Contains(words, r.Doc.Tokens[i].Fold) {
			return true
		}
	}
	return false
}

// conOwn tells whether the text speaks in the first person.
func (r *Reader) conOwn() bool {
	for i := range r.Doc.Tokens {
		switch r.Doc.Tokens[i].Fold {
		case "i", "i'm", "me", "my", "myself", "i've":
			return true
		}
	}
	return false
}

// conQuoted tells whether a place stands in double quotes while the text around them goes on: somebody else's words.
func (r *Reader) conQuoted(s post.Span) bool {
	t := r.Text()
	before, after := t[:s.Start], t[s.End:]
	open := strings.LastIndexAny(before, "\"“")
	if open < 0 || strings.LastIndex(before, "”") > open {
		return false
	}
	if !strings.Contains(before, "“") && strings.Count(before, "\"")%2 == 0 {
		return false
	}
	end := strings.IndexAny(after, "\"”")
	return end >= 0 && len(t)-(s.End-open)-end > 25
}

// conLinked tells whether only words that lead up to an insult stand between: "you (are a complete and utter) muppet". Anything else,
// as in "if you meet a quack", and the insult is not the reader's.
func (r *Reader) conLinked(from, to int) bool {
	for i := from; i < to; i++ {
		switch t := &r.Doc.Tokens[i]; t.Fold {
		case "are", "were", "'re", "a", "an", "absolute", "absolutely", "complete", "completely", "total", "totally", "utter", "utterly", "bloody", "fucking", "stupid", "little", "silly", "pathetic", "lying", "sound", "look", "is", "such", "and", "big", "massive", "wee", "old", "sad", "arrogant", "ignorant", "smug", "really", "just", "so", "right", "proper", "feckin", "effing", "thick", "pompous", "lot", "like", "bunch", "of", "must", "be", "being", "clearly", "obviously", "genuinely", "nothing", "but", "another", "the", "biggest", "worst", "lazy", "greedy", "spineless", "vile":
		default:
			if t.Class == text.Word {
				return false
			}
		}
	}
	return true
}

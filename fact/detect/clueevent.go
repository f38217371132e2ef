// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/fact/subject"
	"chaperone/post"
	"chaperone/text"
)

// What happened to a patient, or what they did, is told in open words: "put on his back by his own ram", "doing Elvis at the summer fayre".
// Two things give it away in a story: a word that few posts have (storywords.go), and a verb of happening whose subject is the patient
// (deed.txt). Both are read only where the post tells of a patient, and only as far as nothing shows the words to be about somebody else.

// eventVeto are lists whose words are read as something else, or belong to the trade: they are no event by themselves.
var eventVeto = []string{"drug", "drug-class", "drug-slang", "vaccine", "condition", "symptom", "procedure", "specialty", "clinical-role", "care-place", "recent-time", "relation", "sex-word",
	"hospital", "trust", "icd", "opcs", "consent-word", "story-ward", "given-name"}

var _ = add(Detector{
	Name:  "clue-event",
	Kinds: Kinds{"clue-event": "A public or private event: a crash, a match, a wedding, a crime, or what a patient did or went through; the code is of ICD-10 (V01 to Y98) where somebody was hurt."},
	Needs: append([]fact.Kind{"patient-case"}, subject.NameKinds...),
	Lists: append([]string{"life-event", "clue-newsworthy", "icd-cause", "deed"}, eventVeto...),
	Read: func(r *Reader) {
		for _, l := range []string{"life-event", "clue-newsworthy"} {
			for _, m := range r.Phrases(l) {
				if clueOwn(r, m) || r.foundAt("clue-event", m.Span) {
					continue
				}
				f := r.Found("clue-event", m.Span)
				f.Value, f.Code = m.Value, r.code(m.Span, []string{"icd-cause"})
			}
		}
		if !r.Has("patient-case") {
			return
		}
		for _, m := range r.longest([]string{"icd-cause"}) {
			if !clueOwn(r, m) && !r.foundAt("clue-event", m.Span) {
				f := r.Found("clue-event", m.Span)
				f.Code, f.Told = m.Value, true
			}
		}
		for _, s := range append(r.deeds(), r.distinctive()...) {
			if !r.foundAt("clue-event", s) && !r.authorActs(s) && r.ofPatient(s, "clue-event") {
				r.Found("clue-event", s).Told = true
			}
		}
	},
})

// ofPatient tells whether the words are taken to be about a patient or a patient's family.
func (r *Reader) ofPatient(s post.Span, k fact.Kind) bool {
	who, _ := r.who.Of(s, k)
	return who == fact.Patient || who == fact.Family
}

// distinctive gives the stretches of words around those that few posts have.
func (r *Reader) distinctive() []post.Span {
	t := r.Doc.Tokens
	taken := r.readElsewhere()
	var out []post.Span
	for i := 0; i < len(t); i++ {
		if taken[i] || !r.rareWord(i) {
			continue
		}
		first, last := r.stretch(i)
		i = last
		if first == last && !r.properNoun(first) { // by itself it's a manner of speaking
			continue
		}
		s := r.Doc.Span(first, last)
		if n := len(out); n > 0 && out[n-1].Overlaps(s) {
			out[n-1].End = max(out[n-1].End, s.End)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// readElsewhere marks the tokens whose words are read as something else.
func (r *Reader) readElsewhere() []bool {
	out := make([]bool, len(r.Doc.Tokens))
	mark := func(s post.Span) {
		for i := r.Doc.At(s.Start); i < len(out) && r.Doc.Tokens[i].Start < s.End; i++ {
			out[i] = true
		}
	}
	for _, l := range eventVeto {
		for _, m := range r.Phrases(l) {
			mark(m.Span)
		}
	}
	for _, k := range subject.NameKinds {
		for _, f := range r.Facts(k) {
			mark(f.Span)
		}
	}
	return out
}

// rareWord tells whether token i is a word that few posts have, or a proper noun in the middle of a sentence.
func (r *Reader) rareWord(i int) bool {
	t := &r.Doc.Tokens[i]
	return len(t.Fold) > 3 && !t.Hash && alphabetic(t) && !commonWord(t.Fold)
}

// properNoun tells a word with a capital inside a sentence that isn't all in capitals.
func (r *Reader) properNoun(i int) bool {
	t := r.Doc.Tokens
	return t[i].Cap && !t[i].Upper && i > 0 && t[i-1].Sent == t[i].Sent && t[i-1].Class == text.Word && !t[i-1].Cap
}

// stretch gives the tokens that belong to the rare word at i: back to the verb or the beginning of the clause, on to the end of what it
// governs, within a few words.
func (r *Reader) stretch(i int) (first, last int) {
	t := r.Doc.Tokens
	joins := func(j int) bool {
		return j >= 0 && j < len(t) && t[j].Sent == t[i].Sent && (t[j].Class == text.Word || t[j].Class == text.Number) && !t[j].Hash && !clauseWords[t[j].Fold]
	}
	first, last = i, i
	for joins(first-1) && i-first < 4 {
		first--
		if pastVerb(t[first].Fold) {
			break
		}
	}
	for joins(last+1) && last-i < 4 {
		last++
	}
	for last > i && functionWords[t[last].Fold] {
		last--
	}
	for first < i && functionWords[t[first].Fold] && t[first].Fold != "a" && t[first].Fold != "an" && t[first].Fold != "the" {
		first++
	}
	return first, last
}

// pastVerb tells a verb in the past, as far as its form does.
func pastVerb(w string) bool { return storyPast(w) }

// deeds gives the verbs of happening with their objects.
func (r *Reader) deeds() []post.Span {
	var out []post.Span
	for _, m := range r.longest([]string{"deed"}) {
		if last := r.objectEnd(m.Last); last > m.First+1 {
			out = append(out, r.Doc.Span(m.First, last))
		}
	}
	return out
}

// authorActs tells whether the nearest subject before the words, in their sentence, is the author or the reader, and whether the sentence
// is about consent or the post itself.
func (r *Reader) authorActs(s post.Span) bool {
	t := r.Doc.Tokens
	at := r.Doc.At(s.Start)
	for _, m := range r.Phrases("consent-word") {
		if t[m.First].Sent == t[at].Sent {
			return true
		}
	}
	for j := at; j >= 0 && t[j].Sent == t[at].Sent; j-- {
		switch t[j].Fold {
		case "i", "i've", "i'd", "i'm", "i'll", "we", "we've", "we'd", "we're", "we'll", "you", "you've", "you're", "you'd", "you'll", "y'all", "your", "don't", "let's", "please", "if":
			return true
		case "he", "she", "they", "who", "who'd", "he'd", "she'd", "he's", "she's", "they'd", "they're", "his", "her", "whose":
			return false
		}
	}
	return false
}

// objectEnd gives the last token of what the verb that ends at token i governs, within a few words.
func (r *Reader) objectEnd(i int) int {
	t := r.Doc.Tokens
	last := i
	for last+1 < len(t) && last-i < 6 {
		n := &t[last+1]
		if n.Sent != t[i].Sent || n.Class != text.Word && n.Class != text.Number || n.Hash || clauseWords[n.Fold] || r.inRecent(last+1) {
			break
		}
		last++
	}
	for last > i && functionWords[t[last].Fold] {
		last--
	}
	return last
}

// inRecent tells whether token i belongs to words of time.
func (r *Reader) inRecent(i int) bool {
	for _, m := range r.Phrases("recent-time") {
		if m.First <= i && i <= m.Last {
			return true
		}
	}
	return false
}

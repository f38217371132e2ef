// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Whether a text tells of one real person met through care is read from three things standing close together: one person (a "pt", a
// 43-year-old, "a farmer's wife", "she"), care (came in with, delivered, her bloods), and nothing that says otherwise (patients at
// large, an exam, a novel, the author's own illness). No single word decides; storyscore.go adds the signs up.
var _ = add(Detector{
	Name: "story",
	Kinds: Kinds{
		"patient-case":        "The text tells of one real person known through care, living or dead.",
		"patient-group":       "The text speaks of patients in general, of kinds of patients or of totals.",
		"own-illness":         "The text tells of the author's own illness or care.",
		"family-story":        "The text tells of the author's own relative or friend.",
		"hypothetical":        "The text marks a case as imagined.",
		"simulated":           "A manikin, an actor, an exam or a training case.",
		"fictional":           "A person or story the text marks as invented, or of film, stage and television.",
		"public-person-story": "The text tells of a public figure whom nothing shows the author to have treated.",
		"history-story":       "The text tells of the past of medicine.",
		"long-ago":            "The story lies years back or far away, in the author's own words.",
	},
	Needs: []fact.Kind{"person-told"},
	Lists: []string{"story-one", "story-age", "story-patient", "story-care", "story-generic", "story-hypothetical", "story-simulated", "story-fiction",
		"story-own", "story-family", "story-vet", "story-colleague", "story-long-ago", "story-history", "story-public", "story-selling", "story-signpost", "story-stranger", "consent-word",
		"fictional", "manikin", "historic", "public-figure", "recent-time", "occupation", "relation", "ethnicity", "body-feature", "town", "venue",
		"clue-rare", "clue-mechanism", "clue-newsworthy", "clue-date", "clue-time", "clue-death", "clue-child", "clue-household", "clue-quoted", "story-ward",
		"condition", "symptom", "injury", "procedure", "drug", "outcome", "drug-class", "vaccine", "clinical-role", "specialty", "care-place"},
	Read: readStory,
})

// caseSure is the code of a case that is told so surely that people are counted.
const caseSure = "sure"

// storyLow is the confidence below which nothing is noted at all.
const storyLow = 0.15

// storyLine is what one sentence adds.
type storyLine struct {
	person, care float64
	pronouns     int
	span         post.Span // the strongest words for a person
	why          string
}

var storyMarks = []struct {
	list string
	kind fact.Kind
	sub  fact.Subject
}{
	{"story-hypothetical", "hypothetical", fact.Generic}, {"story-simulated", "simulated", fact.Simulated}, {"manikin", "simulated", fact.Simulated},
	{"story-fiction", "fictional", fact.Fiction}, {"fictional", "fictional", fact.Fiction}, {"story-own", "own-illness", fact.Author},
	{"story-family", "family-story", fact.Family}, {"story-history", "history-story", fact.Historic}, {"historic", "history-story", fact.Historic},
	{"story-long-ago", "long-ago", fact.Unclear}, {"story-public", "public-person-story", fact.PublicFig}, {"public-figure", "public-person-story", fact.PublicFig},
}

func readStory(r *Reader) {
	n := r.Doc.Sentences()
	if n == 0 {
		return
	}
	if storyAnimals(r.Practice.Author.Role) { // whoever is told of has an owner, and is no patient in the sense of the rules
		return
	}
	for _, k := range storyMarks {
		for _, m := range r.Phrases(k.list) {
			if k.list == "story-family" && r.After(m.Span, 1, patientWords...) { // "our oldest patient"
				continue
			}
			if !r.foundAt(k.kind, m.Span) && !strings.Contains(m.Value, "ambiguous") {
				r.Found(k.kind, m.Span).Subject = k.sub
			}
		}
	}
	for _, m := range r.Phrases("story-generic") {
		if m.Value != "1" {
			r.Found("patient-group", m.Span).Subject = fact.Generic
		}
	}
	if storyInvented(r) || storyPassedOn(r) && !storyTouched(r) {
		return
	}
	lines, at, x := storyLook(r)
	where := lines[at].span
	if where.Empty() {
		where = r.Doc.SentenceSpan(at)
	}
	p, sure := r.storyLikely(x)
	if !r.ByClinician() {
		p = storyWhose(p, r.who.Share(where, "person", fact.Patient), len(r.Phrases("story-care")) > 0)
	}
	if p < storyLow || storyExcluded(r) {
		return
	}
	f := r.Found("patient-case", where)
	f.Subject, f.Confidence, f.Value = fact.Patient, p, lines[at].why
	if sure {
		f.Code = caseSure
	}
}

// storyLook adds up persons and care sentence by sentence, finds the sentence where they stand closest, and counts the signs.
func storyLook(r *Reader) (lines []storyLine, at int, x []float64) {
	lines = make([]storyLine, r.Doc.Sentences())
	storyPersons(r, lines)
	for _, m := range r.Phrases("story-care") {
		lines[r.SentenceOf(m.Span)].care += storyWeight(m.Value)
	}
	near, pronouns := -1.0, 0
	for i := range lines {
		pronouns += lines[i].pronouns
		if s := storyNear(lines, i); s > near {
			near, at = s, i
		}
	}
	return lines, at, storySigns(r, near, pronouns)
}

// storyAnimals tells whether the author looks after animals; "veteran" is no vet, and a vet who retrained says so.
func storyAnimals(role string) bool {
	for i, w := range strings.Fields(strings.ToLower(role)) {
		if w == "turned" || w == "former" {
			return false
		}
		if w == "vet" || strings.HasPrefix(w, "veterinar") {
			return i == 0 && !strings.Contains(role, "turned")
		}
	}
	return false
}

// storyPassedOn tells whether the words are about something passed on: a repost, a link, an answer to a handle.
func storyPassedOn(r *Reader) bool {
	for i := range r.Doc.Tokens {
		switch t := &r.Doc.Tokens[i]; {
		case t.Class == text.URL, t.Class == text.Handle && i == 0, i == 0 && t.Fold == "rt":
			return true
		}
	}
	return false
}

// storyTouched tells whether anything in the text has to do with care at all: a guy on a skateboard is nobody's patient, whatever his age,
// town and hour.
func storyTouched(r *Reader) bool {
	for _, l := range [...]string{"story-patient", "story-care", "story-ward", "condition", "symptom", "injury", "procedure", "drug", "clue-rare", "clue-death", "clue-mechanism", "consent-word"} {
		if len(r.Phrases(l)) > 0 {
			return true
		}
	}
	return false
}

// storyInvented tells whether the text says outright that the case is made up, and nothing says that somebody is under the author's care.
func storyInvented(r *Reader) bool {
	for _, m := range r.Phrases("story-patient") {
		if m.Value == "3" {
			return false
		}
	}
	for _, m := range r.Phrases("story-fiction") {
		if m.Value == "3" {
			return true
		}
	}
	return false
}

// foundAt tells whether this detector has already found k in words that overlap s: two lists often know the same word.
func (r *Reader) foundAt(k fact.Kind, s post.Span) bool {
	for _, f := range r.buf {
		if f.Kind == k && f.Overlaps(s) {
			return true
		}
	}
	return false
}

func storyWeight(v string) float64 {
	switch v {
	case "3":
		return 3
	case "2":
		return 2
	}
	return 1
}

func storyPersons(r *Reader, lines []storyLine) {
	note := func(m text.Match, w float64, why string) {
		l := &lines[r.SentenceOf(m.Span)]
		if w > l.person {
			l.person, l.span, l.why = w, m.Span, why
		} else if l.person > 0 {
			l.person += 0.3
		}
	}
	for _, m := range r.Phrases("story-patient") {
		note(m, storyWeight(m.Value), "a person under care")
	}
	for _, m := range storyAges(r) {
		note(m, 2, "a person by age")
	}
	for _, m := range r.Phrases("story-one") {
		switch storyArticle(r, m.Span) {
		case 2:
			note(m, 1.5, "one person")
		case 1:
			note(m, 0.5, "one person")
		}
	}
	for i := range r.Doc.Tokens {
		switch t := &r.Doc.Tokens[i]; t.Fold {
		case "he", "she", "him", "her", "his", "hers", "he's", "she's", "he'd", "she'd", "he'll", "she'll", "himself", "herself":
			lines[t.Sent].pronouns++
		}
	}
}

// storyAges gives ages that are not the author's and not a limit ("over 50").
func storyAges(r *Reader) []text.Match {
	var out []text.Match
	for _, m := range r.Phrases("story-age") {
		if ageOfPatient(r, m) || !r.Before(m.Span, 3, "i'm", "i", "my", "me", "over", "under", "every", "reached") {
			out = append(out, m)
		}
	}
	return out
}

// storyArticle tells how surely a word for a person means one person: 2 with an article, 1 without, 0 for "every man" and "my husband".
func storyArticle(r *Reader, s post.Span) int {
	if r.Before(s, 2, "every", "any", "each", "no", "my", "some", "your", "most", "i'm") {
		return 0
	}
	if r.Before(s, 4, "a", "an", "this", "that", "one", "the", "our", "poor", "had") {
		return 2
	}
	return 1
}

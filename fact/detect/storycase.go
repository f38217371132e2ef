// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Whether a text tells of one real person met through care is read from three things standing close together: one person (a "pt", a
// 43-year-old, "a farmer's wife", "she"), care (came in with, delivered, her bloods), and nothing that says otherwise (patients at
// large, an exam, a novel, the author's own illness). No single word decides; the lists in story.txt carry the weights.
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
	Lists: []string{"story-one", "story-age", "story-patient", "story-care", "story-generic", "story-hypothetical", "story-simulated", "story-fiction",
		"story-own", "story-family", "story-vet", "story-colleague", "story-long-ago", "story-history", "story-public", "fictional", "manikin", "historic", "public-figure"},
	Read: readStory,
})

// storyLine is what one sentence adds.
type storyLine struct {
	person, care, generic float64
	pronouns              int
	span                  post.Span // the strongest words for a person
	why                   string
}

func readStory(r *Reader) {
	n := r.Doc.Sentences()
	if n == 0 {
		return
	}
	lines := make([]storyLine, n)
	mark := func(list string, k fact.Kind, sub fact.Subject) int {
		n := 0
		for _, m := range r.Phrases(list) {
			if !r.foundAt(k, m.Span) {
				r.Found(k, m.Span).Subject = sub
				n++
			}
		}
		return n
	}
	hypo := mark("story-hypothetical", "hypothetical", fact.Generic)
	sim := mark("story-simulated", "simulated", fact.Simulated) + mark("manikin", "simulated", fact.Simulated)
	fict := mark("story-fiction", "fictional", fact.Fiction) + mark("fictional", "fictional", fact.Fiction)
	own := mark("story-own", "own-illness", fact.Author)
	family := mark("story-family", "family-story", fact.Family)
	hist := mark("story-history", "history-story", fact.Historic)
	long := mark("story-long-ago", "long-ago", fact.Unclear)
	public := mark("story-public", "public-person-story", fact.PublicFig) + mark("public-figure", "public-person-story", fact.PublicFig)
	for _, m := range r.Phrases("historic") {
		if !strings.Contains(m.Value, "ambiguous") {
			r.Found("history-story", m.Span).Subject = fact.Historic
			hist++
		}
	}

	storyPersons(r, lines)
	storyCare(r, lines)
	var group float64
	for _, m := range r.Phrases("story-generic") {
		w := storyWeight(m.Value)
		group += w
		lines[r.SentenceOf(m.Span)].generic += w
		if w >= 2 {
			r.Found("patient-group", m.Span).Subject = fact.Generic
		}
	}

	best, at := -1.0, 0
	for i := range lines {
		if s := storyScore(lines, i); s > best && lines[i].person+float64(lines[i].pronouns) > 0 {
			best, at = s, i
		}
	}
	if best < 0 {
		return
	}
	score := best
	score -= 0.5 * min(group, 6)
	score -= 2.5*float64(min(sim, 2)) + 2*float64(min(fict, 2)) + 2*float64(min(hypo, 1))
	score -= 1.2*float64(min(own, 2)) + 1.2*float64(min(family, 2)) + 1*float64(min(hist, 3)) + 0.7*float64(min(public, 2)) + 0.8*float64(min(long, 2))
	score -= 1.5 * float64(min(len(r.Phrases("story-vet")), 2))
	score -= 1.0 * float64(min(len(r.Phrases("story-colleague")), 2))
	if score < storyLow {
		return
	}
	f := r.Found("patient-case", lines[at].span)
	if f.Empty() {
		f.Span = r.Doc.SentenceSpan(at)
	}
	f.Subject = fact.Patient
	f.Confidence = min(0.99, max(0.01, 0.5+(score-storyCut)*0.12))
	f.Value = fmt.Sprintf("%s (%.1f)", lines[at].why, score)
}

// storyCut is the score from which a text counts as a case; below storyLow nothing is noted at all.
const storyCut, storyLow = 3.0, 1.0

// storyScore weighs sentence i with its neighbours: people write "She came in at two. Her bloods were a mess."
func storyScore(lines []storyLine, i int) float64 {
	var person, care, generic float64
	pronouns := 0
	for j := max(0, i-1); j <= min(len(lines)-1, i+2); j++ {
		w := 1.0
		if j != i {
			w = 0.7
		}
		person = max(person, lines[j].person*w)
		care += lines[j].care * w
		generic += lines[j].generic * w
		pronouns += lines[j].pronouns
	}
	switch {
	case pronouns >= 4:
		person += 1.5
	case pronouns >= 2:
		person++
	case pronouns == 1:
		person += 0.5
	}
	return min(person, 4.5) + min(care, 4)
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
	for _, m := range r.Phrases("story-age") {
		if r.Before(m.Span, 3, "i'm", "i", "my", "me", "over", "under", "every", "for", "reached", "aged") {
			continue
		}
		note(m, 2, "a person by age")
	}
	for _, m := range r.Phrases("story-one") {
		if r.Before(m.Span, 2, "every", "any", "each", "no", "my", "some", "your", "most", "i'm") {
			continue
		}
		if r.Before(m.Span, 4, "a", "an", "this", "that", "one", "the", "our", "poor", "had") {
			note(m, 1.5, "one person")
		} else {
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

func storyCare(r *Reader, lines []storyLine) {
	for _, m := range r.Phrases("story-care") {
		lines[r.SentenceOf(m.Span)].care += storyWeight(m.Value)
	}
}

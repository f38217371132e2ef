// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strconv"
	"strings"

	"chaperone/text"
)

// storyExcluded tells whether the words themselves say that nobody under care is told of. Signs that only make a story less likely are
// weighed in storyscore.go; these outweigh any number of clues: a composite with an age, a trade and a town is still nobody.
func storyExcluded(r *Reader) bool {
	for _, m := range r.Phrases("story-fiction") {
		if m.Value == "3" {
			return true
		}
	}
	if len(r.Phrases("story-stranger")) > 0 && storySure(r) == 0 {
		return true
	}
	agreed := len(r.Phrases("consent-word")) > 0
	return len(r.Phrases("manikin")) > 0 && !agreed || storyLongPast(r) || storyVet(r) || storyOfFamily(r) || storyConditional(r) || storyNoCare(r) && !agreed
}

// storyOfFamily tells whether the only person under care is a relative of the author: "my mum had her hip done".
func storyOfFamily(r *Reader) bool {
	own := storyOwnFamily(r)
	if len(own) == 0 {
		return false
	}
	for _, m := range r.Phrases("story-patient") {
		if m.Value != "1" && m.Value != "" && !consentOther(m, own) {
			return false
		}
	}
	return true
}

// storySure counts words that surely speak of somebody under care.
func storySure(r *Reader) int {
	n := 0
	for _, m := range r.Phrases("story-patient") {
		if m.Value != "1" && m.Value != "" {
			n++
		}
	}
	return n
}

// storyOwnFamily gives relatives that "my" or a pet name makes the author's. "Our youngest" may be the ward's.
func storyOwnFamily(r *Reader) []text.Match {
	var out []text.Match
	for _, m := range r.Phrases("story-family") {
		t := r.Doc.Tokens[m.First]
		if t.Fold == "my" || slices.Contains([]string{"mum", "mam", "mom", "dad", "nan", "gran", "grandad", "grandma"}, t.Fold) && firstOfSentence(r, m.First) {
			out = append(out, m)
		}
	}
	return out
}

// storyLongPast tells whether the story is of long ago, or of a figure of the history of medicine with no word of the present.
func storyLongPast(r *Reader) bool {
	if storyOldYear(r) {
		return true
	}
	for _, m := range r.Phrases("historic") {
		if !strings.Contains(m.Value, "ambiguous") && len(r.Phrases("recent-time")) == 0 {
			return true
		}
	}
	return false
}

// storyOldYear tells whether a year is named whose patients are no longer alive.
func storyOldYear(r *Reader) bool {
	for i := 1; i < len(r.Doc.Tokens); i++ {
		t := &r.Doc.Tokens[i]
		if t.Class != text.Number || len(t.Fold) != 4 {
			continue
		}
		if y, err := strconv.Atoi(t.Fold); err == nil && y > 1400 && y < 1930 {
			switch r.Doc.Tokens[i-1].Fold {
			case "in", "since", "of", "from", "until", "by", "after", "before", "around", "about":
				return true
			}
		}
	}
	return false
}

// storyVet tells whether the author treats animals: their owners are clients, and other rules bind her.
func storyVet(r *Reader) bool {
	role := strings.ToLower(r.Practice.Author.Role)
	return role == "vet" || strings.HasPrefix(role, "vet ") || strings.HasPrefix(role, "veterinar")
}

// storyNoCare tells whether nothing surely speaks of care, in a text whose author isn't known to be a clinician. Trades, households, builds
// and odd objects make a story placeable, but it is no case until a word of medicine, a ward, a death or a consent stands beside them:
// most of the cases once read in ordinary posts were films, sport and the news.
func storyNoCare(r *Reader) bool {
	if r.ByClinician() || clinical(r) {
		return false
	}
	for _, l := range [...]string{"story-ward", "clue-death"} {
		if len(r.Phrases(l)) > 0 {
			return false
		}
	}
	if storySure(r) == 0 {
		return true
	}
	for _, m := range r.Phrases("story-patient") {
		if r.conSays(m, "tell") || m.Value == "3" && !r.conSays(m, "saw", "seen", "see", "watched") { // anybody sees "a guy on his skateboard"
			return false
		}
	}
	for i := range r.Doc.Tokens {
		switch r.Doc.Tokens[i].Fold {
		case "patient", "patients", "pt", "pts", "ward", "clinic", "hospital", "surgery", "theatre":
			return false
		}
	}
	for _, m := range r.Phrases("story-care") {
		if m.Value != "1" && m.Value != "" {
			return false
		}
	}
	return true
}

// storyConditional tells whether everybody the text speaks of stands in a condition put to readers: "If a 22 year old tells you …, bring
// her in." A rule of thumb has no patient in it.
func storyConditional(r *Reader) bool {
	persons := 0
	for _, l := range [...]string{"story-age", "story-one", "story-patient"} {
		for _, m := range r.Phrases(l) {
			persons++
			first, end := r.Doc.Sentence(int(r.Doc.Tokens[m.First].Sent))
			switch r.Doc.Tokens[first].Fold {
			case "if", "should":
			default:
				return false
			}
			told := false
			for i := first; i < end; i++ {
				switch r.Doc.Tokens[i].Fold {
				case "you", "your", "you're", "call", "ring", "send":
					told = true
				case "i", "we", "my", "our", "yesterday", "today":
					if i < m.First {
						return false
					}
				}
			}
			if !told {
				return false
			}
		}
	}
	return persons > 0
}

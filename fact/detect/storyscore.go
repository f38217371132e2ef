// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"math"
	"strings"
)

// The decision "one real person, known through care" adds up small signs. Each sign is counted up to a limit and has a weight; the
// weights were fitted by logistic regression on the labelled texts that may be studied, pulled towards what a reader would expect, and
// rounded. A sign is a count of matches of a list, or one of the counts below.
type storySign struct {
	name   string
	list   string // the list it counts; "" for the counts made in storySigns
	value  string // only matches with this value; "" any
	limit  float64
	weight float64
}

var storySignTable = []storySign{
	{"bias", "", "", 1, -2.15},
	{"person surely under care", "story-patient", "3", 2, 1.3},
	{"person likely under care", "story-patient", "2", 2, 1.45},
	{"person perhaps under care", "story-patient", "1", 2, 1.05},
	{"age of another", "", "", 2, 0.85},
	{"one person, with article", "", "", 3, 0.35},
	{"one person, without", "", "", 3, -0.15},
	{"he or she", "", "", 3, 1.45},
	{"person beside care", "", "", 4.5, 0.3},
	{"care happens", "story-care", "2", 4, 0.9},
	{"words of care", "story-care", "1", 4, 0.25},
	{"clinical words", "", "", 4, -0.25},
	{"recent", "recent-time", "", 2, 0.75},
	{"occupation few", "occupation", "few", 2, 0.6},
	{"occupation common", "occupation", "common", 2, 0.45},
	{"relative", "relation", "", 2, 0.5},
	{"ethnicity", "ethnicity", "", 1, -0.05},
	{"body feature", "body-feature", "", 2, 0.65},
	{"place", "town", "", 2, 0.2},
	{"venue", "venue", "", 1, 0.45},
	{"rare condition", "clue-rare", "", 1, 1},
	{"unusual object", "clue-mechanism", "", 2, 0.8},
	{"news", "clue-newsworthy", "", 2, 0.35},
	{"date", "clue-date", "", 2, 0.75},
	{"hour", "clue-time", "", 1, 0.15},
	{"ward or bed", "story-ward", "", 2, 0.8},
	{"death", "clue-death", "", 2, -0.15},
	{"child", "clue-child", "", 2, 0.05},
	{"household", "clue-household", "", 1, 0.65},
	{"quoted person", "clue-quoted", "", 2, 0.8},
	{"consent", "consent-word", "", 2, 1.25},
	{"patients at large", "story-generic", "", 4, -0.6},
	{"firmly at large", "story-generic", "3", 2, -1.25},
	{"hypothetical", "story-hypothetical", "", 1, -1.15},
	{"simulated", "", "", 1, -1.6},
	{"invented", "", "", 2, -0.8},
	{"own illness", "story-own", "", 2, -1.05},
	{"own family", "story-family", "", 2, -1.5},
	{"animals in care", "story-vet", "", 1, -0.75},
	{"colleague", "story-colleague", "", 2, -1.35},
	{"years ago", "story-long-ago", "", 2, -0.8},
	{"past of medicine", "", "", 2, -1.3},
	{"public person", "", "", 2, -0.85},
	{"people in the plural", "", "", 4, 0},
	{"you", "", "", 5, 0.4},
	{"I and we", "", "", 5, -0.05},
	{"length", "", "", 3, -0.5},
	{"questions", "", "", 2, -0.5},
	{"hashtags and links", "", "", 3, -0.55},
	{"selling words", "story-selling", "", 3, -0.55},
}

// storySigns counts every sign of the table, each up to its limit.
func storySigns(r *Reader, near float64, pronouns int) []float64 {
	x := make([]float64, len(storySignTable))
	made := map[string]float64{"bias": 1, "he or she": math.Sqrt(float64(pronouns)), "person beside care": near, "age of another": float64(len(storyAges(r)))}
	for _, m := range r.Phrases("story-one") {
		switch storyArticle(r, m.Span) {
		case 2:
			made["one person, with article"]++
		case 1:
			made["one person, without"]++
		}
	}
	for _, l := range [...]string{"condition", "symptom", "injury", "procedure", "drug", "outcome"} {
		made["clinical words"] += float64(len(r.Phrases(l)))
	}
	made["simulated"] = float64(len(r.Phrases("story-simulated")) + len(r.Phrases("manikin")))
	made["invented"] = float64(len(r.Phrases("story-fiction")) + len(r.Phrases("fictional")))
	made["past of medicine"] = float64(len(r.Phrases("story-history")))
	for _, m := range r.Phrases("historic") {
		if !strings.Contains(m.Value, "ambiguous") {
			made["past of medicine"]++
		}
	}
	made["public person"] = float64(len(r.Phrases("story-public")) + len(r.Phrases("public-figure")))
	for i := range r.Doc.Tokens {
		t := &r.Doc.Tokens[i]
		switch t.Fold {
		case "you", "your", "you're", "yours", "u", "ur", "yourself":
			made["you"]++
		case "i", "me", "my", "we", "us", "our", "i'm", "i've", "i'd", "we've", "we'd", "we're":
			made["I and we"]++
		case "patients", "people", "pts", "women", "men", "everyone", "families", "parents", "children", "kids", "someone", "anyone":
			made["people in the plural"]++
		case "?":
			made["questions"]++
		}
		if t.Hash {
			made["hashtags and links"] += 0.5
		}
	}
	made["length"] = max(0, math.Log1p(float64(len(r.Doc.Tokens)))-3)
	for i, s := range storySignTable {
		v := made[s.name]
		if s.list != "" {
			for _, m := range r.Phrases(s.list) {
				if s.value == "" || m.Value == s.value || s.value == "1" && m.Value == "" {
					v++
				}
			}
		}
		x[i] = min(v, s.limit)
	}
	return x
}

func storyScore(x []float64) float64 {
	s := 0.0
	for i, v := range x {
		s += v * storySignTable[i].weight
	}
	return s
}

// storyNear weighs how close a person and care stand in sentence i and its neighbours: people write "She came in at two. Her bloods
// were a mess."
func storyNear(lines []storyLine, i int) float64 {
	var person, care float64
	pronouns := 0
	for j := max(0, i-1); j <= min(len(lines)-1, i+2); j++ {
		w := 1.0
		if j != i {
			w = 0.7
		}
		person = max(person, lines[j].person*w)
		care += lines[j].care * w
		pronouns += lines[j].pronouns
	}
	person += min(1.5, 0.5*float64(pronouns))
	return min(person, 4.5) * min(care, 4) / 4
}

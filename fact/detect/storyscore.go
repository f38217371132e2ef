// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"math"
	"strconv"
	"strings"

	"chaperone/text"
)

// The decision "one real person, known through care" adds up small signs. Each sign is counted up to a limit and has a weight; the
// weights were fitted once, by logistic regression on the labelled texts that may be studied, pulled towards what a reader would expect,
// and rounded; since then they are changed by hand, with cmd/evaluate to say whether that helped. A sign is a count of matches of a list, or one of the counts below.
type storySign struct {
	name   string
	list   string // the list it counts; "" for the counts made in storySigns
	value  string // only matches with this value; "" any
	limit  float64
	weight float64
}

var storySignTable = []storySign{
	{"bias", "", "", 1, -1.95},
	{"person surely under care", "story-patient", "3", 2, 1.9},
	{"person likely under care", "story-patient", "2", 2, 1.45},
	{"person perhaps under care", "story-patient", "1", 2, 1.65},
	{"age of another", "", "", 2, 0.8},
	{"one person, with article", "", "", 3, -0.2},
	{"one person, without", "", "", 3, -0.55},
	{"he or she", "", "", 3, 1},
	{"person beside care", "", "", 4.5, -0.4},
	{"care happens", "story-care", "2", 4, 1.45},
	{"words of care", "story-care", "1", 4, 0.7},
	{"clinical words", "", "", 4, -0.6},
	{"recent", "recent-time", "", 2, 1.15},
	{"occupation few", "occupation", "few", 2, 1.1},
	{"occupation common", "occupation", "common", 2, 0.9},
	{"relative", "relation", "", 2, 0.7},
	{"ethnicity", "ethnicity", "", 1, -0.35},
	{"body feature", "body-feature", "", 2, 1},
	{"place", "town", "", 2, 0.5},
	{"venue", "venue", "", 1, 0.65},
	{"rare condition", "clue-rare", "", 1, 1.6},
	{"unusual object", "clue-mechanism", "", 2, 1.6},
	{"news", "clue-newsworthy", "", 2, 0.55},
	{"date", "clue-date", "", 2, 1.5},
	{"hour", "clue-time", "", 1, 0.45},
	{"ward or bed", "story-ward", "", 2, 1.3},
	{"death", "clue-death", "", 2, -0.45},
	{"child", "clue-child", "", 2, 0.05},
	{"household", "clue-household", "", 1, 0.95},
	{"quoted person", "clue-quoted", "", 2, 1.15},
	{"consent", "consent-word", "", 2, 1.7},
	{"patients at large", "story-generic", "", 4, -0.25},
	{"firmly at large", "story-generic", "3", 2, -1.5},
	{"hypothetical", "story-hypothetical", "", 1, -1.05},
	{"simulated", "", "", 1, -1.05},
	{"invented", "", "", 2, -0.05},
	{"own illness", "story-own", "", 2, -1.65},
	{"own family", "story-family", "", 2, -2},
	{"animals in care", "story-vet", "", 1, -0.9},
	{"colleague", "story-colleague", "", 2, -1.45},
	{"years ago", "story-long-ago", "", 2, -1},
	{"past of medicine", "", "", 2, -1.7},
	{"public person", "", "", 2, -1.5},
	{"people in the plural", "", "", 4, 0.05},
	{"you", "", "", 5, 0.3},
	{"I and we", "", "", 5, -0.05},
	{"length", "", "", 3, -0.35},
	{"questions", "", "", 2, -1},
	{"hashtags and links", "", "", 3, -0.65},
	{"narrative past", "", "", 3.5, 0.25},
	{"I did, we did", "", "", 3, 0.05},
	{"advice and rule", "", "", 3, -0.45},
	{"figures", "", "", 3, 0},
	{"names and places", "", "", 3, -0.1},
	{"who", "", "", 2, 0.15},
	{"his or her thing", "", "", 2, 0.15},
	{"they of one", "", "", 1, 0.15},
	{"surely invented", "story-fiction", "3", 1, -2.8},
	{"own family, no patient", "", "", 1, -1.15},
	{"colleague, no patient", "", "", 1, -1.05},
	{"a year long past", "", "", 1, -3.2},
	{"one of the team", "", "", 3, -0.55},
	{"help pointed to", "story-signpost", "", 2, -0.6},
	{"nobody spoken of", "", "", 1, -1.3},
	{"selling words", "story-selling", "", 3, -0.3},
}

// storySigns counts every sign of the table, each up to its limit.
func storySigns(r *Reader, near float64, pronouns int) []float64 {
	x := make([]float64, len(storySignTable))
	made := map[string]float64{"bias": 1, "he or she": math.Sqrt(float64(pronouns)), "person beside care": near, "age of another": float64(len(storyAges(r)))}
	staff := storyStaff(r)
	for _, m := range r.Phrases("story-one") {
		if consentOther(m, staff) { // "a registrar asked me": one of the team, not of the patients
			made["one of the team"]++
			continue
		}
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
	past := 0
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
		case "should", "can", "may", "will", "must", "might", "could", "would", "if", "don't", "isn't", "is", "are", "or", "always", "never", "every", "any", "most":
			made["advice and rule"] += 0.5
		case "who", "whose":
			made["who"]++
		case "their", "them", "they":
			made["they of one"]++
		case "his", "her":
			made["his or her thing"]++
		}
		if storyPast(t.Fold) {
			past++
			if i > 0 && (r.Doc.Tokens[i-1].Fold == "i" || r.Doc.Tokens[i-1].Fold == "we") {
				made["I did, we did"]++
			}
		}
		if t.Class == text.Number {
			made["figures"]++
			if y, err := strconv.Atoi(t.Fold); err == nil && y > 1400 && y < 1960 && len(t.Fold) == 4 && i > 0 && r.Doc.Tokens[i-1].Class == text.Word {
				made["a year long past"]++
			}
		}
		if t.Cap && !t.Upper && i > 0 && r.Doc.Tokens[i-1].Sent == t.Sent && t.Class == text.Word && !t.Hash {
			made["names and places"]++
		}
		if t.Hash {
			made["hashtags and links"] += 0.5
		}
	}
	if pronouns == 0 && made["age of another"]+made["one person, with article"]+float64(len(r.Phrases("story-patient"))) == 0 {
		made["nobody spoken of"] = 1
	}
	sure := 0
	for _, m := range r.Phrases("story-patient") {
		if m.Value != "1" && m.Value != "" {
			sure++
		}
	}
	if sure == 0 {
		made["own family, no patient"] = float64(len(r.Phrases("story-family")) + storyMine(r))
		made["colleague, no patient"] = float64(len(r.Phrases("story-colleague")))
	}
	made["narrative past"] = math.Sqrt(float64(past))
	made["length"] = max(0, math.Log1p(float64(len(r.Doc.Tokens)))-3)
	for i, s := range storySignTable {
		v := made[s.name]
		if s.list != "" {
			for _, m := range r.Phrases(s.list) {
				if s.list == "occupation" && (clueOwn(r, m) || r.Before(m.Span, 4, "i'm", "as")) {
					continue
				}
				if s.value == "" || m.Value == s.value || s.value == "1" && m.Value == "" {
					v++
				}
			}
		}
		x[i] = min(v, s.limit)
	}
	return x
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

// storyPast tells whether a word tells what happened: stories are told in the past, advice is not.
func storyPast(w string) bool {
	switch w {
	case "was", "were", "had", "did", "came", "went", "said", "told", "took", "got", "put", "gave", "held", "sat", "saw", "met", "brought", "left", "rang", "wrote",
		"made", "found", "lost", "kept", "felt", "fell", "broke", "ran", "drove", "stood", "woke", "sang", "bit", "hit", "spoke", "knew", "thought", "caught", "began",
		"became", "ate", "drank", "wore", "sent", "paid", "heard", "slept", "bled", "died", "swore", "shook", "wept", "won", "taught", "bought", "threw", "turned", "used":
		return true
	}
	return len(w) > 4 && strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "eed") && w != "hundred"
}

// storyMine counts sentences that are the word "mine" alone: "Broken arm, age 7, bouncy castle. Mine."
func storyMine(r *Reader) int {
	n := 0
	for i := range r.Doc.Sentences() {
		a, b := r.Doc.Sentence(i)
		if b-a <= 3 && (r.Doc.Tokens[a].Fold == "mine" || r.Doc.Tokens[a].Fold == "me") {
			n++
		}
	}
	return n
}

// storyStaff gives the words for members of the clinical team.
func storyStaff(r *Reader) []text.Match {
	var out []text.Match
	for _, m := range r.Phrases("occupation") {
		if m.Value == "clinical" {
			out = append(out, m)
		}
	}
	return out
}

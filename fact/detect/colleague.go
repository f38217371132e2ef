// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
)

// What is said about colleagues, and of the author's own work: contempt for a profession or team, an accusation without a source, words
// about suicide that say how, a scene that costs trust, a sexual remark. Raising a concern by a proper route, with a source or in
// measured words, is always free.
var _ = add(Detector{
	Name: "colleague",
	Kinds: Kinds{
		"disparages-colleagues": "Contempt for colleagues, a team or another profession.",
		"accuses":               "An accusation against a person or team without a source.",
		"suicide-detail":        "A method, place or note is told in connection with suicide or self-harm, or it is made light of.",
		"erodes-trust":          "Drink, drugs, sleep on duty, horseplay or gallows humour, told of the author's own work.",
		"flippant":              "Levity with human tissue or the dead.",
		"sexual-remark":         "A sexual or flirtatious remark about patients, colleagues or readers.",
		"befriends-patient":     "The author seeks or keeps contact with a patient from a personal profile.",
	},
	Lists: []string{"con-prof", "con-prof-neg", "con-accuse", "con-accuse-source", "con-suicide-word", "con-suicide-how", "con-suicide-help", "con-trust",
		"con-flippant", "con-sexual", "con-sexual-guard", "con-friend"},
	Needs: []fact.Kind{"objects-to-abuse", "self-mockery", "fictional", "history-story", "person-name", "handle", "is-bio", "demeaning-word", "simulated", "hypothetical"},
	Read:  readColleague,
})

func readColleague(r *Reader) {
	objects := FactSpans(r.Facts("objects-to-abuse"))
	free := func(s post.Span) bool { return !r.Near(s, 14, objects) }
	made := r.Has("fictional") || r.Has("history-story")
	sources := len(r.Phrases("con-accuse-source"))
	profs := r.Phrases("con-prof")
	against := Spans(r.Phrases("con-prof-neg"))
	for _, f := range r.Facts("demeaning-word") {
		if f.Value != "weak" && !r.Before(f.Span, 3, "love", "loves", "these", "my") {
			against = append(against, f.Span)
		}
	}
	for _, p := range profs {
		if r.Before(p.Span, 3, "we", "us", "i'm", "our", "as", "thank", "thanks", "proud", "love") || len(against) == 0 {
			continue
		}
		for _, n := range against {
			if n.Start >= p.End && r.SameSentence(p.Span, n) && r.Doc.At(n.Start)-p.Last <= 6 && free(n) && sources == 0 && !r.Before(n, 4, "not", "i", "we", "aren't", "us", "no") {
				r.Found("disparages-colleagues", post.Span{Start: p.Start, End: n.End}).Subject = fact.Colleague
				break
			}
		}
	}
	if sources == 0 && !made {
		named := r.Has("person-name") || r.Has("handle") || len(profs) > 0
		for _, m := range r.Phrases("con-accuse") {
			if named && free(m.Span) && !r.Before(m.Span, 3, "i", "we", "not", "never", "nobody") {
				r.Found("accuses", m.Span).Subject = fact.Colleague
			}
		}
	}
	r.conSuicide(free)
	if made {
		return
	}
	for _, m := range r.Phrases("con-trust") {
		if free(m.Span) && !r.Has("simulated") && !r.Before(m.Span, 4, "don't", "never", "not", "patient", "patients", "he", "she", "they", "man", "dad", "if") {
			r.Found("erodes-trust", m.Span).Subject = fact.Author
		}
	}
	for _, m := range r.Phrases("con-flippant") {
		if free(m.Span) && !r.Has("simulated") {
			r.Found("flippant", m.Span)
		}
	}
	if len(r.Phrases("con-sexual-guard")) == 0 {
		for _, m := range r.Phrases("con-sexual") {
			if free(m.Span) && !r.Before(m.Span, 3, "not", "my") {
				r.Found("sexual-remark", m.Span)
			}
		}
	}
	for _, m := range r.Phrases("con-friend") {
		if free(m.Span) && !r.Before(m.Span, 3, "don't", "never", "not", "can't", "won't") {
			r.Found("befriends-patient", m.Span)
		}
	}
}

// conSuicide wants both the subject and a how, close together; "another jumper" carries both. Help named beside it, or prevention,
// makes the words free only where they tell no method in so many words.
func (r *Reader) conSuicide(free func(post.Span) bool) {
	words := Spans(r.Phrases("con-suicide-word"))
	help := len(r.Phrases("con-suicide-help"))
	for _, m := range r.Phrases("con-suicide-how") {
		if help > 0 || !free(m.Span) || r.Has("history-story") && r.Has("fictional") {
			continue
		}
		if r.Near(m.Span, 25, words) {
			r.Found("suicide-detail", m.Span)
		}
	}
}

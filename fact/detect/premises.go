// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// A ward is named in half of all clinicians' posts. It becomes a set where something is filmed, danced or shown there.
var _ = add(Detector{
	Name: "premises",
	Kinds: Kinds{
		"work-room":           "A room where care happens is named.",
		"on-premises":         "Something is filmed, staged or shown in a room where care happens.",
		"film-cue":            "The words say something is filmed, photographed or performed.",
		"permission-stated":   "The words say that the employer or another responsible person allowed it.",
		"permission-doubtful": "The words tell of a leave that is none: in passing, by a wink, or never asked for.",
		"own-premises":        "The words say the place or kit is the author's own, or outside work.",
		"practice-ground":     "A manikin, model, drill, museum or course: nothing of a patient's, nothing in use.",
	},
	Needs: []fact.Kind{"is-reply"},
	Lists: []string{"work-room", "film-cue", "film-refused", "permission-stated", "permission-doubtful", "own-premises", "practice-ground"},
	Read: func(r *Reader) {
		for _, list := range []string{"work-room", "own-premises", "practice-ground", "permission-doubtful"} {
			for _, m := range r.Phrases(list) {
				r.Found(fact.Kind(list), m.Span)
			}
		}
		doubtful := Spans(r.Phrases("permission-doubtful"))
		for _, m := range r.Phrases("permission-stated") {
			if !r.Before(m.Span, 3, "no", "not", "never", "without", "didn't", "haven't", "isn't", "before", "awaiting", "need", "needs", "waiting") && !r.Near(m.Span, 12, doubtful) {
				r.Found("permission-stated", m.Span)
			}
		}
		var cues []post.Span
		refused := Spans(r.Phrases("film-refused"))
		for _, m := range r.Phrases("film-cue") {
			if !workOverlaps(m.Span, refused) && !workUnmeant(r, m.Span) {
				cues = append(cues, m.Span)
				r.Found("film-cue", m.Span)
			}
		}
		owned := false
		for _, m := range r.Phrases("own-premises") {
			owned = owned || m.Value == "owned" // then all of the post is about her own place
		}
		onVideo := r.Post.Platform == post.TikTok && !r.Has("is-reply") && len(r.Doc.Tokens) <= 80
		if len(cues) == 0 && !onVideo || owned {
			return
		}
		guards := append(Spans(r.Phrases("own-premises")), Spans(r.Phrases("practice-ground"))...)
		for _, m := range r.Phrases("work-room") {
			if onVideo && !strings.Contains(r.Text()[m.Start:m.End], "my ") && !r.Before(m.Span, 3, "your", "you", "if", "when", "my", "at") && len(refused) == 0 && !r.Near(m.Span, 12, guards) {
				r.Found("on-premises", m.Span) // every post there is a film, and the room is what it shows
			} else if r.Near(m.Span, premisesReach, cues) && !r.Near(m.Span, 12, guards) {
				r.Found("on-premises", m.Span)
			}
		}
	},
})

// premisesReach is how many tokens may stand between a room and what is filmed there.
const premisesReach = 14

func workOverlaps(s post.Span, others []post.Span) bool {
	for _, o := range others {
		if s.Overlaps(o) {
			return true
		}
	}
	return false
}

// meantSpans gives the places of matches that no guard stands near; guards are words of the same sentence.
func meantSpans(r *Reader, ms []text.Match, guards []post.Span, tokens int) []post.Span {
	var out []post.Span
	for _, m := range ms {
		if !workUnmeant(r, m.Span) && !r.Near(m.Span, tokens, guards) {
			out = append(out, m.Span)
		}
	}
	return out
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
)

// What should have stayed inside is told with few words of its own: somebody from inside, something that happened there, and a wink that
// it isn't for outside. Each weighs; what is published, raised or said by a union weighs against them.
var _ = add(Detector{
	Name: "work-leak",
	Kinds: Kinds{
		"inside-told":       "Several small signs tell of something that should have stayed inside.",
		"inside-told-plain": "Many small signs tell of something that should have stayed inside.",
		"colleague-misdeed": "A colleague's failing is told.",
	},
	Needs: []fact.Kind{"fair-criticism", "permission-stated", "practice-ground"},
	Lists: []string{"leak-inside", "leak-cue", "leak-event", "leak-fair", "ws-past", "ws-order", "ws-misdeed", "named-colleague"},
	Read: func(r *Reader) {
		who := Spans(r.Phrases("named-colleague"))
		for _, m := range r.Phrases("ws-misdeed") {
			if len(r.Phrases("leak-fair")) == 0 && sameSentenceNear(r, m.Span, who, 6) && !workUnmeant(r, m.Span) {
				r.Found("colleague-misdeed", m.Span)
			}
		}
		score, at := r.leakScore()
		switch {
		case score >= leakStop:
			r.Found("inside-told-plain", at)
			fallthrough
		case score >= leakDecide:
			r.Found("inside-told", at)
		}
	},
})

// One wink (leakCue) with a place inside reaches leakDecide only together with an event or a second wink.
const (
	leakDecide = 3.2
	leakStop   = 4.5
	leakCue    = 1.8
	leakMore   = 1.0 // a second wink of another kind
	leakInside = 0.8 // each, up to two
	leakEvent  = 0.9 // each, up to two
	leakFair   = 1.2 // each, up to three
)

func (r *Reader) leakScore() (float64, post.Span) {
	var at post.Span
	cues := 0
	for _, m := range r.Phrases("leak-cue") {
		if cues == 0 {
			at = m.Span
		}
		cues++
	}
	if cues == 0 || r.Has("permission-stated") || r.Has("practice-ground") {
		return 0, at
	}
	inside, events := len(r.Phrases("leak-inside")), len(r.Phrases("leak-event"))
	if inside == 0 {
		return 0, at
	}
	score := leakCue + leakMore*float64(min(cues-1, 1)) + leakInside*float64(min(inside, 2)) + leakEvent*float64(min(events, 2))
	score -= leakFair * float64(min(len(r.Phrases("leak-fair")), 3))
	if r.Has("fair-criticism") {
		score -= leakFair
	}
	if len(r.Phrases("ws-past")) > 0 {
		score -= wsPast / 2
	}
	return score - wsOrder/2*float64(min(len(r.Phrases("ws-order")), 2)), at
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
)

// No list of sentences holds all the ways to tell of a game with the hoist, a quiz while a bay waits or candles under the counter. Such
// posts have in common that several small signs stand in them at once: an act that isn't work, the place, kit or hour of work, somebody
// waiting, and a wink at those who would mind. None of them means anything alone; together they do.
var _ = add(Detector{
	Name: "work-score",
	Kinds: Kinds{
		"work-scene":       "Several small signs show something at work that the employer may mind.",
		"work-scene-plain": "Many small signs show something at work that the employer would mind.",
	},
	Needs: []fact.Kind{"is-reply", "work-room", "permission-stated", "practice-ground", "own-premises", "film-cue", "equipment", "break-stated", "scheduled-stated", "fair-criticism", "uniform-badge"},
	Lists: []string{"ws-play", "ws-idle", "ws-wait", "ws-secret", "ws-now", "ws-trade", "ws-workspot", "ws-tradespot", "ws-stock", "ws-self", "ws-night", "ws-past", "ws-order", "waiting-work", "confession"},
	Read: func(r *Reader) {
		if r.Has("is-reply") { // a row speaks of others' wards
			return
		}
		score, at := r.workScore()
		switch {
		case score >= wsStop:
			r.Found("work-scene-plain", at)
			fallthrough
		case score >= wsDecide:
			r.Found("work-scene", at)
		}
	},
})

// The weights. An act needs a place; a secret or somebody waiting makes it worse; leave, permission, the past and orders to others undo
// it. They were set on texts that may be read, so that one act in one place stays below wsDecide, with one more sign reaches it, and
// with two reaches wsStop.
const (
	wsDecide = 3.2
	wsStop   = 4.2

	wsAct       = 1.5 // a game, a pastime, something filmed, something sold, stock taken
	wsOnSelf    = 2.2 // kit of the workplace turned on oneself
	wsPlace     = 1.0 // a clinical room, kit, a counter, the hour of a shift: each
	wsPlaces    = 2.0 // and all together
	wsWaiting   = 1.5 // somebody or something waits
	wsSecret    = 1.5 // a wink at those who would mind
	wsMore      = 0.5 // a second sign of the same sort
	wsAway      = 2.0 // on a break, on leave, scheduled
	wsPermitted = 4.0
	wsPractice  = 2.5 // manikin, museum, own premises
	wsPast      = 3.0
	wsOrder     = 1.2 // orders, thanks, evidence, jokes: each, up to three
	wsLong      = 0.03
)

func (r *Reader) workScore() (score float64, at post.Span) {
	count := func(lists ...string) (n int) {
		for _, l := range lists {
			last := -1
			for _, m := range r.Phrases(l) {
				if m.First <= last || workUnmeant(r, m.Span) {
					continue
				}
				last = m.Last
				if n == 0 && at == (post.Span{}) {
					at = m.Span
				}
				n++
			}
		}
		return n
	}
	sign := func(n int, w float64) float64 {
		switch {
		case n == 0:
			return 0
		case n == 1:
			return w
		}
		return w + wsMore
	}
	self := count("ws-self")
	acts := sign(count("ws-play", "ws-idle"), wsAct) + sign(count("ws-stock"), wsAct)
	if len(meantSpans(r, r.Phrases("ws-tradespot"), nil, 0)) > 0 { // what is sold in a clinic is most often the clinic's
		acts += sign(count("ws-trade"), wsAct)
	}
	if self > 0 {
		acts += wsOnSelf
	}
	if acts == 0 && len(r.Facts("film-cue")) > 0 {
		acts, at = wsAct, r.Facts("film-cue")[0].Span
	}
	secret := sign(count("ws-secret", "confession"), wsSecret)
	waiting := sign(count("ws-wait", "waiting-work"), wsWaiting)
	if acts == 0 && (secret == 0 || waiting == 0) {
		return 0, at
	}
	places, has := 0.0, func(n int) float64 {
		if n > 0 {
			return wsPlace
		}
		return 0
	}
	places += has(len(r.Facts("work-room"))) + has(len(r.Facts("equipment"))) + has(len(r.Phrases("ws-workspot"))) + has(len(r.Phrases("ws-night"))) + has(len(r.Facts("uniform-badge")))/2 + has(len(r.Phrases("ws-now")))/2
	if places < wsPlace && waiting == 0 && len(r.Phrases("ws-stock")) == 0 {
		return 0, at
	}
	score = acts + secret + waiting + min(places, wsPlaces)
	if r.Has("permission-stated") {
		score -= wsPermitted
	}
	if r.Has("practice-ground") || r.Has("own-premises") {
		score -= wsPractice
	}
	if (r.Has("break-stated") || r.Has("scheduled-stated")) && secret == 0 {
		score -= wsAway
	}
	if len(r.Phrases("ws-past")) > 0 {
		score -= wsPast
	}
	if r.Has("fair-criticism") {
		score -= wsPast
	}
	score -= wsOrder * float64(min(len(r.Phrases("ws-order")), 3))
	if n := len(r.Doc.Tokens); n > 45 { // long texts gather signs by chance
		score -= wsLong * float64(n-45)
	}
	return score, at
}

// SPDX-License-Identifier: Apache-2.0

package detect

import "chaperone/post"

// Strangers need a place and a time to wait for somebody. Announced events are meant to be found.
var _ = add(Detector{
	Name: "whereabouts",
	Kinds: Kinds{
		"live-location":      "The words say where the author is or will be, alone or at a set time.",
		"home-address-told":  "The words give the street and number of the author's home.",
		"own-family-exposed": "The words give a child's school, a house number, a car plate or a street of the author's.",
	},
	Lists: []string{"live-location", "location-guard", "home-address-told", "own-family-exposed"},
	Read: func(r *Reader) {
		guards := Spans(r.Phrases("location-guard"))
		for _, m := range r.Phrases("live-location") {
			if !workUnmeant(r, m.Span) && !locationGuarded(r, m.Span, guards) {
				r.Found("live-location", m.Span)
			}
		}
		for _, m := range r.Phrases("home-address-told") {
			r.Found("home-address-told", m.Span)
		}
		for _, m := range r.Phrases("own-family-exposed") {
			r.Found("own-family-exposed", m.Span)
		}
	},
})

func locationGuarded(r *Reader, s post.Span, guards []post.Span) bool {
	return sameSentenceNear(r, s, guards, 12)
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
)

// Kit is named in every other post; it matters where it is a toy, a stage or taken home, and where a phone comes near what must stay
// clean or awake.
var _ = add(Detector{
	Name: "equipment",
	Kinds: Kinds{
		"equipment":          "Hospital kit, drugs or consumables are named.",
		"equipment-toy":      "Kit of the workplace, or somebody in it, is used for a game, a prank or a video.",
		"equipment-personal": "Kit or clothes of the workplace are used for the author's own purposes.",
		"phone-forbidden":    "A phone is out where gloves, gowns or an open operation are.",
	},
	Needs: []fact.Kind{"practice-ground", "own-premises"},
	Lists: []string{"ws-past", "equipment", "kit-toy", "prank-there", "kit-personal", "phone-there", "phone-good"},
	Read: func(r *Reader) {
		kit := Spans(r.Phrases("equipment"))
		for _, s := range kit {
			r.Found("equipment", s)
		}
		guards := append(FactSpans(r.Facts("practice-ground")), FactSpans(r.Facts("own-premises"))...)
		for _, s := range meantSpans(r, r.Phrases("kit-toy"), guards, 14) {
			if near := kitNear(r, s, kit, 10); near != (post.Span{}) && !kitDenied(r, s) {
				r.Found("equipment-toy", s)
			}
		}
		for _, s := range meantSpans(r, r.Phrases("prank-there"), guards, 14) {
			r.Found("equipment-toy", s)
		}
		for _, s := range meantSpans(r, r.Phrases("kit-personal"), guards, 10) {
			r.Found("equipment-personal", s)
		}
		good := Spans(r.Phrases("phone-good"))
		for _, s := range meantSpans(r, r.Phrases("phone-there"), append(guards, good...), 8) {
			r.Found("phone-forbidden", s)
		}
	},
})

// kitDenied tells whether the comparison is refused in its own words ("blue lights aren't a disco"), or the post tells of old times.
func kitDenied(r *Reader, s post.Span) bool {
	for _, t := range r.Tokens()[r.Doc.At(s.Start):] {
		if t.Start >= s.End {
			break
		}
		switch t.Fold {
		case "aren't", "isn't", "not", "never", "no":
			return true
		}
	}
	return len(r.Phrases("ws-past")) > 0
}

// kitNear gives a piece of kit within n tokens of s, or in it; none is the empty span.
func kitNear(r *Reader, s post.Span, kit []post.Span, n int) post.Span {
	for _, k := range kit {
		if r.Near(s, n, []post.Span{k}) {
			return k
		}
	}
	return post.Span{}
}

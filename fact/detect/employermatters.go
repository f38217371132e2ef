// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// What an employer may mind besides rooms and kit: papers and doors, colleagues' files, its name and uniform lent to something. Criticism
// that rests on what is published or was reported is nobody's business but the author's, and is read so that rules can leave it alone.
var _ = add(Detector{
	Name: "employer-matters",
	Kinds: Kinds{
		"internal-document":     "A paper, meeting or plan of the employer that is not public is given away or offered.",
		"meeting-shown":         "A meeting, call or handover is shown or told as it happens.",
		"seeks-relatives":       "The post looks for a patient's family, or asks who a patient is.",
		"staffing-told":         "Numbers of staff and patients of a named unit are told.",
		"rule-bent":             "The words say themselves that something at work is against a rule or should not get out.",
		"security-detail":       "A door code, login or way round a lock is given.",
		"badge-shown":           "A staff badge or identity card is in the picture, as the words say.",
		"uniform-badge":         "A uniform, badge or logo of the employer is named.",
		"speaks-for-employer":   "The words speak for the trust, ward, college or NHS rather than for the author.",
		"employer-named":        "A hospital, trust or practice is named.",
		"employer-abused":       "A named employer is abused rather than criticised.",
		"fair-criticism":        "The words rest on published figures, a regulator, a union, or concerns raised inside.",
		"staff-matter":          "A colleague's sickness, discipline or private matter is told.",
		"employer-lent":         "The workplace's name, staff or stock lends itself to a product.",
		"side-business-at-work": "Goods, or private care, are sold at the workplace or to its patients.",
	},
	Lists: []string{"internal-document", "inner-paper", "plan-word", "secret-cue", "meeting-shown", "seeks-relatives", "staffing-told", "security-detail", "badge-shown", "uniform-word", "speaks-for-employer", "org-named", "abusive-of-employer", "fair-criticism",
		"staff-matter", "sick-word", "sick-call", "insinuation", "named-colleague", "ward-name", "supplier-gift", "side-business-at-work", "own-offer", "nhs-people", "confession", "work-room", "equipment"},
	Read: func(r *Reader) {
		for _, m := range r.Phrases("fair-criticism") {
			r.Found("fair-criticism", m.Span)
		}
		for list, kind := range map[string]fact.Kind{"internal-document": "internal-document", "security-detail": "security-detail", "badge-shown": "badge-shown", "uniform-word": "uniform-badge",
			"speaks-for-employer": "speaks-for-employer", "supplier-gift": "employer-lent", "side-business-at-work": "side-business-at-work", "meeting-shown": "meeting-shown", "seeks-relatives": "seeks-relatives"} {
			for _, m := range r.Phrases(list) {
				if !workUnmeant(r, m.Span) {
					r.Found(kind, m.Span)
				}
			}
		}
		secret := Spans(r.Phrases("secret-cue"))
		for _, m := range append(r.Phrases("inner-paper"), r.Phrases("plan-word")...) {
			if len(secret) > 0 && sameSentenceNear(r, m.Span, secret, 16) && !workUnmeant(r, m.Span) {
				r.Found("internal-document", m.Span)
			}
		}
		named := Spans(r.Phrases("org-named"))
		for _, t := range r.Tokens() {
			if t.Class == text.Handle && (strings.Contains(t.Fold, "nhs") || strings.Contains(t.Fold, "trust") || strings.Contains(t.Fold, "hosp")) {
				named = append(named, t.Span)
			}
		}
		for _, s := range named {
			r.Found("employer-named", s)
		}
		for _, m := range r.Phrases("abusive-of-employer") {
			if !workUnmeant(r, m.Span) && sameSentenceNear(r, m.Span, named, 8) {
				r.Found("employer-abused", m.Span)
			}
		}
		if len(named) > 0 || len(r.Practice.Author.Workplaces) > 0 && len(r.Phrases("ward-name")) > 0 {
			for _, m := range r.Phrases("staffing-told") {
				r.Found("staffing-told", m.Span)
			}
		}
		people := Spans(r.Phrases("nhs-people"))
		for _, m := range r.Phrases("own-offer") {
			if r.Near(m.Span, 24, people) && !workUnmeant(r, m.Span) {
				r.Found("side-business-at-work", m.Span)
			}
		}
		rooms := append(Spans(r.Phrases("work-room")), Spans(r.Phrases("equipment"))...)
		for _, m := range r.Phrases("confession") {
			if r.Near(m.Span, 12, rooms) {
				r.Found("rule-bent", m.Span)
			}
		}
		who := Spans(r.Phrases("named-colleague"))
		for _, m := range r.Phrases("staff-matter") {
			if r.Near(m.Span, 16, who) && !workUnmeant(r, m.Span) && !r.Before(m.Span, 4, "i", "i've", "i'm", "i'd") {
				r.Found("staff-matter", m.Span)
			}
		}
		// An illness alone is kindly meant as often as not; with a wink at it, it isn't.
		wink := Spans(r.Phrases("insinuation"))
		for _, m := range append(r.Phrases("sick-call"), r.Phrases("sick-word")...) {
			if sameSentenceNear(r, m.Span, wink, 12) && sameSentenceNear(r, m.Span, who, 8) && !workUnmeant(r, m.Span) {
				r.Found("staff-matter", m.Span)
				break
			}
		}
	},
})

func sameSentenceNear(r *Reader, s post.Span, others []post.Span, tokens int) bool {
	for _, o := range others {
		if r.SameSentence(s, o) && r.Near(s, tokens, []post.Span{o}) {
			return true
		}
	}
	return false
}

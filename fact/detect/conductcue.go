// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Contempt is worded anew each time, so set phrases (insult.go, mock.go) meet only some of it. Here small signs count together: who is
// spoken to or of, a frame that holds up to laughter, a complaint belittled, a laughing face. The author as the butt, somebody defended
// and somebody else's words in quotes count against.
var _ = add(Detector{
	Name: "conduct-cue",
	Kinds: Kinds{
		"putdown-cued":    "Signs of a put-down aimed at the reader.",
		"insult-cued":     "Signs of wounding words aimed at the reader.",
		"threat-cued":     "Signs of a veiled threat or a call to go after somebody.",
		"mockery-cued":    "Many signs together that patients are laughed at.",
		"mockery-hinted":  "Some signs that patients are laughed at.",
		"colleague-cued":  "Signs of contempt for a profession.",
		"group-cued":      "Signs of a generalisation that demeans a group.",
		"accusation-cued": "Signs that misconduct is laid at somebody's door without a source.",
		"trust-cued":      "Signs that a patient might doubt whose hands they are in.",
		"sexual-cued":     "Signs of a sexual remark about somebody at work.",
	},
	Lists: []string{"cc-sneer", "cc-insult", "cc-threat", "cc-pile", "cc-game", "cc-scorn", "cc-doubt", "cc-label", "cc-self", "cc-lift", "cc-prof-scorn",
		"cc-own", "cc-group-frame", "cc-sin", "cc-known", "cc-source", "cc-drink", "cc-duty", "cc-sleepless", "cc-act", "cc-careless", "cc-death", "cc-levity",
		"cc-sexual", "con-you", "con-objects", "con-sexual-guard", "con-thing", "cc-warm", "mock-patient", "clinical-role", "con-praise", "con-insult", "con-sneer", "con-group-neg", "con-slur"},
	Needs: []fact.Kind{"is-reply", "is-received", "is-bio", "patient-case", "patient-group", "own-illness", "family-story", "fictional", "person-name", "handle", "others-words"},
	Read:  readConductCue,
})

func readConductCue(r *Reader) {
	if r.Has("is-bio") {
		return
	}
	reply := r.Has("is-reply")
	selfs, lifts := r.Phrases("cc-self"), append(r.Phrases("cc-lift"), r.Phrases("cc-warm")...)
	objects := Spans(r.Phrases("con-objects"))
	// whose words: quoted, objected to, or turned on the author in the same sentence
	free := func(m text.Match) bool {
		if r.conQuoted(m.Span) || r.others(m.Span) || r.Near(m.Span, 8, objects) || r.Before(m.Span, 3, "i", "i'm", "my", "not", "never", "don't") {
			return true
		}
		for _, s := range selfs {
			if r.SameSentence(s.Span, m.Span) {
				return true
			}
		}
		return false
	}
	addressed := func(m text.Match) bool {
		if reply {
			return true
		}
		for _, y := range r.Phrases("con-you") {
			if r.SameSentence(y.Span, m.Span) {
				return true
			}
		}
		return false
	}
	each := func(list string, kind fact.Kind, keep func(text.Match) bool) {
		for _, m := range r.Phrases(list) {
			if !free(m) && (keep == nil || keep(m)) {
				r.Found(kind, m.Span).Confidence = 0.7
			}
		}
	}
	each("cc-sneer", "putdown-cued", func(text.Match) bool { return reply && len(lifts) == 0 })
	each("cc-insult", "insult-cued", func(m text.Match) bool {
		return addressed(m) && len(lifts) == 0 && !(m.Value == "weak" && r.conFair(m))
	})
	each("cc-threat", "threat-cued", addressed)
	each("cc-pile", "threat-cued", nil)
	if len(r.Phrases("cc-own")) == 0 && len(lifts) == 0 {
		each("cc-prof-scorn", "colleague-cued", nil)
	}
	if len(lifts) == 0 {
		each("cc-group-frame", "group-cued", nil)
	}
	r.ccAccusation(reply, free)
	r.ccTrust()
	if len(r.Phrases("con-sexual-guard")) == 0 {
		each("cc-sexual", "sexual-cued", nil)
	}
	r.ccMockery(len(selfs), len(lifts), objects)
}

// ccAccusation wants a fault and somebody it is laid on: a name, a handle, "the dentist on Mill Road", or "she" in a reply.
func (r *Reader) ccAccusation(reply bool, free func(text.Match) bool) {
	sins := r.Phrases("cc-sin")
	if len(sins) == 0 || len(r.Phrases("cc-source")) > 0 {
		return
	}
	who := append(FactSpans(r.Facts("person-name")), FactSpans(r.Facts("handle"))...)
	ts := r.Doc.Tokens
	for _, m := range r.Phrases("clinical-role") {
		the := m.First > 0 && (ts[m.First-1].Fold == "the" || ts[m.First-1].Fold == "that")
		if the && m.Last+1 < len(ts) && (r.After(m.Span, 1, "on", "at", "in", "from", "round", "near", "opposite", "is", "was") || ts[m.Last+1].Fold == "(") {
			who = append(who, m.Span)
		}
	}
	known := len(r.Phrases("cc-known")) > 0
	for _, m := range sins {
		target := known
		for _, w := range who {
			target = target || r.SameSentence(w, m.Span) || r.Near(m.Span, 12, []post.Span{w})
		}
		if target || reply && r.Before(m.Span, 6, "he", "she", "he's", "she's", "him", "her", "that") {
			if !free(m) {
				r.Found("accusation-cued", m.Span).Confidence = 0.7
			}
		}
	}
}

// ccTrust wants two signs of each sort: drink and duty, no sleep and an act of care, a death and lightness.
func (r *Reader) ccTrust() {
	for _, pair := range [...][2]string{{"cc-drink", "cc-duty"}, {"cc-sleepless", "cc-act"}, {"cc-act", "cc-careless"}, {"cc-death", "cc-levity"}} {
		a, b := r.Phrases(pair[0]), r.Phrases(pair[1])
		if len(a) == 0 || len(b) == 0 || len(r.Phrases("cc-lift"))+len(r.Phrases("cc-source")) > 0 || r.Has("fictional") {
			continue
		}
		for _, m := range a {
			if !r.conQuoted(m.Span) && r.Near(m.Span, 20, Spans(b)) && !r.Before(m.Span, 3, "no", "not", "without", "never", "zero", "of") {
				r.Found("trust-cued", m.Span).Confidence = 0.7
				break
			}
		}
	}
}

// Weights of the signs of mockery: a sum of 3 is mockery, of 2.2 a hint. Written by judgement, tried on the extra cases.
const (
	ccLabel, ccGame, ccScorn, ccDoubt, ccFace, ccPatient = 1.2, 1.1, 1.0, 1.2, 0.6, 0.6
	ccSelf, ccLift, ccObject                             = 0.8, 1.2, 1.2
	ccMock, ccHint                                       = 3.0, 2.2
)

func (r *Reader) ccMockery(selfs, lifts int, objects []post.Span) {
	score, at, found := 0.0, post.Span{}, 0
	count := func(list string, each float64, most int) {
		ms := r.Phrases(list)
		if len(ms) > 0 && found == 0 {
			at = ms[0].Span
		}
		found += min(len(ms), most)
		score += each * float64(min(len(ms), most))
	}
	count("cc-doubt", ccDoubt, 3)
	count("cc-label", ccLabel, 2)
	count("cc-game", ccGame, 2)
	count("cc-scorn", ccScorn, 3)
	if found == 0 {
		return
	}
	patients := len(r.Phrases("mock-patient"))
	if r.Has("patient-case") || r.Has("patient-group") {
		patients++
	}
	if patients == 0 && len(r.Phrases("cc-label"))+len(r.Phrases("cc-doubt")) == 0 {
		return
	}
	score += ccPatient * float64(min(patients, 2))
	if patients > 0 && r.conScareQuote() {
		score += 0.6
	}
	faces := 0
	for i := range r.Doc.Tokens {
		t := &r.Doc.Tokens[i]
		if t.Class == text.Emoji && strings.ContainsAny(r.Doc.Text[t.Start:t.End], "😂🤣💀🙄🤪🤡😏😆🤭😒🏆🥇🫠🤦") {
			faces++
		}
	}
	score += ccFace * float64(min(faces, 2))
	score -= ccSelf*float64(min(selfs, 3)) + ccLift*float64(min(lifts, 3)) + ccObject*float64(min(len(objects), 2))
	if len(r.Phrases("con-thing")) > 0 && !r.Has("patient-case") {
		score -= 0.8
	}
	for _, k := range [...]fact.Kind{"own-illness", "family-story", "fictional"} {
		if r.Has(k) {
			score -= 1
		}
	}
	if n := len(r.Doc.Tokens); n > 60 {
		score -= 0.02 * float64(n-60) // long texts gather signs by chance
	}
	switch {
	case score >= ccMock:
		r.Found("mockery-cued", at).Subject = fact.Patient
	case score >= ccHint:
		r.Found("mockery-hinted", at).Subject = fact.Patient
	}
}

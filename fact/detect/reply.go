// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Answers that tell readers somebody is a patient, however kindly: the duty holds though the reviewer said it first
// (gmc-conf-media-2017/response).
var _ = add(Detector{
	Name: "reply",
	Kinds: Kinds{
		"confirms-patient": "Words that confirm to readers that the person addressed or spoken of is a patient.",
		"defends-care":     "A complaint is answered with what happened in the care of the person.",
		"looked-up-record": "The author says a record was looked at out of interest.",
		"colleague-ill":    "A member of the author's team is told of as ill or treated.",
	},
	Needs: []fact.Kind{"is-reply", "is-received", "person-name", "patient-name", "handle", "own-illness", "colleague-name"},
	Lists: []string{"confirm", "confirm-open", "confirm-no", "defends-cue", "looked-up", "looked-up-no", "staff-ill", "greeting", "pseudonym",
		"reply-tie", "reply-clinical", "reply-guard"},
	Read: func(r *Reader) {
		if r.Has("is-received") {
			return
		}
		confirmed := false
		addressed := r.Has("is-reply") || r.vocative()
		for _, m := range r.Phrases("confirm-open") {
			if (addressed || len(r.Doc.Tokens) < 90) && !r.inSentence(m, "confirm-no") && len(r.Phrases("pseudonym")) == 0 {
				r.Found("confirms-patient", m.Span)
				confirmed = true
			}
		}
		if addressed {
			for _, m := range r.Phrases("confirm") {
				if r.inSentence(m, "confirm-no") || r.asks(m) {
					continue
				}
				r.Found("confirms-patient", m.Span)
				confirmed = true
			}
		}
		if addressed && !confirmed {
			if s, ok := r.confirmedByCues(); ok {
				r.Found("confirms-patient", s).Confidence = 0.7
				confirmed = true
			}
		}
		if confirmed {
			for _, m := range r.Phrases("defends-cue") {
				r.Found("defends-care", m.Span)
			}
		}
		for _, m := range r.Phrases("looked-up") {
			if !r.inSentence(m, "looked-up-no") {
				r.Found("looked-up-record", m.Span)
			}
		}
		for _, m := range r.Phrases("staff-ill") {
			if !r.Has("own-illness") {
				r.Found("colleague-ill", m.Span).Subject = fact.Colleague
			}
		}
	},
})

// inSentence tells whether a list matched in the sentence of m, even in the same words.
func (r *Reader) inSentence(m text.Match, list string) bool {
	for _, o := range r.Phrases(list) {
		if r.Doc.Tokens[o.First].Sent == r.Doc.Tokens[m.First].Sent {
			return true
		}
	}
	return false
}

// asks tells whether the sentence of a match is a question: "did you come to us by ambulance?" confirms nothing yet.
func (r *Reader) asks(m text.Match) bool {
	_, end := r.Doc.Sentence(int(r.Doc.Tokens[m.First].Sent))
	return end > 0 && r.Doc.Tokens[end-1].Fold == "?" && m.Last-m.First < 4
}

// vocative tells whether the text speaks to one person by name or handle: "Hi Leanne,", "Mr Dunmore, thank you", "jog on Steve."
func (r *Reader) vocative() bool {
	t := r.Doc.Tokens
	for _, k := range []fact.Kind{"person-name", "handle"} {
		for _, f := range r.Facts(k) {
			first, last := r.Doc.At(f.Start), r.Doc.At(max(f.Start, f.End-1))
			if k == "handle" {
				if first == 0 || first == 2 && t[0].Fold == "replying" {
					return true
				}
				continue
			}
			if first == 0 && last+1 < len(t) && t[last+1].Fold == "," {
				return true
			}
			if r.greeted(f.Span) {
				return true
			}
			endsIt := last+1 >= len(t) || t[last+1].Sent != t[last].Sent || t[last+1].Class == text.Punct && t[last+1].Fold != "'" && t[last+1].Fold != "-" && t[last+1].Fold != "(" || t[last+1].Class == text.Emoji
			if endsIt && first > 0 && (t[first-1].Fold == "," || r.secondPerson(f.Span)) && f.Subject != fact.Author {
				return true
			}
		}
	}
	return false
}

func (r *Reader) greeted(s post.Span) bool {
	at := r.Doc.At(s.Start)
	for _, m := range r.Phrases("greeting") {
		if m.Last < at && m.Last >= at-2 {
			return true
		}
	}
	return false
}

// secondPerson tells whether the sentence speaks to "you".
func (r *Reader) secondPerson(s post.Span) bool {
	n := r.SentenceOf(s)
	for _, t := range r.Doc.Tokens {
		if t.Sent == n && (t.Fold == "you" || t.Fold == "your" || t.Fold == "you're" || t.Fold == "ur") {
			return true
		}
	}
	return false
}

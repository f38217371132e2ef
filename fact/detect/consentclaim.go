// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// What a text says of a patient's agreement. A claim is read as a claim, well or badly worded: whether it holds is for the rules and the
// register. Consent to treatment, permission of an employer, and consent as a subject of teaching are no claims.
var _ = add(Detector{
	Name: "consent-claim",
	Kinds: Kinds{
		"consent-claim":         "The text says that the person, or somebody for them, agreed to be in it.",
		"consent-unasked":       "The text says that nobody was asked, or that the asking was left undone.",
		"consent-presumed":      "Silence, a notice or a term is taken for agreement.",
		"consent-bundled":       "Agreement was tied to treatment.",
		"consent-bought":        "Agreement was given for a benefit.",
		"consent-elsewhere":     "Agreement was given for another use.",
		"consent-ended":         "The person changed their mind.",
		"consent-unable":        "The person was in no state to agree.",
		"consent-proxy":         "Somebody without the right to do so agreed.",
		"consent-from-child":    "A child agreed alone, or was overruled.",
		"consent-invalid":       "The words themselves show that the agreement does not hold.",
		"consent-unasked-shown": "Nobody was asked, and a person or a picture is shown beside the words.",
		"consent-relative":      "A relative, a friend or a colleague of the author agreed to be told of.",
	},
	Needs: []fact.Kind{"patient-case", "permission-stated", "family-story", "own-illness"},
	Lists: []string{"consent-claim", "consent-not-claim", "consent-word", "consent-none", "consent-presumed", "consent-bundled", "consent-bought",
		"consent-elsewhere", "consent-ended", "consent-unable", "consent-proxy", "consent-child-alone", "consent-picture", "patient-picture",
		"consent-yes", "consent-show", "consent-someone", "consent-clinical", "consent-own", "consent-policy", "consent-none-no",
		"consent-fault", "consent-act", "consent-policy-strict"},
	Read: func(r *Reader) {
		not := r.Phrases("consent-not-claim")
		var claims []text.Match
		for _, m := range r.Phrases("consent-claim") {
			if !consentOther(m, not) && consentOfPatient(r, m) {
				if consentOfOwn(r, m.Span) {
					r.Found("consent-relative", m.Span)
					continue
				}
				claims = append(claims, m)
				r.Found("consent-claim", m.Span)
			}
		}
		if len(claims) == 0 {
			claims = consentWorded(r, not)
		}
		pictures := append(Spans(r.Phrases("consent-picture")), Spans(r.Phrases("consent-word"))...)
		pictures = append(pictures, Spans(claims)...)
		near := func(m text.Match, n int) bool { return r.Near(m.Span, n, pictures) }
		invalid := func(list string, k fact.Kind, within int) {
			for _, m := range r.Phrases(list) {
				if k == "consent-presumed" && r.Before(m.Span, 3, "never", "don't", "not", "can't", "cannot", "shouldn't", "wouldn't", "won't", "mustn't") {
					continue
				}
				if k == "consent-proxy" && consentOfOwn(r, m.Span) || within > 0 && !near(m, within) || (list == "consent-none" || list == "consent-presumed") && consentOther(m, r.Phrases("consent-none-no")) {
					continue
				}
				r.Found(k, m.Span)
				if k == "consent-unasked" && near(m, 10) && !r.Before(m.Span, 1, "i", "we", "you") && consentThird(r, m) && !r.inSentence(m, "consent-policy-strict") && !consentOfOwn(r, m.Span) {
					r.Found("consent-unasked-shown", m.Span)
				}
				if !r.foundAt("consent-invalid", m.Span) {
					r.Found("consent-invalid", m.Span).Value = string(k)
				}
			}
		}
		invalid("consent-none", "consent-unasked", 0)
		invalid("consent-presumed", "consent-presumed", 14)
		invalid("consent-bundled", "consent-bundled", 10)
		invalid("consent-bought", "consent-bought", 10)
		invalid("consent-elsewhere", "consent-elsewhere", 10)
		invalid("consent-ended", "consent-ended", 16)
		invalid("consent-proxy", "consent-proxy", 8)
		if !slices.ContainsFunc(r.buf, func(f *fact.Fact) bool { return f.Kind == "consent-invalid" }) {
			consentFaulty(r, func(s post.Span) {
				r.Found("consent-presumed", s).Confidence = 0.7
				r.Found("consent-invalid", s).Value = "consent-presumed"
			})
		}
		if len(claims) > 0 {
			spans := Spans(claims)
			for _, m := range r.Phrases("consent-unable") {
				if r.Near(m.Span, 12, spans) {
					r.Found("consent-unable", m.Span)
					if !r.foundAt("consent-invalid", m.Span) {
						r.Found("consent-invalid", m.Span).Value = "consent-unable"
					}
				}
			}
			for _, m := range r.Phrases("consent-child-alone") {
				if r.Near(m.Span, 12, spans) && !tellsYears(r, m, ageOfConsent) && !r.Near(m.Span, 25, Spans(r.Phrases("consent-parent"))) {
					r.Found("consent-from-child", m.Span)
					if !r.foundAt("consent-invalid", m.Span) {
						r.Found("consent-invalid", m.Span).Value = "consent-from-child"
					}
				}
			}
		}
	},
})

// ageOfConsent is from when somebody agrees for herself: 16, as in the United Kingdom.
const ageOfConsent = 16

// consentOfPatient tells whether an agreement is a patient's: the words name one, or the post tells of one and no employer or colleague
// stands beside the words. "Filmed with permission, comms signed it off" is the hospital's.
func consentOfPatient(r *Reader, m text.Match) bool {
	toks := r.Tokens()
	for _, t := range toks[m.First : m.Last+1] {
		switch t.Fold {
		case "patient", "pt", "client", "resident", "mum", "mam", "mom", "dad", "parents", "family", "wife", "husband", "daughter", "son", "widow", "couple", "lady", "gentleman", "patients", "residents":
			return true
		}
	}
	if r.Before(m.Span, 6, consentEmployers...) || r.After(m.Span, 8, consentEmployers...) {
		return false
	}
	return r.Has("patient-case") || len(r.Phrases("patient-picture")) > 0 || consentNamesPatient(r, m) || consentHas(toks[m.First:m.Last+1]) && !r.Has("permission-stated")
}

var consentEmployers = []string{"trust", "comms", "hospital", "employer", "manager", "managers", "management", "communications", "press", "landlord", "council", "boss", "ceo",
	"team", "colleague", "colleagues", "crew", "staff", "ward", "theatre", "owner", "university", "school", "company", "publisher", "journal", "author", "authors", "artist", "photographer", "estates", "facilities", "execs", "director", "dean"}

// consentNamesPatient tells whether the sentence of a match, or the one before, names a patient as such.
func consentNamesPatient(r *Reader, m text.Match) bool {
	sent := r.Tokens()[m.First].Sent
	for i := range r.Tokens() {
		t := &r.Tokens()[i]
		if d := sent - t.Sent; d == 0 || d == 1 {
			switch t.Fold {
			case "patient", "pt", "client", "resident":
				return true
			}
		}
	}
	return false
}

// consentOfOwn tells whether the agreement is the author's own, or that of family, friends or colleagues, in a post that tells of no patient.
func consentOfOwn(r *Reader, s post.Span) bool {
	for _, o := range r.Phrases("consent-own") {
		if (r.Near(s, 12, []post.Span{o.Span}) || o.First < 2 && len(r.Tokens()) < 60) && !r.Before(o.Span, 2, "patient", "client") {
			return true
		}
	}
	return (r.Has("family-story") || r.Has("own-illness")) && !r.Has("patient-case") && !r.inSpan(s, "both", "parents", "consent", "patient")
}

func (r *Reader) inSpan(s post.Span, words ...string) bool {
	for _, t := range r.Tokens() {
		if t.Start >= s.Start && t.End <= s.End && slices.Contains(words, t.Fold) {
			return true
		}
	}
	return false
}

// consentHas tells whether the words speak of consent, or of a person who agreed, rather than of permission at large.
func consentHas(toks []text.Token) bool {
	for _, t := range toks {
		switch t.Fold {
		case "consent", "consented", "consents", "she", "he", "her", "his", "she's", "he's", "their", "they've":
			return true
		}
	}
	return false
}

func consentOther(m text.Match, not []text.Match) bool {
	for _, n := range not {
		if n.Overlaps(m.Span) {
			return true
		}
	}
	return false
}

var (
	_ = phrases("consent-names-what", "The claim says what was agreed to: these words, these pictures.")
	_ = phrases("consent-names-where", "The claim says where it may be shown.")
	_ = phrases("consent-names-purpose", "The claim says what for.")
	_ = phrases("consent-names-audience", "The claim says who may see it.")
	_ = phrases("consent-names-withdrawal", "The claim says that the person can change their mind.")
	_ = phrases("consent-names-written", "The claim says that it is in writing.")
	_ = phrases("reshare-patient", "The author passes on, or answers, a post of somebody she says is her patient.")
)

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/post"
	"chaperone/text"
)

// There are more ways to say that a patient agreed than any list holds. consentWorded builds the claim from its parts: a yes and what
// it is a yes to, close together, a third person in reach, and something clinical in the post. Policies, teaching, the author herself
// and her own people are left out.
func consentWorded(r *Reader, not []text.Match) (claims []text.Match) {
	shows := r.Phrases("consent-show")
	if len(shows) == 0 {
		return nil
	}
	for _, yes := range r.Phrases("consent-yes") {
		if consentOther(yes, not) || r.advDenied(yes.Span) || r.asks(yes) {
			continue
		}
		near := false
		for _, s := range shows {
			if r.SameSentence(s.Span, yes.Span) && s.First-yes.Last <= 8 && yes.First-s.Last <= 8 && s.Last > yes.First-9 && (s.First > yes.Last || s.Last < yes.First || s.Last > yes.Last || s.First > yes.First) {
				near = true
				break
			}
		}
		if !near || r.inSentence(yes, "consent-policy") || !consentThird(r, yes) || !consentOfOthers(r, yes) {
			continue
		}
		if consentOfOwn(r, yes.Span) {
			r.Found("consent-relative", yes.Span)
			continue
		}
		claims = append(claims, yes)
		r.Found("consent-claim", yes.Span).Confidence = 0.7
	}
	return claims
}

// consentThird looks for the person who said yes: a pronoun or a patient's word in the sentence of the yes or the one before.
func consentThird(r *Reader, m text.Match) bool {
	toks := r.Tokens()
	sent := toks[m.First].Sent
	for i := range toks {
		if d := sent - toks[i].Sent; d != 0 && d != 1 {
			continue
		}
		switch toks[i].Fold {
		case "she", "he", "her", "him", "his", "they", "them", "their", "she's", "he's", "they've", "who":
			return true
		}
	}
	for _, o := range r.Phrases("consent-someone") {
		if d := sent - toks[o.First].Sent; d == 0 || d == 1 {
			return true
		}
	}
	return false
}

// consentOfOthers leaves out what employers, publishers and colleagues allow.
func consentOfOthers(r *Reader, m text.Match) bool {
	return !r.Before(m.Span, 6, consentEmployers...) && !r.After(m.Span, 5, consentEmployers...) && !r.Before(m.Span, 3, "we", "i", "you", "you've")
}

// consentFaulty finds consent that fails by its own words, whether or not somebody claims it: a person unaware, asleep, too young or paid,
// close to the act of filming or posting. The author's own people, policies and questions are left out.
func consentFaulty(r *Reader, found func(post.Span)) {
	acts := r.Phrases("consent-act")
	if len(acts) == 0 {
		return
	}
	for _, m := range r.Phrases("consent-fault") {
		if r.inSentence(m, "consent-policy") && m.Last-m.First < 3 || r.asks(m) || consentOfOwn(r, m.Span) || !consentThird(r, m) {
			continue
		}
		if r.Before(m.Span, 1, "i", "we", "you") || m.First == m.Last && !r.Near(m.Span, 6, Spans(acts)) {
			continue
		}
		if m.First == m.Last && !r.inSentence(m, "consent-someone") {
			continue
		}
		if r.advDenied(m.Span) || !r.Near(m.Span, 12, Spans(acts)) && !consentInside(m, acts) {
			continue
		}
		found(m.Span)
		return
	}
}

func consentInside(m text.Match, acts []text.Match) bool {
	for _, a := range acts {
		if a.Overlaps(m.Span) && a.Last-a.First < m.Last-m.First {
			return true
		}
	}
	return false
}

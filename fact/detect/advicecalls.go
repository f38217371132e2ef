// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
)

// Calls to the public: send me your results, I'll write you a script, stop your tablets. Each is turned round by a few words before it
// ("never", "please don't"), so those are looked for first.
var _ = add(Detector{
	Name: "advice-calls",
	Kinds: Kinds{
		"solicits-cases":     "People are invited to send symptoms, pictures or results, or to have them judged.",
		"solicits-questions": "People are invited to write for a personal plan or answer.",
		"remote-treatment":   "The words offer to prescribe, diagnose or treat by message.",
		"tells-to-stop":      "The words tell readers to stop, refuse or swap a treatment.",
		"general-questions":  "Questions are asked for in general, or behind a proper booking.",
	},
	Lists: []string{"adv-solicit-strong", "adv-solicit-soft", "adv-service", "adv-remote", "adv-tell-stop", "adv-stop-guard", "adv-channel",
		"adv-case", "adv-photo", "adv-body", "adv-send", "adv-general"},
	Needs: []fact.Kind{"is-reply", "is-bio"},
	Read: func(r *Reader) {
		service := r.Phrases("adv-service")
		for _, m := range service {
			r.Found("general-questions", m.Span)
		}
		r.adviceSolicits(len(service) > 0)
		for _, m := range r.Phrases("adv-remote") {
			if !r.advDenied(m.Span) {
				r.Found("remote-treatment", m.Span)
			}
		}
		guards := Spans(r.Phrases("adv-stop-guard"))
		for _, m := range r.Phrases("adv-tell-stop") {
			if r.advDenied(m.Span) || r.Before(m.Span, 3, "i", "we", "they", "who", "he", "she", "people", "patients", "if", "when", "before", "to", "had", "was", "why", "against") || r.Near(m.Span, 8, guards) {
				continue
			}
			r.Found("tells-to-stop", m.Span)
		}
	},
})

// advDenied tells whether a call is turned away: "please don't DM me your bloods", "I'll never ask you to".
func (r *Reader) advDenied(s post.Span) bool {
	return r.Before(s, 7, "don't", "never", "no", "not", "can't", "cannot", "won't", "stop", "doesn't", "shouldn't", "didn't", "couldn't", "wouldn't", "nobody", "without", "neither", "isn't")
}

func (r *Reader) adviceSolicits(service bool) {
	promise := false
	for _, m := range r.Phrases("adv-solicit-strong") {
		if r.advDenied(m.Span) {
			continue
		}
		// "I'll have a look" is a promise only where something was asked for.
		if f := r.Doc.Tokens[m.First].Fold; f == "i'll" || f == "i" || f == "ill" || f == "happy" || f == "and" || f == "let" || f == "we'll" || f == "we" || f == "i'm" || f == "i'd" {
			promise = true
			continue
		}
		if service || r.Before(m.Span, 2, "to", "who", "who'll") && r.Before(m.Span, 5, "ask", "asks", "asked", "asking", "trying", "people", "wants", "want") {
			continue
		}
		r.Found("solicits-cases", m.Span)
	}
	if len(r.buf) > 0 && r.buf[len(r.buf)-1].Kind == "solicits-cases" || service {
		return
	}
	// A verb of sending with something to judge close behind it, and a channel or a promise to look.
	channel := r.Phrases("adv-channel")
	for _, v := range r.Phrases("adv-send") {
		if r.advDenied(v.Span) || r.Before(v.Span, 2, "i", "we", "they", "he", "she", "to", "my", "a", "the") {
			continue
		}
		for _, list := range [...]string{"adv-case", "adv-photo"} {
			for _, c := range r.Phrases(list) {
				if c.First <= v.Last || c.First > v.Last+9 || !r.SameSentence(v.Span, c.Span) {
					continue
				}
				photo := list == "adv-photo"
				near := r.Near(v.Span, 9, Spans(channel)) || r.After(v.Span, 2, "me", "us")
				if promise && (near || !photo) || near && !photo && r.After(v.Span, 5, "your", "ur") {
					r.Found("solicits-cases", post.Span{Start: v.Start, End: c.End})
					return
				}
			}
		}
	}
	for _, m := range r.Phrases("adv-solicit-soft") {
		if !r.advDenied(m.Span) {
			r.Found("solicits-questions", m.Span)
			return
		}
	}
}

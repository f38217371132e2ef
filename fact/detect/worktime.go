// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// When a post goes out is not in its words: posted_at against the hours of the profile. What the words add is a break, leave, a
// scheduled post, or that the author is on duty as she writes.
var _ = add(Detector{
	Name: "work-time",
	Kinds: Kinds{
		"at-work-time":               "The post goes out in the author's declared working hours.",
		"break-stated":               "The words say she is on a break, on leave, off duty or home.",
		"scheduled-stated":           "The words say the post was written earlier and goes out by itself.",
		"campaign-greeting":          "A one-line greeting for a campaign day or a feast.",
		"duty-now":                   "The words say the author is on duty as she writes.",
		"idle-on-duty":               "The words say the author is on duty and passes the time with posting.",
		"posting-instead-of-working": "The words say the author posts, films, plays or sells while work waits.",
		"on-scene-live":              "The post is written from an incident that is still going on.",
	},
	Needs: []fact.Kind{"is-reply"},
	Lists: []string{"break-stated", "scheduled-stated", "campaign-greeting", "duty-now", "posting-instead-of-working", "on-scene-live", "slow-duty", "waiting-work", "frivol", "desk-time", "post-now", "bleep-near"},
	Read: func(r *Reader) {
		switch at, ok := r.Practice.Author.AtWork(r.Post.PostedAt); {
		case !ok:
			r.Unknown("at-work-time", "the time of posting or the working hours are not known")
		case at:
			r.Found("at-work-time", post.Span{})
		}
		for _, list := range []string{"break-stated", "scheduled-stated", "on-scene-live", "posting-instead-of-working", "duty-now"} {
			for _, m := range r.Phrases(list) {
				if list != "posting-instead-of-working" && list != "duty-now" || !workUnmeant(r, m.Span) {
					r.Found(fact.Kind(list), m.Span)
				}
			}
		}
		if len(r.Doc.Tokens) <= 20 { // a greeting with a lecture behind it is a post like others
			for _, m := range r.Phrases("campaign-greeting") {
				r.Found("campaign-greeting", m.Span)
			}
		}
		idle := func(m text.Match) {
			if !workUnmeant(r, m.Span) && !r.Has("is-reply") {
				r.Found("idle-on-duty", m.Span)
			}
		}
		frivol := meantSpans(r, r.Phrases("frivol"), nil, 0)
		for _, m := range append(r.Phrases("slow-duty"), r.Phrases("waiting-work")...) {
			if r.Near(m.Span, 16, frivol) {
				idle(m)
			}
		}
		early := append(Spans(r.Phrases("waiting-work")), Spans(r.Phrases("post-now"))...)
		for _, m := range r.Phrases("bleep-near") {
			if r.Near(m.Span, 30, early) {
				idle(m)
			}
		}
		for _, m := range r.Phrases("desk-time") {
			idle(m)
		}
		for _, m := range r.Phrases("duty-now") {
			if r.workWord(m.Span, 12, "bored", "boring", "hiding", "procrastinating") && !workUnmeant(r, m.Span) {
				r.Found("idle-on-duty", m.Span)
			}
		}
	},
})

// workUnmeant tells whether words stand under a negation, an order to others or a rule: "never film between patients".
func workUnmeant(r *Reader, s post.Span) bool {
	return r.Before(s, 4, "not", "never", "no", "don't", "dont", "won't", "wont", "can't", "cannot", "nobody", "stop", "without", "isn't", "wasn't", "wouldn't", "shouldn't",
		"mustn't", "if", "imagine", "nor", "doesn't", "didn't", "aren't", "rather", "please", "refuse", "banned", "avoid")
}

// workWord tells whether one of the folded words stands within n tokens on either side, in the same sentence.
func (r *Reader) workWord(s post.Span, n int, words ...string) bool {
	at := r.Doc.At(s.Start)
	for i := at; i < len(r.Doc.Tokens) && r.Doc.Tokens[i].Start < s.End; i++ {
		for _, w := range words {
			if r.Doc.Tokens[i].Fold == w {
				return true
			}
		}
	}
	return r.Before(s, n, words...) || r.After(s, n, words...)
}

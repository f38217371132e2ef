// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/fact/jigsaw/link"
	"chaperone/post"
	"chaperone/text"
)

// What a post makes known of its author: once said, readers know it for every post of the account.
var _ = add(Detector{
	Name: "account",
	Kinds: Kinds{
		"account-workplace": "A hospital or trust the words say the author works at.",
		"account-town":      "A town the words say the author works or lives in.",
		"account-grade":     "The author's grade or trade, in her own words.",
		"account-hours":     "When the author says she works.",
	},
	Needs: []fact.Kind{"is-received", "is-bio"},
	Lists: []string{"account-at", "account-announce", "account-grade", "account-hours", "town", "hospital", "trust"},
	Read: func(r *Reader) {
		if r.Has("is-received") {
			return
		}
		var at []text.Match
		at = append(at, r.Phrases("account-at")...)
		bio := r.Has("is-bio")
		for _, l := range []string{"hospital", "trust", "town"} {
			k := fact.Kind("account-workplace")
			if l == "town" {
				k = "account-town"
			}
			for _, m := range r.Phrases(l) {
				if clueEponym(r, m) || r.foundAt("account-workplace", m.Span) || r.foundAt("account-town", m.Span) {
					continue
				}
				if bio || r.saysOfAuthor(m, at) {
					r.know(k, m.Span, strings.TrimSpace(m.Of(r.Text())))
				}
			}
		}
		for _, m := range r.Phrases("account-grade") {
			r.know("account-grade", r.Doc.Span(m.Last, m.Last), r.Doc.Tokens[m.Last].Fold)
		}
		for _, m := range r.Phrases("account-hours") {
			r.know("account-hours", m.Span, text.Fold(m.Of(r.Text())))
		}
	},
})

// know adds a fact on the author.
func (r *Reader) know(k fact.Kind, at post.Span, value string) {
	f := r.Found(k, at)
	f.Subject, f.Value, f.Told = fact.Author, value, true
}

// saysOfAuthor tells whether words before a place say that the author works there: right before it, or as news of a job. Where somebody
// else stands before those words, they are about that person.
func (r *Reader) saysOfAuthor(place text.Match, at []text.Match) bool {
	t := r.Doc.Tokens
	for _, m := range at {
		if m.Last != place.First-1 || t[m.First].Sent != t[place.First].Sent {
			continue
		}
		if !r.ofSomebodyElse(m.First) {
			return true
		}
	}
	for _, m := range r.Phrases("account-announce") {
		if m.Last < place.First && place.First-m.Last <= 20 && !r.ofSomebodyElse(m.First) {
			return true
		}
	}
	return false
}

// ofSomebodyElse tells whether the nearest person before token i, in its sentence, is somebody other than the author.
func (r *Reader) ofSomebodyElse(i int) bool {
	t := r.Doc.Tokens
	for j := i; j >= 0 && t[j].Sent == t[i].Sent && j > i-12; j-- {
		switch f := t[j].Fold; {
		case slices.Contains([]string{"i", "i'm", "i've", "we", "we're", "my", "our", "me", "us"}, f):
			return false
		case bynamed[f], slices.Contains([]string{"he", "she", "he's", "she's", "they", "they're", "his", "her", "their", "who", "you", "your"}, f):
			return true
		}
	}
	return false
}

// accountFacts gives what was read of the author, for linking.
func accountFacts(set *fact.Set) []link.Known {
	var out []link.Known
	for _, k := range []struct {
		kind fact.Kind
		what string
	}{{"account-workplace", link.Workplace}, {"account-town", link.Town}, {"account-grade", link.Grade}, {"account-hours", link.Hours}} {
		for _, f := range set.Of(k.kind) {
			out = append(out, link.Known{What: k.what, Value: f.Value, Span: post.Span{Start: f.Start, End: f.End}})
		}
	}
	return out
}

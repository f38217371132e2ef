// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
	"chaperone/text"
)

// What the register of consents says of this post. Without a register it is unknown whether a consent is on file; with one, a consent
// belongs to the post where it names the post, holds its very text, or its words for the person stand in it. Everybody in the post counts.
var _ = add(Detector{
	Name: "consent-record",
	Kinds: Kinds{
		"consent-on-record":        "A live consent on file covers this post as it stands; unknown without a register.",
		"consent-covers":           "A live consent on file covers this post as it stands; without a register, none does.",
		"consent-withdrawn-record": "The consent on file has been withdrawn.",
		"consent-stale":            "The consent on file is past its review date.",
		"consent-expired-record":   "The last day of the consent on file has passed.",
		"consent-later-record":     "The consent on file was given after the post goes out.",
		"consent-incomplete":       "The consent on file lacks what, where, purpose, audience or how to withdraw.",
		"consent-platform-record":  "The consent on file was given for another platform.",
		"consent-audience-record":  "The consent on file was given for fewer readers; unknown where nobody says who will see the post.",
		"consent-purpose-record":   "The post promotes something, and the consent on file was given for another purpose.",
		"consent-text-record":      "The consent on file is for other words or another post; unknown where it is for a version that can't be compared.",
		"consent-media-record":     "The post shows pictures that the person has not seen; unknown where they can't be compared.",
		"consent-record-weak":      "The consent on file is oral, or kept in the wrong place.",
		"consent-work-time":        "The consent on file was taken in working hours, and no permission for that is on file.",
		"consent-child-record":     "The consent on file is for a child and lacks a parent's agreement or the child's own view.",
		"consent-capacity-record":  "The consent on file notes that the person lacked capacity, or that it is not known.",
		"consent-deceased-record":  "The consent on file is for somebody who has died, and says nothing of what they wanted.",
		"consent-incentive-record": "The consent on file notes a benefit for agreeing.",
	},
	Needs: []fact.Kind{"promotion", "sells-own"},
	Read: func(r *Reader) {
		if r.Practice.Consents == nil {
			r.Unknown("consent-on-record", "no register of consents was given")
			return
		}
		people := consentPeople(r)
		covers := len(people) > 0
		for _, p := range people {
			for _, k := range p.faults.found {
				r.Found(k, p.at).Value = p.consent.ID
			}
			for k, why := range p.faults.unknown {
				r.Unknown(k, why)
				r.Unknown("consent-on-record", why)
			}
			covers = covers && len(p.faults.found) == 0
		}
		if !covers {
			return
		}
		for _, p := range people {
			if len(p.faults.unknown) == 0 {
				r.Found("consent-on-record", p.at).Value = p.consent.ID
			}
			r.Found("consent-covers", p.at).Value = p.consent.ID
		}
	},
})

// consentPerson is somebody whose consent is about the post, with the consent that counts.
type consentPerson struct {
	consent *register.Consent
	at      post.Span // the words for the person; empty where the consent names the post or its text
	faults  consentFaults
}

// consentPeople finds the consents that are about the post, by person: what one agreed to covers nobody else. Of a person's consents the
// first without a fault counts, and without one the first. An author's file written by hand may note an end as an entry of its own: it
// outweighs what was given before it. The record ends the entry itself; its entries all have an id.
func consentPeople(r *Reader) []*consentPerson {
	var out []*consentPerson
	byName := map[string]*consentPerson{}
	ended := map[string]*consentPerson{}
	for i := range r.Practice.Consents {
		c := &r.Practice.Consents[i]
		at, ok := consentFor(r, c)
		if !ok {
			continue
		}
		p := &consentPerson{c, at, faultsOf(r, c)}
		who := text.Fold(c.Who)
		if !c.Withdrawn.IsZero() && c.ID == "" && consentNames(r, c) {
			ended[who] = p
		}
		switch first := byName[who]; {
		case first == nil:
			byName[who] = p
			out = append(out, p)
		case len(first.faults.found) > 0 && len(p.faults.found) == 0:
			*first = *p
		}
	}
	for who, p := range byName {
		if e := ended[who]; e != nil && e.consent != p.consent && !p.consent.Given.After(e.consent.Withdrawn.Time) {
			*p = *e
		}
	}
	return out
}

// consentFor tells whether a consent is about this post, and where the words for the person stand.
func consentFor(r *Reader, c *register.Consent) (post.Span, bool) {
	if consentNames(r, c) {
		return post.Span{}, true
	}
	for _, w := range append([]string{c.Who}, c.Words...) {
		if s, ok := findWords(r.Doc, w); ok {
			return s, true
		}
	}
	return post.Span{}, false
}

// consentNames tells whether a consent names this very post, by its id or by all its words.
func consentNames(r *Reader, c *register.Consent) bool {
	return r.Post.ID != "" && slices.Contains(c.Posts, r.Post.ID) || c.Text != "" && sameWords(c.Text, r.Text())
}

// sameWords compares texts by their words, so that spaces, quotes, hashtags and an advert label do not count as a change.
func sameWords(a, b string) bool {
	return slices.Equal(plainWords(text.Read(a)), plainWords(text.Read(b)))
}

func plainWords(d *text.Doc) []string {
	var out []string
	for _, t := range d.Tokens {
		if (t.Class == text.Word || t.Class == text.Number) && !t.Hash && t.Fold != "ad" {
			out = append(out, t.Fold)
		}
	}
	return out
}

// findWords finds a phrase word by word.
func findWords(d *text.Doc, phrase string) (post.Span, bool) {
	want := plainWords(text.Read(phrase))
	if len(want) == 0 {
		return post.Span{}, false
	}
	for i := 0; i+len(want) <= len(d.Tokens); i++ {
		ok := true
		for j := range want {
			ok = ok && d.Tokens[i+j].Fold == want[j]
		}
		if ok {
			return d.Span(i, i+len(want)-1), true
		}
	}
	return post.Span{}, false
}

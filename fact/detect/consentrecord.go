// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
	"chaperone/text"
)

// What the register of consents says of this post. Without a register it is unknown whether a consent is on file; with one, a consent
// belongs to the post where it names the post, holds its very text, or its words for the person stand in it.
var _ = add(Detector{
	Name: "consent-record",
	Kinds: Kinds{
		"consent-on-record":        "A live consent on file covers this post as it stands; unknown without a register.",
		"consent-covers":           "A live consent on file covers this post as it stands; without a register, none does.",
		"consent-withdrawn-record": "The consent on file has been withdrawn.",
		"consent-stale":            "The consent on file is past its review date or has expired.",
		"consent-incomplete":       "The consent on file lacks what, where, purpose, audience or how to withdraw.",
		"consent-platform-record":  "The consent on file was given for another platform or audience.",
		"consent-text-record":      "The words have changed since the person agreed.",
		"consent-record-weak":      "The consent on file is oral, or kept in the wrong place.",
		"consent-work-time":        "The consent on file was taken in working hours, and no permission for that is on file.",
		"consent-child-record":     "The consent on file is for a child and lacks a parent's agreement or the child's own view.",
		"consent-capacity-record":  "The consent on file notes that the person lacked capacity, or that it is not known.",
		"consent-incentive-record": "The consent on file notes a benefit for agreeing.",
	},
	Read: func(r *Reader) {
		if r.Practice.Consents == nil {
			r.Unknown("consent-on-record", "no register of consents was given")
			return
		}
		var found post.Span
		var best *register.Consent
		for i := range r.Practice.Consents {
			c := &r.Practice.Consents[i]
			if s, ok := consentFor(r, c); ok {
				best, found = c, s
				break
			}
		}
		if best == nil {
			return
		}
		faults := consentFaults(r, best)
		for _, k := range faults {
			r.Found(k, found).Value = best.ID
		}
		if len(faults) == 0 {
			r.Found("consent-on-record", found).Value = best.ID
			r.Found("consent-covers", found).Value = best.ID
		}
	},
})

// consentFor tells whether a consent is about this post, and where the words for the person stand.
func consentFor(r *Reader, c *register.Consent) (post.Span, bool) {
	if r.Post.ID != "" && slices.Contains(c.Posts, r.Post.ID) {
		return post.Span{}, true
	}
	if c.Text != "" && sameWords(c.Text, r.Text()) {
		return post.Span{}, true
	}
	for _, w := range append([]string{c.Who}, c.Words...) {
		if s, ok := findWords(r.Doc, w); ok {
			return s, true
		}
	}
	return post.Span{}, false
}

func consentFaults(r *Reader, c *register.Consent) []fact.Kind {
	var out []fact.Kind
	when := r.Post.PostedAt
	if when.IsZero() {
		when = r.Now
	}
	put := func(bad bool, k fact.Kind) {
		if bad {
			out = append(out, k)
		}
	}
	put(!c.Withdrawn.IsZero(), "consent-withdrawn-record")
	put(c.Review.Past(when) || c.Expires.Past(when), "consent-stale")
	put(c.Text == "" && len(c.Posts) == 0 || len(c.Platforms) == 0 || c.Purpose == "" || c.Audience == "" || !c.Withdraw, "consent-incomplete")
	platform := string(r.Post.Platform)
	put(len(c.Platforms) > 0 && platform != "" && !slices.ContainsFunc(c.Platforms, func(p string) bool { return strings.EqualFold(p, platform) }), "consent-platform-record")
	put(c.Text != "" && !sameWords(c.Text, r.Text()), "consent-text-record")
	rec, form := strings.ToLower(c.Record), strings.ToLower(c.Form)
	put(strings.Contains(form, "oral") || strings.Contains(form, "verbal") || strings.Contains(rec, "chat") || strings.Contains(rec, "phone") || strings.Contains(rec, "whatsapp") || rec == "notes", "consent-record-weak")
	allowed := false
	for _, p := range r.Practice.Permissions {
		allowed = allowed || slices.Contains(p.For, "case") || slices.Contains(p.For, "hours")
	}
	put(c.WorkTime && !allowed && !c.Employer, "consent-work-time")
	put(c.Child && !(c.Parent && c.ChildView), "consent-child-record")
	put(c.Capacity == "lacked" || c.Capacity == "unknown", "consent-capacity-record")
	put(c.Incentive != "", "consent-incentive-record")
	return out
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

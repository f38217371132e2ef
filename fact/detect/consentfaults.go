// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
)

// consentFaults is what keeps a consent from covering a post, and what nobody could tell, with the reason.
type consentFaults struct {
	found   []fact.Kind
	unknown map[fact.Kind]string
}

// faultsOf holds a consent against the post. register.Covers says the same of entries of the record, in words; here each reason is a
// fact, so that a rule can cite what asks for it.
func faultsOf(r *Reader, c *register.Consent) consentFaults {
	f := consentFaults{unknown: map[fact.Kind]string{}}
	at := when(r)
	f.put(!c.Withdrawn.IsZero(), "consent-withdrawn-record")
	f.put(c.Expires.Past(at), "consent-expired-record")
	f.put(c.Review.Past(at) && !c.Expires.Past(at), "consent-stale")
	f.put(!c.Given.IsZero() && at.Before(c.Given.Time), "consent-later-record")
	f.put(c.Text == "" && len(c.Posts) == 0 || len(c.Platforms) == 0 || c.Purpose == "" || c.Audience == "" || !c.Withdraw, "consent-incomplete")
	platform := string(r.Post.Platform)
	f.put(len(c.Platforms) > 0 && platform != "" && !slices.ContainsFunc(c.Platforms, func(p string) bool { return strings.EqualFold(p, platform) }), "consent-platform-record")
	f.put((r.Has("promotion") || r.Has("sells-own")) && c.Purpose != "" && !promotes(c.Purpose), "consent-purpose-record")
	f.put(weakRecord(c), "consent-record-weak")
	f.put(c.WorkTime && !c.Employer && !caseAllowed(r), "consent-work-time")
	f.put(c.Child && !(c.Parent && c.ChildView), "consent-child-record")
	f.put(!c.Deceased && (c.Capacity == "lacked" || c.Capacity == "unknown"), "consent-capacity-record")
	f.put(c.Deceased && strings.TrimSpace(c.Wishes) == "", "consent-deceased-record")
	f.put(c.Incentive != "", "consent-incentive-record")
	f.audience(r, c)
	f.words(r, c)
	f.pictures(r, c)
	return f
}

func (f *consentFaults) put(bad bool, k fact.Kind) {
	if bad {
		f.found = append(f.found, k)
	}
}

// widest gives how many may read: more for each audience; 0 for one nobody knows.
var widest = map[string]int{string(post.Private): 1, string(post.Group): 2, string(post.Followers): 3, string(post.Public): 4}

func (f *consentFaults) audience(r *Reader, c *register.Consent) {
	agreed := widest[strings.ToLower(strings.TrimSpace(c.Audience))]
	switch {
	case agreed == 0 || agreed == widest[string(post.Public)]:
	case r.Post.Audience == "":
		f.unknown["consent-audience-record"] = "nobody says who will see the post, and the consent is not for the public"
	default:
		f.put(widest[string(r.Post.Audience)] > agreed, "consent-audience-record")
	}
}

func (f *consentFaults) words(r *Reader, c *register.Consent) {
	named := r.Post.ID != "" && slices.Contains(c.Posts, r.Post.ID)
	switch {
	case c.Text != "" && !sameWords(c.Text, r.Text()):
		f.put(true, "consent-text-record")
	case c.Text == "" && len(c.Posts) > 0 && r.Post.ID != "" && !named:
		f.put(true, "consent-text-record")
	case len(c.Revisions) > 0 && !named:
		f.unknown["consent-text-record"] = "the consent is for one version of a post, and a check can't tell whether it is this one"
	}
}

func (f *consentFaults) pictures(r *Reader, c *register.Consent) {
	if len(r.Post.Media) == 0 || len(c.Media) == 0 && (c.Text == "" || r.Post.ID != "" && slices.Contains(c.Posts, r.Post.ID)) {
		return // nothing shown; or an agreement to the post as a whole
	}
	for _, m := range r.Post.Media {
		switch {
		case slices.ContainsFunc(c.Media, func(s string) bool { return strings.EqualFold(s, m) }):
		case len(c.Media) > 0 && digest(m):
			f.put(true, "consent-media-record")
			return
		case len(c.Media) == 0:
			f.unknown["consent-media-record"] = "the consent is for the words, and nothing says the person saw the picture"
		default:
			f.unknown["consent-media-record"] = "the pictures of the post have no digests to compare with those the person saw"
		}
	}
}

// digest tells a picture's digest from its file name.
func digest(s string) bool {
	s = strings.TrimPrefix(s, "sha256:")
	return len(s) >= 16 && strings.Trim(strings.ToLower(s), "0123456789abcdef") == ""
}

// promotes tells whether a purpose is to promote something.
func promotes(purpose string) bool {
	p := strings.ToLower(purpose)
	return slices.ContainsFunc([]string{"advert", "market", "promot", "campaign", "fundrais", "recruit"}, func(w string) bool { return strings.Contains(p, w) })
}

func weakRecord(c *register.Consent) bool {
	rec, form := strings.ToLower(c.Record), strings.ToLower(c.Form)
	return strings.Contains(form, "oral") || strings.Contains(form, "verbal") || strings.Contains(rec, "chat") || strings.Contains(rec, "phone") || strings.Contains(rec, "whatsapp") || rec == "notes"
}

// caseAllowed tells whether an employer allowed the use of a case met in employment, or of working hours, on this platform and day.
func caseAllowed(r *Reader) bool {
	for _, p := range r.Practice.Permissions {
		if (slices.Contains(p.For, "case") || slices.Contains(p.For, "hours")) && p.Allows(r.Post.ID, string(r.Post.Platform), when(r)) {
			return true
		}
	}
	return false
}

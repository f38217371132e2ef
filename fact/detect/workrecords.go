// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"time"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
)

// What the author's file says of permissions and cover. A register that was not given leaves its kinds unknown; one that was given and
// holds nothing fitting leaves them out, so that rules can tell "not covered" from "nobody knows".
var _ = add(Detector{
	Name: "work-records",
	Kinds: Kinds{
		"permits-premises":    "A live permission on file covers rooms and filming.",
		"permits-equipment":   "A live permission on file covers kit.",
		"permits-hours":       "A live permission on file covers posting in working time.",
		"permits-uniform":     "A live permission on file covers uniform, badge and logo.",
		"permits-case":        "A live permission on file covers cases met in employment.",
		"permits-speaking":    "A live permission on file covers speaking for the employer.",
		"permissions-on-file": "The register of permissions was given, whatever is in it.",
		"cover-publishing":    "A live cover on file names publishing, media or online work.",
		"cover-excluded":      "A live cover on file leaves published material out.",
		"cover-abroad":        "A live cover on file names a country besides the author's own, or the whole world.",
		"cover-on-file":       "The register of cover was given, whatever is in it.",
		"own-employer":        "The author's file says she works for herself, or speaks for the employer by trade: partner, owner, private practice, communications.",
	},
	Read: func(r *Reader) {
		readPermissions(r)
		readCover(r)
		role := strings.ToLower(r.Practice.Author.Role + " " + strings.Join(r.Practice.Author.Workplaces, " "))
		for _, w := range []string{"partner", "owner", "private practice", "self-employed", "self employed", "sole trader", "principal dentist", "comms", "communications", "press office"} {
			if strings.Contains(role, w) {
				r.Found("own-employer", post.Span{})
				break
			}
		}
	},
})

var permitKinds = map[fact.Kind][]string{
	"permits-premises":  {"premises", "filming", "photography"},
	"permits-equipment": {"equipment", "kit"},
	"permits-hours":     {"hours", "work time", "working time"},
	"permits-uniform":   {"uniform", "badge", "logo"},
	"permits-case":      {"case", "cases", "patients"},
	"permits-speaking":  {"speaking", "name"},
}

func readPermissions(r *Reader) {
	if r.Practice.Permissions == nil {
		for k := range permitKinds {
			r.Unknown(k, "no register of permissions is on file")
		}
		return
	}
	r.Found("permissions-on-file", post.Span{})
	for k, words := range permitKinds {
		for _, p := range r.Practice.Permissions {
			if p.Allows(r.Post.ID, string(r.Post.Platform), when(r)) && slices.ContainsFunc(p.For, func(f string) bool { return slices.Contains(words, strings.ToLower(strings.TrimSpace(f))) }) {
				r.Found(k, post.Span{})
				break
			}
		}
	}
}

func readCover(r *Reader) {
	if r.Practice.Cover == nil {
		for _, k := range []fact.Kind{"cover-publishing", "cover-excluded", "cover-abroad"} {
			r.Unknown(k, "no cover is on file")
		}
		return
	}
	r.Found("cover-on-file", post.Span{})
	home := r.Practice.Country()
	for _, c := range r.Practice.Cover {
		if !c.Until.Live(when(r)) {
			continue
		}
		if coverNames(c.Covers, "publish", "media", "online", "broadcast", "website", "blog", "video") {
			r.Found("cover-publishing", post.Span{})
		}
		if coverNames(c.Excludes, "publish", "broadcast", "media", "advert", "endorse", "online", "video") {
			r.Found("cover-excluded", post.Span{})
		}
		for _, country := range c.Countries {
			p := register.Practice{Author: register.Author{Country: country}}
			if got := p.Country(); got != home && country != "" {
				r.Found("cover-abroad", post.Span{})
				break
			}
		}
	}
}

func coverNames(list []string, stems ...string) bool {
	for _, x := range list {
		for _, s := range stems {
			if strings.Contains(strings.ToLower(x), s) {
				return true
			}
		}
	}
	return false
}

// when is the time a record has to be live at: that of the post where it is known, else that of the check.
func when(r *Reader) time.Time {
	if !r.Post.PostedAt.IsZero() {
		return r.Post.PostedAt
	}
	return r.Now
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strconv"

	"chaperone/fact"
	"chaperone/post"
)

var _ = add(Detector{
	Name: "media-seen",
	Kinds: Kinds{
		"media-attached":   "Pictures or films go with the post, and the author is asked what is in them.",
		"media-unsaid":     "Of a picture or film nobody has said yet what is in it, or not all of it; the value is which.",
		"media-patient":    "The author says that a patient, or a part of one, is in a picture.",
		"media-scan":       "The author says that a picture is a scan, slide or trace.",
		"media-others":     "The author says that somebody who is neither a patient nor a colleague is in a picture, or that somebody is behind.",
		"media-readable":   "The author says that a screen, paper, label or wristband can be read in a picture.",
		"media-at-work":    "The author says that a picture was taken at work.",
		"media-results":    "The author says that a picture shows before and after a treatment.",
		"media-disagreed":  "The author says that not everybody in a picture agreed to this post.",
		"media-agreed-all": "The author says of every picture with people in it that everybody agreed to this post.",
	},
	Read: func(r *Reader) {
		people, agreed := false, true
		for i, s := range r.Post.Seen {
			found := func(k fact.Kind, is bool) {
				if is {
					f := r.Found(k, post.Span{})
					f.Value, f.Subject, f.SubjectSure = strconv.Itoa(i+1), fact.Author, 1
				}
			}
			yes := func(a post.Answer) bool { return a == post.SaidYes }
			found("media-attached", true)
			found("media-unsaid", s.Open() > 0)
			found("media-patient", s.Who == post.ShowsPatient)
			found("media-scan", s.Who == post.ShowsScan)
			found("media-others", s.Who == post.ShowsOther || yes(s.Behind))
			found("media-readable", yes(s.Readable))
			found("media-at-work", yes(s.AtWork))
			found("media-results", yes(s.Results))
			found("media-disagreed", s.People() && s.Agreed == post.SaidNo)
			people = people || s.People()
			agreed = agreed && (!s.People() || yes(s.Agreed))
		}
		if people && agreed {
			r.Found("media-agreed-all", post.Span{})
		}
	},
})

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/post"
)

// Claims in something sold are held to the advertising codes, so they weigh more than the same words in conversation. Sayings such as
// "there's no ad here" are left to the detectors of adverts; here a wrong guess only changes the level of a claim already read.
var _ = add(Detector{
	Name:  "claim-sold",
	Kinds: Kinds{"claim-sold": "The post sells or promotes: offer, price, booking, code, own clinic or product, or an interest on file that it names."},
	Needs: []fact.Kind{"promotion", "sells-own", "not-commercial", "interest-on-record"},
	Lists: []string{"claim-sold"},
	Read: func(r *Reader) {
		for _, f := range append(r.Facts("promotion"), r.Facts("sells-own")...) {
			r.Found("claim-sold", f.Span)
			return
		}
		if r.Has("not-commercial") {
			return
		}
		for _, m := range r.Phrases("claim-sold") {
			if !negatedBefore(r, m.Span, 3) {
				r.Found("claim-sold", m.Span)
			}
		}
		for _, f := range r.Facts("interest-on-record") {
			if f.Note != "" { // what its party sells
				r.Found("claim-sold", post.Span{})
				return
			}
		}
		for _, it := range r.Practice.Interests {
			if !it.Until.Live(r.Now) {
				continue
			}
			for _, w := range append(strings.Fields(it.Party), it.Also...) {
				if len(w) >= 5 && w[0] >= 'A' && w[0] <= 'Z' && !slices.Contains(commonNames, strings.ToLower(w)) && strings.Contains(r.Post.Text, w) {
					r.Found("claim-sold", post.Span{})
					return
				}
			}
		}
	},
})

// commonNames are words in the names of firms that posts use for other things too.
var commonNames = []string{"medical", "clinic", "royal", "college", "health", "healthcare", "group", "limited", "london", "skin", "hospital", "centre", "company", "university", "private", "society"}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/post"
)

// Claims in something sold are held to the advertising codes, so they weigh more than the same words in conversation. Sayings such as
// "there's no ad here" are left to the detectors of adverts; here a wrong guess only changes the level of a claim already read.
var _ = add(Detector{
	Name:  "claim-sold",
	Kinds: Kinds{"claim-sold": "The post sells or promotes: offer, price, booking, code, own clinic or product, or an interest on file that it names."},
	Lists: []string{"claim-sold"},
	Read: func(r *Reader) {
		for _, m := range r.Phrases("claim-sold") {
			if !negatedBefore(r, m.Span, 3) {
				r.Found("claim-sold", m.Span)
			}
		}
		low := strings.ToLower(r.Post.Text)
		for _, it := range r.Practice.Interests {
			for _, w := range append([]string{it.Party}, it.Also...) {
				if w = strings.ToLower(strings.TrimSpace(w)); len(w) > 3 && strings.Contains(low, w) {
					r.Found("claim-sold", post.Span{})
					return
				}
			}
		}
	},
})

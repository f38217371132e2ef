// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// A tie seldom names itself: a parcel, a board seat, a code and warm words each mean little, and together much. The signs are weighed,
// so that a new wording of one of them still tips the scale where the others stand beside it.
var _ = add(Detector{
	Name:  "adscore",
	Kinds: Kinds{"interest-weighed": "Several small signs together show a commercial interest of the author's."},
	Needs: []fact.Kind{"ad-label-denied", "not-commercial", "solicits-purchase", "shop-link", "own-business"},
	Lists: []string{"adscore-giver", "adscore-tie", "adscore-reward", "adscore-push", "adscore-praise", "adscore-free", "product-noun", "brand", "irony"},
	Read:  readAdscore,
})

func readAdscore(r *Reader) {
	if r.Has("ad-label-denied") || r.Has("not-commercial") || len(r.Phrases("irony")) > 0 {
		return
	}
	var at []post.Span
	one := func(list string) bool {
		for _, m := range r.Phrases(list) {
			if negatedNear(r, m.Span) || quotedAt(r, m.Span) || adscoreUnpaid(r, list, m) {
				continue
			}
			at = append(at, m.Span)
			return true
		}
		return false
	}
	score := 0
	if one("adscore-giver") {
		score += 3
	}
	if one("adscore-tie") {
		score += 3
	}
	if one("adscore-reward") {
		score += 3
	}
	if s, ok := adscoreCode(r); ok {
		at = append(at, s)
		score += 3
	}
	if score == 0 {
		return
	}
	soft := len(r.Phrases("adscore-praise")) > 0 || len(r.Phrases("brand")) > 0
	if len(r.Phrases("adscore-push")) > 0 || r.Has("solicits-purchase") || r.Has("shop-link") || r.Has("own-business") {
		score++
	}
	if soft || len(r.Phrases("product-noun")) > 0 {
		score++
	}
	if score >= 4 {
		for _, s := range at {
			r.Found("interest-weighed", s)
		}
	}
}

// adscoreUnpaid leaves out what patients, family and the employer give: that is another matter than a firm's parcel.
func adscoreUnpaid(r *Reader, list string, m text.Match) bool {
	if list != "adscore-giver" {
		return false
	}
	for _, f := range r.Phrases("adscore-free") {
		if r.Near(f.Span, 4, []post.Span{m.Span}) {
			return true
		}
	}
	return false
}

// adscoreCode finds a word built like a discount code: capitals, then a round number (KATE15). Round numbers keep scores, genes and
// grades out (PHQ9, BRCA1, FY2).
func adscoreCode(r *Reader) (post.Span, bool) {
	for _, t := range r.Tokens() {
		if t.Hash || t.Class == text.URL || t.Class == text.Handle {
			continue
		}
		w := t.Of(r.Text())
		n := strings.IndexAny(w, "0123456789")
		if n < 4 || len(w)-n != 2 || strings.ToUpper(w) != w {
			continue
		}
		if strings.ContainsAny(w[:n], " -_./") {
			continue
		}
		switch w[n:] {
		case "10", "15", "20", "25", "30", "40", "50":
			if !strings.HasPrefix(w, "COVID") && !strings.HasPrefix(w, "MRCP") {
				return t.Span, true
			}
		}
	}
	return post.Span{}, false
}

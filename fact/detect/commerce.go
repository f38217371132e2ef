// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Ties are what stands behind a post: money, goods, hospitality, commission, friends. Each is read only where the words affirm it.
var _ = add(Detector{
	Name: "tie",
	Kinds: Kinds{
		"paid-cue":          "The words say or hint that the author is paid by a party in the post.",
		"gift-cue":          "The words say that the author was given something.",
		"hospitality-cue":   "The words tell of a trip, dinner, event or loan by a supplier.",
		"discount-code":     "A discount code, or a name that gives one.",
		"affiliate-link":    "A link, shop page or referral that pays the author.",
		"shop-link":         "A link or place where the thing can be bought.",
		"friend-interest":   "A friend's business is recommended.",
		"family-interest":   "A relative's business is recommended.",
		"interest-declared": "The author says in plain words what ties there are.",
		"declared-early":    "And does so within the first sentences.",
	},
	Needs: []fact.Kind{"ad-label-denied"},
	Lists: []string{"tie-paid", "tie-gift", "tie-hospitality", "tie-code", "tie-affiliate", "tie-shop-link", "tie-family", "tie-friend", "tie-declared", "irony", "money", "not-commercial"},
	Read:  readTies,
})

func readTies(r *Reader) {
	ironic := len(r.Phrases("irony")) > 0
	each := func(list string, k fact.Kind, also func(m text.Match) bool) {
		for _, m := range r.Phrases(list) {
			if negatedNear(r, m.Span) || quotedAt(r, m.Span) || also != nil && !also(m) {
				continue
			}
			r.Found(k, m.Span)
		}
	}
	each("tie-paid", "paid-cue", func(text.Match) bool { return !ironic })
	each("tie-gift", "gift-cue", func(m text.Match) bool { return !ironic && !giftFromKin(r, m) })
	each("tie-hospitality", "hospitality-cue", func(m text.Match) bool {
		return !r.Before(m.Span, 6, "trust", "nhs", "deanery", "university", "hospital", "college", "i", "myself") && !r.After(m.Span, 5, "myself", "trust", "deanery", "university", "nhs", "ourselves")
	})
	each("tie-code", "discount-code", func(m text.Match) bool { return codeHere(r, m) })
	looseCodes(r)
	each("tie-affiliate", "affiliate-link", nil)
	each("tie-shop-link", "shop-link", nil)
	each("tie-family", "family-interest", nil)
	each("tie-friend", "friend-interest", nil)
	for i, t := range r.Tokens() {
		if t.Class == text.URL && paysAuthor(t.Fold) {
			r.Found("affiliate-link", r.Tokens()[i].Span)
		}
	}
	for _, m := range r.Phrases("tie-declared") {
		if quotedAt(r, m.Span) {
			continue
		}
		r.Found("interest-declared", m.Span)
		if m.Value != "casual" && (m.First < 45 || m.Span.Start < 220) {
			r.Found("declared-early", m.Span)
		}
	}
}

// quotedAt tells whether a place stands inside double quotation marks of its sentence: another's words.
func quotedAt(r *Reader, s post.Span) bool {
	i := r.Doc.At(s.Start)
	if i >= len(r.Tokens()) {
		return false
	}
	first, _ := r.Doc.Sentence(int(r.Tokens()[i].Sent))
	open := false
	for _, t := range r.Tokens()[first:i] {
		switch t.Fold {
		case "“", "«":
			open = true
		case "”", "»":
			open = false
		case "\"":
			open = !open
		}
	}
	return open
}

// giftFromKin tells presents from relatives, colleagues and patients from those of firms.
func giftFromKin(r *Reader, m text.Match) bool {
	return r.Before(m.Span, 3, "mum", "mom", "dad", "wife", "husband", "sister", "brother", "gran", "nan", "patient", "patients", "friend", "mate", "colleague", "son",
		"daughter", "santa", "consultant", "boss", "matron", "gp", "family", "families", "parents", "partner", "neighbour", "universe", "god", "hospital", "trust", "nhs")
}

var notCodes = map[string]bool{"blue": true, "red": true, "black": true, "brown": true, "white": true, "stroke": true, "status": true, "team": true, "bleep": true, "of": true, "cart": true,
	"pager": true, "stemi": true, "sepsis": true, "trauma": true, "stuff": true, "switch": true, "club": true, "review": true}

func codeHere(r *Reader, m text.Match) bool {
	ts := r.Tokens()
	if m.Last+1 < len(ts) && notCodes[ts[m.Last+1].Fold] {
		return false
	}
	words := strings.ToLower(m.Span.Of(r.Text()))
	if strings.HasPrefix(words, "code ") {
		if notCodes[ts[m.Last].Fold] || len(ts[m.Last].Fold) < 4 && !strings.ContainsAny(ts[m.Last].Fold, "0123456789") {
			return false
		}
		if r.Before(m.Span, 1, "qr", "read", "snomed", "icd", "postal", "a") {
			return false
		}
	}
	return !r.Doc.Upper || strings.Contains(words, "code") || strings.Contains(words, "off")
}

// looseCodes reads capitals with a figure at the end (JO15) beside words of discount, and "use NEWME" beside a price.
func looseCodes(r *Reader) {
	if r.Doc.Upper {
		return
	}
	ts := r.Tokens()
	for i, t := range ts {
		if t.Class != text.Word || !t.Upper || t.Hash || len(t.Fold) < 4 || len(t.Fold) > 16 {
			continue
		}
		s := t.Span
		n := strings.TrimRight(t.Fold, "0123456789")
		figure := len(n) < len(t.Fold) && len(n) >= 3
		if figure && (r.Before(s, 8, "off", "discount", "save", "code", "saving") || r.After(s, 6, "off", "discount", "checkout", "saves", "save")) {
			r.Found("discount-code", s)
			continue
		}
		if i > 0 && (ts[i-1].Fold == "use" || ts[i-1].Fold == "code" || ts[i-1].Fold == "quote") && len(r.Phrases("money")) > 0 && (i+1 == len(ts) || ts[i+1].Fold == ".") && !notCodes[t.Fold] {
			r.Found("discount-code", s)
		}
	}
}

// paysAuthor tells whether a link carries a commission mark or leads to a shop page of the author's own.
func paysAuthor(u string) bool {
	for _, x := range []string{"tag=", "ref=", "aff=", "affid", "aff_", "affiliate", "referral", "refcode", "invite=", "utm_medium=influencer", "utm_source=influencer",
		"awin", "skimlinks", "shareasale", "amzn.to", "amzn.eu", "shopmy", "shop-my", "ltk.", "liketk", "liketoknow", "rstyle", "shopstyle", "geni.us", "howl.me", "magiclinks", "benable", "/ref/", "?r=", "discount="} {
		if strings.Contains(u, x) {
			return true
		}
	}
	return false
}

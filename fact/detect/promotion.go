// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Promotion is read from how a post sells. Job adverts, charity, research, public campaigns and second-hand finds use the same words;
// where they speak and no money flows to the author, the post promotes nothing commercial.
var _ = add(Detector{
	Name: "promotion",
	Kinds: Kinds{
		"price":              "A price.",
		"price-offer":        "A price at which something is offered.",
		"booking-call":       "Readers are called to book, message or come in.",
		"solicits-purchase":  "Readers are called to buy.",
		"offer-pressure":     "A deadline, few places, a bargain, a prize or a friend to bring.",
		"bargain":            "A discount, free extra, prize or reward for bringing others.",
		"young-audience":     "The offer turns to school or teenage life.",
		"body-worry":         "A feature of the body is called a flaw, or shame about it is played on.",
		"worry-appeal":       "Fear of illness or of delay is played on.",
		"testimonial-words":  "A patient's or client's praise or result is shown.",
		"award-claim":        "An award or ranking of the author's.",
		"not-commercial":     "A job, charity, research, public campaign or second-hand find.",
		"promotion":          "The post promotes something commercial.",
		"sells-own":          "The post sells a service or product of the author's own.",
		"payment":            "Somebody paid or gave something for the post.",
		"brand":              "A brand or firm.",
		"in-shop":            "The thing is said to be in the shop now.",
		"customer-voice":     "The words speak as a customer or patient of a service.",
		"endorses-as-expert": "The author's profession is used to recommend something.",
	},
	Needs: []fact.Kind{"paid-cue", "gift-cue", "hospitality-cue", "discount-code", "affiliate-link", "shop-link", "ad-label", "ad-label-first", "ad-label-weak", "ad-label-denied", "own-business",
		"own-service", "interest-own", "interest-on-record", "interest-possible", "declared-early"},
	Lists: []string{"offer-price", "money", "price-neutral", "booking-call", "shop-call", "offer-pressure", "age-young", "insecurity", "fear-sell", "testimonial", "award-bought", "not-commercial", "irony", "brand", "expert-endorses", "customer-voice", "in-shop"},
	Read:  readPromotion,
})

func readPromotion(r *Reader) {
	spans := map[fact.Kind][]post.Span{}
	read := func(list string, k fact.Kind, ok func(m text.Match) bool) {
		for _, m := range r.Phrases(list) {
			if list != "testimonial" && quotedAt(r, m.Span) || ok != nil && !ok(m) {
				continue
			}
			r.Found(k, m.Span)
			spans[k] = append(spans[k], m.Span)
		}
	}
	plain := func(m text.Match) bool { return !negatedNear(r, m.Span) }
	toCare := func(m text.Match) bool {
		return !negatedNear(r, m.Span) && !inSentence(r, m.Span, "nhs", "gp", "gps", "111", "999", "surgery", "midwife", "trust", "ward", "theatre", "nurse", "vaccination")
	}
	read("money", "price", nil)
	neutral := r.Phrases("price-neutral")
	read("offer-price", "price-offer", func(m text.Match) bool { return !r.Near(m.Span, 6, Spans(neutral)) && !negatedNear(r, m.Span) })
	read("booking-call", "booking-call", toCare)
	read("shop-call", "solicits-purchase", plain)
	read("offer-pressure", "offer-pressure", plain)
	for _, s := range spans["offer-pressure"] {
		if w := text.Fold(s.Of(r.Text())); strings.ContainsAny(w, "%£€$") || hasAny(w, "free", "tag", "bring", "refer", "prize", "win", "raffle", "enter", "giveaway", "2 for", "two for", "bogo", "buy one", "save", "half", "discount", "sale", "offer", "deal", "special", "reduced", "both") {
			r.Found("bargain", s)
			spans["bargain"] = append(spans["bargain"], s)
		}
	}
	read("age-young", "young-audience", plain)
	read("insecurity", "body-worry", plain)
	read("fear-sell", "worry-appeal", plain)
	read("testimonial", "testimonial-words", nil)
	read("award-bought", "award-claim", plain)
	read("not-commercial", "not-commercial", nil)
	read("expert-endorses", "endorses-as-expert", plain)
	read("customer-voice", "customer-voice", plain)
	read("in-shop", "in-shop", plain)
	for _, m := range r.Phrases("brand") {
		if !strings.Contains(m.Value, "ambiguous") {
			r.Found("brand", m.Span).Value = m.Value
			spans["brand"] = append(spans["brand"], m.Span)
		}
	}
	readPayment(r, spans)
	compose(r, spans)
}

func hasAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// inSentence tells whether one of the folded words stands in the sentence of a place.
func inSentence(r *Reader, s post.Span, words ...string) bool {
	i := r.Doc.At(s.Start)
	if i >= len(r.Tokens()) {
		return false
	}
	a, b := r.Doc.Sentence(int(r.Tokens()[i].Sent))
	for _, t := range r.Tokens()[a:b] {
		for _, w := range words {
			if t.Fold == w {
				return true
			}
		}
	}
	return false
}

func readPayment(r *Reader, spans map[fact.Kind][]post.Span) {
	switch r.Post.Paid {
	case post.Paid, post.Gifted, post.Affiliate, post.Own:
		r.Found("payment", post.Span{}).Value = string(r.Post.Paid)
		return
	case post.NotPaid:
		return
	}
	for _, k := range []fact.Kind{"paid-cue", "gift-cue", "discount-code", "affiliate-link"} {
		for _, f := range r.Facts(k) {
			r.Found("payment", f.Span).Value = string(k)
		}
	}
	if !r.Has("ad-label-denied") && len(spans["brand"]) > 0 && (len(spans["solicits-purchase"]) > 0 || r.Has("shop-link")) {
		r.Unknown("payment", "A brand is recommended, and nothing says whether anybody paid.")
	}
}

// compose puts promotion and sells-own together.
func compose(r *Reader, spans map[fact.Kind][]post.Span) {
	tie := r.Has("paid-cue") || r.Has("gift-cue") || r.Has("discount-code") || r.Has("affiliate-link") || r.Has("ad-label-weak") || r.Has("ad-label")
	own := r.Has("own-business") || r.Has("own-service") || r.Has("interest-own")
	n := func(k fact.Kind) bool { return len(spans[k]) > 0 }
	if !n("price-offer") && (own || n("booking-call")) {
		// beside an own service any price that is no cost of living is a price asked
		for _, s := range spans["price"] {
			if !r.Near(s, 6, Spans(r.Phrases("price-neutral"))) && !inSentence(r, s, "paid", "spent", "bought", "cost", "costs", "worth", "raised", "saved", "fine", "parking", "won", "owe") {
				r.Found("price-offer", s)
				spans["price-offer"] = append(spans["price-offer"], s)
			}
		}
	}
	bio := r.Post.Kind == post.KindBio
	sale := n("price-offer") || n("booking-call") || n("bargain") || n("offer-pressure")
	if !tie && n("not-commercial") && !n("price-offer") {
		return
	}
	var at []post.Span
	add := func(ks ...fact.Kind) {
		for _, k := range ks {
			at = append(at, spans[k]...)
			at = append(at, FactSpans(r.Facts(k))...)
		}
	}
	switch {
	case r.Has("ad-label-denied") && !r.Has("discount-code") && !r.Has("affiliate-link") && !n("booking-call"):
	case tie:
		add("paid-cue", "gift-cue", "discount-code", "affiliate-link", "ad-label-weak", "ad-label")
	case own && (sale || n("solicits-purchase") || r.Has("shop-link")):
		add("own-business", "own-service", "price-offer", "booking-call", "bargain")
	case n("price-offer") && (n("booking-call") || n("offer-pressure") || n("solicits-purchase")):
		add("price-offer", "booking-call", "offer-pressure")
	case n("booking-call") && (n("offer-pressure") || bio || r.Has("shop-link")):
		add("booking-call", "offer-pressure")
	case n("price-offer") && n("bargain") || n("booking-call") && n("bargain"):
		add("price-offer", "bargain")
	case shopWords(r):
		add("shop-link")
	case r.Has("interest-on-record") && (sale || n("solicits-purchase") || r.Has("shop-link")):
		add("interest-on-record")
	}
	for _, s := range at {
		r.Found("promotion", s)
	}
	if own && (sale || n("solicits-purchase") || r.Has("shop-link")) || n("booking-call") && !n("not-commercial") {
		for _, k := range []fact.Kind{"booking-call", "price-offer", "bargain", "solicits-purchase"} {
			for _, s := range spans[k] {
				r.Found("sells-own", s)
			}
		}
		for _, f := range r.Facts("shop-link") {
			if own {
				r.Found("sells-own", f.Span)
			}
		}
	}
}

// shopWords tells whether a link is said to lead to a shop.
func shopWords(r *Reader) bool {
	for _, f := range r.Facts("shop-link") {
		if hasAny(text.Fold(f.Span.Of(r.Text())), "shop", "order", "buy", "in store", "stocked", "get yours", "get it", "on sale") {
			return true
		}
	}
	return false
}

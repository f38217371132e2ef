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
		"brand-pushed":      "A brand or firm is praised and readers are told to try it, and nothing is said of a tie.",
	},
	Needs: []fact.Kind{"ad-label-denied"},
	Lists: []string{"tie-paid", "tie-gift", "tie-hospitality", "tie-code", "tie-affiliate", "tie-shop-link", "tie-family", "tie-friend", "tie-declared", "irony", "money", "not-commercial",
		"tie-gave", "tie-giver", "tie-thanks", "benefit-word", "product-noun", "tie-work", "tie-say", "booking-call", "shop-call", "praise", "try-call", "brand", "given-name", "family-name", "town", "region", "hospital", "trust", "eponym", "specialty", "clinical-role",
		"drug", "condition", "procedure", "public-figure", "fictional", "relation"},
	Read: readTies,
})

func readTies(r *Reader) {
	ironic := len(r.Phrases("irony")) > 0
	charity := len(r.Phrases("not-commercial")) > 0
	each := func(list string, k fact.Kind, also func(m text.Match) bool) {
		for _, m := range r.Phrases(list) {
			if negatedNear(r, m.Span) || quotedAt(r, m.Span) || also != nil && !also(m) {
				continue
			}
			r.Found(k, m.Span)
		}
	}
	each("tie-paid", "paid-cue", func(m text.Match) bool { return !ironic && !r.Before(m.Span, 4, "if", "stop", "until") })
	each("tie-gift", "gift-cue", func(m text.Match) bool { return !ironic && !giftFromKin(r, m) })
	each("tie-hospitality", "hospitality-cue", func(m text.Match) bool {
		return !r.After(m.Span, 2, "line", "hold", "top", "track", "duty", "shift", "call") && !r.Before(m.Span, 6, "trust", "nhs", "deanery", "university", "hospital", "college", "i", "myself") && !r.After(m.Span, 5, "myself", "trust", "deanery", "university", "nhs", "ourselves")
	})
	each("tie-work", "paid-cue", func(text.Match) bool { return !ironic })
	readGifts(r, ironic)
	readBenefits(r, ironic || charity)
	each("tie-code", "discount-code", func(m text.Match) bool {
		return codeHere(r, m) && !(r.Has("ad-label-denied") && !strings.ContainsAny(m.Span.Of(r.Text()), "0123456789"))
	})
	looseCodes(r)
	each("tie-say", "affiliate-link", func(m text.Match) bool {
		return !charity && !percentOnly(r, m) && !inSentence(r, m.Span, "not", "no", "never", "nobody")
	})
	each("tie-affiliate", "affiliate-link", func(m text.Match) bool {
		return !charity && !r.Has("ad-label-denied") && !inSentence(r, m.Span, "not", "no", "never", "nobody", "none", "zero", "without", "don't", "isn't")
	})
	readPush(r)
	each("tie-shop-link", "shop-link", nil)
	// a friend's news is news; with a way to buy or book it is a recommendation
	calls := len(r.Phrases("tie-shop-link"))+len(r.Phrases("tie-say"))+len(r.Phrases("try-call"))+len(r.Phrases("booking-call"))+len(r.Phrases("shop-call"))+len(r.Phrases("money")) > 0
	for _, t := range r.Tokens() {
		calls = calls || t.Class == text.Handle || t.Class == text.URL || t.Fold == "spaces" || t.Fold == "places" || t.Fold == "legit" || t.Fold == "recommend"
	}
	if calls && !charity {
		each("tie-family", "family-interest", nil)
		each("tie-friend", "friend-interest", nil)
	}
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
	words := text.Fold(m.Span.Of(r.Text()))
	if strings.HasPrefix(words, "code ") {
		if notCodes[ts[m.Last].Fold] || len(ts[m.Last].Fold) < 4 && !strings.ContainsAny(ts[m.Last].Fold, "0123456789") {
			return false
		}
		if r.Before(m.Span, 1, "qr", "read", "snomed", "icd", "postal", "a") {
			return false
		}
	}
	if strings.HasPrefix(words, "my ") && r.Before(m.Span, 1, "in", "of", "from", "break", "fix", "run", "read", "write") {
		return false // the code of a program
	}
	if strings.HasPrefix(words, "my ") && strings.HasSuffix(words, "code") && !inSentence(r, m.Span, "use", "off", "discount", "checkout", "shop", "highlights", "bio", "link", "%", "£", "save", "quote", "enter") && !commercialWords(r) {
		return false // my first code: a cardiac arrest
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
		if figure && (inSentence(r, s, "%", "£", "$", "€", "discount", "checkout", "code")) && (r.Before(s, 8, "off", "discount", "save", "code", "saving") || r.After(s, 6, "off", "discount", "checkout", "saves", "save")) {
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
	if (strings.Contains(u, "tag=") || strings.Contains(u, "ref=")) && hasAny(u, "amazon", "etsy", "shop", "store", "ebay", "buy", "order") {
		return true
	}
	for _, x := range []string{"aff=", "affid", "aff_", "affiliate", "referral", "refcode", "utm_medium=influencer", "utm_source=influencer",
		"awin", "skimlinks", "shareasale", "amzn.to", "amzn.eu", "shopmy", "shop-my", "ltk.", "liketk", "liketoknow", "rstyle", "shopstyle", "geni.us", "howl.me", "magiclinks", "benable", "/ref/", "discount="} {
		if strings.Contains(u, x) {
			return true
		}
	}
	return false
}

// readGifts pairs a verb of giving with a giver: an account, words such as "the brand" or "the team at", or a name that looks like a firm's.
func readGifts(r *Reader, ironic bool) {
	gave, thanks := r.Phrases("tie-gave"), r.Phrases("tie-thanks")
	if ironic || len(gave)+len(thanks) == 0 {
		return
	}
	givers := Spans(r.Phrases("tie-giver"))
	for i, t := range r.Tokens() {
		if t.Class == text.Handle || t.Class == text.Word && t.Cap && brandish(r, i) {
			givers = append(givers, t.Span)
		}
	}
	// thank you Firm for my new frames
	for _, m := range thanks {
		for i := m.Last + 1; i < len(r.Tokens()) && i <= m.Last+4; i++ {
			t := r.Tokens()[i]
			if (t.Class == text.Handle || t.Class == text.Word && t.Cap && !t.Hash && brandish(r, i)) && r.SameSentence(t.Span, m.Span) && r.After(t.Span, 4, "for") && !negatedNear(r, m.Span) {
				for _, g := range r.Phrases("product-noun") {
					if g.First > i && g.First <= i+8 && r.SameSentence(g.Span, m.Span) {
						r.Found("gift-cue", m.Span)
						i = len(r.Tokens())
						break
					}
				}
			}
		}
	}
	for _, m := range gave {
		if negatedNear(r, m.Span) || quotedAt(r, m.Span) || giftFromKin(r, m) {
			continue
		}
		for _, g := range givers {
			if r.SameSentence(g, m.Span) && r.Near(m.Span, 7, []post.Span{g}) || len(givers) > 0 && strings.HasPrefix(text.Fold(m.Span.Of(r.Text())), "thanks for the hosp") {
				k := fact.Kind("gift-cue")
				if hasAny(text.Fold(m.Span.Of(r.Text())), "host", "flew", "fly", "invit", "having", "wined", "put", "hospitality", "asked") {
					k = "hospitality-cue"
				}
				r.Found(k, m.Span)
				break
			}
		}
	}
}

// percentOnly tells a bare "10% off", which is a tie only beside somebody else's brand.
func percentOnly(r *Reader, m text.Match) bool {
	if w := m.Span.Of(r.Text()); !strings.HasSuffix(strings.ToLower(w), "off") || !(w[0] >= '0' && w[0] <= '9') {
		return false
	}
	for i, t := range r.Tokens() {
		if t.Class == text.Handle || t.Class == text.Word && t.Cap && mixedCase(t.Of(r.Text())) && brandish(r, i) {
			return len(r.Phrases("own-strong"))+len(r.Phrases("own-weak")) > 0 || len(r.Phrases("tie-shop-link"))+len(r.Phrases("try-call")) == 0
		}
	}
	return true
}

// readPush looks for a brand, praise and a call to try it close together.
func readPush(r *Reader) {
	calls := r.Phrases("try-call")
	if len(r.Phrases("praise")) == 0 {
		return
	}
	if goods := Spans(r.Phrases("product-noun")); len(goods) > 0 && r.Post.Reply == "" {
		for i, t := range r.Tokens() {
			if t.Class == text.Handle && !lineLeads(r, i) && r.Near(t.Span, 20, goods) && r.Near(t.Span, 20, Spans(r.Phrases("praise"))) {
				r.Found("brand-pushed", t.Span)
				return
			}
		}
	}
	for i, t := range r.Tokens() {
		if !(t.Class == text.Handle && !lineLeads(r, i) || t.Class == text.Word && t.Cap && !t.Hash && brandish(r, i)) {
			continue
		}
		for _, c := range calls {
			if !negatedNear(r, c.Span) && !quotedAt(r, c.Span) && r.Near(t.Span, 30, Spans(r.Phrases("praise"))) && r.Near(t.Span, 30, []post.Span{c.Span}) {
				r.Found("brand-pushed", t.Span)
				return
			}
		}
	}
}

var notBrands = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`i i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
		christmas xmas easter nhs gp uk us usa england scotland wales ireland britain british english scottish welsh irish european america american australia australian london god jesus mum dad mam nan gran
		matron sister dr prof mr mrs ms miss nurse doctor consultant registrar ed icu a&e covid tiktok instagram twitter facebook youtube linkedin bluesky threads google zoom teams whatsapp brexit
		royal college hospital university trust board council government parliament bma gmc nmc nice mhra cqc who bmj lancet the and my our this that it ok ps pm am part day step tip chapter band`) {
		notBrands[w] = true
	}
}

// brandish tells whether a capitalised word looks like the name of a firm or product: capitals inside it, or a name in a sentence that
// is on none of the lists of people, places and medical words.
func brandish(r *Reader, i int) bool {
	t := r.Tokens()[i]
	if notBrands[t.Fold] || r.Doc.Upper || len(t.Fold) < 3 {
		return false
	}
	if mixedCase(t.Of(r.Text())) {
		return true
	}
	if t.Upper || i == 0 || r.Tokens()[i-1].Sent != t.Sent || r.Tokens()[i-1].Fold == "." || t.Line {
		return false
	}
	for _, l := range []string{"given-name", "family-name", "town", "region", "hospital", "trust", "eponym", "specialty", "clinical-role", "drug", "condition", "procedure", "public-figure", "fictional", "relation"} {
		for _, m := range r.Phrases(l) {
			if m.First <= i && i <= m.Last {
				return false
			}
		}
	}
	return true
}

// readBenefits pairs a word of benefit with a firm's name or account anywhere near: what is praised stands in one sentence, the favour in
// the next. A bare thank-you to an account counts only beside goods.
func readBenefits(r *Reader, innocent bool) {
	words := r.Phrases("benefit-word")
	if innocent || len(words) == 0 || r.Has("ad-label-denied") {
		return
	}
	var firms, sure []post.Span
	for i, t := range r.Tokens() {
		if t.Class == text.Handle && !lineLeads(r, i) || t.Class == text.Word && !t.Hash && mixedCase(t.Of(r.Text())) && brandish(r, i) {
			sure = append(sure, t.Span)
		}
		if t.Class == text.Handle || t.Class == text.Word && t.Cap && !t.Hash && brandish(r, i) {
			firms = append(firms, t.Span)
		}
	}
	goods := len(r.Phrases("product-noun")) > 0
	for _, m := range words {
		w := text.Fold(m.Span.Of(r.Text()))
		if negatedNear(r, m.Span) || quotedAt(r, m.Span) || giftFromKin(r, m) || strings.Contains(w, "@") && hasAny(w, "thank", "thx", "cheers", "love", "ty ") && !goods {
			continue
		}
		if !r.Near(m.Span, 30, firms) || !goods && !r.Near(m.Span, 30, sure) {
			continue
		}
		if hasAny(w, "dinner", "lunch", "trip", "stay", "weekend", "nights", "days", "hotel", "event", "launch") {
			if goods || hasAny(w, "brand", "press", "pr ") || strings.Contains(r.Text(), "@") {
				r.Found("hospitality-cue", m.Span)
			}
			continue
		}
		r.Found("gift-cue", m.Span)
	}
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Medicines are read by name, class, nickname, mask and hint. Whether a name is promoted, recommended or explained is read beside it;
// rules put the two together. Legal classes are the United Kingdom's.
var _ = add(Detector{
	Name: "medicine",
	Kinds: Kinds{
		"medicine":             "A medicine of any class.",
		"pom":                  "A prescription-only medicine by name or brand, also masked or as a tag.",
		"pom-class":            "A class of prescription-only medicines.",
		"pom-slang":            "A nickname, hint or emoji for a prescription-only medicine.",
		"otc-medicine":         "A medicine sold without prescription.",
		"vaccine":              "A vaccine or vaccination.",
		"unlicensed-medicine":  "A product used as a medicine without a licence.",
		"supplement":           "A vitamin, supplement or health food.",
		"drip":                 "An infusion of vitamins or the like.",
		"pom-link":             "A link whose address names a prescription-only medicine, other than to public guidance.",
		"cosmetic-procedure":   "An intervention to change how somebody looks.",
		"medicine-offered":     "The words offer the medicine: in stock, delivered, from us.",
		"medicine-recommended": "The words recommend that readers use the medicine.",
		"medicine-education":   "The words explain or warn: harms, shortage, guidance, how it works.",
		"own-treatment":        "The author speaks of treatment of her own.",
		"medicinal-claim":      "Something is said to treat, prevent or cure a condition.",
	},
	Needs: []fact.Kind{"price-offer", "sells-own", "promotion", "ad-label", "endorses-as-expert", "discount-code", "in-shop", "booking-call", "shop-link", "is-bio"},
	Lists: []string{"drug", "drug-class", "drug-slang", "vaccine", "supplement", "cosmetic", "cosmetic-more", "pom-hint", "recommend-use", "own-treatment", "medicine-teach",
		"treat-verb", "claim-target", "self-medicine", "drip", "offers-medicine", "offer-pressure", "aesthetic-bio", "med-form", "supp-form", "symptom-word"},
	Read: readMedicines,
})

func readMedicines(r *Reader) {
	pomAt, any := namedMedicines(r)
	any = append(any, hintedMedicines(r)...)
	for _, m := range r.Phrases("vaccine") {
		r.Found("vaccine", m.Span).Value = m.Value
		any = append(any, m.Span)
	}
	supplements := r.Phrases("supplement")
	for _, m := range supplements {
		if !r.Near(m.Span, 0, pomAt) {
			r.Found("supplement", m.Span)
		}
	}
	for _, m := range r.Phrases("drip") {
		r.Found("drip", m.Span)
	}
	for _, l := range []string{"cosmetic", "cosmetic-more"} {
		for _, m := range r.Phrases(l) {
			r.Found("cosmetic-procedure", m.Span)
		}
	}
	for _, m := range r.Phrases("self-medicine") {
		r.Found("otc-medicine", m.Span)
		any = append(any, m.Span)
	}
	sells := r.Has("promotion") || r.Has("ad-label") || r.Has("discount-code") || r.Has("in-shop") || r.Has("sells-own") || r.Has("shop-link")
	if forms := r.Phrases("med-form"); len(forms) > 0 && len(r.Phrases("symptom-word")) > 0 && sells && len(supplements) == 0 {
		for _, m := range forms {
			r.Found("otc-medicine", m.Span)
		}
	}
	if sells && len(supplements) == 0 && len(any) == 0 {
		for _, m := range r.Phrases("supp-form") {
			r.Found("supplement", m.Span)
		}
	}
	if sells && len(supplements) == 0 && r.Has("endorses-as-expert") && len(r.Phrases("supp-form")) == 0 {
		for _, m := range r.Phrases("symptom-word") {
			if r.Near(m.Span, 4, Spans(r.Phrases("treat-verb"))) || strings.Contains(r.Text(), "💊") {
				r.Found("otc-medicine", m.Span)
			}
		}
	}
	if r.Has("is-bio") && len(any) > 0 && len(r.Phrases("own-treatment")) == 0 {
		for _, m := range r.Phrases("aesthetic-bio") {
			r.Found("medicine-offered", m.Span)
		}
	}
	if len(any) > 0 {
		if teach := len(r.Phrases("medicine-teach")); teach < 2 {
			for _, m := range r.Phrases("offers-medicine") {
				if !negatedNear(r, m.Span) && !quotedAt(r, m.Span) && r.Near(m.Span, 20, any) {
					r.Found("medicine-offered", m.Span)
				}
			}
		}
		for _, m := range r.Phrases("recommend-use") {
			if !r.Before(m.Span, 2, "not", "don't", "never", "no", "nor", "shouldn't") && !quotedAt(r, m.Span) && r.Near(m.Span, 14, any) {
				r.Found("medicine-recommended", m.Span)
			}
		}
		for _, m := range r.Phrases("medicine-teach") {
			if !r.Near(m.Span, 0, Spans(r.Phrases("recommend-use"))) {
				r.Found("medicine-education", m.Span)
			}
		}
		for _, m := range r.Phrases("own-treatment") {
			r.Found("own-treatment", m.Span)
		}
	}
	targets := Spans(r.Phrases("claim-target"))
	if len(targets) == 0 {
		return
	}
	for _, m := range r.Phrases("treat-verb") {
		if negatedNear(r, m.Span) || quotedAt(r, m.Span) || r.Before(m.Span, 3, "to", "we", "i", "doctors", "nhs", "can") && len(supplements) == 0 && len(any) == 0 {
			continue
		}
		for _, t := range targets {
			if t.Start >= m.Span.End && r.SameSentence(t, m.Span) && r.Near(m.Span, 6, []post.Span{t}) {
				r.Found("medicinal-claim", post.Span{Start: m.Span.Start, End: t.End})
				break
			}
		}
	}
}

// namedMedicines reads names, classes and nicknames from the lists; it gives the prescription-only ones and all of them.
func namedMedicines(r *Reader) (poms, all []post.Span) {
	put := func(k fact.Kind, m text.Match) {
		f := r.Found(k, m.Span)
		_, f.Value, _ = strings.Cut(m.Value, " ")
		all = append(all, m.Span)
		r.Found("medicine", m.Span).Value = f.Value
	}
	for _, m := range r.Phrases("drug") {
		class, _, _ := strings.Cut(m.Value, " ")
		switch class {
		case "pom", "cd":
			if strings.Contains(m.Value, "botulinum") {
				r.Found("cosmetic-procedure", m.Span)
			}
			put("pom", m)
			poms = append(poms, m.Span)
		case "unlicensed":
			put("unlicensed-medicine", m)
		case "vaccine":
		default:
			put("otc-medicine", m)
		}
	}
	for _, m := range r.Phrases("drug-class") {
		if class, _, _ := strings.Cut(m.Value, " "); class == "pom" || class == "cd" {
			put("pom-class", m)
		} else {
			put("otc-medicine", m)
		}
	}
	for _, m := range r.Phrases("drug-slang") {
		class, rest, _ := strings.Cut(m.Value, " ")
		switch {
		case strings.Contains(rest, "infusion"):
			r.Found("drip", m.Span)
		case class == "unlicensed":
			put("unlicensed-medicine", m)
		case class == "pom" || class == "cd" || class == "mixed":
			put("pom-slang", m)
			poms = append(poms, m.Span)
		default:
			put("otc-medicine", m)
		}
	}
	return poms, all
}

// masked are names worth hiding; a star or other sign may stand for any letter.
var masked = []string{"ozempic", "wegovy", "mounjaro", "botox", "semaglutide", "tirzepatide", "saxenda", "dysport", "viagra", "cialis", "kenalog", "zepbound", "xanax", "accutane", "roaccutane",
	"adderall", "valium", "ketamine", "azzalure", "tretinoin", "finasteride", "retatrutide", "rybelsus", "tramadol", "oxycodone", "diazepam", "pregabalin", "bocouture", "testosterone", "clenbuterol"}

func hintedMedicines(r *Reader) (at []post.Span) {
	sells := r.Has("promotion") || r.Has("sells-own") || r.Has("price-offer") || r.Has("booking-call") || len(r.Phrases("offer-pressure")) > 0 || len(r.Phrases("offers-medicine")) > 0
	slang := func(s post.Span, value string) {
		r.Found("pom-slang", s).Value = value
		r.Found("medicine", s).Value = value
		at = append(at, s)
	}
	for _, m := range r.Phrases("pom-hint") {
		slang(m.Span, "hint")
	}
	weight := false
	for i, t := range r.Tokens() {
		switch {
		case t.Class == text.URL && namesMedicine(t.Fold):
			r.Found("pom-link", t.Span)
		case t.Class == text.Word && strings.ContainsAny(t.Fold, "*@$!0123456789·_") && len(t.Fold) > 4:
			if n := unmask(t.Fold); n != "" {
				slang(t.Span, n)
			}
		case t.Class == text.Emoji && strings.ContainsAny(r.Text()[t.Start:t.End], "💉🖊🖋"):
			weight = weight || i >= 0
		}
	}
	if !weight || !sells || len(at) > 0 {
		return at
	}
	// a syringe or pen beside words of weight or lines, in a post that sells, names the thing without a word
	for _, t := range r.Tokens() {
		if hintWords[t.Fold] {
			for _, e := range r.Tokens() {
				if e.Class == text.Emoji && strings.ContainsAny(r.Text()[e.Start:e.End], "💉🖊🖋") {
					slang(e.Span, "emoji")
					return at
				}
			}
		}
	}
	return at
}

var hintWords = map[string]bool{}

func init() {
	for _, w := range strings.Fields("kg kilos kilo stone lbs lb pounds weight slim slimmer slimming thinner skinny appetite hunger cravings wrinkle wrinkles lines frown forehead crow's smooth areas area unit units jab jabs pen pens dose units freeze frozen tox antiwrinkle wrinkly") {
		hintWords[w] = true
	}
	delete(hintWords, "pounds")
}

// unmask finds the name behind m*unjaro or b0t*x: up to three signs, each in place of a letter or of nothing.
func unmask(w string) string {
	for _, n := range masked {
		if len(w) >= len(n)-1 && len(w) <= len(n)+3 && fits(w, n, 3) {
			return n
		}
	}
	return ""
}

func fits(w, n string, signs int) bool {
	if w == "" {
		return n == "" && signs < 3
	}
	if c := w[0]; c >= 'a' && c <= 'z' {
		return n != "" && c == n[0] && fits(w[1:], n[1:], signs)
	} else if c >= 0x80 || signs == 0 {
		return false
	}
	return fits(w[1:], n, signs-1) || n != "" && fits(w[1:], n[1:], signs-1)
}

// namesMedicine tells whether a shop's address holds a name worth hiding; guidance and register sites may.
func namesMedicine(u string) bool {
	for _, public := range []string{"nhs.", "nice.org", "gov.uk", "bnf", "medicines.org.uk", "mhra", "fda.gov", "tga.gov", "cochrane", "doi.org", "pubmed", "wikipedia", "bmj.com", "hse.ie"} {
		if strings.Contains(u, public) {
			return false
		}
	}
	for _, n := range masked {
		if strings.Contains(u, n) {
			return true
		}
	}
	return strings.Contains(u, "skinnyjab") || strings.Contains(u, "weightlossjab") || strings.Contains(u, "weight-loss-inj") || strings.Contains(u, "antiwrinkle") || strings.Contains(u, "anti-wrinkle")
}

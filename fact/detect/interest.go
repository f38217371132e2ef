// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"unicode"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
	"chaperone/text"
)

// What the author owns, and where a post touches an interest on record. Records are free text ("shares in Acme Health plc"), so the
// party is found by its telling words: names as they stand, or the goods it makes where no name is given ("owns a skin clinic").
var _ = add(Detector{
	Name: "interest",
	Kinds: Kinds{
		"own-business":       "The words speak of a business, course, clinic or product of the author's own.",
		"own-service":        "The words speak of a practice or service in the author's own voice (our clinic, I'll see you).",
		"interest-on-record": "A party named in the interests register stands in the post.",
		"interest-own":       "And the author owns or runs it.",
		"interest-possible":  "The post is about the sort of thing an interest on record is about, without naming the party.",
		"interest-self":      "An interest on record that the author alone has judged.",
		"interest-untold":    "An interest on record that no employer was told of.",
		"interests-given":    "The interests register was given.",
	},
	Needs: []fact.Kind{"author-gb"},
	Lists: []string{"own-strong", "own-weak"},
	Read: func(r *Reader) {
		for _, m := range r.Phrases("own-strong") {
			if !negatedNear(r, m.Span) && !quotedAt(r, m.Span) {
				r.Found("own-business", m.Span)
			}
		}
		for _, m := range r.Phrases("own-weak") {
			if !negatedNear(r, m.Span) && !quotedAt(r, m.Span) && !r.Before(m.Span, 3, "nhs", "trust") {
				r.Found("own-service", m.Span)
			}
		}
		for _, n := range r.Practice.Author.OwnNames {
			for _, s := range partyPlaces(r, partyNames(n), true) {
				r.Found("own-business", s)
				r.Found("interest-on-record", s).Value = "own"
				r.Found("interest-own", s)
			}
		}
		if r.Practice.Interests != nil {
			r.Found("interests-given", post.Span{})
		}
		for _, i := range r.Practice.Interests {
			readInterest(r, i)
		}
	},
})

func readInterest(r *Reader, i register.Interest) {
	if !i.Until.Live(r.Now) {
		return
	}
	words := i.Party
	if i.Details != "" && i.Details != i.Party {
		words += " " + i.Details
	}
	kind := interestKind(i.Kind, words)
	names := partyNames(i.Party)
	for _, a := range i.Also {
		names = append(names, partyNames(a)...)
	}
	places := partyPlaces(r, names, true)
	for _, s := range places {
		r.Found("interest-on-record", s).Value = kind
		if kind == "own" {
			r.Found("interest-own", s)
		}
	}
	if len(places) == 0 && (kind == "own" || kind == "paid" || kind == "shares") {
		for _, s := range partyPlaces(r, partyGoods(words), false) {
			f := r.Found("interest-possible", s)
			f.Value = kind
		}
	}
	if len(places) > 0 {
		if i.Assessed == "self" || strings.Contains(strings.ToLower(i.Assessed), "me") && len(i.Assessed) < 8 {
			r.Found("interest-self", places[0])
		}
		if i.Declared.IsZero() && kind == "paid" && i.Kind != "" {
			r.Found("interest-untold", places[0])
		}
	}
}

func interestKind(given, words string) string {
	switch given {
	case "own", "family", "shares", "paid", "gift":
		return given
	case "speaker", "research":
		return "paid"
	}
	w := " " + strings.ToLower(words) + " "
	for _, x := range []struct {
		kind  string
		words string
	}{
		{"family", "wife husband spouse brother sister daughter son mother father family partner's cousin"},
		{"own", "owns owner own co-owner co-owns founder co-founder cofounder founded director runs sells sole proprietor"},
		{"shares", "share shares shareholder shareholding equity stock options investor invested"},
		{"paid", "paid fee fees honoraria honorarium speaker ambassador adviser advisor advisory sponsored sponsor grant consultant consultancy retainer commission affiliate employed"},
	} {
		for _, k := range strings.Fields(x.words) {
			if strings.Contains(w, " "+k+" ") {
				return x.kind
			}
		}
	}
	return ""
}

// partyCommon are words of interests that name no party.
var partyCommon = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`a an and the of for from in at on by to with as is my his her their own owns owner co co-owner co-founder cofounder founder founded
		director directors medical clinical managing ceo chair trustee runs run sells sold sell holds has have holding paid unpaid fee fees honoraria honorarium speaker speaking
		ambassador adviser advisor advisory board consultant consultancy consulting retainer commission affiliate shares share shareholder shareholding equity stock stocks options
		investor investment wife husband spouse partner brother sister daughter son mother father family friend works worked working employed employee employer maker makers
		manufacturer manufacturers company firm business brand brands product products ltd limited plc llp llc inc group uk usa ireland australia since until from may june july
		january february march april august september october november december not declared undeclared post posts private nhs trust part time full marketplace online
		contract annual grant grants research funding sponsored sponsor sponsorship campaign campaigns gifted gift gifts received dr doctor doctors gp small number some none no
		nil other was were been per year month week days day trial unit study training trainer train trains lecture lectures course courses health healthcare clinic clinics
		clinician practice skin care medicine hospital services service international global solutions therapeutics pharma pharmaceuticals aesthetics aesthetic wellness
		cosmetic surgery dental supplements supplement app book books author royalties patent patents licence license inventor co-inventor`) {
		partyCommon[w] = true
	}
}

// openers begin an entry with a capital and are no names.
var openers = map[string]bool{"sells": true, "receives": true, "received": true, "married": true, "declared": true, "gets": true, "sits": true, "teaches": true, "tutors": true, "creator": true,
	"created": true, "invested": true, "invests": true, "past": true, "former": true, "formerly": true, "previous": true, "previously": true, "current": true, "occasional": true, "honorary": true,
	"non-executive": true, "chief": true, "member": true, "tutoring": true, "coaching": true, "implant": true, "device": true, "drug": true, "tutor": true, "locum": true, "freelance": true, "ucat": true}

// partyNames gives the telling capitalised words of an interest, folded: "shares in Acme Health plc" gives acme.
func partyNames(s string) []string {
	var out []string
	doc := text.Read(s)
	for k, t := range doc.Tokens {
		if t.Class != text.Word && t.Class != text.Handle || partyCommon[t.Fold] {
			continue
		}
		if t.Class == text.Handle {
			out = append(out, strings.TrimPrefix(t.Fold, "@"))
			continue
		}
		if (t.Cap && k > 0 || t.Cap && !openers[t.Fold] || mixedCase(t.Of(s))) && len(t.Fold) > 2 {
			out = append(out, t.Fold)
		}
	}
	return out
}

func mixedCase(w string) bool {
	return len(w) > 2 && strings.IndexFunc(w[1:], unicode.IsUpper) >= 0 && strings.IndexFunc(w, unicode.IsLower) >= 0
}

// partyGoods gives what an interest is about where no name is given: "paid speaker for implant maker" gives implant.
func partyGoods(s string) []string {
	var out []string
	for _, t := range text.Read(s).Tokens {
		if t.Class == text.Word && !t.Cap && len(t.Fold) > 3 && !partyCommon[t.Fold] {
			out = append(out, t.Fold)
		}
	}
	return out
}

// partyPlaces finds names in the post: as a word, its plural, or inside a handle, tag or address.
func partyPlaces(r *Reader, names []string, named bool) []post.Span {
	var out []post.Span
	if len(names) == 0 {
		return nil
	}
	for _, t := range r.Tokens() {
		if t.Class == text.Punct || t.Class == text.Emoji || len(t.Fold) < 3 {
			continue
		}
		for _, n := range names {
			if t.Fold == n && (!named || t.Cap || t.Hash || r.Doc.Lower || t.Class == text.Handle) || len(n) > 3 && (t.Fold == n+"s" || t.Fold+"s" == n) || len(n) > 3 && (t.Class == text.Handle || t.Class == text.URL || t.Hash) && strings.Contains(t.Fold, n) {
				out = append(out, t.Span)
				break
			}
		}
	}
	return out
}

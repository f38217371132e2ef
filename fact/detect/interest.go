// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
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
		"interest-past":      "The party of an interest that ended within three years, or what it sells, stands in the post.",
		"interest-past-long": "And it ended more than a year ago, or nobody wrote when.",
		"interest-possible":  "The post is about the sort of thing an interest on record is about, without naming the party.",
		"interest-self":      "An interest on record that the author alone has judged.",
		"interest-untold":    "An interest on record that no employer was told of.",
		"interests-given":    "The interests register was given.",
	},
	Needs: []fact.Kind{"author-gb"},
	Lists: []string{"own-strong", "own-weak", "party", "party-brand", "party-word", "product-noun", "evidence-product", "supplement", "device"},
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
		if len(r.Practice.Interests) == 0 {
			return
		}
		parties, sold := partiesOf(r.Practice.Interests), products(r)
		for k := range r.Practice.Interests {
			readInterest(r, &r.Practice.Interests[k], &parties[k], sold)
		}
	},
})

// interestYears is how long after its end an interest is still read: three years, as medical journals ask of their authors (the ICMJE's
// form: 36 months). In the first of them it weighs more.
const interestYears = 3

// readInterest reads one entry: the party by its names, and by what its companies sell.
func readInterest(r *Reader, i *register.Interest, party *interestParty, sold []product) {
	past := !i.Until.Live(r.Now) || i.Kind == "past" && i.Until.IsZero()
	if past && !i.Until.IsZero() && i.Until.AddDate(interestYears, 0, 1).Before(r.Now) {
		return
	}
	words := i.Party
	if i.Details != "" && i.Details != i.Party {
		words += " " + i.Details
	}
	kind := interestKind(i.Kind, words)
	places := tiedPlaces(r, party, sold)
	if past {
		for _, p := range places {
			f := r.Found("interest-past", p.Span)
			f.Value, f.Note = kind, interestNote(p.Of(r.Text()), p.owner, i, true)
			if i.Until.IsZero() || i.Until.AddDate(1, 0, 1).Before(r.Now) {
				r.Found("interest-past-long", p.Span).Value = kind
			}
		}
		return
	}
	for _, p := range places {
		note := interestNote(p.Of(r.Text()), p.owner, i, false)
		f := r.Found("interest-on-record", p.Span)
		f.Value, f.Note = kind, note
		if kind == "own" {
			r.Found("interest-own", p.Span)
		}
	}
	if len(places) == 0 && (kind == "own" || kind == "paid" || kind == "shares") {
		for _, s := range partyPlaces(r, partyGoods(words), false) {
			f := r.Found("interest-possible", s)
			f.Value = kind
		}
	}
	if len(places) > 0 {
		note := interestNote(places[0].Of(r.Text()), places[0].owner, i, false)
		if i.Assessed == "self" || strings.Contains(strings.ToLower(i.Assessed), "me") && len(i.Assessed) < 8 {
			r.Found("interest-self", places[0].Span).Note = note
		}
		if i.Declared.IsZero() && kind == "paid" && i.Kind != "" {
			r.Found("interest-untold", places[0].Span).Note = note
		}
	}
}

// tiedPlace is where a post names the party of an interest; owner is the company whose product the words are, "" where they are its name.
type tiedPlace struct {
	post.Span
	owner string
}

func tiedPlaces(r *Reader, party *interestParty, sold []product) []tiedPlace {
	var out []tiedPlace
	for _, p := range sold {
		if c := p.ownedBy(party.companies); c != "" {
			out = append(out, tiedPlace{p.Span, c})
		}
	}
	for _, s := range partyPlaces(r, party.names, true) {
		if !slices.ContainsFunc(out, func(p tiedPlace) bool { return p.Overlaps(s) }) {
			out = append(out, tiedPlace{s, ""})
		}
	}
	slices.SortFunc(out, func(a, b tiedPlace) int { return a.Start - b.Start })
	return out
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
func partyNames(s string) []string { return namesAmong(text.Read(s), nil) }

// namesAmong leaves out tokens that a list knows.
func namesAmong(doc *text.Doc, listed []bool) []string {
	var out []string
	for k, t := range doc.Tokens {
		if t.Class != text.Word && t.Class != text.Handle || partyCommon[t.Fold] || k < len(listed) && listed[k] {
			continue
		}
		if t.Class == text.Handle {
			out = append(out, strings.TrimPrefix(t.Fold, "@"))
			continue
		}
		if (t.Cap && k > 0 || t.Cap && !openers[t.Fold] || mixedCase(t.Of(doc.Text))) && len(t.Fold) > 2 {
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
	for i, t := range r.Tokens() {
		if t.Class == text.Punct || t.Class == text.Emoji || len(t.Fold) < 3 {
			continue
		}
		for _, n := range names {
			shown := !named || t.Cap || t.Hash || r.Doc.Lower || t.Class == text.Handle
			word := shown && (t.Fold == n || len(n) > 3 && (t.Fold == n+"s" || t.Fold+"s" == n))
			if word && (!named || nameHere(r, i, n, names)) || insideAccount(&r.Tokens()[i], n, names) {
				out = append(out, t.Span)
				break
			}
		}
	}
	return out
}

// nameHere tells a name from an ordinary word of the same letters ("Well, that was long" and Well Pharmacy): where the word is common, it
// counts beside another of the party's names, as a tag or account, or, where it is the whole name, as a capital inside a sentence.
func nameHere(r *Reader, i int, n string, names []string) bool {
	toks := r.Tokens()
	t := &toks[i]
	if t.Hash || t.Class == text.Handle || !commonWord(n) {
		return true
	}
	for _, j := range []int{i - 1, i + 1} {
		if j >= 0 && j < len(toks) && slices.Contains(names, toks[j].Fold) {
			return true
		}
	}
	first, _ := r.Doc.Sentence(int(t.Sent))
	return len(names) == 1 && t.Cap && i > first && !r.Doc.Upper
}

// insideAccount tells whether a name stands inside an account, tag or the host of an address: a long one anywhere, a shorter one at its
// beginning or end. An ordinary word needs another of the names beside it.
func insideAccount(t *text.Token, n string, names []string) bool {
	if t.Class != text.Handle && t.Class != text.URL && !t.Hash || len(n) < 4 {
		return false
	}
	in := strings.TrimLeft(t.Fold, "@#")
	if t.Class == text.URL {
		_, rest, ok := strings.Cut(in, "://")
		if !ok {
			rest = in
		}
		in, _, _ = strings.Cut(strings.TrimPrefix(rest, "www."), "/")
	}
	if !strings.Contains(in, n) {
		return false
	}
	if commonWord(n) {
		return slices.ContainsFunc(names, func(o string) bool { return o != n && len(o) > 3 && strings.Contains(in, o) })
	}
	return len(n) > 6 || strings.HasPrefix(in, n) || strings.HasSuffix(in, n)
}

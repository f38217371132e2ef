// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"

	"chaperone/post"
	"chaperone/register"
	"chaperone/text"
)

// A tie to a company is a tie to what it sells: a post on Wegovy by somebody Novo Nordisk paid names the party by its product. Who sells
// what is in the gazetteers party, party-brand and party-word; here an entry of the register is led to its owners, and the words of a
// post to theirs.

// interestParty is whom an entry is about: listed companies, and names that no list knows.
type interestParty struct {
	companies []string
	names     []string // folded words
}

var interestParties memo[[]interestParty]

// partiesOf leads each interest to its party.
func partiesOf(is []register.Interest) []interestParty {
	k := newKey()
	for i := range is {
		k.add(is[i].Party)
		k.add(is[i].Also...)
		k.add("")
	}
	return interestParties.of(k.h.Sum64(), func() []interestParty {
		out := make([]interestParty, len(is))
		for i := range is {
			for _, s := range append([]string{is[i].Party}, is[i].Also...) {
				out[i].read(s)
			}
		}
		return out
	})
}

// read takes the companies words of a register name, by themselves or by a brand, and the names that are left.
func (p *interestParty) read(s string) {
	d := text.Read(s)
	listed := make([]bool, len(d.Tokens))
	if m, err := start(); err == nil {
		found := m.lexicon.Scan(d)
		for _, l := range []string{"party", "party-brand"} {
			for _, x := range found.Of(l) {
				p.companies = append(p.companies, owners(x)...)
				for i := x.First; i <= x.Last && i < len(listed); i++ {
					listed[i] = true
				}
			}
		}
		for _, x := range found.Of("party-word") {
			if onlyName(d, x) {
				p.companies = append(p.companies, owners(x)...) // and its word stays a name: it is the party's own
			}
		}
	}
	p.names = append(p.names, namesAmong(d, listed)...)
}

// owners takes the value of a match apart: several companies stand with a semicolon.
func owners(m text.Match) []string { return strings.Split(m.Value, "; ") }

// onlyName tells whether no other name stands beside a match: "Dove" and "talks for Dove" name the soap, "Dove House Hospice" does not.
func onlyName(d *text.Doc, m text.Match) bool {
	for i := range d.Tokens {
		if t := &d.Tokens[i]; t.Class == text.Word && t.Cap && (i < m.First || i > m.Last) && !partyCommon[t.Fold] && !(i == 0 && openers[t.Fold]) {
			return false
		}
	}
	return true
}

// product is a place where a post names a company or what it sells.
type product struct {
	post.Span
	owners []string
}

// products finds them all.
func products(r *Reader) []product {
	var out []product
	for _, l := range []string{"party", "party-brand"} {
		for _, m := range r.Phrases(l) {
			out = append(out, product{m.Span, owners(m)})
		}
	}
	sure := len(out)
	for _, m := range r.Phrases("party-word") {
		if wordIsBrand(r, m, out[:sure]) {
			out = append(out, product{m.Span, owners(m)})
		}
	}
	return out
}

// wordIsBrand tells the brand from the ordinary word it is as well: by a tag or account, a product beside it, or a surer name of the
// same owner in the post.
func wordIsBrand(r *Reader, m text.Match, sure []product) bool {
	if t := &r.Tokens()[m.First]; t.Hash || t.Class == text.Handle {
		return true
	}
	for _, p := range sure {
		if p.ownedBy(owners(m)) != "" {
			return true
		}
	}
	for _, l := range []string{"product-noun", "evidence-product", "supplement", "device"} {
		for _, x := range r.Phrases(l) {
			if !x.Overlaps(m.Span) && r.SameSentence(x.Span, m.Span) && x.First-m.Last < 6 && m.First-x.Last < 6 {
				return true
			}
		}
	}
	return false
}

// ownedBy gives the first of some companies that owns the product; "" where none does.
func (p *product) ownedBy(companies []string) string {
	for _, c := range p.owners {
		if slices.Contains(companies, c) {
			return c
		}
	}
	return ""
}

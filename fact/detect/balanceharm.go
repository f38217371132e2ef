// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/text"
)

// Of 982 posts about medical tests by influential accounts 87 % named benefits and 15 % harms (Nickel and others, JAMA Network Open 2025).
// What is left out can't be underlined; what can be read is a benefit, readers told to have it, and nothing in the whole post that
// weighs against it. A single such word (a side effect, a limit, a choice, a link) is enough to stay quiet.
var _ = add(Detector{
	Name: "balance-harm",
	Kinds: Kinds{
		"benefit-alone": "A treatment's benefit is told and readers are urged to have it; no harm, limit or other choice is named in the post.",
		"test-alone":    "A test's benefit is told and people are urged to have it; nothing is said of what it misses or needlessly finds.",
	},
	Needs: []fact.Kind{"refutes", "hedge", "source-cited", "risk-denied", "claim-sold", "remedy-urged", "health-claim-strong", "benefit-claim", "result-promised", "testimony-effect"},
	Lists: append([]string{"balance-benefit", "balance-urge", "balance-harm", "balance-test", "balance-test-good", "balance-test-limit", "overuse-caveat", "overused-test"}, medical...),
	Read: func(r *Reader) {
		if r.Has("source-cited") || linked(r) {
			return // who reads on finds the other side there
		}
		urged := r.Has("claim-sold") || r.Has("remedy-urged")
		for _, m := range r.Phrases("balance-urge") {
			urged = urged || claimed(r, m.Span, true) && !negatedBefore(r, m.Span, 3)
		}
		if !urged {
			return
		}
		if b, ok := besideAgent(r, "balance-test-good", "screening", "overused-test", "balance-test"); ok && !weighed(r, "balance-test-limit", "overuse-caveat") {
			r.Found("test-alone", b.Span)
			return
		}
		if weighed(r, "balance-harm") {
			return
		}
		for _, k := range [...]fact.Kind{"health-claim-strong", "benefit-claim", "result-promised", "testimony-effect"} {
			for _, f := range r.Facts(k) {
				if f.Value != "harm" && !hedged(r, f.Span) {
					r.Found("benefit-alone", f.Span)
					return
				}
			}
		}
		if b, ok := besideAgent(r, "balance-benefit", "drug", "drug-class", "drug-slang", "procedure", "cosmetic", "supplement", "ev-product"); ok && !hedged(r, b.Span) {
			r.Found("benefit-alone", b.Span)
		}
	},
})

// linked tells whether the post leads on to another page.
func linked(r *Reader) bool {
	for i := range r.Doc.Tokens {
		if r.Doc.Tokens[i].Class == text.URL {
			return true
		}
	}
	return false
}

// besideAgent finds a benefit the author claims, with one of the things of the lists in its sentence or the one before.
func besideAgent(r *Reader, benefit string, lists ...string) (text.Match, bool) {
	for _, b := range r.Phrases(benefit) {
		if !claimed(r, b.Span, false) {
			continue
		}
		n := r.SentenceOf(b.Span)
		for _, l := range lists {
			for _, a := range r.Phrases(l) {
				if k := r.Doc.Tokens[a.First].Sent; (k == n || k == n-1) && (a.Last < b.First || a.First > b.Last) {
					return b, true
				}
			}
		}
	}
	return text.Match{}, false
}

// weighed tells whether the post names anything of the lists without denying it.
func weighed(r *Reader, lists ...string) bool {
	for _, l := range lists {
		for _, m := range r.Phrases(l) {
			denied := false
			for _, f := range r.Facts("risk-denied") {
				denied = denied || f.Overlaps(m.Span)
			}
			if !denied && !r.Before(m.Span, 2, "no", "zero", "without", "nothing") {
				return true
			}
		}
	}
	return false
}

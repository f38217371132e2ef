// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// What a post says a treatment, food, product, test or habit does. Words that are refuted, negated, asked or hedged are not read.
var _ = add(Detector{
	Name: "claim",
	Kinds: Kinds{
		"health-claim":        "A checkable statement that something causes, cures, prevents or changes a state of health; the value is its strength.",
		"health-claim-strong": "Such a statement, neither hedged nor weak.",
		"strong-claim":        "A remedy is said to cure, reverse, flush, balance or boost, or a weak remedy to treat an illness.",
		"wellness-claim":      "A vague pseudo-medical claim: detox, toxins, boosted immunity, balanced hormones.",
		"absolute-claim":      "A certainty no evidence bears: cures, guaranteed, always, the only, permanent, gone forever.",
		"result-promised":     "A result is promised with a number, a date or a period.",
		"testimony-remedy":    "Such experience stands as proof for a supplement, food or alternative treatment.",
		"testimony-effect":    "One person's or one's patients' experience stands as proof of an effect.",
		"benefit-claim":       "A benefit to health or looks is said of something, in the words of adverts: thicker hair, sleep better, doctor recommended.",
		"product-praised":     "Something sold that may act on health is praised.",
		"plain-claim":         "An illness is said to be caused, prevented or eased by something, outright, and it is no plain matter of public health.",
		"remedy-urged":        "A food, supplement, habit or alternative remedy is urged on readers.",
		"comparison":          "Something is said to be better than, as good as or the same as a treatment.",
	},
	Needs: []fact.Kind{"refutes", "hedge", "claim-sold", "not-commercial"},
	Lists: append([]string{"evidence-verb", "evidence-wellness", "evidence-absolute", "evidence-result", "evidence-testimony", "evidence-compare", "evidence-benefit", "evidence-habit", "evidence-than-drug", "evidence-praise", "evidence-mainstream", "evidence-urge", "overused-test"}, medical...),
	Read: func(r *Reader) {
		readEffects(r)
		for _, m := range r.Phrases("evidence-wellness") {
			if claimed(r, m.Span, true) && !negatedBefore(r, m.Span, 4) && !hedged(r, m.Span) {
				r.Found("wellness-claim", m.Span)
			}
		}
		for _, m := range r.Phrases("evidence-absolute") {
			if !claimed(r, m.Span, true) || hedged(r, m.Span) || negatedBefore(r, m.Span, 4) {
				continue
			}
			if r.After(m.Span, 4, "seeing", "seen", "checking", "checked", "assessed", "assessment", "999", "111", "911", "urgent", "urgently", "help") {
				continue // "always needs seeing the same day" sends people to care
			}
			if m.Value == "weakgone" || m.Value == "bare" && !r.Has("claim-sold") {
				continue
			}
			if r.Has("claim-sold") && m.Value != "universal" || aboutHealth(r, m.Span, 1) {
				r.Found("absolute-claim", m.Span).Value = m.Value
			}
		}
		for _, m := range r.Phrases("evidence-result") {
			if claimed(r, m.Span, false) && !hedged(r, m.Span) && (r.Has("claim-sold") || aboutHealth(r, m.Span, 2)) {
				r.Found("result-promised", m.Span).Value = m.Value
			}
		}
		for _, m := range r.Phrases("evidence-testimony") {
			if stands(r, m.Span, false) && aboutHealth(r, m.Span, 3) {
				r.Found("testimony-effect", m.Span)
				if len(r.Phrases("evidence-agent"))+len(r.Phrases("supplement")) > 0 && !hedged(r, m.Span) {
					r.Found("testimony-remedy", m.Span)
				}
			}
		}
		for _, m := range r.Phrases("evidence-compare") {
			if claimed(r, m.Span, true) && !hedged(r, m.Span) && (r.Has("claim-sold") || aboutHealth(r, m.Span, 2)) {
				r.Found("comparison", m.Span).Value = m.Value
			}
		}
		for _, m := range r.Phrases("evidence-than-drug") {
			if claimed(r, m.Span, true) && !hedged(r, m.Span) {
				r.Found("strong-claim", m.Span).Value = "compare"
			}
		}
		if r.Has("claim-sold") && !r.Has("not-commercial") && (len(r.Phrases("supplement"))+len(r.Phrases("evidence-product"))+len(r.Phrases("cosmetic"))+len(r.Phrases("evidence-agent"))+len(r.Phrases("drug"))+len(r.Phrases("drug-class"))+len(r.Phrases("overused-test")) > 0) {
			for _, m := range r.Phrases("evidence-praise") {
				if stands(r, m.Span, false) {
					r.Found("product-praised", m.Span)
				}
			}
		}
		if len(r.Phrases("evidence-agent"))+len(r.Phrases("supplement"))+len(r.Phrases("evidence-habit")) > 0 {
			for _, m := range r.Phrases("evidence-urge") {
				if claimed(r, m.Span, false) {
					r.Found("remedy-urged", m.Span)
				}
			}
		}
		for _, m := range r.Phrases("evidence-benefit") {
			if stands(r, m.Span, false) && aboutHealth(r, m.Span, 4) && !supposed(r, m.Span) {
				r.Found("benefit-claim", m.Span)
			}
		}
	},
})

// readEffects pairs effect verbs with what they are said to act on, up to five tokens further on in the sentence.
func readEffects(r *Reader) {
	agents := matchesOf(r, "evidence-agent", "supplement", "evidence-habit")
	objects := matchesOf(r, "condition", "symptom", "evidence-target")
	for _, v := range r.Phrases("evidence-verb") {
		o := objectAfter(r, v, objects)
		if o == nil || !claimed(r, v.Span, false) || !claimed(r, o.Span, false) {
			continue
		}
		s := r.Doc.Span(v.First, o.Last)
		soft := hedged(r, s)
		f := r.Found("health-claim", s)
		if f.Value = v.Value; soft {
			f.Value = "hedged"
			continue
		}
		if v.Value != "weak" && v.Value != "harm" {
			r.Found("health-claim-strong", s).Value = v.Value
		}
		agent := false
		for _, a := range agents {
			if r.Doc.Tokens[a.First].Sent == r.Doc.Tokens[v.First].Sent && a.Last < v.First && v.First-a.Last < 12 {
				agent = true
			}
		}
		if !agent && (v.Value == "harm" || v.Value == "medium") && !byPerson(r, v) && !mainstream(r, v) {
			r.Found("plain-claim", s).Value = v.Value
		}
		if v.Value == "harm" && !agent {
			continue
		}
		if agent && v.Value != "weak" || v.Value == "strong" && !byPerson(r, v) {
			r.Found("strong-claim", s).Value = v.Value
		}
	}
}

func matchesOf(r *Reader, lists ...string) []text.Match {
	var out []text.Match
	for _, l := range lists {
		out = append(out, r.Phrases(l)...)
	}
	return out
}

func objectAfter(r *Reader, v text.Match, objects []text.Match) *text.Match {
	var best *text.Match
	for i := range objects {
		o := &objects[i]
		if o.First > v.Last && o.First <= v.Last+5 && r.Doc.Tokens[o.First].Sent == r.Doc.Tokens[v.First].Sent && (best == nil || o.First < best.First || o.First == best.First && o.Last > best.Last) {
			best = o
		}
	}
	return best
}

// byPerson tells whether a person does what the verb says ("we cured him", "to fix my sleep"), or a drug or operation that may well do it.
func byPerson(r *Reader, v text.Match) bool {
	first, _ := r.Doc.Sentence(int(r.Doc.Tokens[v.First].Sent))
	if v.First == first || v.First > 0 && slices.Contains(persons, r.Doc.Tokens[v.First-1].Fold) {
		return true
	}
	for _, m := range matchesOf(r, "procedure", "drug-class") {
		if m.First >= first && m.First < v.First {
			return true
		}
	}
	return false
}

var persons = []string{"time", "nothing", "surgery", "we", "they", "i", "he", "she", "you", "to", "who", "can", "i've", "we've", "and", "the", "that", "a", "my", "of", "has", "have", "was", "is", "are", "were", "been", "be"}

// mainstream tells whether the sentence speaks of care or exposures whose effects everybody teaches.
func mainstream(r *Reader, v text.Match) bool {
	n := r.Doc.Tokens[v.First].Sent
	for _, m := range matchesOf(r, "evidence-mainstream", "drug", "drug-class", "vaccine", "procedure", "screening") {
		if k := r.Doc.Tokens[m.First].Sent; k == n || k == n-1 {
			return true
		}
	}
	return false
}

// supposed tells "must have handed out" from "a must have".
func supposed(r *Reader, s post.Span) bool {
	w := text.Fold(s.Of(r.Text()))
	if w != "must have" && w != "must-have" {
		return false
	}
	return r.Before(s, 1, "i", "you", "he", "she", "we", "they", "it", "that", "this", "who", "there")
}

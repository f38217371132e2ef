// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
)

// A border matters where care or advice crosses it; country words at home mean nothing.
var _ = add(Detector{
	Name: "abroad",
	Kinds: Kinds{
		"audience-country":       "The words address readers or patients in a country other than the author's.",
		"service-abroad":         "The words offer care, advice or goods across a border.",
		"cover-missing-admitted": "The words say that cover or registration for this is missing.",
		"limits-broken":          "The words name a limit and step over it: I shouldn't really, but yes.",
		"limits-stated":          "The words say where the author may advise, and that others go elsewhere.",
	},
	Lists: []string{"audience-country", "country-word", "abroad-service", "service-abroad", "cover-missing-admitted", "limits-stated", "limits-broken", "abroad-word"},
	Read: func(r *Reader) {
		home := r.Practice.Country()
		offers := Spans(r.Phrases("abroad-service"))
		foreign := Spans(r.Phrases("abroad-word"))
		var homes []post.Span
		for _, m := range r.Phrases("country-word") {
			if m.Value != home {
				foreign = append(foreign, m.Span)
			} else {
				homes = append(homes, m.Span)
			}
		}
		for _, m := range r.Phrases("audience-country") {
			if r.Near(m.Span, 9, homes) && !r.Near(m.Span, 14, offers) {
				continue // "here it's prescription only, in the US it isn't" compares
			}
			if workOverlaps(m.Span, foreign) && !workUnmeant(r, m.Span) {
				r.Found("audience-country", m.Span).Value = m.Value
				if r.Near(m.Span, 14, offers) {
					r.Found("service-abroad", m.Span)
				}
			}
		}
		for _, m := range r.Phrases("service-abroad") {
			if !workUnmeant(r, m.Span) && (!workOverlaps(m.Span, homes) || workOverlaps(m.Span, foreign)) {
				r.Found("service-abroad", m.Span)
			}
		}
		for _, list := range []string{"cover-missing-admitted", "limits-stated", "limits-broken"} {
			for _, m := range r.Phrases(list) {
				r.Found(fact.Kind(list), m.Span)
			}
		}
	},
})

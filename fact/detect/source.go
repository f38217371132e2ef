// SPDX-License-Identifier: Apache-2.0

package detect

var _ = add(Detector{
	Name:  "source",
	Kinds: Kinds{"source-cited": "A source is named: guideline, review, named trial, journal with year, DOI, PMID, or a link said to be one."},
	Lists: []string{"source-name"},
	Read: func(r *Reader) {
		for _, m := range r.Phrases("source-name") {
			r.Found("source-cited", m.Span)
		}
	},
})

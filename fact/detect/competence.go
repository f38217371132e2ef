// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/text"
)

// Guidance on treatment is set against the author's field. Only fields with narrow borders are compared: general practice, nursing,
// emergency, pharmacy, paediatrics, public health and the like cover most topics, and facts anybody teaches are no guidance.
var _ = add(Detector{
	Name: "competence",
	Kinds: Kinds{
		"clinical-guidance": "The words guide treatment or name a diagnosis for readers.",
		"outside-field":     "Guidance on a topic outside the author's specialty and recorded scope; the value is the topic.",
		"outside-admitted":  "The author says the topic is not her own and guides all the same.",
		"student-guides":    "A student guides treatment on her own authority.",
		"outside-medicine":  "Advice on money or animals, which the author's registration doesn't cover.",
	},
	Needs: []fact.Kind{"refutes", "hedge", "author-student", "false-claim", "against-care", "strong-claim", "source-cited"},
	Lists: []string{"clinical-directive", "outside-field", "handed-on", "finance-advice", "vet-advice", "topic", "drug", "drug-class", "vaccine", "condition", "symptom"},
	Read:  readCompetence,
})

func readCompetence(r *Reader) {
	var guides []text.Match
	for _, m := range r.Phrases("clinical-directive") {
		if !quoted(r, m.Span) && !asked(r, m.Span) && !negatedBefore(r, m.Span, 2) && clinicalNear(r, m) {
			guides = append(guides, m)
			r.Found("clinical-guidance", m.Span)
		}
	}
	spans := Spans(guides)
	for _, k := range []fact.Kind{"false-claim", "against-care", "strong-claim"} {
		spans = append(spans, FactSpans(r.Facts(k))...)
	}
	for _, m := range r.Phrases("outside-field") {
		if len(guides) > 0 && !quoted(r, m.Span) && (len(r.Phrases("handed-on")) == 0 || diagnoses(guides, r)) {
			r.Found("outside-admitted", m.Span)
		}
	}
	if !strings.Contains(strings.ToLower(r.Practice.Author.Role), "vet") {
		for _, m := range r.Phrases("vet-advice") {
			if !quoted(r, m.Span) && (len(guides) > 0 || r.Before(m.Span, 1, "forget", "skip") || strings.HasPrefix(r.Doc.Tokens[m.First].Fold, "forget")) {
				r.Found("outside-medicine", m.Span).Value = "animals"
			}
		}
	}
	if ms := r.Phrases("finance-advice"); len(ms) >= 2 || len(ms) == 1 && r.After(ms[0].Span, 12, "here's", "sign", "link", "exact", "buy", "my", "picks") {
		for _, m := range ms {
			if claimed(r, m.Span, false) {
				r.Found("outside-medicine", m.Span).Value = "money"
			}
		}
	}
	if len(spans) == 0 {
		return
	}
	if r.Has("author-student") && !r.Has("source-cited") && len(guides) > 0 && len(r.Phrases("handed-on")) == 0 {
		for _, g := range guides {
			r.Found("student-guides", g.Span)
		}
	}
	mine := ownFields(r)
	if len(mine) == 0 {
		return
	}
	if slices.ContainsFunc(r.Phrases("topic"), func(t text.Match) bool { return slices.Contains(mine, t.Value) }) {
		spans = Spans(guides) // a claim that touches her own field is a matter of evidence
	}
	for _, t := range r.Phrases("topic") {
		if !slices.Contains(mine, t.Value) && r.Near(t.Span, 10, spans) && !quoted(r, t.Span) {
			r.Found("outside-field", t.Span).Value = t.Value
		}
	}
	for _, v := range r.Phrases("vaccine") {
		if !slices.Contains(mine, "infectious diseases") && r.Near(v.Span, 10, spans) && !quoted(r, v.Span) {
			r.Found("outside-field", v.Span).Value = "vaccination"
		}
	}
}

// clinicalNear tells whether a medicine, illness or symptom stands within the sentence of a directive or its neighbours.
func clinicalNear(r *Reader, m text.Match) bool {
	n := r.Doc.Tokens[m.First].Sent
	for _, l := range []string{"drug", "drug-class", "vaccine", "condition", "symptom", "topic"} {
		for _, x := range r.Phrases(l) {
			if k := r.Doc.Tokens[x.First].Sent; k >= n-1 && k <= n+1 {
				return true
			}
		}
	}
	return false
}

// diagnoses tells whether guidance names an illness for somebody: handing on afterwards doesn't take that back.
func diagnoses(guides []text.Match, r *Reader) bool {
	for _, g := range guides {
		for i := g.First; i <= g.Last; i++ {
			switch r.Doc.Tokens[i].Fold {
			case "sound", "sounds", "looks", "have", "has":
				return true
			}
		}
	}
	return false
}

// narrowFields are the specialties with close borders, each with the topics it shares with its neighbours.
var narrowFields = map[string][]string{
	"ophthalm": {"ophthalmology", "optometry"}, "optom": {"ophthalmology", "optometry"}, "orthopt": {"ophthalmology", "optometry"},
	"ent": {"ent", "audiology", "respiratory medicine", "speech and language therapy"}, "otolaryng": {"ent", "audiology", "speech and language therapy"}, "audiolog": {"audiology", "ent"},
	"dermatolog": {"dermatology", "aesthetics", "plastic surgery", "immunology", "rheumatology", "sexual health"},
	"orthopaed":  {"orthopaedics", "rheumatology", "physiotherapy", "sports medicine", "podiatry", "geriatrics"}, "orthoped": {"orthopaedics", "rheumatology", "physiotherapy", "sports medicine", "podiatry", "geriatrics"},
	"hand surg":  {"orthopaedics", "plastic surgery", "rheumatology"},
	"radiograph": {"radiology", "orthopaedics"}, "radiolog": {"radiology", "oncology", "orthopaedics"},
	"anaesth": {"anaesthesia", "intensive care", "emergency medicine", "palliative care", "physiotherapy"}, "anesth": {"anaesthesia", "intensive care", "emergency medicine"},
	"plastic surg": {"plastic surgery", "aesthetics", "dermatology", "breast surgery", "general surgery"},
	"dent":         {"dentistry", "endodontics", "orthodontics", "periodontics", "oral surgery", "prosthodontics", "aesthetics"},
	"orthodont":    {"dentistry", "endodontics", "orthodontics", "periodontics", "oral surgery", "prosthodontics"},
	"podiatr":      {"podiatry", "orthopaedics", "physiotherapy", "sports medicine", "dermatology"},
	"physio":       {"physiotherapy", "orthopaedics", "rheumatology", "sports medicine", "podiatry", "occupational therapy", "geriatrics", "respiratory medicine"},
	"psycholog":    {"psychology", "psychiatry"},
	"dietet":       {"dietetics", "obesity medicine", "gastroenterology", "lifestyle medicine"}, "dietit": {"dietetics", "obesity medicine", "gastroenterology", "lifestyle medicine"},
	"chiropract": {"chiropractic", "physiotherapy", "orthopaedics", "osteopathy"}, "osteopath": {"osteopathy", "physiotherapy", "orthopaedics", "chiropractic"},
	"speech and lang": {"speech and language therapy", "ent"}, "occupational therap": {"occupational therapy", "geriatrics", "physiotherapy"},
	"cardiolog": {"cardiology", "cardiothoracic surgery", "vascular surgery", "lifestyle medicine", "emergency medicine", "intensive care", "obesity medicine"},
	"urolog":    {"urology", "renal medicine", "sexual health", "reproductive medicine"}, "patholog": {"pathology", "haematology", "microbiology", "oncology"},
	"neurosurg": {"neurosurgery", "neurology"}, "vascular": {"vascular surgery", "cardiology"}, "hair": {"dermatology", "aesthetics"},
	"colorectal": {"general surgery", "gastroenterology", "oncology"}, "aesthetic": {"aesthetics", "dermatology", "plastic surgery"},
}

// ownFields gives the topics the author may guide on; none where her field has wide borders or isn't known.
func ownFields(r *Reader) []string {
	a := &r.Practice.Author
	own := strings.ToLower(a.Role + " " + a.Specialty)
	var out []string
	for stem, fields := range narrowFields {
		if i := strings.Index(" "+own+" ", stem); i >= 0 && (len(stem) > 4 || strings.Contains(" "+own+" ", " "+stem)) && !(stem == "ent" && !strings.Contains(" "+own+" ", " ent ")) {
			out = append(out, fields...)
		}
	}
	if len(out) == 0 || strings.Contains(own, "general practi") || strings.Contains(own, "gp") {
		return nil
	}
	for _, s := range a.Scope {
		out = append(out, strings.ToLower(s))
	}
	for i := range r.Practice.Credentials {
		for _, f := range r.Practice.Credentials[i].Fields {
			out = append(out, strings.ToLower(f))
		}
	}
	return out
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chaperone/fact"
	"chaperone/fact/jigsaw/rough"
	"chaperone/text"
)

// How placeable a story is: all clues of the post go into one estimate. The words for a level are fixed here, so that rules need no
// numbers: singled out (a handful fit), few (a reader who knows somebody could tell), thin (nothing to hold on to).
var _ = add(Detector{
	Name: "case-crowd",
	Kinds: Kinds{
		"case-singled-out": "A case with clues by which neighbours, colleagues or family could tell who it is.",
		"case-few":         "A real case with some clues: few people fit.",
		"case-thin":        "A case with no clue worth naming.",
	},
	Needs: []fact.Kind{"patient-case", "recent-time", "long-ago", "clue-age", "clue-sex-word", "clue-occupation", "clue-role", "clue-place", "clue-ward", "clue-relation", "clue-ethnicity",
		"clue-body", "clue-animal", "clue-date", "clue-time", "clue-rare", "clue-condition", "clue-procedure", "clue-injury", "clue-newsworthy", "clue-mechanism",
		"clue-outcome", "clue-child", "clue-quote", "clue-household"},
	Lists: []string{"crowd-unique", "crowd-celebrity", "crowd-superlative"},
	Read: func(r *Reader) {
		cases := r.Facts("patient-case")
		if len(cases) == 0 {
			return
		}
		k, crowd := crowdKind(crowdFrame(r), crowdClues(r))
		f := r.Found(k, cases[0].Span)
		f.Subject, f.Confidence = fact.Patient, cases[0].Confidence
		f.Value = fmt.Sprintf("%.0f bits", crowd.Bits)
		f.Clues = crowdEvidence(r)
	},
})

// crowdKind says in words how few a crowd is.
func crowdKind(frame rough.Frame, clues []rough.Clue) (fact.Kind, rough.Crowd) {
	crowd := rough.Estimate(frame, clues)
	switch {
	case crowd.Bits < crowdSingled:
		return "case-singled-out", crowd
	case crowd.Bits < crowdFew:
		return "case-few", crowd
	}
	return "case-thin", crowd
}

// crowdSingled and crowdFew are the crowds, in bits, below which a story counts as singled out, or as few.
const crowdSingled, crowdFew = 2.0, 13.0

func crowdFrame(r *Reader) rough.Frame {
	f := rough.Frame{Workplace: len(r.Practice.Author.Workplaces) > 0, Years: len(r.Facts("long-ago")) > 0}
	for _, t := range r.Facts("recent-time") {
		d := 1.0
		if t.Value == "" && strings.Contains(text.Fold(t.Of(r.Text())), "month") {
			d = 30
		}
		if strings.Contains(text.Fold(t.Of(r.Text())), "week") {
			d = 7
		}
		if f.Days == 0 || d < f.Days {
			f.Days = d
		}
	}
	for _, p := range r.Facts("clue-place") {
		if n, err := strconv.ParseFloat(p.Value, 64); err == nil && (f.People == 0 || n < f.People) {
			f.People = n
		}
	}
	return f
}

type crowdAs struct {
	kind fact.Kind
	as   rough.Kind
}

// crowdKinds says as what clue of the estimate each kind of fact counts, as far as its words can be pointed at.
var crowdKinds = []crowdAs{{"clue-age", "age"}, {"clue-sex-word", "sex"}, {"clue-occupation", "job"}, {"clue-role", "role"}, {"clue-place", "venue"}, {"clue-ward", "ward"}, {"clue-relation", "relation"},
	{"clue-ethnicity", "ethnicity"}, {"clue-body", "body"}, {"clue-animal", "animal"}, {"clue-date", "date"}, {"recent-time", "date"}, {"clue-time", "hour"}, {"clue-rare", "rare"},
	{"clue-condition", "condition"}, {"clue-procedure", "procedure"}, {"clue-injury", "injury"}, {"clue-newsworthy", "event"}, {"clue-mechanism", "mechanism"},
	{"clue-outcome", "death"}, {"clue-child", "child"}, {"clue-quote", "quote"}, {"clue-household", "household"}}

// crowdEvidence gives the words that narrow the crowd, by what clues of their kind are worth; the second of a kind counts half, further
// ones little.
func crowdEvidence(r *Reader) []fact.Clue {
	var out []fact.Clue
	for _, k := range crowdKinds {
		worth := rough.Usual[k.as]
		for i, f := range r.theirs(k.kind) {
			if i > 2 {
				break
			}
			at := slices.IndexFunc(out, func(c fact.Clue) bool { return c.Overlaps(f.Span) })
			switch {
			case at < 0:
				out = append(out, fact.Clue{Span: f.Span, Weight: worth})
			case out[at].Weight < worth: // a trawlerman is a trade, and one that few have
				out[at].Weight = worth
			}
			worth /= 2
		}
	}
	return out
}

func crowdClues(r *Reader) []rough.Clue {
	var out []rough.Clue
	put := func(k fact.Kind, j rough.Kind) {
		for range min(2, len(r.theirs(k))) {
			out = append(out, rough.Clue{Kind: j})
		}
	}
	if ages := r.theirs("clue-age"); len(ages) > 0 { // one person has one age
		j := rough.Kind("age")
		if _, err := strconv.Atoi(ages[0].Value); err != nil {
			j = "age-band"
		}
		out = append(out, rough.Clue{Kind: j})
	}
	for _, o := range r.theirs("clue-occupation") {
		j := rough.Kind("job")
		if o.Value == "few" {
			j = "role"
		}
		out = append(out, rough.Clue{Kind: j})
	}
	for _, p := range r.Facts("clue-place") {
		if _, err := strconv.Atoi(p.Value); err != nil && p.Value != "hospital" {
			out = append(out, rough.Clue{Kind: "venue"})
		}
	}
	if len(r.theirs("clue-sex-word")) > 0 {
		out = append(out, rough.Clue{Kind: "sex"})
	}
	put("clue-ward", "ward")
	put("clue-relation", "relation")
	put("clue-ethnicity", "ethnicity")
	put("clue-body", "body")
	put("clue-animal", "animal")
	put("clue-date", "date")
	put("clue-time", "hour")
	put("clue-rare", "rare")
	put("clue-condition", "condition")
	put("clue-procedure", "procedure")
	put("clue-injury", "injury")
	put("clue-newsworthy", "event")
	put("clue-mechanism", "mechanism")
	put("clue-outcome", "death")
	put("clue-child", "child")
	put("clue-quote", "quote")
	put("clue-household", "household")
	for range r.Phrases("crowd-unique") {
		out = append(out, rough.Clue{Kind: "unique"})
	}
	for range r.Phrases("crowd-celebrity") {
		out = append(out, rough.Clue{Kind: "celebrity"})
	}
	for range r.Phrases("crowd-superlative") {
		out = append(out, rough.Clue{Kind: "superlative"})
	}
	return out
}

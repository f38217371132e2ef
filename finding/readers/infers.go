// SPDX-License-Identifier: Apache-2.0

package readers

import (
	"slices"

	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/fact/jigsaw"
	"chaperone/post"
)

// leastShare is the share of the narrowing from which a clue is named.
const leastShare = 0.1

// many is the number of people behind which nobody picks one out: numbers above it are no reason to say anything.
const many = 1000

// infers gives what a reader could work out, beyond what stands there for everybody.
func (v *view) infers(r Reader) []Line {
	var out []Line
	add := func(says string, spans ...post.Span) {
		if says != "" {
			out = append(out, Line{Says: says, Spans: spans})
		}
	}
	switch r {
	case Neighbour:
		add(v.named("home-address-told", "Knows the house, or can find it"))
		add(v.named("live-location", "Knows where to find you now"))
	}
	if !v.facts.Has("patient-case") { // it tells of nobody
		return append(v.workplace(r), out...)
	}
	crowd := detect.CrowdOf(v.facts)
	switch r {
	case Patient:
		if words, spans := v.clues(crowd); words != "" {
			add("Would know themselves by "+words+", whatever the number.", spans...)
		}
	case Relative:
		if crowd != nil {
			if learn := crowd.Learn(); len(learn) > 0 {
				add("Would know whom you mean, and may learn from you " + listed(learn) + ".")
			}
		}
	case Colleague:
		if words, spans := v.said("recent-time", "clue-date", "clue-ward"); words != "" {
			add("Who was there can tell whom you mean: "+words+".", spans...)
		}
	case Neighbour:
		if crowd == nil || !crowd.Result.Known {
			break
		}
		if place := v.place(crowd); place != "" && crowd.Result.K <= many {
			add("Knows people it might be, from " + place + ": by what stands here it fits " + crowdOf(crowd.Result.Estimate) + ".")
		}
		if crowd.Story.News {
			add("May have heard of it.")
		}
	case Journalist:
		if crowd == nil || !crowd.Result.Known {
			break
		}
		if crowd.Result.Verdict != jigsaw.Clear && crowd.Result.K <= many {
			add("Knowing nothing else, could narrow it down to " + crowdOf(crowd.Result.Estimate) + ".")
		}
		if crowd.Story.News {
			add("If it was reported, a search may give the name.")
		}
	}
	return append(out, v.workplace(r)...)
}

// crowdOf says how many people an estimate leaves, with its interval.
func crowdOf(e jigsaw.Estimate) string {
	if e.K < 3 {
		return jigsaw.People(e.K)
	}
	return "at most about " + jigsaw.People(e.K) + " (likely " + jigsaw.Count(e.Lo) + " to " + jigsaw.Count(e.Hi) + ")"
}

// named says something of the words a rule points at; nothing where it isn't raised.
func (v *view) named(rule, says string) (string, post.Span) {
	for _, f := range v.raised {
		if f.Rule.ID == rule && len(f.Spans) > 0 {
			if q := v.quote(f.Spans[0]); q != "" {
				return says + ": " + q + ".", f.Spans[0]
			}
			return says + ".", f.Spans[0]
		}
	}
	return "", post.Span{}
}

// said quotes words of this post of some kinds, at most three.
func (v *view) said(kinds ...fact.Kind) (string, []post.Span) {
	var words []string
	var spans []post.Span
	for _, k := range kinds {
		for _, f := range v.facts.Of(k) {
			q := v.quote(f.Span)
			if q == "" || slices.Contains(words, q) || slices.ContainsFunc(spans, f.Span.Overlaps) || len(words) == 3 {
				continue
			}
			words, spans = append(words, q), append(spans, f.Span)
		}
	}
	return listed(words), spans
}

// clues quotes the words of this post that narrow the crowd most, at most three. Nobody knows themselves by "she".
func (v *view) clues(c *detect.Crowd) (string, []post.Span) {
	var words []string
	var spans []post.Span
	if c == nil || !c.Result.Known {
		return "", nil
	}
	id := v.facts.In.Post.ID
	for _, x := range c.Result.Clues {
		if x.Share < leastShare || len(words) == 3 {
			break
		}
		k := c.Problem.Clues[x.Clue]
		if k.Sort == jigsaw.Sex {
			continue
		}
		for _, p := range k.Spans {
			if p.Post != id && p.Post != "" {
				continue
			}
			if q := v.quote(p.Span); q != "" && !slices.Contains(words, q) {
				words, spans = append(words, q), append(spans, p.Span)
			}
			break
		}
	}
	return listed(words), spans
}

// place gives the words that say where the story plays, or where they stand.
func (v *view) place(c *detect.Crowd) string {
	for _, x := range c.Result.Clues {
		k := c.Problem.Clues[x.Clue]
		if k.Sort != jigsaw.Home && k.Sort != jigsaw.Care || k.Words == "" {
			continue
		}
		switch k.Source {
		case jigsaw.FromProfile:
			return "where your profile says that you work"
		case jigsaw.FromHistory:
			return "the place an earlier post names"
		}
		for _, p := range k.Spans {
			if q := v.quote(p.Span); q != "" && (p.Post == v.facts.In.Post.ID || p.Post == "") {
				return q
			}
		}
	}
	return ""
}

// workplace says how an employer knows that it is theirs.
func (v *view) workplace(r Reader) []Line {
	if r != Employer {
		return nil
	}
	if words, spans := v.said("account-workplace"); words != "" {
		return []Line{{Says: "Sees their name: " + words + ".", Spans: spans}}
	}
	if len(v.facts.In.Practice.Author.Workplaces) > 0 && v.facts.Has("patient-case") {
		return []Line{{Says: "Can tell that it may be one of theirs: your profile says where you work."}}
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Demeaning people for who they are: a slur, or a group together with what is said against it. Countering such words, quoting them to
// object, and neutral talk of groups (epidemiology, access, campaigns) stay free.
var _ = add(Detector{
	Name: "discriminate",
	Kinds: Kinds{
		"group-slur":    "A slur.",
		"discriminates": "A group is demeaned for age, disability, sex, race, religion, sexuality, body, nationality or class.",
	},
	Lists: []string{"con-slur", "con-group", "con-group-neg"},
	Needs: []fact.Kind{"objects-to-abuse", "self-mockery", "refutes"},
	Read: func(r *Reader) {
		objects := FactSpans(r.Facts("objects-to-abuse"))
		countered := func(s post.Span) bool {
			return r.conQuoted(s) || r.Near(s, 16, objects) || r.Near(s, 6, FactSpans(r.Facts("self-mockery")))
		}
		for _, m := range r.Phrases("con-slur") {
			if countered(m.Span) || r.Before(m.Span, 3, "i'm", "i", "am", "myself", "we", "us", "our", "my", "proud") {
				continue
			}
			r.Found("group-slur", m.Span).Subject = fact.Generic
			r.Found("discriminates", m.Span).Subject = fact.Generic
		}
		groups := r.Phrases("con-group")
		if len(groups) == 0 {
			return
		}
		for _, n := range r.Phrases("con-group-neg") {
			if countered(n.Span) {
				continue
			}
			if g, ok := r.conGroupBy(n, groups); ok && !r.conNegated(n) {
				r.Found("discriminates", post.Span{Start: min(g.Start, n.Start), End: max(g.End, n.End)}).Subject = fact.Generic
				return
			}
		}
	},
})

// conGroupBy finds the group that something is said against: before it in the sentence, or right behind ("I can't stand …").
func (r *Reader) conGroupBy(n text.Match, groups []text.Match) (text.Match, bool) {
	for _, g := range groups {
		if !r.SameSentence(g.Span, n.Span) {
			continue
		}
		if g.Last < n.First && n.First-g.Last <= 7 && (n.Last > n.First || r.Before(n.Span, n.First-g.Last, "are", "is", "were", "was", "so", "such", "all", "just", "nothing", "lot", "bunch", "being", "be", "like", "too", "'re", "as")) || g.First > n.Last && g.First-n.Last <= 3 || g.First >= n.First && g.Last <= n.Last {
			return g, true
		}
	}
	return text.Match{}, false
}

func (r *Reader) conNegated(n text.Match) bool {
	if r.Before(n.Span, 6, "no", "nobody", "not") && !r.Before(n.Span, 1, "should", "do") {
		return true
	}
	switch r.Doc.Tokens[n.First].Fold {
	case "don't", "do", "doesn't", "can't", "cannot", "won't", "never", "shouldn't", "should", "must", "need", "ought", "i", "didn't", "couldn't":
		return false
	}
	return r.Before(n.Span, 3, "not", "no", "aren't", "isn't", "never", "don't", "than", "if", "why", "nobody", "wasn't")
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Demeaning people for who they are: a slur, or a group together with what is said against it. Countering such words, quoting them to
// object, people's own words for themselves, and neutral talk of groups (epidemiology, access, campaigns) stay free.
var _ = add(Detector{
	Name: "discriminate",
	Kinds: Kinds{
		"group-slur":    "A slur.",
		"discriminates": "A group is demeaned for age, disability, sex, race, religion, sexuality, body, nationality or class.",
	},
	Lists: []string{"con-slur", "con-slur-sense", "con-group", "con-group-neg", "con-insult", "con-abuse", "con-threat"},
	Needs: []fact.Kind{"objects-to-abuse", "self-mockery", "others-words"},
	Read: func(r *Reader) {
		objects := FactSpans(r.Facts("objects-to-abuse"))
		countered := func(s post.Span) bool {
			return r.conQuoted(s) || r.others(s) || r.Near(s, 16, objects) || r.Near(s, 6, FactSpans(r.Facts("self-mockery")))
		}
		for _, m := range r.Phrases("con-slur") {
			if countered(m.Span) || r.conOfOneself(m) || r.conNamesake(m) || r.inHashtag(m) {
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
			if g, ok := r.conGroupBy(n, groups); ok && !r.conNegated(n) && !countered(g.Span) {
				r.Found("discriminates", post.Span{Start: min(g.Start, n.Start), End: max(g.End, n.End)}).Subject = fact.Generic
				return
			}
		}
	},
})

// conOfOneself tells whether a slur is somebody's own word for himself or herself: "I'm a cripple", "as a fag", "we call ourselves …",
// "my fellow …". The in-group spelling of one word is common speech among those it once was aimed at, and raising it wherever it stands
// would single out how black people write (Sap and others, ACL 2019); it counts only beside hostility.
func (r *Reader) conOfOneself(m text.Match) bool {
	ts := r.Doc.Tokens
	if m.Value == "ingroup" {
		for _, l := range [...]string{"con-group-neg", "con-insult", "con-abuse", "con-threat"} {
			for _, h := range r.Phrases(l) {
				if r.SameSentence(h.Span, m.Span) && (h.First > m.Last || h.Last < m.First) {
					return false
				}
			}
		}
		return !r.Before(m.Span, 1, "you", "these", "those", "dirty", "filthy", "stupid", "fucking", "bloody", "you're")
	}
	if m.Value == "own" && r.Before(m.Span, 1, "my", "fellow", "proud", "us", "we", "all") && r.Before(m.Span, 4, "my", "fellow", "proud", "us", "we") {
		return true
	}
	for i := m.First - 1; i >= 0 && i >= m.First-6 && ts[i].Sent == ts[m.First].Sent; i-- {
		switch ts[i].Fold {
		case "i'm", "myself", "ourselves", "we're":
			return true
		case "am":
			return true
		case "are":
			if i > 0 && ts[i-1].Fold == "we" {
				return true
			}
		case "as": // "as a cripple, I …"
			return m.First-i <= 2
		case "being": // "I love being a …", not "sick of them being …"
			return m.First-i <= 2 && (m.Value == "own" || r.Before(ts[i].Span, 3, "i", "i'm", "me", "my", "love"))
		case "you", "you're", "he", "she", "they", "he's", "she's", "they're", "him", "her", "them", "your", "these", "those":
			return false
		}
	}
	return false
}

// conNamesake tells whether the sentence shows that the word means a cigarette, a dish or a bundle of sticks.
func (r *Reader) conNamesake(m text.Match) bool {
	switch r.Doc.Tokens[m.First].Fold {
	case "fag", "fags", "faggot", "faggots":
	default:
		return false
	}
	for _, g := range r.Phrases("con-slur-sense") {
		if r.SameSentence(g.Span, m.Span) {
			return true
		}
	}
	// The tobacco word takes an article or a number and stands for a thing: "a fag in her mouth", "gasping for a fag".
	return strings.HasPrefix(r.Doc.Tokens[m.First].Fold, "fag") && !strings.HasPrefix(r.Doc.Tokens[m.First].Fold, "fagg") &&
		r.Before(m.Span, 3, "for", "got", "had", "have", "having", "out", "quick") && r.Before(m.Span, 1, "a", "of", "quick") && !r.After(m.Span, 2, "like", "who", "you", "is")
}

// inHashtag tells whether a match is only a part of a longer hashtag.
func (r *Reader) inHashtag(m text.Match) bool {
	for _, h := range r.Doc.Hashtags {
		if h.Start <= m.Start && m.End <= h.End && m.End-m.Start+1 < h.End-h.Start {
			return true
		}
	}
	return false
}

// conGroupBy finds the group that something is said against: as the subject of a verb, under a copula, right behind an adjective, or as
// the object of a verb ("I can't stand …"). Two words in one sentence are not enough: "monsters terrorise Asian cities" demeans nobody.
func (r *Reader) conGroupBy(n text.Match, groups []text.Match) (text.Match, bool) {
	for _, g := range groups {
		if !r.SameSentence(g.Span, n.Span) {
			continue
		}
		before, after := n.First-g.Last, g.First-n.Last // the tokens from one to the other, where that way round
		switch {
		case g.First >= n.First && g.Last <= n.Last:
			return g, true
		case !r.conPeople(g):
		case n.Value == "obj" && before > 0 && before <= 9 && r.After(n.Span, 5, "them", "'em", "lot"): // "met many of them, and I hate them all"
			return g, true
		case before > 0 && before <= 7 && (n.Value != "adj" && n.Value != "obj" || r.Before(n.Span, before, "are", "is", "were", "was", "so", "such", "all", "just", "nothing", "lot", "bunch", "being", "be", "like", "too", "'re", "as")):
			return g, true
		case after == 1 && n.Value == "adj" && r.conMany(g):
			return g, true
		case after > 0 && after <= 3 && (n.Value == "obj" || n.Value == "any"):
			return g, true
		}
	}
	return text.Match{}, false
}

// conPeople tells whether a word for a group stands for its people, and not beside a thing ("the Danish concept", "an Asian city").
func (r *Reader) conPeople(g text.Match) bool {
	ts := r.Doc.Tokens
	if g.Last > g.First || r.conMany(g) || g.Last+1 >= len(ts) || ts[g.Last+1].Sent != ts[g.Last].Sent || ts[g.Last+1].Class != text.Word {
		return true
	}
	return slices.Contains(personNouns, ts[g.Last+1].Fold) || slices.Contains(groupVerbs, ts[g.Last+1].Fold) || r.Before(g.Span, 2, "every", "any", "typical", "another", "bloody", "these", "those", "all")
}

// conMany tells whether a word for a group is a plural.
func (r *Reader) conMany(g text.Match) bool {
	f := r.Doc.Tokens[g.Last].Fold
	if strings.HasSuffix(f, "s") && f != "is" || slices.Contains(personNouns, f) || f == "elderly" || f == "poor" || f == "blind" || f == "deaf" || f == "disabled" && g.Last > g.First {
		return true
	}
	return g.Last+1 < len(r.Doc.Tokens) && slices.Contains(personNouns, r.Doc.Tokens[g.Last+1].Fold)
}

var personNouns = []string{"people", "men", "women", "lives", "folk", "folks", "patients", "families", "doctors", "nurses", "guys", "girls", "boys", "kids", "children", "lot", "ladies", "lads",
	"community", "communities", "mothers", "mums", "fathers", "aunties", "couples", "wives", "husbands", "workers", "types", "staff", "students", "immigrants", "refugees", "chinese"}

var groupVerbs = []string{"is", "are", "was", "were", "should", "must", "don't", "do", "doesn't", "can't", "cannot", "won't", "never", "always", "just", "all", "get", "gets", "have", "has", "need", "needs",
	"who", "that", "and", "or", "come", "go", "shouldn't", "ought", "deserve", "belong", "make", "makes", "disgust", "at", "in", "on", "with", "from", "these", "so", "only", "tend",
	"to", "of", "by", "for", "i", "we", "you", "they", "he", "she", "being", "as", "would", "will", "isn't", "aren't", "person", "man", "woman", "guy", "patient", "doctor", "nurse", "bloke", "family"}

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

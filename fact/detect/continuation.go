// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strconv"
	"strings"

	"chaperone/fact"
	"chaperone/fact/jigsaw/link"
	"chaperone/post"
	"chaperone/text"
)

// Words that carry on what the account told before. Who reads both posts puts them together, so the clues of both count.
var _ = add(Detector{
	Name: "continuation",
	Kinds: Kinds{"continuation": "Words that point back at an earlier post of the account. The value says how: explicit (an update, \"remember the …\", part 2), pronoun (begins " +
		"with a person nobody has introduced), definite (\"the farmer\", \"sofa person\"; the code is the word), count (\"day 94\"; the code is the number)."},
	Needs: []fact.Kind{"person-told", "is-received", "is-bio"},
	Lists: []string{"continuation-explicit", "continuation-again", "continuation-who", "occupation"},
	Read: func(r *Reader) {
		if r.Has("is-received") || r.Has("is-bio") || r.Doc.Sentences() == 0 {
			return
		}
		found := func(s post.Span, how link.CueSort, code string) {
			if !r.foundAt("continuation", s) {
				f := r.Found("continuation", s)
				f.Value, f.Code, f.Told = string(how), code, true
			}
		}
		for _, m := range r.Phrases("continuation-explicit") {
			found(m.Span, link.Explicit, "")
		}
		if s, ok := laterInThread(r.Doc); ok {
			found(s, link.Explicit, "")
		}
		for i := range r.Doc.Tokens {
			if s, n, ok := dayCount(r.Doc, i); ok {
				found(s, link.Count, strconv.Itoa(n))
			}
		}
		r.definite(found)
		if r.who != nil {
			if s, ok := r.who.Unnamed(); ok {
				found(s, link.Pronoun, "")
			}
		}
	},
})

// laterInThread reads the counter a later post of a thread begins with: "2/5", "(3/)". Two days, weeks and months are written 2/7, 2/52 and
// 2/12.
func laterInThread(d *text.Doc) (post.Span, bool) {
	t := d.Tokens
	i := 0
	if len(t) > 0 && t[0].Fold == "(" {
		i = 1
	}
	if i >= len(t) || t[i].Class != text.Number {
		return post.Span{}, false
	}
	first, of, both := strings.Cut(t[i].Fold, "/")
	last := i
	if !both {
		if i+1 >= len(t) || t[i+1].Fold != "/" || t[i+1].Start != t[i].End {
			return post.Span{}, false
		}
		last++
	}
	n, err := strconv.Atoi(first)
	if err != nil || n < 2 || n > 40 {
		return post.Span{}, false
	}
	if both {
		if all, err := strconv.Atoi(of); err != nil || all < n || all > 40 || all == 7 || all == 12 || all == 24 {
			return post.Span{}, false
		}
	}
	return d.Span(i, last), true
}

// dayCount reads "day 60" where it begins a sentence or line: the days of somebody's stay.
func dayCount(d *text.Doc, i int) (post.Span, int, bool) {
	t := d.Tokens
	if t[i].Fold != "day" || i+1 >= len(t) || t[i+1].Class != text.Number || i > 0 && t[i].Sent == t[i-1].Sent && !t[i].Line {
		return post.Span{}, 0, false
	}
	n, err := strconv.Atoi(t[i+1].Fold)
	if err != nil || n < 2 || n > 2000 {
		return post.Span{}, 0, false
	}
	if i+2 < len(t) && slices.Contains([]string{"of", "in", "/"}, t[i+2].Fold) && i+3 < len(t) && slices.Contains([]string{"annual", "leave", "my", "holiday", "the", "lockdown", "strike", "strikes", "nights", "call"}, t[i+3].Fold) {
		return post.Span{}, 0, false
	}
	return d.Span(i, i+1), n, true
}

// bynamed are nouns for one person that a word before them can turn into a by-name: "frog girl".
var bynamed = map[string]bool{"lady": true, "woman": true, "man": true, "gentleman": true, "gent": true, "chap": true, "bloke": true, "fella": true, "lad": true, "lass": true, "lassie": true,
	"girl": true, "boy": true, "guy": true, "patient": true, "pt": true, "client": true, "resident": true, "baby": true, "bairn": true, "wean": true, "toddler": true, "kid": true, "mum": true, "mam": true,
	"mom": true, "dad": true, "nan": true, "gran": true, "grandad": true, "couple": true, "person": true, "granny": true, "twins": true}

// noByname are words before a person that describe anybody.
var noByname = map[string]bool{"young": true, "elderly": true, "poor": true, "lovely": true, "little": true, "wee": true, "pregnant": true, "teenage": true, "sweet": true, "brave": true, "new": true, "old": true, "older": true,
	"postman": true, "unconscious": true, "confused": true, "drunk": true, "dying": true, "sick": true, "ill": true, "anxious": true, "angry": true, "quiet": true, "tiny": true, "clever": true, "funny": true, "kind": true,
	"wonderful": true, "amazing": true, "next": true, "last": true, "first": true, "stroke": true, "cancer": true, "trauma": true, "dementia": true, "cardiac": true, "diabetic": true, "palliative": true, "surgical": true,
	"medical": true, "icu": true, "ward": true, "clinic": true, "birthday": true, "premature": true, "newborn": true, "frail": true, "bed": true, "nhs": true, "private": true, "dental": true, "single": true, "other": true,
	"same": true, "one": true, "white": true, "black": true, "asian": true, "british": true, "english": true, "scottish": true, "irish": true, "welsh": true, "retired": true, "homeless": true, "tall": true, "big": true, "blind": true, "deaf": true}

// definite reads people spoken of as known: "the farmer went home", "sofa person again". The first time a post speaks of somebody, an author
// writes "a farmer" unless readers have met him.
func (r *Reader) definite(found func(post.Span, link.CueSort, string)) {
	t := r.Doc.Tokens
	opens := func(i int) bool {
		return i == 0 || t[i].Sent != t[i-1].Sent || i > 0 && t[i-1].Class == text.Punct && i < 4
	}
	the := func(i int) bool { return i >= 0 && slices.Contains([]string{"the", "our", "that"}, t[i].Fold) }
	for i := 1; i < len(t); i++ {
		w := t[i-1]
		if !bynamed[t[i].Fold] || w.Class != text.Word || w.Hash || w.Sent != t[i].Sent || noByname[w.Fold] || bynamed[w.Fold] {
			continue
		}
		stem := link.Stem(w.Fold)
		if stem == "" || link.Common(stem) || strings.HasSuffix(w.Fold, "ing") || strings.HasSuffix(w.Fold, "ed") || strings.HasSuffix(w.Fold, "ly") || r.earlier(stem, i-1) {
			continue
		}
		if the(i-2) && t[i-2].Sent == w.Sent || opens(i-1) && r.backAgain(i) {
			found(r.Doc.Span(i-1, i), link.Definite, stem)
		}
	}
	for _, m := range r.Phrases("occupation") {
		if i := m.First; the(i-1) && t[i-1].Sent == t[i].Sent && (opens(i-1) || r.Near(m.Span, 10, Spans(r.Phrases("continuation-again")))) && m.Value != "clinical" {
			if stem := link.Stem(t[m.Last].Fold); stem != "" && !link.Common(stem) && !r.earlier(stem, i) {
				found(m.Span, link.Definite, stem)
			}
		}
	}
}

// earlier tells whether a word stands before token i already: then "the farmer" is the farmer of this post.
func (r *Reader) earlier(stem string, i int) bool {
	for _, t := range r.Doc.Tokens[:i] {
		if link.Stem(t.Fold) == stem {
			return true
		}
	}
	return false
}

// backAgain tells whether the sentence behind a by-name without article takes the person as known: a verb of the past or "again" follows,
// no article and no preposition that would begin a list or a heading.
func (r *Reader) backAgain(i int) bool {
	t := r.Doc.Tokens
	if i+1 >= len(t) || t[i+1].Sent != t[i].Sent {
		return false
	}
	switch next := t[i+1]; {
	case next.Class != text.Word:
		return next.Fold == "!" || next.Fold == "'s"
	case slices.Contains([]string{"again", "is", "was", "has", "had", "won", "went", "got", "came", "did", "made", "update", "says", "said", "goes", "died", "lives", "sent", "brought", "texted", "walked"}, next.Fold):
		return true
	default:
		return strings.HasSuffix(next.Fold, "ed")
	}
}

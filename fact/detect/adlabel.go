// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Labels are judged by their words and by their place: regulators ask for a plain word as the first thing a reader sees. A hashtag
// counts as a whole ("#ad"), never a part of one ("#adgifted"); a bare word counts where it stands as a label and not in a sentence
// ("read an advert").
var _ = add(Detector{
	Name: "ad-label",
	Kinds: Kinds{
		"ad-label":        "A word that marks the post as an advert and is accepted as a label in the author's country.",
		"ad-label-first":  "Such a word, and it is the first thing a reader sees.",
		"ad-label-late":   "Such a word, but not first.",
		"ad-label-tail":   "Such a word among closing hashtags or as the last word.",
		"ad-label-weak":   "Words about a commercial tie that regulators don't accept as a label.",
		"ad-label-switch": "The post says that the disclosure stands in the platform's switch, the profile or elsewhere.",
		"ad-label-denied": "The post says that nothing was paid or given for it.",
	},
	Needs: []fact.Kind{"author-us"},
	Lists: []string{"label-accepted", "label-sentence", "label-us", "label-weak", "label-weak-word", "label-switch", "label-denied", "irony", "tie-code", "tie-affiliate", "tie-shop-link", "shop-call", "brand"},
	Read:  readLabels,
})

func readLabels(r *Reader) {
	for _, m := range r.Phrases("label-denied") {
		r.Found("ad-label-denied", m.Span)
	}
	for _, m := range r.Phrases("label-switch") {
		r.Found("ad-label-switch", m.Span)
	}
	accepted := func(m text.Match, first bool) {
		k := fact.Kind("ad-label-late")
		if first {
			k = "ad-label-first"
		}
		r.Found("ad-label", m.Span)
		r.Found(k, m.Span)
		if !first && labelInTail(r, m) {
			r.Found("ad-label-tail", m.Span)
		}
	}
	for _, m := range r.Phrases("label-accepted") {
		if wholeTag(r, m) || !r.Tokens()[m.First].Hash && standsAsLabel(r, m) {
			accepted(m, leads(r, m.First))
		}
	}
	for _, m := range r.Phrases("label-sentence") {
		if !negatedNear(r, m.Span) {
			accepted(m, r.Tokens()[m.First].Sent == 0)
		}
	}
	ironic := len(r.Phrases("irony")) > 0
	us := r.Has("author-us")
	if us {
		for _, m := range r.Phrases("label-us") {
			if !ironic && (wholeTag(r, m) || !r.Tokens()[m.First].Hash && leads(r, m.First)) {
				accepted(m, leads(r, m.First))
			}
		}
	}
	for _, m := range r.Phrases("label-weak") {
		if !ironic && !negatedNear(r, m.Span) && weakHere(r, m) {
			r.Found("ad-label-weak", m.Span)
		}
	}
	for _, m := range r.Phrases("label-weak-word") {
		if !ironic && !r.Tokens()[m.First].Hash && weakWord(r, m) && !(us && strings.HasPrefix(r.Tokens()[m.First].Fold, "sponsored")) {
			r.Found("ad-label-weak", m.Span)
		}
	}
	for _, h := range r.Doc.Hashtags {
		if weakTag(h.Fold) {
			r.Found("ad-label-weak", h.Span)
		}
	}
}

// wholeTag tells whether a match is a whole hashtag.
func wholeTag(r *Reader, m text.Match) bool {
	for _, h := range r.Doc.Hashtags {
		if h.First == m.First && h.Last == m.Last {
			return true
		}
	}
	return false
}

// leads tells whether only emoji and signs stand before token i.
func leads(r *Reader, i int) bool {
	for k := i - 1; k >= 0; k-- {
		switch r.Tokens()[k].Class {
		case text.Emoji, text.Punct, text.Symbol:
		default:
			return false
		}
	}
	return true
}

// lineLeads is leads for the line token i stands on.
func lineLeads(r *Reader, i int) bool {
	for k := i; k >= 0; k-- {
		t := &r.Tokens()[k]
		if k < i && t.Class != text.Emoji && t.Class != text.Punct && t.Class != text.Symbol {
			return false
		}
		if t.Line {
			return true
		}
	}
	return true
}

// labelInTail tells whether a late label stands among closing hashtags or as the very last word.
func labelInTail(r *Reader, m text.Match) bool {
	ts := r.Tokens()
	if ts[m.First].Hash {
		return true
	}
	return m.Last >= len(ts)-2
}

// standsAsLabel tells a label ("AD | soap", "(ad)", "Advert: soap") from a word in a sentence ("reading an advert").
func standsAsLabel(r *Reader, m text.Match) bool {
	ts := r.Tokens()
	lead := lineLeads(r, m.First)
	upper := ts[m.First].Upper && !r.Doc.Upper
	if m.First > 0 && m.Last+1 < len(ts) {
		a, b := ts[m.First-1].Fold, ts[m.Last+1].Fold
		if strings.Contains("([{*|~/", a) && strings.Contains(")]}*|~/", b) {
			return true
		}
	}
	if m.Last+1 >= len(ts) || ts[m.Last+1].Line {
		return lead || upper
	}
	next := ts[m.Last+1]
	if upper && next.Hash {
		return true
	}
	if !lead {
		return false
	}
	if upper {
		return true
	}
	switch next.Class {
	case text.Punct, text.Symbol, text.Emoji, text.Handle:
		return next.Fold != "'" && next.Fold != "’" && next.Fold != "?"
	case text.Word:
		if next.Hash {
			return true
		}
		switch next.Fold {
		case "break", "hoc", "lib", "libs", "nauseam", "libitum", "infinitum", "agency", "agencies", "campaign", "campaigns", "blocker", "industry", "standards", "people", "works", "is", "was", "on":
			return false
		case "affiliate", "gifted", "paid", "feature", "post", "time", "first", "alert", "incoming", "again", "obviously", "because", "from", "by", "and":
			return leads(r, m.First) && next.Fold != "is"
		case "with", "for":
			return leads(r, m.First) || m.Last+2 < len(ts) && (ts[m.Last+2].Class == text.Handle || ts[m.Last+2].Cap)
		}
	}
	return false
}

// negatedNear tells whether a word of denial stands shortly before.
func negatedNear(r *Reader, s post.Span) bool {
	return r.Before(s, 4, "no", "not", "never", "nobody", "none", "isn't", "wasn't", "aren't", "don't", "doesn't", "didn't", "without", "zero", "nor",
		"neither", "won't", "haven't", "hasn't", "can't", "cannot", "ain't", "refuse", "refused", "decline", "declined", "wish", "unless")
}

// commercialWords tells whether a post names an account, brand, shop or code, so that an ambiguous tag can be read as a label.
func commercialWords(r *Reader) bool {
	for _, t := range r.Tokens() {
		if t.Class == text.Handle || t.Fold == "™" || t.Fold == "®" {
			return true
		}
	}
	for _, l := range []string{"tie-code", "tie-affiliate", "tie-shop-link", "shop-call"} {
		if len(r.Phrases(l)) > 0 {
			return true
		}
	}
	for _, m := range r.Phrases("brand") {
		if !strings.Contains(m.Value, "ambiguous") && !strings.HasPrefix(m.Value, "pharma") {
			return true
		}
	}
	return false
}

// doubtfulTags have an innocent sense (a research collab, a birth partner) and count only in commercial surroundings.
var doubtfulTags = map[string]bool{"gift": true, "collab": true, "collaboration": true, "partner": true, "partnership": true, "pr": true, "ambassador": true,
	"invite": true, "invited": true, "hosted": true, "sponsor": true, "sponsored": true, "af": true, "aff": true, "sp": true, "spon": true, "prevent": true, "gifted": true}

func weakHere(r *Reader, m text.Match) bool {
	ts := r.Tokens()
	t := ts[m.First]
	if t.Hash {
		if !wholeTag(r, m) {
			return false
		}
		return !doubtfulTags[strings.TrimPrefix(t.Fold, "#")] || m.First != m.Last || commercialWords(r) || t.Fold == "sp" || t.Fold == "spon" || t.Fold == "gifted"
	}
	switch t.Fold {
	case "in", "a", "my", "made", "sponsored", "sponsors", "paid", "proud", "official", "brand":
		if t.Fold == "sponsored" && leads(r, m.First) {
			return true
		}
		// "in partnership with the university", "made possible by NIHR": only with an account or in commercial surroundings
		if m.Last+1 < len(ts) && ts[m.Last+1].Class == text.Handle || ts[m.Last].Class == text.Handle {
			return true
		}
		last := ts[m.Last].Fold
		if m.Last+1 < len(ts) {
			last += " " + ts[m.Last+1].Fold
		}
		for _, w := range []string{"nihr", "wellcome", "nhs", "university", "council", "charity", "royal", "trust", "hospital", "college", "ukri", "mrc", "the"} {
			if strings.Contains(" "+last+" ", " "+w+" ") {
				return false
			}
		}
		return commercialWords(r) || strings.HasPrefix(text.Fold(m.Span.Of(r.Text())), "paid partnership")
	}
	return true
}

// weakTag reads tags made of a brand and a tie: #acmepartner, #paidpartnershipforever.
func weakTag(tag string) bool {
	for _, innocent := range []string{"birthpartner", "studypartner", "gympartner", "lifepartner", "runningpartner", "partnerincrime", "prepartner", "dancepartner", "mypartner", "supportpartner", "unpartner"} {
		if strings.HasSuffix(tag, innocent) {
			return false
		}
	}
	for _, end := range []string{"ambassador", "partner", "collab", "gifted", "brandrep", "affiliate", "sponsored"} {
		if len(tag) > len(end)+2 && strings.HasSuffix(tag, end) && !strings.HasPrefix(tag, "not") && !strings.HasPrefix(tag, "un") && !strings.HasPrefix(tag, "non") {
			return true
		}
	}
	for _, begin := range []string{"paidpartner", "giftedby", "adgift", "pradgift", "prpackage", "prhaul", "brandambassador", "affiliatelink"} {
		if strings.HasPrefix(tag, begin) {
			return true
		}
	}
	return false
}

// weakWord tells "(gifted)", "PR | " and a closing "gifted" from the word in a sentence.
func weakWord(r *Reader, m text.Match) bool {
	ts := r.Tokens()
	var before, after string
	if m.First > 0 {
		before = ts[m.First-1].Fold
	}
	if m.Last+1 < len(ts) {
		after = ts[m.Last+1].Fold
	}
	closed := m.Last+1 >= len(ts) || ts[m.Last+1].Line
	if before != "" && strings.Contains("([{*/", before) && (closed || strings.Contains(")]}*/", after)) {
		return true
	}
	if before == "/" || before == "|" {
		return m.First > 1 && ts[m.First-2].Fold == "ad" || closed
	}
	return lineLeads(r, m.First) && after != "" && !closed && strings.Contains("|:-–—/•", after) && commercialWords(r)
}

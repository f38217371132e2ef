// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"chaperone/post"
	"chaperone/text"
)

// A claim under quotation marks, behind "TikTok says" or before "No." is not the author's. Which words take it back, and how far they
// reach, depends on how they stand in the sentence: a verdict ("… is a myth") reaches back, a report or a denial ("they say", "no
// evidence that") reaches on to where the writer turns to words of his or her own, and a word that only stands near ("I ignore the
// nonsense, it cures …") takes back nothing but its own clause. Each fact's span is that reach; its value says by what: quote, cue, neg
// (plain negation), next (the answer that follows) or all.
var _ = add(Detector{
	Name:  "refutes",
	Kinds: Kinds{"refutes": "A claim is quoted, reported or named in order to refute it; the words are the reach of that."},
	Lists: []string{"refute-sentence", "refute-all", "refute-next", "attr-endorse"},
	Read: func(r *Reader) {
		d := r.Doc
		endorsed := r.endorsed()
		if len(r.Phrases("refute-all")) > 0 {
			for i := 0; i < d.Sentences(); i++ {
				if first, end := d.Sentence(i); end > first && !truthTold(d, i) {
					r.Found("refutes", d.SentenceSpan(i)).Value = "all"
				}
			}
			return
		}
		for _, q := range quotedSpans(d.Text) {
			if !wholeText(d.Text, q) && !endorsed {
				r.Found("refutes", q).Value = "quote"
			}
		}
		for _, m := range r.Phrases("refute-sentence") {
			if m.Value == "said" && endorsed {
				continue // "people say it, and they're right"
			}
			v := m.Value
			if v != "neg" {
				v = "cue"
			}
			r.Found("refutes", refuteReach(d, m)).Value = v
			if s := int(d.Tokens[m.First].Sent); s > 0 && verdictOnLast(d, m) {
				r.Found("refutes", d.SentenceSpan(s-1)).Value = "next" // "… . That's nonsense."
			}
		}
		for i := 0; i < d.Sentences(); i++ {
			if crossedOut(d, i) {
				r.Found("refutes", d.SentenceSpan(i)).Value = "cue"
			}
		}
		for _, m := range r.Phrases("refute-next") {
			s := int(d.Tokens[m.First].Sent)
			if first, end := d.Sentence(s); first == m.First && s > 0 {
				if !answers(d, m, end) {
					continue // "No symptoms", "Don't wait, order now" answer nothing
				}
				r.Found("refutes", d.SentenceSpan(s-1)).Value = "next"
			} else if m.First > 0 && strings.HasSuffix(strings.TrimRight(d.Text[:d.Tokens[m.First].Start], " "), ":") && m.Last-m.First < 2 {
				r.Found("refutes", post.Span{Start: d.SentenceSpan(s).Start, End: d.Tokens[m.First].Start}).Value = "next" // "Charcoal for hangovers: no."
			}
		}
	},
})

// endorsed tells whether the author takes over what he or she reports.
func (r *Reader) endorsed() bool {
	for _, m := range r.Phrases("attr-endorse") {
		if !negatedBefore(r, m.Span, 3) && !asked(r, m.Span) {
			return true
		}
	}
	return false
}

// crossedOut tells whether a sentence carries a cross, or begins with a label that takes it back: "Wrong: …", "Claim: …".
func crossedOut(d *text.Doc, s int) bool {
	first, end := d.Sentence(s)
	for i := first; i < end; i++ {
		switch t := &d.Tokens[i]; {
		case t.Class == text.Emoji && (strings.Contains(t.Fold, "❌") || strings.Contains(t.Fold, "🚫") || strings.Contains(t.Fold, "🙄")):
			return true
		case i == first && i+1 < end && refuteLabels[t.Fold] && d.Tokens[i+1].Fold == ":":
			return true
		}
	}
	return false
}

var refuteLabels = map[string]bool{"wrong": true, "false": true, "fiction": true, "lie": true, "rubbish": true, "nonsense": true, "incorrect": true,
	"them": true, "patient": true, "comment": true, "troll": true, "influencer": true, "tiktok": true, "instagram": true, "internet": true, "google": true}

// truthTold tells whether a sentence is labelled as what does hold: in a list of myths these are the author's own words.
func truthTold(d *text.Doc, s int) bool {
	first, end := d.Sentence(s)
	switch d.Tokens[first].Fold {
	case "fact", "facts", "truth", "reality", "actually", "true", "answer", "instead":
		return first+1 < end && (d.Tokens[first+1].Fold == ":" || d.Tokens[first+1].Fold == "-" || d.Tokens[first+1].Fold == "–" || d.Tokens[first+1].Fold == ",")
	}
	return s > 0 && strings.HasSuffix(strings.ToLower(strings.TrimSpace(d.SentenceSpan(s-1).Of(d.Text))), "fact:")
}

// answers tells whether a short word or denial at the start of a sentence answers the one before it: it must stand by itself ("No, it
// doesn't", "They don't.") or go on to deny the matter ("It doesn't work").
func answers(d *text.Doc, m text.Match, end int) bool {
	t := &d.Tokens[m.Last]
	if m.Last+1 >= end || pauses(d.Tokens[m.Last+1].Fold) || t.Class != text.Word {
		return true
	}
	next := d.Tokens[m.Last+1].Fold
	switch d.Tokens[m.First].Fold {
	case "it", "they", "this", "that", "don't", "do", "never", "please", "stop":
		return goesOnToDeny[next] || d.Tokens[m.First].Fold == "that's" || m.Last > m.First && d.Tokens[m.Last].Fold == "not" && goesOnToDeny[next]
	}
	return m.Last > m.First
}

var goesOnToDeny = map[string]bool{"work": true, "do": true, "does": true, "at": true, "actually": true, "really": true, "even": true, "any": true, "anything": true, "cure": true, "cause": true,
	"help": true, "true": true, "prevent": true, "treat": true, "believe": true, "fall": true, "buy": true, "share": true, "detox": true, "boost": true, "evidence": true, "happen": true}

// pauses tells whether a sign lets a one-word answer stand by itself: "No, it doesn't".
func pauses(fold string) bool { return strings.ContainsAny(fold, ".,!:;…-–—") }

// refuteReach is what a cue of [refute-sentence] takes back.
func refuteReach(d *text.Doc, m text.Match) post.Span {
	s := int(d.Tokens[m.First].Sent)
	first, end := d.Sentence(s)
	on := reachOn(d, m)
	tail := ""
	if m.Last+1 < end {
		tail = d.Tokens[m.Last+1].Fold
	}
	rest := strings.Trim(d.Text[d.Tokens[m.Last].End:max(d.Tokens[m.Last].End, d.SentenceSpan(s).End)], " .!…")
	switch {
	case end-first <= 3 && s+1 < d.Sentences() && d.Tokens[first].Fold == "myth", // a heading of its own line
		(rest == "" || rest == ":") && strings.HasPrefix(strings.TrimSpace(d.Text[d.Tokens[m.Last].End:]), ":") && s+1 < d.Sentences():
		return post.Span{Start: d.SentenceSpan(s).Start, End: d.SentenceSpan(s + 1).End}
	case m.Value == "whole":
		return d.SentenceSpan(s)
	case m.Value == "neg" || m.Value == "said":
		if rest == "" || on.End <= d.Tokens[m.Last].End { // "…, apparently", "…, says the advert"
			return post.Span{Start: d.SentenceSpan(s).Start, End: on.End}
		}
		return on
	case tail == "that" || tail == "about" || tail == "to" || tail == ":" || tail == "of" || tail == "around":
		return on
	case verdict(d, m, first):
		return post.Span{Start: d.SentenceSpan(s).Start, End: d.Tokens[m.Last].End}
	}
	from, to := m.First, m.Last // it only stands near: its own clause
	for from > first && !turnsAt(d, from-1, end) && !joinsClause(d.Tokens[from-1].Fold) {
		from--
	}
	for to+1 < end && !turnsAt(d, to+1, end) && !joinsClause(d.Tokens[to+1].Fold) {
		to++
	}
	return d.Span(from, to)
}

// joinsClause tells whether a token may join one clause to the next.
func joinsClause(fold string) bool { return fold == "," || fold == "and" || fold == "&" || fold == ":" }

// verdict tells whether a cue is said of what stands before it: "… is a myth", "… : complete nonsense", "… = rubbish".
func verdict(d *text.Doc, m text.Match, first int) bool {
	for i := m.First; i >= first && i >= m.First-4; i-- {
		switch d.Tokens[i].Fold {
		case "is", "are", "was", "were", "it's", "that's", "they're", "isn't", "aren't", "been", "be", "=", "remains", "another", "what", "such", "pure", "utter", "complete", "total", "'s", "called":
			return true
		}
	}
	return false
}

// verdictOnLast tells whether a cue stands at the start of its sentence and is said of "it" or "that": the sentence before is meant.
func verdictOnLast(d *text.Doc, m text.Match) bool {
	first, _ := d.Sentence(int(d.Tokens[m.First].Sent))
	if m.First-first > 5 {
		return false
	}
	switch d.Tokens[first].Fold {
	case "it's", "that's", "this", "that", "it", "all", "they're", "both", "none", "these":
		return verdict(d, m, first)
	case "what", "utter", "pure", "complete", "total":
		return true
	}
	return false
}

// quotedSpans finds what stands between quotation marks, in bytes; two words at least.
func quotedSpans(s string) []post.Span {
	if !strings.ContainsAny(s, "\"“”‘'«") {
		return nil
	}
	var out []post.Span
	open, want, prev := -1, rune(0), ' '
	for i, c := range s {
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(max(c, 0)):])
		switch {
		case open < 0 && c == '"':
			open, want = i, '"'
		case open < 0 && (c == '“' || c == '”'):
			open, want = i, '”'
		case open < 0 && c == '«':
			open, want = i, '»'
		case open < 0 && c == '‘':
			open, want = i, '’'
		case open < 0 && c == '\'' && (unicode.IsSpace(prev) || prev == '(') && unicode.IsLetter(next):
			open, want = i, '\''
		case open >= 0 && (c == want || want == '”' && c == '"') && !(want == '\'' || want == '’') || open >= 0 && c == want && !unicode.IsLetter(next):
			if strings.ContainsAny(s[open:i], " -") {
				out = append(out, post.Span{Start: open, End: i + utf8.RuneLen(c)})
			}
			open = -1
		case open >= 0 && (i-open > 400 || c == '\n' && want == '\''):
			open = -1
		}
		prev = c
	}
	return out
}

var negators = []string{"not", "no", "don't", "doesn't", "didn't", "isn't", "aren't", "wasn't", "weren't", "won't", "can't", "cannot", "never", "nor", "without", "nothing",
	"nobody", "none", "neither", "hardly", "wouldn't", "couldn't", "hasn't", "haven't", "shouldn't", "ain't", "nope"}

// negatedBefore tells whether a negation stands within n tokens before s, in the same clause.
func negatedBefore(r *Reader, s post.Span, n int) bool {
	at := r.Doc.At(s.Start)
	for i := at - 1; i >= 0 && i >= at-n && r.Doc.Tokens[i].Sent == r.Doc.Tokens[at].Sent; i-- {
		t := &r.Doc.Tokens[i]
		if t.Class == text.Punct && t.Fold != "'" && t.Fold != "\"" || t.Fold == "but" {
			return false
		}
		for _, w := range negators {
			if t.Fold == w {
				return true
			}
		}
	}
	return false
}

// asked tells whether the sentence of s is a question.
func asked(r *Reader, s post.Span) bool {
	n := r.SentenceOf(s)
	if n < 0 {
		return false
	}
	end := r.Doc.SentenceSpan(int(n)).End
	rest := r.Doc.Text[min(s.End, end):end]
	if strings.Contains(rest, "?") {
		return true
	}
	return strings.HasPrefix(strings.TrimLeft(r.Doc.Text[end:], " "), "?")
}

// claimed tells whether the words at s are the author's own assertion: not refuted, not asked, and (unless the claim is itself a
// negative one) not negated.
func claimed(r *Reader, s post.Span, negative bool) bool {
	return stands(r, s, negative) && !asked(r, s)
}

// stands is claimed for words that a mark of surprise doesn't turn into a question.
func stands(r *Reader, s post.Span, negative bool) bool {
	for _, f := range r.Facts("refutes") {
		if f.Start <= s.Start && s.End <= f.End && !(negative && f.Value == "neg") {
			return false
		}
	}
	if !negative && negatedBefore(r, s, 4) {
		return false
	}
	return true
}

// hedged tells whether the sentence of s leaves room.
func hedged(r *Reader, s post.Span) bool {
	for _, f := range r.Facts("hedge") {
		if r.SameSentence(f.Span, s) {
			return true
		}
	}
	return false
}

// medical lists tell that a sentence is about health at all.
var medical = []string{"drug", "drug-class", "drug-slang", "vaccine", "supplement", "condition", "symptom", "procedure", "cosmetic", "screening", "evidence-agent", "evidence-target", "evidence-product", "evidence-body"}

// aboutHealth tells whether something medical stands in the sentence of s or a neighbour of it, s itself aside.
func aboutHealth(r *Reader, s post.Span, reach int32) bool {
	n := r.SentenceOf(s)
	for _, l := range medical {
		for _, m := range r.Phrases(l) {
			if k := r.Doc.Tokens[m.First].Sent; k >= n-reach && k <= n+reach && (m.Start >= s.End || m.End <= s.Start || l != "evidence-target" && l != "evidence-product" && l != "evidence-body") {
				return true
			}
		}
	}
	return false
}

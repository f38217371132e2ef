// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"chaperone/post"
	"chaperone/text"
)

// A claim under quotation marks, behind "TikTok says" or before "No." is not the author's. Each fact's span is the reach of what is
// refuted; its value says by what: quote, cue, neg (plain negation), next (the answer that follows) or all.
var _ = add(Detector{
	Name:  "refutes",
	Kinds: Kinds{"refutes": "A claim is quoted, reported or named in order to refute it; the words are the reach of that."},
	Lists: []string{"refute-sentence", "refute-all", "refute-next"},
	Read: func(r *Reader) {
		d := r.Doc
		if len(d.Tokens) > 0 && len(r.Phrases("refute-all")) > 0 {
			r.Found("refutes", d.Span(0, len(d.Tokens)-1)).Value = "all"
			return
		}
		for _, q := range quotedSpans(d.Text) {
			if (q.End-q.Start)*5 < len(d.Text)*4 {
				r.Found("refutes", q).Value = "quote"
			}
		}
		for _, m := range r.Phrases("refute-sentence") {
			f := r.Found("refutes", claimReach(d, m))
			if f.Value = m.Value; f.Value == "" {
				f.Value = "cue"
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
				if m.First == m.Last && m.Last+1 < end && !pauses(d.Tokens[m.Last+1].Fold) && d.Tokens[m.Last].Class == text.Word {
					continue // "No symptoms" answers nothing
				}
				r.Found("refutes", d.SentenceSpan(s-1)).Value = "next"
			} else if m.First > 0 && strings.HasSuffix(strings.TrimRight(d.Text[:d.Tokens[m.First].Start], " "), ":") && m.Last-m.First < 2 {
				r.Found("refutes", post.Span{Start: d.SentenceSpan(s).Start, End: d.Tokens[m.First].Start}).Value = "next" // "Charcoal for hangovers: no."
			}
		}
	},
})

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

// pauses tells whether a sign lets a one-word answer stand by itself: "No, it doesn't".
func pauses(fold string) bool { return strings.ContainsAny(fold, ".,!:;…-–—") }

// claimReach is the sentence of a cue, and the next one where the cue ends with a colon ("Myth: …", "TikTok says:").
func claimReach(d *text.Doc, m text.Match) post.Span {
	s := int(d.Tokens[m.First].Sent)
	span := d.SentenceSpan(s)
	rest := strings.TrimSpace(d.Text[d.Tokens[m.Last].End:span.End])
	if first, end := d.Sentence(s); end-first <= 3 && s+1 < d.Sentences() && d.Tokens[first].Fold == "myth" { // a heading of its own line
		span.End = d.SentenceSpan(s + 1).End
	}
	if (rest == "" || rest == ":") && strings.HasPrefix(strings.TrimSpace(d.Text[d.Tokens[m.Last].End:]), ":") && s+1 < d.Sentences() {
		span.End = d.SentenceSpan(s + 1).End
	}
	return span
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

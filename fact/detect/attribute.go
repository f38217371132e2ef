// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/post"
	"chaperone/text"
)

// Words that hurt are often told in order to counter them: in quotation marks, as what "people who say …" say, denied, or inside a
// sentence that calls them hateful. What counts is the frame, not the words in it: the same frame with "so true" behind it is the
// author's own after all, and reported words without any frame stay what they are.
var _ = add(Detector{
	Name:  "others-words",
	Kinds: Kinds{"others-words": "Words that the author quotes, reports in order to object to, or denies; the value says which."},
	Lists: []string{"attr-report", "attr-deny", "attr-denounce", "attr-endorse"},
	Read: func(r *Reader) {
		for _, m := range r.Phrases("attr-endorse") {
			if !negatedBefore(r, m.Span, 3) {
				return
			}
		}
		d := r.Doc
		for _, q := range quotedSpans(d.Text) {
			if !wholeText(d.Text, q) {
				r.Found("others-words", q).Value = "quoted"
			}
		}
		for _, m := range r.Phrases("attr-deny") {
			r.Found("others-words", reachOn(d, m)).Value = "denied"
		}
		denounced := marked(r, "attr-denounce")
		for _, m := range r.Phrases("attr-report") {
			if m.Value == "act" && r.Before(m.Span, 2, "i'm", "i", "am", "we're", "just", "only") {
				continue // "just saying" is the author's own
			}
			if s := int(d.Tokens[m.First].Sent); denounced[s] > 0 || s+1 < len(denounced) && denounced[s+1] > 0 || s > 0 && denounced[s-1] > 0 {
				r.Found("others-words", reachOn(d, m)).Value = "reported"
			}
		}
	},
})

// wholeText tells whether a quotation is nearly all there is: nobody is left to have quoted it.
func wholeText(s string, q post.Span) bool { return (q.End-q.Start)*5 >= len(s)*4 }

// turns are the words with which a writer comes back to what he or she says himself.
var turns = map[string]bool{"but": true, "yet": true, "however": true, "whereas": true, "although": true, "though": true, "because": true, "so": true}

// reachOn is how far a cue governs what follows: from its first word to the end of the sentence, or to where the writer turns to words
// of his or her own: behind a semicolon, a dash, "but", or a comma with a new subject. What stands between two quotation marks is never
// cut.
func reachOn(d *text.Doc, m text.Match) post.Span {
	s := int(d.Tokens[m.First].Sent)
	_, end := d.Sentence(s)
	last, quoted := m.Last, false
	for i := m.Last + 1; i < end; i++ {
		t := &d.Tokens[i]
		if t.Class == text.Punct && strings.ContainsAny(t.Fold, "\"“”«»") {
			quoted = !quoted
		}
		if !quoted && turnsAt(d, i, end) {
			break
		}
		last = i
	}
	return d.Span(m.First, last)
}

// turnsAt tells whether the writer's own words begin at token i.
func turnsAt(d *text.Doc, i, end int) bool {
	t := &d.Tokens[i]
	switch {
	case t.Fold == ";" || t.Fold == "—" || t.Fold == "–":
		return true
	case turns[t.Fold] && i+2 < end && t.Fold != "so":
		return true
	case t.Fold == "," && i+2 < end:
		switch n := &d.Tokens[i+1]; n.Fold {
		case "i", "we", "i'm", "i'd", "i've", "we're", "my", "our", "your", "you", "the", "it", "it's", "actually", "so", "which", "these", "those", "this", "that's":
			return true
		}
	}
	return false
}

// others tells whether the words at s are somebody else's, by the facts of "others-words".
func (r *Reader) others(s post.Span) bool {
	for _, f := range r.Facts("others-words") {
		if f.Start <= s.Start && s.Start < f.End {
			return true
		}
	}
	return false
}

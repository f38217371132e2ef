// SPDX-License-Identifier: Apache-2.0

package detect

import "chaperone/post"

// confirmedByCues reads an answer that no set phrase catches: it speaks to "you", ties the person to the author's care ("see you
// Tuesday", "in surgery this morning") and says something clinical, in one sentence or two neighbours. Talk of conferences, pets and
// where to get help is left out, and so is everything with an "if".
func (r *Reader) confirmedByCues() (post.Span, bool) {
	clinical := r.Phrases("reply-clinical")
	if len(clinical) == 0 || len(r.Doc.Tokens) > 120 {
		return post.Span{}, false
	}
	for _, tie := range r.Phrases("reply-tie") {
		if r.inSentence(tie, "reply-guard") || r.inSentence(tie, "confirm-no") || r.asks(tie) {
			continue
		}
		at := r.SentenceOf(tie.Span)
		you := r.vocative() || r.Doc.Tokens[tie.First].Fold == "me" || r.Doc.Tokens[tie.First].Fold == "i"
		for i := range r.Doc.Tokens {
			if d := r.Doc.Tokens[i].Sent - at; d < -1 || d > 1 {
				continue
			}
			switch r.Doc.Tokens[i].Fold {
			case "you", "your", "you're", "you've", "you'll", "ur", "u", "ya", "yours":
				you = true
			}
		}
		if !you {
			continue
		}
		for _, c := range clinical {
			if d := r.SentenceOf(c.Span) - at; d < -1 || d > 1 || c.First >= tie.First && c.Last <= tie.Last && tie.Last-tie.First < 3 {
				continue
			}
			if r.inSentence(c, "reply-guard") {
				continue
			}
			return tie.Span, true
		}
	}
	return post.Span{}, false
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// Somebody's own words are known again by whoever heard them. A verb of saying takes the words behind it with it; words between quotation
// marks are read by themselves where the post tells of a patient.
var _ = add(Detector{
	Name: "clue-quote",
	Kinds: Kinds{
		"clue-quote":  "The words, card or letter of a patient or relative.",
		"clue-speech": "What a patient or relative said, word for word or nearly, where the post tells of a patient; read for the estimate.",
	},
	Needs: []fact.Kind{"patient-case"},
	Lists: []string{"clue-quoted", "say"},
	Read: func(r *Reader) {
		var said []post.Span
		if r.Has("patient-case") {
			said = r.quotations()
		}
		for _, m := range r.Phrases("clue-quoted") {
			if clueOwn(r, m) || r.foundAt("clue-quote", m.Span) {
				continue
			}
			s := m.Span
			for _, v := range r.Phrases("say") {
				if v.Last == m.Last && r.Has("patient-case") {
					s.End = max(s.End, r.speechEnd(m.Last, said))
				}
			}
			r.Found("clue-quote", s).Value = m.Value
		}
		for _, s := range said {
			if !r.foundAt("clue-quote", s) && !r.authorSays(s) && r.ofPatient(s, "clue-quote") {
				r.Found("clue-speech", s).Told = true
			}
		}
		if !r.Has("patient-case") {
			return
		}
		for _, v := range r.Phrases("say") {
			s := post.Span{Start: v.Start, End: r.speechEnd(v.Last, said)}
			if s.End > v.End && !r.foundAt("clue-quote", s) && !r.foundAt("clue-speech", s) && !r.authorSays(s) && r.ofPatient(s, "clue-quote") {
				r.Found("clue-speech", s).Told = true
			}
		}
	},
})

// maxSpeech is how many tokens somebody's words may run to.
const maxSpeech = 60

// quotations gives what stands between quotation marks: two words and more between double marks, three between single curly ones.
func (r *Reader) quotations() []post.Span {
	t := r.Doc.Tokens
	src := r.Text()
	var out []post.Span
	open, shut := -1, ""
	for i := range t {
		if t[i].Class == text.Word || t[i].Class == text.Number {
			continue
		}
		mark := t[i].Of(src)
		switch {
		case open >= 0 && i-open > maxSpeech:
			open = -1
		case open >= 0 && (mark == shut || shut == "”" && mark == `"`):
			if words := r.wordsBetween(open+1, i); words > 2 || words == 2 && shut != "’" {
				out = append(out, post.Span{Start: t[open].Start, End: t[i].End})
			}
			open = -1
			continue
		}
		if open < 0 {
			switch mark {
			case `"`:
				open, shut = i, `"`
			case "“":
				open, shut = i, "”"
			case "‘":
				open, shut = i, "’"
			}
		}
	}
	return out
}

func (r *Reader) wordsBetween(first, end int) (n int) {
	for i := first; i < end; i++ {
		if r.Doc.Tokens[i].Class == text.Word {
			n++
		}
	}
	return n
}

// speechEnd gives where the words end that a verb of saying, which ends at token i, brings: with the quotation that follows, else with the
// sentence.
func (r *Reader) speechEnd(i int, said []post.Span) int {
	t := r.Doc.Tokens
	end := t[i].End
	for _, s := range said {
		if j := r.Doc.At(s.Start); j > i && j <= i+3 {
			return s.End
		}
	}
	n := 0
	for j := i + 1; j < len(t) && t[j].Sent == t[i].Sent && n < 25; j++ {
		switch t[j].Fold {
		case "goodbye", "hello", "hi", "yes", "no", "thanks", "nothing": // said, and known by nobody
			if n == 0 {
				return t[i].End
			}
		}
		if t[j].Class == text.Word || t[j].Class == text.Number {
			n++
			end = t[j].End
		}
	}
	if n < 3 {
		return t[i].End
	}
	return end
}

// authorSays tells whether the last person before the words is the author.
func (r *Reader) authorSays(s post.Span) bool {
	return r.Before(s, 2, "i", "i've", "i'd", "we", "you", "to")
}

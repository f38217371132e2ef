// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/rulebook"
)

// fixes makes the rule's ready-made changes for these facts. A fix that would change nothing is left out.
func fixes(r *rulebook.Rule, spans []post.Span, facts *fact.Set) []Fix {
	text := facts.In.Post.Text
	var out []Fix
	for _, f := range r.Fix {
		x := Fix{Title: f.Title, Safe: f.Safe}
		switch {
		case f.Insert != "" && f.At == "start":
			at := textStart(text)
			x.Edits = []post.Edit{{Span: post.Span{Start: at, End: at}, Text: f.Insert}}
			x.title("Put ‘" + strings.TrimSpace(f.Insert) + "’ first")
		case f.Insert != "":
			at := len(strings.TrimRightFunc(text, unicode.IsSpace))
			x.Edits = []post.Edit{{Span: post.Span{Start: at, End: at}, Text: f.Insert}}
			x.title("Add ‘" + strings.TrimSpace(f.Insert) + "’")
		case f.Widen:
			for _, k := range f.Of {
				for _, w := range facts.Of(k) {
					if w.Instead != "" && !w.Empty() {
						x.Edits = append(x.Edits, agree(cut(post.Edit{Span: w.Span, Text: w.Instead}, text), text))
					}
				}
			}
			if len(x.Edits) > 0 {
				x.title("Write ‘" + x.Edits[0].Text + "’")
			}
		default:
			x.words(f, spansOf(f, spans, facts), text)
		}
		x.Edits = distinct(x.Edits, text)
		if len(x.Edits) > 0 {
			out = append(out, x)
		}
	}
	return out
}

// cut leaves out of an edit what it would write again, where it only takes words away: a fact can't ask for nothing in its place.
func cut(e post.Edit, text string) post.Edit {
	switch old := e.Of(text); {
	case old != e.Text && strings.HasPrefix(old, e.Text):
		return post.Edit{Span: post.Span{Start: e.Start + len(e.Text), End: e.End}}
	case old != e.Text && strings.HasSuffix(old, e.Text):
		return post.Edit{Span: post.Span{Start: e.Start, End: e.End - len(e.Text)}}
	}
	return e
}

// agree takes the article before an edit with it where the new words want the other one: "a 70-year-old man" becomes "an older man".
func agree(e post.Edit, text string) post.Edit {
	before, spaced := strings.CutSuffix(text[:e.Start], " ")
	if e.Text == "" || !spaced {
		return e
	}
	word := before[strings.LastIndexFunc(before, func(c rune) bool { return !unicode.IsLetter(c) })+1:]
	vowel := strings.ContainsRune("aeiouAEIOU", rune(e.Text[0]))
	var article string
	switch {
	case vowel && (word == "a" || word == "A"):
		article = word + "n"
	case !vowel && (word == "an" || word == "An") && unicode.IsLetter(rune(e.Text[0])):
		article = word[:1]
	default:
		return e
	}
	return post.Edit{Span: post.Span{Start: e.Start - len(word) - 1, End: e.End}, Text: article + " " + e.Text}
}

func (x *Fix) words(f rulebook.Fix, spans []post.Span, text string) {
	for i, s := range spans {
		switch {
		case f.Replace != "":
			x.Edits = append(x.Edits, post.Edit{Span: s, Text: f.Replace})
			x.title("Write ‘" + f.Replace + "’")
		case f.Remove:
			x.Edits = append(x.Edits, post.Edit{Span: widenToSpace(s, text)})
			x.title("Remove it")
		case f.Move == "start" && i == 0:
			at := textStart(text)
			if s.Start == at {
				continue
			}
			x.Edits = append(x.Edits, post.Edit{Span: post.Span{Start: at, End: at}, Text: s.Of(text) + " "}, post.Edit{Span: widenToSpace(s, text)})
			x.title("Move ‘" + s.Of(text) + "’ to the front")
		}
	}
}

func spansOf(f rulebook.Fix, pointed []post.Span, facts *fact.Set) []post.Span {
	var out []post.Span
	for _, k := range f.Of {
		for _, w := range facts.Of(k) {
			if !w.Empty() {
				out = append(out, w.Span)
			}
		}
	}
	if len(out) == 0 {
		return pointed
	}
	return Merge(out)
}

func (x *Fix) title(s string) {
	if x.Title == "" {
		x.Title = s
	}
}

// distinct drops edits that change nothing or overlap an earlier one.
func distinct(edits []post.Edit, text string) []post.Edit {
	var out []post.Edit
	for _, e := range edits {
		clash := e.Of(text) == e.Text || !e.Fits(text)
		for _, o := range out {
			clash = clash || e.Overlaps(o.Span) || e.Span == o.Span
		}
		if !clash {
			out = append(out, e)
		}
	}
	return out
}

func textStart(s string) int { return len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace)) }

// widenToSpace takes one neighbouring space along, so that removing words leaves no double space.
func widenToSpace(s post.Span, text string) post.Span {
	if r, n := utf8.DecodeLastRuneInString(text[:s.Start]); r == ' ' {
		return post.Span{Start: s.Start - n, End: s.End}
	}
	if s.End < len(text) && text[s.End] == ' ' {
		return post.Span{Start: s.Start, End: s.End + 1}
	}
	return s
}

// Apply makes the safe fixes of findings, highest level first, at most one for each finding and none that overlaps an earlier one.
// It gives the new text and the findings that were fixed.
func Apply(text string, fs []Finding) (string, []Finding) {
	var edits []post.Edit
	var done []Finding
	for level := rulebook.Stop; level >= rulebook.Advise; level-- {
		for _, f := range fs {
			if f.Outcome != Raised || f.Level != level {
				continue
			}
			for _, x := range f.Fixes {
				if !x.Safe || clashes(x.Edits, edits) {
					continue
				}
				edits = append(edits, x.Edits...)
				done = append(done, f)
				break
			}
		}
	}
	return post.Apply(text, edits), done
}

func clashes(a, b []post.Edit) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Overlaps(y.Span) || x.Span == y.Span || x.Empty() && y.Start < x.Start && x.Start < y.End || y.Empty() && x.Start < y.Start && y.Start < x.End {
				return true
			}
		}
	}
	return false
}

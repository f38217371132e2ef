// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"fmt"
	"slices"
	"strings"

	"chaperone/record/ledger"
	"chaperone/record/paper"
)

// document sets the story as pages. pictures are the bytes of those files of the bundle that are pictures, by digest.
func document(s Story, p proofs, c ledger.Checkpoint, pictures map[string][]byte) paper.Doc {
	d := paper.Doc{Title: s.title(), At: s.Made, Footer: "Chaperone · one post’s story · " + paper.Day(s.Made.UTC())}
	d.Subtitle = "One post’s story, from the record of " + s.Practice
	add := func(bs ...paper.Block) { d.Blocks = append(d.Blocks, bs...) }
	add(paper.Para{Text: paper.Words(s.lead()), Lead: true})
	add(paper.Para{Text: paper.Words("Made on "+minute(s.Made)+" by "+s.MadeBy.name()+". All times are UTC: in British summer time, clocks showed an hour more. What is proven and what isn't stands at the end, under ").
		And(paper.Link("What this proves, and what it can’t", "#proves"), paper.Words(".")), Small: true})
	add(h2("What happened", "time-line"), s.timeLine())
	add(s.posts(pictures)...)
	add(s.findings()...)
	add(s.asked()...)
	add(s.entries()...)
	add(s.signOffs()...)
	add(s.where()...)
	add(paper.PageBreak{})
	add(s.proves(p, c)...)
	return d
}

func h2(words, id string) paper.Heading { return paper.Heading{Level: 2, Words: words, ID: id} }
func h3(words string) paper.Heading     { return paper.Heading{Level: 3, Words: words} }
func para(words string) paper.Para      { return paper.Para{Text: paper.Words(words)} }
func term(name, words string) paper.Term {
	return paper.Term{Name: name, Text: paper.Words(words)}
}

// seqs names events for the reader, by the numbers their files have: "Events 4, 7". The space isn't broken at.
func seqs(events []int64) string {
	if len(events) == 1 {
		return fmt.Sprintf("Event\u00a0%d", events[0])
	}
	out := make([]string, len(events))
	for i, n := range events {
		out[i] = fmt.Sprint(n)
	}
	return "Events\u00a0" + strings.Join(out, ", ")
}

func (s Story) title() string {
	if s.Post.Title != "" {
		return "“" + s.Post.Title + "”"
	}
	if r := s.shown(); r != nil && r.Text != nil && strings.TrimSpace(*r.Text) != "" {
		return "“" + firstWords(*r.Text) + "”"
	}
	return "Post " + s.Post.ID
}

// shown is the revision the story is about: the last that was published, else the last.
func (s Story) shown() *Revision {
	for i := len(s.Revisions) - 1; i >= 0; i-- {
		if s.Revisions[i].Published {
			return &s.Revisions[i]
		}
	}
	if n := len(s.Revisions); n > 0 {
		return &s.Revisions[n-1]
	}
	return nil
}

// lead says in a few sentences what became of the post.
func (s Story) lead() string {
	out := fmt.Sprintf("Begun on %s by %s; now %s.", paper.Day(s.Post.Begun.UTC()), s.Post.Author.name(), say(s.Post.Status))
	if n := len(s.SignOffs); n > 0 {
		x := s.SignOffs[n-1]
		out += fmt.Sprintf(" Last signed off on %s by %s, checked against rulebook %s.", paper.Day(x.At.UTC()), x.By.name(), x.Rulebook)
	} else {
		out += " It was never signed off."
	}
	for _, a := range s.Addresses {
		out += fmt.Sprintf(" Published on %s on %s", platform(a.Platform), paper.Day(a.At.UTC()))
		if a.Without {
			out += ", without sign-off"
		}
		if a.Down != nil {
			out += ", taken down on " + paper.Day(a.Down.At.UTC())
		}
		out += "."
	}
	return out
}

func (s Story) timeLine() paper.TimeLine {
	var out paper.TimeLine
	for _, d := range s.Deeds() {
		words := append(d.Told(minute), "By "+d.Who()+".", seqs(d.Events)+".")
		out = append(out, paper.Moment{At: d.At.UTC(), Mark: paper.Mark(d.Mark), Title: d.Title, Text: paper.Words(strings.Join(words, " "))})
	}
	return out
}

func (s Story) posts(pictures map[string][]byte) []paper.Block {
	out := []paper.Block{h2("The post", "post")}
	r := s.shown()
	if r == nil {
		return append(out, para("No wording of it is on record."))
	}
	state := "The last wording on record; it was not published."
	if r.Published {
		state = "As published."
	}
	out = append(out, para(state+" Revision "+fmt.Sprint(r.No)+", "+minute(r.At)+", by "+r.By.name()+"."))
	if r.Text != nil {
		p := paper.Post{Account: r.Account, Place: places(r.Platforms), When: paper.Day(r.At.UTC()), Text: *r.Text}
		if p.Account == "" {
			p.Account = s.Post.Author.name()
		}
		if r.Audience != "" {
			p.Place += ", for " + say(r.Audience)
		}
		var other []paper.Text
		for _, m := range r.Media {
			if data, ok := pictures[m.Digest]; ok {
				p.Pictures = append(p.Pictures, paper.Picture{Data: data, Alt: altOr(m), Caption: m.Caption, File: m.File})
				continue
			}
			t := paper.Words(m.Type + ", " + bytesWords(m.Size) + ": " + altOr(m) + " ")
			if m.File != "" {
				t = t.And(paper.Link(m.File, m.File))
			} else {
				t = t.And(paper.Words("(not in this bundle; digest "), paper.Styled(paper.Mono, short(m.Digest)), paper.Words(")"))
			}
			other = append(other, t)
		}
		out = append(out, p)
		if len(other) > 0 {
			out = append(out, para("With it:"), paper.List{Items: other})
		}
		out = append(out, s.saidOf(r)...)
	} else {
		out = append(out, para(r.gone()))
	}
	if len(s.Revisions) < 2 {
		return out
	}
	out = append(out, h3("How the words changed"))
	for i, r := range s.Revisions {
		head := fmt.Sprintf("Revision %d, %s, by %s", r.No, minute(r.At), r.By.name())
		blocks := []paper.Block{paper.Para{Text: paper.Words("Digest ").And(paper.Styled(paper.Mono, short(r.Digest)), paper.Words(". "+seqs(r.Events)+".")), Small: true}}
		switch {
		case r.Text == nil:
			blocks = append([]paper.Block{para(r.gone())}, blocks...)
		case i == 0 || s.Revisions[i-1].Text == nil:
			blocks = append([]paper.Block{paper.Quote{Text: paper.Words(*r.Text)}}, blocks...)
		default:
			before := s.Revisions[i-1]
			blocks = append([]paper.Block{paper.Quote{Text: changes(*before.Text, *r.Text)}}, blocks...)
			if more := otherChanges(before, r); more != "" {
				blocks = append(blocks[:1], append([]paper.Block{para(more)}, blocks[1:]...)...)
			}
		}
		out = append(out, paper.Note{Title: head, Blocks: blocks})
	}
	return out
}

// saidOf tells what the author answered about each picture of a revision, by when it was said.
func (s Story) saidOf(r *Revision) (out []paper.Block) {
	var rows paper.Terms
	for i, m := range r.Media {
		for j := 0; j < len(m.Said); {
			first, words := m.Said[j], []string{}
			for ; j < len(m.Said) && m.Said[j].At.Equal(first.At) && slices.Equal(m.Said[j].Events, first.Events); j++ {
				words = append(words, m.Said[j].Question+" "+m.Said[j].Answer+".")
			}
			rows = append(rows, term(fmt.Sprintf("Picture or film %d", i+1), strings.Join(words, " ")+" Said by "+first.By.name()+", "+minute(first.At)+". "+seqs(first.Events)+"."))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return []paper.Block{h3("What was said to be in the pictures"), para("Chaperone doesn't look into pictures and films: it asks, and checks the answers. Readers of the post don't see them."), rows}
}

// otherChanges says what changed besides the text.
func otherChanges(a, b Revision) string {
	var out []string
	if x, y := places(a.Platforms), places(b.Platforms); x != y {
		out = append(out, "Where it goes: "+x+", then "+y+".")
	}
	if a.Audience != b.Audience {
		out = append(out, "For whom: "+say(a.Audience)+", then "+say(b.Audience)+".")
	}
	same := len(a.Media) == len(b.Media)
	for i := 0; same && i < len(a.Media); i++ {
		same = a.Media[i].Digest == b.Media[i].Digest && a.Media[i].Alt == b.Media[i].Alt && a.Media[i].Caption == b.Media[i].Caption
	}
	if !same {
		out = append(out, fmt.Sprintf("The pictures or their words changed: %d, then %d.", len(a.Media), len(b.Media)))
	}
	if said := func(m Media) string {
		var w strings.Builder
		for _, x := range m.Said {
			w.WriteString(x.Question + x.Answer + "\n")
		}
		return w.String()
	}; slices.EqualFunc(a.Media, b.Media, func(x, y Media) bool { return x.Digest == y.Digest }) && !slices.EqualFunc(a.Media, b.Media, func(x, y Media) bool { return said(x) == said(y) }) {
		out = append(out, "What was said of the pictures changed.")
	}
	if len(out) == 0 && *a.Text == *b.Text {
		return "The words stayed; something else about the post changed."
	}
	return strings.Join(out, " ")
}

// gone says why a revision's words aren't shown.
func (r Revision) gone() string {
	if r.Erased != nil {
		return "The words of this revision were " + r.Erased.words() + "."
	}
	return "The words of this revision aren't in this bundle; the practice may still hold them, sealed."
}

func altOr(m Media) string {
	if m.Alt != "" {
		return m.Alt
	}
	return "without a description"
}

func bytesWords(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.0f kB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}

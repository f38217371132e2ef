// SPDX-License-Identifier: Apache-2.0

package form

// Kind is what a block of a paper is.
type Kind string

// The kinds of blocks.
const (
	Title   Kind = "title"
	Head    Kind = "head"
	Para    Kind = "para"
	Keep    Kind = "keep" // a paragraph that must not be missed
	ThePost Kind = "post" // the post and its pictures stand here: Page.Post
	Tick    Kind = "tick" // a box to tick, and a line
	Line    Kind = "line" // a line to write on, and what goes there
	Ref     Kind = "ref"  // the reference: large, and as a code to read by machine
)

// Block is a piece of a paper. Text is plain words.
type Block struct {
	Kind Kind
	Text string
}

// Paper gives the page as blocks in the order they stand on paper, for whoever sets it. ref is the request's reference (request.NewRef), as
// shown. A page for paper is put together with the channel request.Paper. Who gets it back is named as the page names its author. Pictures of the post belong where ThePost stands: who signs says that they have seen the whole post.
func (p *Page) Paper(ref string) ([]Block, error) {
	out := []Block{{Title, p.Title}}
	add := func(k Kind, text string) {
		if text != "" {
			out = append(out, Block{k, text})
		}
	}
	for _, s := range p.Sections {
		kind := Para
		if s.Keep {
			kind = Keep
		}
		add(Head, s.Head)
		before, after := s.Split()
		for _, t := range before {
			add(kind, t)
		}
		if s.Post {
			add(ThePost, p.Post.Where)
		}
		for _, t := range after {
			add(kind, t)
		}
	}
	var words [4]string
	for i, id := range []string{"answer.head", "paper.how", "paper.name", "paper.day"} {
		says, err := fill(english[id], map[string]string{"author": p.Author, "ref": ref})
		if err != nil {
			return nil, err
		}
		words[i] = says
	}
	add(Head, p.Lines)
	for _, s := range p.Statements {
		add(Tick, s.Words)
	}
	add(Tick, p.Parent)
	if p.View != nil {
		add(Head, p.View.Question)
		for _, a := range p.View.Answers {
			add(Tick, a.Words)
		}
		add(Line, p.View.Words)
	}
	add(Head, words[0])
	add(Para, words[1])
	for _, a := range append(append([]Answer{}, p.Answers...), p.Ask, p.NotMe) {
		add(Tick, a.Words)
		if a.More != "" {
			add(Line, a.More)
		}
	}
	add(Line, p.Words)
	add(Line, words[2])
	add(Line, words[3])
	add(Ref, ref)
	return out, nil
}

// SPDX-License-Identifier: Apache-2.0

package form

import (
	"strconv"
	"strings"

	"chaperone/decision/request"
)

// Plain gives the words of the page as plain text: what the person was told.
func (p *Page) Plain() string {
	var b strings.Builder
	line := func(s string) {
		if s != "" {
			b.WriteString(s + "\n")
		}
	}
	line(p.Title)
	for _, s := range p.Sections {
		b.WriteString("\n")
		line(s.Head)
		before, after := s.Split()
		for _, t := range before {
			line(t)
		}
		if s.Post {
			p.plainPost(line)
		}
		for _, t := range after {
			line(t)
		}
	}
	b.WriteString("\n")
	line(p.Lines)
	for _, s := range p.Statements {
		line("- " + s.Words)
	}
	line(p.Parent)
	if p.View != nil {
		line(p.View.Question)
		for _, a := range p.View.Answers {
			line("- " + a.Words)
		}
	}
	line(p.Sign)
	for _, a := range append(append([]Answer{}, p.Answers...), p.Ask, p.NotMe) {
		line("* " + a.Words)
	}
	return b.String()
}

func (p *Page) plainPost(line func(string)) {
	line("> " + p.Post.Where + strings.TrimRight(": "+p.Post.Account, ": "))
	for _, l := range strings.Split(p.Post.Text, "\n") {
		line("> " + l)
	}
	for i, pic := range p.Post.Pictures {
		line("> " + p.picture(i, pic))
	}
}

// unseen says that a picture is not shown, and that nobody should agree to it unseen.
func (p *Page) unseen(i int, pic request.Picture) string {
	says, err := fill(english["post.picture.unseen"], map[string]string{"picture": p.picture(i, pic)})
	if err != nil {
		return pic.Digest
	}
	return says
}

// picture says what a picture shows, for who can't see it.
func (p *Page) picture(i int, pic request.Picture) string {
	id, v := "post.picture", map[string]string{"alt": pic.Alt}
	if strings.TrimSpace(pic.Alt) == "" {
		id, v = "post.picture.bare", map[string]string{"n": strconv.Itoa(i + 1)}
	}
	says, err := fill(english[id], v)
	if err != nil {
		return pic.Digest
	}
	return says
}

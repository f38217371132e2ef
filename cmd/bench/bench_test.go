// SPDX-License-Identifier: Apache-2.0

package main

import (
	"testing"
	"unicode/utf8"

	"chaperone/api"
	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/finding"
	"chaperone/text"
)

const casesDir = "../../testdata/cases/seen"

func TestPostsHaveTheLengthMeasured(t *testing.T) {
	posts, err := readPosts(casesDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range posts {
		p, _, err := api.Decode(line, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n := utf8.RuneCountInString(p.Text); n < wanted-60 || n > wanted {
			t.Errorf("%d characters: %q", n, p.Text)
		}
	}
}

// BenchmarkCheck is one whole check, and the steps it is made of.
func BenchmarkCheck(b *testing.B) {
	posts, err := readPosts(casesDir)
	if err != nil {
		b.Fatal(err)
	}
	c, err := newChecker()
	if err != nil {
		b.Fatal(err)
	}
	var ins []*fact.Input
	var sets []*fact.Set
	for _, line := range posts {
		p, author, err := api.Decode(line, nil)
		if err != nil {
			b.Fatal(err)
		}
		in := &fact.Input{Post: p, Practice: author, Now: day}
		set, err := detect.Read(in)
		if err != nil {
			b.Fatal(err)
		}
		ins, sets = append(ins, in), append(sets, set)
	}
	step := func(name string, do func(i int)) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				do(i % len(posts))
			}
		})
	}
	step("whole", func(i int) { check(c, posts[i]) })
	step("tokens", func(i int) { text.Read(ins[i].Post.Text) })
	step("facts", func(i int) {
		in := *ins[i]
		in.Doc = nil
		detect.Read(&in)
	})
	step("findings", func(i int) { finding.Check(c.Book, sets[i], day) })
}

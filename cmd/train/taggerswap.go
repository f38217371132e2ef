// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chaperone/cmd/names"
	"chaperone/fact/model/tag"
	"chaperone/post"
)

// origin is given and family names of one part of the world.
type origin struct{ given, family []string }

// material is what made-up text is made of.
type material struct {
	origins                           []origin
	places, organisations, drugs, sty []string
	frames                            []string
}

// familyOf pairs the groups of the two lists of names.
var familyOf = map[string][]string{
	"Older British": {"british"}, "Irish, Welsh, Scottish": {"irish", "welsh", "scottish"}, "South Asian": {"southasian"},
	"Arabic, Persian, Turkish, Kurdish, Afghan": {"arabic"}, "West, East and southern African": {"african"},
	"Polish, Romanian, other eastern European":                                  {"polish"},
	"Chinese, Vietnamese, Filipino, Japanese, Korean, Thai, Malay":              {"chinese"},
	"Portuguese and Brazilian, Spanish, Italian, Greek, French, German, Nordic": {"iberian"},
	"Jewish, Caribbean, American, others":                                       {"jewish", "caribbean", "american"},
}

// newMaterial reads the project's own lists. No word of the names that measure (cmd/names/groups.txt) is among them.
func newMaterial(lexicon string) (*material, error) {
	never := names.Words()
	split := func(s string) []string {
		return slices.DeleteFunc(strings.Fields(s), func(w string) bool { return never[w] || len(w) < 2 })
	}
	family := map[string][]string{}
	data, err := os.ReadFile(filepath.Join(lexicon, "build", "family.txt"))
	if err != nil {
		return nil, err
	}
	for _, l := range strings.Split(string(data), "\n") {
		if key, list, ok := strings.Cut(l, ": "); ok && !strings.HasPrefix(l, "#") {
			family[key] = split(list)
		}
	}
	if data, err = os.ReadFile(filepath.Join(lexicon, "build", "given.txt")); err != nil {
		return nil, err
	}
	m := &material{}
	group := ""
	for _, l := range strings.Split(string(data), "\n") {
		if c, ok := strings.CutPrefix(l, "# "); ok {
			group = ""
			if fs, ok := familyOf[c]; ok {
				group = c
				o := origin{}
				for _, f := range fs {
					o.family = append(o.family, family[f]...)
				}
				m.origins = append(m.origins, o)
			}
			continue
		}
		if _, list, ok := strings.Cut(l, ": "); ok && group != "" {
			o := &m.origins[len(m.origins)-1]
			o.given = append(o.given, split(list)...)
		}
	}
	if len(m.origins) != len(familyOf) {
		return nil, fmt.Errorf("given.txt has %d of the %d groups of names", len(m.origins), len(familyOf))
	}
	for _, l := range []struct {
		to      *[]string
		section string
	}{{&m.places, "town"}, {&m.places, "region"}, {&m.organisations, "hospital"}, {&m.organisations, "trust"}, {&m.drugs, "drug"}, {&m.sty, "eponym"}, {&m.sty, "condition"}} {
		list, err := listSection(filepath.Join(lexicon, gazetteerFolder, l.section+".txt"), l.section)
		if err != nil {
			return nil, err
		}
		*l.to = append(*l.to, list...)
	}
	for _, l := range strings.Split(taggerFrames, "\n") {
		if l != "" && l[0] != '#' {
			m.frames = append(m.frames, l)
		}
	}
	return m, nil
}

// capitalised writes a name from the lists as people do.
func capitalised(s string) string {
	b := []rune(s)
	up := true
	for i, r := range b {
		if up && unicode.IsLetter(r) {
			b[i] = unicode.ToUpper(r)
		}
		up = r == ' ' || r == '-' || r == '\'' && i == 1
	}
	out := strings.NewReplacer(" Of ", " of ", " And ", " and ", " The ", " the ", " On ", " on ", " Upon ", " upon ", "Nhs", "NHS").Replace(string(b))
	if rest, ok := strings.CutPrefix(out, "Mc"); ok && len(rest) > 2 {
		out = "Mc" + strings.ToUpper(rest[:1]) + rest[1:]
	}
	return out
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

// name makes a name of so many words.
func (m *material) name(r *rand.Rand, words int, family bool) string {
	o := &m.origins[r.IntN(len(m.origins))]
	switch {
	case words > 1:
		return capitalised(pick(r, o.given)) + " " + capitalised(pick(r, o.family))
	case family:
		return capitalised(pick(r, o.family))
	}
	return capitalised(pick(r, o.given))
}

// fill makes a text of a frame.
func (m *material) fill(r *rand.Rand) names.Text {
	var t names.Text
	rest := pick(r, m.frames)
	for {
		at := strings.IndexByte(rest, '{')
		if at < 0 {
			t.Text += rest
			return t
		}
		t.Text += rest[:at]
		slot := rest[at+1]
		rest = rest[at+3:]
		var words string
		var kind tag.Label
		switch slot {
		case 'p':
			words, kind = m.name(r, 2, false), tag.BPerson
		case 'g':
			words, kind = m.name(r, 1, false), tag.BPerson
		case 'f':
			words, kind = m.name(r, 1, true), tag.BPerson
		case 'l':
			words, kind = capitalised(pick(r, m.places)), tag.BPlace
		case 'o':
			words, kind = capitalised(pick(r, m.organisations)), tag.BOrganisation
		case 'd':
			words = pick(r, m.drugs)
			if r.IntN(2) == 0 {
				words = capitalised(words)
			}
		default:
			words = pick(r, m.sty)
			if r.IntN(2) == 0 {
				words = capitalised(words)
			}
		}
		if kind != 0 {
			s := post.Span{Start: len(t.Text), End: len(t.Text) + len(words)}
			if n := len(t.Spans); slot == 'f' && n > 0 && t.Spans[n-1].End == s.Start-1 && t.Spans[n-1].Kind == kind && t.Text[s.Start-1] == ' ' {
				t.Spans[n-1].End = s.End
			} else {
				t.Spans = append(t.Spans, names.Span{Span: s, Kind: kind})
			}
		}
		t.Text += words
	}
}

// swap puts other people's names in a text, in the same case.
func (m *material) swap(r *rand.Rand, t names.Text) names.Text {
	out := names.Text{ID: t.ID}
	at := 0
	for _, s := range t.Spans {
		if s.Start < at {
			continue // overlaps the one before
		}
		old := s.Of(t.Text)
		name := old
		c, _ := utf8.DecodeRuneInString(old)
		if s.Kind == tag.BPerson && unicode.IsLetter(c) && len(old) > 2 && (s.Start == 0 || t.Text[s.Start-1] != '#' && t.Text[s.Start-1] != '_') {
			name = m.name(r, len(strings.Fields(old)), r.IntN(3) == 0)
			switch {
			case old == strings.ToLower(old):
				name = strings.ToLower(name)
			case old == strings.ToUpper(old):
				name = strings.ToUpper(name)
			}
		}
		out.Text += t.Text[at:s.Start]
		out.Spans = append(out.Spans, names.Span{Span: post.Span{Start: len(out.Text), End: len(out.Text) + len(name)}, Kind: s.Kind})
		out.Text += name
		at = s.End
	}
	out.Text += t.Text[at:]
	return out
}

// lower writes a text in small letters, where that moves no byte.
func lower(t names.Text) names.Text {
	if s := strings.ToLower(t.Text); len(s) == len(t.Text) {
		t.Text = s
	}
	return t
}

// SPDX-License-Identifier: Apache-2.0

package form

import (
	"slices"
	"strings"
)

// Served is what a page has that the desk serves, besides what every page has. All of it may be empty.
type Served struct {
	News   *Page           // what happened since it was asked, above everything else
	Lacks  Lack            // why the last answer wasn't taken
	Filled Filled          // what was typed then
	Thread []Said          // what the person asked back, and what they were told
	Large  string          // the path under which pictures are shown in full size, by their numbers from 1
	Whole  map[string]bool // by digest: pictures that can be shown there
	Back   string          // on a device that was handed over: where who works here takes it back
	Again  string          // on a page that only says something: where the page it was about is
}

// Filled are the values of the fields of a form, by name.
type Filled map[string][]string

// Has tells whether a field has a value.
func (f Filled) Has(name, value string) bool { return slices.Contains(f[name], value) }

// Get gives the value of a field that has one.
func (f Filled) Get(name string) string { return strings.Join(f[name], " ") }

// Said is one of what was asked back and told.
type Said struct {
	Theirs bool // the person who is asked said it
	When   string
	Words  string
}

// Link leads to another page of the desk.
type Link struct{ To, Words string }

type htmlSaid struct{ Who, When, Words string }

func (v *htmlPage) served(p *Page, s Served) error {
	v.News = s.News
	if s.Lacks != "" {
		says, err := fill(english["lacks."+string(s.Lacks)], map[string]string{"reach": p.Reach})
		if err != nil {
			return err
		}
		v.LacksHead, v.Lacks = english["lacks.head"], says
	}
	if len(s.Thread) > 0 {
		v.ThreadHead = english["thread.head"]
	}
	for _, x := range s.Thread {
		who := begin(p.Author)
		if x.Theirs {
			who = english["thread.you"]
		}
		v.Thread = append(v.Thread, htmlSaid{who, x.When, visible(x.Words)})
	}
	if s.Back != "" {
		says, err := fill(english["give-back"], map[string]string{"author": p.Author})
		if err != nil {
			return err
		}
		v.GiveBack = says
		v.Links = append(v.Links, Link{s.Back, english["give-back.how"]})
	}
	if s.Again != "" {
		v.Links = append([]Link{{s.Again, english["again"]}}, v.Links...)
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"testing"
	"time"

	"chaperone/fact"
	"chaperone/fact/jigsaw"
	"chaperone/post"
	"chaperone/register"
)

func TestAPostWithoutAPatientTellsNoStory(t *testing.T) {
	for _, words := range []string{"Lovely sunrise over the car park this morning.", "Flu jabs: book yours today.", "One in seven of us will have a kidney stone."} {
		set, err := Read(&fact.Input{Post: &post.Post{Kind: post.KindPost, Text: words}, Practice: &register.Practice{}})
		if err != nil {
			t.Fatal(err)
		}
		if s := StoryOf(set); s != nil {
			t.Errorf("%q tells of %v", words, s.Readings)
		}
	}
}

func TestAStoryHoldsWhatWasSaidAndWhereTheAuthorWorks(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	p := &register.Practice{Author: register.Author{Role: "orthopaedic registrar", Workplaces: []string{"Kettering General Hospital"}, Country: "GB"}}
	set, err := Read(&fact.Input{Post: &post.Post{ID: "a", Kind: post.KindPost, Text: "On our ward today: a 34-year-old teacher from Whitehaven with new Huntington's."}, Practice: p, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	s := StoryOf(set)
	if s == nil {
		t.Fatal("no story")
	}
	if s.Setting != jigsaw.Hospital || s.Told != now {
		t.Errorf("setting %q, told %v", s.Setting, s.Told)
	}
	var age, care bool
	for _, r := range s.Readings {
		age = age || r.Sort == jigsaw.Age && r.Value.Lo == 34 && r.Value.Hi == 34
		care = care || r.Sort == jigsaw.Care && r.Source == jigsaw.FromProfile && r.Value.Place == "Kettering General Hospital"
	}
	if !age || !care {
		t.Errorf("age %v, workplace %v: %v", age, care, s.Readings)
	}
}

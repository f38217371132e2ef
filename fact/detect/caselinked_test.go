// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"testing"
	"time"

	"chaperone/fact"
	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/link"
	"chaperone/fact/jigsaw/population"
	"chaperone/post"
	"chaperone/register"

	"pgregory.net/rapid"
)

// aStory draws a story about somebody who is 43, a woman, had twins at Leeds and is a nurse, told more or less finely.
func aStory(t *rapid.T, id string) *jigsaw.Story {
	s := &jigsaw.Story{Posts: []string{id}, Told: testNow, Country: "GB", Setting: jigsaw.Hospital}
	put := func(as jigsaw.Sort, vs ...jigsaw.Value) {
		least := -1
		if as == jigsaw.When { // a story without words of time is taken for recent: less than "this year" says
			least = 0
		}
		if i := rapid.IntRange(least, len(vs)-1).Draw(t, string(as)); i >= 0 {
			s.Readings = append(s.Readings, jigsaw.Reading{Sort: as, Source: jigsaw.FromText, Post: id, Words: string(as), Value: vs[i], Kind: "clue-" + string(as)})
		}
	}
	put(jigsaw.Age, jigsaw.Value{Lo: 43, Hi: 43}, jigsaw.Value{Lo: 40, Hi: 49}, jigsaw.Value{Lo: 40, Hi: 44}, jigsaw.Value{Lo: 18, Hi: 64})
	put(jigsaw.Sex, jigsaw.Value{Code: "f"})
	put(jigsaw.Condition, jigsaw.Value{Code: "O30.0"}, jigsaw.Value{Code: "O30"}, jigsaw.Value{Code: "O80-O84"})
	put(jigsaw.Multiple, jigsaw.Value{Code: "2"})
	put(jigsaw.Occupation, jigsaw.Value{Code: "soc2"})
	put(jigsaw.Care, jigsaw.Value{Place: "Leeds General Infirmary"})
	put(jigsaw.When, jigsaw.Value{From: testNow.AddDate(0, 0, -1), Until: testNow}, jigsaw.Value{From: testNow.AddDate(0, 0, -7), Until: testNow}, jigsaw.Value{From: testNow.AddDate(0, -6, 0), Until: testNow})
	return s
}

// issue 4: what two posts say together never fits more people than what either says alone.
func TestMergingNeverEnlargesTheCrowd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := aStory(t, "a"), aStory(t, "")
		both := jigsaw.Prepare(population.Build(link.Merge(a, b), "")).Estimate(nil)
		for _, s := range []*jigsaw.Story{a, b} {
			if one := jigsaw.Prepare(population.Build(s, "")).Estimate(nil); both.K > one.K*1.01 {
				t.Fatalf("together %.2f people, alone %.2f: %+v AND %+v", both.K, one.K, a.Readings, b.Readings)
			}
		}
	})
}

func readAfter(t *testing.T, practice *register.Practice, words string, earlier ...string) *fact.Set {
	set, err := ReadAfter(&fact.Input{Post: &post.Post{Kind: post.KindPost, Text: words, PostedAt: time.Date(2026, 11, 19, 20, 0, 0, 0, time.UTC)}, Practice: practice, Now: testNow}, earlier)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// issue 4: a post that tells little is judged by what the account told of the same patient before.
func TestTheCaseIsReadFromAllPosts(t *testing.T) {
	level := func(s *fact.Set) int {
		return slices.IndexFunc(caseKinds, s.Has)
	}
	const update = "Update on the farmer: he went home today."
	alone := level(readAfter(t, &register.Practice{}, update))
	with := readAfter(t, &register.Practice{}, update, "A 43-year-old farmer from Whitehaven came in last night, his hand in the baler, three fingers gone.")
	if got := level(with); got < 0 || alone >= 0 && got >= alone {
		t.Errorf("alone it is level %d, behind the story %d", alone, got)
	}
	if !with.Has("patient-case") || !with.Has("case-carried-on") {
		t.Error("the story is not carried on")
	}
	n := 0
	for _, k := range caseKinds {
		n += len(with.Of(k))
	}
	if n != 1 {
		t.Errorf("%d levels at once", n)
	}
}

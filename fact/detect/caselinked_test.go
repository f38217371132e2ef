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

// issue 4: what an earlier post has told, no plan for this one takes back.
func TestNoPlanTakesBackWhatAnEarlierPostTold(t *testing.T) {
	plans := 0
	rapid.Check(t, func(t *rapid.T) {
		a, b := aStory(t, "a"), aStory(t, "")
		p := population.Build(link.Merge(a, b), "")
		for _, plan := range jigsaw.Prepare(p).Plans(jigsaw.Policy{}, jigsaw.QuickNodes) {
			plans++
			for _, m := range plan.Moves {
				c := p.Clues[m.Clue]
				for _, at := range c.Spans {
					if at.Post != "" {
						t.Fatalf("it moves %q of an earlier post: %+v AND %+v", c.Words, a.Readings, b.Readings)
					}
				}
				for _, r := range a.Readings {
					if r.Sort == c.Sort && slices.ContainsFunc(b.Readings, func(x jigsaw.Reading) bool { return x.Sort == r.Sort && x.Value == r.Value }) {
						t.Fatalf("it moves %q, which the earlier post says, too", c.Words)
					}
				}
			}
		}
	})
	if plans == 0 && !testing.Short() {
		t.Error("no plan came about: the test shows nothing")
	}
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

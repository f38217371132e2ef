// SPDX-License-Identifier: Apache-2.0

package population

import (
	"math"
	"testing"
	"time"

	"chaperone/fact/jigsaw"
)

var told = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func window(days float64) jigsaw.Value {
	return jigsaw.Value{From: told.Add(-time.Duration(days * 24 * float64(time.Hour))), Until: told}
}

func say(sort jigsaw.Sort, words string, v jigsaw.Value) jigsaw.Reading {
	return jigsaw.Reading{Sort: sort, Source: jigsaw.FromText, Words: words, Value: v, Kind: "clue-" + string(sort)}
}

func works(at string) jigsaw.Reading {
	return jigsaw.Reading{Sort: jigsaw.Care, Source: jigsaw.FromProfile, Words: at, Value: jigsaw.Value{Place: at}}
}

func hospital(rs ...jigsaw.Reading) *jigsaw.Story {
	return &jigsaw.Story{Readings: rs, Posts: []string{""}, Told: told, Setting: jigsaw.Hospital, Country: "GB"}
}

func community(rs ...jigsaw.Reading) *jigsaw.Story {
	s := hospital(rs...)
	s.Setting = jigsaw.Community
	return s
}

// The worked examples of the design, from words and codes to lambda.
func TestTheWorkedExamplesComeOut(t *testing.T) {
	night := jigsaw.Value{From: told.Add(-15 * time.Hour), Until: told.Add(-time.Hour), Night: true}
	f := jigsaw.Value{Code: "f"}
	hd := say(jigsaw.Condition, "Huntington's", jigsaw.Value{Code: "ORPHA:399"})
	hip, chest := jigsaw.Value{Code: "S72"}, jigsaw.Value{Code: "J09-J18"}
	for _, c := range []struct {
		name   string
		s      *jigsaw.Story
		lambda float64
	}{
		{"in her nineties, that week", hospital(works("Kettering General Hospital"), say(jigsaw.Condition, "hip", hip), say(jigsaw.Age, "in her nineties", jigsaw.Value{Lo: 90, Hi: 120}), say(jigsaw.Sex, "her", f), say(jigsaw.When, "last week", window(7))), 0.630525},
		{"in her nineties, this year", hospital(works("Kettering General Hospital"), say(jigsaw.Condition, "hip", hip), say(jigsaw.Age, "in her nineties", jigsaw.Value{Lo: 90, Hi: 120}), say(jigsaw.Sex, "her", f), say(jigsaw.When, "this year", window(365))), 32.8774},
		{"yesterday, lightning", hospital(say(jigsaw.Mechanism, "struck by lightning", jigsaw.Value{Code: "X33"}), say(jigsaw.When, "yesterday", window(1))), 0.0383562},
		{"this winter, seventies, chest infection", hospital(works("RR8"), say(jigsaw.Condition, "chest infections", chest), say(jigsaw.Age, "seventies", jigsaw.Value{Lo: 70, Hi: 79}), say(jigsaw.Sex, "woman", f), say(jigsaw.When, "this winter", window(120))), 104.015},
		{"flu", hospital(works("RR8"), say(jigsaw.Condition, "flu", jigsaw.Value{Code: "J09-J11"}), say(jigsaw.Age, "seventies", jigsaw.Value{Lo: 70, Hi: 79}), say(jigsaw.Sex, "woman", f), say(jigsaw.When, "this winter", window(120))), 7.41625},
		{"twins last night", hospital(works("RR8"), say(jigsaw.Multiple, "twins", jigsaw.Value{Code: "2"}), say(jigsaw.When, "last night", night)), 0.103226},
		{"twins last night, and the babies' age says nothing", hospital(works("RR8"), say(jigsaw.Multiple, "twins", jigsaw.Value{Code: "2"}), say(jigsaw.Age, "babies", jigsaw.Value{}), say(jigsaw.When, "last night", night)), 0.103226},
		{"last night, 6, girl", hospital(works("Gilbert Bain Hospital"), say(jigsaw.Age, "6", jigsaw.Value{Lo: 6, Hi: 6}), say(jigsaw.Sex, "girl", f), say(jigsaw.When, "last night", night)), 0.0647382},
		{"Huntington's in Whitehaven", community(hd, say(jigsaw.Home, "Whitehaven", jigsaw.Value{Place: "Whitehaven"})), 0.747},
		{"Huntington's, thirties, no workplace", community(hd, say(jigsaw.Age, "thirties", jigsaw.Value{Lo: 30, Hi: 39})), 280.16},
	} {
		p := Build(c.s, "")
		e := jigsaw.Prepare(p).Estimate(nil)
		if !e.Known || math.Abs(e.Lambda/c.lambda-1) > 0.025 {
			t.Errorf("%s: lambda %.5g (%s), want %.5g", c.name, e.Lambda, p.Frames[max(0, e.Frame)].Name, c.lambda)
		}
	}
}

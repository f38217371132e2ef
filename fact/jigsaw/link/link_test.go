// SPDX-License-Identifier: Apache-2.0

package link_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/link"
	"chaperone/post"
)

var monday = time.Date(2026, 11, 16, 20, 0, 0, 0, time.UTC)

func day(n int) time.Time { return monday.AddDate(0, 0, n) }

// telling makes a post on a patient from readings.
func telling(id string, at time.Time, rs ...jigsaw.Reading) *link.Telling {
	s := &jigsaw.Story{Posts: []string{id}, Told: at}
	for _, r := range rs {
		r.Source, r.Post = jigsaw.FromText, id
		s.Readings = append(s.Readings, r)
	}
	return &link.Telling{Post: id, At: at, Story: s, Tells: 1}
}

func age(lo, hi int) jigsaw.Reading {
	return jigsaw.Reading{Sort: jigsaw.Age, Words: "age", Value: jigsaw.Value{Lo: lo, Hi: hi}, Kind: "clue-age"}
}

func code(s jigsaw.Sort, c string) jigsaw.Reading {
	return jigsaw.Reading{Sort: s, Words: c, Value: jigsaw.Value{Code: c}, Kind: "clue-" + string(s)}
}

func care(name string) jigsaw.Reading {
	return jigsaw.Reading{Sort: jigsaw.Care, Words: name, Value: jigsaw.Value{Place: name}, Kind: "clue-care"}
}

func cued(t *link.Telling, c ...link.Cue) *link.Telling { t.Cues = append(t.Cues, c...); return t }

func worded(t *link.Telling, words ...string) *link.Telling {
	for i, w := range words {
		t.Words = append(t.Words, link.Word{Stem: w, Span: post.Span{Start: 10 * i, End: 10*i + len(w)}})
	}
	return t
}

func TestTwoPostsSpeakOfOnePatient(t *testing.T) {
	explicit := link.Cue{Sort: link.Explicit, Words: "update on"}
	a, b := day(0), day(2)
	for _, c := range []struct {
		name          string
		first, second *link.Telling
		want          link.Sameness // "" for no link
	}{
		{"an update with nothing else", telling("a", a, code(jigsaw.Sex, "m")), cued(telling("b", b, code(jigsaw.Sex, "m")), explicit), link.Same},
		{"an update of another sex", telling("a", a, code(jigsaw.Sex, "m")), cued(telling("b", b, code(jigsaw.Sex, "f")), explicit), ""},
		{"a child and a six-year-old", telling("a", a, age(0, 17), code(jigsaw.Condition, "T18.1")), telling("b", b, age(6, 6), code(jigsaw.Condition, "T18")), link.Same},
		{"a child and a woman of 43", telling("a", a, age(0, 17), code(jigsaw.Condition, "T18.1")), telling("b", b, age(43, 43), code(jigsaw.Condition, "T18")), ""},
		{"one rare disease", telling("a", a, code(jigsaw.Condition, "ORPHA:399")), telling("b", b, code(jigsaw.Condition, "ORPHA:399")), link.Same},
		{"two conditions are no contradiction, and no ground", telling("a", a, code(jigsaw.Condition, "I60")), telling("b", b, code(jigsaw.Condition, "S72.0")), ""},
		{"two conditions under an update", telling("a", a, code(jigsaw.Condition, "I60")), cued(telling("b", b, code(jigsaw.Condition, "S72.0")), explicit), link.Maybe},
		{"Leeds and a hospital named after it", telling("a", a, care("Leeds"), age(43, 43), code(jigsaw.Multiple, "2")), telling("b", b, care("Leeds General Infirmary"), age(43, 43), code(jigsaw.Multiple, "2")), link.Same},
		{"two hospitals", telling("a", a, care("Kettering General"), age(43, 43), code(jigsaw.Multiple, "2")), telling("b", b, care("Hull Royal Infirmary"), age(43, 43), code(jigsaw.Multiple, "2")), ""},
		{"the same common things a year later", telling("a", a, code(jigsaw.Sex, "f"), age(70, 79)), telling("b", day(365), code(jigsaw.Sex, "f"), age(70, 79)), ""},
		{"a year older a year later", telling("a", a, age(43, 43), code(jigsaw.Multiple, "3")), cued(telling("b", day(300), age(44, 44), code(jigsaw.Multiple, "3")), explicit), link.Same},
		{"day 94, 34 days after day 60", cued(telling("a", a), link.Cue{Sort: link.Count, N: 60}), cued(telling("b", day(34)), link.Cue{Sort: link.Count, N: 94}), link.Same},
		{"day 94, 3 days after day 60", cued(telling("a", a), link.Cue{Sort: link.Count, N: 60}), cued(telling("b", day(3)), link.Cue{Sort: link.Count, N: 94}), ""},
		{"the farmer of a post on a farmer", worded(telling("a", a), "farmer", "baler"), cued(worded(telling("b", b), "farmer", "toast"), link.Cue{Sort: link.Definite, Word: "farmer"}), link.Same},
		{"the farmer of a post on no farmer", worded(telling("a", a), "vicar"), cued(worded(telling("b", b), "farmer", "toast"), link.Cue{Sort: link.Definite, Word: "farmer"}), ""},
	} {
		var h link.History
		if o := h.Next(c.first); len(o.Links) > 0 {
			t.Errorf("%s: the first post links to %v", c.name, o.Links)
		}
		o := h.Next(c.second)
		got := link.Sameness("")
		if len(o.Links) > 0 {
			got = o.Links[0].As
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q: %+v", c.name, got, c.want, o.Links)
		}
	}
}

func TestWhatSpeaksOfNobodyNeverLinks(t *testing.T) {
	var h link.History
	h.Next(telling("a", day(0), age(6, 6), code(jigsaw.Condition, "ORPHA:399")))
	exam := telling("b", day(1), age(6, 6), code(jigsaw.Condition, "ORPHA:399"))
	exam.Apart = true
	if o := h.Next(exam); len(o.Links) > 0 {
		t.Errorf("an exam case links to %v", o.Links)
	}
	if o := h.Next(telling("c", day(2), age(6, 6), code(jigsaw.Condition, "ORPHA:399"))); o.Same() == nil || !slices.Equal(o.Same().Posts, []string{"a"}) {
		t.Errorf("links to %v", o.Links)
	}
}

func TestAnAnswerToTheOwnPostGoesOn(t *testing.T) {
	var h link.History
	first := telling("a", day(0), code(jigsaw.Sex, "m"))
	first.Mark = 7
	h.Next(first)
	h.Next(telling("b", day(1), code(jigsaw.Condition, "I60"), age(80, 80)))
	answer := telling("c", day(2))
	answer.ReplyTo = 7
	if o := h.Next(answer); o.Same() == nil || !slices.Equal(o.Same().Posts, []string{"a"}) {
		t.Errorf("links to %+v", o.Links)
	}
}

func TestAnUpdateThatFitsTwoPatientsIsAsked(t *testing.T) {
	var h link.History
	h.Next(telling("a", day(0), code(jigsaw.Sex, "m"), code(jigsaw.Condition, "I60")))
	h.Next(telling("b", day(0), code(jigsaw.Sex, "m"), code(jigsaw.Condition, "S72.0")))
	o := h.Next(cued(telling("c", day(1), code(jigsaw.Sex, "m")), link.Cue{Sort: link.Explicit}))
	if o.Same() != nil {
		t.Errorf("an update that fits two is taken for %v", o.Same().Posts)
	}
}

func TestMergingKeepsWhatNarrows(t *testing.T) {
	early := telling("a", day(0), age(0, 17), code(jigsaw.Sex, "f"), when(day(-7), day(0)), code(jigsaw.Multiple, "2")).Story
	late := telling("b", day(1), age(6, 6), when(day(0), day(1)), code(jigsaw.Sex, "f")).Story
	m := link.Merge(early, late)
	var got []string
	for _, r := range m.Readings {
		got = append(got, string(r.Sort)+"/"+string(r.Source))
	}
	slices.Sort(got)
	if want := []string{"age/text", "multiple/history", "sex/text", "when/text"}; !slices.Equal(got, want) {
		t.Errorf("merged %v, want %v", got, want)
	}
	if !slices.Equal(m.Posts, []string{"a", "b"}) || m.Told != day(1) {
		t.Errorf("posts %v, told %v", m.Posts, m.Told)
	}
	if early.Readings[0].Source != jigsaw.FromText {
		t.Error("merging changed the earlier story")
	}
}

func when(from, until time.Time) jigsaw.Reading {
	return jigsaw.Reading{Sort: jigsaw.When, Value: jigsaw.Value{From: from, Until: until}, Kind: "story-when"}
}

func TestTheProfileRemembersWhatWasTakenOut(t *testing.T) {
	var h link.History
	a := &link.Telling{Post: "a", At: day(0), Declared: link.Declared{Workplaces: []string{"Kettering General Hospital"}, Grade: "F1"}}
	h.Next(a)
	h.Next(&link.Telling{Post: "b", At: day(1), Profile: []link.Known{{What: link.Town, Value: "Whitehaven", Span: post.Span{Start: 13, End: 23}}}, Declared: a.Declared})
	o := h.Next(&link.Telling{Post: "c", At: day(2), Declared: link.Declared{Grade: "F1"}})
	var until, still int
	for _, k := range o.Profile {
		switch {
		case k.Value == "Kettering General Hospital" && k.Until.Equal(day(2)) && k.Post == "a":
			until++
		case k.Until.IsZero():
			still++
		}
	}
	if until != 1 || still != 2 {
		t.Errorf("%+v", o.Profile)
	}
	if len(o.Account) != 2 || o.Account[0].Source != jigsaw.FromProfile {
		t.Errorf("where the author works is read from %+v", o.Account)
	}
}

func TestOtherFiguresCanBePluggedIn(t *testing.T) {
	for _, p := range []float64{1, 0.001, 0, math.NaN()} {
		h := link.History{Rules: link.Rules{P: func(jigsaw.Reading) float64 { return p }}}
		h.Next(telling("a", day(0), code(jigsaw.Born, "x")))
		o := h.Next(telling("b", day(1), code(jigsaw.Born, "x")))
		if linked := len(o.Links) > 0; linked != (p != 1) {
			t.Errorf("share %g: linked %v", p, linked)
		}
	}
	h := link.History{Rules: link.Rules{Within: func(fine, coarse string) bool { return fine == "St James's" && coarse == "Leeds" }}}
	h.Next(telling("a", day(0), care("St James's"), age(43, 43), code(jigsaw.Multiple, "2")))
	if o := h.Next(telling("b", day(1), care("Leeds"), age(43, 43), code(jigsaw.Multiple, "2"))); o.Same() == nil {
		t.Errorf("links to %+v", o.Links)
	}
}

func TestANameOutweighsAMisreadClue(t *testing.T) {
	for _, named := range []bool{false, true} {
		var h link.History
		h.Next(worded(telling("a", day(0), age(65, 100)), "frog", "crochet"))
		later := worded(telling("b", day(30), age(0, 17)), "frog", "crochet", "arena")
		if named {
			later = cued(later, link.Cue{Sort: link.Definite, Words: "frog girl", Word: "frog"})
		}
		if o := h.Next(later); (o.Same() != nil) != named || !named && len(o.Links) > 0 {
			t.Errorf("named %v: %+v", named, o.Links)
		}
	}
}

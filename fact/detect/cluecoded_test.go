// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"chaperone/fact"
	"chaperone/fact/jigsaw/figure"
	"chaperone/post"
	"chaperone/register"
)

func readPost(t *testing.T, words string) *fact.Set {
	t.Helper()
	set, err := Read(&fact.Input{Post: &post.Post{Kind: post.KindPost, Text: words}, Now: testNow,
		Practice: &register.Practice{Author: register.Author{Role: "ED nurse", Country: "GB"}}})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestWordsOfAStoryHaveTheirCodes(t *testing.T) {
	for _, c := range []struct {
		words string
		kind  fact.Kind
		code  string
	}{
		{"My patient last night, a man of 61, had a brain bleed.", "clue-condition", "I60-I62"},
		{"My patient last night, a man of 61, came in with water on the lungs.", "clue-condition", "I50.1,J81"},
		{"My patient last night, a woman of 84, had done her hip.", "clue-condition", "S72.0-S72.2"},
		{"My patient last night, a woman of 84, had a big bleed.", "clue-condition", "I60-I62,K92.2,R58"},
		{"My patient last night, a lad of 19, broke his wrist.", "clue-injury", "S52.5-S52.6,S62.0"},
		{"My patient last night, a boy of 4, had a bead up his nose.", "clue-injury", "T17.1"},
		{"My patient last night, a man of 61, fell off a ladder.", "clue-event", "W11"},
		{"My patient last night, a man of 61, came off his quad bike.", "clue-event", "V86"},
		{"The man from Saturday's crash on the A30 is off our ventilator.", "clue-event", "V40-V49,V89"},
		{"My patient last night, a farmer of 61, struck by lightning.", "clue-event", "X33"},
		{"My patient last night, a woman of 33, had a crash section.", "clue-procedure", "R18"},
		{"My patient last night, a man of 61, has Erdheim-Chester disease.", "clue-condition", "ORPHA:35687"},
		{"My patient last night, a girl of 6, has Aicardi-Goutières syndrome.", "clue-condition", "ORPHA:51"},
		{"My patient last night, a retired lorry driver of 71, had sepsis.", "clue-occupation", "soc8"},
		{"My patient last night, a hairdresser of 33, had sepsis.", "clue-occupation", "soc6"},
	} {
		var got []string
		for _, f := range readPost(t, c.words).Of(c.kind) {
			got = append(got, f.Code)
		}
		if !strings.Contains("|"+strings.Join(got, "|")+"|", "|"+c.code+"|") {
			t.Errorf("%q: %s has %q, want %s", c.words, c.kind, got, c.code)
		}
	}
}

// Words that mean illness in a story only are not read where nobody is told of.
func TestEverydayWordsAreNoIllnessWithoutAPatient(t *testing.T) {
	for _, words := range []string{"Passed my hip on the way to the new bus stop.", "The radiator needs a bleed.", "Everyone watched the arrest in last night's episode of the soap.", "Cut the sugar and the cake still rises."} {
		for _, f := range readPost(t, words).All() {
			if f.Told && f.Kind != "story-when" { // when something was is told of other things, too
				t.Errorf("%q: read %s %q", words, f.Kind, f.Of(words))
			}
		}
	}
}

var codeForms = map[string]*regexp.Regexp{
	"icd":        regexp.MustCompile(`^[A-UZ]\d\d(\.\d)?$`),
	"icd-lay":    regexp.MustCompile(`^[A-UZ]\d\d(\.\d)?$`),
	"icd-injury": regexp.MustCompile(`^[A-TJWX]\d\d(\.\d)?$`),
	"icd-cause":  regexp.MustCompile(`^[V-Y]\d\d(\.\d)?$`),
	"opcs":       regexp.MustCompile(`^[A-Z]\d\d(\.\d)?$`),
	"soc":        regexp.MustCompile(`^soc[1-9]$`),
}

// eachCode goes through the codes of a list, both ends of a range by themselves.
func eachCode(t *testing.T, list string, do func(words, code string)) (rows int) {
	t.Helper()
	data, err := os.ReadFile("lexicon/gazetteer/" + list + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(data), "\n") {
		if line == "" || line[0] == '#' || line[0] == '[' {
			continue
		}
		rows++
		words, value, ok := strings.Cut(line, " = ")
		if !ok {
			t.Errorf("%s: %q has no code", list, line)
			continue
		}
		for r := range strings.SplitSeq(value, ",") {
			from, to, two := strings.Cut(r, "-")
			do(words, from)
			if two {
				do(words, to)
				if to <= from {
					t.Errorf("%s: %q: the range %s runs backwards", list, words, r)
				}
			}
		}
	}
	return rows
}

func TestEveryCodeHasTheFormOfItsClassification(t *testing.T) {
	for list, form := range codeForms {
		rows := eachCode(t, list, func(words, code string) {
			if !form.MatchString(code) {
				t.Errorf("%s: %q has the code %q", list, words, code)
			}
		})
		if rows < 40 {
			t.Errorf("%s holds %d rows", list, rows)
		}
	}
}

// A code that nobody was counted under tells the estimate nothing, and is most likely mistyped.
func TestEveryCodeStandsInTheTables(t *testing.T) {
	for list := range codeForms {
		if list == "soc" {
			continue
		}
		look := figure.Mentions
		if list == "opcs" {
			look = figure.Procedures
		}
		eachCode(t, list, func(words, code string) {
			if _, ok := look(code); !ok {
				t.Errorf("%s: %q has the code %s, which is in no table", list, words, code)
			}
		})
	}
}

// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"testing"
	"time"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/register"
	"chaperone/rulebook"
)

// What a model makes of the whole text turns a guess into advice, never people who were counted.
func TestACountOfPeopleIsNotTempered(t *testing.T) {
	book, err := rulebook.Load(rulebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kinds []fact.Kind
		want  rulebook.Level
	}{
		{[]fact.Kind{"case-singled-out"}, rulebook.Stop},
		{[]fact.Kind{"case-singled-out", readsHarmless}, rulebook.Advise},
		{[]fact.Kind{"jigsaw-red"}, rulebook.Stop},
		{[]fact.Kind{"jigsaw-red", readsHarmless}, rulebook.Stop},
	} {
		set := fact.NewSet(&fact.Input{Post: &post.Post{Text: "words"}, Practice: &register.Practice{}})
		for _, k := range c.kinds {
			set.Add(fact.Fact{Kind: k, Confidence: 1})
		}
		for _, f := range Check(book, set, time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)) {
			if f.Rule.ID == "case-group-small" && f.Level != c.want {
				t.Errorf("%v: %v, want %v", c.kinds, f.Level, c.want)
			}
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chaperone/fact"
	"chaperone/fact/detect"
	"chaperone/post"
	"chaperone/rulebook"
)

// ExampleDay is the day examples are checked on, unless their context gives a time: results must not change with the calendar.
var ExampleDay = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// Try runs one example of a rule and says what is wrong with the result; nil where the rule does what the example says.
func Try(book *rulebook.Book, r *rulebook.Rule, ex rulebook.Example) error {
	words, want, err := fact.Marks(ex.Text)
	if err != nil {
		return err
	}
	ctx := ex.Context
	if ctx.Country == "" && len(r.Country) > 0 && !slices.Contains(r.Country, "GB") {
		ctx.Country = r.Country[0]
	}
	f, err := one(book, r, ctx, words)
	if err != nil {
		return err
	}
	if string(f.Outcome) != ex.Outcome {
		return fmt.Errorf("%q is %s, the example says %s", words, f.Outcome, ex.Outcome)
	}
	if ex.Level != rulebook.None && f.Level != ex.Level {
		return fmt.Errorf("%q is raised to %s, the example says %s", words, f.Level, ex.Level)
	}
	if len(want) > 0 && !slices.Equal(want, f.Spans) {
		var got []string
		for _, s := range f.Spans {
			got = append(got, fmt.Sprintf("%q", s.Of(words)))
		}
		return fmt.Errorf("%q points at %s, not at the marked words", words, strings.Join(got, ", "))
	}
	if ex.Fixed == "" {
		return nil
	}
	if len(f.Fixes) == 0 {
		return fmt.Errorf("%q: no fix is offered", words)
	}
	fixed := post.Apply(words, f.Fixes[0].Edits)
	if fixed != ex.Fixed {
		return fmt.Errorf("%q is fixed to %q, the example says %q", words, fixed, ex.Fixed)
	}
	again, err := one(book, r, ctx, fixed)
	if err != nil {
		return err
	}
	if again.Outcome == Raised {
		return fmt.Errorf("%q is raised again after the fix: %q", words, fixed)
	}
	return nil
}

func one(book *rulebook.Book, r *rulebook.Rule, ctx fact.Context, words string) (Finding, error) {
	in, err := ctx.Input(words, ExampleDay)
	if err != nil {
		return Finding{}, err
	}
	set, err := detect.ReadAfter(in, ctx.History)
	if err != nil {
		return Finding{}, err
	}
	var f Finding
	check(&f, book, r, set, in.Practice.Country(), ExampleDay)
	return f, nil
}

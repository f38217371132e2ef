// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"strconv"
	"strings"

	"chaperone/fact"
	"chaperone/fact/jigsaw"
)

// decided sends the browser on after something was done, or back after it was refused with words a person may read.
func (c *call) decided(path, words string, err error) error {
	if err == nil {
		return c.next(path, words)
	}
	if f := faultOf(err); f != nil && f.Status < 500 && f.Status != 404 {
		return c.back(path, strings.TrimSpace(f.Title+" "+f.Words))
	}
	return err
}

// numberView is one of the numbers of people a story has to fit.
type numberView struct {
	Name, Label, Hint string
	Least, Value      int
}

type numbersView struct {
	Numbers []numberView
	May     bool
}

// numberFields are the numbers in the order they are shown.
func numberFields(t *fact.Thresholds) []*float64 {
	return []*float64{&t.Red, &t.Clear, &t.GraveRed, &t.GraveClear}
}

// leastNumbers are what holds everywhere, or more where a pack the practice was opened with asks for it.
func (c *call) leastNumbers() []float64 {
	base, least := c.office.Base().Thresholds(), jigsaw.DefaultPolicy()
	return []float64{max(least.Ordinary.Red, base.Red), max(least.Ordinary.Clear, base.Clear), max(least.Grave.Red, base.GraveRed), max(least.Grave.Clear, base.GraveClear)}
}

func (c *call) numbers() error {
	h, _, err := c.office.HouseRules(c.ctx())
	if err != nil {
		return err
	}
	from := c.leastNumbers()
	v := numbersView{May: rolesOf(c.me)&administrator != 0, Numbers: []numberView{
		{Name: "red", Label: "A story may not fit fewer than", Hint: "Below it a story stops the post."},
		{Name: "clear", Label: "A story is wide enough from", Hint: "Between the two it needs a decision."},
		{Name: "grave_red", Label: "A sensitive story may not fit fewer than", Hint: "Children, deaths, lost pregnancies, mental or sexual health, crime, small communities."},
		{Name: "grave_clear", Label: "A sensitive story is wide enough from", Hint: "Between the two it needs a decision."},
	}}
	for i, now := range numberFields(&h.Thresholds) {
		v.Numbers[i].Least, v.Numbers[i].Value = int(from[i]), int(max(from[i], *now))
	}
	return c.page("numbers", "How many people a story has to fit", v)
}

func (c *call) setNumbers() error {
	var t fact.Thresholds
	floor := c.leastNumbers()
	for i, f := range numberFields(&t) {
		name := []string{"red", "clear", "grave_red", "grave_clear"}[i]
		n, err := strconv.Atoi(c.form(name))
		if err != nil {
			return c.back("/rulebook/numbers", "Write each number in digits. Nothing was changed.")
		}
		if float64(n) != floor[i] { // the least isn't asked for: it holds anyway
			*f = float64(n)
		}
	}
	return c.decided("/rulebook/numbers", "Set. Every check from now on goes by these numbers.", c.office.SetThresholds(c.ctx(), *c.me, t))
}

// lookAgain holds what is published against the rulebook as it is now.
func (c *call) lookAgain() error {
	s, err := c.office.Recheck(c.ctx(), *c.me)
	if err != nil {
		return c.decided("/rulebook", "", err)
	}
	words := "Looked at " + count(s.Posts, "published post", "published posts") + ". "
	if len(s.Opened) == 0 {
		words += "Nothing more to do."
	} else {
		words += count(len(s.Opened), "thing", "things") + " to look at again: your posts list them first."
	}
	return c.next("/rulebook", words)
}

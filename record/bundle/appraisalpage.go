// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"fmt"

	"chaperone/record/paper"
)

// Document sets the summary; paper gives it as HTML, PDF or Markdown.
func (a Appraisal) Document() paper.Doc {
	period := paper.Day(a.From) + " to " + paper.Day(a.To)
	d := paper.Doc{Title: "What I published, and what I learnt", At: a.Made, Footer: "Chaperone · summary for appraisal · " + period}
	d.Subtitle = a.Author.name() + " · " + period
	if a.Practice != "" {
		d.Subtitle += " · " + a.Practice
	}
	add := func(bs ...paper.Block) { d.Blocks = append(d.Blocks, bs...) }
	p := a.Posts
	add(paper.Para{Lead: true, Text: paper.Words(fmt.Sprintf("%s begun, %s run, %s. Published in %s, taken down from %s.",
		count(p.Begun, "post", "posts"), count(p.Checks, "check", "checks"), count(p.SignedOff, "sign-off", "sign-offs"), count(p.Published, "place", "places"), fmt.Sprint(p.TakenDown)))})
	if p.Without > 0 {
		add(para(fmt.Sprintf("%s without sign-off; each is noted in the record with its reason.", capital(count(p.Without, "publication went out", "publications went out")))))
	}
	add(paper.Para{Small: true, Text: paper.Words("Made from the practice's record. It holds counts, days, platforms and titles of rules, and no words of a post and nobody's name but the author's own.")})
	add(a.whatWasFound()...)
	add(a.whoWasAsked()...)
	add(a.whatCameAfter()...)
	add(a.whatWasPublished()...)
	add(h2("Reflections", "reflections"))
	if len(a.Reflections) == 0 {
		add(para("None written yet."))
	}
	for _, r := range a.Reflections {
		add(paper.Quote{Text: paper.Words(r.Text), By: paper.Day(r.On.UTC())})
	}
	return d
}

func cell(v any) paper.Text { return paper.Words(fmt.Sprint(v)) }

func (a Appraisal) whatWasFound() []paper.Block {
	out := []paper.Block{h2("What the checks found", "found")}
	if len(a.Areas) == 0 {
		return append(out, para("Nothing that called for a decision."))
	}
	t := paper.Table{Head: []string{"Area", "Stop", "Decide", "Advise", "Of these fixed"}}
	for _, x := range a.Areas {
		t.Rows = append(t.Rows, []paper.Text{paper.Words(capital(x.Area)), cell(x.Stop), cell(x.Decide), cell(x.Advise), cell(x.Fixed)})
	}
	out = append(out, t, h3("Most often"))
	half := a.From.Add(a.To.AddDate(0, 0, 1).Sub(a.From) / 2)
	t = paper.Table{Caption: "The period in two halves, parted on " + paper.Day(half) + ". What grew rarer was learnt; what stayed is worth a thought.", Head: []string{"Rule", "First half", "Second half"}}
	for i, r := range a.Rules {
		if i == 15 {
			break
		}
		t.Rows = append(t.Rows, []paper.Text{paper.Words(r.Title), cell(r.First), cell(r.Second)})
	}
	out = append(out, t)
	if n := len(a.Rules) - 15; n > 0 {
		out = append(out, paper.Para{Small: true, Text: paper.Words(fmt.Sprintf("And %s found less often.", count(n, "rule", "rules")))})
	}
	if len(a.Ways) > 0 {
		t = paper.Table{Head: []string{"Way out", "Times"}}
		for _, w := range a.Ways {
			t.Rows = append(t.Rows, []paper.Text{paper.Words(capital(say(w.Name))), cell(w.N)})
		}
		out = append(out, h3("What became of it"), t)
	}
	return out
}

func (a Appraisal) whoWasAsked() []paper.Block {
	out := []paper.Block{h2("Who was asked", "asked")}
	if len(a.Asked) == 0 {
		return append(out, para("Nobody."))
	}
	t := paper.Table{Head: []string{"Asked", "Times", "Agreed", "Said no", "Changed their mind", "Open"}}
	names := map[string]string{"patient": "Patients", "employer": "Employers", "colleague": "Colleagues"}
	for _, x := range a.Asked {
		name := names[x.Form]
		if name == "" {
			name = capital(x.Form)
		}
		t.Rows = append(t.Rows, []paper.Text{paper.Words(name), cell(x.Asked), cell(x.Agreed), cell(x.Refused), cell(x.Withdrawn), cell(x.Waits)})
	}
	return append(out, t)
}

func (a Appraisal) whatCameAfter() []paper.Block {
	out := []paper.Block{h2("What came after", "after")}
	if len(a.Due) == 0 && len(a.Reviewed) == 0 && len(a.RuleChanges) == 0 {
		return append(out, para("No take-down, no re-check, no change of guidance."))
	}
	if len(a.Due) > 0 {
		t := paper.Table{Head: []string{"What was due", "Why", "Times", "Still open"}}
		for _, x := range a.Due {
			t.Rows = append(t.Rows, []paper.Text{paper.Words(capital(say(x.Kind))), paper.Words(capital(say(x.Reason))), cell(x.N), cell(x.Open)})
		}
		out = append(out, t)
	}
	if len(a.Reviewed) > 0 {
		t := paper.Table{Head: []string{"Entries looked at again", "Times"}}
		for _, x := range a.Reviewed {
			t.Rows = append(t.Rows, []paper.Text{paper.Words(capital(plain(x.Name))), cell(x.N)})
		}
		out = append(out, h3("Reviews"), t)
	}
	if len(a.RuleChanges) > 0 {
		t := paper.Table{Head: []string{"Since", "Guidance that changed"}}
		for _, x := range a.RuleChanges {
			t.Rows = append(t.Rows, []paper.Text{paper.Words(paper.Day(x.On.UTC())), paper.Words(x.Title)})
		}
		out = append(out, h3("Changes of guidance"), t)
	}
	return out
}

func (a Appraisal) whatWasPublished() []paper.Block {
	out := []paper.Block{h2("What was published", "published")}
	if len(a.Published) == 0 {
		return append(out, para("Nothing in this period."))
	}
	t := paper.Table{Head: []string{"Day", "Where", "Signed off"}}
	for _, x := range a.Published {
		signed := "yes"
		if x.Without {
			signed = "no"
		}
		t.Rows = append(t.Rows, []paper.Text{paper.Words(paper.Day(x.On)), paper.Words(platform(x.Platform)), paper.Words(signed)})
	}
	return append(out, t)
}

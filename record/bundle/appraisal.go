// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"cmp"
	"slices"
	"time"

	"chaperone/post"
	"chaperone/rulebook"
)

// Appraisal is the summary of a period for an author's appraisal: counts, days, platforms, titles of rules, and what the author wrote about
// it. It has no field that a post's text or a patient's name could stand in; Document sets it as HTML, PDF and Markdown.
type Appraisal struct {
	From, To    time.Time // days, both included; UTC
	Made        time.Time
	Author      Who
	Practice    string
	Posts       PostCounts
	Published   []Publication // in order of time
	Areas       []AreaCount   // in order of area
	Rules       []RuleCount   // most often found first
	Ways        []Count       // ways out, most often used first
	Asked       []AskedCount  // in order of form
	Due         []DueCount    // in order of kind and reason
	Reviewed    []Count       // entries of registers looked at again, by register; the caller's to fill in
	RuleChanges []RuleChange  // of the rulebook in the period; the caller's to fill in
	Reflections []Reflection  // the author's own; the caller's to fill in
}

// String hides the author's words.
func (a Appraisal) String() string { return "appraisal(" + a.Author.ID + ")" }

// PostCounts counts posts by what became of them in the period.
type PostCounts struct {
	Begun, Checks, SignedOff, Published, Without, TakenDown int // Checks counts checks, Published and TakenDown places; the others posts and sign-offs
}

// Publication is one place a post went to.
type Publication struct {
	On       time.Time
	Platform string
	Without  bool // without sign-off
}

// AreaCount counts findings of an area by level.
type AreaCount struct {
	Area                 string
	Stop, Decide, Advise int
	Fixed                int // of all of them
}

// RuleCount counts how often a rule was found: in the first and in the second half of the period.
type RuleCount struct {
	Rule, Title   string
	First, Second int
}

// Count is a name and how often.
type Count struct {
	Name string
	N    int
}

// AskedCount counts requests of a form and what became of them.
type AskedCount struct {
	Form                                     string
	Asked, Agreed, Refused, Withdrawn, Waits int
}

// DueCount counts take-downs and re-checks.
type DueCount struct {
	Kind, Reason string
	N, Open      int
}

// RuleChange is a change of the rulebook: guidance that came into force, a rule that changed.
type RuleChange struct {
	On    time.Time
	Title string // of the rule or source, never of a post
}

// Reflection is what the author wrote. It is shown as it is.
type Reflection struct {
	On   time.Time
	Text string
}

// enumerated are the names that may stand in a summary as they are: platforms, areas, and whatever Chaperone has words for. None is typed by
// anybody; what isn't here isn't repeated.
var enumerated = func() map[string]bool {
	out := map[string]bool{}
	for _, p := range []post.Platform{post.Instagram, post.TikTok, post.YouTube, post.Facebook, post.X, post.Threads, post.LinkedIn, post.Bluesky, post.Mastodon} {
		out[string(p)] = true
	}
	for _, a := range []rulebook.Area{rulebook.Confidentiality, rulebook.Consent, rulebook.Evidence, rulebook.Competence, rulebook.Credentials, rulebook.Advertising, rulebook.Medicines,
		rulebook.Advice, rulebook.Conduct, rulebook.Employer, rulebook.Cover, rulebook.Attention} {
		out[string(a)] = true
	}
	for name := range spoken {
		out[name] = true
	}
	return out
}()

func plain(name string) string {
	if enumerated[name] {
		return name
	}
	return "other"
}

// AppraisalOf counts what stories tell of a period, both days included. titles gives the rulebook's title of a rule ("" where it has none
// any more); a finding's own title may repeat a post and is never looked at. It reads no text of a post, no answer in words, no name.
func AppraisalOf(from, to time.Time, stories []Story, titles func(rule string) string) Appraisal {
	day := 24 * time.Hour
	a := Appraisal{From: from.UTC().Truncate(day), To: to.UTC().Truncate(day)}
	end := a.To.Add(day)
	half := a.From.Add(end.Sub(a.From) / 2)
	c := tally{in: func(t time.Time) bool { return !t.Before(a.From) && t.Before(end) }, half: half, a: &a,
		areas: map[string]*AreaCount{}, rules: map[string]*RuleCount{}, ways: map[string]int{}, asked: map[string]*AskedCount{}, due: map[[2]string]*DueCount{}}
	for _, s := range stories {
		c.story(s, titles)
	}
	a.Areas = sortedOf(c.areas, func(x, y AreaCount) int { return cmp.Compare(x.Area, y.Area) })
	a.Rules = sortedOf(c.rules, func(x, y RuleCount) int {
		return cmp.Or(cmp.Compare(y.First+y.Second, x.First+x.Second), cmp.Compare(x.Rule, y.Rule))
	})
	a.Asked = sortedOf(c.asked, func(x, y AskedCount) int { return cmp.Compare(x.Form, y.Form) })
	a.Due = sortedOf(c.due, func(x, y DueCount) int { return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Reason, y.Reason)) })
	for name, n := range c.ways {
		a.Ways = append(a.Ways, Count{name, n})
	}
	slices.SortFunc(a.Ways, func(x, y Count) int { return cmp.Or(cmp.Compare(y.N, x.N), cmp.Compare(x.Name, y.Name)) })
	slices.SortStableFunc(a.Published, func(x, y Publication) int { return cmp.Or(x.On.Compare(y.On), cmp.Compare(x.Platform, y.Platform)) })
	return a
}

func sortedOf[K comparable, V any](m map[K]*V, by func(x, y V) int) []V {
	var out []V
	for _, v := range m {
		out = append(out, *v)
	}
	slices.SortFunc(out, by)
	return out
}

// tally is an appraisal being counted.
type tally struct {
	in    func(time.Time) bool
	half  time.Time
	a     *Appraisal
	areas map[string]*AreaCount
	rules map[string]*RuleCount
	ways  map[string]int
	asked map[string]*AskedCount
	due   map[[2]string]*DueCount
}

// at gives what a map has under a key, made where it isn't there.
func at[K comparable, V any](m map[K]*V, k K, begin V) *V {
	if m[k] == nil {
		m[k] = &begin
	}
	return m[k]
}

func (c *tally) story(s Story, titles func(string) string) {
	add := func(n *int, when time.Time) {
		if c.in(when) {
			*n++
		}
	}
	add(&c.a.Posts.Begun, s.Post.Begun)
	for _, m := range s.TimeLine {
		if m.Kind == "post.checked" {
			add(&c.a.Posts.Checks, m.At)
		}
	}
	for _, x := range s.SignOffs {
		add(&c.a.Posts.SignedOff, x.At)
	}
	for _, x := range s.Addresses {
		if c.in(x.At) {
			c.a.Posts.Published++
			c.a.Published = append(c.a.Published, Publication{x.At.UTC().Truncate(24 * time.Hour), plain(x.Platform), x.Without})
			if x.Without {
				c.a.Posts.Without++
			}
		}
		if x.Down != nil {
			add(&c.a.Posts.TakenDown, x.Down.At)
		}
	}
	for _, f := range s.Findings {
		c.finding(f, titles)
	}
	for _, x := range s.Asked {
		if c.in(x.At) {
			c.answer(at(c.asked, plain(x.Form), AskedCount{Form: plain(x.Form)}), x)
		}
	}
	for _, x := range s.Due {
		if c.in(x.At) {
			d := at(c.due, [2]string{plain(x.Kind), plain(x.Reason)}, DueCount{Kind: plain(x.Kind), Reason: plain(x.Reason)})
			if d.N++; x.Done == nil {
				d.Open++
			}
		}
	}
}

func (c *tally) finding(f Finding, titles func(string) string) {
	for _, w := range f.Ways {
		if c.in(w.At) {
			c.ways[plain(w.Kind)]++
		}
	}
	if f.Fixed != nil && c.in(f.Fixed.At) {
		c.ways["fixed"]++
	}
	if !c.in(f.At) {
		return
	}
	area := at(c.areas, plain(f.Area), AreaCount{Area: plain(f.Area)})
	switch f.Level {
	case "stop":
		area.Stop++
	case "decide":
		area.Decide++
	default:
		area.Advise++
	}
	if f.Fixed != nil {
		area.Fixed++
	}
	rule, title := f.Rule, titles(f.Rule)
	if title == "" {
		rule, title = "other", "A rule the rulebook no longer has"
	}
	r := at(c.rules, rule, RuleCount{Rule: rule, Title: title})
	if f.At.Before(c.half) {
		r.First++
	} else {
		r.Second++
	}
}

func (c *tally) answer(n *AskedCount, x Asked) {
	n.Asked++
	agreed, last := false, ""
	for _, y := range x.Answers {
		if y.Answer != "asks-back" {
			last = y.Answer
			agreed = agreed || agrees(last)
		}
	}
	switch {
	case last == "":
		n.Waits++
	case agrees(last):
		n.Agreed++
	case agreed || last == "changed-mind":
		n.Withdrawn++
	default:
		n.Refused++
	}
}

// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"chaperone/fact/detect"
	"chaperone/fact/jigsaw"
	"chaperone/post"
	"chaperone/practice"
)

// gauge says how many people a story fits: a figure with a caption. Places on its scale are per cent of its width, on a scale of powers of ten.
type gauge struct {
	Lead, Figure, Line string // "At most about", "12 people", "fit what this post says. Likely 7 to 21."
	Level              string
	Name               string // the scale in one sentence, for those who don't see it
	RedTo, AmberTo     string // where stop and decide end …
	Amber              string // … and how wide decide is
	Now                scalePoint
	After              *scalePoint
	Ticks              []tick
	Red, Clear         int // the thresholds, in people
	Clues              []clueBar
	Plans              []planView
	NoWording          string
	NotCounted         string
	Insider            string
	Alone              string
	Sources            []string
}

type scalePoint struct {
	At, From, Width string // per cent
	Label           string
	Anchor          string // start, middle or end: so that the label stays on the scale
}

type tick struct{ At, Label, Anchor string }

type clueBar struct {
	Words, From string
	Per         string // its share in per cent, "41%"
	Without     string
	Goes        bool // the least change takes it away or widens it
}

type planView struct {
	fixView
	Says    string
	Least   bool
	Button  string
	Reaches bool
}

// gaugeOf draws the crowd a post speaks of; nil where it tells of nobody, or nothing could be counted. Its changes go into v.Fixes.
func gaugeOf(r *practice.Report, v *reading) *gauge {
	c := detect.CrowdOf(r.Facts)
	if c == nil || !c.Result.Known {
		return nil
	}
	res, text := c.Result, r.Post.Text
	policy := detect.PolicyOf(r.Facts.In)
	t := policy.Ordinary
	if c.Problem.Grave {
		t = policy.Grave
	}
	g := &gauge{Red: int(t.Red), Clear: int(t.Clear), Level: map[jigsaw.Verdict]string{jigsaw.Red: "stop", jigsaw.Amber: "decide"}[res.Verdict]}
	if g.Level == "" {
		g.Level = "clear"
	}
	likely := fmt.Sprintf("Likely %s to %s.", jigsaw.Count(res.Lo), jigsaw.Count(res.Hi))
	if res.K < 3 {
		g.Lead, g.Figure = "This fits", "1 or 2 people"
		g.Line = "by what this post and your public profile say. " + likely
	} else {
		g.Lead, g.Figure = "At most about", jigsaw.People(res.K)
		g.Line = "fit what this post and your public profile say. " + likely
	}
	goes := g.plans(c, text, v)
	top := math.Max(res.Hi, t.Clear)
	for _, p := range res.Plans {
		top = math.Max(top, p.After.Hi)
	}
	s := newScale(top)
	g.RedTo, g.AmberTo, g.Amber, g.Ticks = s.at(t.Red), s.at(t.Clear), per(s.share(t.Clear)-s.share(t.Red)), s.ticks()
	g.Now = s.point(res.Estimate, "now "+jigsaw.Count(res.K))
	g.Name = fmt.Sprintf("Scale from 1 to %s people. Now about %s, likely %s to %s.", thousands(s.top()), jigsaw.Count(res.K), jigsaw.Count(res.Lo), jigsaw.Count(res.Hi))
	if len(res.Plans) > 0 && !res.NoWording {
		p := s.point(res.Plans[0].After, "after: about "+jigsaw.Count(res.Plans[0].After.K))
		g.After = &p
		g.Name += fmt.Sprintf(" After the least change about %s, likely %s to %s.", jigsaw.Count(res.Plans[0].After.K), jigsaw.Count(res.Plans[0].After.Lo), jigsaw.Count(res.Plans[0].After.Hi))
	}
	for _, x := range res.Clues {
		g.Clues = append(g.Clues, clueOf(c, x, r.Post.ID, goes))
	}
	if res.NoWording {
		g.NoWording = "No wording of this story hides whom it is about, from this account. Ask for consent, or make the point without a patient."
	}
	if w := uncounted(c); w != "" {
		g.NotCounted = "Not counted: " + w + ". It can only make the number smaller."
	}
	if views := c.Readers(); len(views) > 0 {
		g.Insider = views[len(views)-1].Says
	}
	if c.Alone != nil && c.Alone.Known {
		g.Alone = fmt.Sprintf("This post alone: %s. With what was posted before: %s.", jigsaw.People(c.Alone.K), jigsaw.People(res.K))
	}
	g.Sources = sourcesOf(c)
	return g
}

// plans puts the changes that make the story safer into words and forms; it gives the clues that the least one changes.
func (g *gauge) plans(c *detect.Crowd, text string, v *reading) map[int]bool {
	goes := map[int]bool{}
	for i, p := range c.Result.Plans {
		var own []post.Edit
		elsewhere := false
		for _, e := range p.Edits {
			if e.Post == "" || e.Post == v.ID {
				own = append(own, e.Edit)
			} else {
				elsewhere = true
			}
		}
		if i == 0 {
			for _, m := range p.Moves {
				goes[m.Clue] = true
			}
		}
		if c.Result.NoWording || len(p.Edits) == 0 && p.Worded {
			continue
		}
		x := planView{Least: i == 0, Reaches: p.Reaches, Says: planWords(p, c, text)}
		after := "at most about " + jigsaw.People(p.After.K)
		if p.After.K < 3 {
			after = "still 1 or 2 people"
		}
		x.Title = map[string]string{jigsaw.FewestWords: "Least change", jigsaw.KeepsPoint: "Keeps the point", jigsaw.DelayOnly: "Delay only"}[p.Name] + ": " + after
		if len(own) > 0 && !elsewhere {
			x.Value = fixValue("jigsaw", i, own, text)
			x.Diff = diffOf(own, text)
			v.Fixes[x.Value] = own
		}
		g.Plans = append(g.Plans, x)
	}
	return goes
}

// planWords says what of a plan isn't a change of words that can be made here.
func planWords(p jigsaw.Plan, c *detect.Crowd, text string) string {
	var parts []string
	if p.Attest {
		parts = append(parts, "Post it later, without a date. We never suggest a false one.")
	}
	if !p.Worded {
		for _, m := range p.Moves {
			k := c.Problem.Clues[m.Clue]
			if l := k.Levels[m.To]; len(l.Edits) == 0 && !l.Attest {
				parts = append(parts, "Say "+quoted(shorten(k.Words, 40))+" more widely: "+l.Label+".")
			}
		}
	}
	if !p.Reaches {
		parts = append(parts, "Not enough by itself.")
	}
	return strings.Join(parts, " ")
}

func clueOf(c *detect.Crowd, x jigsaw.Contribution, id string, goes map[int]bool) clueBar {
	k := c.Problem.Clues[x.Clue]
	b := clueBar{Words: shorten(k.Words, 28), Per: strconv.Itoa(int(math.Round(100*x.Share))) + "%", Goes: goes[x.Clue], Without: "without it " + jigsaw.People(x.Without.K)}
	if x.AddsNothing {
		b.Without = "adds nothing beside the rest"
	}
	switch {
	case k.Words == "":
		b.Words, b.From = shorten(k.Levels[k.At].Label, 28), "read from the whole"
	case k.Source == jigsaw.FromProfile:
		b.From = "your profile"
	case len(k.Spans) > 0 && !slices.ContainsFunc(k.Spans, func(p jigsaw.Place) bool { return p.Post == id }):
		b.From = "an earlier post"
	}
	return b
}

// uncounted lists what was seen and is in no figure, what stands out first; at most six.
func uncounted(c *detect.Crowd) string {
	var first, rest []string
	for _, u := range c.Result.Uncounted {
		k := c.Problem.Clues[u.Clue]
		w := quoted(shorten(k.Words, 40))
		if k.Words == "" || slices.Contains(first, w) || slices.Contains(rest, w) {
			continue
		}
		if u.Why == jigsaw.Distinctive {
			first = append(first, w)
		} else {
			rest = append(rest, w)
		}
	}
	all := append(first, rest...)
	if len(all) > 6 {
		return strings.Join(all[:6], ", ") + fmt.Sprintf(" and %d more", len(all)-6)
	}
	return strings.Join(all, ", ")
}

// sourcesOf names the figures an estimate used, and where they come from.
func sourcesOf(c *detect.Crowd) []string {
	f := c.Problem.Frames[c.Result.Frame]
	out := []string{"Counted from " + f.Name + ", because " + f.Why + "."}
	add := func(fs []jigsaw.Figure) {
		for _, x := range fs {
			if x.Table == "" {
				continue
			}
			s := fmt.Sprintf("%s: %s (%s, %s)", x.Table, x.Row, x.Source, x.Year)
			if x.Default {
				s += ", an assumption"
			}
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	add(f.Figures)
	for _, x := range c.Result.Clues {
		add(x.Figures)
	}
	return out
}

// scale maps people to a place between 1 and a power of ten.
type scale struct{ decades int }

// newScale is long enough for top people, between ten thousand and a hundred million.
func newScale(top float64) scale {
	return scale{int(math.Min(8, math.Max(4, math.Ceil(math.Log10(math.Max(1, top))))))}
}

func (s scale) top() int { return int(math.Pow10(s.decades)) }

func (s scale) share(people float64) float64 {
	return math.Min(100, math.Max(0, 100*math.Log10(math.Max(1, people))/float64(s.decades)))
}

func per(x float64) string { return strconv.FormatFloat(math.Round(10*x)/10, 'f', -1, 64) + "%" }

func (s scale) at(people float64) string { return per(s.share(people)) }

func (s scale) point(e jigsaw.Estimate, label string) scalePoint {
	k, lo, hi := s.share(e.K), s.share(e.Lo), s.share(e.Hi)
	p := scalePoint{At: per(k), From: per(lo), Width: per(math.Max(2.2, hi-lo)), Label: label, Anchor: "middle"}
	if k < 12 {
		p.Anchor = "start"
	} else if k > 88 {
		p.Anchor = "end"
	}
	return p
}

func (s scale) ticks() []tick {
	var out []tick
	step := 1
	if s.decades > 4 {
		step = 2
	}
	for d := 0; d <= s.decades; d += step {
		t := tick{per(100 * float64(d) / float64(s.decades)), thousands(int(math.Pow10(d))), "middle"}
		if d == 0 {
			t.Anchor = "start"
		} else if d == s.decades {
			t.Anchor = "end"
		}
		out = append(out, t)
	}
	return out
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/link"
)

// specialties are the first letters of the blocks an author may see all day.
const specialties = "IJKNSGMFO"

// An account tells of eight to twenty-four patients, a third of them more than once, within two weeks. Half of what carries on says so, and
// so do two in a hundred posts that do not.
const (
	secondPost = 0.25
	thirdPost  = 0.08
	cueThere   = 0.5
	cueFalse   = 0.02
)

// telling is one made-up post.
type telling struct {
	patient int
	day     int
	tale    *tale
	cue     bool
}

// pairs counts pairs of posts of one account: same patient or not, linked or not.
type pairs struct{ hit, wrong, missed int }

func (p pairs) precision() float64 { return float64(p.hit) / float64(p.hit+p.wrong) }
func (p pairs) recall() float64    { return float64(p.hit) / float64(p.hit+p.missed) }

// thresholds are the log odds at which posts are joined.
var thresholds = []float64{0, 1, 2}

// linkResult is what the experiment comes to.
type linkResult struct {
	posts    int
	at       []pairs // by threshold
	patients int     // told of more than once
	crowds   int     // of these, every post fits 11 people or more
	fall     int     // of these, all posts together fit fewer
	clear    int     // every post has Lo >= 11
	clearTo  int     // of these, the merged story has not
}

// tellAgain makes up what one post tells of a patient: each time something else of the same person. It is placed in the patient's week.
func (w *world) tellAgain(r *rand.Rand, t *trust, p person) *tale {
	x := w.begin(t, t.admitted)
	if r.Float64() < 0.7 {
		x.sayAge(p, 1+choose(r, 0.4, 0.1, 0.3, 0.2))
	}
	if r.Float64() < 0.8 {
		x.saySex(p)
	}
	if r.Float64() < 0.75 {
		x.blocks = map[int16]bool{p.block: true}
		if r.Float64() < 0.5 {
			x.sayCode(w, p)
		} else {
			x.say(jigsaw.Condition, jigsaw.Value{Code: w.blocks[p.block].Code})
		}
	}
	if r.Float64() < 0.15 {
		x.sayOrigin(p)
	}
	if r.Float64() < 0.2 {
		x.sayJob(p)
	}
	if r.Float64() < 0.15 {
		x.sayTown(p)
	}
	week := p.hour / 24 / 7 * 7
	x.from, x.until = week*24, min(week+7, days)*24
	return x
}

// and keeps what both stories tell: all that is known after both.
func (t *tale) and(o *tale) *tale {
	m := *t
	m.lo, m.hi = max(t.lo, o.lo), min(t.hi, o.hi)
	if m.blocks == nil {
		m.blocks = o.blocks
	}
	m.code, m.town = max(t.code, o.code), max(t.town, o.town)
	m.sex, m.origin, m.job, m.state = max(t.sex, o.sex), max(t.origin, o.origin), max(t.job, o.job), max(t.state, o.state)
	return &m
}

// account makes up the posts of one author, in order of time.
func (w *world) account(r *rand.Rand) []telling {
	t := w.trusts[r.IntN(len(w.trusts))]
	letter := specialties[r.IntN(len(specialties))]
	var able []int
	for i := range t.admitted {
		if w.blocks[t.admitted[i].block].Code[0] == letter {
			able = append(able, i)
		}
	}
	var out []telling
	for n := range 8 + r.IntN(17) {
		p := t.admitted[able[r.IntN(len(able))]]
		posts := 1 + one(r.Float64() < secondPost) + one(r.Float64() < thirdPost)
		for f := range posts {
			x := telling{patient: n, day: int(p.hour / 24), tale: w.tellAgain(r, t, p)}
			if f > 0 {
				x.day += 1 + r.IntN(14)
			}
			x.cue = f > 0 && r.Float64() < cueThere || r.Float64() < cueFalse
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b telling) int { return a.day - b.day })
	return out
}

// heads joins posts into groups; each group has one head.
type heads []int

func (h heads) of(i int) int {
	for h[i] != i {
		i = h[i]
	}
	return i
}

func (res *linkResult) account(posts []telling) {
	var history link.History
	groups := make([]heads, len(thresholds))
	for i := range groups {
		for j := range posts {
			groups[i] = append(groups[i], j)
		}
	}
	for j, p := range posts {
		id := strconv.Itoa(j)
		at := newYear.Add(time.Duration(p.day*24+20) * time.Hour)
		s := p.tale.story
		s.Posts, s.Told, s.Readings = []string{id}, at, slices.Clone(s.Readings)
		for i := range s.Readings {
			s.Readings[i].Post = id
		}
		t := &link.Telling{Post: id, At: at, Story: &s, Tells: 1}
		if p.cue {
			t.Cues = []link.Cue{{Sort: link.Explicit, Words: "update"}}
		}
		o := history.Next(t)
		if len(o.Links) == 0 {
			continue
		}
		for i, th := range thresholds {
			if o.Links[0].LogOdds <= th {
				continue
			}
			for _, earlier := range o.Links[0].Posts {
				k, _ := strconv.Atoi(earlier)
				groups[i][groups[i].of(j)] = groups[i].of(k)
			}
		}
	}
	res.posts += len(posts)
	for i, g := range groups {
		for a := range posts {
			for b := range a {
				same, joined := posts[a].patient == posts[b].patient, g.of(a) == g.of(b)
				res.at[i].hit += one(same && joined)
				res.at[i].wrong += one(!same && joined)
				res.at[i].missed += one(same && !joined)
			}
		}
	}
	res.patientsOf(posts)
}

// patientsOf counts what all posts on one patient say together, for those told of more than once.
func (res *linkResult) patientsOf(posts []telling) {
	byPatient := map[int][]*tale{}
	for _, p := range posts {
		byPatient[p.patient] = append(byPatient[p.patient], p.tale)
	}
	for n := range 25 {
		ts := byPatient[n]
		if len(ts) < 2 {
			continue
		}
		res.patients++
		crowd, clear := true, true
		all, story := ts[0], ts[0].dated()
		for i, t := range ts {
			crowd = crowd && t.count() >= small
			told := t.dated()
			clear = clear && told.estimate().Lo >= small
			if i > 0 {
				all = all.and(t)
				story.story = *link.Merge(&story.story, &told.story)
			}
		}
		if crowd {
			res.crowds++
			res.fall += one(all.count() < small)
		}
		if clear {
			res.clear++
			res.clearTo += one(story.estimate().Lo < small)
		}
	}
}

// dated gives the story with the patient's week told.
func (t *tale) dated() *tale {
	m := *t
	m.story.Readings = slices.Clone(t.story.Readings)
	v := jigsaw.Value{From: newYear.Add(time.Duration(t.from) * time.Hour), Until: newYear.Add(time.Duration(t.until) * time.Hour)}
	m.story.Told = v.Until
	m.say(jigsaw.When, v)
	return &m
}

func runLinks(w *world, seed uint64, accounts int) linkResult {
	r := rand.New(rand.NewPCG(seed, 200))
	res := linkResult{at: make([]pairs, len(thresholds))}
	for range accounts {
		res.account(w.account(r))
	}
	return res
}

func links(w io.Writer, seed uint64, accounts int) {
	res := runLinks(makeWorld(readNation(), base, seed, drawUnits(seed, trustsMade)), seed, accounts)
	fmt.Fprintf(w, "%d accounts, %d posts, %d patients told of more than once\n\n", accounts, res.posts, res.patients)
	fmt.Fprintln(w, "| joined above log odds of | pairs: precision | recall | right | wrong | missed |")
	fmt.Fprintln(w, "| --- | --- | --- | --- | --- | --- |")
	for i, th := range thresholds {
		p := res.at[i]
		fmt.Fprintf(w, "| %g | %.2f | %.2f | %d | %d | %d |\n", th, p.precision(), p.recall(), p.hit, p.wrong, p.missed)
	}
	fmt.Fprintf(w, "\npatients whose every post fits 11 people or more: %d; fewer than 11 together: %d (%.0f %%)\n", res.crowds, res.fall, 100*float64(res.fall)/float64(res.crowds))
	fmt.Fprintf(w, "patients whose every post has Lo >= 11: %d; merged, Lo < 11: %d (%.0f %%)\n", res.clear, res.clearTo, 100*float64(res.clearTo)/float64(res.clear))
}

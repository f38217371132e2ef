// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"math/rand/v2"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
	"chaperone/fact/jigsaw/population"
)

// setting is one way to make the experiment hard.
type setting struct {
	name    string
	doubled bool
	drafts  int // of so many stories, the one is told for which the estimate errs most to the large side
}

var settings = []setting{{"base", false, 1}, {"surprising: the worst of three", false, 3}, {"hidden spread doubled", true, 1}, {"both", true, 3}}

// bands of k the result is shown by; the first is not judged.
var bands = []struct {
	name   string
	lo, hi float64
}{{"k to 2", 0, 2}, {"2–10", 2, 10}, {"10–50", 10, 50}, {"50–300", 50, 300}, {"over 300", 300, 1e18}}

// hospitalResult is what one setting comes to.
type hospitalResult struct {
	setting
	all   summary
	bands []summary
}

// outcome puts an estimate beside the count.
func (t *tale) outcome(e jigsaw.Estimate) outcome {
	return outcome{e.K, e.Lo, e.Hi, t.count(), t.clues}
}

func (t *tale) estimate() jigsaw.Estimate {
	return jigsaw.Prepare(population.Build(&t.story, "")).Estimate(nil)
}

func (t *tale) solve() jigsaw.Estimate {
	return jigsaw.Solve(population.Build(&t.story, ""), jigsaw.Policy{}).Estimate // what a check calls
}

func (w *world) outcomes(r *rand.Rand, s setting, n int) []outcome {
	letters := w.urgentLetters()
	var out []outcome
	for range n {
		t := w.tell(r, letters)
		if s.drafts == 1 {
			out = append(out, t.outcome(t.solve()))
			continue
		}
		worst := t.outcome(t.estimate())
		for range s.drafts - 1 {
			t := w.tell(r, letters)
			if o := t.outcome(t.estimate()); o.k/float64(o.truth) > worst.k/float64(worst.truth) {
				worst = o
			}
		}
		out = append(out, worst)
	}
	return out
}

func runHospitals(n *nation, seed uint64, units []figure.Unit, stories int) (rs []hospitalResult, admitted, seen int) {
	for i, s := range settings {
		h := base
		if s.doubled {
			h = base.doubled()
		}
		w := makeWorld(n, h, seed, units)
		if i == 0 {
			for _, t := range w.trusts {
				admitted += len(t.admitted)
				seen += len(t.seen)
			}
		}
		os := w.outcomes(rand.New(rand.NewPCG(seed, uint64(100+i))), s, stories)
		r := hospitalResult{setting: s, all: summarise(os)}
		for _, b := range bands {
			var in []outcome
			for _, o := range os {
				if o.k >= b.lo && o.k < b.hi {
					in = append(in, o)
				}
			}
			r.bands = append(r.bands, summarise(in))
		}
		rs = append(rs, r)
	}
	return rs, admitted, seen
}

func hospitals(w io.Writer, seed uint64, stories int) []string {
	rs, admitted, seen := runHospitals(readNation(), seed, drawUnits(seed, trustsMade), stories)
	fmt.Fprintf(w, "%d trusts, %d admissions and %d visits in a year, %d stories a setting\n\n", trustsMade, admitted, seen, stories)
	printHospitals(w, rs)
	return missedHospitals(rs)
}

func printHospitals(w io.Writer, rs []hospitalResult) {
	row := func(name string, f func(r hospitalResult) string) {
		fmt.Fprintf(w, "| %s |", name)
		for _, r := range rs {
			fmt.Fprintf(w, " %s |", f(r))
		}
		fmt.Fprintln(w)
	}
	row("", func(r hospitalResult) string { return r.name })
	row("---", func(r hospitalResult) string { return "---" })
	row("log(k/truth): mean, sd", func(r hospitalResult) string { return fmt.Sprintf("%+.2f, %.2f", r.all.mean, r.all.sd) })
	row("80 % interval covers: all", func(r hospitalResult) string { return fmt.Sprintf("%.2f", r.all.covered) })
	for i, b := range bands {
		row("… "+b.name, func(r hospitalResult) string { return fmt.Sprintf("%.2f (of %d)", r.bands[i].covered, r.bands[i].n) })
	}
	row("truth below Lo", func(r hospitalResult) string { return fmt.Sprintf("%.1f %%", 100*r.all.below) })
	row("truly < 11", func(r hospitalResult) string { return fmt.Sprintf("%.0f %%", 100*r.all.smallShare) })
	row("… of these Lo >= 11", func(r hospitalResult) string { return fmt.Sprintf("%.2f %%", 100*r.all.safeLo) })
	row("truly >= 11, but Lo < 11", func(r hospitalResult) string { return fmt.Sprintf("%.0f %%", 100*r.all.alarm) })
	row("AUC for truly < 11", func(r hospitalResult) string { return fmt.Sprintf("%.3f", r.all.auc) })
	row("… by counting clues instead", func(r hospitalResult) string { return fmt.Sprintf("%.3f", r.all.aucClues) })
	row("Spearman", func(r hospitalResult) string { return fmt.Sprintf("%.3f", r.all.spearman) })
}

// Targets of experiment B, for every band above k = 2 and every setting.
const (
	leastCovered = 0.75
	mostCovered  = 0.99
	mostSafe     = 0.01
)

func missedHospitals(rs []hospitalResult) []string {
	var out []string
	for _, r := range rs {
		for i, b := range r.bands[1:] {
			if b.n > 0 && !(b.covered >= leastCovered && b.covered <= mostCovered) {
				out = append(out, fmt.Sprintf("%s, k %s: the interval covers %.3f, not %g to %g", r.name, bands[i+1].name, b.covered, leastCovered, mostCovered))
			}
		}
		if !(r.all.safeLo <= mostSafe) {
			out = append(out, fmt.Sprintf("%s: Lo is 11 or more for %.2f %% of the truly small, more than %g %%", r.name, 100*r.all.safeLo, 100*mostSafe))
		}
	}
	return out
}

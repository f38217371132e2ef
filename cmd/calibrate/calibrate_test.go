// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"cmp"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"chaperone/fact/jigsaw/figure"
)

func TestMeasuresOfKnownNumbers(t *testing.T) {
	os := []outcome{{k: 5, lo: 2, hi: 9, truth: 4, clues: 5}, {k: 30, lo: 12, hi: 60, truth: 10, clues: 3}, {k: 15, lo: 8, hi: 30, truth: 20, clues: 4}, {k: 100, lo: 70, hi: 140, truth: 141, clues: 2}}
	s := summarise(os)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"covered", s.covered, 0.5}, {"below", s.below, 0.25}, {"small", s.smallShare, 0.5}, {"middle", s.safeMid, 0.5}, {"lower end", s.safeLo, 0.5}, {"alarm", s.alarm, 0.5},
		{"Spearman", s.spearman, 0.8}, {"AUC", s.auc, 0.75}, {"AUC by clues", s.aucClues, 0.75},
		{"mean", s.mean, (math.Log(5./4) + math.Log(3) + math.Log(0.75) + math.Log(100./141)) / 4},
		{"Spearman with ties", spearman([]float64{1, 1, 2, 3}, []float64{4, 4, 5, 6}), 1},
		{"AUC of equal scores", auc([]float64{1, 1, 1}, []bool{true, false, false}), 0.5},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s: %g, want %g", c.name, c.got, c.want)
		}
	}
}

// madeUp makes people whose answers hang together as in a chain, each with the one before.
func madeUp(n int) *people {
	r := rand.New(rand.NewPCG(3, 3))
	const questions = 10
	var names []string
	for q := range questions {
		names = append(names, "q"+strconv.Itoa(q))
	}
	var records [][]string
	for range n {
		v := r.IntN(4)
		var l []string
		for q := range questions {
			if r.Float64() > 0.6 {
				v = r.IntN(3 + q%3)
			}
			l = append(l, strconv.Itoa(v%(3+q%3)))
			if q == 9 && r.Float64() < 0.1 {
				l[q] = missing
			}
		}
		records = append(records, l)
	}
	return newPeople(names, records)
}

func TestOnRealCountsTheTreeBeatsTheProduct(t *testing.T) {
	rs := runCensus(madeUp(1000), 7, 60)
	if len(rs) != 2*len(knownShares) {
		t.Fatalf("%d lines", len(rs))
	}
	for _, r := range rs {
		if !(r.tree.safeLo <= 0.1) || !(r.tree.covered >= 0.6) {
			t.Errorf("surprising %v, %.0f %% known: Lo calls %.3f of the small large, interval covers %.2f", r.surprising, 100*r.known, r.tree.safeLo, r.tree.covered)
		}
		if r.known == 1 && (!(r.tree.spearman >= 0.9) || !(r.tree.sd < 0.8*r.product.sd)) {
			t.Errorf("surprising %v: Spearman %.3f, sd %.2f beside the product's %.2f", r.surprising, r.tree.spearman, r.tree.sd, r.product.sd)
		}
		if r.known == 0 && math.Abs(r.tree.mean-r.product.mean) > 1e-9 {
			t.Errorf("without tables the tree is not the product: %g, %g", r.tree.mean, r.product.mean)
		}
	}
}

func TestAMissedTargetIsNamed(t *testing.T) {
	good := summary{spearman: 0.99, safeLo: 0.01}
	if m := missedCensus([]censusResult{{known: 1, tree: good}, {known: 0.2, tree: good}}); len(m) != 0 {
		t.Error(m)
	}
	if m := missedCensus([]censusResult{{known: 1, tree: summary{spearman: 0.9, safeLo: 0.04}}}); len(m) != 2 {
		t.Error(m)
	}
	fine := summary{n: 9, covered: 0.9}
	if m := missedHospitals([]hospitalResult{{all: good, bands: []summary{{n: 5, covered: 1}, fine, fine, fine, {covered: math.NaN()}}}}); len(m) != 0 {
		t.Error(m)
	}
	if m := missedHospitals([]hospitalResult{{all: summary{safeLo: 0.02}, bands: []summary{fine, fine, {n: 9, covered: 0.5}, {n: 9, covered: 1}, fine}}}); len(m) != 3 {
		t.Error(m)
	}
}

// tables are read once for all tests.
var tables = sync.OnceValue(readNation)

// smallest is the trust that fewest people come to, so that tests are quick.
func smallest() []figure.Unit {
	return []figure.Unit{slices.MinFunc(unitsAble(), func(a, b figure.Unit) int {
		return cmp.Compare(a.Emergency.Value+a.Attendances.Value, b.Emergency.Value+b.Attendances.Value)
	})}
}

// little is that trust's year.
var little = sync.OnceValue(func() *world { return makeWorld(tables(), base, 11, smallest()) })

func TestTheMadeUpHospitalsFollowTheTables(t *testing.T) {
	for _, x := range little().trusts {
		if got, want := float64(len(x.admitted)), x.unit.Emergency.Value; math.Abs(got/want-1) > 0.1 {
			t.Errorf("%s: %g admissions, the table says %g", x.unit.Name, got, want)
		}
		var old, women, worksAsChild float64
		for _, p := range x.admitted {
			old += float64(one(p.age >= 65))
			women += float64(one(p.sex == 0))
			worksAsChild += float64(one(p.age < 16 && jobs[p.job] != "none"))
			if p.hour < 0 || p.hour >= days*24 || p.age > maxAge {
				t.Fatalf("%+v", p)
			}
		}
		n := float64(len(x.admitted))
		if old/n < 0.3 || old/n > 0.6 || women/n < 0.45 || women/n > 0.62 || worksAsChild > 0 || len(x.towns) == 0 {
			t.Errorf("%s: %.2f over 65, %.2f women, %g children at work, %d towns", x.unit.Name, old/n, women/n, worksAsChild, len(x.towns))
		}
	}
}

func TestAtMadeUpHospitalsTheIntervalHoldsTheTruth(t *testing.T) {
	w := *little()
	os := w.outcomes(rand.New(rand.NewPCG(5, 5)), settings[0], 120)
	s := summarise(os)
	var above []outcome
	for _, o := range os {
		if o.k >= 2 {
			above = append(above, o)
		}
	}
	a := summarise(above)
	if !(a.covered >= 0.75) || !(s.safeLo <= 0.02) || !(s.auc >= 0.97) || !(s.auc > s.aucClues+0.1) || !(math.Abs(s.mean) < 0.25) {
		t.Errorf("covers %.2f above 2, Lo calls %.3f of the small large, AUC %.3f, by clues %.3f, mean log error %+.2f", a.covered, s.safeLo, s.auc, s.aucClues, s.mean)
	}
	if len(above) < 25 {
		t.Errorf("%d stories above 2", len(above))
	}
	worst := summarise(w.outcomes(rand.New(rand.NewPCG(5, 6)), settings[1], 20))
	if worst.mean <= s.mean {
		t.Errorf("the worst of three errs by %+.2f, any by %+.2f", worst.mean, s.mean)
	}
}

func TestPostsOnOnePatientAreJoinedAndTheCrowdFalls(t *testing.T) {
	r := runLinks(little(), 7, 25)
	for i := range thresholds {
		p := r.at[i]
		if !(p.precision() > 0.3) || !(p.recall() > 0.35) {
			t.Errorf("log odds %g: precision %.2f, recall %.2f", thresholds[i], p.precision(), p.recall())
		}
		if i > 0 && (p.precision() < r.at[i-1].precision() || p.recall() > r.at[i-1].recall()) {
			t.Errorf("a higher threshold is no more careful: %+v", r.at)
		}
	}
	if r.patients < 60 || r.clear > r.crowds+r.patients/10 || r.fall > r.crowds {
		t.Errorf("%+v", r)
	}
}

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	one, two := &bytes.Buffer{}, &bytes.Buffer{}
	worlds := []*world{little(), makeWorld(tables(), base, 11, smallest())}
	for i, w := range []*bytes.Buffer{one, two} {
		world := worlds[i]
		all := summarise(world.outcomes(rand.New(rand.NewPCG(1, 1)), settings[3], 5))
		printHospitals(w, []hospitalResult{{setting: settings[3], all: all, bands: make([]summary, len(bands))}})
		p := madeUp(200)
		printCensus(w, p, runCensus(p, 1, 20))
	}
	if one.String() != two.String() || !strings.Contains(one.String(), "Spearman") {
		t.Errorf("%s\n%s", one, two)
	}
}

func TestWrongCallsSaySo(t *testing.T) {
	for _, args := range [][]string{nil, {"nothing"}, {"links", "--n", "-1"}, {"census", "more"}} {
		var out, errs bytes.Buffer
		if run(args, &out, &errs) != 2 || errs.Len() == 0 {
			t.Errorf("%v: %q", args, errs.String())
		}
	}
	var out, errs bytes.Buffer
	dir := t.TempDir()
	if run([]string{"census", "--figures", dir}, &out, &errs) != 1 || !strings.Contains(errs.String(), "--figures") {
		t.Error(errs.String())
	}
	if err := os.WriteFile(filepath.Join(dir, censusFile), []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	errs.Reset()
	if run([]string{"census", "--figures", dir}, &out, &errs) != 1 || !strings.Contains(errs.String(), "15") {
		t.Error(errs.String())
	}
}
